import { callSite } from '../model/call-site';
import { Step } from '../model/step';

/** A named place before or after a step of a stage, kept until the stage builds its jobs. */
export class Slot {
  /** `before:<step id>` or `after:<step id>`. */
  public readonly name: string;
  /** Where it was asked for. @internal */
  public readonly _at?: string;
  private readonly _steps: Step[] = [];

  /** @internal */
  public constructor(name: string) {
    this.name = name;
    this._at = callSite();
  }

  /** Adds steps here, in order. */
  public add(...steps: Step[]): void {
    this._steps.push(...steps);
  }

  /** The steps added so far. */
  public get steps(): Step[] {
    return [...this._steps];
  }
}
