import { parseShell } from '../../read/parse-shell';
import { ShellCommand } from '../../read/shell-command';
import { ShellNode, ShellOperator } from '../../read/shell-node';
import { programOf } from '../../read/shell-program';
import type { ShellSource } from '../../read/shell-source';

/**
 * What is wrong with the lines that another shell reads from a heredoc, or undefined: it has no `-e`, unless asked for.
 */
export function innerShell(command: ShellCommand, shell: ShellSource): { readonly problem: string; readonly fix: string } | undefined {
  const { name, args } = programOf(command);
  if (!['newgrp', 'sg', 'su', 'bash', 'sh', 'dash', 'ssh'].includes(name)) return undefined;
  const redirects = (command.statement?.Redirs as ShellNode[] | undefined) ?? [];
  const redirect = redirects.find(({ Op, Hdoc }) => Hdoc && (Op === ShellOperator.HEREDOC || Op === ShellOperator.DASH_HEREDOC));
  if (!redirect || args.some(({ raw, text }) => /^-[a-z]*e[a-z]*$/.test(raw) || text === '-c' || text === 'errexit' || / /.test(text ?? ''))) return undefined;
  if (name === 'ssh' && args.filter(({ raw }) => !raw.startsWith('-')).length > 2) return undefined;
  const body = shell.masked.slice(redirect.Hdoc.start, redirect.Hdoc.end);
  if (/^\s*set\s+-[a-z]*e|^\s*set\s+-o\s+errexit|\bset -e/m.test(body)) return undefined;
  // One command alone gives its status to the shell. With `newgrp` even that is fragile: the lines go to a login shell of whatever kind.
  const statements = (parseShell(body, 'bash').tree?.Stmts as ShellNode[] | undefined) ?? [];
  if (statements.length < (name === 'newgrp' ? 1 : 2)) return undefined;
  return {
    problem: `The shell that ${name} starts reads these lines without \`-e\`: it goes on after a failure, and only the status of the last one counts.`,
    fix: name === 'newgrp' ? `Write \`sg ${args[0]?.raw ?? 'GROUP'} -c 'command'\` for each command, or begin the lines with \`set -eu\`.` : 'Begin the lines with `set -eu`.',
  };
}
