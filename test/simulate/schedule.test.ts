/**
 * Invariants of every run, over random workflows and endings: each job ends; none begins before those it needs have ended;
 * a matrix never has more legs at work than it may; without a condition of its own a job begins only where all before it
 * succeeded; the same again gives the same; and in which order jobs end decides nothing where nothing is cut off.
 */
import * as fc from 'fast-check';
import { ancestorsOf, filesOf, job, RandomJob, randomWorkflow } from './random-workflows';
import { ConcurrencyGroups } from '../../src/simulate/concurrency-groups';
import { Event } from '../../src/simulate/event';
import { NOTHING_GIVEN } from '../../src/simulate/given';
import type { JobEnding } from '../../src/simulate/job-turn';
import type { RunSchedule } from '../../src/simulate/run-schedule';
import { repositoryOf, simulate } from '../../src/simulate/simulate';
import type { SimulatedJob, SimulatedRun } from '../../src/simulate/simulated';
import type { Simulation } from '../../src/simulate/simulation';
import { Clock, startRun } from '../../src/simulate/start-run';

const SEED = 20261122;
const RUNS = 400;
const push = Event.push({ branch: 'main' });
const outcome = fc.constantFrom('success' as const, 'success' as const, 'failure' as const, 'cancelled' as const);
const story = fc.record({
  jobs: randomWorkflow({ jobs: 8, legs: 4 }),
  /** By key, over and over. */
  results: fc.array(outcome, { minLength: 12, maxLength: 12 }),
  tells: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
  cancelledAt: fc.option(fc.nat(7)),
  order: fc.array(fc.nat(1000), { minLength: 24, maxLength: 24 }),
});

type Story = typeof story extends fc.Arbitrary<infer S> ? S : never;

function simulationOf({ jobs, results, tells, cancelledAt }: Story): Simulation {
  let simulation = simulate(filesOf(jobs), push);
  jobs.forEach(({ id }, index) => {
    simulation = simulation.withResult(id, results[index]).withOutputs(id, { o: tells[index] ? 'yes' : '' });
  });
  return cancelledAt === null ? simulation : simulation.cancelledAt(jobs[cancelledAt % jobs.length].id);
}

function shapeOf({ conclusion, isCancelled, jobs }: SimulatedRun): unknown {
  const legs = jobs.map(({ key, result, outcome: own, outputs, because, note, hasRun }) => [key, result, own, outputs, because.words, note, hasRun]);
  return [conclusion, isCancelled, legs];
}

/** Most of these that were at work at once. */
function most(legs: readonly SimulatedJob[]): number {
  const begun = legs.filter(({ hasRun }) => hasRun);
  return Math.max(0, ...begun.map(({ began }) => begun.filter((other) => other.began! <= began! && began! < other.ended!).length));
}

function check(jobs: readonly RandomJob[], run: SimulatedRun): void {
  const legsOf = (id: string) => run.jobs.filter((each) => each.id === id);
  expect(run.jobs.filter(({ result }) => !['success', 'failure', 'cancelled', 'skipped'].includes(result))).toEqual([]);
  expect(['success', 'failure', 'cancelled', 'skipped']).toContain(run.conclusion);
  for (const { id, needs, maxParallel, legs, condition } of jobs) {
    const own = legsOf(id);
    expect(own.length === legs || (own.length === 1 && !own[0].hasRun)).toBe(true);
    expect(most(own)).toBeLessThanOrEqual(maxParallel ?? legs);
    for (const leg of own.filter(({ hasRun }) => hasRun)) {
      expect(leg.ended).toBeGreaterThan(leg.began!);
      for (const need of needs.flatMap(legsOf)) expect(need.ended ?? 0).toBeLessThan(leg.began!);
      if (condition.text === undefined) expect(ancestorsOf(id, jobs).flatMap(legsOf).map(({ result }) => result).filter((result) => result !== 'success')).toEqual([]);
    }
    if (own[0].result === 'skipped') expect(own).toHaveLength(1);
  }
}

test(`${RUNS} random workflows (seed ${SEED})`, () => {
  const seen = { cancelled: 0, skipped: 0, matrix: 0 };
  fc.assert(fc.property(story, (given) => {
    const [run] = simulationOf(given).run().runs;
    check(given.jobs, run);
    expect(shapeOf(simulationOf(given).run().runs[0])).toEqual(shapeOf(run));
    seen.cancelled += Number(run.isCancelled);
    seen.skipped += Number(run.jobs.some(({ result }) => result === 'skipped'));
    seen.matrix += Number(run.jobs.some(({ key }) => key.includes('(')));
  }), { seed: SEED, numRuns: RUNS, verbose: 1 });
  // Not all of one kind.
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(RUNS / 10);
});

describe('in which order jobs end', () => {
  function started(jobs: readonly RandomJob[]): RunSchedule {
    const repository = repositoryOf(filesOf(jobs));
    const [groups, clock, options] = [new ConcurrencyGroups(), new Clock(), {}];
    return startRun({ workflow: repository.workflows[0], event: push, number: 1, id: 1, repository, options, given: NOTHING_GIVEN, groups, clock });
  }

  /** Drives the run of the story; `pick` says who of those at work ends next. */
  function drive({ jobs, results, tells }: Story, pick: (count: number) => number): SimulatedRun {
    const run = started(jobs);
    const open = run.ready();
    while (open.length > 0) {
      const [turn] = open.splice(pick(open.length), 1);
      const index = jobs.findIndex(({ id }) => id === turn.id);
      // Legs differ, in a way that hangs on their place in the matrix.
      const leg = Number(turn.leg.n ?? 0);
      const ending: JobEnding = { result: turn.isCancelled() ? 'cancelled' : results[(index + leg) % results.length], outputs: { o: tells[index] ? 'yes' : '' } };
      run.settle(turn, ending);
      open.push(...run.ready());
    }
    return run.outcome();
  }

  test(`decides nothing where no matrix fails fast (seed ${SEED})`, () => {
    fc.assert(fc.property(story, (given) => {
      const calm = { ...given, jobs: given.jobs.map((each) => ({ ...each, failFast: false })) };
      let at = 0;
      const random = drive(calm, (count) => calm.order[(at += 1) % calm.order.length] % count);
      check(calm.jobs, random);
      expect(shapeOf(random)).toEqual(shapeOf(drive(calm, () => 0)));
      expect(shapeOf(random)).toEqual(shapeOf(drive(calm, (count) => count - 1)));
    }), { seed: SEED, numRuns: RUNS, verbose: 1 });
  });

  test('a job that is not at work cannot end', () => {
    const run = started([job('a')]);
    const [turn] = run.ready();
    expect(run.ready()).toEqual([]);
    expect(run.standing).toBe('running');
    run.settle(turn, { result: 'success' });
    expect(() => run.settle(turn, { result: 'success' })).toThrow('The job "a" is not at work in .github/workflows/ci.yml #1.');
    run.ready();
    expect(run.standing).toBe('success');
  });
});
