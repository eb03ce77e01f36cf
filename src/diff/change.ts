import type { Located } from '../read/located';

/** What a change is about. */
export type ChangeKind =
  | 'unreadable' | 'file' | 'trigger' | 'input' | 'permission' | 'secret' | 'variable' | 'check' | 'gate' | 'environment' | 'condition'
  | 'action' | 'pin' | 'credentials' | 'job' | 'order' | 'runner' | 'timeout' | 'concurrency' | 'container' | 'matrix' | 'output' | 'env'
  | 'artifact' | 'step' | 'script' | 'failure' | 'setting';

/** How much a change wants to be looked at: `risk` may open or break something, `notice` changes what runs, `none` hardly matters. */
export type Risk = 'risk' | 'notice' | 'none';

/** The risks, heaviest first. */
export const RISKS: readonly Risk[] = ['risk', 'notice', 'none'];

/** Where a change stands. */
export interface ChangePlace {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** Which of the two trees the place is in. */
  readonly in: 'old' | 'new';
}

/** One change, in words. */
export interface Change {
  readonly kind: ChangeKind;
  readonly risk: Risk;
  /** Path of the file: that in the new tree, or in the old where it is gone. */
  readonly file: string;
  /** Id of the job. */
  readonly job?: string;
  /** What the step is called. */
  readonly step?: string;
  /** What changed, as a part of a sentence about the step, job or file. */
  readonly text: string;
  readonly old?: string;
  readonly new?: string;
  readonly at?: ChangePlace;
}

/** What two trees differ in, heaviest first within each file. */
export interface Difference {
  readonly changes: readonly Change[];
}

/** Weight of the kinds where the risk is the same. */
const KINDS: readonly ChangeKind[] = [
  'unreadable', 'trigger', 'permission', 'secret', 'credentials', 'pin', 'environment', 'check', 'gate', 'file', 'condition', 'job', 'order', 'action', 'variable',
  'concurrency', 'timeout', 'failure', 'runner', 'container', 'matrix', 'script', 'step', 'input', 'output', 'artifact', 'env', 'setting',
];

/** Files by name, within each the heaviest first, then by place. */
export function sorted(changes: readonly Change[]): Change[] {
  return [...changes].sort((left, right) =>
    order(left.file, right.file)
    || RISKS.indexOf(left.risk) - RISKS.indexOf(right.risk)
    || KINDS.indexOf(left.kind) - KINDS.indexOf(right.kind)
    || (left.at?.line ?? 0) - (right.at?.line ?? 0)
    || order(left.text, right.text)
    || order(left.job ?? '', right.job ?? ''));
}

/** The place of what is there now, or of what was. */
export function placeOf(before: Located | undefined, after: Located | undefined): ChangePlace | undefined {
  const at = after ?? before;
  if (!at) return undefined;
  const { line, column } = at.place;
  return { path: at.path, line, column, in: after ? 'new' : 'old' };
}

function order(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
