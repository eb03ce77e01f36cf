import { AcknowledgeOptions } from './acknowledge-options';
import type { AcceptedFinding } from '../inventory/inventory';
import { DeliveryError } from '../model/delivery-error';

/** A finding that somebody accepted. @internal */
export class Acknowledgement {
  /** What it accepted, `path:line`. */
  public readonly accepted: string[] = [];

  /**
   * @param implied whether an option of a construct says it, so that nothing needs to be found
   */
  public constructor(
    public readonly check: string, public readonly options: AcknowledgeOptions, private readonly at: string | undefined, public readonly implied = false,
  ) {
    if (options.reason.trim().length < 5) {
      throw this.refuse(`the reason "${options.reason}" says nothing.`, 'Write why the finding is accepted: whoever reviews it has only this.');
    }
    if (options.until !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(options.until) || Number.isNaN(Date.parse(options.until ?? '2000-01-01'))) {
      throw this.refuse(`"${options.until}" is not a day.`, 'Write the last day it holds as YYYY-MM-DD, such as 2027-03-31.');
    }
  }

  /** As the inventory tells it. */
  public get told(): AcceptedFinding {
    const { reason, until } = this.options;
    return { check: this.check, reason, until, findings: [...this.accepted].sort() };
  }

  /** Whether it holds on that day. */
  public holds(today: Date): boolean {
    return this.options.until === undefined || today.toISOString().slice(0, 10) <= this.options.until;
  }

  /** Whether it is about a finding at that construct path or in that file. */
  public covers(check: string, place: string, path: string): boolean {
    const { in: scope } = this.options;
    return check === this.check && (scope === undefined || path === scope || place === scope || place.startsWith(`${scope}/`));
  }

  /** What is wrong with it, told like every error. */
  public refuse(problem: string, fix: string): DeliveryError {
    return new DeliveryError({ place: `Ci.acknowledge "${this.check}"`, problem, fix, at: this.at });
  }
}
