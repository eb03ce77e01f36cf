import type { Difference } from './change';

/** What was compared. */
export interface Names {
  readonly old: string;
  readonly new: string;
}

/** Everything that is known of each change. */
export function json({ changes }: Difference, names: Names): string {
  return `${JSON.stringify({ version: 1, ...names, changes }, undefined, 2)}\n`;
}
