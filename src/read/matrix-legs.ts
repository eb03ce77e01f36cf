import type { YamlValue } from './yaml-value';

/** One job that a matrix makes: values by key. */
export type MatrixLeg = Readonly<Record<string, unknown>>;

/**
 * The jobs that a matrix makes, as GitHub expands it: axes in order, `exclude`, then `include`.
 *
 * Undefined where an expression decides.
 *
 * @see https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations
 */
export function matrixLegs(matrix: YamlValue | undefined): MatrixLeg[] | undefined {
  if (!matrix) return [{}];
  if (!matrix.isMap || hasExpression(matrix)) return undefined;
  return expandMatrix(matrix.toJs());
}

/** The jobs that a matrix makes whose expressions have their values; undefined where it is no matrix. */
export function expandMatrix(data: unknown): MatrixLeg[] | undefined {
  return namedLegs(data)?.map(({ values }) => values);
}

/** A leg, and the part of it that stands in its name. */
export interface NamedLeg {
  readonly values: MatrixLeg;
  /** Without what `include` adds to a leg; of a leg that `include` makes, everything. */
  readonly shown: MatrixLeg;
}

/**
 * As `expandMatrix`, with what stands in the names of the legs.
 *
 * @see https://github.com/actions/runner/blob/main/src/Sdk/WorkflowParser/Conversion/MatrixBuilder.cs
 */
export function namedLegs(data: unknown): NamedLeg[] | undefined {
  if (data === null || typeof data !== 'object' || Array.isArray(data)) return undefined;
  const axes = Object.entries(data).filter(([name]) => name !== 'include' && name !== 'exclude');
  if (axes.some(([, values]) => !Array.isArray(values))) return undefined;
  const { include, exclude } = data as Record<string, unknown>;
  const excluded = asRecords(exclude);
  const product = axes.reduce<MatrixLeg[]>(
    (legs, [name, values]) => (legs.length > 10_000 ? legs : legs.flatMap((leg) => (values as unknown[]).map((value) => ({ ...leg, [name]: value })))),
    axes.length > 0 ? [{}] : [],
  );
  const original = product.filter((leg) => !excluded.some((each) => contains(leg, each)));
  return withIncludes(original, asRecords(include), axes.map(([name]) => name));
}

// An entry extends every leg it does not contradict in an original value; else it is a leg of its own.
function withIncludes(original: MatrixLeg[], includes: MatrixLeg[], axes: string[]): NamedLeg[] {
  const extended: Record<string, unknown>[] = original.map((leg) => ({ ...leg }));
  const added: MatrixLeg[] = [];
  for (const include of includes) {
    const fits = extended.filter((_, index) => axes.every((axis) => !(axis in include) || same(original[index][axis], include[axis])));
    if (fits.length === 0) added.push(include);
    for (const leg of fits) Object.assign(leg, include);
  }
  return [...extended.map((values, index) => ({ values, shown: original[index] })), ...added.map((values) => ({ values, shown: values }))];
}

/** The scalars in a value, in order: what stands in the name of a leg. */
export function legValues(value: unknown): string[] {
  if (value !== null && typeof value === 'object') return Object.values(value).flatMap(legValues);
  return value === null || value === undefined || value === '' ? [] : [String(value)];
}

function hasExpression(value: YamlValue): boolean {
  if (value.isScalar) return value.text?.includes('${{') ?? false;
  return (value.isMap ? value.entries() : value.items()).some(hasExpression);
}

function asRecords(value: unknown): MatrixLeg[] {
  return Array.isArray(value) ? value.filter((each): each is MatrixLeg => each !== null && typeof each === 'object') : [];
}

function contains(leg: MatrixLeg, part: MatrixLeg): boolean {
  return Object.entries(part).every(([name, value]) => same(leg[name], value));
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
