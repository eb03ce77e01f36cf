import type { GraphEdge, GraphJob, GraphWorkflow, PipelineGraph } from './graph';
import { detailOf, LOOKS } from './looks';
import { oneLine } from './plain-text';
import { description } from './svg';

/** Colours that read well on GitHub's light and dark pages; the words in the boxes say the same. */
const CLASSES: Readonly<Record<string, string>> = {
  success: 'fill:#dafbe1,stroke:#1a7f37,color:#0b3d1b',
  failure: 'fill:#ffebe9,stroke:#cf222e,color:#660018,stroke-width:2px',
  cancelled: 'fill:#fbefff,stroke:#8250df,color:#3e1f79',
  skipped: 'fill:#f6f8fa,stroke:#57606a,color:#424a53,stroke-dasharray:4 3',
  running: 'fill:#ddf4ff,stroke:#0969da,color:#0a3069',
  waiting: 'fill:#fff8c5,stroke:#9a6700,color:#3b2300,stroke-width:2px',
  pending: 'fill:#fff8c5,stroke:#9a6700,color:#3b2300',
  asleep: 'fill:#ffffff,stroke:#8c959f,color:#424a53,stroke-dasharray:4 3',
};

const MAX_LABEL = 120;

/**
 * A flowchart that GitHub, GitLab and others draw in Markdown.
 *
 * @see https://mermaid.js.org/syntax/flowchart.html
 */
export function mermaid(graph: PipelineGraph): string {
  const title = graph.event === undefined ? graph.title : `${graph.title}: ${graph.event}`;
  const lines = ['flowchart LR', `accTitle: ${words(title)}`, `accDescr: ${words(description(graph))}`];
  graph.workflows.forEach((workflow, index) => lines.push(...subgraph(workflow, `w${index + 1}`)));
  lines.push(...links(graph));
  const used = new Set(graph.workflows.flatMap((workflow) => workflow.jobs.map((job) => className(job, workflow))));
  lines.push(...Object.entries(CLASSES).filter(([name]) => used.has(name)).map(([name, style]) => `classDef ${name} ${style}`));
  return `${lines.join('\n')}\n`;
}

function subgraph(workflow: GraphWorkflow, id: string): string[] {
  const ids = new Map(workflow.jobs.map(({ key }, index) => [key, `${id}j${index + 1}`]));
  const state = workflow.starts === false ? ' (does not start)' : workflow.result ? ` (${LOOKS[workflow.result].words})` : '';
  return [
    `subgraph ${id}["${label(`${workflow.name}${state}`)}"]`,
    '  direction LR',
    ...workflow.jobs.map((job) => `  ${ids.get(job.key)}${node(job, workflow)}`),
    ...workflow.edges.flatMap((edge) => arrow(edge, ids)),
    'end',
  ];
}

function node(job: GraphJob, workflow: GraphWorkflow): string {
  const name = className(job, workflow);
  return `["${label(job.name)}<br/>${label(detailOf(job))}"]${name === '' ? '' : `:::${name}`}`;
}

function className({ result }: GraphJob, { starts }: GraphWorkflow): string {
  return result ?? (starts === false ? 'asleep' : '');
}

function arrow({ from, to, kind, label: name }: GraphEdge, ids: ReadonlyMap<string, string>): string[] {
  const [start, end] = [ids.get(from), ids.get(to)];
  if (start === undefined || end === undefined) return [];
  const text = name === undefined ? '' : `|"${label(`artifact ${name}`)}"|`;
  return [`  ${start} ${kind === 'needs' ? '-->' : '-.->'}${text} ${end}`];
}

function links({ links: all, workflows }: PipelineGraph): string[] {
  const id = (path: string) => `w${workflows.findIndex((each) => each.path === path) + 1}`;
  return all.filter(({ from, to }) => from !== to).map(({ from, to, kind }) => `${id(from)} -. "${kind === 'call' ? 'calls' : kind === 'dispatch' ? 'dispatches' : 'workflow_run'}" .-> ${id(to)}`);
}

/**
 * Text for a label between double quotes. Mermaid reads HTML and Markdown there: what could be either is told by its number.
 *
 * @see https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters
 */
function label(text: string): string {
  // Two dollar signs begin a formula, even when they are told by their numbers.
  const line = oneLine(text).replace(/\$(?=\$)/g, '$\u200b');
  return [...(line.length > MAX_LABEL ? `${[...line].slice(0, MAX_LABEL).join('')}…` : line)].map(code).join('');
}

// In these two lines nothing is decoded, so what has a meaning to the parser is left out.
function words(text: string): string {
  return oneLine(text).replace(/[#;{}"<>%`]/g, ' ').replace(/ +/g, ' ').slice(0, 2000);
}

function code(letter: string): string {
  return /^[\p{L}\p{N} (),·…/]$/u.test(letter) ? letter : `#${letter.codePointAt(0)};`;
}
