import type { GraphJob, GraphWorkflow } from './graph';
import { Box, DETAIL_SIZE, fittingDetail, Layout, Line, LINE_HEIGHT, NAME_SIZE, PADDING, Point, TEXT_LEFT } from './layout';
import { detailOf, LOOKS } from './looks';
import { escaped, oneLine } from './plain-text';
import type { Standing } from '../simulate/result';

/** How the jobs of a page are reached; a picture has none of it. */
export interface Controls {
  /** Id of the element of a job. */
  readonly id: (key: string) => string;
}

/** The shapes that tell results, apart from their colours. */
const SHAPES: Readonly<Record<Standing | 'none', string>> = {
  success: '<circle class="disc" r="8"/><path d="M-3.5 .2l2.4 2.5 4.6-5"/>',
  failure: '<circle class="disc" r="8"/><path d="M-3-3l6 6M3-3l-6 6"/>',
  cancelled: '<path class="disc" d="M-3.3-8h6.6L8-3.3v6.6L3.3 8h-6.6L-8 3.3v-6.6z"/><path d="M-4 0h8"/>',
  skipped: '<circle class="hollow" r="7.25"/><path class="stroke" d="M-4 4l8-8"/>',
  running: '<circle class="disc" r="8"/><path d="M-2-3.5l5 3.5-5 3.5z"/>',
  waiting: '<rect class="disc" x="-8" y="-8" width="16" height="16" rx="3"/><path d="M-2.2-3.6v7.2M2.2-3.6v7.2"/>',
  pending: '<rect class="disc" x="-8" y="-8" width="16" height="16" rx="3"/><path d="M-4 0h.01M0 0h.01M4 0h.01"/>',
  none: '<circle class="hollow" r="7.25"/>',
};

/** The marks, defined once in a document. */
export function marks(): string {
  return `<defs>${Object.entries(SHAPES).map(([name, shape]) => `<g id="mark-${name}">${shape}</g>`).join('')}</defs>`;
}

/** The lines and boxes of a workflow. */
export function drawing(workflow: GraphWorkflow, { boxes, lines }: Layout, controls?: Controls): string {
  const results = new Map(workflow.jobs.map(({ key, result }) => [key, result]));
  return [
    ...lines.map((line) => lineElement(line, results)),
    ...boxes.map((box) => boxElement(box, controls)),
  ].join('\n');
}

function lineElement({ edge, points }: Line, results: ReadonlyMap<string, Standing | undefined>): string {
  const end = points[points.length - 1];
  const dim = [edge.from, edge.to].some((key) => results.get(key) === 'skipped') ? ' dim' : '';
  const label = edge.label === undefined ? '' : `<title>${escaped(oneLine(`artifact ${edge.label}`))}</title>`;
  return `<g class="edge ${edge.kind}${dim}" data-from="${escaped(edge.from)}" data-to="${escaped(edge.to)}">${label}<path d="${curve(points)}"/><path class="head" d="M${end.x - 6} ${end.y - 4}L${end.x} ${end.y}L${end.x - 6} ${end.y + 4}z"/></g>`;
}

// Level at each point, so that lines leave and reach boxes straight.
function curve(points: readonly Point[]): string {
  const [start, ...rest] = points.map(({ x, y }) => ({ x: Math.round(x), y: Math.round(y) }));
  let last = start;
  return `M${start.x} ${start.y}${rest.map((point) => {
    const middle = Math.round((last.x + point.x) / 2);
    const part = `C${middle} ${last.y} ${middle} ${point.y} ${point.x} ${point.y}`;
    last = point;
    return part;
  }).join('')}`;
}

function boxElement({ job, x, y, width, height, lines }: Box, controls: Controls | undefined): string {
  const stacked = job.legs !== undefined && job.legs.length !== 1 ? `<rect class="stack" x="4" y="4" width="${width}" height="${height}" rx="7"/>` : '';
  const top = PADDING + NAME_SIZE - 1;
  const texts = lines.map((line, index) => `<text class="name" x="${TEXT_LEFT}" y="${top + index * LINE_HEIGHT}" font-size="${NAME_SIZE}">${escaped(line)}</text>`);
  const detail = fittingDetail(detailOf(job), width);
  const title = oneLine(`${job.name}${job.result ? ` ${LOOKS[job.result].words}` : ''}${job.because ? `: ${job.because.words}` : ''}`);
  const attributes = controls ? `id="${controls.id(job.key)}" role="button" tabindex="-1" aria-pressed="false" aria-label="${escaped(spoken(job, lines, detail))}"` : '';
  return [
    `<g class="job" data-key="${escaped(job.key)}" data-state="${job.result ?? 'none'}" data-width="${width}" transform="translate(${x} ${y})" ${attributes}>`,
    controls ? '' : `<title>${escaped(title)}</title>`,
    stacked,
    `<rect class="box" width="${width}" height="${height}" rx="7"/>`,
    `<use class="mark" href="#mark-${job.result ?? 'none'}" x="18" y="${PADDING + 8}"/>`,
    // The spaces keep the words apart for whoever hears them.
    ...texts.map((each) => `${each} `),
    `<text class="detail" x="${TEXT_LEFT}" y="${top + lines.length * LINE_HEIGHT}" font-size="${DETAIL_SIZE}">${escaped(detail)}</text>`,
    '</g>',
  ].join('');
}

/** What a box is called by who does not see it: first what is seen, then what was cut, and why it does not succeed. */
export function spoken(job: GraphJob, lines: readonly string[], detail: string): string {
  const whole = [oneLine(job.name), oneLine(detailOf(job))];
  const seen = [lines.join(' '), detail];
  const cut = seen.some((part, index) => part.replace(/ /g, '') !== whole[index].replace(/ /g, ''));
  const why = job.because && job.result !== 'success' ? [oneLine(job.because.words)] : [];
  return [...seen, ...(cut ? whole : []), ...why].join(', ');
}
