import { bodyExpressions, isOpen } from './body-expression';
import { Origin, originOfValue } from './origin';
import { fetchesHead } from './outside-code';
import { reachOf } from './reach';
import { JobSource } from '../../read/job-source';
import type { ScriptSource } from '../../read/script-source';
import type { ShellCommand } from '../../read/shell-command';
import { ShellNode, ShellOperator } from '../../read/shell-node';
import type { ShellSource } from '../../read/shell-source';
import { StepSource } from '../../read/step-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

type Target = 'GITHUB_ENV' | 'GITHUB_PATH';

const READS = /\$\(\s*(?:cat|jq|head|tail|grep|sed|awk|yq|<)\b|\$\(<|`cat /;
const RANDOM = /<<\s*\\?["']?\$|uuidgen|openssl rand|\bRANDOM\b|\/dev\/urandom|proc\/sys\/kernel\/random/;

/**
 * A line in GITHUB_ENV sets a variable for every later step, and some variables, such as BASH_ENV or LD_PRELOAD, run code.
 *
 * @see https://www.legitsecurity.com/blog/github-privilege-escalation-vulnerability-0
 */
export class GithubEnvWrite extends SourceCheck {
  public readonly id = 'github-env-write';
  public readonly description = 'Nothing that outsiders write gets into the environment or the path of later steps.';
  public readonly covers = ['S22'];
  public readonly severity = { baseline: 'error' } as const;
  public readonly zizmor = 'github-env';

  public visitShell(shell: ShellSource, owner: StepSource | ScriptSource, context: CheckContext): void {
    if (!(owner instanceof StepSource) || !/GITHUB_(?:ENV|PATH)/.test(shell.text) || RANDOM.test(shell.text)) return;
    for (const command of shell.commands) {
      const write = writeOf(command, shell);
      if (write) this.look(write.target, write.node, shell, owner, context);
    }
  }

  private look(target: Target, node: ShellNode, shell: ShellSource, step: StepSource, context: CheckContext): void {
    const text = shell.textOf(node);
    const outside = outsideIn(text, step);
    const fix = target === 'GITHUB_ENV'
      ? 'Hand it on as a step output and give it to the step that needs it by env, or write it between delimiters that nobody can guess, made by openssl rand -hex 16.'
      : 'Write folders to GITHUB_PATH that this file names.';
    if (outside) {
      if (!outside.outside?.multiline && target === 'GITHUB_ENV') return;
      const harm = target === 'GITHUB_ENV' ? `${outside.name} can hold a line of its own for ${target}, and with it any variable of the later steps` : `${outside.name} decides where the later steps look for programs`;
      context.report(shell.at(node), `${harm}.`, fix, isOpen(outside, step) && target === 'GITHUB_ENV' ? 'error' : 'warning');
      return;
    }
    const source = READS.test(text) || /^\s*cat\s/.test(text) ? foreignFiles(step) : undefined;
    if (source) context.report(shell.at(node), `What is read here can come from ${source}, and each of its lines sets a variable of the later steps.`, fix, 'warning');
  }
}

function writeOf(command: ShellCommand, shell: ShellSource): { target: Target; node: ShellNode } | undefined {
  for (const [index, node] of command.around.entries()) {
    if (node.type === 'FuncDecl' || node.type === 'CmdSubst') return undefined;
    const target = node.type === 'Stmt' ? redirectTarget(node, shell) : undefined;
    if (target) return { target, node: index === 0 ? node : command.statement ?? node };
    if (node.type === 'BinaryCmd' && node.Op === ShellOperator.PIPE && command.isPiped) {
      const into = /\btee\b.*\$\{?(GITHUB_ENV|GITHUB_PATH)\b/.exec(shell.textOf(node.Y as ShellNode))?.[1];
      if (into) return { target: into as Target, node: command.statement ?? node };
    }
  }
  return undefined;
}

function redirectTarget(statement: ShellNode, shell: ShellSource): Target | undefined {
  for (const redirect of (statement.Redirs as ShellNode[] | undefined) ?? []) {
    const word = redirect.Word as ShellNode | undefined;
    const name = word && (redirect.Op === ShellOperator.APPEND_OUT || redirect.Op === ShellOperator.REDIRECT_OUT) ? /^"?\$\{?(GITHUB_ENV|GITHUB_PATH)\b/.exec(shell.textOf(word))?.[1] : undefined;
    if (name) return name as Target;
  }
  return undefined;
}

function outsideIn(text: string, step: StepSource): Origin | undefined {
  const flat = text.replace(/\s+/g, ' ');
  const pasted = bodyExpressions(step).find((expression) => expression.origin?.outside && flat.includes(expression.text));
  if (pasted) return pasted.origin;
  for (const [, name] of text.matchAll(/\$\{?([A-Za-z_]\w*)/g)) {
    const { holder } = step;
    const value = step.env.get(name) ?? holder.env.get(name) ?? (holder instanceof JobSource ? holder.workflow.env.get(name) : undefined);
    const origin = value && originOfValue(value, holder, step);
    if (origin?.outside) return origin;
  }
  return undefined;
}

function foreignFiles(step: StepSource): string | undefined {
  const { holder } = step;
  if (!(holder instanceof JobSource)) return undefined;
  const event = ['workflow_run', 'pull_request_target'].find((name) => holder.workflow.hasEvent(name) && reachOf(step, name) === 'open');
  if (!event) return undefined;
  for (const earlier of step.earlier) {
    if (event === 'workflow_run' && fetchesArtifact(earlier)) return 'an artifact that a pull request made';
    if (fetchesHead(earlier) !== undefined) return 'the files of a pull request';
  }
  return undefined;
}

function fetchesArtifact(step: StepSource): boolean {
  if (step.uses?.is('dawidd6/action-download-artifact')) return true;
  if (step.uses?.is('actions/download-artifact')) return step.inputs.has('run-id');
  if (step.uses?.is('actions/github-script')) return /downloadArtifact\b/.test(step.input('script') ?? '');
  return step.run?.commands.some(({ name, args }) => name === 'gh' && args[0]?.text === 'run' && args[1]?.text === 'download') ?? false;
}
