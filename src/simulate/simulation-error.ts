import type { Located } from '../read/located';

/** What a simulation cannot do, and where the reason stands: `path:line:column: what, and what helps`. */
export class SimulationError extends Error {
  // Not a property: whoever prints an error would print the whole file with it.
  readonly #at?: Located;

  public constructor(message: string, at?: Located) {
    super(at ? `${at.path}:${at.place.line}:${at.place.column}: ${message}` : message);
    this.name = 'SimulationError';
    this.#at = at;
  }

  /** Where the reason stands; undefined where it is in no file. */
  public get at(): Located | undefined {
    return this.#at;
  }
}

/** A value that cannot be calculated from what is known: at GitHub the job or step fails then. */
export class EvaluationError extends SimulationError {}
