import type { ApartLaw } from './law';
import type { Violation } from './proof';
import type { RepositorySource } from '../read/repository-source';
import type { Event } from '../simulate/event';
import type { Given } from '../simulate/given';
import { outputValues } from '../simulate/output-values';
import { isNamed, SimulatedJob, SimulatedRun } from '../simulate/simulated';
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

type Answered = Pick<Given, 'results' | 'outputs'>;

/** An event, how jobs answer, and what is at work some time then. */
interface Way {
  readonly event: Event;
  readonly answers: Answered;
  readonly begun: readonly Found[];
}

type Sides = (one: Found, two: Found) => boolean;

const AS_USUAL: Answered = { results: {}, outputs: {} };

/**
 * Whether two jobs can be at work at once: for each pair of events, one job is held at work while everything else goes
 * on, and the other must not begin. A job that begins only once another has failed gets that failure.
 */
export function apartViolation(subject: ApartSubject, law: ApartLaw): { readonly cases: number; readonly violation?: Violation } {
  const known = { ...subject, given: { ...subject.given, outputs: { ...usualOutputs(subject.repository), ...subject.given.outputs } } };
  const { isAsked, meet } = askedBy(law, subject);
  const ways = subject.events.flatMap((event) => waysOf(known, event, isAsked));
  let cases = 0;
  for (const first of ways) {
    for (const second of ways) {
      const held = new Set(first.begun.filter((one) => second.begun.some((two) => meet(one, two))).map(({ job }) => job.key));
      for (const key of held) {
        const pair = overlap(play(known, [first, second], key), law, meet);
        cases += 1;
        if (!pair) continue;
        const [one, two] = pair;
        const because = `${one.job.key} was still at work when ${two.job.key} began, started by ${String(two.run.event)}`;
        return { cases, violation: { law: law.name, event: first.event, runs: [...new Set([one.run, two.run])], deviations: 0, because } };
      }
    }
  }
  return { cases };
}

function askedBy({ jobs }: ApartLaw, { options: { places = {} } }: ApartSubject): { readonly isAsked: (found: Found) => boolean; readonly meet: Sides } {
  if (!jobs) {
    const nameOf = ({ job }: Found) => job.environment?.name.toLowerCase();
    return { isAsked: ({ job }) => job.source.environment !== undefined, meet: (one, two) => nameOf(one) !== undefined && nameOf(one) === nameOf(two) };
  }
  const is = ({ run, job }: Found, what: string) => isNamed(job, what, places[run.workflow.path] ?? {});
  const [a, b] = jobs;
  return { isAsked: (found) => jobs.some((what) => is(found, what)), meet: (one, two) => (is(one, a) && is(two, b)) || (is(one, b) && is(two, a)) };
}

// The usual one, and for each job that does not begin then, one in which another has failed and it does.
function waysOf(subject: ApartSubject, event: Event, isAsked: (found: Found) => boolean): Way[] {
  const usual = wayOf(subject, event, AS_USUAL, isAsked);
  const idle = usual.all.filter((found) => isAsked(found) && !found.job.hasRun);
  const others = idle.flatMap(({ job }) => {
    for (const cause of job.source.ancestors) {
      for (const outputs of [{}, { [cause.id]: {} }]) {
        const way = wayOf(subject, event, { results: { [cause.id]: 'failure' }, outputs }, isAsked);
        if (way.begun.some((found) => found.job.key === job.key)) return [way];
      }
    }
    return [];
  });
  return [usual, ...others].filter(({ begun }) => begun.length > 0);
}

function wayOf(subject: ApartSubject, event: Event, answers: Answered, isAsked: (found: Found) => boolean): Way & { readonly all: readonly Found[] } {
  const all = play(subject, [{ event, answers, begun: [] }]).flatMap((run) => run.jobs.map((job): Found => ({ run, job })));
  return { event, answers, all, begun: all.filter((found) => found.job.hasRun && isAsked(found)) };
}

function play({ repository, options, given }: ApartSubject, ways: readonly Way[], held?: string): readonly SimulatedRun[] {
  const answers: Answered = {
    results: Object.assign({}, given.results, ...ways.map((way) => way.answers.results)),
    outputs: Object.assign({}, given.outputs, ...ways.map((way) => way.answers.outputs)),
  };
  return new Simulation(repository, ways.map(({ event }) => event), options, { ...given, ...answers, held: held ?? given.held }).run().runs;
}

// What conditions ask for, so that jobs begin.
function usualOutputs(repository: RepositorySource): Record<string, Record<string, string>> {
  return Object.fromEntries(repository.workflows.flatMap((workflow) => [...outputValues(workflow, repository)].map(([job, values]) =>
    [job, Object.fromEntries([...values].map(([output, [usual]]) => [output, usual]))])));
}

// Two jobs of one run count where they are named; legs that deploy to one place do so on purpose.
function overlap(runs: readonly SimulatedRun[], { jobs }: ApartLaw, meet: Sides): [Found, Found] | undefined {
  const all = runs.flatMap((run) => run.jobs.map((job): Found => ({ run, job })));
  for (const one of all) {
    const two = all.find((other) => other !== one && (other.run !== one.run || jobs !== undefined) && meet(one, other) && isDuring(one.job, other.job));
    if (two) return one.job.began! <= two.job.began! ? [one, two] : [two, one];
  }
  return undefined;
}

function isDuring(one: SimulatedJob, two: SimulatedJob): boolean {
  return one.began !== undefined && two.began !== undefined && one.began < (two.ended ?? Infinity) && two.began < (one.ended ?? Infinity);
}
