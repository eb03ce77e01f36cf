import { nearest } from '../catalog/nearest';
import type { SimulatedRun } from '../simulate/simulated';

/** The law is about jobs that this workflow does not have. */
export class NotHere extends Error {}

/** Keeps which jobs a law looks at; `all` once it looks at the run as a whole. */
export class Seen {
  public all = false;
  public readonly jobs = new Set<string>();
}

/** The run as a law sees it: what it asks for is kept. */
export function watched(run: SimulatedRun, seen: Seen): SimulatedRun {
  const ask = (what: string) => {
    const found = run.jobsOf(what);
    if (found.length === 0) throw new NotHere(`${run.workflow.path} has no job "${what}".${hint(what, run)}`);
    for (const { id } of found) seen.jobs.add(id.split('/')[0]);
    return found;
  };
  return new Proxy(run, {
    get: (target, property) => {
      if (property === 'job') return (what: string) => (ask(what), target.job(what));
      if (property === 'jobsOf') return ask;
      if (property === 'jobs' || property === 'order' || property === 'conclusion') seen.all = true;
      return Reflect.get(target, property, target);
    },
  });
}

function hint(what: string, run: SimulatedRun): string {
  const near = nearest(what, run.jobs.map(({ id }) => id));
  return near ? ` Did you mean ${near}?` : '';
}
