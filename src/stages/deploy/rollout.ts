import { FlaggerAnalysis } from './flagger-analysis';
import { FlaggerOptions } from './flagger-options';
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
  /** Argo Rollouts, a controller of the cluster, shares the traffic. */
  ARGO = 'argo',
  /** Flagger, a controller of the cluster, shares the traffic and decides. */
  FLAGGER = 'flagger',
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
    checkSteps('Rollout.steps', percentages);
    const large = percentages.find((each) => each > LARGEST_SHARE && each < 100);
    if (large !== undefined) {
      throw refuse('Rollout.steps', `${large} % needs ${Math.ceil(large / (100 - large))} times the pods: the old version keeps all of its own.`, `Go from at most ${LARGEST_SHARE} to 100.`);
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

  /**
   * As `steps`, by Argo Rollouts: its controller shares the traffic, holds each share until its checks have passed, and
   * returns to the old version at once where they have not.
   *
   * The cluster must have Argo Rollouts 1.0 or newer. A release that runs without it does not change over: deploy under
   * another name of the release, and lead the traffic there.
   *
   * @see https://argo-rollouts.readthedocs.io/en/stable/features/canary/
   * @throws when they are not whole numbers that rise to 100
   */
  public static argo(...percentages: number[]): Rollout {
    checkSteps('Rollout.argo', percentages);
    return new Rollout(RolloutStrategy.ARGO, percentages);
  }

  /**
   * Flagger gives the new version a growing share of the traffic, looks at its own measures, and decides.
   *
   * The cluster must have Flagger, and the metrics server for the number of pods. A release that runs without it does not
   * change over: deploy under another name of the release, and lead the traffic there.
   *
   * @see https://docs.flagger.app/usage/how-it-works
   * @throws when a number is out of its range, or a metric has no name or no limit
   */
  public static flagger(options: FlaggerOptions = {}): Rollout {
    return new Rollout(RolloutStrategy.FLAGGER, [100], undefined, new FlaggerAnalysis(options));
  }

  /** How two versions share the traffic. */
  public readonly strategy: RolloutStrategy;
  /** Shares of the traffic in percent, in order. */
  public readonly percentages: number[];
  /** What must hold after each step. */
  public readonly gate?: MetricGate;
  /** What Flagger looks at. @internal */
  public readonly _analysis?: FlaggerAnalysis;

  private constructor(strategy: RolloutStrategy, percentages: number[], gate?: MetricGate, analysis?: FlaggerAnalysis) {
    this.strategy = strategy;
    this.percentages = percentages;
    this.gate = gate;
    this._analysis = analysis;
  }

  /** Looks at metrics after each step; what does not hold sends the version back. */
  public gatedBy(gate: MetricGate): Rollout {
    return new Rollout(this.strategy, this.percentages, gate, this._analysis);
  }
}

function checkSteps(place: string, percentages: number[]): void {
  const wrong = percentages.find((each) => !Number.isInteger(each) || each < 1 || each > 100);
  if (wrong !== undefined) throw refuse(place, `${wrong} is no percentage.`, 'Use whole numbers from 1 to 100.');
  const rises = percentages.every((each, index) => index === 0 || each > percentages[index - 1]);
  if (rises && percentages[percentages.length - 1] === 100) return;
  throw refuse(
    place,
    `rollout steps must rise to 100, got ${percentages.join(', ') || 'none'}.`,
    'The last step decides how much of the environment runs the new version. End with 100, or leave `rollout` out\nto deploy all at once.',
  );
}

function refuse(place: string, problem: string, fix: string): DeliveryError {
  return new DeliveryError({ place, problem, fix });
}
