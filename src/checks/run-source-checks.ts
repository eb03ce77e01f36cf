import type { CheckContext } from './check-context';
import { PolicyPack } from './policy-pack';
import { lesser, Severity } from './severity';
import type { SourceCheck, Visit } from './source-check';
import { byPlace, SourceFinding } from './source-finding';
import { validate } from './validator';
import type { Diagnostic } from '../read/language-services';
import type { RepositorySource } from '../read/repository-source';
import type { StepSource } from '../read/step-source';
import type { YamlFile } from '../read/yaml-file';

/** Who is told what the checks work on, and which of them fail. */
export interface CheckGuard {
  /** Told before a file is looked at; `.` for all of them together. */
  onFile(path: string): void;
  /** Told of a check that failed at a file: the others go on. */
  onFailure(check: string, path: string, error: unknown): void;
  /** May keep the validator's own failures from the checks that ask it. */
  diagnostics(file: YamlFile, validate: (file: YamlFile) => readonly Diagnostic[]): readonly Diagnostic[];
}

export interface SourceCheckOptions {
  /** @default PolicyPack.BASELINE */
  readonly pack?: PolicyPack;
  /** For what retires or expires. @default - today */
  readonly today?: Date;
  /** @default - an error of a check is thrown */
  readonly guard?: CheckGuard;
}

interface Active {
  readonly check: SourceCheck;
  readonly context: CheckContext;
}

interface Diagnosed {
  readonly file: YamlFile;
  readonly diagnostics: readonly Diagnostic[];
}

const known = new Map<string, Diagnosed>();
const diagnosed = new WeakMap<RepositorySource, ReadonlyMap<YamlFile, Diagnosed>>();

/** One pass over the files with all checks. Findings are sorted, and told once. */
export function runSourceChecks(repository: RepositorySource, checks: readonly SourceCheck[], options: SourceCheckOptions = {}): SourceFinding[] {
  const { pack = PolicyPack.BASELINE, today = new Date() } = options;
  const found = new Map<string, SourceFinding>();
  const active = checks.flatMap((check): Active[] => {
    const severity = check.severityIn(pack);
    return severity === 'off' ? [] : [{ check, context: contextOf(check.id, severity, repository, { ...options, pack, today }, found) }];
  });
  visitAll(repository, (visit) => active.filter(({ check }) => check.makes(visit)), options.guard);
  return [...found.values()].sort(byPlace);
}

function visitAll(repository: RepositorySource, making: (visit: Visit) => readonly Active[], guard: CheckGuard | undefined): void {
  const [ofWorkflow, ofAction, ofJob] = [making('visitWorkflow'), making('visitAction'), making('visitJob')];
  const [ofStep, ofExpression, ofShell] = [making('visitStep'), making('visitExpression'), making('visitShell')];
  const visitSteps = (steps: readonly StepSource[], path: string) => {
    for (const step of steps) {
      const { run } = step;
      each(ofStep, path, guard, (check, context) => check.visitStep(step, context));
      if (run) each(ofShell, path, guard, (check, context) => check.visitShell(run, step, context));
    }
  };
  const visitExpressions = ({ expressions, path }: YamlFile) => {
    for (const expression of expressions) each(ofExpression, path, guard, (check, context) => check.visitExpression(expression, context));
  };
  for (const workflow of repository.workflows) {
    const { file, path } = workflow;
    if (file.problems.length > 0) continue;
    guard?.onFile(path);
    each(ofWorkflow, path, guard, (check, context) => check.visitWorkflow(workflow, context));
    for (const job of workflow.jobs) {
      each(ofJob, path, guard, (check, context) => check.visitJob(job, context));
      visitSteps(job.steps, path);
    }
    visitExpressions(file);
  }
  for (const action of repository.actions) {
    const { file, path } = action;
    if (file.problems.length > 0) continue;
    guard?.onFile(path);
    each(ofAction, path, guard, (check, context) => check.visitAction(action, context));
    visitSteps(action.steps, path);
    visitExpressions(file);
  }
  for (const script of repository.scripts) {
    guard?.onFile(script.path);
    each(ofShell, script.path, guard, (check, context) => check.visitShell(script.shell, script, context));
  }
  guard?.onFile('.');
  each(making('visitRepository'), '.', guard, (check, context) => check.visitRepository(repository, context));
}

// Thousands of places, each for tens of checks: counted, since an iterator makes an object at every turn.
function each(active: readonly Active[], path: string, guard: CheckGuard | undefined, visit: (check: SourceCheck, context: CheckContext) => void): void {
  for (let index = 0; index < active.length; index++) {
    const { check, context } = active[index];
    try {
      visit(check, context);
    } catch (error) {
      if (!guard) throw error;
      guard.onFailure(check.id, path, error);
    }
  }
}

type Options = SourceCheckOptions & Required<Pick<SourceCheckOptions, 'pack' | 'today'>>;

function contextOf(id: string, severity: Severity, repository: RepositorySource, { pack, today, guard }: Options, found: Map<string, SourceFinding>): CheckContext {
  const diagnostics = (file: YamlFile) => diagnose(file, repository);
  return {
    repository,
    today,
    diagnostics: guard ? (file) => guard.diagnostics(file, diagnostics) : diagnostics,
    inBaseline: (lower) => (pack === PolicyPack.BASELINE ? lower : undefined),
    report: ({ path, place, keys }, problem, fix, atMost = severity) => {
      const finding = { check: id, severity: lesser(severity, atMost), path, ...place, keys, problem, fix };
      const key = `${path}:${place.line}:${place.column}:${id}:${problem}`;
      if (!found.has(key)) found.set(key, finding);
    },
  };
}

// A file is validated once for a repository, and once for all of them unless it calls other files.
function diagnose(file: YamlFile, repository: RepositorySource): readonly Diagnostic[] {
  const isAlone = !/uses:\s*['"]?[.$]\//.test(file.text);
  const other = isAlone ? known.get(file.path) : diagnosed.get(repository)?.get(file);
  if (other?.file === file) return other.diagnostics;
  const diagnostics = validate(file, repository);
  if (isAlone) known.set(file.path, { file, diagnostics });
  else diagnosed.set(repository, new Map(diagnosed.get(repository)).set(file, { file, diagnostics }));
  return diagnostics;
}
