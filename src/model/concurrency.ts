import { DeliveryError } from './delivery-error';
import { Expr } from './expr';

/** How runs that share a group wait for each other. */
export interface ConcurrencyOptions {
  /**
   * Cancel the run that is in progress when a newer one arrives. An expression decides per event.
   *
   * @default false
   */
  readonly cancelInProgress?: boolean | Expr;
  /**
   * How many runs may wait: `ConcurrencyQueue.SINGLE` keeps only the newest, `MAX` keeps all in order.
   *
   * @default ConcurrencyQueue.SINGLE
   */
  readonly queue?: ConcurrencyQueue;
}

/** What happens to runs that wait in a concurrency group. */
export enum ConcurrencyQueue {
  /** Only the newest waiting run is kept. */
  SINGLE = 'single',
  /** Every waiting run is kept, up to GitHub's limit. */
  MAX = 'max',
}

/**
 * Which runs may not run at the same time.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#concurrency
 */
export class Concurrency {
  /** Pull requests: a newer commit cancels the older run. Other events are never cancelled. */
  public static cancelSuperseded(): Concurrency {
    const group = Expr.template('{workflow}-{ref}', { workflow: Expr.github('workflow'), ref: Expr.github('ref') });
    return new Concurrency(group, { cancelInProgress: Expr.eq(Expr.github('event_name'), 'pull_request') });
  }

  /** One after the other, none cancelled: releases, deploys, pushes to one branch. */
  public static queue(group: string | Expr): Concurrency {
    return Concurrency.group(group, { queue: ConcurrencyQueue.MAX });
  }

  /**
   * A group with rules of its own.
   *
   * @throws when the name is empty, or when waiting runs are both kept and cancelled
   */
  public static group(group: string | Expr, options: ConcurrencyOptions = {}): Concurrency {
    const name = typeof group === 'string' ? group.trim() : group.text;
    if (name === '') throw new DeliveryError({ place: 'Concurrency.group', problem: 'the group name is empty.', fix: 'Name what may not run twice at a time, such as "deploy-production".' });
    if (options.queue === ConcurrencyQueue.MAX && options.cancelInProgress !== undefined && options.cancelInProgress !== false) {
      throw new DeliveryError({ place: 'Concurrency.group', problem: `"${name}" both keeps and cancels waiting runs.`, fix: 'GitHub refuses `queue: max` with `cancel-in-progress`. Keep one of the two.' });
    }
    return new Concurrency(group, options);
  }

  /** Name of the group. */
  public readonly groupName: string | Expr;
  /** Whether the run in progress is cancelled. */
  public readonly cancelInProgress: boolean | Expr;
  /** How waiting runs queue. */
  public readonly queueing: ConcurrencyQueue;

  private constructor(group: string | Expr, options: ConcurrencyOptions) {
    this.groupName = group;
    this.cancelInProgress = options.cancelInProgress ?? false;
    this.queueing = options.queue ?? ConcurrencyQueue.SINGLE;
  }
}
