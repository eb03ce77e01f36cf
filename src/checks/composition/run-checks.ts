import { Workflow } from '../../model/workflow';
import { Check } from '../check';
import { Finding } from '../finding';

/** A finding and the rule that made it. @internal */
export interface CheckedFinding extends Finding {
  readonly check: string;
}

/** One pass over the workflows with all checks. @internal */
export function runChecks(workflows: Workflow[], checks: Check[]): CheckedFinding[] {
  const found: CheckedFinding[] = [];
  for (const check of checks) {
    const findings = { report: (finding: Finding) => found.push({ ...finding, check: check.id }) };
    for (const workflow of workflows) {
      check.visitWorkflow(workflow, findings);
      for (const job of workflow.jobs) {
        check.visitJob(job, workflow, findings);
        for (const step of job.steps) check.visitStep(step, job, workflow, findings);
      }
    }
  }
  return found;
}
