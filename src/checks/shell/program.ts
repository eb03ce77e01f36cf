import type { ShellCommand, ShellWord } from '../../read/shell-command';

/** What a command runs in the end, behind `sudo`, `env` and the like. */
export interface Program {
  readonly name: string;
  readonly args: readonly ShellWord[];
  readonly command: ShellCommand;
}

// Each takes a command behind its own options; the options listed here take a value.
const WRAPPERS: Readonly<Record<string, RegExp>> = {
  sudo: /^-[ugCpDhRrtT]$|^--(?:user|group|prompt|chdir|host)$/,
  env: /^-[uCS]$|^--(?:unset|chdir)$/,
  command: /^$/,
  exec: /^-a$/,
  nohup: /^$/,
  nice: /^-n$/,
  time: /^-[fo]$/,
  timeout: /^-[ks]$|^--(?:kill-after|signal)$/,
  stdbuf: /^-[ioe]$/,
  xvfb: /^$/,
};

/** The program of a command, `sudo -E FOO=1 apt-get update` is `apt-get`. */
export function programOf(command: ShellCommand): Program {
  let { name, args } = command;
  while (WRAPPERS[name] && Object.hasOwn(WRAPPERS, name)) {
    const withValue = WRAPPERS[name];
    let index = 0;
    while (index < args.length && /^-/.test(args[index].raw)) index += withValue.test(args[index].raw) ? 2 : 1;
    if (name === 'timeout') index++;
    while (index < args.length && /^[A-Za-z_]\w*=/.test(args[index].raw)) index++;
    if (index >= args.length) break;
    name = (args[index].text ?? '').replace(/^.*\//, '');
    args = args.slice(index + 1);
  }
  return { name, args, command };
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
