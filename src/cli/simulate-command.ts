import { oneOf, parseOptions } from './options';
import { Output, printable } from './output';
import { SimulationPlace, simulationPlace } from './simulation-source';
import { UsageError } from './usage-error';
import { asUsageError, eventOf, World, WORLD_HELP, WORLD_OPTIONS, worldOf } from './world-arguments';
import type { Event } from '../simulate/event';
import type { Simulated } from '../simulate/simulated';

export const SIMULATE_HELP = `Usage: projen-delivery simulate [OPTION...] [WORKFLOW...]

Tells what an event starts in the repository around the current folder, what runs,
what is skipped or waits, and why. Offline; runs nothing.

WORKFLOW is a file name with or without its ending, a path, or a name of a
workflow: only its runs are told. Without WORKFLOW: all.

Options:
  --event EVENT    an event by its name, such as push or pull_request, or as JSON:
                   '{"push": {"branch": "main", "files": ["README.md"]}}'. Several
                   come one after the other, while the earlier runs are at work.
                   Without it: each event that the files wait for, by itself
${WORLD_HELP}  --why JOB        everything about that job: its condition with all values,
                   permissions, environment, steps
  --format FORMAT  text (default) or json; mermaid, svg and html as of graph
  --output FILE    for these three: write it there
  --help           this text

Exit code: 0 told, 2 it could not be simulated; the message says why.
`;

const FORMATS = ['text', 'json', 'mermaid', 'svg', 'html'] as const;
const OPTIONS = {
  event: { type: 'string', multiple: true, default: [] as string[] },
  ...WORLD_OPTIONS,
  why: { type: 'string' },
  format: { type: 'string', default: 'text' },
  output: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** `projen-delivery simulate`; gives the exit code. */
export function simulate(args: readonly string[], output: Output): number {
  const { values, positionals } = parseOptions('simulate', args, OPTIONS);
  if (values.help) {
    output.result(SIMULATE_HELP);
    return 0;
  }
  const format = oneOf('--format', values.format, FORMATS);
  if (format !== 'text' && format !== 'json') return pictured(args, values.why, output);
  if (values.output !== undefined) throw new UsageError(`--output is for pictures. Write --format ${format} > ${values.output}`);
  try {
    const place = simulationPlace(positionals, output);
    const world = worldOf(place.repository, values);
    const groups = values.event.length > 0 ? [values.event.map(eventOf)] : usual(place).map((event) => [event]);
    const outcomes = groups.map((events) => ({ events, outcome: play(place, world, events) }));
    if (format === 'json') output.result(`${JSON.stringify(outcomes.map(({ events, outcome }) => jsonOf(events, outcome, place)), undefined, 2)}\n`);
    else output.result(outcomes.map(({ events, outcome }) => textOf(events, outcome, place, values.why)).join('\n'));
    for (const [job, outputs] of Object.entries(world.assumed)) {
      for (const [name, value] of Object.entries(outputs)) output.note(printable(`projen-delivery: ${job}.${name} is taken to be ${value}; --given '${job}.${name}=…' says otherwise`));
    }
  } catch (error) {
    asUsageError(error);
  }
  return 0;
}

function pictured(args: readonly string[], why: string | undefined, output: Output): number {
  if (why !== undefined) throw new UsageError('--why is told as text. Take --format away');
  return (require('./graph-command') as typeof import('./graph-command')).graph(args, output);
}

function usual({ repository, asked }: SimulationPlace): Event[] {
  const { usualEvents } = require('../simulate/usual-events') as typeof import('../simulate/usual-events');
  const { decideTrigger } = require('../simulate/trigger-decision') as typeof import('../simulate/trigger-decision');
  return usualEvents(repository).filter((event) => repository.workflows.some((workflow) => asked(workflow) && decideTrigger(workflow, event).starts));
}

function play({ repository }: SimulationPlace, world: World, events: readonly Event[]): Simulated {
  const { simulate: start } = require('../simulate/simulate') as typeof import('../simulate/simulate');
  return world.apply(start(repository, ...events)).run();
}

function textOf(events: readonly Event[], outcome: Simulated, { asked }: SimulationPlace, why: string | undefined): string {
  const { simulationText, jobText } = require('../simulate/simulation-text') as typeof import('../simulate/simulation-text');
  if (why === undefined) return simulationText(events, outcome, asked);
  const jobs = outcome.runs.filter(({ workflow }) => asked(workflow)).flatMap((run) => run.jobsOf(why));
  return jobs.length > 0 ? jobs.map(jobText).join('\n') : `${events.map(String).join(', then ')}: no run has a job ${printable(why)}\n`;
}

function jsonOf(events: readonly Event[], outcome: Simulated, { asked }: SimulationPlace): object {
  const { simulationJson } = require('../simulate/simulation-json') as typeof import('../simulate/simulation-json');
  return simulationJson(events, outcome, asked);
}
