import type * as Bash from 'unbash' with { 'resolution-mode': 'import' };
import { leafNode, ShellNode, shellNode, ShellOperator } from './shell-node';

/** What the other parser has to take apart. */
export class Strange extends Error {}

/** By operator of a parameter expansion. */
const EXPANSIONS: Readonly<Record<string, ShellOperator | number>> = {
  '+': ShellOperator.ALTERNATE,
  ':+': ShellOperator.ALTERNATE_NOT_EMPTY,
  '-': 70,
  ':-': 71,
  '?': 72,
  ':?': 73,
  '=': 74,
  ':=': 75,
  '%': 76,
  '%%': 77,
  '#': 78,
  '##': 79,
  '^': 80,
  '^^': 81,
  ',': 82,
  ',,': 83,
  '@': 84,
};
const INPUT_PROCESS = 66;
const OUTPUT_PROCESS = 67;

/** Makes nodes of the words that unbash found in a text. */
export class BashWords {
  public constructor(private readonly text: string, private readonly statements: (script: Bash.ParsedScript) => ShellNode[]) {}

  public word({ pos, end, parts }: Bash.Word): ShellNode {
    return this.range(pos, end, parts ?? []);
  }

  /** A piece of text as it stands, without the line breaks that it continues over. */
  public literal(start: number, end: number): ShellNode {
    const text = this.text.slice(start, end);
    return leafNode('Lit', start, end, { Value: text.includes('\\') ? text.replace(/\\([^])/g, (both, next) => (next === '\n' ? '' : both)) : text });
  }

  public assignment({ pos, end, name, value, append, index }: Bash.Assignment): ShellNode {
    const made = value.type === 'ArrayValue' ? { Array: this.array(value) } : { Value: value.end > value.pos ? this.word(value) : undefined };
    return shellNode('Assign', pos, end, {
      Append: append === true, Naked: false, Name: this.literal(pos, pos + name.length), Index: index && this.word(index), ...made,
    });
  }

  /** Behind the name of a program it is a word like others. */
  public assignmentAsWord({ pos, end, value, index }: Bash.Assignment): ShellNode {
    if (value.type === 'ArrayValue') throw new Strange();
    return this.range(pos, end, [...index?.parts ?? [], ...value.parts ?? []]);
  }

