import { Job } from '../../model/job';
import { Workflow } from '../../model/workflow';
import { Check } from '../check';
import { IFindings } from '../finding';

/** Jobs that wait for each other make GitHub refuse the whole file. */
export class NeedCycles extends Check {
  public readonly id = 'need-cycles';
  public readonly description = 'No job waits, directly or through others, for itself.';

  public visitWorkflow(workflow: Workflow, findings: IFindings): void {
    const done = new Set<Job>();
    for (const job of workflow.jobs) {
      const cycle = findCycle(job, [], done);
      if (!cycle) continue;
      findings.report({ place: cycle[0].origin, problem: `the jobs ${cycle.map((each) => `"${each.id}"`).join(' → ')} wait for each other.`, fix: 'Remove one of the needs.' });
      return;
    }
  }
}

function findCycle(job: Job, trail: Job[], done: Set<Job>): Job[] | undefined {
  if (trail.includes(job)) return [...trail.slice(trail.indexOf(job)), job];
  if (done.has(job)) return undefined;
  for (const need of job.needs) {
    const cycle = findCycle(need, [...trail, job], done);
    if (cycle) return cycle;
  }
  done.add(job);
  return undefined;
}
