import type { GraphJob, GraphWorkflow, PipelineGraph } from './graph';
import { detailOf, LOOKS } from './looks';
import { stagesOf } from './order';
import { columnsOf, cut, letters, oneLine, wrapped } from './plain-text';
import { linkWords } from './svg';
import type { Standing } from '../simulate/result';

/** How a graph is written for a terminal. */
export interface TextOptions {
  /** Columns of the terminal. @default 100 */
  readonly width?: number;
  /** Whether results have colours. @default false */
  readonly colour?: boolean;
}

const INDENT = 2;
const GAP = 3;
const MIN_COLUMN = 22;
const MAX_COLUMN = 40;
const MIN_WIDTH = 20;
/** Results that are told with their reason below the columns. */
const TOLD: readonly (Standing | undefined)[] = ['failure', 'cancelled', 'skipped', 'waiting', 'pending'];

/** The graph for a terminal: each workflow with its stages as columns, and below them why jobs do not run. */
export function text(graph: PipelineGraph, options: TextOptions = {}): string {
  const width = Math.max(MIN_WIDTH, options.width ?? 100);
  const ink = options.colour ? (code: number, part: string) => `\u001b[${code}m${part}\u001b[0m` : (_: number, part: string) => part;
  const title = graph.event === undefined ? graph.title : `${graph.title}: ${graph.event}`;
  const lines = folded(oneLine(title), width).map((line) => ink(1, line));
  for (const workflow of graph.workflows) lines.push('', ...workflowLines(workflow, graph, width, ink));
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

type Ink = (code: number, part: string) => string;

function workflowLines(workflow: GraphWorkflow, graph: PipelineGraph, width: number, ink: Ink): string[] {
  const look = workflow.result && LOOKS[workflow.result];
  const state = workflow.starts === false ? 'does not start' : look ? look.words : '';
  const parts = [oneLine(workflow.name), oneLine(workflow.path), state];
  const fits = columnsOf(parts.join(' ')) <= width;
  const head = fits ? [[ink(1, parts[0]), ink(90, parts[1]), state === '' ? '' : ink(look?.colour ?? 90, state)].join(' ')] : folded(parts.join(' '), width).map((line) => ink(1, line));
  const words = [workflow.because, linkWords(workflow, graph)].filter((part) => part !== '').flatMap((part) => folded(oneLine(part), width - INDENT));
  const lines = [...head, ...words.map((line) => `${' '.repeat(INDENT)}${line}`)];
  // What does not start is told in two lines: its jobs would hide those that run.
  if (workflow.starts === false) return lines;
  return [...lines, '', ...columnLines(workflow, width - INDENT, ink).map((line) => (line === '' ? '' : `${' '.repeat(INDENT)}${line}`)), ...reasonLines(workflow, width, ink)];
}

function columnLines({ jobs, edges }: GraphWorkflow, width: number, ink: Ink): string[] {
  const stages = stagesOf(jobs, edges);
  const fit = Math.max(1, Math.floor((width + GAP) / (MIN_COLUMN + GAP)));
  const waitedFor = ({ key }: GraphJob) => edges.filter(({ to, kind }) => to === key && kind !== 'artifact').map(({ from }) => from);
  const perBand = Math.min(stages.length, fit);
  const lines: string[] = [];
  for (let first = 0; first < stages.length; first += perBand) {
    if (first > 0) lines.push('');
    lines.push(...bandLines(stages.slice(first, first + perBand), first, width, ink, waitedFor));
  }
  return lines;
}

function bandLines(stages: readonly GraphJob[][], first: number, width: number, ink: Ink, waitedFor: (job: GraphJob) => readonly string[]): string[] {
  const room = Math.min(MAX_COLUMN, Math.floor((width + GAP) / stages.length) - GAP);
  const columns = stages.map((jobs, index) => [{ code: 90, part: `${first + index + 1}` }, ...jobs.flatMap((job) => cells(job, waitedFor(job), room))]);
  const height = Math.max(...columns.map((cellList) => cellList.length));
  return Array.from({ length: height }, (_, row) => columns.map((cellList) => {
    const cell = cellList[row];
    if (!cell) return ' '.repeat(room);
    const part = cut(cell.part, room, columnsOf);
    return `${cell.code === 0 ? part : ink(cell.code, part)}${' '.repeat(Math.max(0, room - columnsOf(part)))}`;
  }).join(' '.repeat(GAP)).trimEnd());
}

function cells(job: GraphJob, waitedFor: readonly string[], room: number): { code: number; part: string }[] {
  const look = job.result && LOOKS[job.result];
  const fit = (words: string) => wrapped(oneLine(words), room - 2, 2, columnsOf);
  const [head, ...rest] = fit(job.name);
  return [
    { code: look ? look.colour : 0, part: `${look ? look.mark : '•'} ${head}` },
    ...rest.map((part) => ({ code: look ? look.colour : 0, part: `  ${part}` })),
    ...fit(detailOf(job, job.result !== 'success')).map((part) => ({ code: 90, part: `  ${part}` })),
    ...(waitedFor.length > 0 ? fit(`← ${waitedFor.join(', ')}`).map((part) => ({ code: 90, part: `  ${part}` })) : []),
  ];
}

function reasonLines({ jobs, notes }: GraphWorkflow, width: number, ink: Ink): string[] {
  const told = jobs.filter(({ result }) => TOLD.includes(result)).flatMap((job) => {
    const look = LOOKS[job.result!];
    const why = [job.because?.words, job.approval === 'none' ? undefined : job.approvalBecause, job.note, failedStep(job)].filter((part): part is string => part !== undefined && part !== '');
    const [head, ...rest] = folded(oneLine(`${job.name} ${look.words}${why.length > 0 ? `: ${[...new Set(why)].join(' ')}` : '.'}`), width - INDENT - 2);
    return [`${ink(look.colour, look.mark)} ${head}`, ...rest.map((line) => `  ${line}`)];
  });
  const noted = notes.flatMap((note) => folded(oneLine(`Note: ${note}`), width - INDENT));
  const lines = [...told, ...noted];
  return lines.length === 0 ? [] : ['', ...lines.map((line) => `${' '.repeat(INDENT)}${line}`)];
}

function failedStep({ steps }: GraphJob): string | undefined {
  const failed = steps.find(({ conclusion }) => conclusion === 'failure');
  return failed && `The step ${failed.name} fails.`;
}

// At spaces, and inside of words that are longer than a line.
function folded(words: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words.split(' ').flatMap((each) => pieces(each, width))) {
    if (line !== '' && columnsOf(`${line} ${word}`) > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

function pieces(word: string, width: number): string[] {
  if (columnsOf(word) <= width) return [word];
  const all: string[] = [''];
  for (const letter of letters(word)) {
    if (columnsOf(all[all.length - 1] + letter) > width) all.push('');
    all[all.length - 1] += letter;
  }
  return all;
}
