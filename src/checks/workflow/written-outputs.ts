import type { RepositorySource } from '../../read/repository-source';
import type { ShellSource } from '../../read/shell-source';
import type { StepSource } from '../../read/step-source';
import { scriptCalls } from '../shell/called-scripts';

/** Programs that write no output of a step by themselves. */
const HARMLESS = new Set([
  '[', '[[', ':', 'apt', 'apt-get', 'awk', 'base64', 'basename', 'break', 'cat', 'cd', 'chmod', 'continue', 'cp', 'curl', 'cut', 'date', 'declare', 'dirname', 'echo', 'env', 'exit', 'export',
  'false', 'find', 'git', 'grep', 'gunzip', 'gzip', 'head', 'jq', 'local', 'ls', 'mapfile', 'mkdir', 'mktemp', 'mv', 'printf', 'pwd', 'read', 'readarray', 'realpath', 'return', 'rev', 'rm', 'sed',
  'set', 'sha256sum', 'shift', 'shopt', 'sleep', 'sort', 'stat', 'sudo', 'tail', 'tar', 'tee', 'test', 'touch', 'tr', 'true', 'uname', 'uniq', 'unzip', 'wc', 'wget', 'which', 'xxd', 'yq', 'zip',
]);
const SIMPLE = /^\s*(?:echo|printf)\s+(?:-\w+\s+)?["']?[A-Za-z_][\w-]*(?:=|<<).*>>\s*["']?\$\{?GITHUB_OUTPUT\}?["']?\s*;?\s*$/;

/** Whether a bash step surely never writes an output of that name; false wherever that cannot be known. */
export function neverWrites(step: StepSource, name: string, repository: RepositorySource): boolean {
  const { run } = step;
  if (!run?.isShell || !run.tree) return false;
  const isNamed = new RegExp(`(?<![\\w-])${escaped(name)}(?![\\w-])`, 'i');
  if (isNamed.test(run.text)) return false;
  // A script whose header says what it does names its outputs there, `# @output name text`.
  const documented = scriptCalls(run, step, repository).filter(({ script }) => script !== undefined && /^# @summary /m.test(script.file.text));
  if (documented.some(({ script }) => isNamed.test(script!.file.text))) return false;
  return isPlain(run, new Set(documented.map(({ command }) => command.node)));
}

/** Whether nothing writes an output but lines that name it; what is known by its place does so neither. */
function isPlain(shell: ShellSource, known: ReadonlySet<unknown>): boolean {
  if (shell.text.includes('set-output') || shell.text.includes('${{')) {
    // An expression can be any text, the name of an output too.
    if (shell.text.split('\n').some((line) => /set-output|GITHUB_OUTPUT/.test(line) && /^\s*\S*\s*["']?\$\{\{/.test(line.replace(/^\s*(?:echo|printf)/, '')))) return false;
  }
  const lines = shell.masked.split('\n').filter((line) => line.includes('GITHUB_OUTPUT'));
  if (!lines.every((line) => SIMPLE.test(line))) return false;
  const functions = new Set([...shell.masked.matchAll(/^\s*(?:function\s+)?([\w-]+)\s*\(\)/gm)].map(([, each]) => each));
  return shell.commands.every(({ name, words, node }) => words.length === 0 || known.has(node) || HARMLESS.has(name) || functions.has(name));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
