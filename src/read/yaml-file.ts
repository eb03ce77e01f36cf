import type { Document, LineCounter, Node } from 'yaml';
import { ExpressionSource } from './expression-source';
import { findExpressions } from './find-expressions';
import { KeyPath, Located, Place } from './located';
import { SourceFile } from './source-file';
import { YamlValue } from './yaml-value';

/** Why a text is no YAML, and where. */
export interface YamlProblem {
  readonly message: string;
  readonly at: Located;
}

/** What can be one: a star before a name, where a value may begin. */
const ALIAS = /(?:^|[\s[{,:])\*[^\s,[\]{}]/;
const parsed = new Map<string, YamlFile>();

/** A YAML file, parsed once; what is asked of it is found on first use. */
export class YamlFile extends SourceFile {
  /** @internal */
  public readonly _document: Document.Parsed;
  /** Syntax errors; where there are any, `root` may hold a part only. */
  public readonly problems: YamlProblem[];
  /** @internal */
  public readonly _lineCounter: LineCounter;
  private whole?: YamlValue;
  private found?: ExpressionSource[];
  private readonly targets = new Map<Node, Node>();

  /** The file of that text: parsed once in a run, however often it is asked for. */
  public static of(path: string, text: string): YamlFile {
    const known = parsed.get(path);
    if (known?.text === text) return known;
    const made = new YamlFile(path, text);
    if (parsed.size > 2_000) parsed.clear();
    parsed.set(path, made);
    return made;
  }

  private constructor(path: string, text: string) {
    super(path, text);
    const yaml = require('yaml') as typeof import('yaml');
    this._lineCounter = new yaml.LineCounter();
    // What GitHub's validator wants of a document, so that both can use one. It tells keys that stand twice.
    this._document = yaml.parseDocument(text, { prettyErrors: false, keepSourceTokens: true, uniqueKeys: false, lineCounter: this._lineCounter });
    this.problems = this._document.errors.map((error) => ({ message: error.message, at: this.at(error.pos[0]) }));
    if (ALIAS.test(text)) this.resolveAliases();
  }

  /** What an alias stands for. @internal */
  public _target(alias: Node): Node | undefined {
    return this.targets.get(alias);
  }

  // The parser looks through the whole document for each; here all are found in one walk.
  private resolveAliases(): void {
    const yaml = require('yaml') as typeof import('yaml');
    const anchors = new Map<string, Node>();
    yaml.visit(this._document, {
      Node: (_, node) => {
        if (!yaml.isAlias(node)) {
          if (node.anchor) anchors.set(node.anchor, node);
          return;
        }
        const target = anchors.get(node.source);
        if (target) this.targets.set(node, target);
        else this.problems.push({ message: `Unresolved alias: ${node.source}`, at: this.at(node.range?.[0] ?? 0) });
      },
    });
  }

  /** The whole. */
  public get root(): YamlValue {
    this.whole ??= new YamlValue(this, this._document.contents as Node | null);
    return this.whole;
  }

  /** Every expression, in the order of the text: `${{ … }}` and what stands bare after `if`. */
  public get expressions(): ExpressionSource[] {
    this.found ??= findExpressions(this.root);
    return this.found;
  }

  /** Way to the innermost value at a place. */
  public keysAt({ line, column }: Place): KeyPath {
    const offset = this.offsetOfLine(line) + column - 1;
    let value = this.root;
    for (let inner: YamlValue | undefined = value; inner; inner = childAt(inner, offset)) value = inner;
    return value.keys;
  }

  /** The expressions between two offsets. */
  public expressionsBetween(start: number, end: number): ExpressionSource[] {
    const all = this.expressions;
    let low = 0;
    for (let high = all.length; low < high;) {
      const middle = Math.floor((low + high) / 2);
      if (all[middle].offset < start) low = middle + 1;
      else high = middle;
    }
    let last = low;
    while (last < all.length && all[last].offset <= end) last++;
    return all.slice(low, last);
  }
}

function childAt(value: YamlValue, offset: number): YamlValue | undefined {
  const children = value.isAlias ? [] : value.isMap ? value.entries() : value.items();
  let found: YamlValue | undefined;
  for (const child of children) if (child.from <= offset) found = child;
  return found && offset <= Math.max(found.end, found.from) ? found : undefined;
}
