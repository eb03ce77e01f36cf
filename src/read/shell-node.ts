/** A piece of a shell script, with the names and fields of https://pkg.go.dev/mvdan.cc/sh/v3/syntax. */
export interface ShellNode {
  /** `File`, `Stmt`, `CallExpr`, `Word`, `Lit`, `DblQuoted`, `SglQuoted`, `ParamExp`, `CmdSubst`, `BinaryCmd`, `IfClause` … */
  readonly type: string;
  /** Offset of its first character in the text that was parsed. */
  readonly start: number;
  /** Offset behind its last. */
  readonly end: number;
  readonly [field: string]: any;
}

/** The numbers that they have there. */
export enum ShellOperator {
  AND = 10,
  OR = 11,
  PIPE = 12,
  PIPE_ALL = 13,
  REDIRECT_OUT = 54,
  APPEND_OUT = 55,
  REDIRECT_IN = 56,
  REDIRECT_IN_OUT = 57,
  DUPLICATE_IN = 58,
  DUPLICATE_OUT = 59,
  CLOBBER_OUT = 60,
  HEREDOC = 61,
  DASH_HEREDOC = 62,
  HERE_STRING = 63,
  REDIRECT_ALL = 64,
  APPEND_ALL = 65,
  /** In `${x+y}`. */
  ALTERNATE = 68,
  /** In `${x:+y}`. */
  ALTERNATE_NOT_EMPTY = 69,
}

/** Why a text is no shell script, and at which offset. */
export interface ShellProblem {
  readonly message: string;
  readonly offset: number;
}

/** What became of a text. */
export interface ParsedShell {
  readonly tree?: ShellNode;
  readonly problem?: ShellProblem;
}

/** A node and every node in it, in the order of the text. */
export function nodesIn(node: ShellNode, found: ShellNode[] = []): readonly ShellNode[] {
  found.push(node);
  for (const child of childrenOf(node)) nodesIn(child, found);
  return found;
}

const CHILDREN = Symbol('children');
const NONE: readonly ShellNode[] = [];

/** The nodes directly below a node, in the order of the text. */
export function childrenOf(node: ShellNode): readonly ShellNode[] {
  return (node as Fields)[CHILDREN] ?? NONE;
}

/** What becomes a node; what is below is kept on it, since there are many and all are asked. */
interface Fields {
  [field: string]: any;
  [CHILDREN]?: ShellNode[];
}

/**
 * Makes a node of those of its fields that have a value; it tells what is below it.
 *
 * @param below where it is known, in the order of the text: all fields have a value then. Scripts have thousands of nodes.
 */
export function shellNode(type: string, start: number, end: number, fields: Readonly<Record<string, unknown>>, below?: readonly ShellNode[]): ShellNode {
  if (below) return { type, start, end, ...fields, [CHILDREN]: below };
  const made: ShellNode & Fields = { type, start, end };
  for (const name in fields) {
    const value = fields[name];
    if (value === undefined) continue;
    (made as Fields)[name] = value;
    if (typeof value !== 'object') continue;
    if (Array.isArray(value)) value.forEach((each) => addChild(made, each));
    else addChild(made, value);
  }
  return made;
}

/** Makes one that has nothing below it. */
export function leafNode(type: string, start: number, end: number, fields: Readonly<Record<string, unknown>>): ShellNode {
  return { type, start, end, ...fields };
}

function addChild(made: Fields, value: unknown): void {
  if (!isNode(value)) return;
  const below = made[CHILDREN];
  if (!below) {
    made[CHILDREN] = [value];
    return;
  }
  // Fields are not always in the order of the text.
  let at = below.length;
  while (at > 0 && below[at - 1].start > value.start) at--;
  if (at === below.length) below.push(value);
  else below.splice(at, 0, value);
}

function isNode(value: unknown): value is ShellNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}
