import type { ExpressionSource } from '../../read/expression-source';
import type { Diagnostic } from '../../read/language-services';
import type { KeyPath } from '../../read/located';
import type { YamlFile } from '../../read/yaml-file';
import type { YamlValue } from '../../read/yaml-value';

const indexes = new WeakMap<YamlFile, Map<number, Entry>>();

interface Entry {
  readonly keys: KeyPath;
  readonly isKey: boolean;
}

/** Way to the key or value at which a message of the validator points. */
export function keysOf(diagnostic: Diagnostic, file: YamlFile): KeyPath {
  return entryOf(diagnostic, file)?.keys ?? [];
}

/** Way to the map that a message is about: it begins where its first key does. */
export function mapOf(diagnostic: Diagnostic, file: YamlFile): KeyPath {
  const entry = entryOf(diagnostic, file);
  return entry?.isKey ? entry.keys.slice(0, -1) : entry?.keys ?? [];
}

function entryOf(diagnostic: Diagnostic, file: YamlFile): Entry | undefined {
  let index = indexes.get(file);
  if (!index) {
    index = new Map();
    collect(file.root, index);
    indexes.set(file, index);
  }
  const { line, character } = diagnostic.range.start;
  return index.get(file.offsetOfLine(line + 1) + character);
}

/** The expression that a message is about. In texts of several lines the validator is a line or some columns off. */
export function expressionOf(diagnostic: Diagnostic, file: YamlFile, word = ''): ExpressionSource | undefined {
  const { line, character } = diagnostic.range.start;
  const wanted = word.toLowerCase();
  let best: ExpressionSource | undefined;
  let bestDistance = Infinity;
  for (const expression of file.expressions) {
    if (!expression.text.toLowerCase().includes(wanted)) continue;
    const { place } = expression;
    const distance = Math.abs(place.line - line - 1) * 1_000 + Math.abs(place.column - character - 4);
    if (distance < bestDistance) [best, bestDistance] = [expression, distance];
  }
  return best;
}

function collect(value: YamlValue, index: Map<number, Entry>): void {
  if (value.isAlias) return;
  for (const child of value.isMap ? value.entries() : value.items()) {
    // An empty value stands where the parser stopped to look for it.
    const start = child._node?.range?.[0];
    if (start !== undefined && !index.has(start)) index.set(start, { keys: child.keys, isKey: false });
    if (child._key?.range) index.set(child._key.range[0], { keys: child.keys, isKey: true });
    collect(child, index);
  }
}
