import type { ScriptSource } from '../../read/script-source';
import { staticText } from '../../read/shell-command';
import type { ShellNode } from '../../read/shell-node';
import { assignmentsOf } from '../../read/shell-scope';
import type { ShellSource } from '../../read/shell-source';
import { lastProgram, variableOf, wordsOf as wordsIn } from '../../read/shell-word';
import type { StepSource } from '../../read/step-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

// What a runner can put in these: https://docs.github.com/en/actions/reference/workflows-and-actions/variables
const CLOSED: Readonly<Record<string, readonly string[]>> = {
  RUNNER_OS: ['Linux', 'macOS', 'Windows'],
  RUNNER_ENVIRONMENT: ['github-hosted', 'self-hosted'],
  GITHUB_REF_TYPE: ['branch', 'tag'],
};

/** A word that no branch names passes in silence: a typo in the name of a phase switches its checks off. */
export class CaseWithoutDefault extends SourceCheck {
  public readonly id = 'case-without-default';
  public readonly description = 'A `case` over a list of words says what happens with any other word.';
  public readonly covers = ['X14'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;

  public visitShell(shell: ShellSource, _owner: StepSource | ScriptSource, context: CheckContext): void {
    for (const { node, around } of shell.placesOf('CaseClause')) {
      if (!isOpenList(node, shell) || isOptionLoop(around)) continue;
      const words = wordsOf(node);
      context.report(shell.at(node), `This \`case\` knows ${words.join(', ')}; any other value of ${shell.textOf(node.Word)} passes without a word.`,
        'Add `*) echo "unknown value" >&2; exit 64 ;;`, or `*) ;;` where nothing is to happen.');
    }
  }
}

// A single branch, or a pattern among them, stands for an `if`.
function isOpenList(node: ShellNode, shell: ShellSource): boolean {
  const items = node.Items as ShellNode[];
  const patterns = items.flatMap((item) => item.Patterns as ShellNode[]);
  if (items.length < 2 || patterns.some((pattern) => isPattern(pattern))) return false;
  const variable = variableOf(node.Word) ?? '';
  const words = wordsOf(node);
  if (Object.hasOwn(CLOSED, variable) && CLOSED[variable].every((word) => words.includes(word))) return false;
  return !onlySets(items, node, shell) && !isAdditive(items, node, shell) && !items.every(leaves);
}

// What stands behind the `case` is reached by any other word only.
function leaves(item: ShellNode): boolean {
  const statements = (item.Stmts as ShellNode[] | undefined) ?? [];
  const call = lastProgram(statements[statements.length - 1]);
  return ['return', 'exit', 'continue', 'break'].includes(wordsIn(call)[0] ?? '');
}

function wordsOf(node: ShellNode): string[] {
  return (node.Items as ShellNode[]).flatMap((item) => item.Patterns as ShellNode[]).map((pattern) => staticText(pattern) ?? '');
}

function isPattern(word: ShellNode): boolean {
  return (word.Parts as ShellNode[]).some((part) => !['Lit', 'SglQuoted', 'DblQuoted'].includes(part.type) || (part.type === 'Lit' && /[*?[\\]/.test(part.Value)))
    || staticText(word) === undefined;
}

// Variables that had a value before: that is the default.
function onlySets(items: readonly ShellNode[], node: ShellNode, shell: ShellSource): boolean {
  const known = assignmentsOf(shell);
  return items.every((item) => ((item.Stmts as ShellNode[] | undefined) ?? []).every(({ Cmd }) => {
    const assigns = (Cmd?.Assigns as ShellNode[] | undefined) ?? [];
    return Cmd?.type === 'CallExpr' && assigns.length > 0 && !Cmd.Args?.length
      && assigns.every((assign) => known.get(assign.Name.Value)?.some((other) => other.node.start < node.start));
  }));
}

// `packages+=' x'`: what is there before stays for every other word.
function isAdditive(items: readonly ShellNode[], node: ShellNode, shell: ShellSource): boolean {
  const known = assignmentsOf(shell);
  const statements = items.flatMap((item) => (item.Stmts as ShellNode[] | undefined) ?? []);
  const assigns = statements.flatMap(({ Cmd }) => (Cmd?.Args?.length ? [] : (Cmd?.Assigns as ShellNode[] | undefined) ?? []));
  return assigns.some((assign) => assign.Append && known.get(assign.Name.Value)?.some((other) => other.node.start < node.start));
}

function isOptionLoop(around: readonly ShellNode[]): boolean {
  return around.some(({ type, Cond }) => type === 'WhileClause' && Cond?.some((each: ShellNode) => each.Cmd?.Args?.[0]?.Parts?.[0]?.Value === 'getopts'));
}
