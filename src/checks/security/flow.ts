import { Expression, referenceText } from '../../read/expression';

/** Something whose text can become part of what an expression gives. */
export interface Flow {
  /** Such as `github.event.issue.title`, lower case. */
  readonly name: string;
  /** The same as it was written. */
  readonly written: string;
  /** Whether everything below it comes along, as `toJSON(github.event)` has it. */
  readonly whole: boolean;
}

// What they give is a boolean or a hash, whatever stands in their arguments.
const CLOSED_CALLS = new Set(['contains', 'startswith', 'endswith', 'always', 'cancelled', 'success', 'failure', 'hashfiles']);

/** What reaches the text of an expression. Comparisons, conditions and literals hold nothing of what they look at. */
export function flowsOf(expression: Expression, whole = false): Flow[] {
  switch (expression.kind) {
    case 'literal': case 'not': case 'compare': return [];
    case 'reference': {
      const written = referenceText(expression);
      return [{ name: written.toLowerCase(), written, whole }];
    }
    case 'access': return flowsOf(expression.of, whole);
    case 'call': return ofCall(expression, whole);
    // `a && b` gives `b`, or an `a` that is empty, false or null.
    case 'logic': return expression.operator === '&&' ? flowsOf(expression.args[expression.args.length - 1], whole) : expression.args.flatMap((each) => flowsOf(each, whole));
  }
}

function ofCall({ name, args }: Expression & { kind: 'call' }, whole: boolean): Flow[] {
  if (CLOSED_CALLS.has(name)) return [];
  if (name === 'case') return args.filter((_, index) => index % 2 === 1 || index === args.length - 1).flatMap((each) => flowsOf(each, whole));
  return args.flatMap((each) => flowsOf(each, whole || name === 'tojson'));
}
