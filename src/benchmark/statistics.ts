/** The part of the vendored bundle that is used; see projenrc/vendor-statistics.ts. */
interface Distributions {
  /** Distribution function of the signed-rank statistic of `n` pairs. */
  signedRankCdf(x: number, n: number): number;
  signedRankQuantile(p: number, n: number): number;
  normalCdf(x: number, mean: number, deviation: number): number;
  normalQuantile(p: number, mean: number, deviation: number): number;
}

// From src/benchmark and from lib/benchmark alike; a plain path, since a bundler follows it.
const distributions = require('../../assets/vendor/statistics.cjs') as Distributions;

/** Up to here the distribution is exact, beyond it normal, as is usual for this test. */
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
  // A pair without a difference speaks for neither side.
  const given = differences.filter((difference) => difference !== 0);
  const n = given.length;
  if (n === 0) return { pGreater: 1, pLess: 1 };
  const averages = walshAverages(given);
  // The sum of the positive ranks is the number of positive averages; where ranks are tied, some are 0.
  const sum = averages.reduce((count, average) => count + (average > 0 ? 1 : average === 0 ? 0.5 : 0), 0);
  return { pGreater: tail(sum, n), pLess: tail((n * (n + 1)) / 2 - sum, n) };
}

// How probable a sum of ranks is that is at least as large.
function tail(sum: number, n: number): number {
  const { mean, deviation } = moments(n);
  if (n > EXACT) return 1 - distributions.normalCdf(sum - 0.5, mean, deviation);
  // Half ranks count against the finding.
  return sum === 0 ? 1 : 1 - distributions.signedRankCdf(Math.floor(sum) - 1, n);
}

// The interval goes from this rank of the averages, counted from 1, to the same rank from their end.
function lowRank(n: number, alpha: number): number {
  const { mean, deviation } = moments(n);
  const rank = n > EXACT ? Math.floor(distributions.normalQuantile(alpha / 2, mean, deviation)) : distributions.signedRankQuantile(alpha / 2, n);
  return Math.max(1, rank);
}

function moments(n: number): { mean: number; deviation: number } {
  return { mean: (n * (n + 1)) / 4, deviation: Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24) };
}

function medianOfSorted(sorted: Float64Array): number {
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
