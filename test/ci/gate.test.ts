// Guards the gate at synth: what is about to be written is looked at as text, whoever writes it; a finding names the
// construct, the line that composed it and the place in the file; nothing is written then; and what is accepted is
// told, listed and written down for zizmor.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { javascript, JsonPatch, typescript, YamlFile } from 'projen';
import { composed, EchoStage, JobsStage } from './compositions';
import { Ci, NodeCiPipeline, Pipeline, PolicyPack, Step } from '../../src';
import { attempt, synthesize } from '../../src/testing';
import { tool } from '../helpers/tools';
import { NODE_FILES, repository } from '../variants/repositories';

/** A job whose one command downloads and runs what it gets. */
const piped = (accept: (ci: Ci) => void = () => undefined) => composed((pipeline) => {
  new JobsStage(pipeline, 'Tool', (newJob) => {
    const job = newJob('tool');
    job.addStep(Step.command('curl -sSf https://example.com/install.sh | bash', { id: 'get', name: 'Get the tool' }));
    return [job];
  });
  accept(pipeline.ci);
});

const lines = (error: Error | undefined) => error?.message.split('\n') ?? [];

test('a finding names the construct, the line of the composition, the file and the fix, and nothing is written', () => {
  const { error, changed } = attempt(piped());
  const text = lines(error);
  expect(text[0]).toMatch(/^Ci\/Tool\/get: .*install\.sh.* \[unpinned-tools\]$/);
  expect(text[1]).toMatch(/^ {2}at test\/ci\/gate\.test\.ts:\d+$/);
  expect(text[2]).toMatch(/^ {2}in \.github\/workflows\/ci\.yml:\d+:\d+$/);
  expect(text.length).toBeGreaterThan(4);
  expect(text[text.length - 1]).toBe('Nothing was written.');
  expect(changed).toEqual([]);
});

test('an accepted finding is listed in the inventory and where zizmor reads it', () => {
  const made = synthesize(piped((ci) => ci.acknowledge('unpinned-tools', { reason: 'Ours, behind the same login.', until: '2999-01-31', in: 'Ci/Tool' })));
  const [accepted] = JSON.parse(made.text('.projen/inventory.json')).acknowledgements;
  expect(accepted).toEqual({ check: 'unpinned-tools', reason: 'Ours, behind the same login.', until: '2999-01-31', findings: [expect.stringMatching(/^\.github\/workflows\/ci\.yml:\d+$/)] });
});

