import { DeliveryError } from './delivery-error';
import { Expr } from './expr';

/** How a container is run. */
export interface ContainerOptions {
  /** Environment variables inside. @default - none */
  readonly env?: Record<string, string | number | boolean | Expr>;
  /** Ports as `host:container`, or the container's port alone. @default - none */
  readonly ports?: string[];
  /** Volumes as `source:destination`. @default - none */
  readonly volumes?: string[];
  /**
   * Arguments of `docker create`, one text as GitHub wants it, such as a health check.
   *
   * @default - none
   */
  readonly options?: string;
  /** Command of a service container, instead of the image's own. @default - the image's */
  readonly command?: string;
  /** Account at the image's registry. @default - anonymous */
  readonly username?: string | Expr;
  /** Password at the image's registry; only a secret is accepted. @default - anonymous */
  readonly password?: Expr;
}

/**
 * A container that a job runs in or beside, from an image pinned by digest.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idservices
 */
export class Container {
  /**
   * The image as `name:tag@sha256:<64 hex>`.
   *
   * @throws when the digest is missing (a tag can be moved) or a password is not a secret
   */
  public static image(image: string, options: ContainerOptions = {}): Container {
    if (!/^[a-z0-9][a-z0-9._/:-]*@sha256:[0-9a-f]{64}$/.test(image)) {
      throw refuse(`"${image}" is not pinned by digest`, 'Write name:tag@sha256:<64 hex>; `docker buildx imagetools inspect name:tag` prints the digest.');
    }
    return Container.unpinned(image, options);
  }

  /** An image by tag or expression. A tag can be moved to other content: prefer `image`. */
  public static unpinned(image: string | Expr, options: ContainerOptions = {}): Container {
    if (options.password && options.password.secrets.length === 0 && options.password.text !== 'github.token') {
      throw refuse(`the password ${options.password.render()} is not a secret`, 'Use Expr.secret or Expr.token.');
    }
    if ((options.username === undefined) !== (options.password === undefined)) {
      throw refuse(`the image ${String(image)} has a username or a password alone`, 'Give both, or neither for an image that anybody may pull.');
    }
    return new Container(image, options);
  }

  /** The image. */
  public readonly imageName: string | Expr;
  /** How it is run. */
  public readonly options: ContainerOptions;

  private constructor(image: string | Expr, options: ContainerOptions) {
    this.imageName = image;
    this.options = options;
  }
}

function refuse(problem: string, fix: string): DeliveryError {
  return new DeliveryError({ place: 'Container', problem: `${problem}.`, fix });
}
