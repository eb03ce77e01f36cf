import type { Scope } from './evaluate';
import type { Explanation, StepOutcome } from './outcome';
import type { ActionSource } from '../read/action-source';
import type { StepSource } from '../read/step-source';

/** Steps that share a `steps` context: those of a job, or of one call of a composite action. */
export abstract class StepFrame {
  public index = 0;
  /** How the steps so far ended together. */
  public status: 'success' | 'failure' = 'success';
  public readonly outcomes: StepOutcome[] = [];
  /** Folder of the action. */
  public readonly folder?: string;
  /** Variables of the steps around them. */
  public abstract readonly env: Readonly<Record<string, string>>;
  /** The context `steps`; a new object after each step, since expressions keep what they have read. */
  public context: Readonly<Record<string, unknown>> = {};

  public constructor(public readonly steps: readonly StepSource[]) {}

  /** Passes over a step whose condition does not hold. */
  public skip(source: StepSource, name: string, because: Explanation): void {
    this.end({ source, name, because, outcome: 'skipped', conclusion: 'skipped', outputs: {}, inner: [] });
  }

  /** Keeps how a step ended, and goes on. */
  public end(outcome: StepOutcome): void {
    this.index += 1;
    this.outcomes.push(outcome);
    const { id } = outcome.source;
    if (id !== undefined) this.context = { ...this.context, [id]: { outputs: outcome.outputs, outcome: outcome.outcome, conclusion: outcome.conclusion } };
    if (outcome.conclusion === 'failure') this.status = 'failure';
  }
}

/** The steps of a job. */
export class JobFrame extends StepFrame {
  /** No action is around them. */
  public readonly env: Readonly<Record<string, string>> = {};
}

/** A call of a composite action. */
export interface CompositeCall {
  readonly action: ActionSource;
  readonly source: StepSource;
  readonly name: string;
  readonly because: Explanation;
  /** What the step that calls it sees. */
  readonly scope: Scope;
  /** Variables of that step, and of the calls around it. */
  readonly env: Readonly<Record<string, string>>;
  readonly inputs: Readonly<Record<string, string>>;
}

/** The steps of one call of a composite action. */
export class CompositeFrame extends StepFrame {
  public override readonly folder: string;
  public readonly env: Readonly<Record<string, string>>;

  public constructor(public readonly call: CompositeCall) {
    super(call.action.steps);
    this.folder = call.action.folder;
    this.env = call.env;
  }
}
