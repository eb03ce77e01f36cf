// Machines that are noisy in several ways, the same ones again for the same seed.
import { judge, Judgement, next, Runs, Settings } from '../../src/benchmark/judge';
import { Better, Run } from '../../src/benchmark/measurement';

export type Random = () => number;
/** By what factor the run at this time is slower than on an idle machine. */
export type Machine = (random: Random) => (time: number) => number;

/* eslint-disable no-bitwise -- the generator is made of bits */
/** Numbers from 0 to 1 (mulberry32). */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
/* eslint-enable no-bitwise */

export const normal = (random: Random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

export const MACHINES: Record<string, Machine> = {
  '±20 % uniform': (random) => () => 0.8 + 0.4 * random(),
  // A tenth of the runs meets a neighbour who makes them up to three times as slow.
  'heavy-tailed': (random) => () => Math.exp(0.08 * normal(random)) * (random() < 0.1 ? 1.5 + 1.5 * random() : 1),
  // The machine gets slower and faster again by 20 % while it runs, and is noisy by 10 % beside.
  'drifting': (random) => {
    const phase = random() * 2 * Math.PI;
    const period = 20 + 60 * random();
    return (time) => (1 + 0.2 * Math.sin(phase + (2 * Math.PI * time) / period)) * (0.9 + 0.2 * random());
  },
  // It is busy or idle for some runs at a time.
  'switching': (random) => {
    let busy = false;
    return () => {
      if (random() < 0.1) busy = !busy;
      return (busy ? 1.4 : 1) * (0.95 + 0.1 * random());
    };
  },
  '±2 % uniform': (random) => () => 0.98 + 0.04 * random(),
};

export interface Simulation {
  readonly machine: Machine;
  readonly seed: number;
  /** What the change does to the time of each benchmark, as factors. */
  readonly effects: readonly number[];
  readonly settings: Settings;
  readonly better?: Better;
}

export interface Simulated {
  readonly judgements: readonly Judgement[];
  readonly runs: Runs;
}

/** A whole comparison, decided by the code that the command runs, on a machine of that kind. */
export function simulate({ machine, seed, effects, settings, better = 'smaller' }: Simulation): Simulated {
  const random = randomOf(seed);
  const slowness = machine(random);
  const runs = { first: [] as Runs['first'][number][], confirmation: [] as Runs['first'][number][] };
  let time = 0;
  const run = (side: 'base' | 'head'): Run => ({
    cpu: 0,
    measurements: effects.map((effect, index) => {
      const cost = (index + 1) * slowness(time++) * (side === 'head' ? effect : 1);
      return { name: `benchmark ${index}`, unit: better === 'smaller' ? 'ms' : 'ops/s', value: better === 'smaller' ? cost : 1000 / cost, better };
    }),
  });
  for (let step = next(runs, settings); step; step = next(runs, settings)) {
    for (let pair = step.from; pair <= step.to; pair++) {
      // Which side is first changes from pair to pair, as the script does.
      const [one, two] = pair % 2 === 1 ? [run('base'), run('head')] : [run('head'), run('base')].reverse();
      runs[step.series].push({ base: one, head: two });
    }
  }
  return { judgements: judge(runs, settings), runs };
}

/** How many of the comparisons with these seeds found a regression. */
export function alarms(simulation: Omit<Simulation, 'seed'>, first: number, count: number): number {
  let found = 0;
  for (let seed = first; seed < first + count; seed++) {
    if (simulate({ ...simulation, seed }).judgements.some(({ verdict }) => verdict === 'slower')) found++;
  }
  return found;
}
