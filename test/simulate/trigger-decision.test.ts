// Guards that a workflow starts for the events that GitHub documents and for no other, and that the answer names the
// filter and the value, and points at it.
import * as fc from 'fast-check';
import { filterCases } from './documented/filters';
import { triggerCases } from './documented/triggers';
import { EVENT_TYPES } from '../../src/model/events.const';
import { WorkflowSource } from '../../src/read/workflow-source';
import { YamlFile } from '../../src/read/yaml-file';
import { Event } from '../../src/simulate/event';
import { dispatchInputs, eventOfRun } from '../../src/simulate/event-inputs';
import { simulate } from '../../src/simulate/simulate';
import { SimulationError } from '../../src/simulate/simulation-error';
import { decideTrigger, isAskedFor } from '../../src/simulate/trigger-decision';

const PATH = '.github/workflows/ci.yml';

function read(text: string): WorkflowSource {
  return new WorkflowSource(YamlFile.of(PATH, `${text}\njobs: {}\n`));
}

function told(on: string, event: Event): string {
  const { starts, because, at } = decideTrigger(read(on), event);
  return `${starts ? 'starts' : 'stays'} ${at.place.line}:${at.place.column} ${because}`;
}

describe('as documented', () => {
  const all = [...filterCases, ...triggerCases];

  test('there are enough of them, each with its own id and a source', () => {
    expect(all.length).toBeGreaterThanOrEqual(60);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const { source } of all) expect(source).toMatch(/^https:\/\/(docs\.github\.com|github\.com\/actions)\//);
  });

  test.each(all.map((each) => [each.id, each] as const))('%s', (_id, { workflow, event, starts, expected }) => {
    const source = new WorkflowSource(YamlFile.of(PATH, workflow as string));
    expect(source.file.problems).toEqual([]);
    const decide = (): boolean => decideTrigger(source, event as Event).starts;
    if (expected?.refused) {
      expect(decide).toThrow(SimulationError);
      expect(decide).toThrow(expected.refused);
    } else {expect(decide()).toBe(starts ?? true);}
  });

  test('what the jobs of a dispatched workflow see', () => {
    const seen = all.filter(({ expected }) => expected?.jobs);
    expect(seen.length).toBeGreaterThanOrEqual(4);
    for (const { id, workflow, event, expected } of seen) {
      const run = simulate({ [PATH]: workflow as string }, event as Event).run().runs[0];
      expect([id, Object.fromEntries(run.jobs.map(({ key, result }) => [key, result]))]).toEqual([id, expected!.jobs]);
    }
  });
});

