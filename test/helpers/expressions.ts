import { createRequire } from 'node:module';
import { vendoredBundle } from '../../projenrc/vendor';

/** How the jobs (or steps) before ended: what `success()` and its like look at. */
export type Status = 'success' | 'failure' | 'cancelled';

export interface EvaluateOptions {
  /** @default 'success' */
  readonly status?: Status;
  /** Further functions, such as `hashFiles`; arguments and result are plain values. */
  readonly functions?: Record<string, (...args: unknown[]) => unknown>;
}

interface Token {
  readonly lexeme: string;
}

interface FunctionDefinition {
  readonly name: string;
  readonly minArgs: number;
  readonly maxArgs: number;
  readonly call: (...args: unknown[]) => unknown;
}

/** The part of the bundle that is used here. Its values are JSON through a replacer and a reviver. */
interface Expressions {
  readonly Lexer: new (text: string) => { lex(): { tokens: Token[] } };
  readonly Parser: new (tokens: Token[], contexts: string[], functions: FunctionDefinition[]) => { parse(): object };
  readonly Evaluator: new (tree: object, context: object, functions: Map<string, FunctionDefinition>) => { evaluate(): object };
  readonly data: { replacer: (key: string, value: unknown) => unknown; reviver: (key: string, value: unknown) => unknown };
}

let loaded: Expressions | undefined;

/** The value GitHub gives an expression, with or without the braces around it, in this context. */
export function evaluateExpression(text: string, context: Record<string, unknown>, options: EvaluateOptions = {}): unknown {
  const { Parser, Evaluator } = load();
  const functions = definitions(options);
  const tree = new Parser(tokensOf(bare(text)), Object.keys(context), functions).parse();
  const byName = new Map(functions.map((definition) => [definition.name.toLowerCase(), definition]));
  return toPlain(new Evaluator(tree, toData(context) as object, byName).evaluate());
}

/** Whether a job or step with this `if` runs: without a status function GitHub puts `success()` before it. */
export function evaluateCondition(text: string, context: Record<string, unknown>, options: EvaluateOptions = {}): boolean {
  const condition = bare(text);
  const statusFunctions = ['success', 'failure', 'cancelled', 'always'];
  const own = tokensOf(condition).some((token, index, all) =>
    statusFunctions.includes(token.lexeme.toLowerCase()) && all[index + 1]?.lexeme === '(');
  const value = evaluateExpression(own ? condition : `success() && (${condition})`, context, options);
  return value !== false && value !== null && value !== 0 && value !== '' && !Number.isNaN(value);
}

function load(): Expressions {
  loaded ??= createRequire(__filename)(vendoredBundle) as Expressions;
  return loaded;
}

function bare(text: string): string {
  return /^\s*\$\{\{([\s\S]*)\}\}\s*$/.exec(text)?.[1].trim() ?? text.trim();
}

function tokensOf(text: string): Token[] {
  return new (load().Lexer)(text).lex().tokens;
}

function definitions(options: EvaluateOptions): FunctionDefinition[] {
  const status = options.status ?? 'success';
  const all: Record<string, (...args: unknown[]) => unknown> = {
    success: () => status === 'success',
    failure: () => status === 'failure',
    cancelled: () => status === 'cancelled',
    always: () => true,
    ...options.functions,
  };
  return Object.entries(all).map(([name, body]) => ({
    name,
    minArgs: 0,
    maxArgs: name in (options.functions ?? {}) ? 255 : 0,
    call: (...args: unknown[]) => toData(body(...args.map(toPlain))),
  }));
}

function toData(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), load().data.reviver);
}

function toPlain(value: unknown): unknown {
  // A replacer sees each value after its toJSON; none of the expression values has one.
  const text = JSON.stringify(value, load().data.replacer);
  return text === undefined ? undefined : JSON.parse(text);
}
