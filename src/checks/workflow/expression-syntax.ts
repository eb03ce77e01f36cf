import type { ExpressionSource } from '../../read/expression-source';
import type { Diagnostic } from '../../read/language-services';
import type { YamlFile } from '../../read/yaml-file';
import type { CheckContext } from '../check-context';
import { expressionOf } from './diagnostic-place';
import { didYouMean } from './did-you-mean';
import { Told, ValidatorCheck } from '../validator-check';

/** @see https://docs.github.com/en/actions/reference/workflows-and-actions/expressions */
const FUNCTIONS = ['contains', 'startsWith', 'endsWith', 'format', 'join', 'toJSON', 'fromJSON', 'hashFiles', 'case', 'success', 'always', 'cancelled', 'failure'];
const SIGNATURES: Readonly<Record<string, string>> = {
  contains: 'contains(search, item)',
  startswith: 'startsWith(text, start)',
  endswith: 'endsWith(text, end)',
  format: 'format(text, value, …)',
  join: 'join(list, separator)',
  tojson: 'toJSON(value)',
  fromjson: 'fromJSON(text)',
  hashfiles: 'hashFiles(pattern, …)',
  case: 'case(condition, value, …, otherwise)',
  success: 'success()',
  always: 'always()',
  cancelled: 'cancelled()',
  failure: 'failure()',
};
/** What GitHub's parser takes at most. */
const LONGEST = 21_000;
/** What the validator calls the end of an expression. */
const END = 'EOF';

/** One expression that does not parse makes GitHub refuse the whole file. */
export class ExpressionSyntax extends ValidatorCheck {
  public readonly id = 'expression-syntax';
  public readonly description = 'Expressions parse, call functions that exist with the arguments these take, and are not too long.';
  public readonly covers = ['R04', 'R29'];
  public readonly severity = { baseline: 'error' } as const;
  public readonly actionlint = 'expression';
  public readonly messages = [
    /^Unexpected symbol: /, /^Unexpected end of expression/, /^Unrecognized function: '(?!(?:hashFiles|always|success|failure|cancelled)')/i,
    /^Too (?:few|many) parameters/, /^Even number of parameters/, /^Exceeded max expression/, /^ErrorExceededMaxLength/, /^The expression is not closed/,
    /^An expression was expected/, /^Exactly \d+ parameter\(s\)/, /^The directive '/, /^Invalid format string/, /^Format string references/, /^Expression might be invalid/,
  ];

  public visitExpression({ value, text, bare }: ExpressionSource, context: CheckContext): void {
    const whole = value.text ?? '';
    if (bare || whole.length <= LONGEST || text.length > LONGEST) return;
    const problem = `The text has ${whole.length} characters and holds an expression; GitHub turns it into one expression of at most ${LONGEST}.`;
    context.report(value, problem, 'Give the value to the script through `env`, so that the text holds no expression, or move the script to a file.');
  }

  protected explain(diagnostic: Diagnostic, file: YamlFile): Told | undefined {
    const { message } = diagnostic;
    // A condition with something else wrong in its braces is read once more without them.
    if (/^Unexpected symbol: '\$\{\{'/.test(message)) return undefined;
    const word = /^[^:]+: '([\s\S]*?)'(?:\. Located|$)/.exec(message)?.[1];
    const at = expressionOf(diagnostic, file, word === END ? '' : word);
    const told = explained(message, word ?? '', at?.text.trim() ?? '');
    return told && { ...told, at: at ?? undefined };
  }
}

function explained(message: string, word: string, text: string): Told {
  const shown = text.length > 80 ? `${text.slice(0, 77)}…` : text;
  const quoted = `"${shown.replace(/\s+/g, ' ')}"`;
  if (/^Unrecognized function/.test(message)) {
    return { problem: `There is no function "${word}".`, fix: `${didYouMean(word, FUNCTIONS)}GitHub knows ${FUNCTIONS.join(', ')}.` };
  }
  if (/parameters supplied/.test(message)) {
    const few = message.startsWith('Too few') ? 'too few arguments' : message.startsWith('Too many') ? 'too many arguments' : 'an even number of arguments';
    return { problem: `${word} has ${few}.`, fix: `Write ${SIGNATURES[word.toLowerCase()] ?? `${word}(…)`}.` };
  }
  if (/^The expression is not closed/.test(message)) return { problem: 'An expression begins here and has no end.', fix: 'Close it with }}.' };
  if (/^An expression was expected/.test(message)) return { problem: 'The braces hold no expression.', fix: 'Write an expression between them, or remove them.' };
  if (/^ErrorExceededMaxLength|max expression length/.test(message)) return { problem: `The expression is longer than ${LONGEST} characters.`, fix: 'Split it, or give its parts to the script through `env`.' };
  if (/max expression depth/.test(message)) return { problem: 'The expression nests more than 50 levels deep.', fix: 'Split it over several values of `env` or outputs.' };
  if (/^Invalid format string/.test(message)) return { problem: `The text of format() in ${quoted} has a brace too many or too few.`, fix: 'Write {0}, {1} … for the values, and {{ or }} for a brace itself.' };
  const missing = /references argument (\{\d+\}) but only (\d+)/.exec(message);
  if (missing) return { problem: `format() in ${quoted} names ${missing[1]} and has ${missing[2]} ${missing[2] === '1' ? 'value' : 'values'}.`, fix: 'Count from {0}, and give one value for each number.' };
  if (/^Expression might be invalid/.test(message)) return { problem: `${quoted} reads a text that is no JSON.`, fix: 'Give fromJSON a text that is JSON: keys and texts in double quotes.' };
  if (/directive/.test(message)) return { problem: `${quoted} is no expression that GitHub allows here.`, fix: 'Write one expression that gives the value.' };
  if (word === END) return { problem: `The expression ${quoted} ends too early.`, fix: 'Complete it: a closing bracket or an operand is missing.' };
  if (/^Unexpected end/.test(message)) return { problem: `The expression ${quoted} ends too early, after "${word}".`, fix: 'Complete it: an operand or a closing bracket is missing.' };
  return { problem: `The expression ${quoted} has an unexpected "${word}".`, fix: word.startsWith('"') ? 'Write texts in single quotes.' : 'GitHub knows the operators ! < <= > >= == != && || and texts in single quotes.' };
}
