/** What every event may be told. */
export interface AnyEventOptions {
  /**
   * Who caused it.
   *
   * @default 'octocat'
   */
  readonly actor?: string;
  /**
   * What else the webhook's payload holds; merged into what is built.
   *
   * @default {}
   */
  readonly payload?: Readonly<Record<string, unknown>>;
}

/** A push of a branch or of a tag. */
export interface PushEventOptions extends AnyEventOptions {
  /**
   * The branch pushed to.
   *
   * @default - the default branch, where no tag is named
   */
  readonly branch?: string;
  /**
   * The tag pushed.
   *
   * @default - a branch is pushed
   */
  readonly tag?: string;
  /**
   * Paths of the changed files.
   *
   * @default - not told: filters of paths are not looked at
   */
  readonly files?: readonly string[];
  /**
   * The commit pushed.
   *
   * @default - made from the ref
   */
  readonly sha?: string;
  /**
   * Message of the head commit.
   *
   * @default 'Change something'
   */
  readonly message?: string;
  /**
   * Whether history was rewritten.
   *
   * @default false
   */
  readonly forced?: boolean;
  /**
   * Whether the ref was deleted.
   *
   * @default false
   */
  readonly deleted?: boolean;
  /**
   * Whether the ref is new.
   *
   * @default - true for tags
   */
  readonly created?: boolean;
  /**
   * How many commits the push has. Beyond 1,000 GitHub makes no diff, and workflows with filters of paths start.
   *
   * @default 1
   */
  readonly commits?: number;
}

/** Something that happened to a pull request. */
export interface PullRequestEventOptions extends AnyEventOptions {
  /**
   * Activity type.
   *
   * @default 'opened'
   */
  readonly action?: string;
  /**
   * The branch it wants to merge.
   *
   * @default 'feature'
   */
  readonly branch?: string;
  /**
   * The branch it wants to merge into.
   *
   * @default - the default branch
   */
  readonly base?: string;
  /**
   * Its number.
   *
   * @default 1
   */
  readonly number?: number;
  /**
   * Whether it comes from a fork, or the fork's `owner/name`.
   *
   * @default false
   */
  readonly fork?: boolean | string;
  /**
   * Paths of the changed files.
   *
   * @default - not told: filters of paths are not looked at
   */
  readonly files?: readonly string[];
  /**
   * Names of its labels. For `labeled` and `unlabeled` the last is the one it is about.
   *
   * @default []
   */
  readonly labels?: readonly string[];
  /**
   * Whether it is a draft.
   *
   * @default false
   */
  readonly draft?: boolean;
  /**
   * Whether it has been merged.
   *
   * @default false
   */
  readonly merged?: boolean;
  /**
   * Title.
   *
   * @default 'Change something'
   */
  readonly title?: string;
  /**
   * The head commit.
   *
   * @default - made from the branch
   */
  readonly sha?: string;
  /**
   * Message of the head commit.
   *
   * @default 'Change something'
   */
  readonly message?: string;
  /**
   * How many commits it has.
   *
   * @default 1
   */
  readonly commits?: number;
  /**
   * Whether it has conflicts with its base, so that there is no merge commit.
   *
   * @default false
   */
  readonly conflicts?: boolean;
}

/** Where a dispatched workflow runs. */
export interface DispatchEventOptions extends AnyEventOptions {
  /**
   * The branch it runs on.
   *
   * @default - the default branch, where no tag is named
   */
  readonly branch?: string;
  /**
   * The tag it runs on.
   *
   * @default - a branch
   */
  readonly tag?: string;
}

/** Something that happened to a release. */
export interface ReleaseEventOptions extends AnyEventOptions {
  /**
   * Activity type.
   *
   * @default 'published'
   */
  readonly action?: string;
  /**
   * Its tag.
   *
   * @default 'v1.0.0'
   */
  readonly tag?: string;
  /**
   * Whether it is a prerelease.
   *
   * @default false
   */
  readonly prerelease?: boolean;
  /**
   * Whether it is a draft.
   *
   * @default false
   */
  readonly draft?: boolean;
  /**
   * Title.
   *
   * @default - the tag
   */
  readonly title?: string;
}

/** A group of pull requests in a merge queue. */
export interface MergeGroupEventOptions extends AnyEventOptions {
  /**
   * The branch they are queued for.
   *
   * @default - the default branch
   */
  readonly base?: string;
  /**
   * Number of the pull request at the end of the group.
   *
   * @default 1
   */
  readonly number?: number;
}

/** A run of another workflow. */
export interface WorkflowRunEventOptions extends AnyEventOptions {
  /** Name of the workflow that ran, or its file where it has no name. */
  readonly workflow: string;
  /**
   * Activity type.
   *
   * @default 'completed'
   */
  readonly action?: string;
  /**
   * How it ended; null while it runs.
   *
   * @default - 'success' when completed, null otherwise
   */
  readonly conclusion?: string | null;
  /**
   * The branch it ran for.
   *
   * @default - the default branch
   */
  readonly branch?: string;
  /**
   * The event that started it.
   *
   * @default 'push'
   */
  readonly event?: string;
  /**
   * Whether it ran for a fork, or the fork's `owner/name`.
   *
   * @default false
   */
  readonly fork?: boolean | string;
}
