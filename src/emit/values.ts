import { Expr } from '../model/expr';

/** A value as it stands in YAML. @internal */
export function rendered(value: string | number | boolean | Expr | undefined): string | number | boolean | undefined {
  return value instanceof Expr ? value.render() : value;
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
