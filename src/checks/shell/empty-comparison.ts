import type { ScriptSource } from '../../read/script-source';
import type { ShellNode } from '../../read/shell-node';
import { assignmentsOf } from '../../read/shell-scope';
import type { ShellSource } from '../../read/shell-source';
import { lastProgram, substitutionOf, substitutionsIn, variableOf, variablesIn, wordsOf } from '../../read/shell-word';
import type { StepSource } from '../../read/step-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

const NUMERIC = ['-gt', '-lt', '-ge', '-le', '-eq', '-ne'];
// They print nothing, or `null`, where nothing is found.
const MAY_BE_EMPTY = new Set(['jq', 'yq', 'grep', 'egrep', 'awk', 'gawk', 'sed', 'cut', 'head', 'tail', 'curl', 'gh', 'kubectl', 'aws', 'helm', 'xmllint', 'tr', 'bc']);

/** A number that is missing compares as false, with an error that ends nothing: the gate passes because nobody measured. */
export class EmptyComparison extends SourceCheck {
  public readonly id = 'empty-comparison';
  public readonly description = 'A number that decides is known to be there before it is compared.';
  public readonly covers = ['X13'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;

  public visitShell(shell: ShellSource, _owner: StepSource | ScriptSource, context: CheckContext): void {
    for (const place of shell.placesOf('ArithmCmd', 'CallExpr')) {
      const { node } = place;
      if (node.type === 'ArithmCmd') this.calculated(node, shell, context);
      else if (['[', 'test'].includes(wordsOf(node)[0] ?? '')) this.compared(node, place.around, shell, context);
    }
  }

  // `(( $(echo "$x < 80" | bc) ))`: with an empty `$x` bc prints an error and no number.
  private calculated(node: ShellNode, shell: ShellSource, context: CheckContext): void {
    for (const substitution of substitutionsIn(node)) {
      const name = bcOperand(substitution, shell);
      if (name !== undefined) context.report(shell.at(node), ...tell(name, 'bc'));
    }
  }

  // `[ "$x" -gt 0 ]`: an error, and so false, with anything that is no number.
  private compared(node: ShellNode, around: readonly ShellNode[], shell: ShellSource, context: CheckContext): void {
    const words = node.Args as ShellNode[];
    const at = words.findIndex((word) => NUMERIC.includes(wordsOf({ ...node, Args: [word] })[0] ?? ''));
    if (at < 0 || !isDecision(node, around)) return;
    for (const word of [words[at - 1], words[at + 1]]) {
      const direct = substitutionOf(word);
      const name = direct ? bcOperand(direct, shell) ?? (isCalculator(direct) ? undefined : emptyProgram(direct, shell)) : emptyVariable(word, node, shell);
      if (name !== undefined) context.report(shell.at(node), ...tell(name, '`[`'));
    }
  }
}

function tell(name: string, reader: string): [string, string] {
  return [`Where ${name} is empty or no number, ${reader} fails, and the comparison counts as false.`,
    'Make sure of a number first, `[[ $value =~ ^[0-9]+$ ]] || exit 1`, or compare in the program that reads it, as in `jq -e`.'];
}

// A test whose failure ends the script is safe.
function isDecision(node: ShellNode, around: readonly ShellNode[]): boolean {
  for (let index = 0, inner = node; index < around.length; inner = around[index++]) {
    const outer = around[index];
    if ((outer.type === 'IfClause' || outer.type === 'WhileClause') && outer.Cond?.includes(inner)) return !outer.Until;
    if (outer.type === 'BinaryCmd' && outer.X === inner && outer.Op === 10) return true;
    if (outer.type !== 'Stmt' && outer.type !== 'BinaryCmd') return false;
  }
  return false;
}

// The variable that `echo "$x > 1" | bc` computes with, where nobody has looked at it.
function bcOperand(substitution: ShellNode, shell: ShellSource): string | undefined {
  const [statement] = (substitution.Stmts as ShellNode[] | undefined) ?? [];
  if (wordsOf(lastProgram(statement))[0] !== 'bc') return undefined;
  const name = variablesIn(statement).find((each) => /^[A-Za-z_]/.test(each) && isUncertain(each, statement, shell));
  return name === undefined ? undefined : `$${name}`;
}

function isCalculator(substitution: ShellNode): boolean {
  return wordsOf(lastProgram((substitution.Stmts as ShellNode[] | undefined)?.[0]))[0] === 'bc';
}

function emptyVariable(word: ShellNode | undefined, node: ShellNode, shell: ShellSource): string | undefined {
  const name = variableOf(word);
  return name !== undefined && isUncertain(name, node, shell) ? `$${name}` : undefined;
}

// Set last by a command that can print nothing, and not looked at since.
function isUncertain(name: string, before: ShellNode, shell: ShellSource): boolean {
  const assigned = (assignmentsOf(shell).get(name) ?? []).filter(({ node }) => node.start < before.start);
  const last = assigned[assigned.length - 1];
  const substitution = substitutionOf(last?.word);
  if (!last || !substitution || emptyProgram(substitution, shell) === undefined) return false;
  return !isLookedAt(name, shell.text.slice(last.node.end, before.start));
}

function isLookedAt(name: string, text: string): boolean {
  const variable = `"?\\$\\{?${name}\\b`;
  return new RegExp(`-[zn]\\s+${variable}|${variable}\\}?"?\\s*=~|\\$\\{${name}:[-?=]|${variable}\\}?"?\\s+(?:=|==|!=)\\s|\\[\\[\\s+${variable}\\}?"?\\s+(?:\\]\\]|&&)|${variable}\\}?"?\\s+in\\b`).test(text);
}

function emptyProgram(substitution: ShellNode, shell: ShellSource): string | undefined {
  const statements = (substitution.Stmts as ShellNode[] | undefined) ?? [];
  const statement = statements[statements.length - 1];
  if (statement?.Cmd?.type === 'BinaryCmd' && statement.Cmd.Op !== 12) return undefined;
  const call = lastProgram(statement);
  const name = wordsOf(call)[0] ?? '';
  if (!call || !MAY_BE_EMPTY.has(name) || alwaysPrints(name, shell.textOf(call), shell.textOf(statement))) return undefined;
  return `what ${name} prints`;
}

// Counts and lengths are numbers, whatever is found.
function alwaysPrints(name: string, text: string, pipeline: string): boolean {
  if (/\bwc\b/.test(pipeline)) return true;
  // A part of a text that is there already.
  if (/^(?:echo|printf)\b/.test(pipeline) && name !== 'grep' && name !== 'jq' && name !== 'bc') return true;
  if (name === 'grep' || name === 'egrep') return /\s-[a-zA-Z]*c|--count/.test(text);
  if (name === 'awk' || name === 'gawk') return /END\s*\{/.test(text) || /BEGIN\s*\{/.test(text);
  if (name === 'curl') return /http_code|response_code/.test(text);
  if (name === 'jq' || name === 'yq' || name === 'gh') return /\blength\b|\/\/|\badd\b|\.\w+ *\+ *\.|error\(|\s-[a-z]*e\b|--exit-status/.test(text);
  if (/\b(?:nproc|date|stat|du|df|free|uname|--version|-v)\b/.test(pipeline)) return true;
  return name === 'bc';
}
