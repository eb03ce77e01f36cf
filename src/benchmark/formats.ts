import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BenchmarkError, Better, checkMeasurements, Measurement } from './measurement';

/** A file, or a folder of files, that a benchmark tool writes. */
type Reader = (path: string) => Measurement[];

/** Formats of results, by the names that a composition gives them. */
export const FORMATS: Readonly<Record<string, Reader>> = {
  'custom-smaller-is-better': (path) => custom(path, 'smaller'),
  'custom-bigger-is-better': (path) => custom(path, 'bigger'),
  'hyperfine': hyperfine,
  'vitest': vitest,
  'mitata': mitata,
  'criterion': criterion,
};

/** What a run of the command left, in a format of that name. */
export function collect(format: string, path: string): readonly Measurement[] {
  const reader = FORMATS[format];
  if (!reader) throw new BenchmarkError(`there is no format ${format}. Known are: ${[...Object.keys(FORMATS), 'duration'].join(', ')}.`);
  if (!existsSync(path)) throw new BenchmarkError(`there is no ${path}. The command must write it; a path is as seen from the folder that it runs in.`);
  return checkMeasurements(reader(path), path);
}

/** [{ name, unit, value }], as github-action-benchmark reads it. */
function custom(path: string, better: Better): Measurement[] {
  return list(readJson(path), path).map(({ name, unit, value }) => ({ name: String(name ?? ''), unit: String(unit ?? ''), value: Number(value), better }));
}

/** What `hyperfine --export-json` writes. Its median takes less notice of a run that was disturbed. */
function hyperfine(path: string): Measurement[] {
  return list(readJson(path)?.results, path, 'results').map(({ command, median, mean }) => seconds(String(command ?? ''), Number(median ?? mean)));
}

/** What `vitest bench --outputJson` writes, in milliseconds. */
function vitest(path: string): Measurement[] {
  return list(readJson(path)?.files, path, 'files').flatMap(({ groups }) => list(groups, path, 'groups')).flatMap(({ fullName, benchmarks }) => (
    list(benchmarks, path, 'benchmarks').map(({ name, median, mean }) => ({
      // The name of a group starts with its file.
      name: `${String(fullName ?? '')} > ${String(name ?? '')}`, unit: 'ms', value: Number(median ?? mean), better: 'smaller' as const,
    }))
  ));
}

/** What mitata's `run({ format: 'json' })` prints, in nanoseconds. */
function mitata(path: string): Measurement[] {
  const { benchmarks, layout } = readJson(path) ?? {};
  return list(benchmarks, path, 'benchmarks').flatMap(({ alias, group, runs }) => list(runs, path, 'runs').map(({ name, stats, error }) => {
    if (!stats) throw new BenchmarkError(`${path}: the benchmark "${String(name ?? alias)}" failed: ${String(error?.message ?? error ?? 'no statistics')}.`);
    const place = layout?.[group]?.name;
    return nanoseconds(`${place ? `${String(place)} > ` : ''}${String(name ?? alias ?? '')}`, Number(stats.p50 ?? stats.avg));
  }));
}

/** The folder of criterion's results: estimates of each benchmark in a folder `new`. */
function criterion(path: string): Measurement[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => /(^|[\\/])new[\\/]estimates\.json$/.test(name))
    .sort()
    .map((name) => {
      const file = join(path, name);
      const about = readJson(join(file, '..', 'benchmark.json'));
      return nanoseconds(String(about?.full_id ?? ''), Number(readJson(file)?.median?.point_estimate));
    });
}

function seconds(name: string, value: number): Measurement {
  return { name, unit: 's', value, better: 'smaller' };
}

function nanoseconds(name: string, value: number): Measurement {
  return { name, unit: 'ns', value, better: 'smaller' };
}

function list(value: unknown, path: string, property?: string): any[] {
  if (Array.isArray(value)) return value;
  throw new BenchmarkError(`${path} is not of this format: ${property === undefined ? 'it is no list' : `it has no list \`${property}\``}.`);
}

function readJson(path: string): any {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new BenchmarkError(`${path} cannot be read as JSON: ${(error as Error).message}.`);
  }
}
