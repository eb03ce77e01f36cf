// Guards the words, risk and place of every kind of change. `UPDATE_DIFF_DATA=1 npx jest test/diff/diff.test.ts` writes
// expected.txt of test/data/diff anew: read the difference before committing it.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { diff } from '../../src/diff/diff';
import { text } from '../../src/diff/text';
import { MemoryTree } from '../../src/read/tree';

const DATA = path.join(__dirname, '..', 'data', 'diff');
const FILE = '.github/workflows/delivery.yml';
const trees = (old: Record<string, string>, now: Record<string, string>) => diff(new MemoryTree(old), new MemoryTree(now));
const changes = (old: Record<string, string>, now: Record<string, string>) => text(trees(old, now));

describe('one workflow', () => {
  test.each(fs.readdirSync(DATA).sort())('%s', (name) => {
    const read = (file: string) => fs.readFileSync(path.join(DATA, name, file), 'utf8');
    const found = changes({ [FILE]: read('old.yml') }, { [FILE]: read('new.yml') });
    const expected = path.join(DATA, name, 'expected.txt');
    if (process.env.UPDATE_DIFF_DATA) fs.writeFileSync(expected, found);
    expect(found).toBe(fs.readFileSync(expected, 'utf8'));
  });
});

test('the guide shows what is told', () => {
  const guide = fs.readFileSync(path.join(__dirname, '..', '..', 'docs', 'diff.md'), 'utf8');
  expect(guide).toContain(`$ npx projen-delivery diff main\n${fs.readFileSync(path.join(DATA, 'review', 'expected.txt'), 'utf8')}\`\`\`\n`);
  const read = (name: string, file: string) => ({ [FILE]: fs.readFileSync(path.join(DATA, name, file), 'utf8') });
  const kinds = new Set(fs.readdirSync(DATA).flatMap((name) => trees(read(name, 'old.yml'), read(name, 'new.yml')).changes.map(({ kind }) => kind)));
  expect(kinds.size).toBeGreaterThan(20);
  for (const kind of kinds) expect(guide).toContain(`\`${kind}\``);
});

const job = (body: string, id = 'a') => `on: push\njobs:\n  ${id}:\n    runs-on: ubuntu-24.04\n    timeout-minutes: 5\n${body}`;
const WORKFLOW = job('    steps:\n      - run: bash scripts/ci/build.sh\n      - uses: ./.github/actions/set-up\n');
const ACTION = 'name: Set up\ninputs:\n  version:\n    description: Which\n    required: true\nruns:\n  using: composite\n  steps:\n    - run: echo 1\n      shell: bash\n';
const SCRIPT = '#!/usr/bin/env bash\n# @summary Builds.\n# @param TARGET what is built (default: all)\n# @needs node npm\nset -euo pipefail\nnpm ci\nnpm run build\nnpm pack\n';
const lines = (...each: string[]) => `${each.join('\n')}\n`;

