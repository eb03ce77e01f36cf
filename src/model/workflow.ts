import { Concurrency } from './concurrency';
import { DeliveryError } from './delivery-error';
import { Expr } from './expr';
import { CacheMode, Job } from './job';
import { Permissions } from './permissions';
import { Trigger } from './trigger';

/** What a workflow may say. */
export interface WorkflowOptions {
  /** Name shown to people. @default - the id */
  readonly name?: string;
  /** Name of each run. @default - the event's title */
  readonly runName?: string | Expr;
  /** What starts it. @default - nothing yet, see `addTrigger` */
  readonly triggers?: Trigger[];
  /** What the token of every job may do. @default - nothing; each job names its own */
  readonly permissions?: Permissions;
  /** Environment variables of all jobs. No secrets. @default - none */
  readonly env?: Record<string, string | number | boolean | Expr>;
  /** Which runs may not overlap. @default - pull requests cancel superseded runs, others wait */
  readonly concurrency?: Concurrency;
  /** What the tokens may do with the cache. @default - GitHub's rule for the event */
  readonly cacheMode?: CacheMode;
  /** Folder that commands run in. @default - the repository's root */
  readonly workingDirectory?: string;
}

/** A workflow: its triggers and jobs. Grows by `addTrigger` and `addJob`, renders late. */
export class Workflow {
  /** File name without its ending. */
  public readonly id: string;
  /** Everything it was given. */
  public readonly options: WorkflowOptions;
  private readonly _triggers: Trigger[] = [];
  private readonly _jobs = new Map<string, Job>();

  public constructor(id: string, options: WorkflowOptions = {}) {
    if (!/^[a-z0-9][a-z0-9._-]*$/.test(id)) {
      throw new DeliveryError({ place: 'Workflow', problem: `"${id}" is not a file name for a workflow.`, fix: 'Use lower-case letters, digits, ".", "_" and "-"; .yml is added.' });
    }
    this.id = id;
    this.options = options;
    for (const [name, value] of Object.entries(options.env ?? {})) {
      if (!(value instanceof Expr) || value.secrets.length === 0) continue;
      throw new DeliveryError({ place: this.path, problem: `the secret ${value.secrets[0]} would reach every step as ${name}.`, fix: 'Give it to the one step that uses it, in the `env` of that step.' });
    }
    for (const trigger of options.triggers ?? []) this.addTrigger(trigger);
  }

  /** Name shown to people. */
  public get name(): string {
    return this.options.name ?? this.id;
  }

  /** Path in the repository. */
  public get path(): string {
    return `.github/workflows/${this.id}.yml`;
  }

  /** What starts it. */
  public get triggers(): Trigger[] {
    return [...this._triggers];
  }

  /** Its jobs, in order. */
  public get jobs(): Job[] {
    return [...this._jobs.values()];
  }

  /** Which runs may not overlap. */
  public get concurrency(): Concurrency {
    return this.options.concurrency ?? Concurrency.cancelSuperseded();
  }

  /**
   * Starts it on one more event.
   *
   * @throws when it has a trigger for that event
   */
  public addTrigger(trigger: Trigger): void {
    if (this._triggers.some((other) => other.eventName === trigger.eventName)) {
      throw new DeliveryError({ place: this.path, problem: `it has two triggers for ${trigger.eventName}.`, fix: 'Join their filters in one trigger.' });
    }
    this._triggers.push(trigger);
  }

  /**
   * Adds a job.
   *
   * @throws when a job of that id exists
   */
  public addJob(job: Job): Job {
    const other = this._jobs.get(job.id);
    if (other && other !== job) {
      throw new DeliveryError({ place: job.origin, problem: `${this.path} has a job "${job.id}" already, from ${other.origin}.`, fix: 'Give one of the two another id.' });
    }
    this._jobs.set(job.id, job);
    return job;
  }

  /** The job of that id, or undefined. */
  public tryFindJob(id: string): Job | undefined {
    return this._jobs.get(id);
  }

  /** Whether a pull request from a fork can start it. */
  public get reachableFromForks(): boolean {
    return this._triggers.some((trigger) => ['pull_request', 'pull_request_review', 'pull_request_review_comment'].includes(trigger.eventName));
  }
}