test('what is told, and where it points', () => {
  const filters = 'on:\n  push:\n    branches: [main, "!old"]\n    paths: ["src/**"]\n  pull_request:\n  schedule:\n    - cron: 0 3 * * *\n  workflow_run:\n    workflows: [CI]\n    branches: [main]';
  expect([
    told('on: push', Event.push()),
    told('on: [push, release]', Event.issue()),
    told('name: x', Event.push()),
    told('on: workflow_call', Event.push()),
    told(filters, Event.push()),
    told(filters, Event.push({ files: ['src/a'] })),
    told(filters, Event.push({ files: ['a', 'b'] })),
    told(filters, Event.push({ files: [] })),
    told(filters, Event.push({ branch: 'old' })),
    told(filters, Event.push({ branch: 'new' })),
    told(filters, Event.push({ tag: 'v1' })),
    told(filters, Event.pullRequest({ action: 'labeled' })),
    told(filters, Event.schedule()),
    told(filters, Event.schedule('1 1 * * *')),
    told(filters, Event.workflowRun({ workflow: 'CI' })),
    told(filters, Event.workflowRun({ workflow: 'CI', branch: 'x' })),
    told(filters, Event.workflowRun({ workflow: 'Other' })),
    told('on: workflow_dispatch', Event.dispatch()),
    told('on: workflow_dispatch', Event.dispatch('CI')),
    told('on: push', Event.push({ message: 'x [skip ci]' })),
    told('on: pull_request', Event.pullRequest({ conflicts: true })),
    told('on: { push: { paths-ignore: [a] } }', Event.push({ files: ['a'] })),
    told('on: { release: { types: [created] } }', Event.release()),
  ],
  ).toMatchInlineSnapshot(`
[
  "starts 1:5 \`on\` has \`push\`, without filters.",
  "stays 1:1 \`on\` has no \`issues\`, only push, release.",
  "stays 1:7 It has no \`on\`, and so nothing starts it.",
  "stays 1:1 Only other workflows call it: \`workflow_call\` never starts it by itself.",
  "starts 4:5 \`branches\` has "main", which matches the branch main. \`paths\` was not looked at, since the event does not tell the changed files.",
  "starts 4:13 \`branches\` has "main", which matches the branch main. \`paths\` has "src/**", which matches src/a.",
  "stays 4:5 \`paths\` (src/**) matches none of the changed files (a, b).",
  "stays 4:5 No file has changed, and the workflow filters on \`paths\`.",
  "stays 3:22 \`branches\` has "!old", which takes out the branch old.",
  "stays 3:5 \`branches\` (main, !old) has no pattern that matches the branch new.",
  "stays 3:5 \`push\` has \`branches\` and no \`tags\`, so that a pushed tag such as v1 does not count.",
  "stays 5:3 \`pull_request\` names no \`types\`, and then only opened, synchronize, reopened count, not labeled.",
  "starts 7:13 \`schedule\` has "0 3 * * *".",
  "stays 6:3 \`schedule\` ("0 3 * * *") does not have "1 1 * * *".",
  "starts 10:16 \`workflows\` has CI. \`branches\` has "main", which matches the triggering run's branch main.",
  "stays 10:5 \`branches\` (main) has no pattern that matches the triggering run's branch x.",
  "stays 9:5 \`workflows\` (CI) does not have Other.",
  "starts 1:5 It has \`workflow_dispatch\`, and no workflow in particular was asked for.",
  "stays 1:5 Another workflow was dispatched: CI.",
  "stays 1:5 The message of the head commit has [skip ci].",
  "stays 1:5 The pull request has conflicts, so that GitHub has no merge commit to run on.",
  "stays 1:15 \`paths-ignore\` (a) matches all of the changed files (a).",
  "stays 1:18 \`types\` (created) does not have published.",
]
`);
});

describe('of every event and activity type', () => {
  const made = Object.keys(EVENT_TYPES).filter((name) => name !== 'workflow_call').flatMap((name) => (EVENT_TYPES[name].length > 0 ? EVENT_TYPES[name] : [undefined]).map((action) => [name, action] as const));
  const event = (name: string, action?: string): Event => Event.of(name, { action, workflow: name === 'workflow_run' ? 'CI' : undefined, type: 'x' });
  const body: Record<string, string> = { schedule: '[{ cron: 0 3 * * * }]', workflow_run: '{ workflows: [CI] }' };

  test('a workflow that has it starts, with its usual types', () => {
    for (const [name, action] of made) {
      const isUsual = !/^pull_request(_target)?$/.test(name) || ['opened', 'synchronize', 'reopened'].includes(action!);
      expect([name, action, decideTrigger(read(`on: { ${name}: ${body[name] ?? ''} }`), event(name, action)).starts]).toEqual([name, action, isUsual]);
    }
  });

  test('a workflow that has all others does not', () => {
    for (const [name, action] of made) {
      const others = Object.keys(EVENT_TYPES).filter((each) => each !== name);
      const decision = decideTrigger(read(`on: [${others.join(', ')}, strange_event]`), event(name, action));
      expect([decision.starts, decision.because]).toEqual([false, expect.stringContaining(`\`on\` has no \`${name}\``)]);
    }
  });

  test('a workflow that names that type alone starts', () => {
    for (const [name, action] of made.filter(([, each]) => each !== undefined && each !== 'requested')) {
      expect(decideTrigger(read(`on: { ${name}: { types: [${action}], workflows: [CI] } }`), event(name, action)).starts).toBe(true);
      expect(decideTrigger(read(`on: { ${name}: { types: [other], workflows: [CI] } }`), event(name, action)).starts).toBe(false);
    }
  });
});

