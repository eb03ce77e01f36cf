import { DeliveryError } from './delivery-error';
import { Expr } from './expr';

/** What a call of a reusable workflow gives it. */
export interface ReusableWorkflowCallOptions {
  /** Inputs by their verbatim names. @default - none */
  readonly inputs?: Record<string, string | number | boolean | Expr>;
  /** Secrets by the names the called workflow declares; each is passed by name, never inherited. @default - none */
  readonly secrets?: Record<string, Expr>;
}

/**
 * A reusable workflow as a job calls it.
 *
 * @see https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows
 */
export class ReusableWorkflowCall {
  /** A workflow of this repository, by its file name. */
  public static local(fileName: string, options: ReusableWorkflowCallOptions = {}): ReusableWorkflowCall {
    if (!/^[\w.-]+\.ya?ml$/.test(fileName)) throw refuse(`"${fileName}" is not a workflow file`, 'Give the file name in .github/workflows, such as build.yml.');
    return new ReusableWorkflowCall(`$/.github/workflows/${fileName}`, undefined, options);
  }

  /**
   * A workflow of another repository, at a full commit with the version it carries.
   *
   * @throws when the commit is not 40 hex digits
   */
  public static remote(path: string, commit: string, version: string, options: ReusableWorkflowCallOptions = {}): ReusableWorkflowCall {
    if (!/^[\w.-]+\/[\w.-]+\/\.github\/workflows\/[\w.-]+\.ya?ml$/.test(path)) throw refuse(`"${path}" is not a workflow path`, 'Write owner/repository/.github/workflows/file.yml.');
    if (!/^[0-9a-f]{40}$/.test(commit)) throw refuse(`"${commit}" is not a commit`, 'Give all 40 hex digits.');
    return new ReusableWorkflowCall(`${path}@${commit}`, version, options);
  }

  /** What stands behind `uses`. */
  public readonly uses: string;
  /** Version of a remote workflow. */
  public readonly version?: string;
  /** Inputs and secrets. */
  public readonly options: ReusableWorkflowCallOptions;

  private constructor(uses: string, version: string | undefined, options: ReusableWorkflowCallOptions) {
    this.uses = uses;
    this.version = version;
    this.options = options;
    for (const [name, secret] of Object.entries(options.secrets ?? {})) {
      if (secret.secrets.length === 0 && secret.text !== 'github.token') throw refuse(`the secret "${name}" is ${secret.render()}`, 'Pass Expr.secret or Expr.token.');
    }
  }
}

function refuse(problem: string, fix: string): DeliveryError {
  return new DeliveryError({ place: 'ReusableWorkflowCall', problem: `${problem}.`, fix });
}
