import { Benchmark, costs, Pair, sortPairs } from './series';
import { holm, median, Shift, shiftOf } from './statistics';

/** Pairs that are run before anything is said, and at a time from then on. */
export const BLOCK = 10;
/** Confidence of the intervals; what they leave is the chance of a false alarm in the worst case. */
export const CONFIDENCE = 0.99;
/** Chance at which a first series is suspected: a confirmation costs time only. */
const SUSPICION = 0.05;

/** How it is decided. */
export interface Settings {
  /** Percent more that the head may cost. */
  readonly threshold: number;
  /** Pairs of a series, at most. */
  readonly repetitions: number;
}

/** The pairs of the first series, and of the one that confirms what it suspects. */
export interface Runs {
  readonly first: readonly Pair[];
  readonly confirmation: readonly Pair[];
}

/** Which pairs are run next; undefined when all is known. */
export interface Next {
  readonly series: 'first' | 'confirmation';
  /** Number of the first pair, from 1. */
  readonly from: number;
  readonly to: number;
}

export type Verdict = 'slower' | 'faster' | 'unchanged' | 'unclear';

/** What is known of a benchmark. Percentages are those of the cost: above 0 is worse, whatever the values mean. */
export interface Judgement {
  readonly name: string;
  readonly unit: string;
  readonly pairs: number;
  /** Median of the base's values. */
  readonly base: number;
  /** Median of the head's values. */
  readonly head: number;
  /** Percent that the head costs more. */
  readonly change: number;
  readonly low: number;
  readonly high: number;
  /** Percent by which the estimate may be off. */
  readonly noise: number;
  /** Percent from which on it is a regression: the threshold, or the noise where that is more. */
  readonly limit: number;
  /** How probable it is where nothing differs, corrected for the number of benchmarks. */
  readonly p: number;
  /** Whether the first series suspected a regression. */
  readonly suspected: boolean;
  readonly verdict: Verdict;
}

/** What is to be run next: a few pairs more, the confirmation, or nothing. */
export function next(runs: Runs, settings: Settings): Next | undefined {
  const { first, confirmation } = runs;
  const more = (series: Next['series'], { length }: readonly Pair[], least: number, all: readonly Pair[]): Next | undefined => {
    if (length >= settings.repetitions || (length >= least && isSettled(all, settings))) return undefined;
    return { series, from: length + 1, to: Math.min(settings.repetitions, length + BLOCK) };
  };
  const step = confirmation.length === 0 ? more('first', first, BLOCK, first) : undefined;
  if (step) return step;
  if (suspects(first, settings).size === 0) return undefined;
  // It is no confirmation if it is a smaller sample than what it confirms.
  return more('confirmation', confirmation, Math.max(2 * BLOCK, first.length), [...first, ...confirmation]);
}

/** What all the runs say. */
export function judge(runs: Runs, settings: Settings): Judgement[] {
  const suspected = suspects(runs.first, settings);
  const confirmed = pointingUp(runs.confirmation, settings);
  const { benchmarks } = sortPairs([...runs.first, ...runs.confirmation]);
  const shifts = benchmarks.map((benchmark) => shiftOf(costs(benchmark), CONFIDENCE));
  const greater = holm(shifts.map(({ pGreater }) => pGreater));
  const less = holm(shifts.map(({ pLess }) => pLess));
  return benchmarks.map((benchmark, index) => {
    const shift = shifts[index];
    const { name } = benchmark;
    const measured = { ...sized(benchmark, shift, settings), p: Math.min(greater[index], less[index]), suspected: suspected.has(name) };
    return { ...measured, verdict: verdictOf(measured, suspected.has(name) && confirmed.has(name), settings) };
  });
}

// Both series must see it: one alone may have met a busy machine.
function verdictOf({ change, high, limit, noise, p, pairs }: Omit<Judgement, 'verdict'>, confirmed: boolean, { threshold }: Settings): Verdict {
  const sure = p < 1 - CONFIDENCE;
  if (sure && confirmed && change > limit) return 'slower';
  if (sure && change < 0 && percent(-Math.log1p(change / 100)) > limit) return 'faster';
  return (noise > threshold && high > threshold) || pairs < BLOCK ? 'unclear' : 'unchanged';
}

function sized(benchmark: Benchmark, shift: Shift, { threshold }: Settings): Omit<Judgement, 'p' | 'suspected' | 'verdict'> {
  const noise = percent((shift.high - shift.low) / 2);
  return {
    name: benchmark.name,
    unit: benchmark.unit,
    pairs: benchmark.base.length,
    base: median(benchmark.base),
    head: median(benchmark.head),
    change: percent(shift.estimate),
    low: percent(shift.low),
    high: percent(shift.high),
    noise,
    limit: Math.max(threshold, noise),
  };
}

function suspects(pairs: readonly Pair[], settings: Settings): Set<string> {
  return pointingUp(pairs, settings, SUSPICION);
}

// From half of the threshold on: what is at the threshold itself must not depend on luck here.
function pointingUp(pairs: readonly Pair[], { threshold }: Settings, chance = 1): Set<string> {
  const { benchmarks } = sortPairs(pairs);
  return new Set(benchmarks.filter((benchmark) => {
    const { estimate, pGreater } = shiftOf(costs(benchmark), CONFIDENCE);
    return estimate > logarithm(threshold) / 2 && pGreater <= chance;
  }).map(({ name }) => name));
}

// More pairs would change nothing: all is measured finely, or far from the threshold.
function isSettled(pairs: readonly Pair[], { threshold }: Settings): boolean {
  const limit = logarithm(threshold);
  return sortPairs(pairs).benchmarks.every((benchmark) => {
    const { low, high } = shiftOf(costs(benchmark), CONFIDENCE);
    return (high - low) / 2 <= limit / 4 || high < limit || low > limit;
  });
}

function logarithm(percentage: number): number {
  return Math.log1p(percentage / 100);
}

function percent(log: number): number {
  return Math.expm1(log) * 100;
}
