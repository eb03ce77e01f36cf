import { Check, IFindings, Job, Timeout, Workflow } from 'projen-delivery';

// #region check
/** No job of the company may hold a runner for longer than it allows. */
export class LongestJob extends Check {
  public readonly id = 'acme-longest-job';
  public readonly description = 'No job may take longer than the company allows.';

  public constructor(private readonly limit: Timeout) {
    super();
  }

  public visitJob(job: Job, workflow: Workflow, findings: IFindings): void {
    const { inMinutes } = job.timeout;
    if (inMinutes <= this.limit.inMinutes) return;
    findings.report({
      place: job.origin,
      problem: `the job "${job.id}" of ${workflow.path} may take ${inMinutes} minutes.`,
      fix: `At most ${this.limit.inMinutes} are allowed. Split the job, or lower its \`timeout\`.`,
    });
  }
}
// #endregion
