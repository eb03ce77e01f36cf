import { Expression, parseExpression, references } from './expression';
import { KeyPath, Located, Place } from './located';
import type { YamlValue } from './yaml-value';

/** An expression in a file: its text without braces, and the value it stands in. */
export class ExpressionSource implements Located {
  private parsed?: { readonly tree?: Expression; readonly error?: string };

  public constructor(
    /** The scalar that holds it. */
    public readonly value: YamlValue,
    /** The expression, without `${{` and `}}`. */
    public readonly text: string,
    /** Offset of the text in the file. */
    public readonly offset: number,
    /** Whether it stands bare after `if`. */
    public readonly bare: boolean,
  ) {}

  public get path(): string {
    return this.value.path;
  }

  public get keys(): KeyPath {
    return this.value.keys;
  }

  public get place(): Place {
    return this.value.file.placeOf(this.offset);
  }

  /** Its tree, or undefined where it does not parse. */
  public get tree(): Expression | undefined {
    return this.parse().tree;
  }

  /** What GitHub's parser has against it. */
  public get error(): string | undefined {
    return this.parse().error;
  }

  /** What it reads, such as `github.head_ref`; nothing where it does not parse. */
  public get references(): string[] {
    return this.tree ? references(this.tree) : [];
  }

  /** Whether it decides about a job or step. */
  public get isCondition(): boolean {
    return this.value.name === 'if' || this.value.name.endsWith('-if');
  }

  private parse(): { readonly tree?: Expression; readonly error?: string } {
    this.parsed ??= attempt(this.text);
    return this.parsed;
  }
}

const trees = new Map<string, { readonly tree?: Expression; readonly error?: string }>();

// The same few expressions stand in most jobs.
function attempt(text: string): { readonly tree?: Expression; readonly error?: string } {
  let known = trees.get(text);
  if (known === undefined) {
    try {
      known = { tree: parseExpression(text) };
    } catch (error) {
      known = { error: (error as Error).message };
    }
    if (trees.size > 10_000) trees.clear();
    trees.set(text, known);
  }
  return known;
}
