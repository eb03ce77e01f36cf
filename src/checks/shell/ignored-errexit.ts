import type { ScriptSource } from '../../read/script-source';
import { ShellNode } from '../../read/shell-node';
import { optionsAt } from '../../read/shell-options';
import { functionsOf } from '../../read/shell-scope';
import type { ShellSource } from '../../read/shell-source';
import { lastProgram, wordsOf } from '../../read/shell-word';
import type { StepSource } from '../../read/step-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';
import { isHarmless } from './harmless-commands.const';

/**
 * In a condition bash ignores `set -e`, also inside of the function that is called there: it goes on after a failure.
 *
 * @see https://www.gnu.org/software/bash/manual/html_node/The-Set-Builtin.html
 */
export class IgnoredErrexit extends SourceCheck {
  public readonly id = 'ignored-errexit';
  public readonly description = 'No function that relies on `set -e` is called in a condition, which switches it off.';
  public readonly covers = ['X13'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;

  public visitShell(shell: ShellSource, _owner: StepSource | ScriptSource, context: CheckContext): void {
    const functions = functionsOf(shell);
    if (functions.size === 0) return;
    for (const command of shell.commands) {
      if (!command.inCondition || !functions.has(command.name) || !optionsAt(shell, command.node, command.around).errexit) continue;
      const relying = functions.get(command.name)!.map(firstRelying).find((node) => node !== undefined);
      if (!relying) continue;
      const line = shell.at(relying).place.line;
      context.report(shell.at(command.node), `${command.name} is called in a condition, where bash ignores \`set -e\`: it goes on when line ${line} fails.`,
        'Call it on a line of its own, or end each of its commands that can fail with `|| return 1`.');
    }
  }
}

// The last statement gives the status of the function; a failure before it is lost.
function firstRelying(declaration: ShellNode): ShellNode | undefined {
  const statements = (declaration.Body?.Cmd?.Stmts as ShellNode[] | undefined) ?? [];
  return relyingIn(statements.slice(0, -1)) ?? relyingIn(innerOf(statements[statements.length - 1]));
}

function relyingIn(statements: readonly ShellNode[]): ShellNode | undefined {
  for (const statement of statements) {
    const found = canFail(statement) ? statement : relyingIn(innerOf(statement));
    if (found) return found;
  }
  return undefined;
}

// Statements of branches and loops; what decides is asked for already.
function innerOf(statement: ShellNode | undefined): ShellNode[] {
  const command = statement?.Cmd as ShellNode | undefined;
  if (command?.type === 'ForClause' || command?.type === 'WhileClause') return command.Do ?? [];
  if (command?.type === 'Block') return (command.Stmts as ShellNode[]).slice(0, -1);
  if (command?.type === 'IfClause') return ((command.Then as ShellNode[] | undefined) ?? []).slice(0, -1);
  return [];
}

function canFail(statement: ShellNode): boolean {
  if (statement.Negated || statement.Background || statement.Cmd?.type === 'DeclClause') return false;
  const call = statement.Cmd?.type === 'BinaryCmd' && statement.Cmd.Op !== 12 ? undefined : lastProgram(statement);
  if (!call) return false;
  if (call.Args?.length > 0) return isFailing(call);
  return ((call.Assigns as ShellNode[] | undefined) ?? []).some((assign) => assign.Value && lastFails(assign.Value));
}

function lastFails(word: ShellNode): boolean {
  const parts = (word.Parts as ShellNode[] | undefined) ?? [];
  return parts.some((part) => (part.type === 'DblQuoted' ? lastFails(part) : part.type === 'CmdSubst' && pipelineFails(part.Stmts?.[part.Stmts.length - 1])));
}

// With `pipefail` any program of it can be the one.
function pipelineFails(statement: ShellNode | undefined): boolean {
  const command = statement?.Cmd as ShellNode | undefined;
  if (command?.type === 'BinaryCmd') return command.Op === 12 && (pipelineFails(command.X) || pipelineFails(command.Y));
  return command?.type === 'CallExpr' && command.Args?.length > 0 && isFailing(command);
}

function isFailing(call: ShellNode): boolean {
  const [name, ...args] = wordsOf(call);
  return !isHarmless((name ?? '?').replace(/^.*\//, ''), args) && name !== 'cd';
}
