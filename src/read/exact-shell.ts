import { childrenOf, ParsedShell, ShellNode, shellNode } from './shell-node';

const POSITION = '*syntax.Pos';

/** Parses by mvdan-sh, which is slow and strict: it tells what is wrong, and where. */
export function parseExactly(text: string, variant: 'bash' | 'sh'): ParsedShell {
  const { syntax } = require('mvdan-sh');
  // The parser counts bytes; with one for each character its offsets are ours.
  const bytes = text.replace(/[^\x00-\x7f]/g, 'x');
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
  return shellNode(name, raw.Pos().offs, Math.min(raw.End().offs, length), valuesOf(raw, fields, length));
}

function valuesOf(raw: any, fields: readonly string[], length: number): Record<string, unknown> {
  return Object.fromEntries(fields.map((name) => [name, field(raw[name], length)]));
}

function field(value: any, length: number): unknown {
  if (typeof value !== 'object') return value;
  if (value?.$array) return elementsOf(value).map((each) => field(each, length)).filter((each) => each !== undefined);
  if (value === null || value === value.constructor.nil) return undefined;
  const { kind, fields } = goType(value);
  if (kind === 'nothing') return undefined;
  return kind === 'node' ? convert(value, length) : record(valuesOf(value, fields, length));
}

// A part without a place of its own, such as the pattern of `${x/a/b}`.
function record(values: Record<string, unknown>): ShellNode | Record<string, unknown> | undefined {
  const part = shellNode('Part', 0, 0, values);
  const below = childrenOf(part);
  // `${x:-}` has an operator and no word.
  if (below.length === 0) return 'Op' in values ? values : undefined;
  return { ...part, start: Math.min(...below.map((node) => node.start)), end: Math.max(...below.map((node) => node.end)) };
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
  const fields = Object.keys(value).filter((each) => each !== '$val' && !/(Comments|Last)$/.test(each) && value[each]?.constructor?.string !== POSITION);
  const isPlaced = typeof value.Pos === 'function' && typeof value.End === 'function';
  return { name: name.slice('*syntax.'.length), kind: isPlaced ? 'node' : 'record', fields };
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
