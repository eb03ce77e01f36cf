import type { Node, Pair, Scalar } from 'yaml';

/** A scalar with a true YAML comment behind it. @internal */
export class Commented {
  public constructor(public readonly value: string, public readonly comment: string) {}
}

/** A mapping whose entries are set apart by blank lines. @internal */
export class Spaced {
  public constructor(public readonly entries: Record<string, unknown>) {}
}

/**
 * Writes plain data as YAML in the order given, leaving out what is undefined.
 *
 * @internal
 */
export function writeYaml(data: Record<string, unknown>, comment?: string): string {
  // Loaded here: most programs that load this library never write a file.
  const yaml = lazyYaml();
  // Texts that YAML 1.1 would read as something else, such as on or 12:30, are quoted for readers that still do.
  const document = new yaml.Document(undefined, { compat: 'yaml-1.1' });
  document.contents = toNode(data) as any;
  if (comment) document.commentBefore = comment.split('\n').map((line) => (line === '' ? '' : ` ${line}`)).join('\n');
  return document.toString({ lineWidth: 0, singleQuote: true, indentSeq: true, flowCollectionPadding: false });
}

function lazyYaml(): typeof import('yaml') {
  return require('yaml');
}

function toNode(value: unknown): Node {
  const yaml = lazyYaml();
  if (value instanceof Commented) {
    const scalar = new yaml.Scalar(value.value);
    // One line: a reason over several would leave the value it explains.
    scalar.comment = ` ${value.comment.trim().replace(/\s+/g, ' ')}`;
    return scalar;
  }
  if (value instanceof Spaced) return mapping(value.entries, true);
  if (Array.isArray(value)) {
    const sequence = new yaml.YAMLSeq();
    sequence.items = value.map((item) => toNode(item));
    if (value.length === 0 || value.every((item) => isShort(item))) sequence.flow = value.length === 0 || JSON.stringify(value).length < 90;
    return sequence;
  }
  if (value !== null && typeof value === 'object') return mapping(value as Record<string, unknown>, false);
  return scalarNode(value);
}

function scalarNode(value: unknown): Scalar {
  const yaml = lazyYaml();
  const scalar = new yaml.Scalar(value);
  // A block that ends in blank lines gains one at the end of the file.
  if (typeof value === 'string' && value.includes('\n')) scalar.type = value.endsWith('\n\n') ? 'QUOTE_DOUBLE' : 'BLOCK_LITERAL';
  return scalar;
}

function mapping(entries: Record<string, unknown>, spaced: boolean): Node {
  const yaml = lazyYaml();
  const map = new yaml.YAMLMap();
  for (const [name, value] of Object.entries(entries)) {
    if (value === undefined) continue;
    const key = new yaml.Scalar(name);
    if (spaced && map.items.length > 0) key.spaceBefore = true;
    map.items.push(new yaml.Pair(key, value === EMPTY ? emptyNode() : toNode(value)) as Pair);
  }
  if (map.items.length === 0) map.flow = true;
  return map;
}

function emptyNode(): Scalar {
  const yaml = lazyYaml();
  const scalar = new yaml.Scalar(null);
  scalar.source = '';
  return scalar;
}

/** A key without a value, such as a trigger without filters. @internal */
export const EMPTY = Symbol('empty');

function isShort(item: unknown): boolean {
  return item === null || ['string', 'number', 'boolean'].includes(typeof item);
}
