import { BenchmarkError } from './measurement';

/** One commit in the history: one line of its file. */
export interface HistoryRow {
  readonly commit: string;
  /** When it was measured, as an ISO date. */
  readonly at: string;
  /** Address of the run; empty where there is none. */
  readonly run: string;
  /** Seconds of processor time that the command took. */
  readonly cpu: number;
  readonly benchmarks: readonly { readonly name: string; readonly unit: string; readonly value: number }[];
}

const COMMIT = /^[0-9a-f]{40}$/;

/** Reads a history, oldest first. What is no row is an error: a history that is half read would mislead. */
export function readHistory(text: string): HistoryRow[] {
  return text.split('\n').filter((line) => line.trim() !== '').map((line, index) => {
    const row = parse(line, index + 1);
    if (!COMMIT.test(row.commit) || Number.isNaN(Date.parse(row.at)) || !Array.isArray(row.benchmarks)) {
      throw new BenchmarkError(`line ${index + 1} of the history has no commit, date and benchmarks.`);
    }
    return row;
  });
}

/**
 * The commit that a scheduled run compares with: the newest that was measured before `days` days. So a sum of changes
 * that are each below the threshold is seen, and a regression that was accepted is forgotten in time.
 */
export function baselineOf(history: readonly HistoryRow[], now: Date, days: number): string | undefined {
  const latest = now.getTime() - days * 24 * 60 * 60 * 1_000;
  const old = history.filter(({ at }) => Date.parse(at) <= latest);
  return (old[old.length - 1] ?? history[0])?.commit;
}

function parse(line: string, number: number): HistoryRow {
  try {
    return JSON.parse(line) as HistoryRow;
  } catch (error) {
    throw new BenchmarkError(`line ${number} of the history is no JSON: ${(error as Error).message}.`);
  }
}
