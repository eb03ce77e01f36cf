import type { ActionEntry } from '../../catalog/action-entry';
import type { UsesSource } from '../../read/uses-source';

/** Whether a call runs a version that the catalogue's inputs and outputs are true of: the same major, and not a later release. */
export function isCatalogVersion(uses: UsesSource, { version, commit }: ActionEntry): boolean {
  if (uses.ref === commit || uses.ref === version) return true;
  const listed = numbers(version);
  const given = numbers(uses.isCommit ? uses.versionComment ?? '' : uses.ref);
  // Before 1.0.0 any release can change anything.
  if (given.length === 0 || given[0] !== listed[0] || given[0] === 0) return false;
  return given.length === 1 || given[1] < listed[1] || (given[1] === listed[1] && (given[2] ?? 0) <= (listed[2] ?? 0));
}

function numbers(version: string): number[] {
  return /^v?(\d+(?:\.\d+)*)$/.exec(version)?.[1].split('.').map(Number) ?? [];
}
