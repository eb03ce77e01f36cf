import { Check } from '../check';
import { IFindings } from '../finding';
import { ownExpressions } from './own-expressions';
import { Expr } from '../../model/expr';
import { Job } from '../../model/job';
import { Step } from '../../model/step';
import { Workflow } from '../../model/workflow';

/** A run for a fork's pull request has no secrets: a step that uses one fails for every outside contributor. */
export class ForkSecrets extends Check {
  public readonly id = 'fork-secrets';
  public readonly description = 'No job that a pull request from a fork can start uses a secret.';

  // Secrets outside of steps: registry passwords, and what a called workflow is given.
  public visitJob(job: Job, workflow: Workflow, findings: IFindings): void {
    if (!workflow.reachableFromForks || job.options.condition?.guardsForks) return;
    for (const secret of secretsOf(ownExpressions(job))) {
      findings.report({
        place: job.origin,
        problem: `the job "${job.id}" uses the secret ${secret} in ${workflow.path}, which pull requests from forks start.`,
        fix: 'Forks get no secrets, so the job would fail for them. Add `condition: Expr.notFromFork()` to it,\nor move it to a workflow that pull requests do not start.',
      });
    }
  }

  public visitStep(step: Step, job: Job, workflow: Workflow, findings: IFindings): void {
    if (!workflow.reachableFromForks) return;
    if (job.options.condition?.guardsForks || step.options.condition?.guardsForks) return;
    for (const secret of secretsOf(step.expressions())) {
      findings.report({
        place: `${job.origin}/${step.id}`,
        problem: `the secret ${secret} is used in ${workflow.path}, which pull requests from forks start.`,
        fix: 'Forks get no secrets, so the step would fail for them. Add `condition: Expr.notFromFork()` to the step or its job,\nor move it to a workflow that pull requests do not start.',
        at: step.at,
      });
    }
  }
}

function secretsOf(expressions: Expr[]): string[] {
  return [...new Set(expressions.flatMap((expression) => expression.secrets))];
}
