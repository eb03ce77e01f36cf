import { ScriptSource } from '../../read/script-source';
import { ShellNode, ShellOperator } from '../../read/shell-node';
import type { ShellSource } from '../../read/shell-source';
import { lastProgram, unquotedExpansions, wordsOf } from '../../read/shell-word';
import type { StepSource } from '../../read/step-source';
import type { CheckContext } from '../check-context';
import type { Severity } from '../severity';
import { SourceCheck } from '../source-check';
import { isKnownShell } from './known-shell';
import { isListCommand, isWordCommand } from './one-word-commands';
import { valueOf } from './variable-value';

const NUMERIC_BUILTINS = new Set(['exit', 'return', 'shift', 'sleep', 'kill', 'wait', 'break', 'continue', 'let', 'set', 'eval', 'exec']);
const NOT_SPLIT: readonly number[] = [ShellOperator.HEREDOC, ShellOperator.DASH_HEREDOC, ShellOperator.HERE_STRING];

/** What stands outside quotes is split at blanks and read as a file pattern: one name becomes several words, or none. */
export class UnquotedExpansion extends SourceCheck {
  public readonly id = 'unquoted-expansion';
  public readonly description = 'Variables and outputs of commands stand in quotes where they are one word.';
  public readonly covers = ['R31'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;

  public visitShell(shell: ShellSource, owner: StepSource | ScriptSource, context: CheckContext): void {
    if (!isKnownShell(shell, owner)) return;
    const look = new Look(shell, owner, context);
    for (const { node } of shell.placesOf('CallExpr', 'Redirect', 'WordIter', 'ArrayExpr')) {
      if (node.type === 'CallExpr') look.call(node);
      else if (node.type === 'Redirect' && node.Word && !NOT_SPLIT.includes(node.Op)) look.word(node.Word);
      else if (node.type === 'WordIter') for (const item of (node.Items as ShellNode[] | undefined) ?? []) look.list(item);
      else if (node.type === 'ArrayExpr') for (const { Value } of node.Elems as ShellNode[]) if (Value) look.word(Value, 'info');
    }
  }
}

class Look {
  public constructor(private readonly shell: ShellSource, private readonly owner: StepSource | ScriptSource, private readonly context: CheckContext) {}

  public call(node: ShellNode): void {
    const words = node.Args as ShellNode[];
    const [name] = wordsOf({ ...node, Args: words.slice(0, 1) });
    if (NUMERIC_BUILTINS.has(name ?? '')) return;
    // `$COMMAND x`: the words of a program's name are meant to be several; those of an array are apart already.
    if (words[0]) this.list(words[0]);
    for (const word of words.slice(1)) this.word(word);
  }

  /** A text after `in` is meant to be split; an array is not. */
  public list(word: ShellNode): void {
    for (const part of unquotedExpansions(word)) if (isArray(part)) this.parameter(part);
  }

  public word(word: ShellNode, atMost?: Severity): void {
    for (const part of unquotedExpansions(word)) {
      if (part.type === 'CmdSubst') this.substitution(part, atMost);
      else this.parameter(part, atMost);
    }
  }

  private parameter(part: ShellNode, atMost?: Severity): void {
    const name = String(part.Param?.Value ?? '');
    if (part.Length || /^[?#$!-]$/.test(name) || isAlternate(part)) return;
    const value = part.Excl ? 'unknown' : valueOf(name, this.shell, this.owner);
    if (value === 'one word') return;
    const isList = isArray(part);
    const text = this.shell.textOf(part);
    const quoted = `"${text.replace('[*]', '[@]').replace(/^\$\*$/, '$@')}"`;
    const problem = isList ? `${text} without quotes splits the arguments anew at blanks.` : `${text} is split at blanks and read as a file pattern.`;
    this.context.report(this.shell.at(part), problem, value === 'several words' ? `Keep the words in an array and write "\${${name}[@]}", or quote it: ${quoted}.` : `Quote it: ${quoted}.`,
      value === 'several words' ? 'info' : atMost ?? (/^[@*]$/.test(name) ? undefined : this.context.inBaseline('info')));
  }

  private substitution(part: ShellNode, atMost?: Severity): void {
    const statements = (part.Stmts as ShellNode[] | undefined) ?? [];
    const last = lastProgram(statements[statements.length - 1]);
    if (!last || isWordCommand(last, this.shell)) return;
    this.context.report(this.shell.at(part), 'What this command prints is split at blanks and read as file patterns.',
      'Quote it: "$(…)"; where several words are meant, read them into an array with `mapfile -t`.', isListCommand(last) ? 'info' : atMost ?? this.context.inBaseline('info'));
  }
}

function isArray(part: ShellNode): boolean {
  return ['@', '*'].includes(part.Param?.Value) || ['@', '*'].includes(part.Index?.Parts?.[0]?.Value);
}

// `${x:+"$x"}` and `${x:+--flag}` are themselves the way to give a word or none.
function isAlternate(part: ShellNode): boolean {
  const { Op, Word } = (part.Exp ?? {}) as { Op?: number; Word?: ShellNode };
  return (Op === ShellOperator.ALTERNATE || Op === ShellOperator.ALTERNATE_NOT_EMPTY) && (!Word || unquotedExpansions(Word).length === 0);
}
