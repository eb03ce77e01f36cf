import { Expr } from '../model/expr';

/** A text alone, as an expression has it. */
const LITERAL = /^'((?:[^']|'')*)'$/;

/** A value as it stands in YAML; an expression that is a text alone, as that text. @internal */
export function rendered(value: string | number | boolean | Expr | undefined): string | number | boolean | undefined {
  if (!(value instanceof Expr)) return value;
  const literal = LITERAL.exec(value.text)?.[1].replace(/''/g, "'");
  return literal === undefined || literal.includes('${{') ? value.render() : literal;
}

/** A mapping of values as it stands in YAML; undefined when empty. @internal */
export function renderedMap(values: Record<string, string | number | boolean | Expr> | undefined): Record<string, unknown> | undefined {
  const entries = Object.entries(values ?? {}).filter(([, value]) => value !== undefined).map(([name, value]) => [name, rendered(value)]);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

/** The mapping, or undefined when it has no entries: no line that does nothing. @internal */
export function unlessEmpty<T extends object>(value: T | undefined): T | undefined {
  return value && Object.keys(value).length > 0 ? value : undefined;
}
