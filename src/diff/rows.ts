import type { Change, ChangePlace, Risk } from './change';
import { count } from './words';

/** A line of a report: one change, or the same change of several jobs. */
export interface Row {
  readonly risk: Risk;
  /** The job and step, or the jobs; empty where the whole file is meant. */
  readonly where: string;
  readonly text: string;
  readonly at?: ChangePlace;
}

/** The rows of one file. */
export interface FileRows {
  readonly file: string;
  readonly rows: readonly Row[];
}

const JOBS = 4;

/** The changes by file; what several jobs have in common is told once. */
export function rowsOf(changes: readonly Change[]): FileRows[] {
  const files = new Map<string, Map<string, Change[]>>();
  for (const change of changes) {
    const rows = files.get(change.file) ?? new Map<string, Change[]>();
    files.set(change.file, rows);
    const key = JSON.stringify([change.kind, change.risk, isOfActions(change) ? '' : change.step ?? '', change.text]);
    const others = rows.get(key);
    if (others) others.push(change);
    else rows.set(key, [change]);
  }
  return [...files].map(([file, rows]) => ({ file, rows: [...rows.values()].map(rowOf) }));
}

/** `3 changes, 1 risk`. */
export function summary(files: readonly FileRows[]): string {
  const rows = files.flatMap((file) => file.rows);
  const risks = rows.filter(({ risk }) => risk === 'risk').length;
  return rows.length === 0 ? 'no change' : `${count(rows.length, 'change')}, ${count(risks, 'risk')}`;
}

/** `deploy.yml:64`, with a word where the place is in the old tree. */
export function placeWords({ path, line, in: side }: ChangePlace): string {
  return `${path.slice(path.lastIndexOf('/') + 1)}:${line}${side === 'old' ? ' (old)' : ''}`;
}

function rowOf(changes: readonly Change[]): Row {
  const [{ risk, text, at, step }] = changes;
  const jobs = [...new Set(changes.flatMap(({ job }) => job ?? []))];
  const steps = new Set(changes.map((change) => change.step));
  const shown = jobs.length > JOBS ? `${jobs.slice(0, JOBS - 1).join(', ')} and ${count(jobs.length - JOBS + 1, 'more job', 'more jobs')}` : jobs.join(', ');
  const where = [shown, steps.size === 1 && step !== undefined && jobs.length <= 1 ? `"${step}"` : ''].filter((part) => part !== '').join(' ');
  return { risk, where, text, at };
}

function isOfActions({ kind }: Change): boolean {
  return kind === 'action' || kind === 'pin';
}
