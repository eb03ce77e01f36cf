import type { AndOr, Assignment, Case, Command, CommandNode, CompoundList, For, Function as ShellFunction, If, ParsedScript, Pipeline, Redirected, Redirection, Select, Statement, While, Word } from 'unbash' with { 'resolution-mode': 'import' };
import { BashWords, Strange } from './bash-words';
import { ShellNode, shellNode, ShellOperator } from './shell-node';

const { parse } = require('../../assets/vendor/unbash.cjs') as { parse(source: string): ParsedScript };

const LOGICAL = { '&&': ShellOperator.AND, '||': ShellOperator.OR } as const;
const PIPES = { '|': ShellOperator.PIPE, '|&': ShellOperator.PIPE_ALL } as const;
const REDIRECTIONS: Readonly<Record<string, ShellOperator>> = {
  '>': ShellOperator.REDIRECT_OUT,
  '>>': ShellOperator.APPEND_OUT,
  '<': ShellOperator.REDIRECT_IN,
  '<>': ShellOperator.REDIRECT_IN_OUT,
  '<&': ShellOperator.DUPLICATE_IN,
  '>&': ShellOperator.DUPLICATE_OUT,
  '>|': ShellOperator.CLOBBER_OUT,
  '<<': ShellOperator.HEREDOC,
  '<<-': ShellOperator.DASH_HEREDOC,
  '<<<': ShellOperator.HERE_STRING,
  '&>': ShellOperator.REDIRECT_ALL,
  '&>>': ShellOperator.APPEND_ALL,
};
const DECLARATIONS = new Set(['declare', 'local', 'export', 'readonly', 'typeset', 'nameref']);
/** The other parser has nodes of their own for these, and they are rare. */
const LEFT_TO_THE_OTHER = new Set(['let', 'coproc']);

/**
 * The tree of a bash script. Undefined where it has an error, which the other parser then tells, or a form that only
 * that one takes apart as the checks know it.
 */
export function bashTree(text: string): ShellNode | undefined {
  const script = parse(text);
  try {
    return new BashTree(text).file(script);
  } catch (error) {
    if (error instanceof Strange) return undefined;
    throw error;
  }
}

/** Makes nodes of what unbash found in a text. */
class BashTree {
  private readonly words: BashWords;

  public constructor(private readonly text: string) {
    this.words = new BashWords(text, (script) => this.statements(script));
  }

  public file(script: ParsedScript): ShellNode {
    const statements = this.statements(script);
    const [first, last] = [statements[0], statements[statements.length - 1]];
    return shellNode('File', first?.start ?? 0, last?.end ?? 0, { Name: '', Stmts: statements });
  }

  private statements({ commands, errors }: ParsedScript | CompoundList & { errors?: undefined }): ShellNode[] {
    if (errors && errors.length > 0) throw new Strange();
    return commands.map((each) => this.statement(each));
  }

  private statement({ command, background, end }: Statement): ShellNode {
    const inner = this.listed(command);
    return { ...inner, end: background ? Math.max(end, inner.end) : this.behindSemicolon(inner.end), Background: background === true };
  }

  // The semicolon that ends a statement is part of it.
  private behindSemicolon(end: number): number {
    if (this.text[end] === '\n') return end;
    const [, before, mark] = /^((?:[ \t]|\\\n)*)(;?)(?![;&])/.exec(this.text.slice(end, end + 80)) ?? [];
    return mark ? end + before.length + 1 : end;
  }

  private listed(node: AndOr | Statement['command']): ShellNode {
    if (node.type !== 'AndOr') return this.pipeline(node);
    return node.operators.reduce((left, operator, index) => this.binary(LOGICAL[operator], left, this.pipeline(node.commands[index + 1])), this.pipeline(node.commands[0]));
  }

  private pipeline(node: CommandNode | Pipeline): ShellNode {
    if (node.type !== 'Pipeline') return this.single(node);
    const [first, ...rest] = node.commands.map((each) => this.single(each));
    const whole = rest.reduce((left, right, index) => this.binary(PIPES[node.operators[index]], left, right), first);
    return node.prefixes.length === 0 ? whole : this.prefixed(node, whole);
  }