describe('a whole repository', () => {
  test('a workflow that is new, with what it may do', () => {
    const text_ = 'name: Label\non: pull_request_target\npermissions:\n  pull-requests: write\njobs:\n  label:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: acme/label@main\n        with: { token: "${{ secrets.BOT }}" }\n';
    expect(changes({}, { [FILE]: text_ })).toBe(lines(
      FILE,
      '  risk    now starts on pull_request_target: a pull request from a fork starts it, with the token and secrets of this repository   delivery.yml:2',
      '  risk    label: its token may now write pull-requests (pull-requests: none → write)   delivery.yml:4',
      '  risk    label: now uses the secret BOT   delivery.yml:10',
      '  risk    label "acme/label": now uses acme/label main, which is not pinned   delivery.yml:9',
      '  notice  is a new workflow: Label, 1 job   delivery.yml:1',
      '  notice  label: is new: runs on ubuntu-24.04, 1 step   delivery.yml:6',
      '  none    label: new check: label   delivery.yml:6',
      '7 changes, 4 risks',
    ));
    expect(changes({ [FILE]: text_ }, {})).toContain('  notice  is gone: the workflow Label, which started on pull_request_target   delivery.yml:1 (old)\n');
  });

  test('a workflow with another name is that workflow still, and its other changes are told', () => {
    const file = '.github/workflows/other.yml';
    expect(changes({ [FILE]: WORKFLOW }, { [file]: WORKFLOW.replace('5', '6') })).toBe(lines(
      file, `  notice  is ${FILE} under another name`, '  notice  a: timeout: 5 → 6 minutes   other.yml:5', '2 changes, 0 risks',
    ));
  });

  test('a script: its lines, what it declares, and whether it may be run', () => {
    const now = SCRIPT.replace('(default: all)', '(default: dist)').replace('node npm', 'node jq').replace('npm ci', 'npm ci --ignore-scripts').replace('set -e', '# @secret TOKEN signs\nset -e');
    expect(changes({ 'scripts/ci/build.sh': SCRIPT }, { 'scripts/ci/build.sh': now })).toBe(lines(
      'scripts/ci/build.sh',
      '  risk    new secret: TOKEN   build.sh:5',
      '  notice  4 lines added, 3 lines removed   build.sh:3',
      '  notice  parameter TARGET: default all → default dist   build.sh:3',
      '  notice  new program: jq   build.sh:4',
      '  notice  program is gone: npm   build.sh:4 (old)',
      '5 changes, 1 risk',
    ));
    const [old, is] = [true, false].map((executable) => new MemoryTree({ 'ci/x.sh': SCRIPT }, () => executable));
    expect(text(diff(old, is))).toBe(lines('ci/x.sh', '  notice  may no longer be run as a program', '1 change, 0 risks'));
    expect(changes({ 'ci/x.sh': SCRIPT }, { 'ci/y.sh': SCRIPT })).toBe(lines('ci/y.sh', '  notice  is ci/x.sh under another name', '1 change, 0 risks'));
    expect(changes({ 'ci/x.sh': 'a\nb\nc\n' }, { 'ci/x.sh': 'c\nb\na\n' })).toContain('the same lines in another order');
    expect(changes({ 'ci/x.sh': 'a\nb\n' }, { 'ci/x.sh': 'a\r\nb' })).toBe('no change\n');
    expect(changes({}, { 'ci/x.sh': SCRIPT })).toContain('is new (8 lines, needs node, npm)');
  });

  test('a composite action: its inputs and steps; nothing of a tidier form', () => {
    const action = '.github/actions/set-up/action.yml';
    const now = ACTION.replace('    required: true\n', '    required: false\n    default: "22"\n').replace('echo 1', 'echo 2').replace('runs:', 'outputs:\n  path:\n    value: x\nruns:');
    expect(changes({ [action]: ACTION }, { [action]: now })).toBe(lines(
      action,
      '  notice  "echo 2": its command: echo 1 → echo 2   action.yml:13',
      '  notice  input of the action version: required true → false   action.yml:5',
      '  notice  input of the action version: default none → 22   action.yml:6',
      '  notice  new output of the action: path   action.yml:8',
      '4 changes, 0 risks',
    ));
    expect(changes({ [action]: ACTION }, { [action]: ACTION.replace('    required: true\n', '').replace('    description: Which\n', '    required: true\n    description: "Which"\n') })).toBe('no change\n');
  });

  test('scripts and actions elsewhere are compared where a pipeline names them', () => {
    const old = { [FILE]: WORKFLOW.replace('scripts/ci/build.sh', 'tools/build.sh').replace('./.github/actions/set-up', './tools/set-up'), 'tools/build.sh': 'a\n', 'tools/set-up/action.yml': ACTION, 'src/other.sh': 'a\n' };
    const found = trees(old, { ...old, 'tools/build.sh': 'b\n', 'tools/set-up/action.yml': ACTION.replace('echo 1', 'echo 2'), 'src/other.sh': 'b\n' });
    expect(found.changes.map(({ file }) => file)).toEqual(['tools/build.sh', 'tools/set-up/action.yml']);
  });

  test('a script that a pipeline names for the first time is not new', () => {
    const old = { [FILE]: WORKFLOW, 'tools/build.sh': 'a\n' };
    const now = { [FILE]: WORKFLOW.replace('scripts/ci/build.sh', 'tools/build.sh'), 'tools/build.sh': 'a\n' };
    expect(trees(old, now).changes.map(({ file, kind }) => [file, kind])).toEqual([[FILE, 'script']]);
    expect(trees(now, old).changes.map(({ file, kind }) => [file, kind])).toEqual([[FILE, 'script']]);
  });

  test('the job that calls a workflow reports its checks', () => {
    const caller = 'on: pull_request\njobs:\n  lint:\n    uses: ./.github/workflows/lint.yml\n';
    const lint = job('    steps:\n      - run: x\n', 'style').replace('push', 'workflow_call');
    const found = changes({ [FILE]: caller, '.github/workflows/lint.yml': lint }, { [FILE]: caller, '.github/workflows/lint.yml': lint.replace('style:', 'format:') });
    expect(found).toContain(`${FILE}\n  notice  lint: its check is now called lint / format instead of lint / style   delivery.yml:3\n`);
  });

  test.each([
    ['settings', '.github/settings.yml', 'branches:\n  - name: main\n    protection:\n      required_status_checks:\n        contexts: [a]\n'],
    ['a ruleset', '.github/rulesets/main.json', '{"rules": [{"type": "required_status_checks", "parameters": {"required_status_checks": [{"context": "a"}]}}]}\n'],
  ])('a check that %s requires', (_, path_, required) => {
    const old = { [FILE]: WORKFLOW, [path_]: required };
    expect(changes(old, { ...old, [FILE]: WORKFLOW.replace('  a:\n', '  a:\n    name: b\n') })).toContain('  risk    a: its check is now called b instead of a: a is required, and nothing reports it   delivery.yml:4\n');
    expect(changes(old, { ...old, [FILE]: WORKFLOW.replace('  a:\n', '  b:\n    name: a\n') })).not.toContain('check');
    expect(changes(old, { ...old, [path_]: required.replace('[a]', '[b]').replace('"a"', '"b"') })).toContain('  risk    the check a is no longer required   ');
    expect(changes(old, { ...old, [path_]: required.replace(/: /g, ':  ') })).toBe('no change\n');
  });

  test('settings as data: what differs, by its keys', () => {
    const path_ = '.github/dependabot.yml';
    expect(changes({ [path_]: 'version: 2\nupdates:\n  - directory: /\n' }, { [path_]: 'updates: [{directory: /app}] # here\nversion: 2\n' })).toBe(lines(path_, '  notice  updates[0].directory: / → /app   dependabot.yml:1', '1 change, 0 risks'));
    expect(changes({ [path_]: 'a: [{x: 1}]\n' }, { [path_]: 'a: [{y: 2}, {x: 1}]\n' })).toBe(lines(path_, '  notice  a[0]: none → y: 2   dependabot.yml:1', '1 change, 0 risks'));
  });
});

