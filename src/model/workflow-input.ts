import { DeliveryError } from './delivery-error';

/** What an input of a dispatched or called workflow may say. */
export interface WorkflowInputOptions {
  /** What it means, shown in the form. */
  readonly description: string;
  /** Whether it must be given. @default false */
  readonly required?: boolean;
}

/**
 * An input of a workflow that is dispatched by hand or called by another.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputs
 */
export class WorkflowInput {
  /** Free text. */
  public static string(options: WorkflowInputOptions, defaultValue?: string): WorkflowInput {
    return new WorkflowInput('string', options, defaultValue);
  }

  /** A number. */
  public static number(options: WorkflowInputOptions, defaultValue?: number): WorkflowInput {
    return new WorkflowInput('number', options, defaultValue);
  }

  /** True or false. */
  public static boolean(options: WorkflowInputOptions, defaultValue?: boolean): WorkflowInput {
    return new WorkflowInput('boolean', options, defaultValue);
  }

  /**
   * One of a closed list (dispatch only).
   *
   * @throws when the list is empty or the default is not in it
   */
  public static choice(options: WorkflowInputOptions, choices: string[], defaultValue?: string): WorkflowInput {
    if (choices.length === 0 || (defaultValue !== undefined && !choices.includes(defaultValue))) {
      throw new DeliveryError({
        place: 'WorkflowInput.choice',
        problem: choices.length === 0 ? 'the list is empty.' : `the default "${defaultValue}" is not in the list.`,
        fix: choices.length === 0 ? 'Give the values to choose from.' : `The values are: ${choices.join(', ')}.`,
      });
    }
    return new WorkflowInput('choice', options, defaultValue, choices);
  }

  /** One of the repository's environments (dispatch only). */
  public static environment(options: WorkflowInputOptions, defaultValue?: string): WorkflowInput {
    return new WorkflowInput('environment', options, defaultValue);
  }

  /** GitHub's name of the type. */
  public readonly type: string;
  /** What it means. */
  public readonly description: string;
  /** Whether it must be given. */
  public readonly required: boolean;
  /** Value when not given. */
  public readonly defaultValue?: any;
  /** Values to choose from. */
  public readonly choices?: string[];

  private constructor(type: string, options: WorkflowInputOptions, defaultValue?: string | number | boolean, choices?: string[]) {
    this.type = type;
    this.description = options.description;
    this.required = options.required ?? false;
    this.defaultValue = defaultValue;
    this.choices = choices;
  }
}
