/** Versions from one up to, not including, another. */
export interface VersionRange {
  /** @default - from the first version on */
  readonly introduced?: string;
  /** First version that is right again. */
  readonly fixed: string;
}

const VERSION = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?$/;

/**
 * Whether a ref such as `v4`, `4.1` or `v4.1.2` is in a range.
 *
 * `v4` stands for the newest version of that line: it counts only where the whole rest of the line is in the range.
 */
export function isWithin(ref: string, range: VersionRange): boolean {
  const match = VERSION.exec(ref);
  if (!match) return false;
  const given = match.slice(1).filter((part) => part !== undefined).map(Number);
  const newest = [0, 1, 2].map((index) => given[index] ?? Number.MAX_SAFE_INTEGER);
  return compare(newest, parse(range.introduced ?? '0')) >= 0 && compare(newest, parse(range.fixed)) < 0;
}

function parse(version: string): number[] {
  const match = VERSION.exec(version);
  return [1, 2, 3].map((index) => Number(match?.[index] ?? 0));
}

function compare(left: readonly number[], right: readonly number[]): number {
  for (let index = 0; index < 3; index++) if (left[index] !== right[index]) return left[index] - right[index];
  return 0;
}
