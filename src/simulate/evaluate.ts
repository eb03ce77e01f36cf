import { ContextData, Contexts, isTruthy, textOf, toData, toPlain } from './expression-data';
import type { Explanation, ReadValue } from './outcome';
import { EvaluationError, SimulationError } from './simulation-error';
import { asksForStatus, CONTEXTS, Expression, parseExpression, references, referenceText, STATUS_FUNCTIONS, walk } from '../read/expression';
import { expressionText } from '../read/expression-text';
import { expressionsIn } from '../read/find-expressions';
import { ExpressionFunction, languageServices } from '../read/language-services';
import type { Located } from '../read/located';
import type { YamlValue } from '../read/yaml-value';

/** Functions that GitHub knows beside those of every expression: plain values in and out. */
export type Functions = Readonly<Record<string, (...args: unknown[]) => unknown>>;

/** What an expression can see. */
export interface Scope {
  readonly contexts: Contexts;
  /** `success`, `failure`, `cancelled` and `always`, in lower case; `hashfiles` where files are at hand. */
  readonly functions: Functions;
  /** Contexts that are not known here, such as `secrets` in an action. @default - none */
  readonly closed?: readonly string[];
  /** What the status functions look at and is no success, such as the result of a job before. @default - nothing */
  before?(): readonly ReadValue[];
}

interface Compiled {
  readonly tree: object;
  readonly expression: Expression;
  readonly asksForStatus: boolean;
  /** Names of the contexts that it reads. */
  readonly contexts: readonly string[];
}

const FUNCTIONS = [...STATUS_FUNCTIONS, 'hashFiles'].map((name) => ({ name, minArgs: 0, maxArgs: 255 }));
const compiled = new Map<string, Compiled>();

/**
 * The value of an expression, without braces.
 *
 * @throws SimulationError with the place of `at` where GitHub would refuse it
 */
export function evaluate(text: string, scope: Scope, at: Located): unknown {
  const known = attempt(text, at, () => compile(text));
  return calculate(known, text, scope, at);
}

/** The value of a text with expressions in it: of one that is a single expression, what that gives. */
export function valueOf(text: string, scope: Scope, at: Located): unknown {
  const found = expressionsIn(text);
  if (found.length === 0) return text;
  const [only] = found;
  if (found.length === 1 && only.closed && text.slice(0, only.index - 3).trim() === '' && text.slice(only.index + only.text.length + 2).trim() === '') {
    return evaluate(only.text, scope, at);
  }
  let whole = '';
  let from = 0;
  for (const each of found) {
    if (!each.closed) throw new SimulationError(`the expression ${shorten(each.text.trim())} has no end. Close it with }}.`, at);
    whole += text.slice(from, each.index - 3) + textOf(evaluate(each.text, scope, at));
    from = each.index + each.text.length + 2;
  }
  return whole + text.slice(from);
}

/** A scalar of a file with its expressions replaced; empty where it is absent. */
export function textAt(value: YamlValue | undefined, scope: Scope): string {
  return value?.text === undefined ? '' : textOf(valueOf(value.text, scope, value));
}

/** A scalar as a boolean, a map or list as plain data, all with their expressions evaluated. */
export function dataAt(value: YamlValue | undefined, scope: Scope): unknown {
  if (value === undefined || value.isNull) return undefined;
  if (value.isMap) return Object.fromEntries(value.entries().map((entry) => [entry.name, dataAt(entry, scope)]));
  if (value.isList) return value.items().map((item) => dataAt(item, scope));
  return typeof value.scalar === 'string' ? valueOf(value.scalar, scope, value) : value.scalar;
}

/** The entries of a map as texts; a map that is one expression is what that gives. */
export function textsAt(value: YamlValue | undefined, scope: Scope): Record<string, string> {
  if (value?.isScalar) return texts(valueOf(value.text ?? '', scope, value));
  return Object.fromEntries((value?.entries() ?? []).map((entry) => [entry.name, textAt(entry, scope)]));
}

/**
 * Whether a job or step runs, and why: GitHub puts `success()` before a condition that asks for no status itself.
 *
 * @throws SimulationError where GitHub would refuse the condition
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#status-check-functions
 */
export function decide(condition: YamlValue | undefined, scope: Scope, owner: Located, contexts: readonly string[] = CONTEXTS): Explanation & { readonly holds: boolean } {
  const at = condition && !condition.isNull ? condition : owner;
  const own = conditionText(condition);
  const known = own === undefined ? compile('success()') : attempt(own, at, () => compile(own));
  const expression = own === undefined ? 'success()' : known.asksForStatus ? own : `success() && (${own})`;
  const strange = known.contexts.find((context) => !contexts.includes(context));
  if (strange) throw new SimulationError(`the context ${strange} is not known in this condition. Known are: ${contexts.join(', ')}.`, at);
  const value = calculate(compile(expression), expression, scope, at);
  const holds = isTruthy(value);
  const tree = compile(expression).expression;
  return {
    expression,
    value,
    at,
    holds,
    // Told when somebody asks: proofs decide a hundred thousand times and tell one.
    get read() {
      return readBy(tree, scope);
    },
    get words() {
      return sentence(expression, holds, tree, scope);
    },
  };
}

/** The condition as one expression; undefined where there is none. Text around the braces makes it a text, which always holds. */
function conditionText(condition: YamlValue | undefined): string | undefined {
  const text = condition?.text?.trim();
  if (text === undefined || text === '') return undefined;
  const found = expressionsIn(text);
  if (found.length === 0) return text;
  const [only] = found;
  if (found.length === 1 && only.index === 3 && only.index + only.text.length + 2 === text.length) return only.text.trim() || undefined;
  const pieces: string[] = [];
  let from = 0;
  found.forEach((each, index) => {
    pieces.push(escaped(text.slice(from, each.index - 3)), `{${index}}`);
    from = each.index + each.text.length + 2;
  });
  return `format('${pieces.join('')}${escaped(text.slice(from))}', ${found.map((each) => each.text.trim()).join(', ')})`;
}

