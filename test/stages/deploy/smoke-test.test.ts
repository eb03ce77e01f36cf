// A smoke test runs after each step, in the cluster or on the runner, for as long as it may, with the version it tests.
import { deployJob, refusal } from './composed';
import { ContainerImage, HelmDeployStageOptions, Rollout, SmokeTest, Timeout } from '../../../src';

const step = (smokeTest: SmokeTest, more: Partial<HelmDeployStageOptions> = {}) => deployJob({ smokeTest, ...more }).step('Smoke test at 100 %');

test('a Job of the cluster has the image that is deployed, by its digest', () => {
  expect(step(SmokeTest.job(['/tests/smoke.sh', '--fast', 'it\'s']))).toEqual({
    name: 'Smoke test at 100 %',
    run: 'bash scripts/ci/smoke-test.sh',
    env: {
      IMAGE: '${{ needs.pre-deployment.outputs.image }}@${{ needs.pre-deployment.outputs.digest }}',
      COMMAND: '["/tests/smoke.sh","--fast","it\'s"]',
      TIMEOUT: 300,
    },
  });
});

test('or one of its own, built for the same version, and its own time', () => {
  const image = ContainerImage.of('ghcr.io/acme/tool/smoke-test');
  expect(step(SmokeTest.job(['/smoke'], { image, timeout: Timeout.minutes(2) })).env).toMatchObject({ IMAGE: 'ghcr.io/acme/tool/smoke-test:${{ needs.pre-deployment.outputs.tag }}', TIMEOUT: 120 });
});

test('a script runs on the runner, as it was in the version that is deployed', () => {
  expect(step(SmokeTest.script('tests/smoke.sh', { timeout: Timeout.minutes(3) }))).toMatchObject({ 'run': 'bash tests/smoke.sh', 'working-directory': 'version', 'timeout-minutes': 3 });
  expect(step(SmokeTest.script('tests/smoke.sh'))['timeout-minutes']).toBe(5);
});

test('it runs after every step, before metrics are asked, and never after the promotion', () => {
  const names = deployJob({ smokeTest: SmokeTest.job(['/smoke']), rollout: Rollout.steps(10, 50, 100) }).steps.map(({ name }) => name);
  expect(names.filter((name) => /^(Smoke|Roll out|Promote)/.test(name!))).toEqual([
    'Roll out to 10 %', 'Smoke test at 10 %', 'Roll out to 50 %', 'Smoke test at 50 %', 'Roll out to 100 %', 'Smoke test at 100 %', 'Promote',
  ]);
});

test('its time is part of the job\'s', () => {
  const minutes = (timeout: number) => deployJob({ smokeTest: SmokeTest.job(['/smoke'], { timeout: Timeout.minutes(timeout) }), rollout: Rollout.steps(10, 100) }).document['timeout-minutes'];
  expect(minutes(9) - minutes(2)).toBe(14);
});

describe('refused is', () => {
  test.each([[[]], [['']], [[' ', '-v']]])('the command %j', (command) => {
    expect(() => SmokeTest.job(command)).toThrow(/SmokeTest\.job: the command is empty\.[^]*Give its words/);
  });

  test.each(['/tests/smoke.sh', '../smoke.sh', 'tests/../../smoke.sh', 'smoke.sh --fast', 'a;b', '$(x)', '${{ x }}', ''])('the script %j', (path) => {
    expect(() => SmokeTest.script(path)).toThrow(`SmokeTest.script: "${path}" is no path in the repository.`);
  });

  test('a script that is not there', () => {
    expect(refusal({ smokeTest: SmokeTest.script('tests/none.sh') })).toMatch(/^Delivery\/Deploy: tests\/none\.sh is not in this repository\./);
  });
});
