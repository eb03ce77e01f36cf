import { graphAsset, MARKER } from './assets';
import type { GraphWorkflow, PipelineGraph } from './graph';
import { layoutOf } from './layout';
import { counted, LOOKS } from './looks';
import { cut, escaped, oneLine, widthOf } from './plain-text';
import { drawing, marks } from './svg-parts';

const MARGIN = 20;
const HEAD = 50;
const GAP = 26;
const MIN_WIDTH = 640;
const LEGEND = 34;

/** The whole as one picture: light or dark as the reader's system is, without scripts, for `<img>` as well. */
export function svg(graph: PipelineGraph): string {
  const panels = graph.workflows.map((workflow) => ({ workflow, layout: layoutOf(workflow) }));
  const width = Math.max(MIN_WIDTH, ...panels.map(({ layout }) => layout.width + 2 * MARGIN));
  const parts: string[] = [];
  let y = MARGIN + 34;
  for (const { workflow, layout } of panels) {
    parts.push(`<g class="workflow${workflow.starts === false ? ' asleep' : ''}" transform="translate(${MARGIN} ${y})">`, head(workflow, graph, width), `<g transform="translate(0 ${HEAD})">`, drawing(workflow, layout), '</g></g>');
    y += HEAD + layout.height + GAP;
  }
  const legend = graph.event === undefined ? '' : legendLine(y);
  const height = y + (legend === '' ? 0 : LEGEND);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="graph picture" role="img" aria-labelledby="title desc" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title id="title">${escaped(heading(graph))}</title>`,
    `<desc id="desc">${escaped(description(graph))}</desc>`,
    `<!-- ${MARKER} -->`,
    `<style>${graphAsset('graph.css')}</style>`,
    marks(),
    `<rect class="ground" width="${width}" height="${height}"/>`,
    `<text class="title" x="${MARGIN}" y="${MARGIN + 14}" font-size="18">${escaped(fit(heading(graph), width - 2 * MARGIN, 18))}</text>`,
    ...parts,
    legend,
    '</svg>',
    '',
  ].filter((line) => line !== '').join('\n') + '\n';
}

function heading({ title, event }: PipelineGraph): string {
  return oneLine(event === undefined ? title : `${title}: ${event}`);
}

/** The picture in words, for who does not see it. */
export function description({ workflows, event }: PipelineGraph): string {
  return workflows.map(({ name, jobs, starts, because }) => {
    if (event === undefined || starts === false) return oneLine(`${name}, ${counted(jobs.length, 'job')}: ${because}`);
    const told = jobs.map((job) => `${job.name} ${job.result ? LOOKS[job.result].words : 'is not reached'}`);
    return oneLine(`${name}: ${told.join(', ')}.`);
  }).join(' ');
}

function head(workflow: GraphWorkflow, graph: PipelineGraph, width: number): string {
  const room = width - 2 * MARGIN;
  const state = workflow.starts === undefined ? '' : workflow.starts ? ` · ${workflow.result ? LOOKS[workflow.result].words : 'starts'}` : ' · does not start';
  const from = linkWords(workflow, graph);
  return [
    `<text class="heading" x="0" y="14" font-size="15">${escaped(fit(`${oneLine(workflow.name)}${state}`, room, 15))}</text>`,
    `<text class="detail" x="0" y="33" font-size="12">${escaped(fit(oneLine([workflow.because, from].filter((part) => part !== '').join(' ')), room, 12))}</text>`,
  ].join('');
}

/** What other workflows do to this one, in sentences. */
export function linkWords({ path }: GraphWorkflow, { links, workflows }: PipelineGraph): string {
  const nameOf = (other: string) => workflows.find((each) => each.path === other)?.name ?? other;
  return links.filter(({ to }) => to === path).map(({ from, job, kind }) => {
    if (kind === 'workflow_run') return `Follows runs of ${nameOf(from)}.`;
    return `${kind === 'call' ? 'Called' : 'Started'} by ${nameOf(from)}${job === undefined ? '' : `, job ${job}`}.`;
  }).join(' ');
}

function legendLine(y: number): string {
  let x = MARGIN + 8;
  const entries = Object.entries(LOOKS).map(([state, { words }]) => {
    const entry = `<g class="job" data-state="${state}" transform="translate(${Math.round(x)} ${y})"><use class="mark" href="#mark-${state}"/><text class="detail" x="14" y="4" font-size="11">${words}</text></g>`;
    x += 14 + widthOf(words, 11) + 14;
    return entry;
  });
  return `<g class="legend">${entries.join('')}</g>`;
}

function fit(text: string, room: number, size: number): string {
  return cut(text, room, (part) => widthOf(part, size, true));
}
