import type { ShellCommand, ShellWord } from '../../read/shell-command';
import type { ShellSource } from '../../read/shell-source';

/** What a word comes to, or undefined where a variable, a substitution or `${{ … }}` decides. */
export function plainWord(word: ShellWord | undefined, shell: ShellSource): string | undefined {
  if (!word || word.text === undefined || shell.textOf(word.node).includes('${{')) return undefined;
  return word.text;
}

/** The texts of a command's arguments; undefined for each that is not known before the run. */
export function plainArguments(command: ShellCommand, shell: ShellSource): (string | undefined)[] {
  return command.args.map((word) => plainWord(word, shell));
}

/** The value of an option, given as `--name value` or `--name=value`. */
export function optionWord(command: ShellCommand, ...names: string[]): ShellWord | undefined {
  for (const [index, word] of command.args.entries()) {
    if (names.includes(word.raw)) return command.args[index + 1];
    if (names.some((name) => name.startsWith('--') && word.raw.startsWith(`${name}=`))) return word;
  }
  return undefined;
}
