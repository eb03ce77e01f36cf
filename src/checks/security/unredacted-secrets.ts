import { flowsOf } from './flow';
import { Expression, walk } from '../../read/expression';
import type { ExpressionSource } from '../../read/expression-source';
import { JobSource } from '../../read/job-source';
import type { ScriptSource } from '../../read/script-source';
import { ShellNode, ShellOperator } from '../../read/shell-node';
import type { ShellSource } from '../../read/shell-source';
import { StepSource } from '../../read/step-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

const CHANGES = /^\s*(?:base64|xxd|od|hexdump|rev|jq|yq|tr|sed|cut|fold|gunzip)\b/;

/**
 * GitHub hides a secret in logs by its whole text. A part of it, or another form of it, is shown.
 *
 * @see https://docs.github.com/en/actions/reference/security/secure-use#use-secrets-for-sensitive-information
 */
export class UnredactedSecrets extends SourceCheck {
  public readonly id = 'unredacted-secrets';
  public readonly description = 'What is made from a secret is masked, or not printed.';
  public readonly covers = ['S28'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;
  public readonly zizmor = 'unredacted-secrets';

  public visitExpression(expression: ExpressionSource, context: CheckContext): void {
    const name = expression.tree && partOfSecret(expression.tree);
    if (name === undefined) return;
    context.report(expression, `A part of ${name} is not hidden in logs: GitHub knows the whole text only.`, 'Store each value as a secret of its own, or take the part out in a script and print ::add-mask:: with it first.');
  }

  public visitShell(shell: ShellSource, owner: StepSource | ScriptSource, context: CheckContext): void {
    if (!(owner instanceof StepSource) || !shell.text.includes('|') || shell.text.includes('::add-mask::') ) return;
    for (const { node, around } of shell.placesOf('BinaryCmd')) {
      if (node.Op !== ShellOperator.PIPE) continue;
      const secret = printed(node, around, shell, owner);
      if (secret !== undefined) context.report(shell.at(node), `Another form of ${secret} is printed, which GitHub does not hide in logs.`, 'Write it to a file or a variable, or print ::add-mask:: with it first.');
    }
  }
}

function partOfSecret(tree: Expression): string | undefined {
  for (const each of walk(tree)) {
    if (each.kind !== 'access' || each.of.kind !== 'call' || each.of.name !== 'fromjson') continue;
    const flow = flowsOf(each.of).find(({ name }) => /^secrets\.\w/.test(name) && name !== 'secrets.github_token');
    if (flow) return flow.written;
  }
  return undefined;
}

// `echo "$SECRET" | base64`, whose output goes nowhere but into the log.
function printed(pipe: ShellNode, around: readonly ShellNode[], shell: ShellSource, step: StepSource): string | undefined {
  const [statement, outer] = around;
  if (statement?.type !== 'Stmt' || redirects(statement) || around.some((each) => ['CmdSubst', 'ProcSubst', 'FuncDecl', 'Subshell', 'Block'].includes(each.type))) return undefined;
  if (outer?.type === 'BinaryCmd' && outer.Op === ShellOperator.PIPE) return undefined;
  const last = pipe.Y as ShellNode;
  if (redirects(last) || !CHANGES.test(shell.textOf(last)) || /\s-[a-zA-Z]*[io]\b|\s--output|>\s*\S/.test(shell.textOf(last))) return undefined;
  let first = pipe.X as ShellNode;
  while (first.Cmd?.type === 'BinaryCmd') first = first.Cmd.X as ShellNode;
  const text = shell.textOf(first);
  return /^\s*(?:echo|printf)\b/.test(text) ? secretIn(text, step) : undefined;
}

function redirects(statement: ShellNode): boolean {
  return ((statement.Redirs as ShellNode[] | undefined) ?? []).length > 0;
}

function secretIn(text: string, step: StepSource): string | undefined {
  const pasted = /\$\{\{\s*(secrets\.(?!GITHUB_TOKEN\b)\w+)\s*\}\}/i.exec(text)?.[1];
  if (pasted !== undefined) return pasted;
  for (const [, name] of text.matchAll(/\$\{?([A-Za-z_]\w*)\}?(?!\w)/g)) {
    const { holder } = step;
    const value = step.env.get(name) ?? holder.env.get(name) ?? (holder instanceof JobSource ? holder.workflow.env.get(name) : undefined);
    const secret = /^\$\{\{\s*(secrets\.(?!GITHUB_TOKEN\b)\w+)\s*\}\}$/i.exec(value?.text?.trim() ?? '')?.[1];
    if (secret !== undefined) return secret;
  }
  return undefined;
}
