// Guards how a workflow file looks: blank lines where a reader looks for them, versions as true
// comments, ids only where something refers to them, and texts that stay the texts they were.
import { isMap, isScalar, LineCounter, parse, parseDocument, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { COMMIT, emit, emitJob, job, pins, workflow } from './github';
import { workflowYaml } from '../../src/emit/workflow-yaml';
import { ActionCall, Expr, Job, Step, Timeout, Trigger, Workflow } from '../../src/model';

const named = (id: string) => {
  const made = new Job(id);
  made.addStep(Step.command('echo'));
  return made;
};

test('blocks and jobs are set apart by one blank line', () => {
  const { text } = emit(workflow({ name: 'CI', runName: Expr.template('CI of {ref}', { ref: Expr.github('ref') }), env: { A: 'x' } }, named('a'), named('b'), named('c')), 'Generated.');
  expect(text).toMatchInlineSnapshot(`
"# Generated.

name: CI
run-name: CI of \${{ github.ref }}

on:
  push:

permissions: {}
concurrency:
  group: \${{ github.workflow }}-\${{ github.ref }}
  cancel-in-progress: \${{ github.event_name == 'pull_request' }}
env:
  A: x
defaults:
  run:
    shell: bash

jobs:
  a:
    name: a
    runs-on: ubuntu-24.04
    timeout-minutes: 15
    permissions: {}
    steps:
      - name: echo
        run: echo

  b:
    name: b
    runs-on: ubuntu-24.04
    timeout-minutes: 15
    permissions: {}
    steps:
      - name: echo
        run: echo

  c:
    name: c
    runs-on: ubuntu-24.04
    timeout-minutes: 15
    permissions: {}
    steps:
      - name: echo
        run: echo
"
`);
});

test('a command that looks like YAML of its own is left alone', () => {
  const script = 'cat <<END\non:\npermissions:\njobs:\n  a:\nEND\n';
  expect(emitJob({}, Step.command(script)).steps[0].run).toBe(script);
});

test('the version of an action is a comment, not part of the value', () => {
  const { text, data } = emit(workflow({}, job({}, Step.uses(ActionCall.of('github/codeql-action/init')))));
  expect(data.jobs.build.steps[0].uses).toBe(`github/codeql-action/init@${COMMIT}`);
  const lines = new LineCounter();
  const uses = parseDocument(text, { lineCounter: lines }).getIn(['jobs', 'build', 'steps', 0, 'uses'], true) as Scalar;
  expect(isScalar(uses) && uses.comment).toBe(' v1.2.3');
  expect(text.split('\n')[lines.linePos(uses.range![0]).line - 1]).toBe(`        uses: github/codeql-action/init@${COMMIT} # v1.2.3`);
});

test('an action of the repository has no commit', () => {
  expect(emitJob({}, Step.uses(ActionCall.local('.github/actions/act', { what: 'x' }))).steps[0]).toEqual({ name: '$/.github/actions/act', uses: '$/.github/actions/act', with: { what: 'x' } });
});

test('ids are written only where something refers to them', () => {
  const steps = ['in-step', 'in-output', 'in-condition', 'in-url', 'alone'].map((id) => Step.command('echo', { id, name: id }));
  const reader = Step.command('echo', { id: 'reader', env: { A: Expr.step('in-step', 'x') }, condition: Expr.eq(Expr.stepOutcome('in-condition'), 'success') });
  const raw = Step.command('echo', { id: 'raw', env: { B: Expr.unchecked('steps.in-url.outputs.x', 'shown') } });
  const { steps: written } = emitJob({ outputs: { x: Expr.step('in-output', 'x') } }, ...steps, reader, raw);
  expect(written.map((step: { id?: string }) => step.id)).toEqual(['in-step', 'in-output', 'in-condition', 'in-url', undefined, undefined, undefined]);
});

test('a step may say all there is', () => {
  const step = Step.command('make', {
    name: 'Make', condition: Expr.not(Expr.failure()), env: { A: 1, B: true, C: Expr.token() }, timeout: Timeout.minutes(2), continueOnError: Expr.fromJson('true'), workingDirectory: 'sub',
  });
  expect(emitJob({}, step).steps).toEqual([{
    'name': 'Make',
    'if': '!failure()',
    'run': 'make',
    'working-directory': 'sub',
    'env': { A: 1, B: true, C: '${{ github.token }}' },
    'timeout-minutes': 2,
    'continue-on-error': "${{ fromJSON('true') }}",
  }]);
});

describe('texts', () => {
  const texts = [
    'on', 'off', 'yes', 'No', 'y', 'null', '~', '', 'true', '1', '1.10', '0x1F', '0o14', '014', '1e3', '.5', '.inf', '12:30:45', '2026-01-01', '1_000', '<<', '=',
    '!x', '*x', '&x', '#x', '%x', '@x', '`x', '- x', '-', '? x', ': x', 'a: b', 'a #b', '"x', "'x", '[x', '{x', '|', '> x', 'x:', ' x', 'x ', '\tx', 'ä…🚀', 'a\\nb', '---', '...',
    'a\nb', 'a\nb\n', '\na', 'a\n\n', '  a\nb', 'a\n  b\n ', 'a \nb', 'a\tb\n', 'on:\n  push:\n', '# a\nb', '---\na\n',
  ];

  test.each(texts)('%j stays itself as a value', (text) => {
    const { data, text: yaml } = emit(workflow({ env: { A: text } }, job({ env: { B: text } }, Step.uses(ActionCall.of('a/b', { c: text })))));
    expect([data.env.A, data.jobs.build.env.B, data.jobs.build.steps[0].with.c]).toEqual([text, text, text]);
    // The older YAML, which some tools still read.
    const old = parse(yaml, { version: '1.1' });
    expect([old.env.A, old.jobs.build.env.B]).toEqual([text, text]);
  });

  test.each(['on', 'y', 'null', '1.10', 'A'])('%j stays itself as a name', (name) => {
    const { data, text } = emit(workflow({}, job({}, Step.uses(ActionCall.of('a/b', { [name]: 1 })))));
    expect(Object.keys(data.jobs.build.steps[0].with)).toEqual([name]);
    expect(Object.keys(parse(text, { version: '1.1' }).jobs.build.steps[0].with)).toEqual([name]);
  });

  test('a command over several lines is a block', () => {
    const { text } = emit(workflow({}, job({}, Step.command('echo "a: b" # c\n\nif true; then\n  make\nfi\n', { name: 'Make' }))));
    expect(text).toContain('        run: |\n          echo "a: b" # c\n\n          if true; then\n            make\n          fi\n');
  });

  test('a long line stays one line', () => {
    const command = `echo ${'word '.repeat(60)}end`;
    expect(emit(workflow({}, job({}, Step.command(command, { name: 'Echo' })))).text).toContain(`        run: ${command}\n`);
  });
});

test('rendering twice gives the same text, and leaves the model as it was', () => {
  const made = workflow({ workingDirectory: 'app' }, job({}, Step.script({ path: 'scripts/ci/x.sh', source: '/x.sh', outputs: [] })));
  expect(workflowYaml(made, pins)).toBe(workflowYaml(made, pins));
  expect(made.jobs[0].steps[0].options.workingDirectory).toBeUndefined();
});

test('a workflow without jobs of its own text has no shell', () => {
  const made = new Workflow('x', { triggers: [Trigger.push()] });
  made.addJob(job({}, Step.uses(ActionCall.of('a/b'))));
  expect(emit(made).data.defaults).toBeUndefined();
});

test('lists that are short stand on one line', () => {
  const { text } = emit(workflow({ triggers: [Trigger.push({ branches: ['main', 'dev'] })] }, job()));
  expect(text).toContain('    branches: [main, dev]\n');
  const branches = parseDocument(text).getIn(['on', 'push', 'branches']) as YAMLSeq;
  expect(branches.flow).toBe(true);
  const jobs = parseDocument(text).get('jobs') as YAMLMap;
  expect(isMap(jobs) && jobs.flow).toBeFalsy();
});
