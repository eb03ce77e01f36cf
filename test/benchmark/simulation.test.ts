/**
 * Invariants, on simulated machines with fixed seeds and by the code that the command runs: of 100 comparisons without a
 * change at most one fails, of 100 with a true regression of 15 % at least 95 do. The counts are printed with their seeds.
 */
import { alarms, MACHINES, randomOf, Simulation } from './noise';

// The defaults of the stage.
const settings = { threshold: 10, repetitions: 40 };
const FIRST = 20260101;
const COUNT = 100;

const machines = Object.entries(MACHINES);
const count = (simulation: Omit<Simulation, 'seed' | 'settings'>, first = FIRST) => alarms({ settings, ...simulation }, first, COUNT);
const told = (what: string, found: number) => {
  process.stdout.write(`${what}: ${found} of ${COUNT} (seeds ${FIRST} to ${FIRST + COUNT - 1})\n`);
  return found;
};

test.each(machines)('%s: without a change', (name, machine) => {
  expect(told(`${name}, no change`, count({ machine, effects: [1] }))).toBeLessThanOrEqual(1);
});

test.each(machines)('%s: a true regression of 15 %%', (name, machine) => {
  expect(told(`${name}, 15 % slower`, count({ machine, effects: [1.15] }))).toBeGreaterThanOrEqual(95);
});

test.each(machines)('%s: an improvement is never a regression', (name, machine) => {
  expect(told(`${name}, 15 % faster`, count({ machine, effects: [1 / 1.15] }))).toBe(0);
});

test('twenty benchmarks without a change raise no more false alarms than one', () => {
  expect(told('20 benchmarks, no change', count({ machine: MACHINES['±20 % uniform'], effects: new Array(20).fill(1) }))).toBeLessThanOrEqual(1);
});

test('one regression of 15 % among twenty benchmarks is found', () => {
  const effects = [...new Array(19).fill(1), 1.15];
  expect(told('1 of 20 benchmarks 15 % slower', count({ machine: MACHINES['±20 % uniform'], effects }))).toBeGreaterThanOrEqual(95);
});

test('values where more is better are judged alike', () => {
  const machine = MACHINES['±20 % uniform'];
  expect(count({ machine, effects: [1], better: 'bigger' })).toBeLessThanOrEqual(1);
  expect(count({ machine, effects: [1.15], better: 'bigger' })).toBeGreaterThanOrEqual(95);
});

test('a rule without a confirmation and without a measured noise would not do', () => {
  // One run of each side against the threshold, as is often done: what this is better than.
  const naive = (effect: number) => alarmsOfOneRun(effect);
  expect(told('one run each, no change', naive(1))).toBeGreaterThan(15);
  expect(told('one run each, 15 % slower', naive(1.15))).toBeLessThan(80);
});

function alarmsOfOneRun(effect: number): number {
  let found = 0;
  for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
    const random = randomOf(seed);
    const slowness = MACHINES['±20 % uniform'](random);
    if ((slowness(1) * effect) / slowness(0) > 1.1) found++;
  }
  return found;
}
