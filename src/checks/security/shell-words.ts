import type { ShellWord } from '../../read/shell-command';

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
