import { basename, extname } from 'node:path';
import { writeMade } from './graph-output';
import { oneOf, parseOptions } from './options';
import { Output, printable } from './output';
import { simulationPlace } from './simulation-source';
import { UsageError } from './usage-error';
import { asUsageError, eventOf, World, WORLD_HELP, WORLD_OPTIONS, worldOf } from './world-arguments';
import { MARKER } from '../graph/assets';
import type { PipelineGraph } from '../graph/graph';
import { GraphError } from '../graph/graph-error';
import { graphOf } from '../graph/static-graph';
import type { RepositorySource } from '../read/repository-source';
import type { WorkflowSource } from '../read/workflow-source';
import type { Event } from '../simulate/event';
import { SimulationError } from '../simulate/simulation-error';

export const GRAPH_HELP = `Usage: projen-delivery graph [OPTION...] [WORKFLOW...]

Draws the workflows of the repository around the current folder: their jobs,
what waits for what, and, for an event, what it starts, skips and holds up.
Offline; runs nothing.

WORKFLOW is a file name with or without its ending, a path, or a name of a
workflow. Without WORKFLOW: all.

Options:
  --format FORMAT  text (default), mermaid, svg or html: a page where an event
                   is chosen. Without it the ending of FILE decides
  --event EVENT    simulate this event, such as push or pull_request; may be
                   repeated for text and html. Without it the files alone are
                   drawn, and a page offers the events that the files wait for
${WORLD_HELP}  --output FILE    write it there, inside the repository. A file that is there
                   is replaced only if this command made it
  --width COLUMNS  columns of the text (default: those of the terminal, or 100)
  --help           this text

Exit code: 0 drawn, 2 it could not be drawn; the message says why.
`;

const FORMATS = ['text', 'mermaid', 'svg', 'html'] as const;
type Format = typeof FORMATS[number];

const ENDINGS: Readonly<Record<string, Format>> = { '.svg': 'svg', '.html': 'html', '.htm': 'html', '.mmd': 'mermaid', '.mermaid': 'mermaid', '.md': 'mermaid' };

const OPTIONS = {
  format: { type: 'string' },
  event: { type: 'string', multiple: true, default: [] as string[] },
  ...WORLD_OPTIONS,
  output: { type: 'string' },
  width: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** `projen-delivery graph`; gives the exit code. */
export function graph(args: readonly string[], output: Output): number {
  const { values, positionals } = parseOptions('graph', args, OPTIONS);
  if (values.help) {
    output.result(GRAPH_HELP);
    return 0;
  }
  const format = formatOf(values.format, values.output);
  try {
    const { root, repository, asked: only } = simulationPlace(positionals, output);
    const title = basename(root);
    const made = drawn(format, repository, values.event, { title, only, text: textOptions(values.width, values.output), world: worldOf(repository, values), output });
    if (values.output === undefined) output.result(made);
    else writeMade(values.output, inFile(made, format, values.output), { from: process.cwd(), root, marker: MARKER });
  } catch (error) {
    if (error instanceof GraphError) throw new UsageError(printable(error.message));
    asUsageError(error);
  }
  return 0;
}

interface Asked {
  readonly title: string;
  readonly only: (workflow: WorkflowSource) => boolean;
  readonly text: { readonly width: number; readonly colour: boolean };
  readonly world: World;
  readonly output: Output;
}

function drawn(format: Format, repository: RepositorySource, events: readonly string[], asked: Asked): string {
  if (format === 'html') return htmlPage(repository, events, asked);
  if (events.length > 1 && format !== 'text') throw new UsageError(`--format ${format}: it shows one event, and ${events.length} were given. Give one, or --format html`);
  const graphs = events.length === 0 ? [graphOf(repository, asked)] : events.map((event) => simulated(repository, eventOf(event), asked));
  if (format === 'svg') return (require('../graph/svg') as typeof import('../graph/svg')).svg(graphs[0]);
  if (format === 'mermaid') return (require('../graph/mermaid') as typeof import('../graph/mermaid')).mermaid(graphs[0]);
  const { text } = require('../graph/text') as typeof import('../graph/text');
  return graphs.map((each) => text(each, asked.text)).join('\n');
}

function htmlPage(repository: RepositorySource, events: readonly string[], asked: Asked): string {
  const { page } = require('../graph/page') as typeof import('../graph/page');
  const base = graphOf(repository, asked);
  if (events.length > 0) return page(base, events.map(eventOf).map((event) => ({ event: event.toString(), graph: simulated(repository, event, asked) })));
  const { usualEvents } = require('../simulate/usual-events') as typeof import('../simulate/usual-events');
  return page(base, usualEvents(repository).flatMap((event) => {
    try {
      return [{ event: event.toString(), graph: simulated(repository, event, asked) }];
    } catch (error) {
      // Nobody asked for it by name, so the others are shown without it.
      if (!(error instanceof SimulationError)) throw error;
      asked.output.note(`projen-delivery: left out: ${event.toString()}: ${error.message}`);
      return [];
    }
  }));
}

function simulated(repository: RepositorySource, event: Event, asked: Asked): PipelineGraph {
  const { simulate } = require('../simulate/simulate') as typeof import('../simulate/simulate');
  const { graphOfSimulation } = require('../graph/simulated-graph') as typeof import('../graph/simulated-graph');
  const { world } = asked;
  return { ...graphOfSimulation(world.apply(simulate(repository, event)).run(), { ...asked, assumed: world.assumed }), event: event.toString() };
}

function formatOf(given: string | undefined, file: string | undefined): Format {
  if (given === undefined) return file === undefined ? 'text' : ENDINGS[extname(file).toLowerCase()] ?? 'text';
  return oneOf('--format', given, FORMATS);
}

function textOptions(given: string | undefined, file: string | undefined): Asked['text'] {
  const width = given === undefined ? process.stdout.columns ?? 100 : Number(given);
  if (!Number.isInteger(width) || width < 20 || width > 1000) throw new UsageError(`--width ${given ?? width}: give a number of columns from 20 to 1000`);
  return { width, colour: file === undefined && process.stdout.isTTY === true && !process.env.NO_COLOR };
}

// Pictures and pages carry the marker themselves.
function inFile(made: string, format: Format, file: string): string {
  if (format === 'text') return `${made}\n${MARKER}\n`;
  if (format !== 'mermaid') return made;
  return extname(file).toLowerCase() === '.md' ? `<!-- ${MARKER} -->\n\n\`\`\`mermaid\n${made}\`\`\`\n` : `%% ${MARKER}\n${made}`;
}
