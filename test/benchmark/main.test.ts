/**
 * Invariants: the command does from files what is decided in memory; its reports say what was found, whatever benchmarks
 * are called; a history is read whole or not at all; the file that repositories carry is made of this source.
 */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { MACHINES, simulate } from './noise';
import { benchmarkBundle, buildBenchmark, buildStatistics, statisticsBundle, statisticsNotice } from '../../projenrc/vendor-benchmark';
import { baselineOf, readHistory } from '../../src/benchmark/history';
import { Runs } from '../../src/benchmark/judge';
import { run } from '../../src/benchmark/main';
import { LIMIT } from '../../src/benchmark/text';

const settings = { threshold: 10, repetitions: 40 };
const BASE = '1'.repeat(40);
const HEAD = '2'.repeat(40);
let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'benchmark-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const at = (...names: string[]) => path.join(folder, ...names);
const read = (name: string) => fs.readFileSync(at(name), 'utf8');

function call(...args: string[]): { code: number; result: string; notes: string } {
  const told = { result: '', notes: '' };
  const code = run(args, { result: (text) => void (told.result += text), note: (text) => void (told.notes += text) });
  return { code, ...told };
}

function keep({ first, confirmation }: Runs): void {
  for (const [series, pairs] of Object.entries({ first, confirmation })) {
    fs.mkdirSync(at('runs', series), { recursive: true });
    for (const [index, pair] of pairs.entries()) {
      for (const side of ['base', 'head'] as const) fs.writeFileSync(at('runs', series, `${index + 1}.${side}.json`), JSON.stringify(pair[side]));
    }
  }
}

const JUDGE = () => ['--runs', at('runs'), '--threshold', '10', '--repetitions', '40'];
const report = (...more: string[]) => call('report', ...JUDGE(), '--title', 'Speed', '--base', BASE, '--head', HEAD, '--to', at('out'), ...more);
const slower = () => keep(simulate({ machine: MACHINES['±2 % uniform'], seed: 1, effects: [1, 1.2], settings }).runs);
const same = () => keep(simulate({ machine: MACHINES['±2 % uniform'], seed: 1, effects: [1, 1], settings }).runs);

describe('next', () => {
  test('tells the pairs, and nothing when all is known', () => {
    expect(call('next', ...JUDGE())).toEqual({ code: 0, result: 'first 1 10\n', notes: '' });
    same();
    expect(call('next', ...JUDGE()).result).toBe('');
    fs.rmSync(at('runs', 'first', '10.head.json'));
    expect(call('next', ...JUDGE()).result).toBe('first 10 19\n');
  });

  test('refuses a run that is damaged', () => {
    same();
    fs.writeFileSync(at('runs', 'first', '3.base.json'), '{');
    expect(call('next', ...JUDGE())).toMatchObject({ code: 2, notes: expect.stringContaining('3.base.json cannot be read') });
  });
});

describe('collect', () => {
  test('keeps what a tool wrote, with the time of the processor', () => {
    fs.writeFileSync(at('out.json'), '[{"name":"a","unit":"ms","value":2}]');
    expect(call('collect', '--format', 'custom-smaller-is-better', '--path', at('out.json'), '--elapsed', '1.5', '--cpu', '1.250', '--to', at('first', '1.base.json')).code).toBe(0);
    expect(JSON.parse(read('first/1.base.json'))).toEqual({ measurements: [{ name: 'a', unit: 'ms', value: 2, better: 'smaller' }], cpu: 1.25 });
  });

  test('duration needs no file', () => {
    expect(call('collect', '--format', 'duration', '--elapsed', '1.5', '--cpu', '1', '--to', at('run.json')).code).toBe(0);
    expect(JSON.parse(read('run.json')).measurements).toEqual([{ name: 'duration', unit: 's', value: 1.5, better: 'smaller' }]);
  });
});

