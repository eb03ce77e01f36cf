import { plainWord } from './shell-words';
import type { JobSource } from '../../read/job-source';
import type { RepositorySource } from '../../read/repository-source';
import type { ShellCommand } from '../../read/shell-command';
import type { ShellSource } from '../../read/shell-source';
import type { StepSource } from '../../read/step-source';

/** Whether the step checks out this repository, at the commit that started the run, into the root of the workspace. */
export function isOwnCheckout(step: StepSource): boolean {
  return isOfRepository(step) && !step.inputs.has('sparse-checkout');
}

function isOfRepository(step: StepSource): boolean {
  return step.uses?.action === 'actions/checkout' && !['repository', 'path', 'ref'].some((name) => step.inputs.has(name));
}

/** The steps of a job that have files of this repository, all or (`sparse-checkout`) some, and nothing of another one, in the root of the workspace. */
export function stepsInRepository(job: JobSource): readonly StepSource[] {
  const checkouts = job.steps.filter((step) => step.uses?.action === 'actions/checkout');
  if (checkouts.some((step) => !isOfRepository(step)) || checkouts.length === 0) return [];
  return job.steps.slice(checkouts[0].index + 1);
}

/** The folder a step begins in, relative to the workspace and empty for its root; undefined where that is not known. */
export function folderOf(step: StepSource, job: JobSource): string | undefined {
  const given = step.value.get('working-directory') ?? job.value.get('defaults', 'run', 'working-directory') ?? job.workflow.value.get('defaults', 'run', 'working-directory');
  if (given === undefined) return '';
  return given.text === undefined || given.text.includes('${{') ? undefined : resolvePath('', given.text);
}

/** The folder of each command of a script that begins in `start`; commands are left out from where it is no longer known. */
export function commandsWithFolder(shell: ShellSource, start: string | undefined): { readonly command: ShellCommand; readonly folder: string }[] {
  const found: { command: ShellCommand; folder: string }[] = [];
  let folder = start;
  for (const command of shell.commands) {
    if (folder === undefined) break;
    if (command.name === 'pushd' || command.name === 'popd') break;
    if (command.name !== 'cd') {found.push({ command, folder });} else if (command.around.some(({ type }) => SCOPES.has(type))) {break;} else {
      const target = plainWord(command.args[0], shell);
      folder = target === undefined ? undefined : resolvePath(folder, target);
    }
  }
  return found;
}

/** A path in a folder, without `.` and `..`; undefined where it leaves the repository. */
export function resolvePath(folder: string, path: string): string | undefined {
  if (/^[/~]/.test(path) || /^[A-Za-z]:/.test(path)) return undefined;
  const parts: string[] = folder === '' ? [] : folder.split('/');
  for (const part of path.split('/')) {
    if (part === '..' && parts.pop() === undefined) return undefined;
    if (part !== '' && part !== '.' && part !== '..') parts.push(part);
  }
  return parts.join('/');
}

/** Whether Git leaves a path out of the repository, so that its absence says nothing: `.gitignore` files and submodules. */
export function isLeftOut(path: string, repository: RepositorySource): boolean {
  return leftOutPatterns(repository).some((pattern) => pattern.test(path));
}

// A change of folder there may end before the script does, or never happen.
const SCOPES = new Set(['Subshell', 'CmdSubst', 'FuncDecl', 'IfClause', 'WhileClause', 'ForClause', 'CaseClause']);

const patterns = new WeakMap<RepositorySource, RegExp[]>();

function leftOutPatterns(repository: RepositorySource): RegExp[] {
  let known = patterns.get(repository);
  if (!known) {
    const ignores = repository.tree.paths.filter((path) => /(^|\/)\.gitignore$/.test(path));
    known = ignores.flatMap((file) => (repository.tree.read(file) ?? '').split(/\r?\n/).flatMap((line) => ignorePattern(file.replace(/\.gitignore$/, ''), line)));
    for (const [, path] of (repository.tree.read('.gitmodules') ?? '').matchAll(/^\s*path\s*=\s*(\S+)\s*$/gm)) known.push(new RegExp(`^${escaped(path)}(/|$)`));
    patterns.set(repository, known);
  }
  return known;
}

// Exceptions (`!x`) are ignored: a pattern too many only keeps us silent.
function ignorePattern(folder: string, line: string): RegExp[] {
  const text = line.trim();
  if (text === '' || /^[#!]/.test(text)) return [];
  const anchored = /\/./.test(text);
  const body = text.replace(/^\//, '').replace(/\/$/, '').split(/(\*\*\/?|\*|\?)/).map((part) => GLOB[part] ?? escaped(part)).join('');
  return [new RegExp(`^${escaped(folder)}${anchored ? '' : '(.*/)?'}${body}(/|$)`)];
}

const GLOB: Readonly<Record<string, string>> = { '**/': '(.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' };

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
