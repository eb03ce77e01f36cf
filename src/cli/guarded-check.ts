import { posix } from 'node:path';
import { isOverflow, unreadable } from './unreadable';
import type { CheckContext } from '../checks/check-context';
import { SourceCheck, Visit } from '../checks/source-check';
import type { SourceFinding } from '../checks/source-finding';
import type { ActionSource } from '../read/action-source';
import type { ExpressionSource } from '../read/expression-source';
import type { JobSource } from '../read/job-source';
import type { Diagnostic } from '../read/language-services';
import type { RepositorySource } from '../read/repository-source';
import type { ScriptSource } from '../read/script-source';
import type { ShellSource } from '../read/shell-source';
import type { StepSource } from '../read/step-source';
import type { WorkflowSource } from '../read/workflow-source';
import { YamlFile } from '../read/yaml-file';

/** A check that failed at a file: a mistake of ours, not of the file. */
export interface Failure {
  readonly check: string;
  readonly path: string;
  readonly message: string;
}

/** What became of the checks beside their findings. */
export class Failures {
  public readonly failures: Failure[] = [];
  /** Files that are nested too deeply for a check. */
  public readonly unreadable: SourceFinding[] = [];
  private readonly validated = new WeakMap<YamlFile, readonly Diagnostic[]>();
  private readonly told = new Set<string>();

  private last?: string;

  public constructor(private readonly repository: RepositorySource, private readonly onFile: (path: string) => void) {}

  /** Does what may fail; a failure is told once for a check and a file. */
  public attempt(check: string, path: string, body: () => void): void {
    if (path !== this.last) this.onFile(path);
    this.last = path;
    try {
      body();
    } catch (error) {
      this.add(check, path, error);
    }
  }

  /** What GitHub's validator says; nothing where it fails, which is told once. */
  public diagnostics(file: YamlFile, context: CheckContext): readonly Diagnostic[] {
    const known = this.validated.get(file);
    if (known) return known;
    let diagnostics: readonly Diagnostic[] = [];
    // The validator tells actions from workflows by their names.
    const isAction = !/(^|\/)action\.ya?ml$/.test(file.path) && this.repository.actions.some((action) => action.file === file);
    const named = isAction ? YamlFile.of(posix.join(posix.dirname(file.path), 'action.yml'), file.text) : file;
    this.attempt("GitHub's validator", file.path, () => { diagnostics = context.diagnostics(named); });
    this.validated.set(file, diagnostics);
    return diagnostics;
  }

  private add(check: string, path: string, error: unknown): void {
    const key = isOverflow(error) ? path : `${check}\n${path}`;
    if (this.told.has(key)) return;
    this.told.add(key);
    if (isOverflow(error)) this.unreadable.push(unreadable(path, `${path} is nested too deeply for the check ${check}.`, 'Take apart what is nested deepest; the other checks went on.'));
    else this.failures.push({ check, path, message: error instanceof Error ? error.message : String(error) });
  }
}

/** A check that may fail without the others being lost. */
export class GuardedCheck extends SourceCheck {
  public readonly id: string;
  public readonly description: string;
  public readonly covers: readonly string[];
  public readonly severity: SourceCheck['severity'];
  private context?: CheckContext;

  public constructor(private readonly check: SourceCheck, private readonly failures: Failures) {
    super();
    ({ id: this.id, description: this.description, covers: this.covers, severity: this.severity } = check);
  }

  public makes(visit: Visit): boolean {
    return this.check.makes(visit);
  }

  public visitRepository(repository: RepositorySource, context: CheckContext): void {
    this.attempt('.', () => this.check.visitRepository(repository, this.guarded(context)));
  }

  public visitWorkflow(workflow: WorkflowSource, context: CheckContext): void {
    this.attempt(workflow.path, () => this.check.visitWorkflow(workflow, this.guarded(context)));
  }

  public visitAction(action: ActionSource, context: CheckContext): void {
    this.attempt(action.path, () => this.check.visitAction(action, this.guarded(context)));
  }

  public visitJob(job: JobSource, context: CheckContext): void {
    this.attempt(job.workflow.path, () => this.check.visitJob(job, this.guarded(context)));
  }

  public visitStep(step: StepSource, context: CheckContext): void {
    this.attempt(step.value.path, () => this.check.visitStep(step, this.guarded(context)));
  }

  public visitExpression(expression: ExpressionSource, context: CheckContext): void {
    this.attempt(expression.path, () => this.check.visitExpression(expression, this.guarded(context)));
  }

  public visitShell(shell: ShellSource, owner: StepSource | ScriptSource, context: CheckContext): void {
    this.attempt(shell.file.path, () => this.check.visitShell(shell, owner, this.guarded(context)));
  }

  private attempt(path: string, body: () => void): void {
    this.failures.attempt(this.id, path, body);
  }

  // A check has one context in a run.
  private guarded(context: CheckContext): CheckContext {
    this.context ??= { ...context, diagnostics: (file) => this.failures.diagnostics(file, context) };
    return this.context;
  }
}
