import type { JobSource } from '../../read/job-source';
import type { StepSource } from '../../read/step-source';
import type { UsesSource } from '../../read/uses-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

/** A rule over every `uses`: of steps, of jobs that call a workflow, and of composite actions. */
export abstract class UsesCheck extends SourceCheck {
  public visitJob(job: JobSource, context: CheckContext): void {
    if (job.uses) this.visitUses(job.uses, context);
  }

  public visitStep(step: StepSource, context: CheckContext): void {
    if (step.uses) this.visitUses(step.uses, context, step);
  }

  /** Looks at one `uses`; `step` is absent where a job calls a workflow. */
  protected abstract visitUses(uses: UsesSource, context: CheckContext, step?: StepSource): void;
}
