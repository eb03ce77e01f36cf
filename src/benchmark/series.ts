import { Better, Run } from './measurement';

/** A pair of runs, right after one another on one machine. */
export interface Pair {
  readonly base: Run;
  readonly head: Run;
}

/** A benchmark as pairs of values. */
export interface Benchmark {
  readonly name: string;
  readonly unit: string;
  readonly better: Better;
  /** Values of the base, in the order of the pairs. */
  readonly base: readonly number[];
  /** Values of the head, in the order of the pairs. */
  readonly head: readonly number[];
}

/** Benchmarks of a list of pairs, and those that only one side has. */
export interface Sorted {
  readonly benchmarks: readonly Benchmark[];
  readonly onlyBase: readonly string[];
  readonly onlyHead: readonly string[];
}

/** Sorts the values of pairs by benchmark; a pair that lacks one side of a benchmark does not count for it. */
export function sortPairs(pairs: readonly Pair[]): Sorted {
  const known = new Map<string, { unit: string; better: Better; base: number[]; head: number[] }>();
  const sides = { base: new Set<string>(), head: new Set<string>() };
  for (const pair of pairs) {
    for (const { name } of pair.base.measurements) sides.base.add(name);
    const bases = new Map(pair.base.measurements.map((measurement) => [measurement.name, measurement]));
    for (const { name, unit, better, value } of pair.head.measurements) {
      sides.head.add(name);
      const base = bases.get(name);
      // Milliseconds and seconds have no ratio that means anything.
      if (base === undefined || base.unit !== unit || base.better !== better) continue;
      const values = known.get(name) ?? { unit, better, base: [], head: [] };
      known.set(name, values);
      values.base.push(base.value);
      values.head.push(value);
    }
  }
  return {
    benchmarks: [...known].map(([name, values]) => ({ name, ...values })),
    onlyBase: [...sides.base].filter((name) => !known.has(name)),
    onlyHead: [...sides.head].filter((name) => !known.has(name)),
  };
}

/** How much more the head costs than the base, as logarithms: above 0 is worse, whatever the values mean. */
export function costs({ base, head, better }: Benchmark): number[] {
  const sign = better === 'smaller' ? 1 : -1;
  return base.map((value, index) => sign * Math.log(head[index] / value));
}
