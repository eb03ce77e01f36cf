import { DeliveryError } from './delivery-error';
import { Expr } from './expr';

/** How the legs of a matrix run. */
export interface MatrixOptions {
  /**
   * Extra legs, or extra values for the legs that match.
   *
   * @default - none
   */
  readonly include?: Record<string, any>[];
  /**
   * Legs to leave out; each names values of existing axes.
   *
   * @default - none
   */
  readonly exclude?: Record<string, any>[];
  /**
   * Cancel the other legs when one fails.
   *
   * @default false - every leg tells its own result
   */
  readonly failFast?: boolean;
  /**
   * How many legs run at a time.
   *
   * @default - as many as there are runners
   */
  readonly maxParallel?: number;
}

const LIMIT = 256;

/**
 * One job run once per combination of values.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstrategymatrix
 */
export class Matrix {
  /**
   * The combinations of the axes' values.
   *
   * @throws when an axis is empty, repeats a value, or the legs exceed 256; when `exclude` names an unknown axis or
   * matches nothing
   */
  public static of(axes: Record<string, any[]>, options: MatrixOptions = {}): Matrix {
    for (const [axis, values] of Object.entries(axes)) {
      if (values.length === 0) throw refuse(`axis "${axis}" has no values`, 'Give at least one value, or leave the axis out.');
      const seen = values.map((value) => JSON.stringify(value));
      const twice = seen.find((value, index) => seen.indexOf(value) !== index);
      if (twice) throw refuse(`axis "${axis}" has ${twice} twice`, 'Give each value once.');
    }
    for (const leg of [axes, ...(options.include ?? []), ...(options.exclude ?? [])]) checkValues(leg);
    for (const exclusion of options.exclude ?? []) checkExclusion(axes, exclusion);
    const matrix = new Matrix(axes, options);
    const legs = matrix.legs().length;
    if (legs === 0) throw refuse('no leg is left', 'Loosen `exclude`, or give axes or `include`.');
    if (legs > LIMIT) throw refuse(`${legs} legs`, `GitHub starts at most ${LIMIT} jobs of one matrix.`);
    return matrix;
  }

  /** A matrix computed at run time, from the JSON output of a job. Its legs are not known at synth. */
  public static dynamic(expression: Expr, options: MatrixOptions = {}): Matrix {
    return new Matrix({}, options, expression);
  }

  /** Axes and their values. */
  public readonly axes: Record<string, any[]>;
  /** How the legs run. */
  public readonly options: MatrixOptions;
  /** The expression of a dynamic matrix. */
  public readonly expression?: Expr;

  private constructor(axes: Record<string, any[]>, options: MatrixOptions, expression?: Expr) {
    const parallel = options.maxParallel;
    if (parallel !== undefined && (!Number.isInteger(parallel) || parallel < 1)) throw refuse(`maxParallel ${parallel}`, 'Give a whole number from 1.');
    this.axes = axes;
    this.options = options;
    this.expression = expression;
  }

  /** Names of the axes and of the keys that `include` adds. */
  public keys(): string[] {
    return [...new Set([...Object.keys(this.axes), ...(this.options.include ?? []).flatMap((leg) => Object.keys(leg))])];
  }

  /** The values of every leg, as GitHub expands them. Empty for a dynamic matrix. */
  public legs(): Record<string, any>[] {
    let legs: Record<string, any>[] = Object.keys(this.axes).length > 0 ? [{}] : [];
    for (const [axis, values] of Object.entries(this.axes)) {
      legs = legs.flatMap((leg) => values.map((value) => ({ ...leg, [axis]: value })));
    }
    legs = legs.filter((leg) => !(this.options.exclude ?? []).some((exclusion) => matches(leg, exclusion)));
    return includeLegs(legs, Object.keys(this.axes), this.options.include ?? []);
  }
}

// An entry joins every leg whose original axis values it does not contradict; otherwise it is a leg of its own.
function includeLegs(legs: Record<string, any>[], axes: string[], include: Record<string, any>[]): Record<string, any>[] {
  const originals = legs.map((leg) => ({ ...leg }));
  const expanded = legs.map((leg) => ({ ...leg }));
  for (const entry of include) {
    const fits = originals.map((leg) => axes.every((axis) => !(axis in entry) || same(leg[axis], entry[axis])));
    if (fits.some((fit) => fit)) {
      fits.forEach((fit, index) => fit && Object.assign(expanded[index], entry));
    } else {
      expanded.push({ ...entry });
    }
  }
  return expanded;
}

function matches(leg: Record<string, any>, exclusion: Record<string, any>): boolean {
  return Object.entries(exclusion).every(([axis, value]) => same(leg[axis], value));
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

function checkExclusion(axes: Record<string, any[]>, exclusion: Record<string, any>): void {
  for (const [axis, value] of Object.entries(exclusion)) {
    if (!axes[axis]) throw refuse(`exclude names the axis "${axis}"`, `The axes are: ${Object.keys(axes).join(', ')}.`);
    if (!axes[axis].some((known) => same(known, value))) throw refuse(`exclude has ${axis} ${JSON.stringify(value)}`, `Its values are: ${axes[axis].map((known) => JSON.stringify(known)).join(', ')}.`);
  }
}

function checkValues(values: Record<string, any>): void {
  for (const [axis, value] of Object.entries(values)) {
    if (!isPlain(value)) throw refuse(`axis "${axis}" has the value ${String(value)}`, 'Values are texts, numbers, booleans, lists and plain objects; for computed ones see Matrix.dynamic.');
  }
}

function isPlain(value: any): boolean {
  if (value === null || ['string', 'boolean'].includes(typeof value)) return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isPlain);
  return typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isPlain);
}

function refuse(problem: string, fix: string): DeliveryError {
  return new DeliveryError({ place: 'Matrix', problem: `${problem}.`, fix });
}
