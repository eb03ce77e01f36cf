import { DeliveryError } from './delivery-error';
import { Expr } from './expr';

/** How a job uses a deployment environment. */
export interface JobEnvironmentOptions {
  /**
   * Address of what was deployed, shown with the deployment.
   *
   * @default - none
   */
  readonly url?: string | Expr;
  /**
   * Whether GitHub records a deployment. Without one the job still gets the environment's secrets and rules.
   *
   * @default true
   */
  readonly deployment?: boolean;
  /** What the name may be, where it is an expression. @default - known at run time only */
  readonly names?: string[];
}

/**
 * The environment a job runs in: its secrets, variables and protection rules.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idenvironment
 */
export class JobEnvironment {
  /**
   * The environment of that name.
   *
   * @throws when the name is empty or longer than 255 characters
   */
  public static named(name: string | Expr, options: JobEnvironmentOptions = {}): JobEnvironment {
    if (typeof name === 'string' && (name.trim() === '' || name.length > 255)) {
      throw new DeliveryError({ place: 'JobEnvironment.named', problem: `"${name}" is not a name.`, fix: 'Give 1 to 255 characters.' });
    }
    return new JobEnvironment(name, options);
  }

  /** Name of the environment. */
  public readonly name: string | Expr;
  /** What its name may be; empty where it is known at run time only. */
  public readonly names: string[];
  /** Address of what was deployed. */
  public readonly url?: string | Expr;
  /** Whether GitHub records a deployment. */
  public readonly deployment: boolean;

  private constructor(name: string | Expr, options: JobEnvironmentOptions) {
    this.name = name;
    this.names = typeof name === 'string' ? [name] : [...(options.names ?? [])];
    this.url = options.url;
    this.deployment = options.deployment ?? true;
  }
}
