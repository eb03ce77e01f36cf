import type { RepositorySource } from '../../read/repository-source';
import { ScriptSource } from '../../read/script-source';
import type { ShellCommand } from '../../read/shell-command';
import { programOf } from '../../read/shell-program';
import type { ShellSource } from '../../read/shell-source';
import { StepSource } from '../../read/step-source';

/** The script of the repository that a path means where it is called; undefined where there is none. */
export function resolveScript(path: string, owner: StepSource | ScriptSource, repository: RepositorySource): ScriptSource | undefined {
  for (const folder of foldersOf(owner)) {
    const full = normal(`${folder}/${path}`);
    const text = full === undefined ? undefined : repository.tree.read(full);
    if (full !== undefined && text !== undefined) return ScriptSource.of(full, text);
  }
  return undefined;
}

/** A call of a script file: `./x.sh`, `bash x.sh`, with the script where the repository has it. */
export interface ScriptCall {
  readonly command: ShellCommand;
  readonly path: string | undefined;
  readonly script?: ScriptSource;
}

/** The script files that a body calls. */
export function scriptCalls(shell: ShellSource, owner: StepSource | ScriptSource, repository: RepositorySource): ScriptCall[] {
  return shell.commands.flatMap((command): ScriptCall[] => {
    const { name, args } = programOf(command);
    const isShell = ['bash', 'sh', 'source', '.', 'dash', 'zsh'].includes(name);
    const word = isShell ? args.find(({ raw }) => !raw.startsWith('-')) : [...command.words].find(({ raw }) => raw.replace(/^["']/, '').includes('/') && raw.replace(/["']/g, '').endsWith(name));
    if (!word || (isShell && args.some(({ text }) => text === '-c'))) return [];
    const path = word.text ?? workspacePath(word.raw);
    return [{ command, path, script: path === undefined ? undefined : resolveScript(path, owner, repository) }];
  });
}

// `"$GITHUB_WORKSPACE/x.sh"` and `"$GITHUB_ACTION_PATH/x.sh"`.
function workspacePath(raw: string): string | undefined {
  return /^["']?\$\{?(?:GITHUB_WORKSPACE|GITHUB_ACTION_PATH)\}?["']?\/([\w./-]+)["']?$/.exec(raw)?.[1];
}

function foldersOf(owner: StepSource | ScriptSource): string[] {
  if (owner instanceof ScriptSource) return [owner.path.split('/').slice(0, -1).join('/'), ''];
  const folder = owner.value.get('working-directory')?.text ?? '';
  const own = owner.value.path.split('/').slice(0, -1).join('/');
  return [folder.includes('${{') ? '' : folder, own];
}

function normal(path: string): string | undefined {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..' && parts.pop() === undefined) return undefined;
    if (part !== '' && part !== '.' && part !== '..') parts.push(part);
  }
  return parts.join('/');
}