  public delimiter({ pos, end, text, quoted }: Bash.HereDocDelimiter): ShellNode {
    const mark = text[0];
    const part = !quoted || !/^(["']).*\1$/.test(text) ? this.literal(pos, end)
      : mark === '\'' ? leafNode('SglQuoted', pos, end, { Dollar: false, Value: text.slice(1, -1) })
        : shellNode('DblQuoted', pos, end, { Dollar: false, Parts: [this.literal(pos + 1, end - 1)] });
    return shellNode('Word', pos, end, { Parts: [part] });
  }

  /** The text of a here-document, in which nothing is expanded where its delimiter is quoted. */
  public document({ pos, end, parts }: Bash.HereDocBody, isQuoted: boolean): ShellNode {
    if (!isQuoted) return this.range(pos, end, parts ?? []);
    return shellNode('Word', pos, end, { Parts: [leafNode('Lit', pos, end, { Value: this.text.slice(pos, end) })] });
  }

  /** What is expanded in arithmetic, in the order of the text: how it is computed matters to nobody. */
  public inArithmetic(...expressions: readonly (Bash.ArithmeticExpression | undefined)[]): ShellNode[] {
    return expressions.flatMap((each): ShellNode[] => {
      switch (each?.type) {
        case undefined: return [];
        case 'ArithmeticBinary': return this.inArithmetic(each.left, each.right);
        case 'ArithmeticUnary': return this.inArithmetic(each.operand);
        case 'ArithmeticTernary': return this.inArithmetic(each.test, each.consequent, each.alternate);
        case 'ArithmeticGroup': return this.inArithmetic(each.expression);
        case 'ArithmeticWord': return this.inTerm(each);
        case 'ArithmeticCommandExpansion': return [this.substitution(each)];
        default: throw new Strange();
      }
    });
  }

  // A variable alone has no parts; one of an array needs no dollar.
  private inTerm({ pos, end, parts }: Bash.ArithmeticWord): ShellNode[] {
    const [, dollar, name, opening] = /^(\$?)(\w+|[@*#?$!-])(\[)?/.exec(this.text.slice(pos, end)) ?? [];
    const inside = flat(parts ?? []);
    if (inside.length > 0 && !opening || name === undefined || !(dollar || opening)) return inside.map((part) => this.part(part));
    const from = pos + dollar.length;
    const index = opening && !dollar ? this.range(from + name.length + 1, end - 1, inside) : undefined;
    return [shellNode('ParamExp', pos, end, { Short: true, Excl: false, Length: false, Width: false, Param: this.literal(from, from + name.length), Index: index, Names: 0 })];
  }

  /** The words of `[[ … ]]`. */
  public inTest(expression: Bash.TestExpression): ShellNode[] {
    switch (expression.type) {
      case 'TestUnary': return [this.word(expression.operand)];
      case 'TestBinary': return [this.word(expression.left), this.word(expression.right)];
      case 'TestLogical': return expression.operands.flatMap((each) => this.inTest(each));
      case 'TestNot': return this.inTest(expression.operand);
      case 'TestGroup': return this.inTest(expression.expression);
      default: throw new Strange();
    }
  }

  // What is between the parts is text.
  private range(start: number, end: number, parts: readonly Bash.WordPart[]): ShellNode {
    const made = this.between(start, end, parts);
    return shellNode('Word', start, end, { Parts: made }, made);
  }

  private between(start: number, end: number, parts: readonly Bash.WordPart[]): ShellNode[] {
    const made: ShellNode[] = [];
    let at = start;
    for (const part of flat(parts)) {
      this.addLiteral(made, at, part.pos);
      made.push(this.part(part));
      at = part.end;
    }
    this.addLiteral(made, at, end);
    return made;
  }

  private addLiteral(made: ShellNode[], start: number, end: number): void {
    let from = start;
    while (this.text.startsWith('\\\n', from) && from < end) from += 2;
    if (from < end) made.push(this.literal(from, end));
  }

  private part(part: Bash.WordPart): ShellNode {
    const { pos, end } = part;
    switch (part.type) {
      case 'SingleQuoted': return leafNode('SglQuoted', pos, end, { Dollar: false, Value: this.text.slice(pos + 1, end - 1) });
      case 'AnsiCQuoted': return leafNode('SglQuoted', pos, end, { Dollar: true, Value: this.text.slice(pos + 2, end - 1) });
      case 'DoubleQuoted': return this.quoted(pos, end, 1, part.parts);
      case 'LocaleString': return this.quoted(pos, end, 2, part.parts);
      case 'SimpleExpansion': return this.simple(pos, end);
      case 'ParameterExpansion': return this.expansion(part);
      case 'CommandExpansion': return this.substitution(part);
      case 'ArithmeticExpansion': return shellNode('ArithmExp', pos, end, { Parts: this.inArithmetic(part.expression) });
      case 'ProcessSubstitution': return shellNode('ProcSubst', pos, end, { Op: part.operator === '<' ? INPUT_PROCESS : OUTPUT_PROCESS, Stmts: this.inner(part.script) });
      case 'ExtendedGlob': return shellNode('ExtGlob', pos, end, { Pattern: this.literal(pos + 2, end - 1) });
      default: throw new Strange();
    }
  }

  private simple(start: number, end: number): ShellNode {
    const name = this.literal(start + 1, end);
    return shellNode('ParamExp', start, end, { Short: true, Excl: false, Length: false, Width: false, Param: name, Names: 0 }, [name]);
  }

  private quoted(start: number, end: number, before: number, parts: readonly Bash.DoubleQuotedChild[]): ShellNode {
    const made = this.between(start + before, end - 1, parts);
    return shellNode('DblQuoted', start, end, { Dollar: before === 2, Parts: made }, made);
  }

  private substitution({ pos, end, text, script }: Pick<Bash.CommandExpansionPart, 'pos' | 'end' | 'text' | 'script'>): ShellNode {
    // `${ a; }` runs in the same shell, which is new in bash 5.3.
    if (!/^(`|\$\()/.test(text)) throw new Strange();
    return shellNode('CmdSubst', pos, end, { Stmts: this.inner(script), Backquotes: text.startsWith('`'), TempFile: false, ReplyVar: false });
  }

  // Behind escaped backquotes its places are those of another text.
  private inner(script: Bash.ParsedScript | undefined): ShellNode[] {
    if (!script || script.source !== undefined) throw new Strange();
    return this.statements(script);
  }

  private expansion({ pos, end, parameterPos, parameterEnd, prefix, index, operation }: Bash.ParameterExpansionPart): ShellNode {
    return shellNode('ParamExp', pos, end, {
      Short: false,
      Excl: prefix === '!',
      Length: prefix === '#',
      Width: false,
      Param: this.literal(parameterPos, parameterEnd),
      Index: index && this.word(index),
      ...(operation ? this.operation(operation) : {}),
      Names: operation?.type === 'Names' ? 1 : 0,
    });
  }

  private operation(operation: Bash.ParameterOperation): Record<string, unknown> {
    switch (operation.type) {
      case 'Default': case 'Remove': case 'CaseModification': case 'Transform': {
        const { operator, operand } = operation;
        const word = operand && operand.end > operand.pos ? this.word(operand) : undefined;
        return { Exp: word ? shellNode('Part', word.start, word.end, { Op: EXPANSIONS[operator], Word: word }) : { Op: EXPANSIONS[operator] } };
      }
      case 'Replace': {
        const { operator, pattern, replacement } = operation;
        // `#` and `%` bind the pattern to an end, and are written as its first character.
        const start = /[#%]$/.test(operator) ? pattern.pos - 1 : pattern.pos;
        const replaced = this.range(start, pattern.end, pattern.parts ?? []);
        const given = replacement.end > replacement.pos ? this.word(replacement) : undefined;
        return { Repl: shellNode('Part', start, given?.end ?? pattern.end, { All: operator === '//', Orig: replaced, With: given }) };
      }
      case 'Slice': {
        const { offset, length } = operation;
        return { Slice: shellNode('Part', offset.pos, length?.end ?? offset.end, { Offset: this.word(offset), Length: length && this.word(length) }) };
      }
      case 'Names': return {};
      default: throw new Strange();
    }
  }

  private array({ pos, end, elements }: Bash.ArrayValue): ShellNode {
    return shellNode('ArrayExpr', pos, end, { Elems: elements.map((each) => this.element(each)) });
  }

  // `[index]=value`, or a value alone.
  private element(word: Bash.Word): ShellNode {
    const { pos, end } = word;
    const parts = flat(word.parts ?? []);
    const closed = this.text[pos] === '[' ? this.closingBracket(pos, end, parts) : undefined;
    const sign = closed === undefined ? undefined : /^\+?=/.exec(this.text.slice(closed + 1, end))?.[0];
    if (closed === undefined || sign === undefined) return shellNode('ArrayElem', pos, end, { Value: this.word(word) });
    const from = closed + 1 + sign.length;
    const index = this.range(pos + 1, closed, parts.filter((each) => each.pos < closed));
    return shellNode('ArrayElem', index.start, end, { Index: index, Value: from < end ? this.range(from, end, parts.filter((each) => each.pos >= from)) : undefined });
  }

  private closingBracket(start: number, end: number, parts: readonly Bash.WordPart[]): number | undefined {
    for (let at = start + 1; at < end; at += 1) {
      const part = parts.find((each) => each.pos === at);
      if (part) at = part.end - 1;
      else if (this.text[at] === ']') return at;
    }
    return undefined;
  }
}

/** Parts that are more than text; braces and patterns are text around others. */
function flat(parts: readonly Bash.WordPart[], found: Bash.WordPart[] = []): Bash.WordPart[] {
  for (const part of parts) {
    if (part.type === 'Glob' || part.type === 'BraceExpansion') flat(part.parts ?? [], found);
    else if (part.type !== 'Literal') found.push(part);
  }
  return found;
}
