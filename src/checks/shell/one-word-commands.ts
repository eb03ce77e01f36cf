import type { ShellNode } from '../../read/shell-node';
import type { ShellSource } from '../../read/shell-source';
import { wordsOf } from '../../read/shell-word';

// They print a number or a name without blanks.
const ONE_WORD = new Set(['nproc', 'id', 'seq', 'pgrep', 'pidof', 'uname', 'arch', 'getconf', 'hostname', 'whoami', 'mktemp', 'wc', 'tty', 'expr', 'bc', 'sw_vers']);
const ONE_WORD_CALLS: readonly RegExp[] = [
  /^git (?:-C \S+ )?(?:rev-parse|merge-base|describe|rev-list --count|hash-object|stash create|symbolic-ref)\b/,
  /^lsb_release -[a-z]*[csr]/, /^dpkg --print-architecture/, /^rustc --print/, /^go env \w+$/, /^sysctl -n /, /^stat -c ?%[a-z]$/, /^date \+?["']?\+[^\s]+["']?$/, /^brew --prefix/, /^npm (?:root|prefix|bin)/,
];
// Lists, which the writer wants split.
const LISTS = new Set(['find', 'ls', 'pkg-config', 'cat', 'xargs', 'grep', 'egrep', 'rg', 'brew']);
const LIST_CALLS: readonly RegExp[] = [/^git (?:ls-files|diff|tag|branch|grep|log|show|rev-list|submodule|status)\b/, /^go list\b/, /^(?:docker|podman|kubectl|crictl) (?:ps|images|container|volume|image|network|get)\b/, /-config\b/, /^dpkg -l|^dpkg-query/];

/** Whether a call prints one word, so that nothing is split. */
export function isWordCommand(call: ShellNode, shell: ShellSource): boolean {
  const name = nameOf(call);
  if (name === 'date') return !/\s/.test(shell.textOf(call).replace(/^date\s+(?:-u\s+|--utc\s+)?/, '').replace(/-(?:d|r)\s+("[^"]*"|'[^']*'|\S+)\s*/, ''));
  return (ONE_WORD.has(name) && !(name === 'id' && /-[a-z]*G/.test(textOf(call))) && !(name === 'uname' && /-a/.test(textOf(call)))) || ONE_WORD_CALLS.some((pattern) => pattern.test(textOf(call)));
}

/** Whether a call prints a list that is meant to be split. */
export function isListCommand(call: ShellNode): boolean {
  return LISTS.has(nameOf(call)) || LIST_CALLS.some((pattern) => pattern.test(textOf(call)));
}

function nameOf(call: ShellNode): string {
  return (wordsOf(call)[0] ?? '').replace(/^.*\//, '');
}

function textOf(call: ShellNode): string {
  return wordsOf(call).map((word) => word ?? '?').join(' ');
}
