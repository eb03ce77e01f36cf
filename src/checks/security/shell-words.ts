import type { ShellCommand, ShellWord } from '../../read/shell-command';

/** Programs that run the program named behind them; their options that take a value. */
const STARTERS = /^(sudo|doas|env|command|exec|time|nohup|nice|builtin|xvfb-run)$/;
const VALUED = /^(-u|-g|-n|-C|-p|--user|--group)$/;

/** What a command comes down to: its words without `sudo`, `env A=b` and the like. */
export function effectiveWords({ words }: ShellCommand): readonly ShellWord[] {
  let index = 0;
  while (STARTERS.test(nameOf(words[index]))) {
    index++;
    while (index < words.length && /^-|^\w+=/.test(words[index].raw)) index += VALUED.test(words[index].raw) ? 2 : 1;
  }
  return words.slice(index);
}

/** The name of a program, without the path before it; empty where it is computed. */
export function nameOf(word: ShellWord | undefined): string {
  return (word?.text ?? '').replace(/^.*\//, '');
}

/** Words that are no options and no values of options. */
export function operands(words: readonly ShellWord[], valued: RegExp): ShellWord[] {
  const found: ShellWord[] = [];
  for (let index = 0; index < words.length; index++) {
    const { raw } = words[index];
    if (raw === '--') return [...found, ...words.slice(index + 1)];
    if (!raw.startsWith('-')) found.push(words[index]);
    else if (valued.test(raw)) index++;
  }
  return found;
}

/** Whether an option is given, also as `--option=value`. */
export function hasOption(words: readonly ShellWord[], ...names: string[]): boolean {
  return words.some(({ raw }) => names.some((name) => raw === name || raw.startsWith(`${name}=`)));
}

/** A word whose value stands there: nothing in it is expanded at run time, and no expression was in it. */
export function literal(word: ShellWord): string | undefined {
  const { text } = word;
  return text === undefined || /___|[*?]/.test(text) ? undefined : text;
}
