import { createHash } from 'node:crypto';
import { graphAsset, MARKER } from './assets';
import type { GraphJob, GraphWorkflow, PipelineGraph } from './graph';
import { Box, fittingDetail, fittingName, Layout, layoutOf } from './layout';
import { counted, detailOf, LOOKS } from './looks';
import { stagesOf } from './order';
import { escaped, oneLine } from './plain-text';
import { linkWords } from './svg';
import { drawing, marks, spoken } from './svg-parts';
import type { Standing } from '../simulate/result';

/** An event that can be chosen, and what it does. */
export interface GraphEvent {
  /** What it is called, such as `push to main`. */
  readonly event: string;
  readonly graph: PipelineGraph;
}

/** One workflow as the page draws it. */
interface Panel {
  readonly workflow: GraphWorkflow;
  readonly layout: Layout;
}

/**
 * One page that needs nothing else: the graph of the files, and what each event does to it.
 *
 * @param base the graph of the files alone: its workflows and jobs are what is drawn
 */
export function page(base: PipelineGraph, events: readonly GraphEvent[] = []): string {
  const panels = base.workflows.map((workflow) => ({ workflow, layout: layoutOf(workflow) }));
  const views = [view('', base, panels), ...events.map(({ event, graph }) => view(event, graph, panels))];
  const script = graphAsset('page.js');
  const style = `${graphAsset('graph.css')}${graphAsset('page.css')}`;
  const parts: Record<string, string> = {
    marker: MARKER,
    title: escaped(oneLine(base.title)),
    scriptHash: hash(script),
    styleHash: hash(style),
    style,
    script,
    marks: marks(),
    chooser: chooser(events),
    status: escaped(views[0].summary),
    workflows: panels.map((panel, index) => section(panel, index, base)).join('\n'),
    legend: Object.entries(LOOKS).map(([state, { words }]) => `<li data-state="${state}">${icon(state)} ${words}</li>`).join(''),
    data: json({ words: Object.fromEntries(Object.entries(LOOKS).map(([state, { words }]) => [state, words])), views }),
  };
  return graphAsset('page.html').replace(/\{\{(\w+)\}\}/g, (_, name: string) => parts[name]);
}

/** Data between script tags: no `<`, so that nothing in it ends the element or begins a comment. */
function json(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function icon(state: string): string {
  return `<svg class="mark-icon" viewBox="-9 -9 18 18" aria-hidden="true"><use href="#mark-${state}"/></svg>`;
}

function chooser(events: readonly GraphEvent[]): string {
  if (events.length === 0) return '';
  const choice = (label: string, index: number) => `<label class="choice"><input type="radio" name="event" value="${index}"${index === 0 ? ' checked' : ''}><span><bdi>${escaped(oneLine(label))}</bdi></span></label>`;
  return `<fieldset><legend>What happens on</legend><div class="choices">${['no event', ...events.map(({ event }) => event)].map(choice).join('')}</div></fieldset>`;
}

function section({ workflow, layout }: Panel, index: number, graph: PipelineGraph): string {
  const name = escaped(oneLine(workflow.name));
  const controls = { id: (key: string) => `w${index + 1}-j${workflow.jobs.findIndex((job) => job.key === key) + 1}` };
  const from = linkWords(workflow, graph);
  return [
    '<details class="workflow" open>',
    `<summary><h2><bdi>${name}</bdi></h2> <span class="path">${escaped(oneLine(workflow.path))}</span><span class="state"></span></summary>`,
    `<p class="because">${escaped(workflow.because)}</p>`,
    from === '' ? '' : `<p class="soft">${escaped(oneLine(from))}</p>`,
    '<ul class="notes"></ul>',
    `<div class="scroll"><svg class="graph" role="group" aria-label="Jobs of ${name}" width="${layout.width}" height="${layout.height}" viewBox="0 0 ${layout.width} ${layout.height}">`,
    drawing(workflow, layout, controls),
    '</svg></div>',
    stages(workflow),
    '</details>',
  ].filter((line) => line !== '').join('\n');
}

// The same for narrow screens, where a drawing could be seen in pieces only: a list from top to bottom.
function stages({ jobs, edges }: GraphWorkflow): string {
  const row = (job: GraphJob) => {
    const after = job.needs.length === 0 ? '' : `<small>after <bdi>${escaped(oneLine(job.needs.join(', ')))}</bdi></small>`;
    return `<li><button type="button" class="row" data-number="${jobs.indexOf(job)}" data-key="${escaped(job.key)}" data-state="none" aria-pressed="false">${icon('none')}<bdi class="name">${escaped(oneLine(job.name))}</bdi><small class="told">${escaped(oneLine(detailOf(job)))}</small>${after}</button></li>`;
  };
  const list = stagesOf(jobs, edges).map((stage, index) => `<li><h3>Stage ${index + 1}</h3><ul>${stage.map(row).join('')}</ul></li>`);
  return `<ol class="stages">${list.join('\n')}</ol>`;
}

/** What the page shows for an event, in the order of the panels and their jobs. */
function view(event: string, graph: PipelineGraph, panels: readonly Panel[]) {
  const workflows = panels.map(({ workflow, layout }) => {
    const runs = graph.workflows.filter(({ path }) => path === workflow.path);
    const run = runs[0] ?? { ...workflow, starts: false };
    const more = runs.length > 1 ? [`It starts ${runs.length} times; the first run is shown.`] : [];
    return {
      ...(run.starts === undefined ? {} : { starts: run.starts }),
      ...(run.result === undefined ? {} : { result: run.result }),
      because: oneLine(run.because),
      notes: [...more, ...run.notes],
      jobs: layout.boxes.map((box) => jobView(run.jobs.find(({ key }) => key === box.job.key) ?? box.job, box, workflow)),
    };
  });
  return { event, summary: event === '' ? filesSummary(graph) : summary(event, workflows), workflows };
}

function jobView(job: GraphJob, { width, lines }: Box, { jobs, edges }: GraphWorkflow) {
  const { order: _, ...rest } = job;
  const artifacts = edges.flatMap(({ from, to, label: name }) => (to === job.key && name !== undefined ? [`${name} from ${jobs.find(({ key }) => key === from)?.name ?? from}`] : []));
  const detail = fittingDetail(detailOf(job), width);
  const shown = fittingName(job.name, width, lines.length);
  return { ...rest, artifacts, told: oneLine(detailOf(job)), lines: shown, detail, label: spoken(job, shown, detail) };
}

function filesSummary({ workflows }: PipelineGraph): string {
  return `${counted(workflows.length, 'workflow')} with ${counted(workflows.reduce((sum, { jobs }) => sum + jobs.length, 0), 'job')}.`;
}

function summary(event: string, workflows: readonly { readonly starts?: boolean; readonly jobs: readonly { readonly result?: Standing }[] }[]): string {
  const started = workflows.filter(({ starts }) => starts);
  const results = started.flatMap(({ jobs }) => jobs.flatMap(({ result }) => result ?? []));
  const told = Object.entries(LOOKS).flatMap(([result, { words, plural }]) => {
    const number = results.filter((each) => each === result).length;
    return number === 0 ? [] : [`${counted(number, 'job')} ${number === 1 ? words : plural}`];
  });
  return oneLine(`${event}: ${started.length} of ${counted(workflows.length, 'workflow')} start${started.length === 1 ? 's' : ''}${told.length > 0 ? `; ${told.join(', ')}` : ''}.`);
}
