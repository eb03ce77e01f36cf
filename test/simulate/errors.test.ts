/**
 * Invariants: what is wrong with a workflow, or with what a test says of it, is an error that names the file, the line and the
 * column, what is wrong and what would be right; printing one does not print the file.
 */
import { inspect } from 'node:util';
import { onCall, onPush, workflowOf } from './documented/case';
import { Event } from '../../src/simulate/event';
import { EventError } from '../../src/simulate/event-error';
import { simulate } from '../../src/simulate/simulate';
import type { Simulation } from '../../src/simulate/simulation';
import { SimulationError } from '../../src/simulate/simulation-error';

const PATH = '.github/workflows/ci.yml';
const push = Event.push({ branch: 'main' });

function errorOf(act: () => unknown): Error {
  try {
    act();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

/** The message without the path, which all of them begin with. */
function refused(text: string | Readonly<Record<string, string>>, event = push): string {
  const error = errorOf(() => simulate(typeof text === 'string' ? { [PATH]: text } : text, event).run());
  expect(error).toBeInstanceOf(SimulationError);
  expect(error.message).toMatch(/^\.github\/workflows\/[\w-]+\.yml:\d+:\d+: [^\n]+$/);
  return error.message.replace('.github/workflows/', '');
}

describe('a broken expression is refused where it stands', () => {
  const broken: readonly [string, string][] = [
    ['if of a job', onPush({ a: 'if: github.ref ==' })],
    ['if of a step', onPush({ a: 'steps: [{ if: "${{ always( }}", run: make }]' })],
    ['if of a step that is skipped', onPush({ a: 'steps: [{ if: false, run: make, env: { A: "${{ 1 + 1 }}" } }]' })],
    ['env of the workflow', onPush({ a: '' }, 'env: { A: "${{ github.. }}" }')],
    ['env of a job', onPush({ a: "env: { A: '${{ nothing.known }}' }" })],
    ['with', onPush({ a: 'steps: [{ uses: actions/checkout@v5, with: { ref: "${{ unknown() }}" } }]' })],
    ['matrix', onPush({ a: 'strategy: { matrix: { n: "${{ fromJSON( }}" } }' })],
    ['group of a job', onPush({ a: 'concurrency: "${{ github.ref || }}"' })],
    ['group of the workflow', onPush({ a: '' }, 'concurrency: { group: "${{ ) }}" }')],
    ['name of a job', onPush({ a: 'name: Test ${{ matrix[ }}' })],
    ['name of a step', onPush({ a: 'steps: [{ name: "Test ${{ == }}", run: make }]' })],
    ['name of the run', onPush({ a: '' }, 'run-name: ${{ contains(1) }}')],
    ['a job that is skipped', onPush({ a: 'if: false\nenv: { A: "${{ a b }}" }' })],
  ];

  test('in every place', () => {
    for (const [, text] of broken) {
      const [, line, column] = /:(\d+):(\d+): GitHub refuses the expression /.exec(refused(text))!.map(Number);
      expect(text.split('\n')[line - 1].slice(column - 1).trim()).not.toBe('');
    }
    expect(`\n${broken.map(([place, text]) => `${place}: ${refused(text)}`).join('\n')}\n`).toMatchInlineSnapshot(`
"
if of a job: ci.yml:4:9: GitHub refuses the expression github.ref ==: Unexpected end of expression: '=='.
if of a step: ci.yml:4:23: GitHub refuses the expression always(: Unexpected end of expression: '('.
if of a step that is skipped: ci.yml:4:51: GitHub refuses the expression 1 + 1: Unexpected symbol: '+'. Located at position 4 within expression:  1 + 1 .
env of the workflow: ci.yml:2:15: GitHub refuses the expression github..: Unexpected symbol: '.'. Located at position 9 within expression:  github.. .
env of a job: ci.yml:4:19: GitHub refuses the expression nothing.known: Unrecognized named-value: 'nothing'.
with: ci.yml:4:59: GitHub refuses the expression unknown(): Unrecognized function: 'unknown'.
matrix: ci.yml:4:34: GitHub refuses the expression fromJSON(: Unexpected end of expression: '('.
group of a job: ci.yml:4:22: GitHub refuses the expression github.ref ||: Unexpected end of expression: '||'.
group of the workflow: ci.yml:2:27: GitHub refuses the expression ): Unexpected symbol: ')'.
name of a job: ci.yml:4:19: GitHub refuses the expression matrix[: Unexpected end of expression: '['.
name of a step: ci.yml:4:30: GitHub refuses the expression ==: Unexpected symbol: '=='.
name of the run: ci.yml:2:14: GitHub refuses the expression contains(1): Too few parameters supplied: 'contains'.
a job that is skipped: ci.yml:5:19: GitHub refuses the expression a b: Unrecognized named-value: 'a'.
"
`);
  });

  test('but not where GitHub evaluates nothing', () => {
    const text = workflowOf('on:\n  workflow_dispatch:\n    inputs: { a: { description: "Such as ${{ ( }}" } }', { a: '' });
    expect(simulate({ [PATH]: text }, Event.dispatch('ci')).run().runs).toHaveLength(1);
  });

  test('without an end', () => {
    expect(refused(onPush({ a: 'name: Test ${{ github.ref' }))).toMatchInlineSnapshot('"ci.yml:4:11: the expression github.ref has no end. Close it with }}."');
  });

  test('with a context that is not known in conditions', () => {
    expect(refused(onPush({ a: "if: matrix.n == '1'" }))).toMatchInlineSnapshot('"ci.yml:4:9: the context matrix is not known in this condition. Known are: github, needs, vars, inputs."');
  });
});

describe('jobs', () => {
  test('that need each other', () => {
    expect(refused(onPush({ a: 'needs: c', b: 'needs: a', c: 'needs: b' }))).toMatchInlineSnapshot('"ci.yml:4:12: jobs need each other: a needs c needs b needs a. None of them can begin; take one need away."');
    expect(refused(onPush({ a: 'needs: a' }))).toMatchInlineSnapshot('"ci.yml:4:12: jobs need each other: a needs a. None of them can begin; take one need away."');
  });

  test('that need one that is not there', () => {
    expect(refused(onPush({ build: '', test: 'needs: [build, biuld]' }))).toMatchInlineSnapshot('"ci.yml:7:20: test needs biuld, and there is no such job. There are: build, test."');
  });

  test('with an id for two steps', () => {
    expect(refused(onPush({ a: 'steps: [{ id: x, run: make }, { id: X, run: make }]' }))).toMatchInlineSnapshot('"ci.yml:4:41: two steps of a have the id X. Give one of them another."');
  });

  test('with an empty group', () => {
    expect(refused(onPush({ a: 'concurrency: "${{ github.head_ref }}"' }))).toMatchInlineSnapshot('"ci.yml:4:18: the concurrency group of a is empty. Give it a name."');
    expect(refused(onPush({ a: '' }, 'concurrency: { group: "" }'))).toMatchInlineSnapshot('"ci.yml:2:14: the concurrency group of the workflow is empty. Give it a name."');
  });

  test('with a queue that cancels', () => {
    expect(refused(onPush({ a: 'concurrency: { group: x, queue: max, cancel-in-progress: true }' }))).toMatchInlineSnapshot('"ci.yml:4:37: queue: max does not go with cancel-in-progress: true. Take one of them away."');
  });
});

describe('calls', () => {
  const call = (job: string, called?: string) => ({ [PATH]: onPush({ ship: `uses: ./.github/workflows/ship.yml\n${job}` }), ...(called ? { '.github/workflows/ship.yml': called } : {}) });

  test('of a workflow that is not there', () => {
    expect(refused(call(''))).toMatchInlineSnapshot('"ci.yml:4:11: ship calls ./.github/workflows/ship.yml, and there is no such workflow."');
  });

  test('of one that cannot be called', () => {
    expect(refused(call('', workflowOf('on: workflow_dispatch', { a: '' })))).toMatchInlineSnapshot('"ci.yml:4:11: ship calls ./.github/workflows/ship.yml, which cannot be called: it has no event workflow_call."');
  });

  test('with an input that it does not know, or does not get, or of another type', () => {
    const called = onCall({ a: '' }, 'inputs: { version: { type: string, required: true }, dry: { type: boolean } }');
    expect(refused(call('with: { verison: 1 }', called))).toMatchInlineSnapshot('"ci.yml:5:13: .github/workflows/ship.yml has no input verison. It has: version, dry."');
    expect(refused(call('', called))).toMatchInlineSnapshot('"ci.yml:4:11: ship gives no input version, which .github/workflows/ship.yml requires."');
    expect(refused(call('with: { version: 1, dry: maybe }', called))).toMatchInlineSnapshot('"ci.yml:5:30: the input dry is a boolean, and was given "maybe"."');
  });

  test('without a secret that it requires', () => {
    expect(refused(call('', onCall({ a: '' }, 'secrets: { TOKEN: { required: true } }')))).toMatchInlineSnapshot('"ci.yml:4:11: ship hands over no secret TOKEN, which .github/workflows/ship.yml requires."');
  });

  test('of itself, which never ends', () => {
    expect(refused({ [PATH]: workflowOf('on: [push, workflow_call]', { again: 'uses: ./.github/workflows/ci.yml' }) })).toMatchInlineSnapshot('"ci.yml:4:11: again calls ./.github/workflows/ci.yml at the 11th level, and 10 are allowed."');
  });

  test('of one that asks for more than the caller may do', () => {
    expect(refused(call('permissions: { contents: read }', onCall({ a: 'permissions: { contents: write }' })))).toMatchInlineSnapshot('"ci.yml:4:11: .github/workflows/ship.yml: a asks for contents: write, and ship, which calls it, has contents: read. Give it that permission."');
  });

  test('of a broken one', () => {
    expect(refused(call('', onCall({ a: 'if: "("' })))).toMatchInlineSnapshot('"ship.yml:5:10: GitHub refuses the expression (: Unexpected end of expression: \'(\'."');
  });
});

describe('inputs of a workflow that is dispatched', () => {
  const text = workflowOf('on:\n  workflow_dispatch:\n    inputs:\n      where: { type: choice, options: [here, there], required: true }\n      loud: { type: boolean }', { a: '' });
  const given = (inputs: Readonly<Record<string, unknown>>) => refused(text, Event.dispatch('ci', inputs));

  test('that are unknown, missing or of another type', () => {
    expect(given({ were: 'here' })).toMatchInlineSnapshot('"ci.yml:2:3: Input "were" is unknown to `workflow_dispatch`, did you mean "where". The workflow has: where, loud."');
    expect(given({})).toMatchInlineSnapshot('"ci.yml:4:7: Input "where" is required and was not given. Give it a value, one of: here, there."');
    expect(given({ where: 'nowhere' })).toMatchInlineSnapshot('"ci.yml:4:7: Input "where" is of type choice, and its value is "nowhere". Give one of: here, there."');
    expect(given({ where: 'here', loud: 'very' })).toMatchInlineSnapshot('"ci.yml:5:7: Input "loud" is of type boolean, and its value is "very". Give true or false."');
  });

  test('of one that is not there', () => {
    expect(errorOf(() => simulate({ [PATH]: text }, Event.dispatch('dpeloy')).run()).message).toMatchInlineSnapshot('"no workflow is started by workflow_dispatch dpeloy on main. Another workflow was dispatched: dpeloy."');
  });
});

test('an event that GitHub does not know', () => {
  expect(errorOf(() => Event.of('pul_request'))).toBeInstanceOf(EventError);
  expect(errorOf(() => Event.of('pul_request')).message).toContain('Event "pul_request" is unknown, did you mean "pull_request"');
  expect(errorOf(() => Event.of('pull_request', { action: 'openend' })).message).toContain('Event "pull_request" has no activity type "openend", did you mean "opened"');
});

describe('a name that is given for what is not there', () => {
  const simulation = simulate({ [PATH]: onPush({ build: 'steps: [{ id: compile, run: make }, { name: Pack it, run: tar }]', test: 'needs: build' }) }, push);

  const wrong: readonly [string, () => Simulation][] = [
    ['withResult', () => simulation.withResult('biuld', 'failure')],
    ['withOutputs', () => simulation.withOutputs('tset', { a: 'b' })],
    ['cancelledAt', () => simulation.cancelledAt('tests')],
    ['holding', () => simulation.holding('bild')],
    ['withResult of a step', () => simulation.withResult('build/compil', 'failure')],
    ['withOutputs of a step', () => simulation.withOutputs('build/Pack', {})],
  ];

  test('is told with the nearest', () => {
    const told = wrong.map(([place, act]) => {
      const error = errorOf(() => act().run());
      expect(error).toBeInstanceOf(SimulationError);
      return `${place}: ${error.message}`;
    });
    expect(`\n${told.join('\n')}\n`).toMatchInlineSnapshot(`
"
withResult: "biuld" is neither a job nor a step of one. Did you mean build? The jobs are: build, test.
withOutputs: "tset" is neither a job nor a step of one. Did you mean test? The jobs are: build, test.
cancelledAt: "tests" is neither a job nor a step of one. Did you mean test? The jobs are: build, test.
holding: "bild" is neither a job nor a step of one. Did you mean build? The jobs are: build, test.
withResult of a step: "build/compil" is neither a job nor a step of one. Did you mean compile? Its steps are: compile, Pack it.
withOutputs of a step: "build/Pack" is neither a job nor a step of one. Did you mean Pack it? Its steps are: compile, Pack it.
"
`);
  });

  test('is one too where it only ends like a job, or like one that is called', () => {
    for (const name of ['nowhere/build', 'nowhere / build', 'test / build', 'build (1)/nothing']) expect(() => simulation.withResult(name, 'failure').run()).toThrow(`"${name}" is neither a job nor a step of one.`);
    const files = { [PATH]: onPush({ ship: 'uses: ./.github/workflows/ship.yml' }), '.github/workflows/ship.yml': onCall({ publish: 'name: Publish to ${{ matrix.to }}\nstrategy: { matrix: { to: [here, there] } }' }) };
    for (const name of ['ship / publish (here)', 'ship/publish', 'ship / Publish to here']) expect(simulate(files, push).withResult(name, 'failure').run().runs[0].job('ship / publish (here)').result).toBe('failure');
  });

  test('or of a result that a job cannot have', () => {
    expect(errorOf(() => simulation.withResult('build', 'skipped').run()).message).toMatchInlineSnapshot('".github/workflows/ci.yml:3:3: "build" cannot be given the result skipped: its condition decides that, and it holds (success() is true)."');
  });
});

test('printing an error does not print the file', () => {
  const error = errorOf(() => simulate({ [PATH]: onPush({ a: '# a secret of this file\nif: "("' }) }, push).run());
  expect(inspect(error, { depth: 10, showHidden: true }).replace(error.stack!, '')).not.toContain('a secret of this file');
  expect(Object.keys(error)).toEqual(['name']);
  expect((error as SimulationError).at).toMatchObject({ path: PATH, place: { line: 5 } });
});
