import { DeliveryError } from './delivery-error';
import { Trust } from './trust';

/** What an expression is made of. @internal */
export interface ExprParts {
  readonly text: string;
  readonly template?: boolean;
  readonly trust?: Trust;
  readonly secrets?: string[];
  readonly references?: string[];
  readonly guardsForks?: boolean;
  /** Whether it needs parentheses beside an operator. */
  readonly compound?: boolean;
}

/** What an expression tells of itself. @internal */
export interface ExprLike {
  readonly text: string;
  readonly isTemplate: boolean;
  readonly trust: Trust;
  readonly secrets: string[];
  readonly references: string[];
  readonly guardsForks: boolean;
  readonly _compound: boolean;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** `left operator right`. @internal */
export function binary(operator: string, left: ExprLike, right: ExprLike): ExprParts {
  return derive(`${group(left)} ${operator} ${group(right)}`, [left, right], { compound: true });
}

/** All conditions with one operator between them; at least two. @internal */
export function chain(operator: string, conditions: ExprLike[]): ExprParts {
  const guardsForks = operator === '&&' ? conditions.some((c) => c.guardsForks) : conditions.every((c) => c.guardsForks);
  const text = conditions.map((condition) => (needsGroup(condition, operator) ? `(${operand(condition)})` : operand(condition))).join(` ${operator} `);
  return derive(text, conditions, { compound: true, guardsForks });
}

/** `name(arguments)`. @internal */
export function call(name: string, args: ExprLike[]): ExprParts {
  return derive(`${name}(${args.map(operand).join(', ')})`, args);
}

/** The opposite. @internal */
export function negation(condition: ExprLike): ExprParts {
  return derive(`!${group(condition)}`, [condition]);
}

/** The text of an expression inside another. @internal */
export function operand(value: ExprLike): string {
  if (value.isTemplate) throw refuse('Expr', `${quote(value.text)} is text with expressions in it, which cannot stand inside another expression`, 'Use the expressions themselves here.');
  return value.text;
}

/** A text made from expressions, as little trusted as the least of them. @internal */
export function derive(text: string, from: ExprLike[], parts: Partial<ExprParts> = {}): ExprParts {
  const trusts = from.map((value) => value.trust);
  const trust = trusts.includes(Trust.SECRET) ? Trust.SECRET : trusts.includes(Trust.UNTRUSTED) ? Trust.UNTRUSTED : Trust.SAFE;
  const secrets = [...new Set(from.flatMap((value) => value.secrets))];
  const references = [...new Set(from.flatMap((value) => value.references))];
  return { text, trust, secrets, references, ...parts };
}

/** @throws when it is no name @internal */
export function identifier(place: string, name: string): void {
  if (!NAME.test(name)) {
    throw refuse(place, `${quote(name)} is not a name`, 'Letters, digits, "_" and "-" are allowed, and it starts with a letter or "_".');
  }
}

/** @throws when a part of it is no name @internal */
export function propertyPath(place: string, path: string): void {
  for (const part of path.split('.')) if (part !== '*') identifier(place, part);
}

/** @internal */
export function quote(text: string): string {
  return `"${text}"`;
}

/** @internal */
export function refuse(place: string, problem: string, fix: string): DeliveryError {
  return new DeliveryError({ place, problem: `${problem}.`, fix });
}

function group(value: ExprLike): string {
  return value._compound ? `(${operand(value)})` : operand(value);
}

function needsGroup(value: ExprLike, operator: string): boolean {
  return value._compound && (value.text.includes('||') || (operator === '||' && value.text.includes('&&')));
}
