import { ShellNode, ShellOperator } from './shell-node';
import { ShellPlaces } from './shell-place';

/** A word of a command. */
export interface ShellWord {
  readonly node: ShellNode;
  /** As written, quotes and all. */
  readonly raw: string;
  /** What it comes to, where nothing in it is expanded at run time. */
  readonly text: string | undefined;
}

/** A simple command: a program or function with its words. */
export interface ShellCommand {
  readonly node: ShellNode;
  /** What is called, without a path before it (`/usr/bin/env` is `env`); empty where it is computed, or only variables are set. */
  readonly name: string;
  readonly words: readonly ShellWord[];
  /** Everything behind the name. */
  readonly args: readonly ShellWord[];
  /** Variables set for it, by name. */
  readonly assigns: ReadonlyMap<string, ShellNode>;
  /** The statement it is, with redirections, `!` and `&`. */
  readonly statement: ShellNode | undefined;
  /** The nodes around it, nearest first. */
  readonly around: readonly ShellNode[];
  /** Whether its failure decides something in place of ending the script: after `if`, `while`, `!`, before `&&` and `||`. */
  readonly inCondition: boolean;
  /** Whether another command reads its output in a pipeline. */
  readonly isPiped: boolean;
  /** The name of the function it stands in, or undefined. */
  readonly inFunction: string | undefined;
}

/** Every simple command of a tree, in the order of the text. */
export function commandsOf(tree: ShellNode, text: string): ShellCommand[] {
  return ShellPlaces.of(tree).ofType('CallExpr').map(({ node, around }) => command(node, around, text));
}

/** What a word comes to, or undefined where something in it is expanded at run time. */
export function staticText(word: ShellNode): string | undefined {
  const parts = (word.Parts as ShellNode[] | undefined) ?? [];
  if (parts.length === 1 && parts[0].type === 'Lit') return unescaped(String(parts[0].Value));
  let text = '';
  for (const part of parts) {
    if (part.type === 'Lit') {text += unescaped(String(part.Value));} else if (part.type === 'SglQuoted') {text += part.Value;} else if (part.type === 'DblQuoted') {
      const inner = staticText(part);
      if (inner === undefined) return undefined;
      text += inner;
    } else {return undefined;}
  }
  return text;
}

function unescaped(text: string): string {
  return text.includes('\\') ? text.replace(/\\\n/g, '').replace(/\\(.)/g, '$1') : text;
}

function command(node: ShellNode, around: readonly ShellNode[], text: string): ShellCommand {
  const words = ((node.Args as ShellNode[] | undefined) ?? []).map((word) => ({ node: word, raw: text.slice(word.start, word.end), text: staticText(word) }));
  const name = (words[0]?.text ?? '').replace(/^.*\//, '');
  const assigns = new Map(((node.Assigns as ShellNode[] | undefined) ?? []).map((assign) => [String(assign.Name?.Value ?? ''), assign]));
  const owner = around.find((each) => each.type === 'FuncDecl');
  return {
    node,
    name,
    words,
    args: words.slice(1),
    assigns,
    around,
    statement: around[0]?.type === 'Stmt' ? around[0] : undefined,
    inCondition: decides(around),
    isPiped: isPiped(around),
    inFunction: owner?.Name?.Value,
  };
}

// Up to the statement list it stands in: what is around that is another matter.
function decides(around: readonly ShellNode[]): boolean {
  for (let index = 0; index < around.length; index++) {
    const inner = around[index];
    const outer = around[index + 1];
    if (inner.type === 'Stmt' && inner.Negated) return true;
    if (!outer) return false;
    if (outer.type === 'BinaryCmd' && (outer.Op === ShellOperator.AND || outer.Op === ShellOperator.OR) && outer.X === inner) return true;
    if ((outer.type === 'IfClause' || outer.type === 'WhileClause') && (outer.Cond as ShellNode[] | undefined)?.includes(inner)) return true;
    if (outer.type === 'FuncDecl' || outer.type === 'CmdSubst') return false;
  }
  return false;
}

function isPiped(around: readonly ShellNode[]): boolean {
  for (let index = 0; index + 1 < around.length; index++) {
    const outer = around[index + 1];
    if (outer.type === 'BinaryCmd' && (outer.Op === ShellOperator.PIPE || outer.Op === ShellOperator.PIPE_ALL)) {
      if (outer.X === around[index]) return true;
    } else if (outer.type === 'CmdSubst' || outer.type === 'FuncDecl') {return false;}
  }
  return false;
}
