import { DeliveryError } from '../../model/delivery-error';

/** What the command of a benchmark writes, and how it is read. Each benchmark in it is judged by itself. */
export class BenchmarkResults {
  /** A list of `{ name, unit, value }` where less is better, as github-action-benchmark reads it. */
  public static customSmallerIsBetter(file: string): BenchmarkResults {
    return new BenchmarkResults('custom-smaller-is-better', file);
  }

  /** A list of `{ name, unit, value }` where more is better. */
  public static customBiggerIsBetter(file: string): BenchmarkResults {
    return new BenchmarkResults('custom-bigger-is-better', file);
  }

  /** What `hyperfine --export-json` writes. */
  public static hyperfine(file: string): BenchmarkResults {
    return new BenchmarkResults('hyperfine', file);
  }

  /** What `vitest bench --run --outputJson` writes; tinybench measures there. */
  public static vitest(file: string): BenchmarkResults {
    return new BenchmarkResults('vitest', file);
  }

  /** What mitata's `run({ format: 'json' })` prints. */
  public static mitata(file: string): BenchmarkResults {
    return new BenchmarkResults('mitata', file);
  }

  /** What criterion keeps; each run gets a folder of its own for it. */
  public static criterion(): BenchmarkResults {
    return new BenchmarkResults('criterion', '');
  }

  /** Nothing: the seconds that the command takes are the result, such as those of a test suite. */
  public static duration(): BenchmarkResults {
    return new BenchmarkResults('duration', '');
  }

  /** Name of the format. */
  public readonly format: string;
  /** The file, as seen from the folder that the command runs in; empty where the format needs none. */
  public readonly file: string;

  private constructor(format: string, file: string) {
    const isPath = /^[\w@.][\w@./-]*$/.test(file) && !`/${file}/`.includes('/../');
    if (!isPath && !['criterion', 'duration'].includes(format)) {
      throw new DeliveryError({ place: 'BenchmarkResults', problem: `"${file}" is no path of a file.`, fix: 'Give it as seen from the folder that the command runs in, such as "bench/results.json".' });
    }
    this.format = format;
    this.file = file;
  }
}
