import { contextsAt } from './context-table.const';
import { expressionOf, keysOf } from './diagnostic-place';
import { didYouMean } from './did-you-mean';
import type { Diagnostic } from '../../read/language-services';
import type { YamlFile } from '../../read/yaml-file';
import { Told, ValidatorCheck } from '../validator-check';

/** @see https://docs.github.com/en/actions/reference/workflows-and-actions/contexts */
const CONTEXTS = ['github', 'env', 'vars', 'job', 'jobs', 'steps', 'runner', 'secrets', 'strategy', 'matrix', 'needs', 'inputs'];

/** GitHub reads each key at its own time; what is not known by then makes it refuse the file. */
export class ContextAvailability extends ValidatorCheck {
  public readonly id = 'context-availability';
  public readonly description = 'Expressions use only the contexts and functions that GitHub has at their key.';
  public readonly covers = ['R06'];
  public readonly severity = { baseline: 'error' } as const;
  public readonly actionlint = 'expression';
  public readonly messages = [/^Unrecognized named-value: /, /^Unrecognized function: '(?:hashFiles|always|success|failure|cancelled)'/i, /^A template expression is not allowed in this context/];

  protected explain(diagnostic: Diagnostic, file: YamlFile): Told | undefined {
    const name = /: '([^']*)'/.exec(diagnostic.message)?.[1] ?? '';
    const at = expressionOf(diagnostic, file, name);
    const keys = at?.keys ?? keysOf(diagnostic, file);
    // What names an action or a step is told with its form.
    if (/^(?:uses|id)$/.test(String(keys[keys.length - 1]))) return undefined;
    const where = keys.length > 0 ? `\`${keys.join('.')}\`` : 'this place';
    const contexts = contextsAt(keys);
    const allowed = contexts === undefined ? 'See https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#context-availability.'
      : contexts.length > 0 ? `It can read ${contexts.join(', ')}.` : 'It holds no expressions: write the value itself.';
    if (/^A template/.test(diagnostic.message)) return { problem: `GitHub evaluates no expression at ${where}.`, fix: 'Write the value itself.', at };
    if (/^Unrecognized function/.test(diagnostic.message)) return { problem: `${name}() is not there at ${where}.`, fix: functionFix(name), at };
    if (!CONTEXTS.includes(name.toLowerCase())) {
      return { problem: `There is no context "${name}".`, fix: `${didYouMean(name, CONTEXTS) || 'Write texts in single quotes. '}${allowed}`, at };
    }
    return { problem: `The context "${name}" is not there at ${where}.`, fix: `${allowed}${hint(name, String(keys[keys.length - 1]))}`, at };
  }
}

function functionFix(name: string): string {
  if (name.toLowerCase() === 'hashfiles') return 'It works in steps only, where there are files: read the hash in a step, and give it on as an output.';
  return 'It works under `if` of jobs and steps only.';
}

function hint(name: string, key: string): string {
  if (name.toLowerCase() === 'secrets' && key === 'if') return ' Give the secret to the job or step through `env`, and compare env.NAME in a step.';
  if (name.toLowerCase() === 'env') return ' A constant can stand in vars, or be the output of a job that is needed.';
  return '';
}
