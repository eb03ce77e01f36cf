import { DeliveryError } from './delivery-error';

/**
 * How long a job or step may run.
 *
 * @see https://docs.github.com/en/actions/reference/limits
 */
export class Timeout {
  /**
   * A number of minutes, 1 to 360 (the limit of a job on a hosted runner).
   *
   * @throws when the number is not a whole number in that range
   */
  public static minutes(minutes: number): Timeout {
    if (!Number.isInteger(minutes) || minutes < 1 || minutes > 360) {
      throw new DeliveryError({
        place: 'Timeout.minutes',
        problem: `${minutes} is not allowed.`,
        fix: 'Give a whole number of minutes from 1 to 360, the longest a job on a hosted runner may take.',
      });
    }
    return new Timeout(minutes);
  }

  /** The number of minutes. */
  public readonly inMinutes: number;

  private constructor(minutes: number) {
    this.inMinutes = minutes;
  }
}
