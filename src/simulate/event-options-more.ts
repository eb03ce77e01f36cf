import type { AnyEventOptions } from './event-options';

/** A branch or tag that was created or deleted. */
export interface RefEventOptions extends AnyEventOptions {
  /**
   * The branch.
   *
   * @default 'feature', where no tag is named
   */
  readonly branch?: string;
  /**
   * The tag.
   *
   * @default - a branch
   */
  readonly tag?: string;
}

/** A deployment, or a change of its state. */
export interface DeploymentEventOptions extends AnyEventOptions {
  /**
   * Environment deployed to.
   *
   * @default 'production'
   */
  readonly environment?: string;
  /**
   * The branch deployed.
   *
   * @default - the default branch, where no tag is named
   */
  readonly branch?: string;
  /**
   * The tag deployed.
   *
   * @default - a branch
   */
  readonly tag?: string;
  /**
   * State, for `deployment_status`. GitHub starts nothing for `inactive`.
   *
   * @default 'success'
   */
  readonly state?: string;
}

/** A check, or a suite of them. */
export interface CheckEventOptions extends AnyEventOptions {
  /**
   * Activity type.
   *
   * @default 'completed'
   */
  readonly action?: string;
  /**
   * Name of the check; of a suite, of the app that made it.
   *
   * @default 'lint'
   */
  readonly check?: string;
  /**
   * How it ended.
   *
   * @default 'success'
   */
  readonly conclusion?: string;
  /**
   * The branch checked.
   *
   * @default - the default branch
   */
  readonly branch?: string;
}

/** Any event. */
export interface OtherEventOptions extends AnyEventOptions {
  /**
   * Activity type.
   *
   * @default - the event's first, where it has any
   */
  readonly action?: string;
  /**
   * The branch it is about, for events that do not run on the default branch.
   *
   * @default - the default branch
   */
  readonly branch?: string;
  /**
   * The tag it is about, for events that do not run on the default branch.
   *
   * @default - a branch
   */
  readonly tag?: string;
  /**
   * Paths of the changed files.
   *
   * @default - not told
   */
  readonly files?: readonly string[];
  /**
   * Number of the pull request it is about.
   *
   * @default 1
   */
  readonly number?: number;
}

/** Something that happened to an issue, or to the issue side of a pull request. */
export interface IssueEventOptions extends AnyEventOptions {
  /**
   * Activity type.
   *
   * @default - 'opened' for issues, 'created' for comments
   */
  readonly action?: string;
  /**
   * Its number.
   *
   * @default 1
   */
  readonly number?: number;
  /**
   * Title.
   *
   * @default 'Something is wrong'
   */
  readonly title?: string;
  /**
   * Names of its labels. For `labeled` and `unlabeled` the last is the one it is about.
   *
   * @default []
   */
  readonly labels?: readonly string[];
}

/** Something that happened to a comment. */
export interface IssueCommentEventOptions extends IssueEventOptions {
  /**
   * Text of the comment.
   *
   * @default 'Thank you'
   */
  readonly comment?: string;
  /**
   * Whether it stands on a pull request.
   *
   * @default false
   */
  readonly onPullRequest?: boolean;
}