  private prefixed({ prefixes }: Pipeline, inner: ShellNode): ShellNode {
    const [prefix, ...more] = prefixes;
    if (more.length > 0) throw new Strange();
    if (prefix.type === 'Negation') return { ...inner, start: prefix.pos, Negated: true };
    if (prefix.endOfOptions) throw new Strange();
    return this.wrapped(shellNode('TimeClause', prefix.pos, inner.end, { PosixFormat: prefix.posix !== undefined, Stmt: inner }));
  }

  private binary(operator: ShellOperator, left: ShellNode, right: ShellNode): ShellNode {
    return this.wrapped(shellNode('BinaryCmd', left.start, right.end, { Op: operator, X: left, Y: right }));
  }

  private wrapped(command: ShellNode | undefined, redirections: readonly ShellNode[] = [], start = command!.start): ShellNode {
    const end = redirections.length > 0 ? Math.max(redirections[redirections.length - 1].end, command?.end ?? 0) : command!.end;
    const fields = { Cmd: command, Negated: false, Background: false, Coprocess: false, Redirs: redirections };
    return shellNode('Stmt', start, end, fields, command && redirections.length === 0 ? [command] : undefined);
  }

  private single(node: CommandNode): ShellNode {
    if (node.type === 'Command') return this.command(node);
    if (node.type === 'Redirected') return this.wrapped(this.compound(node.command), node.redirects.map((each) => this.redirection(each)), node.pos);
    return this.wrapped(this.compound(node));
  }

  private compound(node: Exclude<CommandNode, Command | Redirected>): ShellNode {
    const { pos, end } = node;
    switch (node.type) {
      case 'If': return this.conditional(node);
      case 'While': return this.loop(node);
      case 'For': case 'Select': return this.iteration(node);
      case 'ArithmeticFor': {
        const parts = this.words.inArithmetic(node.initialize, node.test, node.update);
        return shellNode('ForClause', pos, end, { Select: false, Braces: false, Loop: shellNode('CStyleLoop', pos, end, { Parts: parts }), Do: this.statements(node.body) });
      }
      case 'Case': return this.choice(node);
      case 'Subshell': return shellNode('Subshell', pos, end, { Stmts: this.statements(node.body) });
      case 'BraceGroup': return shellNode('Block', pos, end, { Stmts: this.statements(node.body) });
      case 'Function': return this.definition(node);
      case 'TestCommand': return shellNode('TestClause', pos, end, { Words: this.words.inTest(node.expression) });
      case 'ArithmeticCommand': return shellNode('ArithmCmd', pos, end, { Parts: this.words.inArithmetic(node.expression) });
      default: throw new Strange();
    }
  }

  private conditional({ pos, end, clause, then, elif, else: otherwise }: If): ShellNode {
    const last = otherwise && shellNode('IfClause', otherwise.pos, end, { Cond: [], Then: this.statements(otherwise) });
    const rest = elif.reduceRight((next: ShellNode | undefined, each) =>
      shellNode('IfClause', each.pos, end, { Cond: this.statements(each.clause), Then: this.statements(each.then), Else: next }), last);
    return shellNode('IfClause', pos, end, { Cond: this.statements(clause), Then: this.statements(then), Else: rest });
  }

  private loop({ pos, end, kind, clause, body }: While): ShellNode {
    return shellNode('WhileClause', pos, end, { Until: kind === 'until', Cond: this.statements(clause), Do: this.statements(body) });
  }

  private iteration({ type, pos, end, name, wordlist, body }: For | Select): ShellNode {
    const items = (wordlist ?? []).map((each) => this.words.word(each));
    const loop = shellNode('WordIter', name.pos, items[items.length - 1]?.end ?? name.end, { Name: this.words.literal(name.pos, name.end), Items: items });
    return shellNode('ForClause', pos, end, { Select: type === 'Select', Braces: false, Loop: loop, Do: this.statements(body) });
  }

