/**
 * Invariants: both versions run in turns, in folders of their own, and what one run left is not taken for the next; a
 * regression fails with 3 and says by how much; a command that fails, is too slow or is not in the base is told as that.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Rehearsal, SCRIPTS, ScriptRun } from '../helpers/stand-ins';

const GIT = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', '-c', 'commit.gpgsign=false'];
// A clock of its own: the cost of a version, and noise of a few percent that is the same in each test.
const BENCH = `#!/bin/sh
n=$(cat ../../clock 2> /dev/null || echo 0); echo $((n + 1)) > ../../clock
echo "$(basename "$PWD")" >> ../../order
echo "[{\\"name\\":\\"parse\\",\\"unit\\":\\"ms\\",\\"value\\":$(( $(cat cost) * (1000 + n * 7 % 23) ))}]" > out.json
`;
let place: Rehearsal;
beforeEach(() => {
  place = new Rehearsal();
  for (const file of [path.join(SCRIPTS, 'benchmark.cjs'), path.join(SCRIPTS, '..', 'vendor', 'statistics.cjs')]) fs.copyFileSync(file, path.join(place.folder, path.basename(file)));
  git('init', '--quiet', '--initial-branch=main');
});
afterEach(() => place.remove());

const git = (...args: string[]) => place.command('git', ...GIT, ...args).trim();

function commit(files: Record<string, string>): string {
  for (const [name, text] of Object.entries(files)) place.write(name, text, 0o755);
  git('add', '--all');
  git('commit', '--quiet', '--allow-empty', '--message=Change');
  return git('rev-parse', 'HEAD');
}

function sides(parameters: Record<string, string> = {}): ScriptRun {
  return place.run('benchmark-sides.sh', { EVENT: 'push', DESTINATION: 'sides', ...parameters });
}

function compare(parameters: Record<string, string> = {}): ScriptRun {
  const { outputs } = sides();
  return place.run('benchmark-compare.sh', {
    COMMAND: './bench.sh', FORMAT: 'custom-smaller-is-better', FILE: 'out.json', SIDES: path.join(place.work, 'sides'), BASE: outputs.base, HEAD: outputs.head, ...parameters,
  });
}

const result = () => JSON.parse(place.read('benchmark-results/result.json'));

describe('benchmark-compare.sh', () => {
  test('passes what did not change, after ten pairs', () => {
    commit({ 'bench.sh': BENCH, 'cost': '100' });
    commit({ README: 'More' });
    const run = compare();
    expect(run).toMatchObject({ status: 0, outputs: { outcome: 'passed' } });
    expect(result()).toMatchObject({ outcome: 'passed', pairs: { first: 10, confirmation: 0 }, benchmarks: [{ name: 'parse', pairs: 10, verdict: 'unchanged' }] });
    expect(run.summary).toContain('### Benchmark: no regression');
    expect(fs.readdirSync(path.join(place.work, 'benchmark-results')).sort()).toEqual(['log', 'record.json', 'report.md', 'result.json', 'runs']);
  });

  test('fails what is slower with how much, after a confirmation', () => {
    commit({ 'bench.sh': BENCH, 'cost': '100' });
    commit({ cost: '115' });
    const run = compare();
    expect(run.status).toBe(3);
    expect(run.outputs).toEqual({ outcome: 'regressed' });
    expect(run.stderr).toMatch(/Slower: 1 regression, `parse` costs \+1[456]\.\d %/);
    expect(result()).toMatchObject({ outcome: 'regressed', pairs: { first: 10, confirmation: 20 } });
  });

  test('THRESHOLD lets it cost that much more', () => {
    commit({ 'bench.sh': BENCH, 'cost': '100' });
    commit({ cost: '115' });
    expect(compare({ THRESHOLD: '20' })).toMatchObject({ status: 0, outputs: { outcome: 'passed' } });
  });

  test('runs in turns, and the other first in each second pair', () => {
    commit({ 'bench.sh': BENCH, 'cost': '100' });
    commit({ README: 'More' });
    compare();
    const order = place.read('order').trim().split('\n');
    expect(order.slice(0, 2)).toEqual(['head', 'base']);
    expect(order.slice(2, 8)).toEqual(['base', 'head', 'head', 'base', 'base', 'head']);
  });

  test('REPETITIONS is the most pairs of a series', () => {
    const wild = BENCH.replace('n * 7 % 23', 'n * 7919 % 2003');
    commit({ 'bench.sh': wild, 'cost': '100' });
    commit({ cost: '106' });
    compare({ REPETITIONS: '12' });
    expect(result().pairs.first).toBe(12);
  });

  test('BUILD makes each version ready, and its failure in the head is one', () => {
    commit({ 'bench.sh': BENCH, 'cost': '0' });
    commit({ README: 'More' });
    expect(compare({ BUILD: 'test -f bench.sh\necho 100 > cost\n' }).status).toBe(0);
    place.command('rm', '-rf', 'sides', 'benchmark-results');
    git('worktree', 'prune');
    const run = compare({ BUILD: 'echo no compiler; false | true' });
    expect(run.status).toBe(4);
    expect(run.stderr).toContain('no compiler');
    expect(run.stderr).toContain('The head cannot be built');
  });

  test('a command that is newer than the base has nothing to compare with', () => {
    commit({ README: 'Nothing yet' });
    commit({ 'bench.sh': BENCH, 'cost': '100' });
    const run = compare();
    expect(run).toMatchObject({ status: 0, outputs: { outcome: 'no-base' } });
    expect(run.stderr).toContain('The command does not work in the base');
    expect(run.summary).toContain('nothing to compare with');
    expect(JSON.parse(place.read('benchmark-results/record.json')).benchmarks).toEqual([{ name: 'parse', unit: 'ms', value: expect.any(Number) }]);
    expect(fs.readdirSync(path.join(place.work, 'benchmark-results/runs/first'))).toHaveLength(10);
  });

  test.each([
    ['./bench.sh; exit 7', 'exit 7'],
    ['false | tee log', 'a pipe that fails in its middle'],
    ['echo "$UNSET"', 'a variable that is not set'],
    ['true', 'no results: those of an earlier run do not count'],
  ])('%s: a command that fails in the head is a failure', (command) => {
    commit({ 'bench.sh': BENCH, 'cost': '100', 'out.json': '[{"name":"old","unit":"ms","value":1}]' });
    commit({ README: 'More' });
    const run = compare({ COMMAND: command });
    expect(run.status).toBe(4);
    expect(run.outputs).toEqual({});
    expect(run.stderr).toContain('failed in the head, or its results cannot be read');
  });

  test('a command that stops working in the middle is a failure', () => {
    commit({ 'bench.sh': BENCH.replace('echo "[', '[ $n -lt 9 ] || exit 1\necho "['), 'cost': '100' });
    commit({ README: 'More' });
    expect(compare()).toMatchObject({ status: 4, stderr: expect.stringMatching(/failed in the (base|head), or its results cannot be read \(first, run 4\)/) });
  });

  test('too little time for a decision is told, and is no pass', () => {
    commit({ 'bench.sh': BENCH, 'cost': '100' });
    commit({ README: 'More' });
    const run = compare({ COMMAND: 'sleep 0.3; ./bench.sh', BUDGET: '2' });
    expect(run.status).toBe(5);
    expect(run.stderr).toMatch(/Only [0-5] pairs of runs were done in \d seconds, and a decision needs 10/);
  });

  test('criterion gets a new folder for each run, and DIRECTORY is where all runs', () => {
    const estimates = 'mkdir -p "$CRITERION_HOME/a/new"; test ! -e "$CRITERION_HOME/left"; touch "$CRITERION_HOME/left"; '
      + 'echo \'{"full_id":"a"}\' > "$CRITERION_HOME/a/new/benchmark.json"; echo "{\\"median\\":{\\"point_estimate\\":$(cat cost)}}" > "$CRITERION_HOME/a/new/estimates.json"';
    commit({ 'crates/a/cost': '100' });
    commit({ 'crates/a/cost': '130' });
    expect(compare({ COMMAND: estimates, FORMAT: 'criterion', FILE: '', DIRECTORY: 'crates/a' }).status).toBe(3);
    expect(result().benchmarks[0]).toMatchObject({ name: 'a', unit: 'ns', verdict: 'slower' });
    expect(result().benchmarks[0].change).toBeCloseTo(30, 6);
  });

  test('the versions share no target folder, by which Cargo would take one for the other', () => {
    commit({ 'bench.sh': BENCH, 'cost': '100' });
    commit({ README: 'More' });
    const run = compare({ COMMAND: 'echo "$CARGO_TARGET_DIR" >> ../../targets; ./bench.sh', CARGO_TARGET_DIR: '/cache/target' });
    expect(run.status).toBe(0);
    expect([...new Set(place.read('targets').trim().split('\n'))].sort()).toEqual(['/cache/target-base', '/cache/target-head']);
  });

  test('duration measures the command itself, and the time of the processor is told', () => {
    commit({ spin: 'i=0; while [ $i -lt 20000 ]; do i=$((i + 1)); done' });
    commit({ spin: 'i=0; while [ $i -lt 80000 ]; do i=$((i + 1)); done' });
    expect(compare({ COMMAND: 'sh spin', FORMAT: 'duration', FILE: '' }).status).toBe(3);
    expect(result().benchmarks[0]).toMatchObject({ name: 'duration', unit: 's', verdict: 'slower' });
    expect(result().cpu.head).toBeGreaterThan(result().cpu.base);
  });

  test.each([
    [{ THRESHOLD: 'a' }, 'THRESHOLD is a'],
    [{ REPETITIONS: '9' }, 'REPETITIONS is 9'],
    [{ FILE: '../out.json' }, 'FILE is ../out.json'],
    [{ FILE: '/etc/passwd' }, 'FILE is /etc/passwd'],
    [{ FILE: '' }, 'FILE is empty'],
    [{ HEAD: '' }, 'HEAD is empty'],
  ])('%j is refused', (parameters, message) => {
    const run = place.run('benchmark-compare.sh', { COMMAND: 'true', FORMAT: 'vitest', FILE: 'a', SIDES: 'sides', HEAD: 'a', ...parameters });
    expect(run).toMatchObject({ status: 64, stderr: expect.stringContaining(message) });
  });
});

describe('benchmark-sides.sh', () => {
  const HISTORY = (...rows: [string, number][]) => rows.map(([sha, days]) => `${JSON.stringify({ commit: sha, at: new Date(Date.now() - days * 86_400_000).toISOString(), run: '', cpu: 0, benchmarks: [] })}\n`).join('');
  const store = (text: string) => {
    const blob = place.write('history.tmp', text);
    const sha = git('hash-object', '-w', blob);
    fs.rmSync(blob);
    fs.writeFileSync(path.join(place.work, 'tree.tmp'), `100644 blob ${sha}\tbenchmark.jsonl\n`);
    const tree = place.command('sh', '-c', 'git mktree < tree.tmp').trim();
    fs.rmSync(path.join(place.work, 'tree.tmp'));
    git('update-ref', 'refs/remotes/origin/benchmarks', git('commit-tree', '-m', 'History', tree));
  };
  let first: string;
  let second: string;
  let third: string;
  beforeEach(() => {
    first = commit({ a: '1' });
    second = commit({ a: '2' });
    third = commit({ a: '3' });
  });

  test('a push is compared with what was there before it', () => {
    expect(sides({ BEFORE: first }).outputs).toEqual({ base: first, head: third });
    expect([place.read('sides/base/a'), place.read('sides/head/a')]).toEqual(['1', '3']);
  });

  test.each([['0'.repeat(40), 'a new branch'], ['f'.repeat(40), 'a commit that is gone'], ['', 'nothing']])('a push after %s is compared with the commit before it', (before) => {
    expect(sides({ BEFORE: before }).outputs.base).toBe(second);
  });

  test('a pull request is compared with its target branch, of which it is the merge commit', () => {
    git('checkout', '--quiet', '-b', 'topic', first);
    commit({ b: '1' });
    git('checkout', '--quiet', 'main');
    git('merge', '--quiet', '--no-ff', '--message=Merge', 'topic');
    // `before` of a pull request is the head of its branch before a push to it.
    expect(sides({ EVENT: 'pull_request', BEFORE: first }).outputs.base).toBe(third);
  });

  test('a scheduled run is compared with the newest commit of a week ago', () => {
    store(HISTORY([first, 30], [second, 8], [third, 1]));
    expect(sides({ EVENT: 'schedule' }).outputs.base).toBe(second);
    expect(place.exists('sides/history.jsonl')).toBe(true);
  });

  test('a scheduled run without a history, or whose commit is gone, is compared with the commit before', () => {
    expect(sides({ EVENT: 'schedule', DESTINATION: 'one' }).outputs.base).toBe(second);
    store(HISTORY(['f'.repeat(40), 30]));
    expect(sides({ EVENT: 'schedule', DESTINATION: 'two' }).outputs.base).toBe(second);
  });

  test('a damaged history ends a scheduled run, and no other', () => {
    store('{\n');
    expect(sides({ EVENT: 'schedule', DESTINATION: 'one' })).toMatchObject({ status: 4, stderr: expect.stringContaining('Repair benchmark.jsonl on the branch benchmarks') });
    expect(sides({ EVENT: 'push', DESTINATION: 'two' }).status).toBe(0);
  });

  test('REF is what a person named: a branch of the remote, a tag or a commit', () => {
    git('update-ref', 'refs/remotes/origin/release', first);
    git('tag', 'v1', second);
    const base = (ref: string, folder: string) => sides({ EVENT: 'workflow_dispatch', REF: ref, DESTINATION: folder }).outputs.base;
    expect([base('release', 'one'), base('v1', 'two'), base(first, 'three')]).toEqual([first, second, first]);
    expect(sides({ EVENT: 'workflow_dispatch', REF: 'none', DESTINATION: 'four' })).toMatchObject({ status: 64, stderr: expect.stringContaining('REF is none') });
    expect(sides({ EVENT: 'workflow_dispatch', REF: '--upload-pack=x', DESTINATION: 'five' }).status).toBe(64);
  });

  test('the first commit has nothing to compare with', () => {
    git('checkout', '--quiet', first);
    expect(sides().outputs).toEqual({ base: '', head: first });
    expect(place.exists('sides/base')).toBe(false);
  });

  test('a folder that is there is left alone', () => {
    place.write('sides/mine', '');
    expect(sides()).toMatchObject({ status: 64, stderr: expect.stringContaining('sides exists') });
  });
});
