import { DeliveryError } from './delivery-error';
import { Expr } from './expr';

const REMOTE = /^[A-Za-z0-9][A-Za-z0-9_.-]*\/[A-Za-z0-9_.-]+(\/[A-Za-z0-9_./-]+)?$/;

/** What makes a call of an action out of the catalogue possible. */
export interface ActionCallOptions {
  /**
   * The commit, 40 hex digits.
   *
   * @default - from the repository's pins, else from the catalogue
   */
  readonly commit?: string;
  /**
   * The version that commit carries, such as `v1.2.3`; written as the comment.
   *
   * @default - from the repository's pins, else from the catalogue
   */
  readonly version?: string;
}

/** An action and its inputs. Which commit runs is decided late, from the pins. */
export class ActionCall {
  /**
   * A published action as `owner/repository` or `owner/repository/path`, without a ref.
   *
   * @throws when the name carries a ref or is malformed
   */
  public static of(action: string, inputs: Record<string, string | number | boolean | Expr> = {}, options: ActionCallOptions = {}): ActionCall {
    if (!REMOTE.test(action)) {
      throw refuse(`"${action}" is not an action`, 'Write owner/repository or owner/repository/path without @ref; the commit comes from the pins.');
    }
    if ((options.commit === undefined) !== (options.version === undefined)) throw refuse(`"${action}" has a commit or a version alone`, 'Give both: the version is the comment beside the commit.');
    if (options.commit !== undefined && !/^[0-9a-f]{40}$/.test(options.commit)) throw refuse(`"${options.commit}" is not a commit of ${action}`, 'Give all 40 hex digits of the commit, not a tag or branch.');
    return new ActionCall(action, inputs, options);
  }

  /**
   * An action of this repository, by its folder, at the commit that runs. Needs no checkout and counts as pinned.
   *
   * @see https://github.blog/changelog/2026-07-30-reference-same-repository-actions-with-self-repository-syntax/
   */
  public static local(folder: string, inputs: Record<string, string | number | boolean | Expr> = {}): ActionCall {
    return new ActionCall(`$/${folder.replace(/^[.$]\//, '')}`, inputs, {});
  }

  /** An action in the checked-out files, for GitHub Enterprise Servers that do not know the self-repository syntax. */
  public static workspace(folder: string, inputs: Record<string, string | number | boolean | Expr> = {}): ActionCall {
    return new ActionCall(`./${folder.replace(/^[.$]\//, '')}`, inputs, {});
  }

  /** `owner/repository[/path]`, `$/folder` or `./folder`. */
  public readonly action: string;
  /** Inputs by their verbatim names. */
  public readonly inputs: Record<string, string | number | boolean | Expr>;
  /** The commit given by the user. */
  public readonly commit?: string;
  /** The version given by the user. */
  public readonly version?: string;

  private constructor(action: string, inputs: Record<string, string | number | boolean | Expr>, options: ActionCallOptions) {
    this.action = action;
    this.inputs = Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== undefined));
    this.commit = options.commit;
    this.version = options.version;
  }

  /** Whether it lives in this repository. */
  public get isLocal(): boolean {
    return /^[.$]\//.test(this.action);
  }

  /** `owner/repository`, in lower case: one tag and commit serve all its paths. */
  public get repository(): string {
    return this.action.split('/').slice(0, 2).join('/');
  }
}

function refuse(problem: string, fix: string): DeliveryError {
  return new DeliveryError({ place: 'ActionCall.of', problem: `${problem}.`, fix });
}
