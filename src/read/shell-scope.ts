import { ShellNode } from './shell-node';
import type { ShellSource } from './shell-source';

/** Functions of a script by name; several where it is defined again. */
export function functionsOf(shell: ShellSource): ReadonlyMap<string, readonly ShellNode[]> {
  const known = functions.get(shell);
  if (known) return known;
  const found = new Map<string, ShellNode[]>();
  for (const { node } of shell.placesOf('FuncDecl')) {
    const name = String(node.Name?.Value ?? '');
    found.set(name, [...(found.get(name) ?? []), node]);
  }
  functions.set(shell, found);
  return found;
}

/** How a variable of a script gets its value. */
export interface ShellAssignment {
  readonly name: string;
  readonly node: ShellNode;
  /** The word behind `=`; undefined for arrays, loops and commands such as `read`. */
  readonly word?: ShellNode;
  /** The words of a `for … in`. */
  readonly items?: readonly ShellNode[];
}

/** Everything that gives variables their values, in the order of the text, by name. */
export function assignmentsOf(shell: ShellSource): ReadonlyMap<string, readonly ShellAssignment[]> {
  const known = assignments.get(shell);
  if (known) return known;
  const found = new Map<string, ShellAssignment[]>();
  const add = (each: ShellAssignment) => found.set(each.name, [...(found.get(each.name) ?? []), each]);
  for (const { node } of shell.placesOf('Assign', 'WordIter')) {
    if (node.type === 'Assign' && node.Name && !node.Naked) add({ name: node.Name.Value, node, word: node.Append || node.Index ? undefined : node.Value });
    else if (node.type === 'WordIter') add({ name: node.Name.Value, node, items: node.Items ?? [] });
  }
  for (const command of shell.commands) {
    if (!['read', 'mapfile', 'readarray', 'getopts', 'printf'].includes(command.name)) continue;
    for (const { text } of command.args) if (text && /^[A-Za-z_]\w*$/.test(text)) add({ name: text, node: command.node });
  }
  assignments.set(shell, found);
  return found;
}

/** Files that a script reads in with `source` or `.`; undefined where the name is computed. */
export function sourcedFiles(shell: ShellSource): (string | undefined)[] {
  return shell.commands.filter(({ name }) => name === 'source' || name === '.').map(({ args }) => args[0]?.text ?? besideOf(args[0]?.raw ?? ''));
}

// `"$(dirname "$0")/x.sh"`, `"$SCRIPT_DIR/x.sh"`: a file beside the script, as `./x.sh`.
function besideOf(raw: string): string | undefined {
  const beside = /^"?(?:\$\(dirname [^)]*\)|\$\{?(?:SCRIPT_DIR|SCRIPTDIR|DIR|HERE|here|script_dir)\}?|\$\{(?:0|BASH_SOURCE(?:\[0\])?)%\/\*\})\/([\w./-]+)"?$/.exec(raw);
  return beside ? `./${beside[1]}` : undefined;
}

const functions = new WeakMap<ShellSource, ReadonlyMap<string, readonly ShellNode[]>>();
const assignments = new WeakMap<ShellSource, ReadonlyMap<string, readonly ShellAssignment[]>>();
