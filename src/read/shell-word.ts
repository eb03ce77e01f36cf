import { staticText } from './shell-command';
import { nodesIn, ShellNode } from './shell-node';

/** The expansions of a word that stand outside quotes: the shell splits what they come to. */
export function unquotedExpansions(word: ShellNode): ShellNode[] {
  return ((word.Parts as ShellNode[] | undefined) ?? []).filter(({ type }) => type === 'ParamExp' || type === 'CmdSubst');
}

/** The name of the variable, where a word is nothing but one: `$x`, `"$x"`, `${x}`. */
export function variableOf(word: ShellNode | undefined): string | undefined {
  const parts = (word?.Parts as ShellNode[] | undefined) ?? [];
  if (parts.length !== 1) return undefined;
  if (parts[0].type === 'DblQuoted') return variableOf(parts[0]);
  const [part] = parts;
  return part.type === 'ParamExp' && !part.Exp && !part.Index && !part.Length && !part.Excl && !part.Slice && !part.Repl ? part.Param?.Value : undefined;
}

/** The command substitution, where a word is nothing but one. */
export function substitutionOf(word: ShellNode | undefined): ShellNode | undefined {
  const parts = (word?.Parts as ShellNode[] | undefined) ?? [];
  if (parts.length !== 1) return undefined;
  return parts[0].type === 'DblQuoted' ? substitutionOf(parts[0]) : parts[0].type === 'CmdSubst' ? parts[0] : undefined;
}

/** Variables that are read in a node, `$x` and `${x…}`. */
export function variablesIn(node: ShellNode): string[] {
  return nodesIn(node).filter(({ type, Param }) => type === 'ParamExp' && Param).map(({ Param }) => String(Param.Value));
}

/** Command substitutions in a node, outermost first. */
export function substitutionsIn(node: ShellNode): ShellNode[] {
  return nodesIn(node).filter(({ type }) => type === 'CmdSubst');
}

/** The name of the program in a statement, or of the last one of its pipeline; empty where it is something else. */
export function lastProgram(statement: ShellNode | undefined): ShellNode | undefined {
  const command = statement?.Cmd as ShellNode | undefined;
  if (command?.type === 'BinaryCmd') return lastProgram(command.Y);
  return command?.type === 'CallExpr' ? command : undefined;
}

/** The static words of a `CallExpr`; `undefined` stands for one that is computed. */
export function wordsOf(call: ShellNode | undefined): (string | undefined)[] {
  return ((call?.Args as ShellNode[] | undefined) ?? []).map(staticText);
}
