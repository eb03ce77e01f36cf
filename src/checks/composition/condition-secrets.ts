import { Expr } from '../../model/expr';
import { Job } from '../../model/job';
import { Step } from '../../model/step';
import { Workflow } from '../../model/workflow';
import { Check } from '../check';
import { IFindings } from '../finding';

/** GitHub has no `secrets` under `if` and refuses the whole file. */
export class ConditionSecrets extends Check {
  public readonly id = 'condition-secrets';
  public readonly description = 'No condition reads a secret.';

  public visitJob(job: Job, _workflow: Workflow, findings: IFindings): void {
    report(job.options.condition, job.origin, findings);
  }

  public visitStep(step: Step, job: Job, _workflow: Workflow, findings: IFindings): void {
    report(step.options.condition, `${job.origin}/${step.id}`, findings, step.at);
  }
}

function report(condition: Expr | undefined, place: string, findings: IFindings, at?: string): void {
  const secret = condition?.secrets[0];
  if (secret === undefined) return;
  findings.report({
    place,
    problem: `the condition reads the secret ${secret}, which GitHub does not allow under \`if\`.`,
    fix: 'Decide by a variable (Expr.variable), or give the secret to a step through `env` and read Expr.env there.',
    at,
  });
}
