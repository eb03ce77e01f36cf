import { flowsOf } from './flow';
import type { JobSource } from '../../read/job-source';
import type { WorkflowSource } from '../../read/workflow-source';
import type { YamlValue } from '../../read/yaml-value';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

/** What stands in the environment of a job is there for each of its steps: for every action, install script and test. */
export class SecretsInJobEnv extends SourceCheck {
  public readonly id = 'secrets-in-job-env';
  public readonly description = 'A secret is in the environment of the steps that need it, not of whole jobs.';
  public readonly covers = ['S26'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;

  public visitWorkflow(workflow: WorkflowSource, context: CheckContext): void {
    if (workflow.jobs.length === 1 && workflow.jobs[0].steps.length === 1) return;
    this.look(workflow.env, 'every step of every job', context);
  }

  public visitJob(job: JobSource, context: CheckContext): void {
    if (job.steps.length > 1) this.look(job.env, `all ${job.steps.length} steps of job ${job.id}`, context);
  }

  private look(env: ReadonlyMap<string, YamlValue>, who: string, context: CheckContext): void {
    for (const value of env.values()) {
      const secret = secretIn(value);
      if (secret === undefined) continue;
      // Every action has the token anyway, by the default of its inputs.
      const isToken = /^(?:secrets\.github_token|github\.token)$/i.test(secret);
      context.report(value, `${secret} is in the environment of ${who}.`, `Move ${value.name} to the env of the steps that read it.`, isToken ? 'info' : undefined);
    }
  }
}

function secretIn(value: YamlValue): string | undefined {
  const flows = value.file.expressionsBetween(value.offset, value.end).flatMap(({ tree }) => (tree ? flowsOf(tree) : []));
  return flows.find(({ name }) => /^secrets\.|^github\.token$/.test(name))?.written;
}
