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

const POSITION = '*syntax.Pos';

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

/** A node with the nodes around it, nearest first. */
export interface ShellPlace {
  readonly node: ShellNode;
  readonly around: readonly ShellNode[];
}

const places = new WeakMap<ShellNode, readonly ShellPlace[]>();

/** Every piece of a tree, itself first, in the order of the text; found once for all who ask. */
export function placesOf(tree: ShellNode): readonly ShellPlace[] {
  let known = places.get(tree);
  if (!known) {
    known = addPlaces(tree, [], []);
    places.set(tree, known);
  }
  return known;
}

function addPlaces(node: ShellNode, around: readonly ShellNode[], found: ShellPlace[]): ShellPlace[] {
  found.push({ node, around });
  const below = childrenOf(node);
  if (below.length > 0) {
    const inner = [node, ...around];
    for (const child of below) addPlaces(child, inner, found);
  }
  return found;
}

/** A node and every node in it, in the order of the text. */
export function nodesIn(node: ShellNode, found: ShellNode[] = []): readonly ShellNode[] {
  found.push(node);
  for (const child of childrenOf(node)) nodesIn(child, found);
  return found;
}

const CHILDREN = Symbol('children');
const NONE: readonly ShellNode[] = [];

/** The nodes directly below a node, in the order of the text. */
export function childrenOf(node: ShellNode): readonly ShellNode[] {
  return (node as Fields)[CHILDREN] ?? NONE;
}

/** What becomes a node; what is below is kept on it, since there are many and all are asked. */
interface Fields {
  [field: string]: any;
  [CHILDREN]?: ShellNode[];
}

/** Makes a node of its fields, which tells what is below it. */
export function shellNode(type: string, start: number, end: number, fields: Readonly<Record<string, unknown>> = {}): ShellNode {
  const made = { type, start, end };
  for (const name in fields) setField(made, name, fields[name]);
  return inOrder(made);
}

function setField(made: Fields, name: string, value: unknown): void {
  made[name] = value;
  if (typeof value !== 'object') return;
  if (!Array.isArray(value)) addChild(made, value);
  else for (const each of value) addChild(made, each);
}

function addChild(made: Fields, value: unknown): void {
  if (!isNode(value)) return;
  const below = made[CHILDREN];
  if (below) below.push(value);
  else made[CHILDREN] = [value];
}

// Fields are not always in the order of the text.
function inOrder<T extends Fields>(made: T): T {
  const below = made[CHILDREN];
  if (below && below.length > 1) below.sort((left, right) => left.start - right.start);
  return made;
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
  const { name, fields } = goType(raw);
  const made = withFields({ type: name, start: 0, end: 0 }, fields, raw, length);
  // Of the two that are nearly all, without asking through all that is in them.
  const parts = name === 'Word' ? childrenOf(made) : NONE;
  made.start = parts.length > 0 ? parts[0].start : (raw.ValuePos ?? raw.Pos()).offs;
  made.end = parts.length > 0 ? parts[parts.length - 1].end : Math.min((raw.ValueEnd ?? raw.End()).offs, length);
  return inOrder(made);
}

function withFields<T extends Fields>(made: T, fields: readonly string[], raw: any, length: number): T {
  for (const name of fields) {
    const value = field(raw[name], length);
    if (value !== undefined) setField(made, name, value);
  }
  return made;
}

function field(value: any, length: number): unknown {
  if (typeof value !== 'object') return value;
  if (value?.$array) return elementsOf(value).map((each) => field(each, length)).filter((each) => each !== undefined);
  if (value === null || value === value.constructor.nil) return undefined;
  const { kind, fields } = goType(value);
  if (kind === 'nothing') return undefined;
  return kind === 'node' ? convert(value, length) : record(value, fields, length);
}

// A part without a place of its own, such as the pattern of `${x/a/b}`.
function record(value: any, fields: readonly string[], length: number): ShellNode | Record<string, unknown> | undefined {
  const made = withFields<Fields>({}, fields, value, length);
  const below = made[CHILDREN] ?? NONE;
  // `${x:-}` has an operator and no word.
  if (below.length === 0) return 'Op' in made ? made : undefined;
  return inOrder(Object.assign(made, { type: 'Part', start: Math.min(...below.map((node) => node.start)), end: Math.max(...below.map((node) => node.end)) }));
}

function elementsOf(slice: { $array: unknown[]; $offset: number; $length: number }): unknown[] {
  return slice.$array.slice(slice.$offset, slice.$offset + slice.$length);
}

/** What a type of the parser becomes. */
interface GoType {
  readonly name: string;
  readonly kind: 'nothing' | 'node' | 'record';
  /** Those that can hold something. */
  readonly fields: readonly string[];
}

const goTypes = new Map<unknown, GoType>();

function goType(value: any): GoType {
  const type = value.constructor;
  let known = goTypes.get(type);
  if (!known) {
    known = lookAtType(value, type.string ?? '');
    goTypes.set(type, known);
  }
  return known;
}

function lookAtType(value: any, name: string): GoType {
  // A position of a token, or nothing.
  if (name === '' || name === POSITION) return { name, kind: 'nothing', fields: [] };
  const fields = Object.keys(value).filter((each) => !['$val', 'Comments', 'Last'].includes(each) && value[each]?.constructor?.string !== POSITION);
  const isPlaced = typeof value.Pos === 'function' && typeof value.End === 'function';
  return { name: name.slice('*syntax.'.length), kind: isPlaced ? 'node' : 'record', fields };
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