describe('laws', () => {
  const name = fc.array(fc.constantFrom('a', 'b', '/x', '-1'), { minLength: 1, maxLength: 3 }).map((parts) => `n${parts.join('')}`);
  const pattern = fc.constantFrom('*', '**', 'n*', 'na', 'n**', '!na', '!**/x', 'n[ab]*');
  const patterns = fc.array(pattern, { minLength: 1, maxLength: 4 });
  const quoted = (all: string[]): string => `[${all.map((each) => `'${each}'`).join(', ')}]`;

  test('branches-ignore is the opposite of branches', () => fc.assert(fc.property(patterns, name, (all, branch) => {
    const starts = (key: string): boolean => decideTrigger(read(`on: { push: { ${key}: ${quoted(all)} } }`), Event.push({ branch })).starts;
    expect(starts('branches')).toBe(!starts('branches-ignore'));
  })));

  test('a push of a branch and a pull request into it, a tag and a branch: filters treat names alike', () => fc.assert(fc.property(patterns, name, (all, branch) => {
    const starts = (on: string, event: Event): boolean => decideTrigger(read(`on: { ${on} }`), event).starts;
    const expected = starts(`push: { branches: ${quoted(all)} }`, Event.push({ branch }));
    expect(starts(`pull_request: { branches: ${quoted(all)} }`, Event.pullRequest({ base: branch }))).toBe(expected);
    expect(starts(`pull_request_target: { branches: ${quoted(all)} }`, Event.pullRequestTarget({ base: branch }))).toBe(expected);
    expect(starts(`merge_group: { branches: ${quoted(all)} }`, Event.mergeGroup({ base: branch }))).toBe(expected);
    expect(starts(`workflow_run: { workflows: [CI], branches: ${quoted(all)} }`, Event.workflowRun({ workflow: 'CI', branch }))).toBe(expected);
    expect(starts(`push: { tags: ${quoted(all)} }`, Event.push({ tag: branch }))).toBe(expected);
  })));

  test('a file more never stops a workflow', () => fc.assert(fc.property(patterns, fc.array(name, { minLength: 1 }), name, fc.constantFrom('paths', 'paths-ignore'), (all, files, more, key) => {
    const starts = (list: string[]): boolean => decideTrigger(read(`on: { push: { ${key}: ${quoted(all)} } }`), Event.push({ files: list })).starts;
    if (starts(files)) expect(starts([...files, more])).toBe(true);
  })));
});

describe('the default branch', () => {
  test('of the repository is the one that events run on', () => {
    const on = read('on: { push: { branches: [trunk] } }');
    expect(decideTrigger(on, Event.push(), { defaultBranch: 'trunk' }).starts).toBe(true);
    expect(decideTrigger(on, Event.push({ branch: 'main' }), { defaultBranch: 'trunk' }).starts).toBe(false);
    expect(decideTrigger(read('on: { pull_request: { branches: [trunk] } }'), Event.pullRequest(), { defaultBranch: 'trunk' }).starts).toBe(true);
  });
});

describe('dispatched workflows', () => {
  const workflow = new WorkflowSource(YamlFile.of('.github/workflows/deploy.yaml', 'name: Deploy it\non: workflow_dispatch\njobs: {}\n'));

  test.each(['deploy', 'deploy.yaml', '.github/workflows/deploy.yaml', './.github/workflows/deploy.yaml', 'Deploy it'])('are found as %s', (asked) => {
    expect(isAskedFor(workflow, asked)).toBe(true);
    expect(decideTrigger(workflow, Event.dispatch(asked)).starts).toBe(true);
  });

  test.each(['deploy.yml', 'Deploy', 'ploy', ''])('are not found as "%s"', (asked) => expect(isAskedFor(workflow, asked)).toBe(false));
});

