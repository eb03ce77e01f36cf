/**
 * Invariants: every way in which jobs can end is tried, each once, those with the fewest deviations first; what a law does
 * not look at hides nothing; a proof that was cut short says so.
 */
import * as fc from 'fast-check';
import { everyWay, Leaf } from './brute-force';
import { Law } from '../../src/prove/law';
import { prove } from '../../src/prove/prove';
import { Event } from '../../src/simulate/event';
import type { SimulatedRun } from '../../src/simulate/simulated';
import { ALWAYS, FAILURE, filesOf, job, RandomJob, randomWorkflow, readsOutput } from '../simulate/random-workflows';

const SEED = 20261122;

/** How the legs ended, and whether the run was cancelled. */
function shapeOf(run: SimulatedRun): string {
  return JSON.stringify([run.jobs.map(({ key, result, hasRun }) => [key, result, hasRun]), run.isCancelled]);
}

function shapeOfLeaf({ results, ran, isCancelled }: Leaf): string {
  return JSON.stringify([Object.entries(results).map(([key, result]) => [key, result, ran.includes(key)]), isCancelled]);
}

function different(shapes: ReadonlySet<string>, leaves: readonly Leaf[]): string[] {
  const all = new Set(leaves.map(shapeOfLeaf));
  return [...[...shapes].filter((each) => !all.has(each)), ...[...all].filter((each) => !shapes.has(each))].slice(0, 3);
}

/** All that the prover tries, by looking at all jobs. */
function tried(jobs: readonly RandomJob[]): { readonly cases: number; readonly isComplete: boolean; readonly shapes: Set<string> } {
  const shapes = new Set<string>();
  const { cases, isComplete } = prove(filesOf(jobs), Event.push()).within({ budget: 200_000 }).that('anything', (run) => (shapes.add(shapeOf(run)), true)).check();
  return { cases, isComplete, shapes };
}

describe('the number of cases is what counting by hand gives', () => {
  test.each<[string, number, RandomJob[]]>([
    // Success, failure, cancelled by itself; cancelled with the run, or just done then.
    ['one job', 5, [job('a')]],
    // Behind a success 5, behind each other ending none.
    ['a chain of two', 9, [job('a'), job('b', ['a'])]],
    ['a chain of three', 13, [job('a'), job('b', ['a']), job('c', ['b'])]],
    ['two beside each other', 25, [job('a'), job('b')]],
    // It goes on when the run is cancelled: 6 behind each of 3 endings, 3 where the run is cancelled already.
    ['one that always runs behind another', 24, [job('a'), job('b', ['a'], { condition: ALWAYS })]],
    ['one that runs after a failure alone', 10, [job('a'), job('b', ['a'], { condition: FAILURE })]],
    // Success tells one of two things, failure one of them or nothing; 5 behind the success that tells the right one.
    ['an output', 12, [job('a'), job('b', ['a'], { condition: readsOutput('a') })]],
    // Behind a success two beside each other; 5 where both of them succeed.
    ['a diamond', 33, [job('a'), job('b', ['a']), job('c', ['a']), job('d', ['b', 'c'])]],
    // Legs count together: the first of them differs.
    ['a matrix', 5, [job('a', [], { legs: 3 })]],
  ])('%s: %i', (_, count, jobs) => {
    const { cases, isComplete, shapes } = tried(jobs);
    const leaves = [...everyWay(jobs)];
    expect({ cases, isComplete }).toEqual({ cases: count, isComplete: true });
    expect(leaves).toHaveLength(count);
    expect(different(shapes, leaves)).toEqual([]);
  });
});

/** A law at random: some leg never ends like this while another one was, or was not, at work. */
interface RandomLaw {
  readonly one: number;
  readonly result: string;
  readonly two: number;
  readonly hasRun: boolean;
}

const law = fc.record({ one: fc.nat(11), result: fc.constantFrom('success', 'failure', 'cancelled', 'skipped'), two: fc.nat(11), hasRun: fc.boolean() });
const subject = fc.record({ jobs: randomWorkflow({ jobs: 5, legs: 2 }), law });

function lawOf({ one, result, two, hasRun }: RandomLaw, jobs: readonly RandomJob[]): { readonly run: Law; readonly leaf: (leaf: Leaf) => boolean } {
  const [first, second] = [jobs[one % jobs.length].id, jobs[two % jobs.length].id];
  const legs = (leaf: Leaf, id: string) => Object.keys(leaf.results).filter((key) => key === id || key.startsWith(`${id} (`));
  return {
    run: Law.every('random', (run) => !(run.jobsOf(first).some((each) => each.result === result) && run.jobsOf(second).some((each) => each.hasRun) === hasRun)),
    leaf: (leaf) => !(legs(leaf, first).some((key) => leaf.results[key] === result) && legs(leaf, second).some((key) => leaf.ran.includes(key)) === hasRun),
  };
}

// Whoever cancels the run does so at any moment, whichever jobs have ended by then.
test(`in whatever order jobs end, nothing else comes of it (seed ${SEED})`, () => {
  let ways = 0;
  fc.assert(fc.property(randomWorkflow({ jobs: 4, legs: 2 }), (random) => {
    const jobs = random.map((each) => ({ ...each, legs: 1 }));
    const { shapes } = tried(jobs);
    ways += shapes.size;
    expect(different(shapes, [...everyWay(jobs, true)])).toEqual([]);
  }), { seed: SEED, numRuns: 200, verbose: 1 });
  expect(ways).toBeGreaterThan(2_000);
});

describe(`random workflows (seed ${SEED})`, () => {
  test('every way is tried, and no other', () => {
    let ways = 0;
    fc.assert(fc.property(randomWorkflow({ jobs: 5, legs: 2 }), (jobs) => {
      const leaves = [...everyWay(jobs)];
      ways += leaves.length;
      const { cases, shapes } = tried(jobs);
      expect(cases).toBe(leaves.length);
      expect(different(shapes, leaves)).toEqual([]);
    }), { seed: SEED, numRuns: 200, verbose: 1 });
    expect(ways).toBeGreaterThan(10_000);
  });

  test('a counterexample is found where there is one, it is the shortest, and it is one', () => {
    const found = { broken: 0, kept: 0 };
    fc.assert(fc.property(subject, ({ jobs, law: random }) => {
      const { run: every, leaf: keeps } = lawOf(random, jobs);
      const broken = [...everyWay(jobs)].filter((leaf) => !keeps(leaf)).map(({ deviations }) => deviations);
      found[broken.length > 0 ? 'broken' : 'kept'] += 1;
      // Only those that decide about the jobs of the law are asked; then all of them.
      const whole = Law.every('random', (run) => run.jobs.length > 0 && 'holds' in every && every.holds(run));
      for (const asked of [every, whole]) {
        const { violations } = prove(filesOf(jobs), Event.push()).within({ budget: 200_000 }).that(asked).check();
        expect(violations.map(({ deviations }) => deviations)).toEqual(broken.length > 0 ? [Math.min(...broken)] : []);
        for (const { runs: [run] } of violations) expect('holds' in every && every.holds(run)).toBe(false);
      }
    }), { seed: SEED, numRuns: 200, verbose: 1 });
    expect(Math.min(found.broken, found.kept)).toBeGreaterThan(30);
  });
});
