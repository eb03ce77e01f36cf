// One job decides: with the whole history, nothing but the right to read, and the names the repository gives its versions.
import { composed, releaseJob, releases, stagesRefusal } from './composed';
import { Environment, Job, NodeCiPipeline, NpmReleasePipelineOptions, PublishTarget, ReleasePlanStage, ReleasePlanStageOptions, Step } from '../../../src';

const plan = (options: NpmReleasePipelineOptions = {}) => releaseJob('plan', options);
const nothing = () => undefined;

test('decides, writes what a version needs and keeps it, with no code of the repository', () => {
  const job = composed(nothing).workflow('release').job('plan');
  expect(job.steps.map(({ name }) => name)).toEqual(['Check out', 'Set up Node.js', 'Decide the version', 'Write version, changes and notes', 'Keep them']);
  expect(job.step('Check out').with).toMatchObject({ 'fetch-depth': 0, 'persist-credentials': false });
  expect(job.document.permissions).toEqual({ contents: 'read' });
  expect(Object.keys(job.document.outputs)).toEqual(['package', 'version', 'tag', 'dist-tag', 'prerelease', 'bump', 'revision', 'base']);
  expect(job.step('Keep them').with).toMatchObject({ 'name': 'release-files', 'path': 'release-files/', 'overwrite': true, 'if-no-files-found': 'error' });
});

test.each<[NpmReleasePipelineOptions, object, object]>([
  [{}, { TAG_PREFIX: 'v', PREID: 'rc', PRERELEASE_DIST_TAG: 'next', RELEASE_BRANCH: 'main' }, { TAG_PREFIX: 'v', CHANGELOG: 'CHANGELOG.md' }],
  [{ tagPrefix: 'tool@' }, { TAG_PREFIX: 'tool@' }, { TAG_PREFIX: 'tool@' }],
  [{ preid: 'beta' }, { PREID: 'beta' }, {}],
  [{ prereleaseTag: 'edge' }, { PRERELEASE_DIST_TAG: 'edge' }, {}],
  [{ changelog: 'docs/CHANGES.md' }, {}, { CHANGELOG: 'docs/CHANGES.md' }],
  [{ branches: ['trunk', 'next'] }, { RELEASE_BRANCH: 'trunk' }, {}],
])('%j', (options, decided, files) => {
  const job = plan(options);
  expect(job.step('Decide the version').env).toMatchObject(decided);
  expect(job.step('Write version, changes and notes').env).toMatchObject(files);
});

test('a package in a folder is that of its folder', () => {
  const manifest = { name: '@acme/tool', repository: 'acme/tool', scripts: { 'build': 'b', 'lint': 'l', 'test:unit': 't' } };
  const folder = releases({ packageDirectory: 'packages/tool' }, { files: { 'packages/tool/package.json': JSON.stringify(manifest), 'packages/tool/package-lock.json': '{}' } }).workflow('release');
  for (const step of ['Decide the version', 'Write version, changes and notes']) expect(folder.job('plan').step(step).env).toMatchObject({ PACKAGE_DIRECTORY: 'packages/tool' });
  expect(folder.job('package').step('Pack once').env).toMatchObject({ PACKAGE_DIR: 'packages/tool' });
});

test('environments are checked before, each once, with the rules that any target gives it', () => {
  const production = Environment.named('production').approvedBy('ann').onlyFrom({ branches: ['main'], tags: ['v*'] });
  const job = plan({ production: PublishTarget.npm({ environment: production }), canary: PublishTarget.githubPackages({ environment: Environment.named('production') }) });
  expect(job.steps.map(({ name }) => name).filter((name) => name!.startsWith('Check the'))).toEqual(['Check the environment production', 'Check the environment rollback']);
  expect(job.step('Check the environment production').env).toMatchObject({ ENVIRONMENT: 'production', REVIEWED: 'production', RESTRICTED: 'production', BRANCH: 'main', TAGS: 'v' });
  expect(job.step('Check the environment rollback').env).not.toHaveProperty('REVIEWED');
  expect(job.document.permissions).toEqual({ actions: 'read', contents: 'read' });
});

test('tested is waited for, by the commit that is decided', () => {
  const workflow = releases({}, { before: (project) => ({ tested: new NodeCiPipeline(project, 'Ci') }) }).workflow('release');
  expect(workflow.job('tested').step('wait').env).toMatchObject({ CHECKS: 'Continuous Integration Gate', REVISION: '${{ needs.plan.outputs.revision }}' });
  expect(workflow.job('tested').document).toMatchObject({ needs: 'plan', permissions: { checks: 'read', contents: 'read' } });
  expect(workflow.job('tag').document.needs).toEqual(['plan', 'tested']);
});

test('its values are those of its outputs', () => {
  const seen: string[] = [];
  composed((_, { plan: stage }) => seen.push(...[stage.version, stage.tag, stage.distTag, stage.prerelease].map(String)));
  expect(seen).toEqual(['version', 'tag', 'dist-tag', 'prerelease'].map((name) => expect.stringContaining(`needs.plan.outputs.${name}`)));
});

test('newVersionJob is a hook', () => {
  class Own extends ReleasePlanStage {
    private readonly title = 'Mine';
    protected newVersionJob(): Job {
      const job = super.newVersionJob();
      job.addStep(Step.command('true', { name: this.title }));
      return job;
    }
  }
  const workflow = composed((pipeline) => pipeline.replaceStage('Plan', new Own(pipeline, 'Own', { workflow: 'release' }))).workflow('release');
  expect(workflow.job('plan').steps.map(({ name }) => name)).toContain('Mine');
});

describe('refused is', () => {
  test.each<[keyof ReleasePlanStageOptions, string[], string, string]>([
    ['tagPrefix', ['', '1', '-v', 'v ', 'v~', 'v..', 'v//', 'v/.', 'v.lock/', '${{ x }}'], 'cannot begin a Git tag.', 'such as v or tool-v'],
    ['preid', ['', '0', 'rc.1', 'a b'], 'cannot be part of a version.', 'such as rc or beta'],
    ['prereleaseTag', ['', 'latest', 'v1', 'V2', 'x', 'x-1', '1.x', 'a b'], 'cannot be the dist-tag of prereleases.', 'such as next or beta'],
    ['changelog', ['', '../CHANGES.md', '/CHANGES.md', 'a//b', 'a b', './CHANGES.md'], 'is no file in the folder of the package.', 'CHANGELOG.md'],
  ])('a wrong `%s`', (option, values, problem, fix) => {
    for (const value of values) {
      const said = stagesRefusal(nothing, { [option]: value });
      expect(said).toContain(`Own/Plan: \`${option}\` "${value}" ${problem}`);
      expect(said).toContain(fix);
    }
  });

  test('a pipeline that is waited for in vain', () => {
    expect(stagesRefusal((pipeline) => new ReleasePlanStage(pipeline, 'Second', { tested: new NodeCiPipeline(pipeline.node.scope!, 'Ci', { gate: false }), workflow: 'release' }))).toContain('Ci has no gate that a push starts.');
    expect(stagesRefusal((pipeline) => new ReleasePlanStage(pipeline, 'Second', { tested: new NodeCiPipeline(pipeline.node.scope!, 'Ci', { branches: ['dev'] }), workflow: 'release' })))
      .toContain('Own/Second: pushes of "main" are what versions are made from, and do not run Ci, which is waited for.');
  });
});
