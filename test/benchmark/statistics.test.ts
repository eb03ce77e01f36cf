/**
 * Invariants: the test is Wilcoxon's, as R has it and as counting every case gives it; the interval covers what is true as often
 * as it says; outliers move nothing; many benchmarks do not raise the chance of a false alarm.
 */
import { normal, randomOf } from './noise';
import { holm, median, shiftOf } from '../../src/benchmark/statistics';

const sample = (seed: number, size: number, shift = 0) => {
  const random = randomOf(seed);
  return Array.from({ length: size }, () => shift + normal(random));
};

describe('the test', () => {
  // https://stat.ethz.ch/R-manual/R-devel/library/stats/html/wilcox.test.html, the depression data
  const FIRST = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30];
  const SECOND = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];

  test('gives what R gives for its example', () => {
    expect(shiftOf(FIRST.map((value, index) => value - SECOND[index]), 0.95).pGreater).toBeCloseTo(0.01953, 5);
  });

  // Where nothing differs, each difference is as often above 0 as below: of all signs, how many give as large a sum of ranks?
  function counted(differences: number[]): number {
    const ranks = differences.map((each) => differences.filter((other) => Math.abs(other) <= Math.abs(each)).length);
    const sum = (isUp: (index: number) => boolean) => ranks.reduce((total, rank, index) => total + (isUp(index) ? rank : 0), 0);
    const seen = sum((index) => differences[index] > 0);
    const cases = 2 ** differences.length;
    let asLarge = 0;
    for (let signs = 0; signs < cases; signs++) if (sum((index) => Math.floor(signs / 2 ** index) % 2 === 1) >= seen) asLarge++;
    return asLarge / cases;
  }

  test.each([10, 12])('gives what counting every case gives, for %d pairs', (size) => {
    for (let seed = 1; seed <= 5; seed++) {
      const differences = sample(seed, size, 0.2);
      expect(shiftOf(differences, 0.99).pGreater).toBeCloseTo(counted(differences), 10);
      expect(shiftOf(differences, 0.99).pLess).toBeCloseTo(counted(differences.map((each) => -each)), 10);
    }
  });

  test('ties and pairs without a difference prove nothing more', () => {
    expect(shiftOf([0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 0.99)).toEqual({ estimate: 0, low: 0, high: 0, pGreater: 1, pLess: 1 });
    const tied = shiftOf([1, 1, 1, 1, 1, -1, -1, 0, 0, 0], 0.99);
    // Seven pairs with a difference; without the ties two ranks of 28 would be negative at most.
    expect(tied.pGreater).toBeGreaterThan(0.1);
    expect(shiftOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.99).pGreater).toBeCloseTo(1 / 1024, 10);
  });
});

describe('the interval', () => {
  test.each([10, 20, 40, 80])('of %d pairs covers the truth in at least 98 of 100 samples', (size) => {
    const COUNT = 500;
    let covered = 0;
    for (let seed = 1; seed <= COUNT; seed++) {
      const { low, high } = shiftOf(sample(seed, size, 0.3), 0.99);
      if (low <= 0.3 && 0.3 <= high) covered++;
    }
    expect(covered / COUNT).toBeGreaterThanOrEqual(0.98);
    // And is not so wide that it always would.
    expect(covered).toBeLessThan(COUNT);
  });

  test('contains 0 exactly where the two-sided test finds nothing', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const { low, high, pGreater, pLess } = shiftOf(sample(seed, 20, 0.6), 0.99);
      expect(low <= 0 && high >= 0).toBe(2 * Math.min(pGreater, pLess) > 0.01);
    }
  });

  test('outliers move nothing', () => {
    const differences = sample(1, 40);
    const disturbed = differences.map((value, index) => (index % 10 === 0 ? value + 1000 : value));
    expect(Math.abs(shiftOf(disturbed, 0.99).estimate - shiftOf(differences, 0.99).estimate)).toBeLessThan(0.5);
  });
});

describe('Holm\'s correction', () => {
  test('multiplies the smallest most, and keeps the order', () => {
    const adjusted = holm([0.04, 0.01, 0.03, 0.9]);
    [0.09, 0.04, 0.09, 0.9].forEach((value, index) => expect(adjusted[index]).toBeCloseTo(value, 12));
    expect(holm([0.6, 0.7])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });
});

test('median', () => {
  expect(median([3, 1, 10])).toBe(3);
  expect(median([3, 1, 10, 4])).toBe(3.5);
});
