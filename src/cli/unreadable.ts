import type { Document, Node } from 'yaml';
import type { SourceFinding } from '../checks/source-finding';
import type { Place } from '../read/located';
import { YamlFile } from '../read/yaml-file';

/** Id of what is found about files that cannot be read. */
export const UNREADABLE = 'unreadable-file';

/**
 * Levels that GitHub reads.
 *
 * @see https://github.com/actions/runner/blob/main/src/Sdk/WorkflowParser/ParseOptions.cs
 */
const MAX_DEPTH = 50;
/** Values that aliases may add: each check looks at all of them. */
const MAX_ADDED = 20_000;

/** A file that cannot be read, told at its first line unless a place is known. */
export function unreadable(path: string, problem: string, fix: string, { line, column }: Place = { line: 1, column: 1 }): SourceFinding {
  return { check: UNREADABLE, severity: 'error', path, line, column, keys: [], problem, fix };
}

/** The parsed file, or what keeps it from being looked at. Never throws. */
export function readYaml(path: string, text: string): YamlFile | SourceFinding {
  try {
    const file = YamlFile.of(path, text);
    const problem = file.problems.length === 0 ? shapeProblem(file._document) : undefined;
    return problem ? unreadable(path, `${path} ${problem.text}`, problem.fix, file.placeOf(problem.offset)) : file;
  } catch (error) {
    if (isOverflow(error)) return unreadable(path, `${path} is nested too deeply to be read.`, TOO_DEEP);
    throw error;
  }
}

/** Whether an error says that something was nested too deeply for the stack. */
export function isOverflow(error: unknown): boolean {
  return error instanceof RangeError || /maximum call stack|excessive alias count/i.test(String((error as Error | undefined)?.message));
}

const TOO_DEEP = `GitHub reads ${MAX_DEPTH} levels: take what is deeper apart.`;
const TOO_MANY = 'Write out what is meant, or take the aliases of aliases away.';

interface Problem {
  readonly text: string;
  readonly fix: string;
  readonly offset: number;
}

const NONE: readonly Node[] = [];

interface Frame {
  readonly node: Node;
  readonly children: readonly Node[];
  next: number;
  size: number;
  height: number;
}

interface Extent {
  readonly size: number;
  readonly height: number;
}

// One walk without recursion: the file may be made to break whoever reads it.
function shapeProblem(document: Document.Parsed): Problem | undefined {
  const anchors = new Map<string, Extent | 'open'>();
  const open: Frame[] = [];
  let own = 0;
  let finished: Extent = { size: 0, height: 0 };
  const enter = (node: Node) => {
    own++;
    const anchor = (node as { anchor?: string }).anchor;
    if (anchor) anchors.set(anchor, 'open');
    open.push({ node, children: childrenOf(node), next: 0, size: 1, height: 1 });
  };
  if (document.contents) enter(document.contents as Node);
  while (open.length > 0) {
    const frame = open[open.length - 1];
    if (open.length > MAX_DEPTH + 1) return { text: `is nested more than ${MAX_DEPTH} levels deep.`, fix: TOO_DEEP, offset: offsetOf(frame.node) };
    if (frame.next < frame.children.length) {
      enter(frame.children[frame.next++]);
      continue;
    }
    open.pop();
    const target = aliasOf(frame.node, anchors);
    if (target === 'open') return { text: 'holds an alias of a value that it stands in itself.', fix: TOO_MANY, offset: offsetOf(frame.node) };
    finished = target ?? frame;
    const anchor = (frame.node as { anchor?: string }).anchor;
    if (anchor) anchors.set(anchor, { size: finished.size, height: finished.height });
    const around = open[open.length - 1];
    if (!around) break;
    around.size += finished.size;
    around.height = Math.max(around.height, finished.height + 1);
    if (around.size > own + MAX_ADDED) return { text: 'grows beyond measure by aliases of aliases.', fix: TOO_MANY, offset: offsetOf(frame.node) };
    if (open.length + finished.height > MAX_DEPTH + 1) return { text: `is nested more than ${MAX_DEPTH} levels deep by aliases.`, fix: TOO_DEEP, offset: offsetOf(frame.node) };
  }
  return undefined;
}

function aliasOf(node: Node, anchors: ReadonlyMap<string, Extent | 'open'>): Extent | 'open' | undefined {
  const { source, items } = node as { source?: unknown; items?: unknown; value?: unknown };
  if (items !== undefined || 'value' in node || typeof source !== 'string') return undefined;
  return anchors.get(source);
}

function childrenOf(node: Node): readonly Node[] {
  const { items } = node as { items?: readonly unknown[] };
  if (!items) return NONE;
  const found: Node[] = [];
  const add = (each: unknown) => {
    if (each instanceof Object) found.push(each as Node);
  };
  for (const item of items) {
    if (isPair(item)) {
      add(item.key);
      add(item.value);
    } else {
      add(item);
    }
  }
  return found;
}

function isPair(item: unknown): item is { key: unknown; value: unknown } {
  return item instanceof Object && 'key' in item;
}

function offsetOf(node: Node): number {
  return node.range?.[0] ?? 0;
}
