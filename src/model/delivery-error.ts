import { callSite } from './call-site';

/** What a `DeliveryError` is made of. */
export interface DeliveryErrorDetails {
  /** Construct path or factory that refuses, such as `Ci/Integration`. */
  readonly place: string;
  /** What is wrong, with the value. One sentence. */
  readonly problem: string;
  /** What is allowed and how to repair it. */
  readonly fix: string;
  /** Where the user wrote it. @default - taken from the stack */
  readonly at?: string;
}

/**
 * An error of the person who composes, told in the form: place, problem, call site, fix.
 *
 * @internal
 */
export class DeliveryError extends Error {
  public static readonly NOTHING_WRITTEN = 'Nothing was written.';

  /** Joins several errors into one, each told whole. */
  public static combine(errors: DeliveryError[]): DeliveryError {
    if (errors.length === 1) return errors[0];
    const text = errors.map((error) => error.summary).join('\n\n');
    return new DeliveryError(errors[0].details, `${errors.length} problems:\n\n${text}`);
  }

  /** The text without the closing line. */
  public declare readonly summary: string;
  public declare readonly details: DeliveryErrorDetails;

  public constructor(details: DeliveryErrorDetails, text?: string) {
    const at = details.at ?? callSite();
    const summary = text ?? describe(details, at);
    super(`${summary}\n${DeliveryError.NOTHING_WRITTEN}`);
    this.name = 'DeliveryError';
    // Not enumerable: Node prints every enumerable property of an error that nobody catches.
    Object.defineProperties(this, { details: { value: { ...details, at } }, summary: { value: summary } });
    // The reader needs the place in .projenrc.ts, not our frames.
    this.stack = `${this.name}: ${this.message}`;
  }
}

function describe(details: DeliveryErrorDetails, at: string | undefined): string {
  const lines = [`${details.place}: ${details.problem}`];
  if (at) lines.push(`  at ${at}`);
  lines.push(...details.fix.split('\n').map((line) => `  ${line}`));
  return lines.join('\n');
}
