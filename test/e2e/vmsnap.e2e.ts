/**
 * Invariants: every job of vmsnap's two workflows, run from the YAML that was written, does what it is for on a real
 * machine: the checks of a pull request, the package that is made once and installed elsewhere, the gate, the audit.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { AdvisoryRegistry, startAdvisories } from './helpers/advisories';
import { withPrograms } from './helpers/debian';
import { Repository } from './helpers/repository';
import { expectConclusion, JobOptions, JobRun, removeJobFolders, runJob } from './helpers/run-job';
import { ArtifactStore } from '../../src/run/artifact-store';
import { Guard } from '../../src/run/guard';
import { synthesizeExample } from '../helpers/example';

jest.setTimeout(300_000);

const NODE = process.versions.node.split('.')[0];
const guard = new Guard();
let repository: Repository;
let artifacts: ArtifactStore;

beforeAll(() => {
  repository = new Repository(synthesizeExample('vmsnap'));
  guard.undo(repository.removal);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'artifacts-'));
  guard.undo(`rm -rf ${folder}`);
  artifacts = new ArtifactStore(folder);
});
afterEach(() => repository.reset());
afterAll(async () => {
  removeJobFolders();
  await guard.release();
});

function run(workflow: string, job: string, options: Partial<JobOptions> = {}): Promise<JobRun> {
  // The jobs ask for the version of .nvmrc; the one that runs the tests stands in for it.
  const nodeVersions = { 24: NODE, 22: NODE };
  return runJob(repository.example.workflow(workflow), job, { source: repository.folder, artifacts, nodeVersions, ...options });
}

const step = (job: JobRun, name: string) => job.steps.find((one) => one.name === name)!;

withPrograms({ git: 'git', jq: 'jq' })('pull request validation', () => {
  test('lint passes, and fails for code that eslint or prettier refuse', async () => {
    expectConclusion(await run('pr-validation', 'lint'), 'success');
    repository.commit('Bad', { 'src/bad.js': 'export  const unused = missing;\n' });
    const bad = await run('pr-validation', 'lint');
    expectConclusion(bad, 'failure');
    expect(step(bad, 'Lint').log).toContain('no-undef');
    expect(step(bad, 'Check formatting').conclusion).toBe('skipped');
  });

  test('build passes with the real publint, and fails for a package that has no program', async () => {
    const good = await run('pr-validation', 'build');
    expectConclusion(good, 'success');
    expect(step(good, 'Validate package').log).toContain('ready to be published');
    const manifest = JSON.parse(repository.example.text('package.json'));
    repository.commit('Bad', { 'package.json': JSON.stringify({ ...manifest, bin: { vmsnap: 'dist/none.js' } }, null, 2) });
    const bad = await run('pr-validation', 'build');
    expectConclusion(bad, 'failure');
    expect(step(bad, 'Validate package').log).toContain('dist/none.js');
  });

  test('dependencies are reviewed on a pull request only', async () => {
    const review = await run('pr-validation', 'dependency-review', { event: { name: 'pull_request' } });
    expect(review.calls.at(-1)).toEqual({ action: 'actions/dependency-review-action', inputs: { 'fail-on-severity': 'high' } });
    expect((await run('pr-validation', 'dependency-review', { event: { name: 'merge_group' } })).conclusion).toBe('skipped');
  });
});

withPrograms({ git: 'git', jq: 'jq' })('continuous integration', () => {
  test('unit tests keep their coverage, and a failing test fails the job', async () => {
    expectConclusion(await run('ci', 'unit-tests', { matrix: { node: NODE } }), 'success');
    expect(artifacts.files(`coverage-node-${NODE}`)).toEqual(['lcov.info']);
    const upload = await run('ci', 'coverage', { matrix: { node: NODE }, needs: { 'unit-tests': { result: 'success' } } });
    expectConclusion(upload, 'success');
    expect(upload.calls.at(-1)!.inputs).toMatchObject({ flags: `node-${NODE}`, use_oidc: 'true' });
    repository.commit('Bad', { 'test/unit/bad.test.js': 'import { test } from \'node:test\';\ntest(\'fails\', () => { throw new Error(\'told\'); });\n' });
    const bad = await run('ci', 'unit-tests', { matrix: { node: NODE } });
    expectConclusion(bad, 'failure');
    expect(bad.steps.map((one) => one.conclusion)).toEqual(['success', 'success', 'success', 'failure', 'skipped']);
  });

  test('coverage of a fork is not uploaded', async () => {
    const payload = { pull_request: { head: { repo: { full_name: 'eve/tool' } } } };
    const needs = { 'unit-tests': { result: 'success' as const } };
    expect((await run('ci', 'coverage', { matrix: { node: NODE }, needs, event: { name: 'pull_request', payload } })).conclusion).toBe('skipped');
  });

  test('the package is made once, installed as it is and its program runs', async () => {
    const made = await run('ci', 'package');
    expectConclusion(made, 'success');
    expect(made.outputs.tarball).toBe('slackdaystudio-vmsnap-1.4.0.tgz');
    const needs = { package: { result: 'success' as const, outputs: made.outputs } };
    const installed = await run('ci', 'compatibility', { matrix: { os: 'ubuntu-24.04' }, needs });
    expectConclusion(installed, 'success');
    expect(step(installed, 'Run the installed command').log).toContain('vmsnap');
    expect(fs.readdirSync(installed.workspace).sort()).not.toContain('src');
  });

  test('a package that was changed on its way is refused', async () => {
    const folder = artifacts.find('package');
    const tarball = path.join(folder, fs.readdirSync(folder).find((name) => name.endsWith('.tgz'))!);
    fs.appendFileSync(tarball, 'changed');
    const bad = await run('ci', 'compatibility', { matrix: { os: 'ubuntu-24.04' }, needs: { package: { result: 'success' } } });
    expectConclusion(bad, 'failure');
    expect(bad.steps.map((one) => one.conclusion)).toEqual(['success', 'success', 'success', 'failure', 'skipped']);
  });

  test('a failed package skips what needs it', async () => {
    expect((await run('ci', 'compatibility', { needs: { package: { result: 'failure' } } })).conclusion).toBe('skipped');
  });

  test.each([
    ['a source', { 'src/new.js': 'export {};\n' }, '["integration"]'],
    ['a text', { 'docs/new.md': 'new\n' }, '[]'],
    ['both', { 'docs/new.md': 'new\n', '.github/new.yml': 'new\n' }, '["integration"]'],
  ])('a pull request that changes %s', async (_, files, changed) => {
    repository.pullRequest(files);
    const changes = await run('ci', 'changes', { event: { name: 'pull_request' } });
    expectConclusion(changes, 'success');
    expect(changes.outputs).toEqual({ changed });
    const needs = { changes: { result: 'success' as const, outputs: changes.outputs }, package: { result: 'failure' as const } };
    expect((await run('ci', 'integration', { needs })).conclusion).toBe('skipped');
  });

  test('a push counts as a change of everything', async () => {
    expect((await run('ci', 'changes')).outputs).toEqual({ changed: '["integration"]' });
  });
});

withPrograms({ git: 'git', jq: 'jq' })('audit', () => {
  let registry: AdvisoryRegistry;
  const advisories = [
    { package: 'leaky', severity: 'high', vulnerable: '<2.0.0' },
    { package: 'tolerable', severity: 'moderate', vulnerable: '<2.0.0' },
    { package: 'eslint', severity: 'critical', vulnerable: '>=0' },
  ] as const;
  beforeAll(async () => {
    registry = await startAdvisories([...advisories]);
  });
  afterAll(() => registry.stop());
  const audit = (url: string) => run('ci', 'security', { environment: { npm_config_registry: url } });

  function dependOn(name: string): void {
    const manifest = JSON.parse(repository.example.text('package.json'));
    const lock = JSON.parse(repository.example.text('package-lock.json'));
    manifest.dependencies = { [name]: '^1.0.0' };
    lock.packages[''].dependencies = { [name]: '^1.0.0' };
    lock.packages[`node_modules/${name}`] = { version: '1.0.0', integrity: 'sha512-AA==' };
    repository.commit(`Depend on ${name}`, { 'package.json': JSON.stringify(manifest), 'package-lock.json': JSON.stringify(lock) });
  }

  test('a vulnerable tool for development is no finding', async () => {
    const clean = await audit(registry.url);
    expectConclusion(clean, 'success');
    expect(clean.calls.map((call) => call.action)).toContain('anchore/scan-action');
    // The scan is not run here, so it leaves nothing to upload.
    expect(step(clean, 'Upload scan results').conclusion).toBe('skipped');
    expect(registry.asked.flat()).not.toContain('eslint');
  });

  test('a high advisory for a production dependency fails the job, a moderate one does not', async () => {
    dependOn('tolerable');
    expectConclusion(await audit(registry.url), 'success');
    expect(registry.asked.at(-1)).toEqual(['tolerable']);
    repository.reset();
    dependOn('leaky');
    const bad = await audit(registry.url);
    expectConclusion(bad, 'failure');
    expect(step(bad, 'Audit production dependencies').log).toContain('leaky');
  });

  test('a registry that does not answer fails the job: silence is no clean audit', async () => {
    dependOn('tolerable');
    const gone = await startAdvisories([]);
    await gone.stop();
    const silent = await run('ci', 'security', { environment: { npm_config_registry: gone.url, npm_config_fetch_retries: '0' } });
    expectConclusion(silent, 'failure');
    expect(step(silent, 'Audit production dependencies').conclusion).toBe('failure');
  });
});
