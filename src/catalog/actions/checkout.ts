// Generated from resources/actions.json and resources/action-bindings.json by projenrc/generate-constants.ts.
import { ActionCall } from '../../model/action-call';
import { Expr } from '../../model/expr';
import { bindingCall } from '../binding-call';

/** Inputs of actions/checkout v7.0.1. */
export interface CheckoutInputs {
  /** The repository, as `owner/name`. @default - ${{ github.repository }} */
  readonly repository?: string | Expr;
  /** Branch, tag or commit to check out. @default - not set */
  readonly ref?: string | Expr;
  /** Token that fetches the repository. @default - ${{ github.token }} */
  readonly token?: string | Expr;
  /** Private SSH key that fetches the repository instead of the token. @default - not set */
  readonly sshKey?: string | Expr;
  /** Known hosts added to those of GitHub. @default - not set */
  readonly sshKnownHosts?: string | Expr;
  /** Whether the host key must be known. @default true */
  readonly sshStrict?: boolean | Expr;
  /** User at the SSH host. @default 'git' */
  readonly sshUser?: string | Expr;
  /** Whether later steps find the token in the git configuration. Set to false unless a later step pushes. @default true */
  readonly persistCredentials?: boolean | Expr;
  /** Folder below the workspace. @default - not set */
  readonly path?: string | Expr;
  /** Whether untracked files are removed first. @default true */
  readonly clean?: boolean | Expr;
  /** Filter of a partial clone, such as `blob:none`. @default - not set */
  readonly filter?: string | Expr;
  /** Patterns of a sparse checkout, one a line. @default - not set */
  readonly sparseCheckout?: string | Expr;
  /** Whether the patterns are folders (cone mode). @default true */
  readonly sparseCheckoutConeMode?: boolean | Expr;
  /** Commits to fetch; 0 for the whole history. @default 1 */
  readonly fetchDepth?: string | number | Expr;
  /** Whether tags are fetched even when the history is not. @default false */
  readonly fetchTags?: boolean | Expr;
  /** Whether progress is printed. @default true */
  readonly showProgress?: boolean | Expr;
  /** Whether files of Git LFS are fetched. @default false */
  readonly lfs?: boolean | Expr;
  /** Whether submodules are fetched; `recursive` for theirs as well. @default false */
  readonly submodules?: string | boolean | Expr;
  /** Whether the workspace becomes a safe directory of git. @default true */
  readonly setSafeDirectory?: boolean | Expr;
  /** Address of the GitHub server. @default - not set */
  readonly githubServerUrl?: string | Expr;
  /** Whether code of a fork may be checked out where the job holds secrets. @default false */
  readonly allowUnsafePrCheckout?: boolean | Expr;
}

/**
 * Brings the repository into the workspace.
 *
 * Described by actions/checkout v7.0.1.
 *
 * @see https://github.com/actions/checkout/tree/3d3c42e5aac5ba805825da76410c181273ba90b1
 */
export class Checkout {
  /** Name of the action. */
  public static readonly ACTION = 'actions/checkout';
  /** Output, for `step.output()`: Branch, tag or commit that was checked out. */
  public static readonly OUTPUT_REF = 'ref';
  /** Output, for `step.output()`: Commit that was checked out. */
  public static readonly OUTPUT_COMMIT = 'commit';

  /** A call of the action, for `Step.uses`. */
  public static call(inputs: CheckoutInputs = {}): ActionCall {
    return bindingCall(Checkout.ACTION, {
      'repository': inputs.repository,
      'ref': inputs.ref,
      'token': inputs.token,
      'ssh-key': inputs.sshKey,
      'ssh-known-hosts': inputs.sshKnownHosts,
      'ssh-strict': inputs.sshStrict,
      'ssh-user': inputs.sshUser,
      'persist-credentials': inputs.persistCredentials,
      'path': inputs.path,
      'clean': inputs.clean,
      'filter': inputs.filter,
      'sparse-checkout': inputs.sparseCheckout,
      'sparse-checkout-cone-mode': inputs.sparseCheckoutConeMode,
      'fetch-depth': inputs.fetchDepth,
      'fetch-tags': inputs.fetchTags,
      'show-progress': inputs.showProgress,
      'lfs': inputs.lfs,
      'submodules': inputs.submodules,
      'set-safe-directory': inputs.setSafeDirectory,
      'github-server-url': inputs.githubServerUrl,
      'allow-unsafe-pr-checkout': inputs.allowUnsafePrCheckout,
    });
  }

  private constructor() {}
}
