import type { Expression } from '../../read/expression';

/** What a condition always is. */
export interface ConstantValue {
  readonly isTrue: boolean;
  /** Whether it was plainly meant so: `true` or `false`, alone or beside something that is switched on or off by it. */
  readonly isPlain: boolean;
}

/** What an expression always is, or undefined where the run decides. */
export function constantValue(expression: Expression): ConstantValue | undefined {
  switch (expression.kind) {
    case 'literal': return { isTrue: isTruthy(expression.value), isPlain: typeof expression.value !== 'string' };
    case 'not': {
      const inner = constantValue(expression.operand);
      return inner && { ...inner, isTrue: !inner.isTrue };
    }
    case 'compare': return compared(expression);
    case 'logic': return combined(expression);
    default: return undefined;
  }
}

function compared({ left, right, operator }: Expression & { kind: 'compare' }): ConstantValue | undefined {
  if (left.kind !== 'literal' || right.kind !== 'literal' || typeof left.value !== typeof right.value) return undefined;
  const same = String(left.value).toLowerCase() === String(right.value).toLowerCase();
  return operator === '==' || operator === '!=' ? { isTrue: same === (operator === '=='), isPlain: false } : undefined;
}

function combined({ operator, args }: Expression & { kind: 'logic' }): ConstantValue | undefined {
  const values = args.map(constantValue);
  const decides = operator === '||';
  const deciding = values.find((value) => value?.isTrue === decides);
  if (deciding) return deciding;
  return values.every((value) => value !== undefined) ? { isTrue: !decides, isPlain: true } : undefined;
}

function isTruthy(value: string | number | boolean | null): boolean {
  return value !== null && value !== false && value !== 0 && value !== '';
}
