/**
 * Every way in which a workflow can go, found without the simulator or the prover: small, slow and written from GitHub's
 * rules alone, so that both can be compared with it.
 */
import type { Result } from '../../src/simulate/result';
import { ancestorsOf, RandomJob, View } from '../simulate/random-workflows';

type Outputs = Readonly<Record<string, string>>;
type State = 'open' | 'running' | Result;

interface Leg {
  readonly job: number;
  readonly index: number;
  state: State;
  isCut: boolean;
  hasRun: boolean;
  outputs: Outputs;
}

interface World {
  isCancelled: boolean;
  /** By job; undefined until its condition was looked at. */
  legs: (Leg[] | undefined)[];
  ends: ({ readonly result: Result; readonly outputs: Outputs } | undefined)[];
  /** At work, as `[job, leg]`, in the order in which they began. */
  queue: [number, number][];
  /** At work until somebody cancels the run. */
  held: [number, number][];
  deviations: number;
}

/** One way in which it ended. */
export interface Leaf {
  /** Results of the legs by key. */
  readonly results: Readonly<Record<string, Result>>;
  /** Keys of those that were at work. */
  readonly ran: readonly string[];
  readonly isCancelled: boolean;
  /** Jobs that did not end in the usual way. */
  readonly deviations: number;
}

/**
 * Every way in which the run can go. Jobs end in the order in which they began, those that are at work when somebody cancels
 * the run after all others; with `anyOrder` they end in every order, and somebody cancels the run at every moment.
 */
export function* everyWay(jobs: readonly RandomJob[], anyOrder = false): Generator<Leaf> {
  const first: World = { isCancelled: false, legs: jobs.map(() => undefined), ends: jobs.map(() => undefined), queue: [], held: [], deviations: 0 };
  goOn(first, jobs);
  yield* anyOrder ? inAnyOrder(first, jobs) : inOrder(first, jobs);
}

function* inOrder(world: World, jobs: readonly RandomJob[]): Generator<Leaf> {
  if (world.queue.length === 0) {
    if (world.held.length === 0) {
      yield leafOf(world, jobs);
      return;
    }
    cancel(world, jobs);
    world.queue = world.held;
    world.held = [];
    goOn(world, jobs);
  }
  const [job, leg] = world.queue[0];
  for (const [index, ending] of endingsOf(world, jobs, job, leg).entries()) yield* inOrder(ended(world, jobs, 0, ending, index), jobs);
  if (leg > 0 || world.isCancelled || world.legs[job]![leg].isCut) return;
  const next = structuredClone(world);
  next.held.push(...next.queue.splice(0, 1));
  next.deviations += 1;
  yield* inOrder(next, jobs);
}

function* inAnyOrder(world: World, jobs: readonly RandomJob[]): Generator<Leaf> {
  if (world.queue.length === 0) yield leafOf(world, jobs);
  for (const [at, [job, leg]] of world.queue.entries()) {
    for (const [index, ending] of endingsOf(world, jobs, job, leg).entries()) yield* inAnyOrder(ended(world, jobs, at, ending, index), jobs);
  }
  if (world.isCancelled || world.queue.length === 0) return;
  const next = structuredClone(world);
  cancel(next, jobs);
  goOn(next, jobs);
  yield* inAnyOrder(next, jobs);
}

function ended(world: World, jobs: readonly RandomJob[], at: number, ending: Ending, index: number): World {
  const next = structuredClone(world);
  const [[job, leg]] = next.queue.splice(at, 1);
  if (index > 0) next.deviations += 1;
  end(next, jobs, next.legs[job]![leg], ending);
  goOn(next, jobs);
  return next;
}

interface Ending {
  readonly result: 'success' | 'failure' | 'cancelled';
  readonly outputs: Outputs;
}

