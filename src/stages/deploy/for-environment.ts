import { Expr } from '../../model/expr';

/** The environment that a person chose for this run. @internal */
export const CHOSEN_ENVIRONMENT = Expr.input('environment');

/** A text in which `{environment}` stands for the environment of the run. @internal */
export function forEnvironment(text: string): string | Expr {
  return text.includes('{environment}') ? Expr.template(text, { environment: CHOSEN_ENVIRONMENT }) : text;
}

/** The one of the values whose key is the environment of the run; empty where it has none. @internal */
export function chosenFrom(values: Record<string, string | undefined>): Expr {
  const known = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Expr.or(...known.map(([name, value]) => Expr.and(Expr.eq(CHOSEN_ENVIRONMENT, name), Expr.literal(value))), Expr.literal(''));
}

/** Whether the environment of the run is one of these. @internal */
export function isChosen(names: string[]): Expr {
  return Expr.or(...names.map((name) => Expr.eq(CHOSEN_ENVIRONMENT, name)));
}
