import { asksForStatus, parseExpression } from '../../src/read/expression';
import { evaluate, Functions, valueOf } from '../../src/simulate/evaluate';
import { isTruthy, textOf as asText } from '../../src/simulate/expression-data';

/** How the jobs (or steps) before ended: what `success()` and its like look at. */
export type Status = 'success' | 'failure' | 'cancelled';

export interface EvaluateOptions {
  /** @default 'success' */
  readonly status?: Status;
  /** Further functions, such as `hashFiles`; arguments and result are plain values. */
  readonly functions?: Record<string, (...args: unknown[]) => unknown>;
}

/** What expressions see, and how the steps or jobs before ended. */
export interface Scope {
  readonly context: Record<string, unknown>;
  readonly options: EvaluateOptions;
}

/** The expression stands in a test, and in no file. */
const NOWHERE = { path: 'test', place: { line: 1, column: 1 }, keys: [] };

/** The value GitHub gives an expression, with or without the braces around it, in this context. */
export function evaluateExpression(text: string, context: Record<string, unknown>, options: EvaluateOptions = {}): unknown {
  return evaluate(bare(text), { contexts: context, functions: functionsOf(options) }, NOWHERE);
}

/** Whether a job or step with this `if` runs: without a status function GitHub puts `success()` before it. */
export function evaluateCondition(text: string, context: Record<string, unknown>, options: EvaluateOptions = {}): boolean {
  const condition = bare(text);
  const tree = parseExpression(condition);
  return isTruthy(evaluateExpression(tree && asksForStatus(tree) ? condition : `success() && (${condition})`, context, options));
}

/** A value of a workflow as the text GitHub makes of it, expressions evaluated. */
export function textOf(value: unknown, { context, options }: Scope): string {
  return asText(valueOf(asText(value), { contexts: context, functions: functionsOf(options) }, NOWHERE));
}

/** Whether a step or job with this `if` runs. */
export function holds(condition: unknown, { context, options }: Scope): boolean {
  return evaluateCondition(condition === undefined || condition === '' ? 'success()' : asText(condition), context, options);
}

function bare(text: string): string {
  return /^\s*\$\{\{([\s\S]*)\}\}\s*$/.exec(text)?.[1].trim() ?? text.trim();
}

function functionsOf({ status = 'success', functions = {} }: EvaluateOptions): Functions {
  const own = Object.fromEntries(Object.entries(functions).map(([name, body]) => [name.toLowerCase(), body]));
  return { success: () => status === 'success', failure: () => status === 'failure', cancelled: () => status === 'cancelled', always: () => true, ...own };
}
