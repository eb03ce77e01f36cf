import { parsePlain } from './plain-shell';

/** A piece of a shell script: the fields are those of the parser, https://pkg.go.dev/mvdan.cc/sh/v3/syntax. */
export interface ShellNode {
  /** `File`, `Stmt`, `CallExpr`, `Word`, `Lit`, `DblQuoted`, `SglQuoted`, `ParamExp`, `CmdSubst`, `BinaryCmd`, `IfClause` … */
  readonly type: string;
  /** Offset of its first character in the text that was parsed. */
  readonly start: number;
  /** Offset behind its last. */
  readonly end: number;
  readonly [field: string]: any;
}

/** Numbers the parser gives to operators. */
export enum ShellOperator {
  AND = 10,
  OR = 11,
  PIPE = 12,
  PIPE_ALL = 13,
  REDIRECT_OUT = 54,
  APPEND_OUT = 55,
  REDIRECT_IN = 56,
  DUPLICATE_OUT = 59,
  HEREDOC = 61,
  DASH_HEREDOC = 62,
  HERE_STRING = 63,
  /** In `${x+y}`. */
  ALTERNATE = 68,
  /** In `${x:+y}`. */
  ALTERNATE_NOT_EMPTY = 69,
}

/** Why a text is no shell script, and at which offset. */
export interface ShellProblem {
  readonly message: string;
  readonly offset: number;
}

/** What became of a text. */
export interface ParsedShell {
  readonly tree?: ShellNode;
  readonly problem?: ShellProblem;
}

const parsed = new Map<string, ParsedShell>();

/** The tree of a bash script; parsed once in a run. Loading the parser takes about 70 ms, so only who needs it asks. */
export function parseShell(text: string, variant: 'bash' | 'sh'): ParsedShell {
  const key = `${variant}\n${text}`;
  let known = parsed.get(key);
  if (!known) {
    known = parse(text, variant);
    if (parsed.size > 10_000) parsed.clear();
    parsed.set(key, known);
  }
  return known;
}

/** Every piece of a tree that is a node, itself first, each with the nodes around it, nearest first. */
export function* walkShell(node: ShellNode, around: readonly ShellNode[] = []): Generator<[ShellNode, readonly ShellNode[]]> {
  yield [node, around];
  const inner = [node, ...around];
  for (const child of childrenOf(node)) yield* walkShell(child, inner);
}

/** A node with the nodes around it, nearest first. */
export interface ShellPlace {
  readonly node: ShellNode;
  readonly around: readonly ShellNode[];
}

const places = new WeakMap<ShellNode, readonly ShellPlace[]>();

/** Every piece of a tree in the order of `walkShell`, found once for all who ask. */
export function placesOf(tree: ShellNode): readonly ShellPlace[] {
  let known = places.get(tree);
  if (!known) {
    known = [...walkShell(tree)].map(([node, around]) => ({ node, around }));
    places.set(tree, known);
  }
  return known;
}

const children = new WeakMap<ShellNode, readonly ShellNode[]>();

/** The nodes directly below a node, in the order of the text. */
export function childrenOf(node: ShellNode): readonly ShellNode[] {
  let known = children.get(node);
  if (!known) {
    known = findChildren(node);
    children.set(node, known);
  }
  return known;
}

function findChildren(node: ShellNode): ShellNode[] {
  const found: ShellNode[] = [];
  for (const name in node) {
    const value = node[name];
    if (typeof value !== 'object') continue;
    if (!Array.isArray(value)) {
      if (isNode(value)) found.push(value);
    } else {
      for (const each of value) if (isNode(each)) found.push(each);
    }
  }
  if (found.length > 1) found.sort((left, right) => left.start - right.start);
  return found;
}

function parse(text: string, variant: 'bash' | 'sh'): ParsedShell {
  const plain = parsePlain(text);
  if (plain) return { tree: plain };
  const { syntax } = require('mvdan-sh');
  // The parser counts bytes; with one for each character its offsets are ours.
  const bytes = text.replace(/[^\x00-\x7f]/g, 'x').replace(/\r\n/g, ' \n');
  try {
    const parser = syntax.NewParser(syntax.Variant(variant === 'bash' ? syntax.LangBash : syntax.LangPOSIX));
    return { tree: convert(parser.Parse(bytes, '').__internal_object__, bytes.length) };
  } catch (error) {
    const [, line, column, message] = /^:?(\d+):(\d+): ([\s\S]*)$/.exec(messageOf(error)) ?? [];
    if (line === undefined) throw error;
    return { problem: { message, offset: offsetOf(bytes, Number(line), Number(column)) } };
  }
}

/**
 * The parser is compiled from Go. Its own wrappers copy every value on each read, which took three quarters of the time;
 * the structures beneath are plain enough: pointers and slices with their type beside them.
 */
function convert(raw: any, length: number): ShellNode {
  const made: Record<string, unknown> = { type: goType(raw).slice('*syntax.'.length), start: raw.Pos().offs, end: Math.min(raw.End().offs, length) };
  return withFields(made, raw, length) as unknown as ShellNode;
}

function withFields(made: Record<string, unknown>, raw: any, length: number): Record<string, unknown> {
  for (const name of Object.keys(raw)) {
    if (name === '$val' || name === 'Comments' || name === 'Last') continue;
    const value = field(raw[name], length);
    if (value !== undefined) made[name] = value;
  }
  return made;
}

function field(value: any, length: number): unknown {
  if (typeof value !== 'object') return value;
  const type = goType(value);
  if (type.startsWith('[]')) return elementsOf(value).map((each) => field(each, length)).filter((each) => each !== undefined);
  // A position of a token, or nothing.
  if (type === '' || type === '*syntax.Pos' || value === value.constructor.nil) return undefined;
  if (typeof value.Pos === 'function' && typeof value.End === 'function') return convert(value, length);
  return record(value, length);
}

// A part without a place of its own, such as the pattern of `${x/a/b}`.
function record(value: any, length: number): ShellNode | Record<string, unknown> | undefined {
  const made = withFields({}, value, length);
  const nodes = Object.values(made).flat().filter(isNode);
  // `${x:-}` has an operator and no word.
  if (nodes.length === 0) return 'Op' in made ? made : undefined;
  return { ...made, type: 'Part', start: Math.min(...nodes.map((node) => node.start)), end: Math.max(...nodes.map((node) => node.end)) };
}

function elementsOf(slice: { $array: unknown[]; $offset: number; $length: number }): unknown[] {
  return slice.$array.slice(slice.$offset, slice.$offset + slice.$length);
}

function goType(value: any): string {
  return value?.constructor?.string ?? '';
}

function isNode(value: unknown): value is ShellNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

// Not all that the parser throws is an Error of JavaScript.
function messageOf(error: any): string {
  return typeof error?.Error === 'function' ? String(error.Error()) : String(error?.message);
}

function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let left = line; left > 1; left--) start = text.indexOf('\n', start) + 1;
  return Math.min(start + column - 1, text.length);
}
