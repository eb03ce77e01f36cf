import { Expr } from '../../model/expr';
import { Job } from '../../model/job';

/** The expressions of a job that stand outside of its steps. @internal */
export function ownExpressions(job: Job): Expr[] {
  const inSteps = new Set(job.steps.flatMap((step) => step.expressions()));
  return job.expressions().filter((expression) => !inSteps.has(expression));
}
