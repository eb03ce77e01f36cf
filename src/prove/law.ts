import type { Standing } from '../simulate/result';
import type { SimulatedRun } from '../simulate/simulated';

/** Where a law counts. */
export interface LawPlace {
  /** Path of the only workflow that it is about. @default - all that have its jobs */
  readonly workflow?: string;
}

/** A law for every run: in each way in which its jobs can end, it holds. */
export interface EveryLaw extends LawPlace {
  readonly kind: 'every';
  readonly name: string;
  holds(run: SimulatedRun): boolean;
}

/** A law that some run keeps: there is a way in which it holds. */
export interface SomeLaw extends LawPlace {
  readonly kind: 'some';
  readonly name: string;
  holds(run: SimulatedRun): boolean;
}

/** A law for two runs beside each other: these jobs are never at work at once. */
export interface ApartLaw {
  readonly kind: 'apart';
  readonly name: string;
  /** The jobs; none where all that deploy to the same environment are meant. */
  readonly jobs?: readonly [string, string];
}

/** What must hold however jobs end. Jobs are named by id, name or construct path. */
export type Law = EveryLaw | SomeLaw | ApartLaw;

/** Laws by what they say; `Law.every('…', (run) => …)` writes another in a line. */
export const Law = {
  /** Holds in every run. */
  every: (name: string, holds: (run: SimulatedRun) => boolean): Law => ({ kind: 'every', name, holds }),

  /** Holds in some run. */
  some: (name: string, holds: (run: SimulatedRun) => boolean): Law => ({ kind: 'some', name, holds }),

  /** The job is at work in every run that is not cancelled: a required check that is skipped would pass. */
  alwaysRuns: (job: string): Law => Law.every(`${job} is never skipped`, (run) => hasRun(run, job) || run.isCancelled),

  /** There is a way in which the job is at work. */
  canRun: (job: string): Law => Law.some(`${job} can run`, (run) => hasRun(run, job)),

  /** The job never begins once one of these has failed or been cancelled. */
  neverAfterFailureOf: (job: string, ...causes: readonly string[]): Law => Law.every(
    `${job} never begins after ${causes.join(' or ')} failed`,
    (run) => !hasRun(run, job) || !causes.some((cause) => results(run, cause).some((result) => result === 'failure' || result === 'cancelled')),
  ),

  /** The job begins only where all of these have succeeded. */
  onlyAfterSuccessOf: (job: string, ...causes: readonly string[]): Law => Law.every(
    `${job} begins only after ${causes.join(' and ')} succeeded`,
    (run) => !hasRun(run, job) || causes.every((cause) => results(run, cause).every((result) => result === 'success')),
  ),

  /** The job runs whenever that one has failed: as a rollback does after a deployment. */
  followsFailureOf: (job: string, cause: string): Law => Law.every(
    `${job} runs whenever ${cause} failed`,
    (run) => !results(run, cause).includes('failure') || hasRun(run, job),
  ),

  /** No two runs deploy to one environment at once. */
  oneAtATime: (): Law => ({ kind: 'apart', name: 'an environment is never deployed to by two runs at once' }),

  /** Two jobs are never at work at once, whichever runs they are in: as deployments to one environment. */
  neverTogether: (job: string, other: string): Law => ({ kind: 'apart', name: `${job} and ${other} are never at work at once`, jobs: [job, other] }),
};

// A matrix makes several jobs of one name.
function hasRun(run: SimulatedRun, job: string): boolean {
  return run.jobsOf(job).some((each) => each.hasRun);
}

function results(run: SimulatedRun, job: string): Standing[] {
  return run.jobsOf(job).map(({ result }) => result);
}
