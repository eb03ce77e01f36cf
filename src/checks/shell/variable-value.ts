import { isWordCommand } from './one-word-commands';
import { JobSource } from '../../read/job-source';
import { ScriptSource } from '../../read/script-source';
import { staticText } from '../../read/shell-command';
import type { ShellNode } from '../../read/shell-node';
import { assignmentsOf } from '../../read/shell-scope';
import type { ShellSource } from '../../read/shell-source';
import { substitutionOf, lastProgram, variableOf } from '../../read/shell-word';
import type { StepSource } from '../../read/step-source';

/** What is known of a variable's value. */
export type VariableValue = 'one word' | 'several words' | 'unknown';

const ONE_WORD = /^[^\s*?[\]]+$/;
// The runner sets these to a number, or to one of a few words.
const RUNNER_WORDS = /^(?:GITHUB_(?:RUN_ID|RUN_NUMBER|RUN_ATTEMPT|SHA|REPOSITORY|REPOSITORY_ID|REPOSITORY_OWNER|EVENT_NAME|REF_TYPE|JOB|ACTOR_ID)|RUNNER_(?:OS|ARCH|ENVIRONMENT)|CI|GITHUB_ACTIONS|UID|EUID|PPID|RANDOM|SECONDS|LINENO|OPTIND|BASHPID|SHLVL)$/;

/** What every assignment of a variable gives it; `unknown` where one cannot be told. */
export function valueOf(name: string, shell: ShellSource, owner: StepSource | ScriptSource): VariableValue {
  if (RUNNER_WORDS.test(name)) return 'one word';
  const assigned = assignmentsOf(shell).get(name);
  if (!assigned) return ofEnvironment(name, owner);
  const values = assigned.map(({ word, items }) => (items ? ofItems(items, shell) : word ? ofWord(word, shell) : 'unknown'));
  if (values.every((value) => value === 'one word')) return 'one word';
  return values.every((value) => value !== 'unknown') ? 'several words' : 'unknown';
}

function ofItems(items: readonly ShellNode[], shell: ShellSource): VariableValue {
  return items.length > 0 && items.every((item) => ofText(textOf(item, shell)) === 'one word') ? 'one word' : 'unknown';
}

function ofWord(word: ShellNode, shell: ShellSource): VariableValue {
  const text = textOf(word, shell);
  if (text !== undefined) return ofText(text);
  const [part, ...more] = word.Parts as ShellNode[];
  if (more.length === 0 && (part.type === 'ArithmExp' || (part.type === 'ParamExp' && (part.Length || /^[?#$!]$/.test(part.Param?.Value))))) return 'one word';
  const variable = variableOf(word);
  if (variable !== undefined && RUNNER_WORDS.test(variable)) return 'one word';
  const statements = (substitutionOf(word)?.Stmts as ShellNode[] | undefined) ?? [];
  const last = lastProgram(statements[statements.length - 1]);
  if (last && isWordCommand(last, shell)) return 'one word';
  return addsWords(word) ? 'several words' : 'unknown';
}

// `ARGS="$ARGS --flag"`: a list in a text.
function addsWords(word: ShellNode): boolean {
  const parts = (word.Parts as ShellNode[]).flatMap((part) => (part.type === 'DblQuoted' ? (part.Parts as ShellNode[] | undefined) ?? [] : [part]));
  return parts.some((part) => part.type === 'Lit' && /^\s*-|\s-/.test(part.Value));
}

function textOf(word: ShellNode, shell: ShellSource): string | undefined {
  return shell.textOf(word).includes('${{') ? undefined : staticText(word);
}

function ofText(text: string | undefined): VariableValue {
  if (text === undefined) return 'unknown';
  return ONE_WORD.test(text) ? 'one word' : 'several words';
}

function ofEnvironment(name: string, owner: StepSource | ScriptSource): VariableValue {
  if (owner instanceof ScriptSource) return 'unknown';
  const { holder } = owner;
  const workflow = holder instanceof JobSource ? holder.workflow.env : undefined;
  const text = (owner.env.get(name) ?? holder.env.get(name) ?? workflow?.get(name))?.text;
  if (text === undefined || text.includes('${{')) return 'unknown';
  return ofText(text);
}