describe('renames', () => {
  const two = (id: string, step: string) => `on: push\njobs:\n  ${id}:\n    runs-on: ubuntu-24.04\n    outputs:\n      v: \${{ steps.${step}.outputs.v }}\n    steps:\n      - id: ${step}\n        run: |\n          one\n          two\n  last:\n    needs: ${id}\n    runs-on: ubuntu-24.04\n    steps:\n      - run: echo "\${{ needs.${id}.outputs.v }}"\n`;
  test('of a job and a step are told once each, not again wherever they are named', () => {
    expect(trees({ [FILE]: two('a', 's') }, { [FILE]: two('b', 't') }).changes.map(({ text: words }) => words)).toEqual(['its check is now called b instead of a', 'has another id: a → b', 'id: s → t']);
  });
  test('another reference at the same time is told', () => {
    expect(trees({ [FILE]: two('a', 's') }, { [FILE]: two('b', 't').replace('needs.b.outputs.v', 'needs.b.outputs.w') }).changes.map(({ kind }) => kind)).toContain('script');
  });
});

test('100 workflows in each tree, all of them changed, take less than a second', () => {
  const sample = fs.readFileSync(path.join(DATA, 'matrix', 'old.yml'), 'utf8');
  const tree = (seed: string, minutes: number) => new MemoryTree(Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`.github/workflows/w${index}.yml`, `${sample.replace('timeout-minutes: 30', `timeout-minutes: ${minutes + index}`)}# ${seed}\n`])));
  diff(tree('warm', 1_000), tree('warm', 2_000));
  // Time of the processor: others use the machine too.
  const start = process.cpuUsage();
  expect(diff(tree('measured', 1_000), tree('measured', 2_000)).changes).toHaveLength(100);
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1e6).toBeLessThan(1);
});
