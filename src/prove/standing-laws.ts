import { Law } from './law';
import type { RepositorySource } from '../read/repository-source';
import type { WorkflowSource } from '../read/workflow-source';
import type { SimulatedRun } from '../simulate/simulated';

/**
 * What should hold in every repository, whoever wrote its workflows: no job is dead, none is skipped although all that it
 * needs succeeded, none deploys beside another.
 */
export function standingLaws(repository: RepositorySource): Law[] {
  const own = repository.workflows.filter((workflow) => workflow.events.some(({ name }) => name !== 'workflow_call')).flatMap(lawsOf);
  const deploys = repository.workflows.some((workflow) => workflow.jobs.some((job) => job.environment !== undefined));
  return [...own, ...(deploys ? [Law.oneAtATime()] : [])];
}

function lawsOf(workflow: WorkflowSource): Law[] {
  const at = { workflow: workflow.path };
  const file = workflow.path.split('/').pop()!;
  return workflow.jobs.flatMap((job) => [
    { ...Law.canRun(job.id), ...at, name: `${file}: ${job.id} can run` },
    ...(job.condition || job.needs.length === 0 ? [] : [{
      ...at,
      kind: 'every' as const,
      name: `${file}: ${job.id} runs once all that it needs has succeeded`,
      holds: (run: SimulatedRun) =>
        run.jobsOf(job.id).some(({ hasRun }) => hasRun) || run.isCancelled || job.neededJobs.some((need) => run.jobsOf(need.id).some(({ result }) => result !== 'success')),
    }]),
  ]);
}
