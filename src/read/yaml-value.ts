import type { Node, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { KeyPath, Located, Place } from './located';
import type { YamlFile } from './yaml-file';

/** A value in a YAML file that knows where it stands. A value that is absent is `undefined`, never one of these. */
export class YamlValue implements Located {
  // What it is or, for an alias, stands for.
  private readonly target: Node | undefined;
  private readonly kind: 'map' | 'list' | 'scalar' | undefined;
  private way?: KeyPath;
  private below?: readonly YamlValue[];
  private byName?: ReadonlyMap<string, YamlValue>;

  public constructor(
    public readonly file: YamlFile,
    /** @internal */
    public readonly _node: Node | null | undefined,
    private readonly holder?: YamlValue,
    private readonly own?: string | number,
    /** The key it stands under, in a map. @internal */
    public readonly _key?: Node,
  ) {
    this.target = lib().isAlias(_node) ? file._target(_node) : _node ?? undefined;
    this.kind = kindOf(this.target);
  }

  /** The way to it from the top of the file. */
  public get keys(): KeyPath {
    this.way ??= this.holder ? [...this.holder.keys, this.own!] : [];
    return this.way;
  }

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
    return String(this.own ?? '');
  }

  public get isMap(): boolean {
    return this.kind === 'map';
  }

  public get isList(): boolean {
    return this.kind === 'list';
  }

  public get isScalar(): boolean {
    return this.kind === 'scalar';
  }

  /** Whether nothing stands there. */
  public get isNull(): boolean {
    return !this.target || (this.kind === 'scalar' && (this.target as Scalar).value === null);
  }

  /** Whether it stands for a value with an anchor. */
  public get isAlias(): boolean {
    return lib().isAlias(this._node);
  }

  /** The value of a scalar. */
  public get scalar(): unknown {
    return this.kind === 'scalar' ? (this.target as Scalar).value : undefined;
  }

  /** A scalar as text: numbers as they were written. Undefined for maps, lists and nothing. */
  public get text(): string | undefined {
    if (this.kind !== 'scalar') return undefined;
    const { value, source } = this.target as Scalar;
    if (value === null) return undefined;
    return typeof value === 'string' ? value : source ?? String(value);
  }

  /** How a scalar was written: `PLAIN`, `QUOTE_SINGLE`, `QUOTE_DOUBLE`, `BLOCK_LITERAL`, `BLOCK_FOLDED`. */
  public get style(): string | undefined {
    return this.kind === 'scalar' ? (this.target as Scalar).type : undefined;
  }

  /** The comment behind the value in its line, without `#`. */
  public get comment(): string {
    const line = this.file.text.slice(this.end, endOfLine(this.file.text, this.end));
    return /^\s*#(.*)$/.exec(line)?.[1].trim() ?? '';
  }

  /** The value below these keys. */
  public get(...keys: (string | number)[]): YamlValue | undefined {
    let value: YamlValue | undefined = this;
    for (let index = 0; value && index < keys.length; index++) value = value.child(keys[index]);
    return value;
  }

  /** Whether there is such a key. */
  public has(key: string): boolean {
    return this.child(key) !== undefined;
  }

  /** What a map holds, in order. */
  public entries(): readonly YamlValue[] {
    return this.kind === 'map' ? this.children : NONE;
  }

  /** What a list holds, in order. */
  public items(): readonly YamlValue[] {
    return this.kind === 'list' ? this.children : NONE;
  }

  /** The items of a list, or the value itself where one stands alone, as GitHub reads `needs: build`. */
  public list(): readonly YamlValue[] {
    return this.isList ? this.items() : this.isNull ? NONE : [this];
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

  // Made once: most checks ask for the same.
  private get children(): readonly YamlValue[] {
    this.below ??= this.kind === 'map'
      ? (this.target as YAMLMap<Node, Node | null>).items.map((pair) => new YamlValue(this.file, pair.value, this, keyText(pair.key), pair.key))
      : (this.target as YAMLSeq<Node>).items.map((item, index) => new YamlValue(this.file, item, this, index));
    return this.below;
  }

  private child(key: string | number): YamlValue | undefined {
    if (typeof key === 'number') return this.items()[key];
    if (this.kind !== 'map') return undefined;
    // The first of those that stand twice.
    this.byName ??= new Map([...this.children].reverse().map((child) => [child.name, child]));
    return this.byName.get(key);
  }
}

const NONE: readonly YamlValue[] = [];

let loaded: typeof import('yaml') | undefined;

function lib(): typeof import('yaml') {
  loaded ??= require('yaml') as typeof import('yaml');
  return loaded;
}

function kindOf(node: Node | undefined): 'map' | 'list' | 'scalar' | undefined {
  if (lib().isScalar(node)) return 'scalar';
  if (lib().isMap(node)) return 'map';
  return lib().isSeq(node) ? 'list' : undefined;
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
