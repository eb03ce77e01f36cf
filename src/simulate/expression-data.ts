import { ExpressionData, ExpressionDataClasses, languageServices } from '../read/language-services';

/** Plain values of contexts; what is given once must not change afterwards. */
export type Contexts = Readonly<Record<string, unknown>>;

const known = new WeakMap<object, ExpressionData>();

/** A plain value as one of an expression. Objects are converted once. */
export function toData(value: unknown): ExpressionData {
  const { StringData, NumberData, BooleanData, Null } = classes();
  switch (typeof value) {
    case 'string': return new StringData(value);
    case 'number': return new NumberData(value);
    case 'boolean': return new BooleanData(value);
    case 'object': return value === null ? new Null() : ofObject(value);
    default: return new Null();
  }
}

/** An expression's value as a plain one. */
export function toPlain(data: ExpressionData | undefined): unknown {
  const { Array: List, Dictionary, StringData, NumberData, BooleanData } = classes();
  if (data instanceof StringData || data instanceof NumberData || data instanceof BooleanData) return data.value;
  if (data instanceof List) return data.values().map(toPlain);
  if (data instanceof Dictionary) return Object.fromEntries(data.pairs().map(({ key, value }) => [key, toPlain(value)]));
  return null;
}

/** The text of a value, where it stands in a longer one. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : toData(value).coerceString();
}

/** Whether a condition holds that gives this: GitHub's truthiness. */
export function isTruthy(value: unknown): boolean {
  return value !== false && value !== null && value !== undefined && value !== 0 && value !== '' && !Number.isNaN(value);
}

/** Contexts as the evaluator asks for them, each converted when it is first read. */
export class ContextData {
  public constructor(private readonly contexts: Contexts) {}

  public get(name: string): ExpressionData {
    return toData(this.contexts[name.toLowerCase()]);
  }
}

function ofObject(value: object): ExpressionData {
  let data = known.get(value);
  if (data === undefined) {
    const { Array: List, Dictionary } = classes();
    data = Array.isArray(value)
      ? new List(...value.map(toData))
      : new Dictionary(...Object.entries(value).flatMap(([key, each]) => (each === undefined ? [] : [{ key, value: toData(each) }])));
    known.set(value, data);
  }
  return data;
}

function classes(): ExpressionDataClasses {
  return languageServices().data;
}
