/**
 * Invariants: what must hold of every deployment, rollback and release of the two examples, however their jobs end. These are
 * the committed files, as GitHub runs them.
 */
import * as path from 'node:path';
import { repositoryOf } from '../../src/simulate/simulate';
import type { SimulatedRun } from '../../src/simulate/simulated';
import { Event, Law, Proof, prove, standingLaws } from '../../src/testing';

const alys = path.resolve(__dirname, '..', '..', 'examples', 'alys');
const vmsnap = path.resolve(__dirname, '..', '..', 'examples', 'vmsnap');

const ENVIRONMENTS = ['testnet', 'staging', 'canary', 'production'];
const deployTo = (environment: string) => Event.dispatch('deploy', { environment, version: '1.4.0' });
const rollBackIn = (environment: string) => Event.dispatch('rollback', { environment });

/** All proofs of all tests, with the time that the processor took for them. */
const proofs: { readonly proof: Proof; readonly seconds: number }[] = [];

function check(folder: string, events: readonly Event[], laws: readonly Law[]): Proof {
  const began = process.cpuUsage();
  const proof = prove(folder, ...events).that(...laws).check();
  proofs.push({ proof, seconds: process.cpuUsage(began).user / 1e6 });
  return proof;
}

/** The counterexamples, which is what a failing test should show. */
function broken(proof: Proof): string {
  return proof.holds ? '' : String(proof);
}

const result = (run: SimulatedRun, job: string) => run.job(job).result;
const tells = (run: SimulatedRun, job: string, output: string) => run.job(job).outputs[output] ?? '';

describe('required checks', () => {
  test.each([alys, vmsnap])('the gates of %s are never skipped', (folder) => {
    const proof = check(folder, [], [Law.alwaysRuns('gate')]);
    expect(broken(proof)).toBe('');
    expect(new Set(proof.tried.map(({ workflow }) => workflow)).size).toBe(3);
  });

  test.each([alys, vmsnap])('what should hold of any repository holds of %s', (folder) => {
    const laws = standingLaws(repositoryOf(folder));
    expect(laws.length).toBeGreaterThan(25);
    expect(broken(check(folder, [], laws))).toBe('');
  });
});

describe('a deployment of alys', () => {
  const events = ENVIRONMENTS.map(deployTo);

  test('begins only where everything before it said yes', () => {
    expect(broken(check(alys, events, [Law.onlyAfterSuccessOf('deploy', 'pre-deployment'), Law.onlyAfterSuccessOf('recovery', 'unfinished')]))).toBe('');
  });

  test('that failed or was lost is looked after, by a job of its own', () => {
    const proof = check(alys, events, [
      Law.every('a deployment that did not finish is looked at', (run) => {
        const isOver = ['success', 'skipped'].includes(result(run, 'deploy'));
        const isFinished = tells(run, 'deploy', 'finish') === 'success' && tells(run, 'deploy', 'roll-back') !== 'failure';
        return isOver || isFinished || run.job('unfinished').hasRun;
      }),
      Law.every('what was found unfinished is recovered', (run) =>
        result(run, 'unfinished') !== 'success' || tells(run, 'unfinished', 'state') === '' || run.job('recovery').hasRun || run.isCancelled),
      Law.every('nobody looks after a deployment that went well', (run) => result(run, 'deploy') !== 'success' || !run.job('unfinished').hasRun),
    ]);
    expect(broken(proof)).toBe('');
  });

  test('is told of, whatever came of it', () => {
    expect(broken(check(alys, [...events, ...ENVIRONMENTS.map(rollBackIn)], [Law.alwaysRuns('notify-result')]))).toBe('');
  });

  test.each(ENVIRONMENTS)('to %s is never beside another, nor beside a rollback', (environment) => {
    const proof = check(alys, [deployTo(environment), rollBackIn(environment)], [
      Law.oneAtATime(), Law.neverTogether('deploy', 'rollback'), Law.neverTogether('deploy', 'deploy'), Law.neverTogether('rollback', 'rollback'),
      Law.neverTogether('recovery', 'rollback'), Law.neverTogether('recovery', 'deploy'),
    ]);
    expect(broken(proof)).toBe('');
  });

  test('is of an image that was built, scanned and tested', () => {
    expect(broken(check(alys, [], [Law.onlyAfterSuccessOf('publish', 'build', 'scan', 'tested')]))).toBe('');
  });
});

