// The pipeline of a package: each option reaches what it is for, and what a registry would refuse is refused before.
import { javascript, typescript } from 'projen';
import {
  Environment, Expr, NodeCiPipeline, NpmReleasePipeline, NpmReleasePipelineOptions, PackageManager, PublishTarget, Runner, Timeout, Trigger,
} from '../../src';
import { attempt } from '../../src/testing';
import { Composed, refusal, releases } from '../stages/release/composed';

const TOKEN = Expr.secret('REGISTRY_TOKEN');
const workflow = (options: NpmReleasePipelineOptions = {}, composed: Composed = {}) => releases(options, composed).workflow('release');
const ids = (options: NpmReleasePipelineOptions = {}, composed: Composed = {}) => workflow(options, composed).jobs.map(({ id }) => id);

test('by itself it is for npm: a plan, a tag, its tests, one package, and the way back', () => {
  const synthesized = releases();
  expect(synthesized.generated.filter((path) => path.startsWith('.github/workflows/'))).toEqual(['.github/workflows/release-rollback.yml', '.github/workflows/release.yml']);
  expect(ids()).toEqual(['plan', 'tag', 'test', 'package', 'publish-production', 'verify-production', 'roll-back-production', 'release']);
  expect(workflow().document).toMatchObject({
    'name': 'Release', 'run-name': 'Release ${{ github.event.release.tag_name || inputs.bump }}', 'on': { release: { types: ['published'] } }, 'concurrency': { group: 'release', queue: 'max' },
  });
  expect(workflow().document.on.workflow_dispatch.inputs.bump).toMatchObject({ options: ['patch', 'minor', 'major', 'prerelease'], default: 'patch' });
});

test('canary gets the package first, and production waits for its proof', () => {
  const made = workflow({ canary: PublishTarget.githubPackages() });
  expect(made.job('publish-canary').document.needs).toEqual(expect.arrayContaining(['plan', 'package', 'test']));
  expect(made.job('publish-production').document.needs).toEqual(expect.arrayContaining(['publish-canary', 'verify-canary']));
});

test('production is any registry', () => {
  expect(workflow({ production: PublishTarget.registry('https://npm.example.com', { token: TOKEN }) }).job('publish-production').step('publish').env).toMatchObject({ REGISTRY: 'https://npm.example.com' });
});

test('tested is waited for, lends its toolchain, and its default branch is that of releases', () => {
  const composed: Composed = { before: (project) => ({ tested: new NodeCiPipeline(project, 'Ci', { branches: ['trunk', 'next'], packageManager: PackageManager.PNPM, packageManagerVersion: '10.30.0' }) }), files: { 'pnpm-lock.yaml': '' } };
  const made = workflow({}, composed);
  expect(made.jobs.map(({ id }) => id)).toContain('tested');
  expect(made.job('plan').step('Decide the version').env).toMatchObject({ RELEASE_BRANCH: 'trunk' });
  expect(made.job('test').step('Install dependencies').run).toBe('pnpm install --frozen-lockfile');
  expect(workflow({ packageManager: PackageManager.NPM }, composed).job('test').step('Install dependencies').run).toBe('npm ci');
});

test('buildCommand, runner, timeout and names are what it is told', () => {
  const made = releases({ buildCommand: 'make', runner: Runner.UBUNTU_22_04, timeout: Timeout.minutes(9), fileName: 'publish', workflowName: 'Publish' }).workflow('publish');
  expect(made.document).toMatchObject({ 'name': 'Publish', 'run-name': 'Publish ${{ github.event.release.tag_name || inputs.bump }}' });
  expect(made.job('package').step('Build').run).toBe('make');
  expect(made.jobs.map(({ document }) => [document['runs-on'], document['timeout-minutes']])).toEqual(made.jobs.map(() => ['ubuntu-22.04', 9]));
});

