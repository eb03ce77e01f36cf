import type { Document, Node } from 'yaml';
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

const parsed = new Map<string, YamlFile>();

/** A YAML file, parsed once; what is asked of it is found on first use. */
export class YamlFile extends SourceFile {
  /** @internal */
  public readonly _document: Document.Parsed;
  /** Syntax errors; where there are any, `root` may hold a part only. */
  public readonly problems: YamlProblem[];
  private found?: ExpressionSource[];

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
    this._document = yaml.parseDocument(text, { merge: false, prettyErrors: false });
    this.problems = this._document.errors.map((error) => ({ message: error.message, at: this.at(error.pos[0]) }));
    // The parser finds this out only when the data is asked for.
    yaml.visit(this._document, {
      Alias: (_, alias) => {
        if (!alias.resolve(this._document)) this.problems.push({ message: `Unresolved alias: ${alias.source}`, at: this.at(alias.range?.[0] ?? 0) });
      },
    });
  }

  /** The whole. */
  public get root(): YamlValue {
    return new YamlValue(this, this._document.contents as Node | null, []);
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
      const middle = (low + high) >> 1;
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
