/** Which values are good. */
export type Better = 'smaller' | 'bigger';

/** One value of a benchmark in one run. */
export interface Measurement {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly better: Better;
}

/** What one run of the command gave. */
export interface Run {
  readonly measurements: readonly Measurement[];
  /** Seconds of processor time that the command took, its children included; 0 where that is not known. */
  readonly cpu: number;
}

/** What a person must repair: told in one line. */
export class BenchmarkError extends Error {}

/** Refuses values that no ratio can be made of, and names that are there twice. */
export function checkMeasurements(measurements: readonly Measurement[], source: string): readonly Measurement[] {
  if (measurements.length === 0) throw new BenchmarkError(`${source} holds no benchmark. Does the command write its results there?`);
  const seen = new Set<string>();
  for (const { name, value } of measurements) {
    if (typeof name !== 'string' || name.trim() === '') throw new BenchmarkError(`${source}: a benchmark has no name.`);
    if (!Number.isFinite(value) || value <= 0) throw new BenchmarkError(`${source}: "${name}" has the value ${value}. A ratio needs a number above 0.`);
    if (seen.has(name)) throw new BenchmarkError(`${source}: two benchmarks are named "${name}". Give each its own name.`);
    seen.add(name);
  }
  return measurements;
}
