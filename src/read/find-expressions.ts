import { ExpressionSource } from './expression-source';
import type { YamlValue } from './yaml-value';

/** Every expression below a value, in the order of the text. Anchored values are looked at once, where they stand. */
export function findExpressions(root: YamlValue): ExpressionSource[] {
  const found: ExpressionSource[] = [];
  visit(root, found);
  return found;
}

/** The expressions in a text: what stands between the braces, and where. An end inside a quoted string is none. */
export function expressionsIn(text: string): { readonly text: string; readonly index: number; readonly closed: boolean }[] {
  const found: { text: string; index: number; closed: boolean }[] = [];
  for (let start = text.indexOf('${{'); start >= 0; start = text.indexOf('${{', start)) {
    const end = endOfExpression(text, start + 3);
    found.push({ text: text.slice(start + 3, end < 0 ? undefined : end), index: start + 3, closed: end >= 0 });
    if (end < 0) break;
    start = end + 2;
  }
  return found;
}

function visit(value: YamlValue, found: ExpressionSource[]): void {
  if (value.isAlias) return;
  if (value.isScalar) return scalar(value, found);
  for (const child of value.isMap ? value.entries() : value.items()) visit(child, found);
}

function scalar(value: YamlValue, found: ExpressionSource[]): void {
  const { text } = value;
  if (text === undefined) return;
  const braces = expressionsIn(text);
  if (braces.length === 0) {
    if (isBareCondition(value)) found.push(new ExpressionSource(value, text, value.offsetOf(0), true));
    return;
  }
  const raw = rawIndexes(value);
  braces.forEach((each, number) => found.push(new ExpressionSource(value, each.text, raw[number] ?? value.offset, false)));
}

// In the file itself the same braces stand, whatever the quoting.
function rawIndexes(value: YamlValue): number[] {
  const indexes: number[] = [];
  const { text } = value.file;
  for (let at = text.indexOf('${{', value.offset); at >= 0 && at < value.end; at = text.indexOf('${{', at + 3)) indexes.push(at + 3);
  return indexes;
}

function isBareCondition(value: YamlValue): boolean {
  const { keys } = value;
  if (/^(?:pre-|post-)?if$/.test(value.name)) return keys[0] === 'jobs' ? keys.length === 3 || (keys[2] === 'steps' && keys.length === 5) || keys[2] === 'snapshot' : keys[0] === 'runs';
  return false;
}

function endOfExpression(text: string, from: number): number {
  let quoted = false;
  for (let index = from; index < text.length; index++) {
    if (text[index] === "'") quoted = !quoted;
    else if (!quoted && text.startsWith('}}', index)) return index;
  }
  return -1;
}