test('nothing of it comes from a cache, and no job that publishes runs code of the repository', () => {
  const made = workflow({ canary: PublishTarget.githubPackages(), documentationCommand: 'npm run build' });
  const setups = made.jobs.flatMap(({ steps }) => steps).filter(({ uses }) => uses?.startsWith('actions/setup-node@'));
  expect(setups.map((step) => step.with)).toEqual(setups.map(() => ({ 'node-version-file': '.nvmrc', 'package-manager-cache': false })));
});

test('mainTriggers is a hook', () => {
  class ByHand extends NpmReleasePipeline {
    private readonly event = 'released';
    protected mainTriggers(): Trigger[] { return [...super.mainTriggers().slice(1), Trigger.release('published', this.event)]; }
  }
  expect(workflow({}, { type: ByHand }).document.on.release.types).toEqual(['published', 'released']);
});

describe('development', () => {
  const development = () => PublishTarget.githubPackages();

  test('gets a snapshot of every push to its branch, in a workflow of its own', () => {
    const made = releases({ development: development() }).workflow('snapshot');
    expect(made.document.on).toEqual({ push: { branches: ['dev'] } });
    expect(made.jobs.map(({ id }) => id)).toEqual(['check-environment', 'package', 'publish-development', 'verify-development']);
    expect(made.job('publish-development').step('publish').env).toMatchObject({ DIST_TAG: 'dev', REGISTRY: 'https://npm.pkg.github.com' });
    expect(releases().has('.github/workflows/snapshot.yml')).toBe(false);
  });

  test('developmentBranch and developmentTag are what it is told', () => {
    const made = releases({ development: development(), developmentBranch: 'next', developmentTag: 'nightly' }).workflow('snapshot');
    expect(made.document.on.push.branches).toEqual(['next']);
    expect(made.job('publish-development').step('publish').env).toMatchObject({ DIST_TAG: 'nightly' });
  });

  test('on the branch of releases is refused', () => {
    expect(refusal(() => ({ development: development(), developmentBranch: 'main' }))).toMatch(/^Release: snapshots are made of "main", where releases are\.[^]*Give `developmentBranch` another one/);
    expect(refusal(() => ({ development: development(), developmentTag: 'latest' }))).toMatch(/^Release\/Snapshot: `distTag` "latest" cannot be that of snapshots\./);
    expect(refusal(() => ({ development: development(), developmentTag: 'x' }))).toMatch(/^Release\/Snapshot: `distTag` "x" cannot be that of snapshots\./);
  });
});

