import type { JobSource } from '../../read/job-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

/**
 * A job that hangs is billed, and keeps its place in the queue, for six hours.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idtimeout-minutes
 */
export class JobTimeout extends SourceCheck {
  public readonly id = 'job-timeout';
  public readonly description = 'Every job ends by itself after a time that fits its work.';
  public readonly covers = ['S33'];
  public readonly severity = { baseline: 'info', hardened: 'error' } as const;

  public visitJob(job: JobSource, context: CheckContext): void {
    // A job that calls a workflow takes no timeout; the jobs of that workflow have their own.
    if (job.value.has('uses') || job.steps.length === 0 || job.value.has('timeout-minutes')) return;
    if (job.steps.every((step) => step.value.has('timeout-minutes'))) return;
    context.report(job.at, `Job ${job.id} has no timeout-minutes, so it can hang for 360 minutes.`, 'Set timeout-minutes to a few times what the job takes.');
  }
}
