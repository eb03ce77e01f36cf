import { calls, Expression, referenceText } from '../../read/expression';
import type { JobSource } from '../../read/job-source';

/** How a needed job ended. */
export type JobResult = 'success' | 'failure' | 'skipped';

/** What is taken as given while a condition is looked at. */
export interface ConditionFacts {
  /** The event that started the run; undefined where it is the caller's. */
  readonly event?: string;
  /** How each needed job ended, by id. */
  readonly results: ReadonlyMap<string, JobResult>;
}

type Value = string | number | boolean | null | undefined;

/** The condition of a job as a tree; `none` where it has none, undefined where it cannot be read. */
export function conditionOf(job: JobSource): Expression | 'none' | undefined {
  const { condition } = job;
  if (!condition || condition.isNull) return 'none';
  const found = condition.file.expressionsBetween(condition.offset, condition.end);
  // Text around the braces makes it always true; another check tells.
  if (found.length !== 1 || (!found[0].bare && !/^\s*\$\{\{[^]*\}\}\s*$/.test(condition.text ?? ''))) return undefined;
  return found[0].tree;
}

/** Whether it runs although jobs before it were skipped or failed. */
export function overrides(condition: Expression | 'none' | undefined): boolean {
  return typeof condition === 'object' && calls(condition).some((name) => name === 'always' || name === 'cancelled' || name === 'failure');
}

/** Whether a condition holds; undefined where something decides that is not known. */
export function holds(condition: Expression | 'none' | undefined, facts: ConditionFacts): boolean | undefined {
  if (condition === 'none') return true;
  const value = condition && evaluate(condition, facts);
  return value === undefined ? undefined : Boolean(value);
}

/** The parts of a condition that must all hold, as text that can be compared. */
export function conjuncts(condition: Expression): string[] {
  if (condition.kind === 'logic' && condition.operator === '&&') return condition.args.flatMap(conjuncts);
  return [JSON.stringify(condition)];
}

function evaluate(expression: Expression, facts: ConditionFacts): Value {
  switch (expression.kind) {
    case 'literal': return expression.value;
    case 'reference': return reference(referenceText(expression), facts);
    case 'call': return call(expression.name, expression.args, facts);
    case 'not': {
      const value = evaluate(expression.operand, facts);
      return value === undefined ? undefined : !value;
    }
    case 'compare': return compare(expression.operator, evaluate(expression.left, facts), evaluate(expression.right, facts));
    case 'logic': return logic(expression.operator, expression.args.map((each) => evaluate(each, facts)));
    case 'access': return undefined;
  }
}

function reference(text: string, { event, results }: ConditionFacts): Value {
  if (text === 'github.event_name') return event;
  const [, id, part] = /^needs\.([\w-]+)\.(result|outputs)\b/.exec(text) ?? [];
  const result = id === undefined ? undefined : results.get(id);
  if (part === 'result') return result;
  // A job that never ran has no outputs; one that failed can have some.
  return part === 'outputs' && result === 'skipped' ? '' : undefined;
}

function call(name: string, args: readonly Expression[], { results }: ConditionFacts): Value {
  if (name === 'always') return true;
  if (name === 'cancelled') return false;
  const ended = [...results.values()];
  if (ended.length === 0) return undefined;
  // Both ask about every job before it: about those needed directly they can at most be answered with no.
  if (name === 'success') return ended.every((result) => result === 'success') ? undefined : false;
  if (name === 'failure') return ended.includes('failure') ? true : undefined;
  const [list, wanted] = args;
  if (name === 'contains' && list?.kind === 'reference' && referenceText(list) === 'needs.*.result' && wanted?.kind === 'literal') return ended.includes(wanted.value as JobResult);
  return undefined;
}

function compare(operator: string, left: Value, right: Value): Value {
  if (left === undefined || right === undefined || typeof left !== typeof right) return undefined;
  const same = typeof left === 'string' ? left.toLowerCase() === (right as string).toLowerCase() : left === right;
  return operator === '==' ? same : operator === '!=' ? !same : undefined;
}

function logic(operator: '&&' | '||', values: readonly Value[]): Value {
  const decisive = operator === '||';
  if (values.some((value) => value !== undefined && Boolean(value) === decisive)) return decisive;
  return values.includes(undefined) ? undefined : !decisive;
}
