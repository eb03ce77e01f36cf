import { DeliveryError } from '../../model/delivery-error';
import { MetricGate } from '../metrics/metric-gate';

/** How two versions share the traffic while a new one comes into service. */
export enum RolloutStrategy {
  /** One Deployment replaces its pods. */
  ROLLING = 'rolling',
  /** The new version runs beside the old one and gets a growing share. */
  CANARY = 'canary',
  /** The new version runs beside the old one without traffic, then gets all of it. */
  BLUE_GREEN = 'blue-green',
}

// A share above it would need more than four times the pods, because the old version keeps all of its own.
const LARGEST_SHARE = 80;

/**
 * How a new version comes into service. Immutable.
 *
 * Until the last step has passed its checks the old version keeps all of its pods, so that going back is immediate.
 */
export class Rollout {
  /**
   * The new version gets these shares of the traffic in percent, one after the other, each checked before the next.
   *
   * @throws when they are not whole numbers that rise to 100, or one lies between 80 and 100
   */
  public static steps(...percentages: number[]): Rollout {
    const refuse = (problem: string, fix: string) => new DeliveryError({ place: 'Rollout.steps', problem, fix });
    const shown = percentages.join(', ');
    const wrong = percentages.find((each) => !Number.isInteger(each) || each < 1 || each > 100);
    if (wrong !== undefined) throw refuse(`${wrong} is no percentage.`, 'Use whole numbers from 1 to 100.');
    const rises = percentages.every((each, index) => index === 0 || each > percentages[index - 1]);
    if (!rises || percentages[percentages.length - 1] !== 100) {
      throw refuse(
        `rollout steps must rise to 100, got ${shown || 'none'}.`,
        'The last step decides how much of the environment runs the new version. End with 100, or leave `rollout` out\nto deploy all at once.',
      );
    }
    const large = percentages.find((each) => each > LARGEST_SHARE && each < 100);
    if (large !== undefined) {
      throw refuse(`${large} % needs ${Math.ceil(large / (100 - large))} times the pods: the old version keeps all of its own.`, `Go from at most ${LARGEST_SHARE} to 100.`);
    }
    return new Rollout(RolloutStrategy.CANARY, percentages);
  }

  /** All pods are replaced, a few at a time, by one Deployment. */
  public static rolling(): Rollout {
    return new Rollout(RolloutStrategy.ROLLING, [100]);
  }

  /** The new version starts beside the old one, is checked without traffic, and then gets all of it at once. */
  public static blueGreen(): Rollout {
    return new Rollout(RolloutStrategy.BLUE_GREEN, [0, 100]);
  }

  /** How two versions share the traffic. */
  public readonly strategy: RolloutStrategy;
  /** Shares of the traffic in percent, in order. */
  public readonly percentages: number[];
  /** What must hold after each step. */
  public readonly gate?: MetricGate;

  private constructor(strategy: RolloutStrategy, percentages: number[], gate?: MetricGate) {
    this.strategy = strategy;
    this.percentages = percentages;
    this.gate = gate;
  }

  /** Looks at metrics after each step; what does not hold sends the version back. */
  public gatedBy(gate: MetricGate): Rollout {
    return new Rollout(this.strategy, this.percentages, gate);
  }
}
