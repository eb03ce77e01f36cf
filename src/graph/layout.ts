import type { GraphEdge, GraphJob, GraphWorkflow } from './graph';
import { detailOf } from './looks';
import { cut, oneLine, widthOf, wrapped } from './plain-text';

/** What is used of dagre, which sorts graphs into layers and keeps their edges from crossing. */
interface Dagre {
  readonly Graph: new (options: { multigraph: boolean }) => DagreGraph;
  layout(graph: DagreGraph): unknown;
}

interface DagreGraph {
  setGraph(label: object): void;
  graph(): { width?: number; height?: number };
  setNode(key: string, label: object): void;
  node(key: string): { x: number; y: number };
  setEdge(from: string, to: string, label: object, name: string): void;
  edge(edge: { v: string; w: string; name: string }): { points?: Point[]; x?: number; y?: number };
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A job's box; `x` and `y` are its upper left corner. */
export interface Box extends Point {
  readonly job: GraphJob;
  readonly width: number;
  readonly height: number;
  /** Its name, in lines that fit. */
  readonly lines: readonly string[];
}

export interface Line {
  readonly edge: GraphEdge;
  readonly points: readonly Point[];
}

/** Where everything of one workflow stands. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
}

export const NAME_SIZE = 13;
export const DETAIL_SIZE = 11;
export const LINE_HEIGHT = 17;
/** Left of the texts in a box, where the mark of the result stands. */
export const TEXT_LEFT = 34;
export const PADDING = 12;

/** Room for the longest result. */
const MIN_TEXT = 112;
const MAX_TEXT = 190;
const nameWidth = (text: string) => widthOf(text, NAME_SIZE, true);

let loaded: Dagre | undefined;

/** The boxes and lines of a workflow, from left to right. */
export function layoutOf({ jobs, edges }: GraphWorkflow): Layout {
  loaded ??= require('@dagrejs/dagre') as Dagre;
  const graph = new loaded.Graph({ multigraph: true });
  // Turned around, so that this way of ranking brings each job as far to the left as what it waits for allows.
  graph.setGraph({ rankdir: 'RL', ranker: 'longest-path', nodesep: 14, ranksep: 44, edgesep: 14, marginx: 6, marginy: 6 });
  const room = Math.min(MAX_TEXT, Math.max(MIN_TEXT, ...jobs.flatMap((job) => [nameWidth(oneLine(job.name)), widthOf(oneLine(detailOf(job)), DETAIL_SIZE)])));
  const sizes = new Map(jobs.map((job) => [job.key, sizeOf(job, room)]));
  // The last first: dagre then leaves jobs that nothing else decides in the order of the file.
  for (const { key } of [...jobs].reverse()) graph.setNode(key, { ...sizes.get(key) });
  const drawn = edges.filter(({ from, to }) => sizes.has(from) && sizes.has(to));
  for (const { from, to, kind } of [...drawn].reverse()) graph.setEdge(to, from, { weight: kind === 'artifact' ? 0 : 1 }, kind);
  loaded.layout(graph);
  const boxes = jobs.map((job) => boxOf(job, graph.node(job.key), sizes.get(job.key)!));
  const byKey = new Map(boxes.map((box) => [box.job.key, box]));
  const columns = [...new Set(boxes.map(({ x }) => x))].sort((left, right) => left - right);
  const { width = 0, height = 0 } = graph.graph();
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    boxes,
    lines: drawn.map((edge) => {
      const { points = [] } = graph.edge({ v: edge.to, w: edge.from, name: edge.kind });
      return { edge, points: way(byKey.get(edge.from)!, points, byKey.get(edge.to)!, columns) };
    }),
  };
}

/** What fits into a box in one line below the name. */
export function fittingDetail(text: string, width: number): string {
  return cut(oneLine(text), width - TEXT_LEFT - PADDING, (part) => widthOf(part, DETAIL_SIZE));
}

/** A name in as many lines as the box has for it. */
export function fittingName(name: string, width: number, lines: number): string[] {
  return wrapped(oneLine(name), width - TEXT_LEFT - PADDING, lines, nameWidth);
}

function sizeOf({ name }: GraphJob, room: number): { width: number; height: number; lines: readonly string[] } {
  const lines = wrapped(oneLine(name), room, 2, nameWidth);
  return { width: Math.ceil(room + TEXT_LEFT + PADDING), height: lines.length * LINE_HEIGHT + 31, lines };
}

function boxOf(job: GraphJob, middle: Point, { width, height, lines }: { width: number; height: number; lines: readonly string[] }): Box {
  return { job, x: Math.round(middle.x - width / 2), y: Math.round(middle.y - height / 2), width, height, lines };
}

// From the middle of one side to the middle of the other, level through the columns between.
function way(from: Box, points: readonly Point[], to: Box, columns: readonly number[]): Point[] {
  const start = { x: from.x + from.width, y: from.y + from.height / 2 };
  const end = { x: to.x, y: to.y + to.height / 2 };
  const passed = columns.filter((x) => x >= start.x && x + from.width <= end.x).flatMap((x) => {
    const middle = x + from.width / 2;
    const at = points.find((point) => Math.abs(point.x - middle) < 2);
    return at ? [{ x, y: at.y }, { x: x + from.width, y: at.y }] : [];
  });
  return [start, ...passed, end];
}
