import type { ShellCommand, ShellWord } from './shell-command';

/** What a command runs in the end, behind `sudo`, `env` and the like. */
export interface Program {
  /** Without the path before it; empty where it is computed. */
  readonly name: string;
  readonly args: readonly ShellWord[];
  /** Which word of the command it is. */
  readonly index: number;
  readonly command: ShellCommand;
}

// Each takes a command behind its own options and variables; the options listed here take a value.
const WRAPPERS: Readonly<Record<string, RegExp>> = {
  'sudo': /^-[ugCpDhRrtT]$|^--(?:user|group|prompt|chdir|host)$/,
  'doas': /^-[uC]$/,
  'env': /^-[uCS]$|^--(?:unset|chdir)$/,
  'command': /^$/,
  'builtin': /^$/,
  'exec': /^-a$/,
  'nohup': /^$/,
  'nice': /^-n$/,
  'time': /^-[fo]$/,
  'timeout': /^-[ks]$|^--(?:kill-after|signal)$/,
  'stdbuf': /^-[ioe]$/,
  'xvfb-run': /^-[nsefpw]$/,
};

/** The program of a command, `sudo -E FOO=1 apt-get update` is `apt-get`. */
export function programOf(command: ShellCommand): Program {
  let known = programs.get(command);
  if (!known) programs.set(command, known = findProgram(command));
  return known;
}

const programs = new WeakMap<ShellCommand, Program>();

function findProgram(command: ShellCommand): Program {
  const { words } = command;
  let index = 0;
  for (let name = command.name; Object.hasOwn(WRAPPERS, name); name = nameOf(words[index])) {
    const inner = behind(words, index + 1, name);
    if (inner >= words.length) break;
    index = inner;
  }
  return { name: nameOf(words[index]), args: words.slice(index + 1), index, command };
}

/** The name of a program, without the path before it; empty where it is computed. */
export function nameOf(word: ShellWord | undefined): string {
  return (word?.text ?? '').replace(/^.*\//, '');
}

/** The first words that are no options: `release create` of `gh -R o/r release create v1`; computed words are `?`. */
export function subcommand({ args }: Program, count: number, optionsWithValue: RegExp = /^$/): string[] {
  const found: string[] = [];
  for (let index = 0; index < args.length && found.length < count; index++) {
    const { raw, text } = args[index];
    if (optionsWithValue.test(raw)) index++;
    else if (!raw.startsWith('-')) found.push(text ?? '?');
  }
  return found;
}

// Where the command begins that a wrapper takes.
function behind(words: readonly ShellWord[], from: number, wrapper: string): number {
  let index = from;
  while (index < words.length && /^-|^[A-Za-z_]\w*=/.test(words[index].raw)) index += WRAPPERS[wrapper].test(words[index].raw) ? 2 : 1;
  return wrapper === 'timeout' ? index + 1 : index;
}
