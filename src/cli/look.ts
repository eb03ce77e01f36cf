import { relative, sep } from 'node:path';
import type { CheckArguments } from './check-arguments';
import { Failures } from './failures';
import type { Report, ReportedFinding } from './report';
import { rules } from './rules';
import { SelectedRepository } from './selected-repository';
import type { Target } from './targets';
import { UNREADABLE, unreadable } from './unreadable';
import { acknowledge } from '../checks/acknowledgements';
import { sourceChecks } from '../checks/registry';
import { runSourceChecks } from '../checks/run-source-checks';
import { lesser } from '../checks/severity';
import type { SourceFinding } from '../checks/source-finding';

/** One repository to be looked at: plain data, so that another thread can do it. */
export interface Job {
  readonly target: Target;
  readonly asked: CheckArguments;
  /** Ids that are looked for. */
  readonly active: ReadonlySet<string>;
  readonly today: Date;
  /** The current folder. */
  readonly from: string;
  /** Whether others are looked at too, so that paths must say of which they are. */
  readonly isOneOfMany: boolean;
  /** Files that are left out, with the reason. */
  readonly left: ReadonlyMap<string, string>;
}

/** What was found in one repository. */
export interface Looked extends Pick<Report, 'findings' | 'acknowledged' | 'failures'> {
  readonly notes: readonly string[];
}

/** Told before a file is worked on; may throw to stop. */
export type OnFile = (path: string, size: number) => void;

/** Runs the checks over one repository. */
export function look({ target, asked, active, today, from, isOneOfMany, left }: Job, onFile: OnFile): Looked {
  const repository = SelectedRepository.of(target, left, onFile);
  const near = relative(from, target.root).split(sep).join('/');
  const tellNear = (path: string) => (near === '' ? path : `${near}/${path}`);
  const failures = new Failures(repository, (path) => onFile(path, 0));
  const all = sourceChecks();
  const found = runSourceChecks(repository, all.filter(({ id }) => active.has(id)), { pack: asked.pack, today, guard: failures });
  found.push(...repository.unreadable, ...failures.unreadable, ...invalid(repository, found));
  const scoped = found.filter(({ path, check: id }) => active.has(id) && (repository.includes(path) || id === UNREADABLE));
  const { findings, acknowledged } = acknowledge(scoped, repository.texts, { today, known: rules(all).map(({ id }) => id), active });
  const lineOf = lineReader(repository);
  const told = <T extends SourceFinding>(finding: T): T & ReportedFinding => ({
    ...finding, near: tellNear(finding.path), path: isOneOfMany ? tellNear(finding.path) : finding.path, text: lineOf(finding),
  });
  const isTold = ({ severity, check: id }: SourceFinding) => active.has(id) && lesser(severity, asked.severity) === asked.severity;
  return {
    findings: findings.filter(isTold).map(told),
    acknowledged: acknowledged.filter(isTold).map(told),
    failures: failures.failures.map((failure) => ({ ...failure, path: isOneOfMany ? tellNear(failure.path) : failure.path })),
    notes: notesOf(repository, near || '.', tellNear),
  };
}

// Checks see no file that is no YAML, and not every check tells that it is none.
function invalid({ workflows, actions }: SelectedRepository, found: readonly SourceFinding[]): SourceFinding[] {
  const told = new Set(found.map(({ path, line }) => `${line}:${path}`));
  const broken = [...workflows, ...actions].filter(({ file: { problems } }) => problems.length > 0 && !told.has(`${problems[0].at.place.line}:${problems[0].at.path}`));
  return broken.map(({ path, file: { problems: [{ message, at }] } }) =>
    unreadable(path, `This is no valid YAML: ${message.replace(/\.?$/, '.')}`, 'Repair it; nothing in the file was checked.', at.place));
}

function notesOf(repository: SelectedRepository, near: string, tellNear: (path: string) => string): string[] {
  const notes = repository.others.map((path) => `${tellNear(path)} is neither a workflow nor an action nor a script: not looked at`);
  if (repository.size === 0 && notes.length === 0) notes.push(`there is no workflow, action or script in ${near}`);
  if (repository.disk.isCut) notes.push(`${near} has too many files to list them all: what pipelines refer to elsewhere is not checked`);
  return notes;
}

function lineReader({ disk }: SelectedRepository): (finding: SourceFinding) => string {
  const lines = new Map<string, readonly string[]>();
  return ({ path, line }) => {
    if (!lines.has(path)) lines.set(path, disk.read(path)?.split(/\r?\n/) ?? []);
    return lines.get(path)?.[line - 1]?.trim().slice(0, 1_000) ?? '';
  };
}
