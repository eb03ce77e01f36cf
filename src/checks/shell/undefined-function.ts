import { ScriptSource } from '../../read/script-source';
import { functionsOf, sourcedFiles } from '../../read/shell-scope';
import type { ShellSource } from '../../read/shell-source';
import type { StepSource } from '../../read/step-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';
import { resolveScript } from './called-scripts';

const FUNCTION_NAME = /^[a-z][\w-]*(?:_|::)[\w:]+$/i;

/** A name with a typo, or of a function that nobody wrote, ends the script with "command not found", at the branch that is tried least. */
export class UndefinedFunction extends SourceCheck {
  public readonly id = 'undefined-function';
  public readonly description = 'Every function that a script calls is defined in it or in a file that it reads in.';
  public readonly covers = ['X14'];
  public readonly severity = { baseline: 'error' } as const;

  public visitShell(shell: ShellSource, owner: StepSource | ScriptSource, context: CheckContext): void {
    const functions = functionsOf(shell);
    if (functions.size === 0) return;
    const families = new Set([...functions.keys()].map(familyOf).filter((family) => family !== undefined));
    const called = shell.commands.filter(({ words, name }) => words[0]?.text === name && FUNCTION_NAME.test(name) && !functions.has(name) && families.has(familyOf(name) ?? '?'));
    if (called.length === 0) return;
    const others = namesFromElsewhere(shell, owner, context);
    if (!others) return;
    const told = new Set<string>();
    for (const { name, node, around } of called) {
      if (told.has(name) || others.has(name) || isAskedFor(name, shell) || around.some(({ type }) => type === 'ProcSubst')) continue;
      told.add(name);
      context.report(shell.at(node), `${name} is not defined: the script ends here with "command not found".`, `Define ${name}, or call one that is there: ${relatives(name, functions.keys()).join(', ')}.`);
    }
  }
}

function familyOf(name: string): string | undefined {
  return /^[a-zA-Z0-9]{3,}(?=_|::)/.exec(name)?.[0];
}

function relatives(name: string, all: Iterable<string>): string[] {
  return [...all].filter((other) => familyOf(other) === familyOf(name)).slice(0, 6);
}

// `command -v x_y`, `alias x_y=…`, a name on PATH that the script makes: somebody knows it.
function isAskedFor(name: string, shell: ShellSource): boolean {
  const named = shell.text.match(new RegExp(`(?<![\\w:-])${name}(?![\\w:-])`, 'g')) ?? [];
  return named.length > shell.commands.filter((command) => command.name === name).length;
}

// Functions of the files it reads in; undefined where those are not known, or where it is read in itself.
function namesFromElsewhere(shell: ShellSource, owner: StepSource | ScriptSource, context: CheckContext): Set<string> | undefined {
  const names = new Set<string>();
  if (shell.commands.some(({ name }) => name === 'eval')) return undefined;
  for (const file of sourcedFiles(shell)) {
    const script = file === undefined ? undefined : resolveScript(file, owner, context.repository);
    if (!script?.shell.tree || sourcedFiles(script.shell).length > 0) return undefined;
    for (const name of functionsOf(script.shell).keys()) names.add(name);
  }
  if (owner instanceof ScriptSource && isReadIn(owner, context)) return undefined;
  return names;
}

function isReadIn(owner: ScriptSource, { repository }: CheckContext): boolean {
  if (!owner.file.text.startsWith('#!')) return true;
  const base = owner.path.split('/').pop()!;
  return repository.tree.paths.filter((path) => /\.(?:sh|bash|ya?ml|bats)$/.test(path)).some((path) => {
    const text = repository.tree.read(path) ?? '';
    return text.includes(base) && new RegExp(`(?:^|[\\s;&|])(?:source|\\.|load)\\s[^\\n]*${base.replace(/[.+]/g, '\\$&')}`, 'm').test(text);
  });
}
