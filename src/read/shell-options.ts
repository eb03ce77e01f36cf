import type { ShellCommand } from './shell-command';
import type { ShellNode } from './shell-node';
import type { ShellSource } from './shell-source';

/** What `set` switches on, as far as the checks ask. */
export interface ShellOptions {
  /** A failing command ends the script (`set -e`). */
  readonly errexit: boolean;
  /** Reading an unset variable ends it (`set -u`). */
  readonly nounset: boolean;
  /** A failure inside a pipeline counts (`set -o pipefail`). */
  readonly pipefail: boolean;
}

const LETTERS: Readonly<Record<string, keyof ShellOptions>> = { e: 'errexit', u: 'nounset' };
const NAMES: readonly string[] = ['errexit', 'nounset', 'pipefail'];
const known = new WeakMap<ShellSource, readonly ShellCommand[]>();

/** What is switched on where a command stands. A function has what is on at the end of the script: it is called after its definition. */
export function optionsAt(shell: ShellSource, place: ShellNode, around: readonly ShellNode[]): ShellOptions {
  const inFunction = around.some(({ type }) => type === 'FuncDecl');
  const { errexit, pipefail } = shell.shell;
  const options = { errexit, pipefail, nounset: /(^|\s)-[a-z]*u|nounset/.test(shell.shell.given ?? '') };
  for (const command of settersOf(shell)) {
    const closed = command.around.find(({ type }) => type === 'Subshell' || type === 'CmdSubst' || type === 'ProcSubst');
    if (closed && !around.includes(closed)) continue;
    const own = command.inFunction === undefined;
    if (command.node.start < place.start || (inFunction && own)) apply(command, options);
  }
  return options;
}

function settersOf(shell: ShellSource): readonly ShellCommand[] {
  let found = known.get(shell);
  if (!found) {
    found = shell.commands.filter(({ name }) => name === 'set');
    known.set(shell, found);
  }
  return found;
}

function apply(command: ShellCommand, options: { -readonly [name in keyof ShellOptions]: boolean }): void {
  const { args } = command;
  for (let index = 0; index < args.length; index++) {
    const [, sign, letters] = /^([-+])([a-zA-Z]+)$/.exec(args[index].text ?? '') ?? [];
    if (letters === undefined) return;
    const on = sign === '-';
    for (const letter of letters) {
      if (LETTERS[letter]) options[LETTERS[letter]] = on;
      if (letter !== 'o') continue;
      const name = args[++index]?.text ?? '';
      if (NAMES.includes(name)) options[name as keyof ShellOptions] = on;
    }
  }
}
