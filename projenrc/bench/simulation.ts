/**
 * Measures simulations and proofs in a process that runs: one event on examples/alys, beside the checks of the same
 * files, and the laws that stand everywhere on both examples. Prints ratios; absolute times depend on the machine.
 */
import { resolve } from 'node:path';
import { text, time } from './measure';
import { sourceChecks } from '../../src/checks/registry';
import { runSourceChecks } from '../../src/checks/run-source-checks';
import { prove } from '../../src/prove/prove';
import { standingLaws } from '../../src/prove/standing-laws';
import { DiskTree } from '../../src/read/disk-tree';
import { RepositorySource } from '../../src/read/repository-source';
import { Event } from '../../src/simulate/event';
import { simulate } from '../../src/simulate/simulate';

const EXAMPLES = resolve(__dirname, '..', '..', 'examples');
const ROUNDS = 100;

export function main(): void {
  measureEvent();
  measureProofs();
}

function measureEvent(): void {
  const alys = new RepositorySource(new DiskTree(resolve(EXAMPLES, 'alys')));
  const simulation = simulate(alys, Event.push()).withOutputs('changes', { changed: '["performance"]' });
  simulation.run();
  const samples = Array.from({ length: ROUNDS }, () => time(() => simulation.run()));
  const checks = time(() => runSourceChecks(alys, sourceChecks()));
  console.log(`one push simulated on examples/alys:  ${text(samples)} (goal: at most 20 ms)`);
  console.log(`of what its checks take:              ${((samples.reduce((sum, each) => sum + each, 0) / ROUNDS / checks) * 100).toFixed(1)} %`);
}

function measureProofs(): void {
  let cases = 0;
  const taken = time(() => {
    for (const name of ['alys', 'vmsnap']) {
      const repository = new RepositorySource(new DiskTree(resolve(EXAMPLES, name)));
      cases += prove(repository).that(...standingLaws(repository)).check().cases;
    }
  });
  console.log(`standing laws of both examples:       ${(taken / 1000).toFixed(1)} s for ${cases.toLocaleString('en')} cases (goal: at most 30 s)`);
}

if (require.main === module) main();
