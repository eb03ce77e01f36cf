// One job publishes and one proves: neither runs code of the repository, only the first may write, and both follow one version.
import { composed, MANIFEST, releaseJob, releases, stagesRefusal } from './composed';
import { Job, NpmPublishStage, NpmPublishStageOptions, NpmReleasePipelineOptions, PublishTarget, ReleaseTestStage, Step } from '../../../src';

const own = (options: Partial<NpmPublishStageOptions> = {}, manifest: Record<string, unknown> = {}) => composed((pipeline, { plan, packed }) =>
  new NpmPublishStage(pipeline, 'Npm', { workflow: 'release', target: PublishTarget.npm(), version: plan, package: packed, ...options }), {}, { manifest }).workflow('release');

test('publishes the tarball that was packed, and installs what the registry has', () => {
  const [publish, verify] = ['publish-production', 'verify-production'].map((id) => releaseJob(id));
  expect(publish.steps.map(({ name }) => name)).toEqual(['Check out', 'Set up Node.js', 'Download package', 'Publish to npm']);
  expect(verify.steps.map(({ name }) => name)).toEqual(['Check out', 'Set up Node.js', 'Install from npm', 'Run the installed command']);
  for (const { steps } of [publish, verify]) {
    expect(steps[0].with).toEqual({ 'persist-credentials': false, 'sparse-checkout': 'scripts/ci' });
    expect(steps.map(({ run }) => run).filter((run) => run !== undefined && !run.startsWith('bash scripts/ci/'))).toEqual([]);
  }
  expect(publish.step('publish').env).toMatchObject({
    PACKAGE_DIR: 'package', PACKAGE: '${{ needs.package.outputs.package }}', VERSION: '${{ needs.plan.outputs.version }}', DIST_TAG: '${{ needs.plan.outputs.dist-tag }}', REGISTRY: 'https://registry.npmjs.org',
  });
  expect(verify.step('install').env).toMatchObject({ INTEGRITY: '${{ needs.publish-production.outputs.integrity }}', VERSION: '${{ needs.plan.outputs.version }}' });
});

test('tells what was published, and what is wrong with it', () => {
  expect(Object.keys(releaseJob('publish-production').document.outputs)).toEqual(expect.arrayContaining(['published', 'integrity', 'previous']));
  expect(releaseJob('verify-production').document.outputs).toEqual({ verdict: '${{ steps.install.outputs.verdict }}', run: '${{ steps.run.outcome }}' });
});

test('what is needed is waited for by the job that publishes, which the other one needs', () => {
  const workflow = composed((pipeline, { plan, packed }) => {
    const test = new ReleaseTestStage(pipeline, 'Test', { workflow: 'release' });
    return new NpmPublishStage(pipeline, 'Npm', { workflow: 'release', target: PublishTarget.npm(), version: plan, package: packed, needs: [test] });
  }).workflow('release');
  expect(workflow.job('publish-npm').document.needs).toEqual(expect.arrayContaining(['plan', 'package', 'test']));
  expect(workflow.job('verify-npm').document.needs.sort()).toEqual(['package', 'plan', 'publish-npm']);
});

test('whatever changes the package at one registry waits for the other', () => {
  const { workflow } = { workflow: releases({ canary: PublishTarget.githubPackages() }) };
  const groups = (file: string, ...ids: string[]) => ids.map((id) => workflow.workflow(file).job(id).document.concurrency);
  expect(groups('release', 'publish-production', 'roll-back-production')).toEqual(Array(2).fill({ group: 'publish-registry.npmjs.org', queue: 'max' }));
  expect(groups('release-rollback', 'roll-back-npm', 'roll-back-github-packages').map(({ group }) => group)).toEqual(['publish-registry.npmjs.org', 'publish-npm.pkg.github.com']);
});

test.each<[string, NpmReleasePipelineOptions, Record<string, unknown>, string | undefined]>([
  ['its first program', {}, {}, 'tool --help'],
  ['the first of several', {}, { bin: { first: 'a.js', second: 'b.js' } }, 'first --help'],
  ['one that is named as the package is', {}, { bin: 'cli.js' }, 'tool --help'],
  ['none', {}, { bin: undefined }, undefined],
  ['what it is told', { command: 'tool check --all' }, { bin: undefined }, 'tool check --all'],
])('the installed package is proved by %s', (_, options, manifest, command) => {
  const { steps, document } = releases(options, { manifest: { ...MANIFEST, ...manifest } }).workflow('release').job('verify-production');
  expect(steps.find(({ name }) => name === 'Run the installed command')?.env!.COMMAND).toBe(command);
  expect('run' in document.outputs).toBe(command !== undefined);
});

test('its hooks see the fields of a subclass', () => {
  class Own extends NpmPublishStage {
    private readonly title = 'Mine';
    protected newPublishJob(): Job { return this.marked(super.newPublishJob()); }
    protected newVerifyJob(publish: Job): Job { return this.marked(super.newVerifyJob(publish)); }
    private marked(job: Job): Job {
      job.addStep(Step.command('true', { name: this.title }));
      return job;
    }
  }
  const workflow = composed((pipeline, { plan, packed }) => new Own(pipeline, 'Npm', { workflow: 'release', target: PublishTarget.npm(), version: plan, package: packed })).workflow('release');
  for (const id of ['publish-npm', 'verify-npm']) expect(workflow.job(id).steps.map(({ name }) => name)).toContain('Mine');
});

test('publishJob and verifyJob are its jobs', () => {
  expect(own().jobs.map(({ id }) => id)).toEqual(['plan', 'package', 'publish-npm', 'verify-npm']);
});

test.each([['an empty command', ' ', '`command` is empty.', 'leave the option out'], ['an expression', 'tool ${{ github.ref }}', '`command` pastes an expression', '"$NAME"']])('%s is refused', (_, command, problem, fix) => {
  const said = stagesRefusal((pipeline, { plan, packed }) => new NpmPublishStage(pipeline, 'Npm', { workflow: 'release', target: PublishTarget.npm(), version: plan, package: packed, command }));
  expect(said).toContain(`Own/Npm: ${problem}`);
  expect(said).toContain(fix);
});
