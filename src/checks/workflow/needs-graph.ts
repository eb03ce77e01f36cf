import type { JobSource } from '../../read/job-source';
import type { Diagnostic } from '../../read/language-services';
import type { WorkflowSource } from '../../read/workflow-source';
import type { YamlFile } from '../../read/yaml-file';
import type { CheckContext } from '../check-context';
import { didYouMean } from './did-you-mean';
import { Told, ValidatorCheck } from '../validator-check';

/** A job that waits for one that never ends, or is not there, keeps GitHub from starting the workflow at all. */
export class NeedsGraph extends ValidatorCheck {
  public readonly id = 'needs-graph';
  public readonly description = 'Jobs need jobs of the same workflow, each once and never in a circle.';
  public readonly covers = ['R03'];
  public readonly severity = { baseline: 'error' } as const;
  public readonly actionlint = 'job-needs';
  public readonly messages = [/^Job '.*' depends on (?:unknown )?job '/, /^The workflow must contain at least one job/, /^Value '.*' is not valid$/];

  public visitWorkflow(workflow: WorkflowSource, context: CheckContext): void {
    super.visitWorkflow(workflow, context);
    // GitHub ignores the case of ids.
    const jobs = new Map<string, JobSource>();
    for (const job of workflow.jobs) if (!jobs.has(job.id.toLowerCase())) jobs.set(job.id.toLowerCase(), job);
    const ids = new Set((workflow.value.get('jobs')?.entries() ?? []).map(({ name }) => name.toLowerCase()));
    for (const job of jobs.values()) this.look(job, ids, jobs, context);
    for (const circle of circles([...jobs.values()], jobs)) {
      const way = [...circle, circle[0]].map(({ id }) => `"${id}"`).join(' → ');
      const need = circle[0].needs.find(({ id }) => id.toLowerCase() === (circle[1] ?? circle[0]).id.toLowerCase());
      context.report(need?.at ?? circle[0].at, `The jobs ${way} wait for each other.`, 'Remove one of the needs.');
    }
  }

  // The graph is looked at here, since the validator tells every job behind a circle; a file without jobs it tells alone.
  protected explain({ message }: Diagnostic, file: YamlFile): Told | undefined {
    if (!/at least one job/.test(message) || (file.root.get('jobs')?.entries().length ?? 0) > 0) return undefined;
    return { problem: 'The workflow has no job.', fix: 'Add a job under `jobs`, or remove the file.' };
  }

  private look(job: JobSource, ids: ReadonlySet<string>, jobs: ReadonlyMap<string, JobSource>, context: CheckContext): void {
    const seen = new Set<string>();
    for (const { id, at } of job.needs) {
      const key = id.toLowerCase();
      if (!ids.has(key)) {
        const names = [...jobs.values()].filter((other) => other !== job).map((other) => other.id);
        context.report(at, `The job "${job.id}" needs "${id}", which is no job of this workflow.`, `${didYouMean(id, names)}Its other jobs are: ${names.join(', ') || 'none'}.`);
      } else if (seen.has(key)) {
        context.report(at, `The job "${job.id}" needs "${id}" twice.`, 'Remove one of them.', 'warning');
      }
      seen.add(key);
    }
  }
}

/** Each circle once, from its first job in the file: one walk over the graph. */
function circles(all: readonly JobSource[], jobs: ReadonlyMap<string, JobSource>): JobSource[][] {
  const found: JobSource[][] = [];
  const done = new Set<JobSource>();
  for (const start of all) walk(start, [], new Set());
  return found;

  function walk(job: JobSource, way: JobSource[], onWay: Set<JobSource>): void {
    if (onWay.has(job)) found.push(fromFirst(way.slice(way.indexOf(job)), all));
    if (done.has(job) || onWay.has(job)) return;
    way.push(job);
    onWay.add(job);
    for (const { id } of job.needs) {
      const next = jobs.get(id.toLowerCase());
      if (next) walk(next, way, onWay);
    }
    way.pop();
    onWay.delete(job);
    done.add(job);
  }
}

function fromFirst(circle: JobSource[], all: readonly JobSource[]): JobSource[] {
  const first = circle.reduce((best, job, index) => (all.indexOf(job) < all.indexOf(circle[best]) ? index : best), 0);
  return [...circle.slice(first), ...circle.slice(0, first)];
}