describe('a release of vmsnap', () => {
  const release = ['patch', 'minor', 'major', 'prerelease'].map((bump) => Event.dispatch('release', { bump }));
  const events = [...release, Event.release({ action: 'published', tag: 'v1.4.0' })];

  test('is tagged, published and told of only after what must come before has succeeded', () => {
    const checked = ['plan', 'tested', 'tag', 'test', 'package'];
    expect(broken(check(vmsnap, events, [
      Law.onlyAfterSuccessOf('tag', 'plan', 'tested'),
      Law.onlyAfterSuccessOf('publish-canary', ...checked),
      Law.onlyAfterSuccessOf('publish-production', ...checked, 'publish-canary', 'verify-canary'),
      Law.onlyAfterSuccessOf('release', ...checked, 'publish-production', 'verify-production'),
      Law.onlyAfterSuccessOf('deploy-documentation', 'build-documentation', 'publish-production', 'verify-production'),
    ]))).toBe('');
  });

  test('of the branch dev is published only where its package was made', () => {
    expect(broken(check(vmsnap, [Event.push({ branch: 'dev' })], [Law.onlyAfterSuccessOf('publish-development', 'check-environment', 'package')]))).toBe('');
  });

  const isWrong = (run: SimulatedRun, stage: string) => tells(run, `verify-${stage}`, 'verdict') === 'wrong' || tells(run, `verify-${stage}`, 'run') === 'failure';

  test('that proves wrong once it is published is rolled back', () => {
    expect(broken(check(vmsnap, events, [
      ...['canary', 'production'].map((stage) => Law.every(`a ${stage} release that proves wrong is rolled back`, (run) =>
        run.isCancelled || result(run, `publish-${stage}`) !== 'success' || !isWrong(run, stage) || run.job(`roll-back-${stage}`).hasRun)),
      Law.every('nothing is rolled back that was not published', (run) =>
        ['canary', 'production'].every((stage) => !run.job(`roll-back-${stage}`).hasRun || result(run, `publish-${stage}`) === 'success')),
      Law.every('production follows no canary that proved wrong', (run) => !isWrong(run, 'canary') || result(run, 'verify-canary') === 'success' || !run.job('publish-production').hasRun),
    ]))).toBe('');
  });

  test('never writes to a registry beside another, nor beside a rollback', () => {
    const back = Event.dispatch('release-rollback', { version: '1.4.0', reason: 'it is broken' });
    expect(broken(check(vmsnap, [release[0], back, Event.push({ branch: 'dev' })], [
      Law.oneAtATime(),
      Law.neverTogether('publish-production', 'roll-back-npm'), Law.neverTogether('publish-canary', 'roll-back-github-packages'),
      Law.neverTogether('publish-development', 'publish-canary'), Law.neverTogether('publish-development', 'roll-back-github-packages'),
      Law.neverTogether('roll-back-canary', 'roll-back-github-packages'), Law.neverTogether('roll-back-production', 'roll-back-npm'),
      Law.neverTogether('publish-production', 'publish-production'),
    ]))).toBe('');
  });
});

// Time at work, so that what else the machine does makes no difference; one core is enough.
test('all of it takes less than 30 seconds, and nothing was left to chance', () => {
  const seconds = proofs.reduce((sum, each) => sum + each.seconds, 0);
  const cases = proofs.reduce((sum, { proof }) => sum + proof.cases, 0);
  process.stdout.write(`${cases.toLocaleString('en')} cases in ${seconds.toFixed(1)} s\n`);
  expect(proofs.flatMap(({ proof }) => proof.tried.filter(({ isComplete }) => !isComplete))).toEqual([]);
  expect(seconds).toBeLessThan(30);
});
