/**
 * Invariants: actions of the repository run as GitHub runs them; those of others do the real thing, or say that they do not.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { play, removeRepositories, withJobs } from './some-repository';

jest.setTimeout(120_000);
afterAll(removeRepositories);

const results = (played: Awaited<ReturnType<typeof play>>) => Object.fromEntries(played.report.jobs.map(({ key, result }) => [key, result]));
const steps = (text: string) => `one:\n  runs-on: ubuntu-latest\n  steps:\n${text.replace(/^\n/, '').replace(/^(?=.)/gm, '    ')}`;
const said = (played: Awaited<ReturnType<typeof play>>, kind = 'text') => played.told.filter((line) => line.startsWith(`one|${kind}|`)).map((line) => line.slice(`one|${kind}|`.length));

const OUTER = `name: Outer
description: Calls another
inputs:
  who: { description: Whom to greet, default: world }
  required: { description: Any, required: true }
outputs:
  text: { description: What was said, value: "\${{ steps.inner.outputs.text }}" }
runs:
  using: composite
  steps:
    - id: inner
      uses: $/actions/inner
      with: { who: "\${{ inputs.who }}!" }
    - run: test -f "$GITHUB_ACTION_PATH/action.yml" && echo "outer in \${GITHUB_ACTION_PATH##*/}"
      shell: bash
`;
const INNER = `name: Inner
description: Greets
inputs:
  who: { description: Whom to greet }
outputs:
  text: { description: What was said, value: "\${{ steps.say.outputs.text }}" }
runs:
  using: composite
  steps:
    - id: say
      run: echo "text=hello $WHO" >> "$GITHUB_OUTPUT"; echo "SAID=yes" >> "$GITHUB_ENV"
      shell: bash
      env: { WHO: "\${{ inputs.who }}" }
`;

test('composite actions, one in the other, with inputs and outputs', async () => {
  const played = await play(withJobs(steps(`
- uses: $/actions/outer
  id: outer
  with: { who: you }
- run: echo "\${{ steps.outer.outputs.text }}, $SAID"
`), { 'actions/outer/action.yml': OUTER, 'actions/inner/action.yml': INNER }));
  expect(results(played)).toEqual({ one: 'success' });
  expect(said(played)).toEqual(expect.arrayContaining(['outer in outer', 'hello you!, yes']));
  expect(played.job('one').report.steps.map(({ depth }) => depth)).toEqual([0, 1, 2, 1, 0]);
});

test('an action by ./ is one of the workspace, and is not there before the checkout', async () => {
  const files = { 'actions/inner/action.yml': INNER };
  const missing = await play(withJobs(steps('- uses: ./actions/inner\n'), files));
  expect(results(missing)).toEqual({ one: 'failure' });
  expect(said(missing, 'error')[0]).toContain('Did you forget to run actions/checkout');
  expect(results(await play(withJobs(steps('- uses: actions/checkout@v7\n- uses: ./actions/inner\n'), files)))).toEqual({ one: 'success' });
});

const JAVASCRIPT = {
  'js/action.yml': 'name: JS\ndescription: JS\ninputs:\n  some name: { description: A name, default: nobody }\noutputs:\n  out: { description: Out }\nruns:\n  using: node24\n  main: main.js\n  post: post.js\n',
  'js/main.js': `const fs = require('node:fs');
