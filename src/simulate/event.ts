import { checkEvent, mergeRequestGroup, pullRequest, refEvent } from './event-code';
import { EventFacts, EventPlace, EventRecipe, shortRef, SOME_REPOSITORY } from './event-facts';
import { readEvent } from './event-from';
import { otherEvent } from './event-of';
import type {
  DispatchEventOptions, MergeGroupEventOptions, PullRequestEventOptions, PushEventOptions,
  AnyEventOptions, ReleaseEventOptions, WorkflowRunEventOptions,
} from './event-options';
import type { CheckEventOptions, DeploymentEventOptions, IssueCommentEventOptions, IssueEventOptions, OtherEventOptions, RefEventOptions } from './event-options-more';
import { deployment, issue, issueComment, release, repositoryDispatch, schedule, workflowDispatch, workflowRun } from './event-other';
import { push } from './event-push';
import { deepFreeze, merged } from './payload';

/**
 * Something that happens at GitHub and can start workflows. It never changes.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
 */
export class Event {
  /** Somebody pushes a branch or a tag. */
  public static push(options: PushEventOptions = {}): Event {
    return new Event(push(options), options);
  }

  /** Something happens to a pull request. */
  public static pullRequest(options: PullRequestEventOptions = {}): Event {
    return new Event(pullRequest('pull_request', options), options);
  }

  /** The same, for workflows that run with secrets and the code of the default branch. */
  public static pullRequestTarget(options: PullRequestEventOptions = {}): Event {
    return new Event(pullRequest('pull_request_target', options), options);
  }

  /** Somebody starts a workflow by hand: its file with or without ending, its path, or its name. Without one, each that has the event. */
  public static dispatch(workflow?: string, inputs: Readonly<Record<string, unknown>> = {}, options: DispatchEventOptions = {}): Event {
    return new Event(workflowDispatch(workflow, inputs, options), options);
  }

  /** The time has come: of every schedule, or of those with that cron line. */
  public static schedule(cron?: string, options: AnyEventOptions = {}): Event {
    return new Event(schedule(cron, options), options);
  }

  /** Something happens to a release. */
  public static release(options: ReleaseEventOptions = {}): Event {
    return new Event(release(options), options);
  }

  /** The merge queue asks for the checks of a group. */
  public static mergeGroup(options: MergeGroupEventOptions = {}): Event {
    return new Event(mergeRequestGroup(options), options);
  }

  /** Another workflow begins or ends. */
  public static workflowRun(options: WorkflowRunEventOptions): Event {
    return new Event(workflowRun(options), options);
  }

  /** Somebody sends an event of their own type through the API. */
  public static repositoryDispatch(type: string, clientPayload: Readonly<Record<string, unknown>> = {}, options: AnyEventOptions = {}): Event {
    return new Event(repositoryDispatch(type, clientPayload, options), options);
  }

  /** Something happens to an issue. */
  public static issue(options: IssueEventOptions = {}): Event {
    return new Event(issue(options), options);
  }

  /** Something happens to a comment on an issue or pull request. */
  public static issueComment(options: IssueCommentEventOptions = {}): Event {
    return new Event(issueComment(options), options);
  }

  /** A branch or tag is created. */
  public static create(options: RefEventOptions = {}): Event {
    return new Event(refEvent('create', options), options);
  }

  /** A branch or tag is deleted. */
  public static delete(options: RefEventOptions = {}): Event {
    return new Event(refEvent('delete', options), options);
  }

  /** A deployment is created. */
  public static deployment(options: DeploymentEventOptions = {}): Event {
    return new Event(deployment('deployment', options), options);
  }

  /** A deployment gets a new state. */
  public static deploymentStatus(options: DeploymentEventOptions = {}): Event {
    return new Event(deployment('deployment_status', options), options);
  }

  /** Something happens to a check. */
  public static checkRun(options: CheckEventOptions = {}): Event {
    return new Event(checkEvent('check_run', options), options);
  }

  /** All checks of a suite are done. */
  public static checkSuite(options: CheckEventOptions = {}): Event {
    return new Event(checkEvent('check_suite', options), options);
  }

  /**
   * Any event by GitHub's name for it.
   *
   * @throws EventError when the event or its activity type is unknown
   */
  public static of(name: string, options: OtherEventOptions & Readonly<Record<string, any>> = {}): Event {
    return Event.made(name, options) ?? new Event(otherEvent(name, options), options);
  }

  /**
   * An event as plain data: `{ "push": { "branch": "main" } }`, or `{ "name": "push", "branch": "main" }`, or its name.
   *
   * @throws EventError when the event or its activity type is unknown, or when the data is of another form
   */
  public static from(data: unknown): Event {
    const { name, options } = readEvent(data);
    return Event.of(name, options);
  }

