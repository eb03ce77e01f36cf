/**
 * Invariants: no more is run than an answer needs; nothing fails without a confirmation; the limit is the threshold or the
 * noise, whichever is more; what one side alone has is told and not judged.
 */
import { MACHINES, simulate } from './noise';
import { judge, next, Runs } from '../../src/benchmark/judge';
import { Measurement } from '../../src/benchmark/measurement';
import { costs, Pair, sortPairs } from '../../src/benchmark/series';

const settings = { threshold: 10, repetitions: 40 };
const steady = MACHINES['±2 % uniform'];
const noisy = MACHINES['±20 % uniform'];

const run = (...values: [string, number, Partial<Measurement>?][]) => ({ cpu: 1, measurements: values.map(([name, value, more]): Measurement => ({ name, unit: 'ms', value, better: 'smaller', ...more })) });
const pairs = (count: number, factor: (index: number) => number): Pair[] => Array.from({ length: count }, (_, index) => ({ base: run(['a', 100]), head: run(['a', 100 * factor(index)]) }));
const verdicts = (runs: Runs) => judge(runs, settings).map(({ verdict }) => verdict);

describe('what is run', () => {
  test('at least ten pairs, and no more where the answer is clear', () => {
    expect(next({ first: [], confirmation: [] }, settings)).toEqual({ series: 'first', from: 1, to: 10 });
    const { runs } = simulate({ machine: steady, seed: 1, effects: [1], settings });
    expect([runs.first.length, runs.confirmation.length]).toEqual([10, 0]);
  });

  test('up to `repetitions` where it is not', () => {
    const machine = () => (time: number) => (time % 3 === 0 ? 3 : 1) * (time % 2 === 0 ? 2 : 1);
    expect(simulate({ machine, seed: 1, effects: [1.04], settings }).runs.first).toHaveLength(40);
    expect(simulate({ machine, seed: 1, effects: [1.04], settings: { ...settings, repetitions: 25 } }).runs.first).toHaveLength(25);
  });

  test('a confirmation where a regression is suspected, as large as the first series and at least twenty pairs', () => {
    const { runs } = simulate({ machine: steady, seed: 1, effects: [1.15], settings });
    expect([runs.first.length, runs.confirmation.length]).toEqual([10, 20]);
    for (let seed = 1; seed <= 20; seed++) {
      const { runs: { first, confirmation } } = simulate({ machine: noisy, seed, effects: [1.15], settings });
      expect(confirmation.length).toBeGreaterThanOrEqual(first.length);
    }
  });
});

describe('the verdict', () => {
  test('is no regression where only the first series saw it', () => {
    const slow = pairs(40, () => 1.5);
    const runs = { first: slow, confirmation: pairs(40, (index) => 1 + (index % 5) / 1000) };
    expect(judge(runs, settings)[0]).toMatchObject({ suspected: true });
    expect(verdicts(runs)).not.toContain('slower');
    expect(verdicts({ first: slow, confirmation: slow })).toEqual(['slower']);
    expect(verdicts({ first: slow, confirmation: [] })).not.toContain('slower');
  });

  test('says by how much', () => {
    const { judgements: [{ verdict, change, low, high, p }] } = simulate({ machine: steady, seed: 7, effects: [1.3], settings });
    expect(verdict).toBe('slower');
    expect(Math.abs(change - 30)).toBeLessThan(2);
    expect(low).toBeLessThan(change);
    expect(high).toBeGreaterThan(change);
    expect(p).toBeLessThan(0.01);
  });

  test('a change below the threshold passes, one above fails', () => {
    const verdictOf = (effect: number) => simulate({ machine: steady, seed: 3, effects: [effect], settings }).judgements[0].verdict;
    expect([1.05, 1.08, 1.13, 1 / 1.3].map(verdictOf)).toEqual(['unchanged', 'unchanged', 'slower', 'faster']);
  });

  test('the limit is the noise where that is more than the threshold', () => {
    const [{ limit, noise }] = simulate({ machine: steady, seed: 1, effects: [1], settings: { threshold: 0.5, repetitions: 10 } }).judgements;
    expect(noise).toBeGreaterThan(0.5);
    expect(limit).toBe(noise);
    expect(simulate({ machine: steady, seed: 1, effects: [1], settings }).judgements[0].limit).toBe(10);
  });

  test('is unclear where a regression could hide in the noise', () => {
    const wild = pairs(10, (index) => (index % 2 === 0 ? 2 : 0.6));
    expect(verdicts({ first: wild, confirmation: [] })).toEqual(['unclear']);
  });

  test('one regression among several is that of one', () => {
    const { judgements } = simulate({ machine: steady, seed: 5, effects: [1, 1.2, 1, 0.7], settings });
    expect(judgements.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['benchmark 0', 'unchanged'], ['benchmark 1', 'slower'], ['benchmark 2', 'unchanged'], ['benchmark 3', 'faster'],
    ]);
  });
});

describe('benchmarks of pairs', () => {
  test('that one side alone has are told apart, and so are those of another unit', () => {
    const sorted = sortPairs([{ base: run(['a', 1], ['old', 1], ['c', 1]), head: run(['a', 2], ['new', 1], ['c', 1000, { unit: 'us' }]) }]);
    expect(sorted).toEqual({
      benchmarks: [{ name: 'a', unit: 'ms', better: 'smaller', base: [1], head: [2] }], onlyBase: ['old', 'c'], onlyHead: ['new', 'c'],
    });
  });

  test('cost more where they are slower, or do less', () => {
    const { benchmarks: [slower, fewer] } = sortPairs([{ base: run(['a', 1], ['b', 4, { better: 'bigger' }]), head: run(['a', 2], ['b', 2, { better: 'bigger' }]) }]);
    expect(costs(slower)[0]).toBeCloseTo(Math.log(2), 12);
    expect(costs(fewer)[0]).toBeCloseTo(Math.log(2), 12);
  });
});
