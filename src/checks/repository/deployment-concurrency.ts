import { deploymentOf, groupOf, targetsOf } from './deployments';
import type { JobSource } from '../../read/job-source';
import type { RepositorySource } from '../../read/repository-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

/**
 * Two deployments at once, or a deployment and its rollback, leave what neither of them meant.
 *
 * @see https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/control-deployments
 */
export class DeploymentConcurrency extends SourceCheck {
  public readonly id = 'deployment-concurrency';
  public readonly description = 'What deploys to one environment, or rolls it back, waits for each other and is not cut off.';
  public readonly covers = ['X12'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;

  public visitRepository(repository: RepositorySource, context: CheckContext): void {
    const byEnvironment = new Map<string, JobSource>();
    for (const workflow of repository.workflows) {
      if (workflow.file.problems.length > 0) continue;
      for (const job of workflow.jobs) {
        if (!deploymentOf(job)) continue;
        this.look(job, context);
        const environment = environmentKey(job);
        const other = environment && byEnvironment.get(environment);
        if (other) this.compare(job, other, context);
        else if (environment) byEnvironment.set(environment, job);
      }
    }
  }

  private look(job: JobSource, context: CheckContext): void {
    const { workflow } = job;
    const what = deploymentOf(job)!.what;
    if (!job.value.has('concurrency') && !workflow.value.has('concurrency')) {
      // The caller can have a group, and holds it until the called workflow ends.
      if (workflow.hasEvent('workflow_call')) return;
      const target = job.environment?.text;
      context.report(job.at, `Job ${job.id} deploys${target ? ` to ${target}` : ''} (${what}) and another run can do so at the same time.`,
        `Add concurrency: with a group for each environment that all jobs share which change it, such as group: deploy-${target ?? '<environment>'}, and cancel-in-progress: false.`);
      return;
    }
    // A preview of a pull request may be given up for a newer one.
    if (workflow.hasEvent('pull_request', 'pull_request_target')) return;
    const cancel = [job.value, workflow.value].map((value) => value.get('concurrency', 'cancel-in-progress')).find((value) => value?.text === 'true');
    if (cancel) context.report(cancel, `A newer run cuts job ${job.id} off while it deploys (${what}).`, 'Set cancel-in-progress: false: the newer run then waits.');
  }

  private compare(job: JobSource, other: JobSource, context: CheckContext): void {
    const [own, its] = [groupOf(job), groupOf(other)];
    if (own === undefined || its === undefined || job.workflow === other.workflow) return;
    // An environment can hold several things that have nothing to do with each other.
    const targets = targetsOf(deploymentOf(other)!);
    if (!targetsOf(deploymentOf(job)!).some((target) => targets.includes(target))) return;
    const perWorkflow = /github\.(workflow|run_id)\b/.test(own);
    if (own === its && !perWorkflow) return;
    const at = job.value.get('concurrency') ?? job.workflow.value.get('concurrency') ?? job.at;
    context.report(at, `Job ${job.id} and job ${other.id} of ${other.workflow.path} change the environment ${job.environment!.text} in different groups (${own} and ${its}).`,
      'Give both the same group, by the name of the environment alone.');
  }
}

// An expression stands for the same environment where it reads the same input; matrix values and outputs are a job's own.
function environmentKey(job: JobSource): string | undefined {
  const text = job.environment?.text;
  if (text === undefined || (text.includes('${{') && !/^\$\{\{\s*(github\.event\.)?inputs\.\w+\s*\}\}$/.test(text))) return undefined;
  return text.replace(/github\.event\.inputs/, 'inputs').replace(/\s/g, '').toLowerCase();
}
