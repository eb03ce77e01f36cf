import type { Node, Pair, Scalar } from 'yaml';
import { KeyPath, Located, Place } from './located';
import type { YamlFile } from './yaml-file';

/** A value in a YAML file that knows where it stands. A value that is absent is `undefined`, never one of these. */
export class YamlValue implements Located {
  public constructor(
    public readonly file: YamlFile,
    /** @internal */
    public readonly _node: Node | null | undefined,
    public readonly keys: KeyPath,
    /** The key it stands under, in a map. @internal */
    public readonly _key?: Node,
  ) {}

  public get path(): string {
    return this.file.path;
  }

  /** Where the value begins, or its key where nothing follows it. */
  public get place(): Place {
    return this.file.placeOf(this.offset);
  }

  /** Its key: what a finding about the whole entry points at. */
  public get key(): Located {
    return this.file.at((this._key?.range ?? this._node?.range ?? [0])[0], this.keys);
  }

  /** Offset of the value in the text. */
  public get offset(): number {
    const own = this._node?.range;
    // An empty value begins where the parser stopped to look for it, which can be lines later.
    const empty = !own || own[0] === own[1];
    return (empty ? this._key?.range ?? own ?? [0] : own)[0];
  }

  /** Offset of its key, or of the value where it has none. */
  public get from(): number {
    return (this._key?.range ?? this._node?.range ?? [0])[0];
  }

  /** Offset behind the value. */
  public get end(): number {
    return (this._node?.range ?? this._key?.range ?? [0, 0])[1];
  }

  /** Name of its key, or its number in a list. */
  public get name(): string {
    return String(this.keys[this.keys.length - 1] ?? '');
  }

  public get isMap(): boolean {
    return lib().isMap(this.target);
  }

  public get isList(): boolean {
    return lib().isSeq(this.target);
  }

  public get isScalar(): boolean {
    return lib().isScalar(this.target);
  }

  /** Whether nothing stands there. */
  public get isNull(): boolean {
    const node = this.target;
    return !node || (lib().isScalar(node) && node.value === null);
  }

  /** Whether it stands for a value with an anchor. */
  public get isAlias(): boolean {
    return lib().isAlias(this._node);
  }

  /** The value of a scalar. */
  public get scalar(): unknown {
    const node = this.target;
    return lib().isScalar(node) ? node.value : undefined;
  }

  /** A scalar as text: numbers as they were written. Undefined for maps, lists and nothing. */
  public get text(): string | undefined {
    const node = this.target;
    if (!lib().isScalar(node) || node.value === null) return undefined;
    return typeof node.value === 'string' ? node.value : node.source ?? String(node.value);
  }

  /** How a scalar was written: `PLAIN`, `QUOTE_SINGLE`, `QUOTE_DOUBLE`, `BLOCK_LITERAL`, `BLOCK_FOLDED`. */
  public get style(): string | undefined {
    return lib().isScalar(this.target) ? (this.target as Scalar).type : undefined;
  }

  /** The comment behind the value in its line, without `#`. */
  public get comment(): string {
    const line = this.file.text.slice(this.end, endOfLine(this.file.text, this.end));
    return /^\s*#(.*)$/.exec(line)?.[1].trim() ?? '';
  }

  /** The value below these keys. */
  public get(...keys: (string | number)[]): YamlValue | undefined {
    let value: YamlValue | undefined = this;
    for (const key of keys) value = value?.child(key);
    return value;
  }

  /** Whether there is such a key. */
  public has(key: string): boolean {
    return this.child(key) !== undefined;
  }

  /** What a map holds, in order. */
  public entries(): YamlValue[] {
    const node = this.target;
    if (!lib().isMap(node)) return [];
    return (node.items as Pair<Node, Node | null>[]).map((pair) => new YamlValue(this.file, pair.value, [...this.keys, keyText(pair.key)], pair.key));
  }

  /** What a list holds, in order. */
  public items(): YamlValue[] {
    const node = this.target;
    if (!lib().isSeq(node)) return [];
    return (node.items as Node[]).map((item, index) => new YamlValue(this.file, item, [...this.keys, index]));
  }

  /** The items of a list, or the value itself where one stands alone, as GitHub reads `needs: build`. */
  public list(): YamlValue[] {
    return this.isList ? this.items() : this.isNull ? [] : [this];
  }

  /** The texts of `list()`. */
  public texts(): string[] {
    return this.list().map((item) => item.text).filter((text): text is string => text !== undefined);
  }

  /** Offset in the file of a place in the text of a block scalar or of a text in one line. */
  public offsetOf(index: number): number {
    const raw = this.file.text;
    if (this.style !== 'BLOCK_LITERAL' && this.style !== 'BLOCK_FOLDED') {
      const quoted = this.style === 'PLAIN' ? 0 : 1;
      return Math.min(this.offset + quoted + index, this.end);
    }
    const text = this.text ?? '';
    const before = text.slice(0, index);
    const first = endOfLine(raw, this.offset) + 1;
    const start = this.file.placeOf(first).line + (before.split('\n').length - 1);
    const lineStart = this.file.offsetOfLine(start);
    return lineStart + indentation(raw, first, this.end) + (index - (before.lastIndexOf('\n') + 1));
  }

  /** Plain data. */
  public toJs(): any {
    return this.target?.toJS(this.file._document, { maxAliasCount: 100 });
  }

  private get target(): Node | undefined {
    if (!lib().isAlias(this._node)) return this._node ?? undefined;
    return this.file._target(this._node);
  }

  private child(key: string | number): YamlValue | undefined {
    const node = this.target;
    if (typeof key === 'number') {
      const item = lib().isSeq(node) ? node.items[key] : undefined;
      return item === undefined ? undefined : new YamlValue(this.file, item as Node, [...this.keys, key]);
    }
    if (!lib().isMap(node)) return undefined;
    const pair = (node.items as Pair<Node, Node | null>[]).find((each) => keyText(each.key) === key);
    return pair && new YamlValue(this.file, pair.value, [...this.keys, key], pair.key);
  }
}

let loaded: typeof import('yaml') | undefined;

function lib(): typeof import('yaml') {
  loaded ??= require('yaml') as typeof import('yaml');
  return loaded;
}

function keyText(key: unknown): string {
  return lib().isScalar(key) ? String(key.value) : String(key);
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

// Of the first line that is not empty: so YAML finds it too.
function indentation(text: string, from: number, to: number): number {
  return /^(?:[ \t]*\r?\n)*( *)/.exec(text.slice(from, Math.max(to, from)))?.[1].length ?? 0;
}
