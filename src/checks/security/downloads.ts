import type { FloatingInstall } from './floating-installs';
import { literal } from './shell-words';
import type { ShellCommand, ShellWord } from '../../read/shell-command';
import { nodesIn, ShellNode, ShellOperator } from '../../read/shell-node';
import { nameOf, programOf } from '../../read/shell-program';

const DOWNLOADERS = /^(curl|wget|wget2|aria2c)$/;
const SHELLS = /^(ba|z|da|k|a|fi)?sh$/;
const INTERPRETERS = /^(python[\d.]*|node|perl|ruby|php)$/;
/** What compares with a known value. */
const VERIFIERS = /^(sha\d*sum|shasum|b2sum|b3sum|md5sum|gpg|gpgv|cosign|minisign|signify|slsa-verifier|rhash)$|^openssl$/;
const LOCAL = /^(https?:\/\/)?["']?(localhost|127\.0\.0\.1|\[::1\])\b/;
// A commit in the address decides what comes, if nothing else does.
const COMMIT = /\/[0-9a-f]{40}\//;
const FIX = 'Download a fixed version to a file, compare it with a known hash by `sha256sum -c`, and run it then.';

/** Code that is downloaded and run as it comes. */
export function runDownloads(commands: readonly ShellCommand[]): FloatingInstall[] {
  return [...commands.flatMap(pipedInto), ...runFiles(commands)];
}

function verifies(command: ShellCommand): boolean {
  return VERIFIERS.test(programOf(command).name) || /\battestation verify\b/.test(command.words.map(({ raw }) => raw).join(' '));
}

/** Whether something can have compared a file between its download and its run; across functions and in loops the order is not known. */
function isVerified(commands: readonly ShellCommand[], fetch: ShellCommand, run: ShellCommand): boolean {
  if (!commands.some(verifies)) return false;
  if (fetch.inFunction !== run.inFunction || fetch.around.some(({ type }) => type === 'WhileClause' || type === 'ForClause')) return true;
  // Any function of the script can do it, or call another one that does.
  const functions = new Set(commands.map(({ inFunction }) => inFunction));
  return commands.slice(commands.indexOf(fetch), commands.indexOf(run) + 1).some((command) => verifies(command) || functions.has(command.name));
}

// `curl … | sh`, `sh -c "$(curl …)"`, `bash <(curl …)`, `source <(curl …)`, `eval "$(curl …)"`.
function pipedInto(command: ShellCommand): FloatingInstall[] {
  const words = command.words.slice(programOf(command).index);
  const name = nameOf(words[0]);
  const source = readsStandardInput(name, words.slice(1)) ? inPipeline(command.around) : runsItsWords(name) ? inWords(words.slice(1), name) : undefined;
  if (!source) return [];
  return [{ at: source.node, problem: `${source.url ?? 'What is downloaded'} is run by ${name} as it comes: whoever changes it runs in this job.`, fix: FIX }];
}

function readsStandardInput(name: string, args: readonly ShellWord[]): boolean {
  if (INTERPRETERS.test(name)) return args.length === 0 || args[0].raw === '-';
  if (!SHELLS.test(name)) return false;
  for (const { raw } of args) {
    if (raw === '-' || raw === '--' || /^-\w*s/.test(raw)) return true;
    if (/^-\w*c/.test(raw) || !/^[-+]/.test(raw)) return raw === '/dev/stdin';
  }
  return true;
}

function runsItsWords(name: string): boolean {
  return SHELLS.test(name) || /^(eval|source|\.)$/.test(name);
}

interface Download {
  readonly node: ShellNode;
  readonly url?: string;
}

function inPipeline(around: readonly ShellNode[]): Download | undefined {
  for (let index = 0; index + 1 < around.length; index++) {
    const outer = around[index + 1];
    if (outer.type === 'BinaryCmd' && (outer.Op === ShellOperator.PIPE || outer.Op === ShellOperator.PIPE_ALL) && outer.Y === around[index]) return downloadIn(outer.X as ShellNode);
    if (outer.type === 'CmdSubst' || outer.type === 'FuncDecl') return undefined;
  }
  return undefined;
}

function inWords(args: readonly ShellWord[], name: string): Download | undefined {
  const evaluated = SHELLS.test(name) && !args.some(({ raw }) => /^-\w*c$/.test(raw)) ? args.filter(({ raw }) => raw.startsWith('<(')) : args;
  for (const { node } of evaluated) {
    // In the middle of other text it is an argument, such as a version, rather than code.
    for (const inner of nodesIn(node)) {
      if (!/^(CmdSubst|ProcSubst)$/.test(inner.type) || inner.start - node.start > 1) continue;
      const found = downloadIn(inner);
      if (found && !(inner.type === 'CmdSubst' && name === 'eval' && isFiltered(inner))) return found;
    }
  }
  return undefined;
}

// Through jq and the like it is data.
function isFiltered(tree: ShellNode): boolean {
  return nodesIn(tree).some((node) => node.type === 'BinaryCmd');
}

function downloadIn(tree: ShellNode): Download | undefined {
  for (const node of nodesIn(tree)) {
    if (node.type !== 'CallExpr') continue;
    const words = ((node.Args as ShellNode[] | undefined) ?? []).map(plainText);
    const at = words.findIndex((word) => DOWNLOADERS.test(word.replace(/^.*\//, '')));
    if (at !== 0 && words[0] !== 'sudo') continue;
    if (at < 0 || words.some((word) => LOCAL.test(word) || COMMIT.test(word))) return undefined;
    const index = words.findIndex((word) => /^(https?|ftp):\/\//.test(word));
    return { node, url: index < 0 || words[index].includes('___') || isExpanded((node.Args as ShellNode[])[index]) ? undefined : words[index] };
  }
  return undefined;
}

function isExpanded(word: ShellNode): boolean {
  return nodesIn(word).some(({ type }) => type === 'ParamExp' || type === 'CmdSubst');
}

function plainText(word: ShellNode): string {
  return nodesIn(word).map((node) => (node.type === 'Lit' || node.type === 'SglQuoted' ? String(node.Value ?? '') : '')).join('');
}

/** Files that are fetched and then run or installed, nothing compared in between. */
function runFiles(commands: readonly ShellCommand[]): FloatingInstall[] {
  const fetched = new Map<string, ShellCommand>();
  const found: FloatingInstall[] = [];
  for (const command of commands) {
    const words = command.words.slice(programOf(command).index);
    const file = DOWNLOADERS.test(nameOf(words[0])) ? targetOf(words, command) : undefined;
    if (file !== undefined) fetched.set(file, command);
    for (const run of filesRun(words)) {
      const origin = fetched.get(run);
      if (!origin || isVerified(commands, origin, command)) continue;
      fetched.delete(run);
      found.push({ at: origin.node, problem: `${run} is downloaded and run, and nothing compares it with a known value.`, fix: FIX });
    }
  }
  return found;
}

function targetOf(words: readonly ShellWord[], command: ShellCommand): string | undefined {
  const texts = words.map(({ text, raw }) => text ?? raw);
  if (texts.some((text) => LOCAL.test(text) || COMMIT.test(text))) return undefined;
  const redirect = ((command.statement?.Redirs as ShellNode[] | undefined) ?? []).find(({ Op }) => Op === ShellOperator.REDIRECT_OUT)?.Word as ShellNode | undefined;
  const curl = nameOf(words[0]) === 'curl';
  const at = texts.findIndex((text) => (curl ? /^(-[a-zA-Z]*o|--output)$/ : /^(-[a-zA-Z]*O|--output-document)$/).test(text));
  const name = at >= 0 ? words[at + 1] && literal(words[at + 1]) : redirect ? plainText(redirect) : curl && !texts.some((text) => /^(-[a-zA-Z]*O|--remote-name)$/.test(text)) ? undefined : lastPart(texts);
  return name === undefined || name === '' || name === '-' || name.startsWith('/dev/') ? undefined : base(name);
}

function lastPart(texts: readonly string[]): string | undefined {
  const url = texts.find((text) => /^https?:\/\//.test(text));
  return url === undefined || /[$`?]|___/.test(url) ? undefined : url.replace(/\/+$/, '').split('/').pop();
}

/** The files a command makes runnable, runs or installs. */
function filesRun(words: readonly ShellWord[]): string[] {
  const name = nameOf(words[0]);
  const args = words.slice(1).map(({ text }) => text ?? '');
  const files = args.filter((arg) => arg !== '' && !arg.startsWith('-')).map(base);
  if (name === 'chmod') return args.some((arg) => /^([ugoa]*\+[rw]*x|0?[57][0-7]{2})/.test(arg)) ? files : [];
  if (SHELLS.test(name) || INTERPRETERS.test(name)) return files.slice(0, 1);
  if (name === 'dpkg' || name === 'rpm') return args.some((arg) => /^-\w*[iU]/.test(arg)) ? files : [];
  if (/^(apt|apt-get|yum|dnf)$/.test(name)) return args.filter((arg) => /^\.?\//.test(arg)).map(base);
  return /\//.test(words[0]?.text ?? '') ? [base(words[0].text!)] : [];
}

// The same file is named with and without the folder it lies in.
function base(path: string): string {
  return path.replace(/^.*\//, '');
}