function endingsOf(world: World, jobs: readonly RandomJob[], job: number, index: number): Ending[] {
  const isRead = jobs.some(({ condition }) => condition.reads === jobs[job].id);
  const told: Outputs[] = isRead ? [{ o: 'yes' }, { o: '' }] : [{}];
  const { isCut } = world.legs[job]![index];
  // Of the legs of a matrix it is enough that one differs.
  if (index > 0) return [isCut ? { result: 'cancelled', outputs: {} } : { result: 'success', outputs: told[0] }];
  if (isCut) return [{ result: 'cancelled', outputs: {} }, { result: 'success', outputs: told[0] }];
  return [
    ...told.map((outputs) => ({ result: 'success' as const, outputs })),
    ...[...told, ...(isRead ? [{}] : [])].map((outputs) => ({ result: 'failure' as const, outputs })),
    { result: 'cancelled', outputs: {} },
  ];
}

function end(world: World, jobs: readonly RandomJob[], leg: Leg, { result, outputs }: Ending): void {
  const { mayFail, failFast } = jobs[leg.job];
  leg.outputs = outputs;
  leg.state = result === 'failure' && mayFail ? 'success' : result;
  if (leg.state === 'failure' && failFast) for (const other of world.legs[leg.job]!) cut(other);
}

function cancel(world: World, jobs: readonly RandomJob[]): void {
  world.isCancelled = true;
  for (const [index, legs] of world.legs.entries()) {
    for (const leg of legs ?? []) if (leg.state !== 'running' || !jobs[index].condition.holds(viewOf(world, jobs, index))) cut(leg);
  }
}

function cut(leg: Leg): void {
  if (leg.state === 'running') leg.isCut = true;
  if (leg.state === 'open') leg.state = 'cancelled';
}

// Looks at the conditions of those whose needs have ended, and lets begin who may.
function goOn(world: World, jobs: readonly RandomJob[]): void {
  jobs.forEach((job, index) => {
    if (world.ends[index]) return;
    if (!world.legs[index]) {
      if (!job.needs.every((need) => world.ends[indexOf(jobs, need)])) return;
      if (!job.condition.holds(viewOf(world, jobs, index))) {
        world.ends[index] = { result: 'skipped', outputs: {} };
        return;
      }
      world.legs[index] = Array.from({ length: job.legs }, (_, leg) => ({ job: index, index: leg, state: 'open', isCut: false, hasRun: false, outputs: {} }));
    }
    const legs = world.legs[index]!;
    for (const leg of legs) {
      if (leg.state !== 'open' || legs.filter(({ state }) => state === 'running').length >= (job.maxParallel ?? job.legs)) continue;
      leg.state = 'running';
      leg.hasRun = true;
      world.queue.push([index, leg.index]);
    }
    if (legs.some(({ state }) => state === 'open' || state === 'running')) return;
    const result = (['failure', 'cancelled', 'success'] as const).find((each) => legs.some(({ state }) => state === each))!;
    world.ends[index] = { result, outputs: Object.assign({}, ...legs.map(({ outputs }) => (outputs.o ? outputs : {}))) };
  });
}

function viewOf(world: World, jobs: readonly RandomJob[], index: number): View {
  return {
    isCancelled: world.isCancelled,
    before: ancestorsOf(jobs[index].id, jobs).map((id) => world.ends[indexOf(jobs, id)]!.result),
    needs: Object.fromEntries(jobs[index].needs.map((id) => [id, world.ends[indexOf(jobs, id)]!])),
  };
}

function indexOf(jobs: readonly RandomJob[], id: string): number {
  return jobs.findIndex((each) => each.id === id);
}

function leafOf({ isCancelled, legs, ends, deviations }: World, jobs: readonly RandomJob[]): Leaf {
  const results: Record<string, Result> = {};
  const ran: string[] = [];
  jobs.forEach(({ id, legs: count }, index) => {
    if (!legs[index]) results[id] = ends[index]!.result;
    for (const leg of legs[index] ?? []) {
      const key = count === 1 ? id : `${id} (${leg.index + 1})`;
      results[key] = leg.state as Result;
      if (leg.hasRun) ran.push(key);
    }
  });
  return { results, ran, isCancelled, deviations };
}
