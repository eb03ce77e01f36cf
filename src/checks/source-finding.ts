import type { Severity } from './severity';
import type { KeyPath } from '../read/located';

/** Something a check found in a file. */
export interface SourceFinding {
  /** Id of the check. */
  readonly check: string;
  readonly severity: Severity;
  /** Path in the repository. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** Where in the YAML; empty in scripts. */
  readonly keys: KeyPath;
  /** What is wrong, with the value. One sentence. */
  readonly problem: string;
  /** What is allowed and how to repair it. */
  readonly fix: string;
}

/** By file, line, column and check: the order in which they are told. */
export function byPlace(left: SourceFinding, right: SourceFinding): number {
  return compare(left.path, right.path) || left.line - right.line || left.column - right.column
    || compare(left.check, right.check) || compare(left.problem, right.problem);
}

/** One line: `path:line:column: severity [check] problem fix`. */
export function findingLine({ path, line, column, severity, check, problem, fix }: SourceFinding): string {
  return `${path}:${line}:${column}: ${severity} [${check}] ${`${problem} ${fix}`.replace(/\s+/g, ' ').trim()}`;
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