  private choice({ pos, end, word, items }: Case): ShellNode {
    const made = items.map((item) => {
      const patterns = item.pattern.map((each) => this.words.word(each));
      return shellNode('CaseItem', patterns[0]?.start ?? item.pos, item.end, { Patterns: patterns, Stmts: this.statements(item.body) });
    });
    return shellNode('CaseClause', pos, end, { Braces: false, Word: this.words.word(word), Items: made });
  }

  private definition({ pos, end, name, body }: ShellFunction): ShellNode {
    if (body.type === 'CompoundList') throw new Strange();
    const isReserved = name.pos > pos;
    const hasParentheses = this.text.slice(name.end, body.pos).includes('(');
    return shellNode('FuncDecl', pos, end, { RsrvWord: isReserved, Parens: hasParentheses, Name: this.words.literal(name.pos, name.end), Body: this.single(body) });
  }

  private command({ pos, name, prefix, suffix }: Command): ShellNode {
    const assigns: ShellNode[] = [];
    const given: (Word | Assignment)[] = name ? [name] : [];
    const redirections: ShellNode[] = [];
    for (const each of prefix) if (each.type === 'Assignment') assigns.push(this.words.assignment(each)); else redirections.push(this.redirection(each));
    for (const each of suffix) if (each.type === 'Word' || each.type === 'Assignment') given.push(each); else redirections.push(this.redirection(each));
    if (name && LEFT_TO_THE_OTHER.has(name.text)) throw new Strange();
    // `a=<(b)` is one word, and comes as two.
    if (given.some(({ pos: start }, index) => start === (index > 0 ? given[index - 1] : assigns[assigns.length - 1])?.end)) throw new Strange();
    const isDeclaration = name !== undefined && assigns.length === 0 && DECLARATIONS.has(name.text);
    return this.wrapped(isDeclaration ? this.declaration(given) : this.call(assigns, given), redirections, pos);
  }

  private declaration([name, ...given]: readonly (Word | Assignment)[]): ShellNode {
    const args = given.map((each) => {
      if (each.type === 'Assignment') return this.words.assignment(each);
      const word = this.words.word(each);
      const fields = /^[A-Za-z_]\w*$/.test(each.text) ? { Name: this.words.literal(each.pos, each.end) } : { Value: word };
      return shellNode('Assign', each.pos, each.end, { Append: false, Naked: true, ...fields });
    });
    return shellNode('DeclClause', name.pos, args[args.length - 1]?.end ?? name.end, { Variant: this.words.literal(name.pos, name.end), Args: args });
  }

  private call(assigns: readonly ShellNode[], given: readonly (Word | Assignment)[]): ShellNode | undefined {
    const args = given.map((each) => (each.type === 'Word' ? this.words.word(each) : this.words.assignmentAsWord(each)));
    const all = [...assigns, ...args];
    return all.length === 0 ? undefined : shellNode('CallExpr', all[0].start, all[all.length - 1].end, { Assigns: assigns, Args: args }, all);
  }

  private redirection(node: Redirection): ShellNode {
    const { pos, operator, descriptor } = node;
    const left = descriptor && this.words.literal(descriptor.pos, descriptor.end);
    if (node.type === 'HereDoc') {
      const { delimiter, body, closing } = node;
      // Bash itself only warns of some of it.
      if (!delimiter || !closing || /[$`]/.test(delimiter.text)) throw new Strange();
      const document = body.end > body.pos ? this.words.document(body, delimiter.quoted) : undefined;
      return shellNode('Redirect', pos, document?.end ?? delimiter.end, { Op: REDIRECTIONS[operator], N: left, Word: this.words.delimiter(delimiter), Hdoc: document });
    }
    if (!node.target) throw new Strange();
    const target = this.words.word(node.target);
    return shellNode('Redirect', pos, target.end, { Op: REDIRECTIONS[operator], N: left, Word: target });
  }
}
