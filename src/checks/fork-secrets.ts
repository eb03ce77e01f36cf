import { Job } from '../model/job';
import { Step } from '../model/step';
import { Workflow } from '../model/workflow';
import { Check } from './check';
import { IFindings } from './finding';

/** A run for a fork's pull request has no secrets: a step that uses one fails for every outside contributor. */
export class ForkSecrets extends Check {
  public readonly id = 'fork-secrets';
  public readonly description = 'No job that a pull request from a fork can start uses a secret.';

  public visitStep(step: Step, job: Job, workflow: Workflow, findings: IFindings): void {
    if (!workflow.reachableFromForks) return;
    if (job.options.condition?.guardsForks || step.options.condition?.guardsForks) return;
    const secrets = [...new Set(step.expressions().flatMap((expression) => expression.secrets))];
    for (const secret of secrets) {
      findings.report({
        place: `${job.origin}/${step.id}`,
        problem: `the secret ${secret} is used in ${workflow.path}, which pull requests from forks start.`,
        fix: 'Forks get no secrets, so the step would fail for them. Add `condition: Expr.notFromFork()` to the step or its job,\nor move it to a workflow that pull requests do not start.',
        at: step.at,
      });
    }
  }
}