describe('report', () => {
  test('of a regression ends with 3 and says by how much', () => {
    slower();
    const { code, result } = report();
    expect(code).toBe(3);
    expect(result).toMatch(/^regressed 1 regression, `benchmark 1` costs \+(19|20|21)\.\d %\n$/);
    const text = read('out/report.md');
    expect(text).toMatch(/^### Speed: 1 regression, `benchmark 1` costs \+\d+\.\d %\n/);
    expect(text).toMatch(/\| `benchmark 1` \| [\d.]+ ms \| [\d.]+ ms \| \+\d+\.\d % \| \+\d+\.\d % … \+\d+\.\d % \| ±\d\.\d % \| 10\.0 % \| 30 \| \*\*regression\*\* \|/);
    expect(text.indexOf('`benchmark 1`')).toBeLessThan(text.indexOf('`benchmark 0`'));
    expect(text).toContain('`1111111` and `2222222`, 30 pairs of runs, interleaved on one machine.');
    expect(JSON.parse(read('out/result.json'))).toMatchObject({ outcome: 'regressed', base: BASE, head: HEAD, pairs: { first: 10, confirmation: 20 }, settings: { ...settings, confidence: 0.99 } });
  });

  test('without one ends with 0, and has a line for the history', () => {
    same();
    expect(report('--run-url', 'https://github.com/acme/tool/actions/runs/1')).toMatchObject({ code: 0, result: 'passed no regression\n' });
    const row = JSON.parse(read('out/record.json'));
    expect(row).toMatchObject({ commit: HEAD, run: 'https://github.com/acme/tool/actions/runs/1', benchmarks: [{ name: 'benchmark 0', unit: 'ms' }, { name: 'benchmark 1', unit: 'ms' }] });
    expect(readHistory(read('out/record.json'))).toEqual([row]);
  });

  test('where there is no base tells the values of the head', () => {
    same();
    expect(call('report', ...JUDGE(), '--head', HEAD, '--to', at('out'))).toMatchObject({ code: 0, result: 'no-base nothing to compare with\n' });
    expect(read('out/report.md')).toContain('| `benchmark 0` | ');
    expect(JSON.parse(read('out/record.json')).benchmarks[0].value).toBeGreaterThan(0.9);
  });

  test('draws changes and the history, and leaves a damaged history out', () => {
    same();
    const rows = [3, 2].map((value, index) => JSON.stringify({ commit: String(index).repeat(40), at: '2026-01-01T00:00:00Z', run: '', cpu: 1, benchmarks: [{ name: 'benchmark 0', unit: 'ms', value }] }));
    fs.writeFileSync(at('history.jsonl'), `${rows.join('\n')}\n`);
    report('--history', at('history.jsonl'));
    const text = read('out/report.md');
    expect(text).toContain('xychart-beta\n  title "Change of the cost in percent"\n  x-axis ["benchmark ');
    expect(text).toMatch(/title "benchmark 0"\n {2}x-axis \["0000000", "1111111", "now"\]\n {2}y-axis "ms" 0 --> 3\.3\n {2}line \[3, 2, [\d.]+\]\n```/);
    fs.writeFileSync(at('history.jsonl'), '{\n');
    expect(report('--history', at('history.jsonl'))).toMatchObject({ code: 0, notes: expect.stringContaining('the history is left out: line 1') });
  });

  test('what benchmarks are called can neither break the table nor call for somebody', () => {
    const name = 'a|b`c\n@ann <img src=x> "];';
    const measured = { cpu: 0, measurements: [{ name, unit: 'm`s|', value: 1, better: 'smaller' as const }] };
    keep({ first: new Array(10).fill({ base: measured, head: measured }), confirmation: [] });
    report();
    const text = read('out/report.md');
    const row = text.split('\n').find((line) => line.startsWith('| `a'))!;
    expect(row).toContain('| `a\\|b\'c @ann <img src=x> "];` | 1 ms |');
    expect(row.replace(/\\\|/g, '').split('|')).toHaveLength(11);
    expect(/x-axis (.*)/.exec(text)![1]).toBe('["a b c ann img src=x"]');
  });

  test('is never longer than GitHub takes', () => {
    const many = { cpu: 0, measurements: Array.from({ length: 3000 }, (_, index) => ({ name: `${'long '.repeat(30)}${index}`, unit: 'ms', value: 1, better: 'smaller' as const })) };
    keep({ first: new Array(10).fill({ base: many, head: many }), confirmation: [] });
    report();
    expect(read('out/report.md').length).toBeLessThanOrEqual(LIMIT + 1);
    expect(read('out/report.md')).toContain('2900 more are in `result.json`.');
  });
});

describe('the history', () => {
  const row = (commit: string, day: string) => ({ commit: commit.repeat(40), at: `2026-01-${day}T00:00:00Z`, run: '', cpu: 1, benchmarks: [] });

  test('a scheduled run compares with the newest commit of a week ago, else with the oldest', () => {
    const rows = [row('a', '01'), row('b', '10'), row('c', '20')];
    expect(baselineOf(rows, new Date('2026-01-21T00:00:00Z'), 7)).toBe('b'.repeat(40));
    expect(baselineOf(rows, new Date('2026-01-27T00:00:00Z'), 7)).toBe('c'.repeat(40));
    expect(baselineOf(rows, new Date('2026-01-02T00:00:00Z'), 7)).toBe('a'.repeat(40));
    expect(baselineOf([], new Date(), 7)).toBeUndefined();
  });

  test('is told by the command', () => {
    fs.writeFileSync(at('history.jsonl'), `${JSON.stringify(row('a', '01'))}\n`);
    expect(call('baseline', '--history', at('history.jsonl'), '--days', '7')).toEqual({ code: 0, result: `${'a'.repeat(40)}\n`, notes: '' });
    fs.writeFileSync(at('history.jsonl'), '');
    expect(call('baseline', '--history', at('history.jsonl'), '--days', '7').result).toBe('');
    fs.writeFileSync(at('history.jsonl'), '{"commit":"--exec=evil"}\n');
    expect(call('baseline', '--history', at('history.jsonl'), '--days', '7')).toMatchObject({ code: 2, notes: expect.stringContaining('line 1 of the history has no commit') });
  });
});

test.each([
  [[], 'there is no command'],
  [['constructor'], 'there is no command constructor. Known are: collect, next, report, baseline.'],
  [['next', '--runs'], 'next: '],
  [['next', '--runs', 'x', '--threshold', 'ten', '--repetitions', '40'], '--threshold is ten. Give a number.'],
  [['report', '--runs', 'x', '--threshold', '10', '--repetitions', '40'], '--head is missing.'],
])('%j is refused', (args, message) => {
  expect(call(...args)).toMatchObject({ code: 2, notes: expect.stringContaining(message) });
});

describe('the files that repositories carry', () => {
  test.each([
    ['benchmark.cjs', benchmarkBundle, buildBenchmark],
    ['statistics.cjs', statisticsBundle, buildStatistics],
  ] as const)('%s is made of what is here: npx projen vendor', (name, committed, build) => {
    build(at(name));
    expect(fs.readFileSync(committed, 'utf8') === read(name)).toBe(true);
    expect(read(name)).not.toContain('${{');
    expect(read(name)).not.toContain(os.tmpdir());
  });

  test('the licence of what is inside is beside it', () => {
    expect(fs.readFileSync(path.join(path.dirname(statisticsBundle), 'NOTICE-statistics'), 'utf8')).toBe(statisticsNotice());
    expect(statisticsNotice()).toContain('Apache License');
  });

  test('they do the same by themselves, with Node alone', () => {
    fs.copyFileSync(benchmarkBundle, at('benchmark.cjs'));
    fs.copyFileSync(statisticsBundle, at('statistics.cjs'));
    slower();
    report();
    const node = (...args: string[]) => execFileSync(process.execPath, [at('benchmark.cjs'), ...args], { encoding: 'utf8', env: {} });
    expect(node('next', ...JUDGE())).toBe('');
    expect(() => node('report', ...JUDGE(), '--title', 'Speed', '--base', BASE, '--head', HEAD, '--to', at('alone'))).toThrow(expect.objectContaining({ status: 3 }));
    expect(read('alone/report.md')).toBe(read('out/report.md'));
    expect(read('alone/result.json')).toBe(read('out/result.json'));
  });
});