describe('what a registry would refuse is refused', () => {
  const github = (): NpmReleasePipelineOptions => ({ canary: PublishTarget.githubPackages() });

  test.each<[string, () => NpmReleasePipelineOptions, Composed, string, string]>([
    ['two targets of one registry', () => ({ canary: PublishTarget.npm(), production: PublishTarget.npm() }), {}, '`canary` and `production` are the same registry: https://registry.npmjs.org.', 'Leave `canary` out'],
    ['a package without a name', () => ({}), { manifest: { name: undefined } }, 'package.json names no package.', 'Give it a `name`'],
    ['a private package', () => ({}), { manifest: { private: true } }, 'package.json says `private`: npm refuses to publish it.', 'Remove `private`'],
    ['another scope', github, { manifest: { name: '@other/tool' } }, 'GitHub Packages refuses @other/tool from a repository of "acme": its scope is @other.', 'Name it @acme/tool'],
    ['no scope', github, { manifest: { name: 'tool' } }, 'GitHub Packages refuses tool from a repository of "acme": it has no scope.', 'Name it @acme/tool'],
    ['no repository', () => ({}), { manifest: { repository: undefined } }, 'it names none.', '"git+https://github.com/acme/tool.git"'],
    ['another repository', () => ({}), { manifest: { repository: 'other/tool' } }, 'it is other/tool instead of acme/tool.', '"git+https://github.com/acme/tool.git"'],
    ['machines that npm does not trust', () => ({ runner: Runner.selfHosted(['linux']) }), {}, 'npm trusts hosted runners alone, and this pipeline runs on its own.', 'Give `runner` a hosted one, or the target a `token`'],
    ['a Node.js whose npm is too old', () => ({}), { files: { '.nvmrc': 'v22.12.0\n' } }, 'npm of Node.js 22, which .nvmrc names, is too old to publish as a trusted publisher.', 'Use Node.js 24 or later'],
    ['one that is composed', () => ({}), { before: (project) => ({ tested: new NodeCiPipeline(project, 'Ci', { nodeVersion: '22' }) }) }, 'npm of Node.js 22', 'or give the target a `token`'],
  ])('%s', (_, options, composed, problem, fix) => {
    const said = refusal(options, composed);
    expect(said).toContain('Release: ');
    expect(said).toContain(problem);
    expect(said).toContain(fix);
  });

  test.each<[string, () => NpmReleasePipelineOptions, Composed]>([
    ['a scope in other letters', github, { manifest: { name: '@acme/tool' }, repository: 'Acme/tool' }],
    ['an older Node.js with a token', () => ({ production: PublishTarget.npm({ token: TOKEN }) }), { files: { '.nvmrc': '22\n' } }],
    ['a version of Node.js that is no number', () => ({}), { files: { '.nvmrc': 'lts/*\n' } }],
    ['a repository as a web address', () => ({}), { manifest: { repository: { url: 'https://github.com/acme/tool' } } }],
    ['a repository as an address of ssh', () => ({}), { manifest: { repository: 'git@github.com:acme/tool.git' } }],
    ['a repository in short', () => ({}), { manifest: { repository: 'github:Acme/Tool' } }],
    ['no scope where no registry of the owner is', () => ({}), { manifest: { name: 'tool' } }],
    ['no repository with a token', () => ({ production: PublishTarget.npm({ token: TOKEN }) }), { manifest: { repository: undefined } }],
  ])('and this is not: %s', (_, options, composed) => {
    expect(workflow(options(), composed).jobs.length).toBeGreaterThan(5);
  });

  test('a package.json that projen writes', () => {
    const { error, changed } = attempt((outdir) => {
      const project = new typescript.TypeScriptProject({ name: '@acme/tool', defaultReleaseBranch: 'main', packageManager: javascript.NodePackageManager.NPM, outdir });
      new NpmReleasePipeline(project, 'Publishing', { testCommands: ['npx projen test'], buildCommand: 'npx projen build' });
      return project;
    });
    expect(error?.message).toMatch(/^Publishing: projen writes package\.json and sets its version to 0\.0\.0 with every synth[^]*Let projen release the package/);
    expect(changed).toEqual([]);
  });

  test('options of its stages are checked as theirs', () => {
    expect(refusal({ tagPrefix: '-' })).toMatch(/^Release\/Plan: `tagPrefix` "-" cannot begin a Git tag\./);
    expect(refusal({ testCommands: [] })).toMatch(/^Release\/Test: `commands` is empty\./);
    expect(refusal({ buildCommand: 'npm run bild' })).toMatch(/^Release\/Package: "npm run bild" runs a script that package\.json lacks\./);
    expect(refusal({ command: ' ' })).toMatch(/^Release\/Production: `command` is empty\./);
    expect(refusal({ documentationCommand: 'npm run docs' })).toMatch(/^Release\/Documentation: "npm run docs" runs a script that package\.json lacks\./);
    expect(refusal({ documentationCommand: 'npm run build', documentationDirectory: '../site' })).toMatch(/^Release\/Documentation: `directory` "\.\.\/site" is no folder/);
    expect(refusal({}, { before: (project) => ({ tested: new NodeCiPipeline(project, 'Ci'), branches: ['release'] }) })).toMatch(/^Release\/Plan: pushes of "release" are what versions are made from, and do not run Ci/);
  });

  test('an environment whose rules the way back could not pass', () => {
    expect(refusal(() => ({ production: PublishTarget.npm({ rollbackEnvironment: Environment.named('rollback').approvedBy('ann') }) }))).toContain('PublishTarget of npm: what takes a release back waits for the consent of ann.');
  });
});