describe('inputs', () => {
  const on = read(`on:
  workflow_dispatch:
    inputs:
      text: { default: hello }
      flag: { type: boolean, default: true }
      count: { type: number, default: 3 }
      level: { type: choice, options: [info, debug], default: debug }
      place: { type: environment, required: true }
      quiet: { type: boolean }
      note: {}`);

  test('have their defaults, and the types that GitHub gives them', () => {
    expect(dispatchInputs(on, { place: 'staging' })).toEqual({
      inputs: { text: 'hello', flag: true, count: '3', level: 'debug', place: 'staging', quiet: false, note: '' },
      texts: { text: 'hello', flag: 'true', count: '3', level: 'debug', place: 'staging', quiet: 'false', note: '' },
    });
    expect(dispatchInputs(on, { text: 7, flag: 'false', count: 1.5, level: 'info', place: 'x', quiet: true, note: true }).inputs).toEqual({ text: '7', flag: false, count: '1.5', level: 'info', place: 'x', quiet: true, note: 'true' });
  });

  test('stand in the event of the run', () => {
    const { event, inputs } = eventOfRun(on, Event.dispatch('ci', { place: 'staging', flag: false }));
    expect(inputs).toMatchObject({ flag: false, place: 'staging' });
    expect(event.payload).toMatchObject({ inputs: { flag: 'false', place: 'staging', text: 'hello' }, workflow: PATH, ref: 'refs/heads/main' });
    expect(eventOfRun(read("on: { schedule: [{ cron: '1 2 * * *' }] }"), Event.schedule()).event.payload.schedule).toBe('1 2 * * *');
    const push = Event.push();
    expect(eventOfRun(read('on: push'), push)).toEqual({ event: push, inputs: {} });
  });

  test.each([
    [{}, '.github/workflows/ci.yml:8:7: Input "place" is required and was not given. Give it a value.'],
    [{ place: '' }, 'Input "place" is required and was not given.'],
    [{ place: 'x', flag: 'yes' }, '.github/workflows/ci.yml:5:7: Input "flag" is of type boolean, and its value is "yes". Give true or false.'],
    [{ place: 'x', count: 'many' }, 'Input "count" is of type number, and its value is "many". Give a number.'],
    [{ place: 'x', level: 'INFO' }, 'Input "level" is of type choice, and its value is "INFO". Give one of: info, debug.'],
    [{ place: 'x', tex: '' }, '.github/workflows/ci.yml:2:3: Input "tex" is unknown to `workflow_dispatch`, did you mean "text". The workflow has: text, flag, count, level, place, quiet, note.'],
    [{ place: { a: 1 } }, 'Input "place" was given as {"a":1}. Inputs are text, numbers and booleans.'],
    [{ place: 'x', toString: 'y' }, 'Input "toString" is unknown'],
  ])('%j is refused', (given, message) => {
    expect(() => dispatchInputs(on, given)).toThrow(SimulationError);
    expect(() => decideTrigger(on, Event.dispatch('ci', given))).toThrow(message);
  });

  test.each([
    ['{ type: choice, options: [a], default: b }', '.github/workflows/ci.yml:1:81: Input "it" is of type choice, and its default is "b". Give one of: a.'],
    ['{ type: text }', 'Input "it" is of type "text". GitHub knows: boolean, choice, environment, number, string.'],
  ])('a file with %s is refused', (input, message) => {
    const file = read(`on: { workflow_dispatch: { inputs: { it: ${input} } } }`);
    expect(() => dispatchInputs(file, input.includes('default') ? {} : { it: 'x' })).toThrow(message);
  });

  test('a workflow without inputs says so', () => {
    expect(() => dispatchInputs(read('on: workflow_dispatch'), { a: 1 })).toThrow('Input "a" is unknown to `workflow_dispatch`. The workflow has no inputs.');
  });
});

test('a merged pull request has no conflicts any more', () => {
  const on = read('on: { pull_request: { types: [closed] } }');
  expect(decideTrigger(on, Event.pullRequest({ action: 'closed', merged: true, conflicts: true })).starts).toBe(true);
  expect(decideTrigger(on, Event.pullRequest({ action: 'closed', conflicts: true })).starts).toBe(false);
});

test.each([
  ['on: { push: { branches: ["*?"] } }', '.github/workflows/ci.yml:1:26: "*?" is no pattern: no character stands before the ?'],
  ['on: { push: { branches: [main, "a["] } }', '.github/workflows/ci.yml:1:32: "a[" is no pattern: a [ has no ]'],
  ['on: { push: { paths: ["[]"] } }', '.github/workflows/ci.yml:1:23: "[]" is no pattern: nothing stands between [ and ]'],
  ['on: { push: { tags: [a], tags-ignore: [b] } }', '.github/workflows/ci.yml:1:26: '],
])('%s: the pattern is refused with its place', (on, message) => {
  const event = on.includes('tags') ? Event.push({ tag: 'v1' }) : Event.push();
  expect(() => decideTrigger(read(on), event)).toThrow(message);
});

test('a hundred workflows and a hundred files are looked through at once', () => {
  const workflows = Array.from({ length: 100 }, (_, index) => new WorkflowSource(YamlFile.of(`w${index}.yml`, `on: { push: { branches: [main, 'releases/**'], paths: ['src/**', '!src/${index}/**'] } }\njobs: {}\n`)));
  const event = Event.push({ files: Array.from({ length: 100 }, (_, index) => `docs/${index}.md`) });
  workflows.forEach((workflow) => decideTrigger(workflow, event));
  const started = performance.now();
  workflows.forEach((workflow) => decideTrigger(workflow, event));
  expect(performance.now() - started).toBeLessThan(1_000);
});
