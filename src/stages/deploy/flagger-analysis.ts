import { FlaggerMetric, FlaggerOptions } from './flagger-options';
import { DeliveryError } from '../../model/delivery-error';
import { Timeout } from '../../model/timeout';

/**
 * An analysis as the spec of a canary says it, and how long it may take.
 *
 * @see https://docs.flagger.app/usage/how-it-works#canary-analysis
 * @internal
 */
export class FlaggerAnalysis {
  /** What goes into the canary. */
  public readonly spec: Record<string, unknown>;
  /** What routes the traffic. */
  public readonly provider?: string;
  /** The longest that Flagger takes to decide, once the pods are ready. */
  public readonly minutes: number;

  /**
   * @throws when a number is out of its range, or a metric has no name or no limit
   */
  public constructor(options: FlaggerOptions) {
    const { interval = Timeout.minutes(1), threshold = 5, stepWeight = 10, maxWeight = 50, iterations, metrics = [{ name: 'request-success-rate', min: 99 }] } = options;
    checkNumber('threshold', threshold, 1, 100);
    checkNumber('stepWeight', stepWeight, 1, 100);
    checkNumber('maxWeight', maxWeight, stepWeight, 100);
    if (iterations !== undefined) checkNumber('iterations', iterations, 1, 1000);
    if (options.provider !== undefined && !/^[a-z][a-z0-9:.-]*$/.test(options.provider)) throw refuse(`\`provider\` is "${options.provider}".`, 'Write it as Flagger does, such as istio.');
    metrics.forEach(checkMetric);
    const every = `${interval.inMinutes}m`;
    this.provider = options.provider;
    this.spec = { interval: every, threshold, ...(iterations === undefined ? { stepWeight, maxWeight } : { iterations }), metrics: metrics.map((metric) => specOf(metric, every)) };
    // A look to begin with, one to promote and one to end; failed ones may lie between.
    this.minutes = interval.inMinutes * ((iterations ?? Math.ceil(maxWeight / stepWeight)) + threshold + 3);
  }
}

function specOf({ name, min, max, template }: FlaggerMetric, interval: string): Record<string, unknown> {
  const thresholdRange = { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
  return { name, ...(template === undefined ? {} : { templateRef: { name: template } }), interval, thresholdRange };
}

function checkMetric({ name, min, max }: FlaggerMetric): void {
  if (!/^[a-z0-9]([a-z0-9 -]*[a-z0-9])?$/.test(name)) throw refuse(`"${name}" is no name of a metric.`, 'Use lower-case letters, digits, blanks and hyphens.');
  if (min === undefined && max === undefined) throw refuse(`the metric "${name}" may be anything.`, 'Give `min` or `max`.');
}

function checkNumber(option: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) throw refuse(`\`${option}\` is ${value}.`, `Use a whole number from ${least} to ${most}.`);
}

function refuse(problem: string, fix: string): DeliveryError {
  return new DeliveryError({ place: 'Rollout.flagger', problem, fix });
}
