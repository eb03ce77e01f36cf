import type { JobSource } from '../../read/job-source';
import type { RepositorySource } from '../../read/repository-source';
import type { WorkflowSource } from '../../read/workflow-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

/**
 * What GitHub takes at most. Levels count the workflow that calls.
 *
 * @see https://docs.github.com/en/actions/reference/limits
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/reusing-workflow-configurations#limitations-of-reusable-workflows
 */
const MOST = { matrixJobs: 256, levels: 10, calledWorkflows: 50, dispatchInputs: 25 };

/** GitHub refuses a workflow above its limits, at the start of a run and not before. */
export class PlatformLimits extends SourceCheck {
  public readonly id = 'platform-limits';
  public readonly description = 'Matrices, inputs and nested calls stay within what GitHub runs.';
  public readonly covers = ['R29'];
  public readonly severity = { baseline: 'error' } as const;

  public visitWorkflow(workflow: WorkflowSource, context: CheckContext): void {
    const inputs = workflow.event('workflow_dispatch')?.value?.get('inputs');
    const count = inputs?.entries().length ?? 0;
    if (inputs && count > MOST.dispatchInputs) context.report(inputs.key, `workflow_dispatch has ${count} inputs; GitHub takes ${MOST.dispatchInputs}.`, 'Bring some together in one input that holds JSON, and read it with fromJSON(…).');
    this.calls(workflow, context);
  }

  public visitJob(job: JobSource, context: CheckContext): void {
    const matrix = job.value.get('strategy', 'matrix');
    const jobs = matrix ? job.legs?.length ?? 0 : 0;
    if (matrix && jobs > MOST.matrixJobs) context.report(matrix.key, `The matrix makes ${jobs} jobs; GitHub runs ${MOST.matrixJobs}.`, 'Leave values out, exclude combinations, or run several of them in one job.');
  }

  private calls(workflow: WorkflowSource, context: CheckContext): void {
    const callers = workflow.jobs.filter(({ uses }) => uses);
    const all = new Set<string>();
    for (const job of callers) {
      const way = longest(job, [workflow.path], context.repository, all);
      const names = way.map((path) => path.split('/').pop()).join(' → ');
      if (new Set(way).size < way.length) {
        if (way[way.length - 1] === workflow.path) context.report(job.uses!.at, `The workflows call each other in a circle: ${names}.`, 'Remove one of the calls.');
      } else if (way.length > MOST.levels) {
        context.report(job.uses!.at, `Workflows call each other ${way.length} levels deep: ${names}; GitHub takes ${MOST.levels}.`, 'Call the inner ones from further up.');
      }
    }
    if (all.size > MOST.calledWorkflows) context.report(callers[0].uses!.at, `The workflow calls ${all.size} different workflows, those within included; GitHub takes ${MOST.calledWorkflows}.`, 'Split it into several workflows.');
  }
}

/** The longest way of calls from a job, paths from its workflow on; one that comes back to itself ends there. */
function longest(job: JobSource, way: readonly string[], repository: RepositorySource, all: Set<string>, tails = new Map<string, readonly string[]>()): readonly string[] {
  const { uses } = job;
  if (!uses || (uses.kind !== 'local' && uses.kind !== 'repository')) return way;
  const path = uses.kind === 'local' ? uses.target : uses.text;
  all.add(path);
  const here = [...way, path];
  if (way.includes(path)) return here;
  const known = tails.get(path);
  if (known) return [...here, ...known];
  const called = uses.kind === 'local' ? repository.workflow(path) : undefined;
  let best: readonly string[] = here;
  for (const inner of called?.jobs ?? []) {
    const found = longest(inner, here, repository, all, tails);
    if (new Set(found).size < found.length) return found;
    if (found.length > best.length) best = found;
  }
  tails.set(path, best.slice(here.length));
  return best;
}
