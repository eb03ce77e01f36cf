import { parseOptions } from './options';
import type { Output } from './output';
import { simulationPlace } from './simulation-source';
import { UsageError } from './usage-error';
import { asUsageError, eventOf } from './world-arguments';

export const PROVE_HELP = `Usage: projen-delivery prove [OPTION...] [WORKFLOW...]

Tries every way in which the jobs of the repository around the current folder can end,
and looks whether the laws hold that should hold everywhere: each job can run; a job
without a condition runs once all that it needs has succeeded; no environment is
deployed to by two runs at once. Of a law that is broken, the shortest run that breaks
it is told. Laws of your own are a line each in a test: docs/prove.md.

WORKFLOW is a file name with or without its ending, a path, or a name of a
workflow. Without WORKFLOW: all.

Options:
  --event EVENT    only runs of this event, by its name or as JSON; may be repeated.
                   Without it: events of every kind that the files wait for
  --budget CASES   most cases for a law, a workflow and an event (default 20000);
                   beyond, others are drawn by chance
  --seed NUMBER    for what is drawn by chance (default 1)
  --help           this text

Exit code: 0 all laws hold, 1 one is broken, 2 it could not be proved; the message
says why.
`;

const OPTIONS = {
  event: { type: 'string', multiple: true, default: [] as string[] },
  budget: { type: 'string', default: '20000' },
  seed: { type: 'string', default: '1' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** `projen-delivery prove`; gives the exit code. */
export function prove(args: readonly string[], output: Output): number {
  const { values, positionals } = parseOptions('prove', args, OPTIONS);
  if (values.help) {
    output.result(PROVE_HELP);
    return 0;
  }
  try {
    const { repository, asked } = simulationPlace(positionals, output);
    const { Prover } = require('../prove/prove') as typeof import('../prove/prove');
    const { standingLaws } = require('../prove/standing-laws') as typeof import('../prove/standing-laws');
    const laws = standingLaws(repository).filter((law) => law.kind === 'apart' || asked(repository.workflow(law.workflow!)!));
    const options = { budget: positive('--budget', values.budget), seed: positive('--seed', values.seed) };
    const proof = new Prover(repository, values.event.map(eventOf)).within(options).that(...laws).check();
    output.result(`${String(proof)}\n`);
    return proof.holds ? 0 : 1;
  } catch (error) {
    asUsageError(error);
  }
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new UsageError(`${option} ${text}: give a whole number from 1`);
  return value;
}
