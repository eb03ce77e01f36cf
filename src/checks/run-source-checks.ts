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

export interface SourceCheckOptions {
  /** @default PolicyPack.BASELINE */
  readonly pack?: PolicyPack;
  /** For what retires or expires. @default - today */
  readonly today?: Date;
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
    return severity === 'off' ? [] : [{ check, context: contextOf(check.id, severity, pack, repository, today, found) }];
  });
  visitAll(repository, (visit) => active.filter(({ check }) => check.makes(visit)));
  return [...found.values()].sort(byPlace);
}

function visitAll(repository: RepositorySource, making: (visit: Visit) => readonly Active[]): void {
  const [ofWorkflow, ofAction, ofJob] = [making('visitWorkflow'), making('visitAction'), making('visitJob')];
  const [ofStep, ofExpression, ofShell] = [making('visitStep'), making('visitExpression'), making('visitShell')];
  const visitSteps = (steps: readonly StepSource[]) => {
    for (const step of steps) {
      for (const { check, context } of ofStep) check.visitStep(step, context);
      const { run } = step;
      if (run) for (const { check, context } of ofShell) check.visitShell(run, step, context);
    }
  };
  const visitExpressions = ({ expressions }: YamlFile) => {
    for (const expression of expressions) for (const { check, context } of ofExpression) check.visitExpression(expression, context);
  };
  for (const workflow of repository.workflows) {
    if (workflow.file.problems.length > 0) continue;
    for (const { check, context } of ofWorkflow) check.visitWorkflow(workflow, context);
    for (const job of workflow.jobs) {
      for (const { check, context } of ofJob) check.visitJob(job, context);
      visitSteps(job.steps);
    }
    visitExpressions(workflow.file);
  }
  for (const action of repository.actions) {
    if (action.file.problems.length > 0) continue;
    for (const { check, context } of ofAction) check.visitAction(action, context);
    visitSteps(action.steps);
    visitExpressions(action.file);
  }
  for (const script of repository.scripts) for (const { check, context } of ofShell) check.visitShell(script.shell, script, context);
  for (const { check, context } of making('visitRepository')) check.visitRepository(repository, context);
}

function contextOf(id: string, severity: Severity, pack: PolicyPack, repository: RepositorySource, today: Date, found: Map<string, SourceFinding>): CheckContext {
  return {
    repository,
    today,
    diagnostics: (file) => diagnose(file, repository),
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
