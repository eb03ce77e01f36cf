/** The part of the vendored bundle that is used; see projenrc/vendor-benchmark.ts. */
interface Statistics {
  /** Wilcoxon's signed-rank test: exact up to 50 differences without ties, beyond it and with them by the normal distribution. */
  wilcoxon(differences: readonly number[], options: { readonly alternative: 'greater' | 'less' }): { readonly pValue: number };
  signedRankQuantile(p: number, n: number): number;
  normalQuantile(p: number, mean: number, deviation: number): number;
}

// From src/benchmark and from lib/benchmark alike; a plain path, since a bundler follows it.
const statistics = require('../../assets/vendor/statistics.cjs') as Statistics;

/** Up to here the ranks are counted exactly, beyond it normal, as in the test. */
const EXACT = 50;

/** Where the middle of the differences lies. */
export interface Shift {
  /** Hodges-Lehmann estimate: a median that uses nearly all that a mean would, and no outlier. */
  readonly estimate: number;
  /** Bounds of its confidence interval. */
  readonly low: number;
  readonly high: number;
  /** How probable so large an estimate is where nothing differs. */
  readonly pGreater: number;
  /** How probable so small an estimate is where nothing differs. */
  readonly pLess: number;
}

/** Middle, interval and test of paired differences, all of them from Wilcoxon's signed ranks. */
export function shiftOf(differences: readonly number[], confidence: number): Shift {
  const averages = walshAverages(differences);
  const rank = lowRank(differences.length, 1 - confidence);
  const { pGreater, pLess } = signedRankTest(differences);
  return { estimate: medianOfSorted(averages), low: averages[rank - 1], high: averages[averages.length - rank], pGreater, pLess };
}

/** Holm's correction: with it the chance of any false alarm among all tests is that of a single one. */
export function holm(values: readonly number[]): number[] {
  const order = values.map((value, index) => ({ value, index })).sort((left, right) => left.value - right.value);
  const adjusted = new Array<number>(values.length);
  let largest = 0;
  order.forEach(({ value, index }, rank) => {
    largest = Math.max(largest, Math.min(1, value * (values.length - rank)));
    adjusted[index] = largest;
  });
  return adjusted;
}

/** The middle value. */
export function median(values: readonly number[]): number {
  return medianOfSorted(Float64Array.from(values).sort());
}

/** Averages of every two differences, each with itself as well, in order. */
function walshAverages(differences: readonly number[]): Float64Array {
  const averages = new Float64Array((differences.length * (differences.length + 1)) / 2);
  let at = 0;
  for (let left = 0; left < differences.length; left++) {
    for (let right = left; right < differences.length; right++) averages[at++] = (differences[left] + differences[right]) / 2;
  }
  return averages.sort();
}

function signedRankTest(differences: readonly number[]): { pGreater: number; pLess: number } {
  // Of what is all the same, nothing can be said: the test asks for a difference, and for two.
  if (differences.length < 2 || differences.every((difference) => difference === 0)) return { pGreater: 1, pLess: 1 };
  const chance = (alternative: 'greater' | 'less') => statistics.wilcoxon(differences, { alternative }).pValue;
  return { pGreater: chance('greater'), pLess: chance('less') };
}

// The interval goes from this rank of the averages, counted from 1, to the same rank from their end.
function lowRank(n: number, alpha: number): number {
  const { mean, deviation } = moments(n);
  const rank = n > EXACT ? Math.floor(statistics.normalQuantile(alpha / 2, mean, deviation)) : statistics.signedRankQuantile(alpha / 2, n);
  return Math.max(1, rank);
}

function moments(n: number): { mean: number; deviation: number } {
  return { mean: (n * (n + 1)) / 4, deviation: Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24) };
}

function medianOfSorted(sorted: Float64Array): number {
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
