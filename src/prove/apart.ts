import type { ApartLaw } from './law';
import type { Violation } from './proof';
import type { RepositorySource } from '../read/repository-source';
import type { Event } from '../simulate/event';
import type { Given } from '../simulate/given';
import { outputValues } from '../simulate/output-values';
import { isNamed, JobPlaces, SimulatedJob, SimulatedRun } from '../simulate/simulated';
import { Simulation, SimulationOptions } from '../simulate/simulation';

/** Where jobs are kept apart, or not. */
export interface ApartSubject {
  readonly repository: RepositorySource;
  readonly events: readonly Event[];
  readonly options: SimulationOptions;
  readonly given: Given;
}

interface Found {
  readonly run: SimulatedRun;
  readonly job: SimulatedJob;
}

type Match = (held: Found, other: Found) => boolean;

/**
 * Whether two jobs can be at work at once: for each pair of events, one job is held at work while everything else goes
 * on, and the other must not begin.
 */
export function apartViolation(subject: ApartSubject, law: ApartLaw): { readonly cases: number; readonly violation?: Violation } {
  const { places = {} } = subject.options;
  const tries = law.jobs ? pairsOf(law.jobs, places) : environmentPairs(subject);
  let cases = 0;
  for (const { held, matches } of tries) {
    for (const first of subject.events) {
      for (const second of subject.events) {
        const pair = overlap(play(subject, held, first, second), matches);
        if (!pair) continue;
        cases += 1;
        if (pair.length === 0) continue;
        const [one, two] = pair;
        const because = `${one.job.key} was still at work when ${two.job.key} began, started by ${String(second)}`;
        return { cases, violation: { law: law.name, event: first, runs: [one.run, two.run], deviations: 0, because } };
      }
    }
  }
  return { cases };
}

function play({ repository, options, given }: ApartSubject, held: string, ...events: Event[]): readonly SimulatedRun[] {
  return new Simulation(repository, events, options, { ...given, outputs: { ...usualOutputs(repository), ...given.outputs }, held }).run().runs;
}

function pairsOf([one, other]: readonly [string, string], places: JobPlaces): { readonly held: string; readonly matches: Match }[] {
  const is = (what: string) => ({ run, job }: Found) => isNamed(job, what, places[run.workflow.path] ?? {});
  return [[one, other], [other, one]].map(([held, second]) => ({ held, matches: (first, next) => is(held)(first) && is(second)(next) }));
}

// Every job that deploys, against whatever deploys to the same place.
function environmentPairs({ repository }: ApartSubject): { readonly held: string; readonly matches: Match }[] {
  const jobs = new Set(repository.workflows.flatMap((workflow) => workflow.jobs.filter((job) => job.environment !== undefined).map((job) => job.id)));
  const nameOf = ({ job }: Found) => job.environment?.name.toLowerCase();
  return [...jobs].map((held) => ({ held, matches: (one, two) => one.job.id === held && nameOf(one) !== undefined && nameOf(one) === nameOf(two) }));
}

// What conditions ask for, so that jobs begin.
function usualOutputs(repository: RepositorySource): Record<string, Record<string, string>> {
  return Object.fromEntries(repository.workflows.flatMap((workflow) => [...outputValues(workflow)].map(([job, values]) =>
    [job, Object.fromEntries([...values].map(([output, [usual]]) => [output, usual]))])));
}

// Undefined where not both have a run; empty where one waited for the other.
function overlap(runs: readonly SimulatedRun[], matches: Match): [Found, Found] | [] | undefined {
  const all = runs.flatMap((run) => run.jobs.map((job): Found => ({ run, job })));
  const pairs = all.flatMap((one) => all.filter((two) => two.run !== one.run && matches(one, two)).map((two): [Found, Found] => [one, two]));
  if (pairs.length === 0) return undefined;
  return pairs.find(([one, two]) => isDuring(one.job, two.job)) ?? [];
}

function isDuring(one: SimulatedJob, two: SimulatedJob): boolean {
  return one.began !== undefined && two.began !== undefined && one.began < (two.ended ?? Infinity) && two.began < (one.ended ?? Infinity);
}