function escaped(text: string): string {
  return text.replace(/'/g, "''").replace(/[{}]/g, '$&$&');
}

// What it read, and what the status functions said.
function readBy(expression: Expression, { contexts, functions, before }: Scope): ReadValue[] {
  const read = new Map<string, unknown>();
  for (const each of walk(expression)) {
    if (each.kind === 'call' && STATUS_FUNCTIONS.includes(each.name)) {
      read.set(`${each.name}()`, functions[each.name]?.());
      if (each.name === 'success' || each.name === 'failure') for (const { name, value } of before?.() ?? []) read.set(name, value);
    }
    if (each.kind !== 'reference' || each.parts.some((part) => part === undefined)) continue;
    const name = referenceText(each);
    read.set(name, lookUp(contexts, each.parts as string[]));
  }
  return [...read].map(([name, value]) => ({ name, value }));
}

/** What stands in the contexts behind a reference; null where nothing does. */
export function lookUp(contexts: Contexts, parts: readonly string[]): unknown {
  return parts.reduce<unknown>((value, part) => {
    if (value === null || typeof value !== 'object') return null;
    if (part === '*') return Object.values(value);
    if (Array.isArray(value)) return /^\d+$/.test(part) ? value[Number(part)] ?? null : value.map((each) => lookUp(each, [part]));
    const key = Object.keys(value).find((each) => each.toLowerCase() === part.toLowerCase());
    return key === undefined ? null : (value as Record<string, unknown>)[key] ?? null;
  }, contexts);
}

// The part that decided is told with what it read; the whole alone would leave the reader to find it.
function sentence(expression: string, holds: boolean, tree: Expression, scope: Scope): string {
  const part = deciding(tree, holds, scope);
  const text = part === tree ? expression : expressionText(part);
  const values = readBy(part, scope).filter(({ name }) => name !== text && name !== expression).map(({ name, value }) => `${name} is ${shown(value)}`).join(', ');
  return `${text} is ${holds ? 'true' : 'false'}${values === '' ? '' : `: ${values}`}`;
}

// Of `a && b` that does not hold, the first that does not; of `a || b` that holds, the first that does.
function deciding(tree: Expression, holds: boolean, scope: Scope): Expression {
  if (tree.kind !== 'logic' || (tree.operator === '&&') === holds) return tree;
  const part = tree.args.find((arg) => isTruthy(run(compile(expressionText(arg)), scope)) === holds);
  return part === undefined ? tree : deciding(part, holds, scope);
}

/** A value as it is told: texts in quotes, long ones cut. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return 'null';
  return typeof value === 'string' ? `'${shorten(value)}'` : shorten(JSON.stringify(value));
}

function shorten(text: string): string {
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

function texts(value: unknown): Record<string, string> {
  return value === null || typeof value !== 'object' ? {} : Object.fromEntries(Object.entries(value).map(([name, each]) => [name, textOf(each)]));
}

// What is given as a text can be no JSON, for one: then all of it fails.
function calculate(known: Compiled, text: string, scope: Scope, at: Located): unknown {
  const unknown = scope.closed?.find((context) => known.contexts.includes(context));
  if (unknown) throw new EvaluationError(`the context ${unknown} is not known here: ${shorten(text.trim())}.`, at);
  try {
    return run(known, scope);
  } catch (error) {
    const read = readBy(known.expression, scope).filter(({ name }) => !name.endsWith('()'));
    const values = read.map(({ name, value }) => `${name} is ${shown(value)}`).join(', ');
    const outputs = read.some(({ name }) => /\boutputs\b/.test(name)) ? ' Give the outputs that it reads.' : '';
    throw new EvaluationError(`GitHub cannot evaluate ${shorten(text.trim())}: ${(error as Error).message}${values === '' ? '' : `, and ${values}`}.${outputs}`, at);
  }
}

function attempt<T>(text: string, at: Located, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new SimulationError(`GitHub refuses the expression ${shorten(text.trim())}: ${(error as Error).message}.`, at);
  }
}

function compile(text: string): Compiled {
  let known = compiled.get(text);
  if (known === undefined) {
    const services = languageServices();
    const expression = parseExpression(text);
    if (expression === undefined) throw new Error('it is empty');
    const tree = new services.Parser(new services.Lexer(text).lex().tokens, CONTEXTS, FUNCTIONS).parse();
    known = { tree, expression, asksForStatus: asksForStatus(expression), contexts: references(expression).map((each) => each.split('.')[0]) };
    if (compiled.size > 10_000) compiled.clear();
    compiled.set(text, known);
  }
  return known;
}

function run({ tree }: Compiled, { contexts, functions }: Scope): unknown {
  const { Evaluator } = languageServices();
  const byName = new Map(FUNCTIONS.map(({ name }) => [name.toLowerCase(), definition(name, functions)]));
  return toPlain(new Evaluator(tree, new ContextData(contexts), byName).evaluate());
}

function definition(name: string, functions: Functions): ExpressionFunction {
  const call = functions[name.toLowerCase()];
  return {
    name,
    minArgs: 0,
    maxArgs: 255,
    call: (...args) => {
      if (!call) throw new Error(`${name}() has no meaning here`);
      return toData(call(...args.map(toPlain)));
    },
  };
}
