import { DeliveryError } from './delivery-error';
import { Expr } from './expr';
import { Step } from './step';

/** An input of a composite action. */
export interface ActionInput {
  /** What it means. */
  readonly description: string;
  /** Whether it must be given. @default false */
  readonly required?: boolean;
  /** Value when not given. @default - empty */
  readonly defaultValue?: string;
}

/** An output of a composite action. */
export interface ActionOutput {
  /** What it is. */
  readonly description: string;
  /** Where it comes from: an output of one of its steps. */
  readonly value: Expr;
}

/** What a composite action is made of. */
export interface CompositeActionOptions {
  /** Name shown to people. */
  readonly name: string;
  /** What it does. */
  readonly description: string;
  /** Inputs by their verbatim names. @default - none */
  readonly inputs?: Record<string, ActionInput>;
  /** Outputs by name. @default - none */
  readonly outputs?: Record<string, ActionOutput>;
  /** Its steps. @default - none yet, see `addStep` */
  readonly steps?: Step[];
}

/**
 * A composite action of this repository.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax
 */
export class CompositeActionModel {
  /** Name of its folder in `.github/actions`. */
  public readonly id: string;
  /** What it is made of. */
  public readonly options: CompositeActionOptions;
  private readonly _steps: Step[] = [];

  public constructor(id: string, options: CompositeActionOptions) {
    if (!/^[a-z0-9][a-z0-9_-]*$/.test(id)) {
      throw new DeliveryError({ place: 'CompositeAction', problem: `"${id}" is not a folder name for an action.`, fix: 'Use lower-case letters, digits, "_" and "-".' });
    }
    this.id = id;
    this.options = options;
    this.addStep(...(options.steps ?? []));
  }

  /** Its folder in the repository. */
  public get folder(): string {
    return `.github/actions/${this.id}`;
  }

  /** Its steps, in order. */
  public get steps(): Step[] {
    return [...this._steps];
  }

  /**
   * Adds steps at the end.
   *
   * @throws when a step reads an input that is not declared or a context that actions do not have, has the id of
   * another, or a timeout
   */
  public addStep(...steps: Step[]): void {
    for (const step of steps) {
      this.checkStep(step);
      for (const expression of step.expressions()) this.checkInputs(step, expression);
      this._steps.push(step);
    }
  }

  private checkStep(step: Step): void {
    const foreign = step.expressions().map((expression) => /\b(secrets|vars|needs)\./.exec(expression.text)?.[1]).find((context) => context);
    if (foreign) throw this.refuse(step, `reads ${foreign}, which actions do not have`, 'Declare an input and let the caller give the value.');
    if (step.options.timeout) throw this.refuse(step, 'has a timeout, which steps of actions cannot have', 'Set it on the step or job that calls the action.');
    if (this._steps.some((other) => other.id === step.id)) throw this.refuse(step, 'is there twice', 'Give one of the two another id.');
  }

  private refuse(step: Step, problem: string, fix: string): DeliveryError {
    return new DeliveryError({ place: this.folder, problem: `the step "${step.id}" ${problem}.`, fix, at: step.at });
  }

  private checkInputs(step: Step, expression: Expr): void {
    const declared = Object.keys(this.options.inputs ?? {});
    for (const [, name] of expression.text.matchAll(/\binputs\.([A-Za-z_][\w-]*)/g)) {
      if (!declared.includes(name)) {
        throw this.refuse(step, `reads the input "${name}", which is not declared`, `Declared are: ${declared.join(', ') || 'none'}.`);
      }
    }
  }
}