test('what zizmor knows by its own name is written into its configuration', () => {
  const made = synthesize((outdir) => {
    const project = repository(outdir);
    new NodeCiPipeline(project, 'Ci', { nodeVersion: '24', dependabot: false });
    Ci.of(project).patchFile('.github/workflows/ci.yml', JsonPatch.add('/jobs/unit-tests/permissions/issues', 'write'));
    Ci.of(project).acknowledge('excessive-permissions', { reason: 'The linter comments on issues.' });
    Ci.of(project).acknowledge('undocumented-permissions', { reason: 'Patched in for now.' });
    return project;
  }, { files: NODE_FILES });
  expect(made.text('.github/zizmor.yml')).toMatch(/^# ~~ Generated[^\n]*\nrules:\n {2}excessive-permissions:\n {4}ignore:\n {6}- ci\.yml:\d+ # The linter comments on issues\.\n/);
  expect(made.generated).toContain('.github/zizmor.yml');
});

test('actionlint reads what was accepted from its configuration', () => {
  const made = synthesize((outdir) => {
    const project = repository(outdir);
    new NodeCiPipeline(project, 'Ci', { nodeVersion: '24', dependabot: false });
    Ci.of(project).patchFile('.github/workflows/ci.yml', JsonPatch.replace('/jobs/unit-tests/runs-on', 'ubuntu-99.04'));
    Ci.of(project).acknowledge('runner-labels', { reason: 'Our own name for a larger machine.' });
    return project;
  }, { files: NODE_FILES });
  expect(made.text('.github/actionlint.yaml')).toMatch(/\npaths:\n {2}\.github\/workflows\/ci\.yml:\n {4}ignore:\n {6}# Our own name for a larger machine\.\n {6}- '\^label /);
  mkdirSync(join(made.outdir, '.git'));
  if (tool('actionlint') === undefined) return;
  const run = (...more: string[]) => spawnSync(tool('actionlint')!, ['-shellcheck=', ...more, '.github/workflows/ci.yml'], { cwd: made.outdir, encoding: 'utf8' }).stdout;
  expect(run()).not.toContain('ubuntu-99.04');
  writeFileSync(join(made.outdir, 'empty.yaml'), '{}\n');
  expect(run('-config-file', 'empty.yaml')).toContain('label "ubuntu-99.04" is unknown');
});

test.each([
  ['a check that does not exist', (ci: Ci) => ci.acknowledge('unpinned-tool', { reason: 'long enough' }), 'Did you mean "unpinned-tools"?'],
  ['no reason', (ci: Ci) => ci.acknowledge('unpinned-tools', { reason: ' ' }), 'says nothing'],
  ['a day that is none', (ci: Ci) => ci.acknowledge('unpinned-tools', { reason: 'long enough', until: 'soon' }), '"soon" is not a day'],
  ['another place', (ci: Ci) => ci.acknowledge('unpinned-tools', { reason: 'long enough', in: 'Ci/Other' }), 'nothing is found that it accepts'],
  ['a day that has passed', (ci: Ci) => ci.acknowledge('unpinned-tools', { reason: 'long enough', until: '2020-01-01' }), '[unpinned-tools]'],
])('an acknowledgement of %s accepts nothing', (_, accept, message) => {
  const { error, changed } = attempt(piped(accept));
  expect(error?.message).toContain(message);
  expect(changed).toEqual([]);
});

test('a patch is looked at like all else', () => {
  const { error, changed } = attempt((outdir) => {
    const project = repository(outdir);
    new NodeCiPipeline(project, 'Ci', { nodeVersion: '24' });
    Ci.of(project).patchFile('.github/workflows/ci.yml', JsonPatch.add('/jobs/unit-tests/timeout', 5));
    return project;
  }, { files: NODE_FILES });
  expect(lines(error)[0]).toMatch(/^Ci\/\w+: GitHub knows no key "timeout" in `jobs\.unit-tests`\. \[workflow-schema\]$/);
  expect(changed).toEqual([]);
});

describe('a workflow that another component writes', () => {
  const foreign = (pack?: PolicyPack) => (outdir: string) => {
    const project = repository(outdir);
    new NodeCiPipeline(project, 'Ci', { nodeVersion: '24' });
    new YamlFile(project, '.github/workflows/other.yml', { obj: { on: 'push', jobs: { other: { 'runs-on': 'ubuntu-20.04', 'steps': [{ run: 'make' }] } } } });
    if (pack) Ci.of(project).usePolicy(pack);
    return project;
  };

  test('is told under the baseline', () => {
    let ci: Ci | undefined;
    synthesize((outdir) => {
      const project = foreign()(outdir);
      ci = Ci.of(project);
      return project;
    }, { files: NODE_FILES });
    const notes = ci!.notes.filter((note) => note.startsWith('.github/workflows/other.yml:'));
    expect(notes).toContainEqual(expect.stringMatching(/error \[runner-labels\] .*ubuntu-20\.04.* \(YamlFile writes it\)$/));
  });

  test('is refused under the hardened pack', () => {
    const { error, changed } = attempt(foreign(PolicyPack.HARDENED), { files: NODE_FILES });
    expect(error?.message).toContain('[runner-labels]');
    expect(error?.message).toContain('in .github/workflows/other.yml:');
    expect(changed).toEqual([]);
  });

  test('projen\'s own are among them', () => {
    const { error } = attempt((outdir) => {
      const project = new typescript.TypeScriptProject({ name: 'tool', defaultReleaseBranch: 'main', outdir, sampleCode: false, release: false, packageManager: javascript.NodePackageManager.NPM });
      new EchoStage(new Pipeline(project, 'Ci', { fileName: 'checks' }), 'Build');
      Ci.of(project).usePolicy(PolicyPack.HARDENED);
      return project;
    });
    expect(error?.message).toContain('.github/workflows/build.yml');
    expect(error?.message).toContain('[persisted-credentials]');
  });
});
