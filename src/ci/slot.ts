import { callSite } from '../model/call-site';
import { DeliveryError } from '../model/delivery-error';
import { Step } from '../model/step';

/** A named place before or after a step of a stage, kept until the stage builds its jobs. */
export class Slot {
  /** `before:<step id>` or `after:<step id>`. */
  public readonly name: string;
  /** Where it was asked for. @internal */
  public readonly _at?: string;
  private readonly _steps: Step[] = [];
  private closed = false;

  /** @internal */
  public constructor(name: string) {
    this.name = name;
    this._at = callSite();
  }

  /** Adds steps here, in order. */
  public add(...steps: Step[]): void {
    if (this.closed) throw new DeliveryError({ place: `Slot ${this.name}`, problem: 'the jobs of its stage were read already.', fix: 'Add steps before reading `jobs`, `workflows` or `gates`, and before the synth.' });
    this._steps.push(...steps);
  }

  /** No step added later would be seen. @internal */
  public _close(): void {
    this.closed = true;
  }

  /** The steps added so far. */
  public get steps(): Step[] {
    return [...this._steps];
  }
}