console.log('main of ' + process.env.INPUT_SOME_NAME);
fs.appendFileSync(process.env.GITHUB_STATE, 'kept=from main\\n');
fs.appendFileSync(process.env.GITHUB_OUTPUT, 'out=told\\n');
if (process.env.INPUT_SOME_NAME === 'fail') process.exitCode = 1;
`,
  'js/post.js': 'console.log(`post has ${process.env.STATE_kept}`); if (process.env.POST_FAILS) process.exit(1);\n',
};

test('a JavaScript action of the repository, with inputs, outputs, state and what it does at the end', async () => {
  const played = await play(withJobs(steps('- uses: $/js\n  id: js\n  with: { some name: Ann }\n- run: echo "after ${{ steps.js.outputs.out }}"\n'), JAVASCRIPT));
  expect(results(played)).toEqual({ one: 'success' });
  expect(said(played)).toEqual(['main of Ann', 'after told', 'post has from main']);
  const failing = await play(withJobs(steps('- uses: $/js\n  with: { some name: fail }\n- run: echo after\n'), JAVASCRIPT));
  expect(results(failing)).toEqual({ one: 'failure' });
  expect(said(failing)).toEqual(['main of fail', 'post has from main']);
  const late = await play(withJobs(steps('- uses: $/js\n  env: { POST_FAILS: 1 }\n'), JAVASCRIPT));
  expect(results(late)).toEqual({ one: 'failure' });
});

test('an action of others from a folder, a stand-in, one that is left out, one that has its effect elsewhere, and one that nobody has', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'action-'));
  for (const [name, text] of Object.entries(JAVASCRIPT)) fs.writeFileSync(path.join(folder, path.basename(name)), text);
  const uses = (action: string) => steps(`- uses: ${action}\n`);
  const here = await play(withJobs(uses('some/action@v1')), { actions: { 'Some/Action': folder } });
  expect(results(here)).toEqual({ one: 'success' });
  expect(said(here)).toContain('main of nobody');
  fs.rmSync(folder, { recursive: true });
  const none = await play(withJobs(uses('some/action@v1')));
  expect(results(none)).toEqual({ one: 'failure' });
  expect(said(none, 'error')[0]).toContain('--action some/action=DIR');
  const left = await play(withJobs(uses('some/action@v1')), { skippedActions: ['some/action'] });
  expect(results(left)).toEqual({ one: 'success' });
  expect(left.report.notDone).toEqual([expect.stringContaining('some/action')]);
  const elsewhere = await play(withJobs(uses('codecov/codecov-action@v5')));
  expect(results(elsewhere)).toEqual({ one: 'success' });
  expect(elsewhere.report.notDone).toEqual(['one: codecov/codecov-action would upload coverage to Codecov']);
  const container = await play(withJobs(uses('docker://alpine:3')));
  expect(results(container)).toEqual({ one: 'failure' });
});

test.each([
  ['setup-node of this version', `actions/setup-node@v6\n  with: { node-version: ${process.versions.node.split('.')[0]}.x }`, false, 'success'],
  ['setup-node of another version', 'actions/setup-node@v6\n  with: { node-version: 4 }', false, 'failure'],
  ['setup-node of another version, where any is taken', 'actions/setup-node@v6\n  with: { node-version: 4 }', true, 'success'],
  ['setup-python', 'actions/setup-python@v6\n  with: { python-version: ">=3.8 <4" }', false, 'success'],
  ['checkout with an unknown input', 'actions/checkout@v7\n  with: { strange: 1 }', false, 'failure'],
  ['checkout of another repository', 'actions/checkout@v7\n  with: { repository: some/other }', false, 'failure'],
])('%s', async (_, uses, anyVersion, result) => {
  const played = await play(withJobs(steps(`- uses: ${uses}\n`)), { anyVersion });
  expect(results(played)).toEqual({ one: result });
  expect(played.report.notDone).toHaveLength(anyVersion ? 1 : 0);
});

test('artifacts: patterns, what is hidden, merged downloads, one name once', async () => {
  const jobs = `
make:
  runs-on: ubuntu-latest
  strategy: { matrix: { part: [a, b] } }
  steps:
    - run: mkdir -p out/deep; echo \${{ matrix.part }} > out/\${{ matrix.part }}.txt; echo x > out/deep/\${{ matrix.part }}.log; echo h > out/.hidden
    - uses: actions/upload-artifact@v7
      with: { name: "part-\${{ matrix.part }}", path: "out/**\\n!out/**/*.log" }
    - uses: actions/upload-artifact@v7
      if: matrix.part == 'b'
      with: { name: part-b, path: none, if-no-files-found: error }
      continue-on-error: true
one:
  needs: make
  runs-on: ubuntu-latest
  steps:
    - uses: actions/download-artifact@v8
      with: { pattern: "part-*", path: merged, merge-multiple: true }
    - uses: actions/download-artifact@v8
      with: { path: apart }
    - run: find merged apart -type f | sort
    - uses: actions/upload-artifact@v7
      with: { name: part-a, path: merged }
`;
  const folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'artifacts-')), 'new');
  const played = await play(withJobs(jobs), { artifacts: folder });
  expect(results(played)).toEqual({ 'make (a)': 'success', 'make (b)': 'success', 'one': 'failure' });
  expect(said(played)).toEqual(expect.arrayContaining(['merged/a.txt', 'merged/b.txt', 'apart/part-a/a.txt', 'apart/part-b/b.txt']));
  expect(said(played).filter((line) => /hidden|\.log/.test(line))).toEqual([]);
  expect(said(played, 'error')).toEqual(['an artifact with the name part-a already exists on the workflow run']);
  expect(fs.readdirSync(folder).sort()).toEqual(['part-a', 'part-b']);
  fs.rmSync(path.dirname(folder), { recursive: true });
});

test('a cache is kept by its key at the end of a job that went well, and found by its prefix', async () => {
  const cache = fs.mkdtempSync(path.join(os.tmpdir(), 'cache-'));
  const root = withJobs(steps(`
- uses: actions/cache@v5
  id: cache
  with: { path: "kept\\n~/.none-of-it", key: "\${{ vars.KEY }}", restore-keys: "key-" }
- run: echo "hit=\${{ steps.cache.outputs.cache-hit }}"; cat kept/file || true; mkdir -p kept; echo "\${{ vars.KEY }}" > kept/file; exit \${{ vars.CODE }}
`));
  const hits = async (KEY: string, CODE = '0') => said(await play(root, { cache, variables: { KEY, CODE } })).filter((line) => /^hit=|^key-/.test(line));
  expect(await hits('key-0', '1')).toEqual(['hit=']);
  expect(await hits('key-1')).toEqual(['hit=']);
  expect(await hits('key-1')).toEqual(['hit=true', 'key-1']);
  expect(await hits('key-2')).toEqual(['hit=false', 'key-1']);
  fs.rmSync(cache, { recursive: true });
});
