import { optionWord, plainWord } from './shell-words';
import type { Located } from '../../read/located';
import type { ShellCommand, ShellWord } from '../../read/shell-command';
import { programOf } from '../../read/shell-program';
import type { ShellSource } from '../../read/shell-source';
import type { StepSource } from '../../read/step-source';

/** A file that a step needs to find. */
export interface FileReference {
  /** As written. */
  readonly text: string;
  readonly at: Located;
  /** What it is for, as in "script x", "file x". */
  readonly kind: string;
  /** Whether the file itself is started, so that it must be executable. */
  readonly isStarted: boolean;
}

/** Programs that are given a script, and the options of theirs that take a word of their own. */
const INTERPRETERS: Readonly<Record<string, RegExp>> = {
  'bash': /^-o$/, 'sh': /^-o$/, 'source': /^$/, '.': /^$/, 'python': /^-[mcWX]$/, 'python3': /^-[mcWX]$/, 'node': /^(-r|--require|--import|-e|-p|--loader)$/, 'ruby': /^-[eIr]$/,
};

/** Options that name a file, by program. */
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  'docker-compose': ['-f', '--file'],
  'pip': ['-r', '--requirement'],
  'pip3': ['-r', '--requirement'],
};

/** The files a command needs, where their names are known before the run. */
export function fileReferences(command: ShellCommand, shell: ShellSource): FileReference[] {
  const start = programOf(command).index;
  const program = command.words[start];
  const path = plainWord(program, shell);
  if (path === undefined || !program) return [];
  const name = path.replace(/^.*\//, '');
  if (/^\.{0,2}\/?[\w.-]+\/.*\.(sh|bash|py|rb|pl|js|mjs)$|^\.\/[\w.-]+\.(sh|bash|py|rb|pl)$/.test(path)) return [reference(program, path, 'script', shell, true)];
  if (Object.hasOwn(INTERPRETERS, name) && (name === path || path.startsWith('/'))) return script(command, start + 1, INTERPRETERS[name], shell);
  const compose = name === 'docker' && command.words[start + 1]?.text === 'compose';
  const options = compose ? OPTIONS['docker-compose'] : OPTIONS[name];
  const word = options && optionWord(command, ...options);
  const file = plainWord(word, shell)?.replace(/^--[\w-]+=/, '');
  return word && file !== undefined && /\.(ya?ml|txt|in)$/.test(file) ? [reference(word, file, 'file', shell, false)] : [];
}

/** Inputs of actions that name a file of the repository. */
const INPUTS: Readonly<Record<string, readonly string[]>> = {
  'actions/setup-node': ['node-version-file'],
  'actions/setup-go': ['go-version-file'],
  'actions/setup-python': ['python-version-file'],
  'docker/build-push-action': ['file'],
  'actions/labeler': ['configuration-path'],
};

/** The files that the inputs of an action name. */
export function inputReferences(step: StepSource): FileReference[] {
  return (INPUTS[step.uses?.action ?? ''] ?? []).flatMap((name) => {
    const value = step.inputs.get(name);
    const text = value?.text ?? '';
    return !value || text === '' || /[$*\n]/.test(text) ? [] : [{ text, at: value, kind: 'file', isStarted: false }];
  });
}

function script(command: ShellCommand, from: number, takesWord: RegExp, shell: ShellSource): FileReference[] {
  for (let index = from; index < command.words.length; index++) {
    const word = command.words[index];
    const text = plainWord(word, shell);
    if (text === undefined || /^-[mce]$|^-\w*c$|^(-e|-p|--eval|-)$/.test(text)) return [];
    if (takesWord.test(text)) index++;
    else if (!text.startsWith('-')) return /^(\.\/)?([\w.-]+\/)*[\w.-]+\.(sh|bash|py|rb|js|mjs|cjs)$/.test(text) ? [reference(word, text, 'script', shell, false)] : [];
  }
  return [];
}

function reference(word: ShellWord, text: string, kind: string, shell: ShellSource, isStarted: boolean): FileReference {
  return { text, at: shell.at(word.node), kind, isStarted };
}
