import { nearest } from '../catalog/nearest';
import type { SimulatedJob, SimulatedRun } from '../simulate/simulated';

/** The law is about jobs that this workflow does not have. */
export class NotHere extends Error {}

/** Keeps which jobs a law looks at; `all` once it looks at the run as a whole. */
export class Seen {
  public all = false;
  /** Whether it looks at the event, or at what is made of it. */
  public event = false;
  public readonly jobs = new Set<string>();
  /** Keys of the legs that it asks for by their own names. */
  public readonly legs = new Set<string>();
  /** Ids of the jobs by the names that the law has for them. */
  public readonly names = new Map<string, readonly string[]>();

  /** How far it looks: another one as long as not all that it asks for was tried. */
  public get extent(): string {
    return `${this.all ? 'all' : this.jobs.size} ${this.legs.size}`;
  }
}

/** The run as a law sees it: what it asks for is kept. */
export function watched(run: SimulatedRun, seen: Seen): SimulatedRun {
  const ask = (what: string) => {
    const own = run.jobsOf(what);
    if (own.length > 0) seen.names.set(what, own.map(({ id }) => id));
    if (own.length > 0 && own.length < run.jobs.filter(({ id }) => id === own[0].id).length) for (const { key } of own) seen.legs.add(key);
    const found = own.length > 0 ? own : standIns(what, run, seen);
    if (found.length === 0) throw new NotHere(`${run.workflow.path} has no job "${what}".${hint(what, run)}`);
    for (const { id } of found) seen.jobs.add(id.split('/')[0]);
    return found;
  };
  return new Proxy(run, {
    get: (target, property) => {
      if (property === 'job') return (what: string) => oneOf(ask(what), what, target);
      if (property === 'jobsOf') return ask;
      if (property === 'jobs' || property === 'order' || property === 'conclusion') seen.all = true;
      if (property === 'event' || property === 'name' || property === 'notes' || property === 'concurrency') seen.event = true;
      return Reflect.get(target, property, target);
    },
  });
}

function oneOf(found: readonly SimulatedJob[], what: string, run: SimulatedRun): SimulatedJob {
  return found.length === 1 ? found[0] : run.job(what);
}

// A matrix that is skipped has no legs, and a call that is skipped no jobs: then the one that stands for them is asked.
function standIns(what: string, { jobs }: SimulatedRun, { names }: Seen): SimulatedJob[] {
  const ids = names.get(what) ?? [];
  return jobs.filter(({ id, key, hasRun }) => !hasRun && (
    ids.some((each) => each === id || each.startsWith(`${id}/`)) || [`${key} (`, `${key} / `, `${id}/`].some((start) => what.startsWith(start))));
}

function hint(what: string, run: SimulatedRun): string {
  const near = nearest(what, run.jobs.map(({ id }) => id));
  return near ? ` Did you mean ${near}?` : '';
}