  private static made(name: string, options: Readonly<Record<string, any>>): Event | undefined {
    const { workflow, inputs, cron, type, clientPayload } = options;
    const makers: Record<string, () => Event> = {
      push: () => Event.push(options),
      pull_request: () => Event.pullRequest(options),
      pull_request_target: () => Event.pullRequestTarget(options),
      workflow_dispatch: () => Event.dispatch(workflow, inputs, options),
      schedule: () => Event.schedule(cron, options),
      release: () => Event.release(options),
      merge_group: () => Event.mergeGroup(options),
      workflow_run: () => Event.workflowRun(options as WorkflowRunEventOptions),
      repository_dispatch: () => Event.repositoryDispatch(type ?? options.action, clientPayload, options),
      issues: () => Event.issue(options),
      issue_comment: () => Event.issueComment(options),
      create: () => Event.create(options),
      delete: () => Event.delete(options),
      deployment: () => Event.deployment(options),
      deployment_status: () => Event.deploymentStatus(options),
      check_run: () => Event.checkRun(options),
      check_suite: () => Event.checkSuite(options),
    };
    return Object.hasOwn(makers, name) ? makers[name]() : undefined;
  }

  /** GitHub's name of it, such as `pull_request`. */
  public readonly name: string;
  /** Activity type; of `repository_dispatch`, the type that was sent. */
  public readonly action?: string;
  /** The full ref: `refs/heads/main`, `refs/tags/v1.0.0`, `refs/pull/1/merge`. */
  public readonly ref: string;
  /** The ref as GitHub shows it: `main`, `v1.0.0`, `1/merge`. */
  public readonly refName: string;
  public readonly refType: 'branch' | 'tag';
  public readonly sha: string;
  /** Head branch of a pull request. */
  public readonly headRef?: string;
  /** Base branch of a pull request. */
  public readonly baseRef?: string;
  /** Paths of the changed files; undefined where they were not told. */
  public readonly files?: readonly string[];
  /** What the webhook sends. */
  public readonly payload: Record<string, any>;
  /** Inputs of `workflow_dispatch`, as given. */
  public readonly inputs?: Readonly<Record<string, unknown>>;
  /** The workflow that `workflow_dispatch` asks for. */
  public readonly workflow?: string;
  /** Whether it comes from a fork. But for `pull_request_target` it then has no secrets, and a token that only reads. */
  public readonly isFork: boolean;
  public readonly actor: string;
  readonly #recipe: EventRecipe;
  readonly #place: EventPlace;
  readonly #patch: Readonly<Record<string, unknown>>;
  readonly #facts: EventFacts;

  private constructor(recipe: EventRecipe, options: AnyEventOptions, place: EventPlace = SOME_REPOSITORY) {
    const facts = recipe(place);
    this.#recipe = recipe;
    this.#place = place;
    this.#patch = options.payload ?? {};
    this.#facts = facts;
    this.name = facts.name;
    this.action = facts.action;
    this.ref = facts.ref;
    this.refName = shortRef(facts.ref);
    this.refType = facts.ref.startsWith('refs/tags/') ? 'tag' : 'branch';
    this.sha = facts.sha;
    this.headRef = facts.headRef;
    this.baseRef = facts.baseRef;
    this.files = facts.files && Object.freeze([...facts.files]);
    this.payload = deepFreeze(merged(facts.payload, this.#patch));
    this.inputs = facts.inputs && deepFreeze(merged({}, facts.inputs));
    this.workflow = facts.workflow;
    this.isFork = facts.isFork ?? false;
    this.actor = facts.actor;
    Object.freeze(this);
  }

  /** The same event with more in its payload. Maps are merged, everything else is replaced. */
  public with(patch: Readonly<Record<string, unknown>>): Event {
    return new Event(this.#recipe, { payload: merged(this.#patch, patch) }, this.#place);
  }

  /** The same event in a repository with that name and default branch. */
  public in(place: Partial<EventPlace>): Event {
    const { repository = this.#place.repository, defaultBranch = this.#place.defaultBranch } = place;
    if (repository === this.#place.repository && defaultBranch === this.#place.defaultBranch) return this;
    return new Event(this.#recipe, { payload: this.#patch }, { repository, defaultBranch });
  }

  /** The repository it happens in. */
  public get place(): EventPlace {
    return this.#place;
  }

  /** Message of the head commit, which GitHub looks into for `[skip ci]`. */
  public get message(): string | undefined {
    return this.#facts.hidden?.message;
  }

  /** How many commits a push or a pull request has, where that is known. */
  public get commits(): number | undefined {
    return this.#facts.hidden?.commits;
  }

  /** Whether a pull request cannot be merged for conflicts. */
  public get hasConflicts(): boolean {
    return this.#facts.hidden?.conflicts ?? false;
  }

  /** Such as `push to main`, `pull_request (opened) #1 fork → main`. */
  public toString(): string {
    return `${this.name}${this.action === undefined ? '' : ` (${this.action})`}${this.#facts.words === '' ? '' : ` ${this.#facts.words}`}`;
  }
}
