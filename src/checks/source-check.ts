import type { CheckContext } from './check-context';
import type { PolicyPack } from './policy-pack';
import type { Severity } from './severity';
import type { ActionSource } from '../read/action-source';
import type { ExpressionSource } from '../read/expression-source';
import type { JobSource } from '../read/job-source';
import type { RepositorySource } from '../read/repository-source';
import type { ScriptSource } from '../read/script-source';
import type { ShellSource } from '../read/shell-source';
import type { StepSource } from '../read/step-source';
import type { WorkflowSource } from '../read/workflow-source';

/** Severities by policy pack; a pack that is not named takes that of the pack before it. */
export interface SeverityByPack {
  /** `off` where the check does not run. */
  readonly baseline: Severity | 'off';
  readonly hardened?: Severity | 'off';
  readonly release?: Severity | 'off';
}

/** The visits of a check, from the largest to the smallest. */
export type Visit = 'visitRepository' | 'visitWorkflow' | 'visitAction' | 'visitJob' | 'visitStep' | 'visitExpression' | 'visitShell';

/**
 * A rule over what stands in files: generated, patched, written by other components or by hand.
 *
 * Override the most specific visits; each does nothing by default.
 */
export abstract class SourceCheck {
  /** Name of the rule, kebab-case: also of its file, of its page in docs/checks and of its test data. */
  public abstract readonly id: string;
  /** What it keeps from happening, one sentence. */
  public abstract readonly description: string;
  /** Rules of the catalogue in docs/checks/README.md that it keeps, such as `S07`. */
  public abstract readonly covers: readonly string[];
  /** How bad a finding is, by policy pack. */
  public abstract readonly severity: SeverityByPack;
  /** What zizmor calls the same rule, so that an acknowledgement reaches it too. */
  public readonly zizmor?: string;
  /** What actionlint calls the same rule. */
  public readonly actionlint?: string;

  /** Severity in a pack. */
  public severityIn(pack: PolicyPack): Severity | 'off' {
    const { baseline, hardened = baseline, release = hardened } = this.severity;
    return { baseline, hardened, release }[pack];
  }

  /** Whether it looks there at all: most checks make one visit, and there are thousands of places. */
  public makes(visit: Visit): boolean {
    return this[visit] !== SourceCheck.prototype[visit];
  }

  /** Looks across files. */
  public visitRepository(_repository: RepositorySource, _context: CheckContext): void {}

  /** Looks at a whole workflow. */
  public visitWorkflow(_workflow: WorkflowSource, _context: CheckContext): void {}

  /** Looks at a whole action of the repository. */
  public visitAction(_action: ActionSource, _context: CheckContext): void {}

  /** Looks at a job. */
  public visitJob(_job: JobSource, _context: CheckContext): void {}

  /** Looks at a step, of a job or of a composite action. */
  public visitStep(_step: StepSource, _context: CheckContext): void {}

  /** Looks at an expression. */
  public visitExpression(_expression: ExpressionSource, _context: CheckContext): void {}

  /** Looks at a shell script: the body of a step's `run`, or a file. */
  public visitShell(_shell: ShellSource, _owner: StepSource | ScriptSource, _context: CheckContext): void {}
}
