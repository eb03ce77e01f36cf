/** Invariants: what each tool really wrote is read whole; what is no result is refused with what is wrong, and never as a number. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BenchmarkResults } from '../../src';
import { collect, FORMATS } from '../../src/benchmark/formats';

const DATA = join(__dirname, '..', 'data', 'benchmark');
const folder = mkdtempSync(join(tmpdir(), 'formats-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(value: unknown): string {
  const file = join(folder, 'results.json');
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
  return file;
}

const brief = (format: string, name: string) => collect(format, join(DATA, name)).map(({ name: benchmark, unit, value, better }) => `${benchmark} | ${Number(value.toPrecision(3))} ${unit}, ${better}`);

test('every format that a composition can name is read, and no other', () => {
  const named = [
    BenchmarkResults.customSmallerIsBetter('a'), BenchmarkResults.customBiggerIsBetter('a'), BenchmarkResults.hyperfine('a'), BenchmarkResults.vitest('a'),
    BenchmarkResults.mitata('a'), BenchmarkResults.criterion(), BenchmarkResults.duration(),
  ].map(({ format }) => format);
  expect([...Object.keys(FORMATS), 'duration'].sort()).toEqual(named.sort());
});

test('vitest', () => {
  expect(brief('vitest', 'vitest.json')).toEqual(['b/a.bench.js > sort > normal | 0.000141 ms, smaller', 'b/a.bench.js > sort > reverse | 0.00014 ms, smaller']);
});

test('mitata', () => {
  const found = brief('mitata', 'mitata.json');
  expect(found.map((line) => line.split(' |')[0])).toEqual(['sum 100', 'sum 1000', 'g > sort']);
  for (const line of found) expect(line).toMatch(/ \| [\d.]+ ns, smaller$/);
});

test('hyperfine: the median, in seconds', () => {
  expect(brief('hyperfine', 'hyperfine.json')).toEqual(['true | 0.000677 s, smaller', 'sleep 0.01 | 0.0156 s, smaller']);
});

test('criterion: the newest estimates of each benchmark, not those of before', () => {
  const found = brief('criterion', 'criterion');
  expect(found.map((line) => line.split(' |')[0])).toEqual(['tally short', 'tally/words/300']);
  for (const line of found) expect(line).toMatch(/ \| [\d.]+ ns, smaller$/);
});

test('custom', () => {
  const file = written([{ name: 'a', unit: 'ms', value: 3, range: '± 1' }, { name: 'b', unit: 'ops/s', value: '4.5' }]);
  expect(collect('custom-bigger-is-better', file)).toEqual([{ name: 'a', unit: 'ms', value: 3, better: 'bigger' }, { name: 'b', unit: 'ops/s', value: 4.5, better: 'bigger' }]);
  expect(collect('custom-smaller-is-better', file)[0].better).toBe('smaller');
});

describe.each([
  ['no JSON', 'custom-smaller-is-better', '{', 'cannot be read as JSON'],
  ['no list', 'custom-smaller-is-better', {}, 'it is no list'],
  ['an empty list', 'custom-smaller-is-better', [], 'holds no benchmark'],
  ['a value that is no number', 'custom-smaller-is-better', [{ name: 'a', unit: 's', value: 'fast' }], '"a" has the value NaN'],
  ['no value', 'custom-smaller-is-better', [{ name: 'a', unit: 's' }], '"a" has the value NaN'],
  ['0, which has no ratio', 'custom-smaller-is-better', [{ name: 'a', unit: 's', value: 0 }], '"a" has the value 0. A ratio needs a number above 0.'],
  ['a negative value', 'custom-smaller-is-better', [{ name: 'a', unit: 's', value: -1 }], '"a" has the value -1'],
  ['no name', 'custom-smaller-is-better', [{ unit: 's', value: 1 }], 'has no name'],
  ['two of one name', 'custom-smaller-is-better', [{ name: 'a', unit: 's', value: 1 }, { name: 'a', unit: 's', value: 2 }], 'two benchmarks are named "a"'],
  ['results of another tool', 'hyperfine', { files: [] }, 'it has no list `results`'],
  ['results of another tool', 'vitest', { results: [] }, 'it has no list `files`'],
  ['a benchmark that failed', 'mitata', { benchmarks: [{ alias: 'a', runs: [{ name: 'a', error: { message: 'out of luck' } }] }] }, 'the benchmark "a" failed: out of luck.'],
])('%s is refused', (_, format, value, message) => {
  test(format, () => {
    expect(() => collect(format, written(value))).toThrow(message);
  });
});

test('a file that is not there is refused with where it is looked for, and a format that nobody knows with those there are', () => {
  expect(() => collect('vitest', join(folder, 'none.json'))).toThrow('there is no');
  expect(() => collect('tap', folder)).toThrow('there is no format tap. Known are: custom-smaller-is-better');
  expect(() => collect('criterion', folder)).toThrow('holds no benchmark');
});
