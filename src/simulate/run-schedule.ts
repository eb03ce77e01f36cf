import type { ConcurrencyGroups, GroupMember } from './concurrency-groups';
import { concurrencyOf } from './concurrency-settings';
import type { EnvironmentRules } from './environments';
import { Functions, Scope, textAt } from './evaluate';
import type { Event } from './event';
import { jobOutcomes } from './job-outcomes';
import type { JobEnding, JobTurn } from './job-turn';
import type { ConcurrencyOutcome } from './outcome';
import type { Standing } from './result';
import { SimulatedRun } from './simulated';
import { WorkflowJobs } from './workflow-jobs';
import type { RepositorySource } from '../read/repository-source';
import type { WorkflowSource } from '../read/workflow-source';

/** What starts a run. */
export interface RunOptions {
  readonly workflow: WorkflowSource;
  readonly event: Event;
  /** The context `github`. */
  readonly github: Readonly<Record<string, unknown>>;
  /** The context `inputs`. @default - none */
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** For local actions and called workflows. */
  readonly repository: RepositorySource;
  readonly variables?: Readonly<Record<string, string>>;
  /** With `GITHUB_TOKEN`. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly environments?: Readonly<Record<string, EnvironmentRules>>;
  /** Shared with the other runs of the repository. */
  readonly groups: ConcurrencyGroups;
  /** Such as `hashfiles`. @default - none */
  readonly functions?: Functions;
  /** The next moment. @default - counts those of this run */
  tick?(): number;
}

/**
 * One run of a workflow, without running anything: `ready` gives jobs that can begin, `settle` takes how one ended,
 * `cancel` is what a person does. Whoever drives it decides when, in which order, and how many at once.
 */
export class RunSchedule implements GroupMember {
  public readonly label: string;
  private readonly jobs: WorkflowJobs;
  private readonly concurrency?: ConcurrencyOutcome;
  private readonly notes: string[] = [];
  private isCancelled = false;
  private moments = 0;
  private isOut = false;

  public constructor(private readonly options: RunOptions) {
    const { workflow, event, github, inputs = {}, variables = {}, secrets = {} } = options;
    this.label = `${workflow.name} #${String(github.run_number ?? 1)}`;
    this.jobs = new WorkflowJobs(workflow, {
      run: {
        event,
        repository: options.repository,
        environments: options.environments ?? {},
        groups: options.groups,
        functions: options.functions ?? {},
        label: this.label,
        isCancelled: () => this.isCancelled,
        group: () => this.concurrency?.group,
        tick: options.tick ?? (() => (this.moments += 1)),
        note: (text) => void (this.notes.includes(text) || this.notes.push(text)),
      },
      contexts: { github, inputs, vars: variables, secrets },
      depth: 0,
    });
    this.concurrency = this.enterGroup();
  }

  public get workflow(): WorkflowSource {
    return this.options.workflow;
  }

  public get event(): Event {
    return this.options.event;
  }

  /** Jobs that can begin now, each given once. Nothing while another run of its group is at work. */
  public ready(): JobTurn[] {
    if (this.isPending) return [];
    const turns = this.jobs.ready();
    if (this.jobs.conclusion !== undefined) this.leaveGroup();
    return turns;
  }

  /** Takes how a job ended. */
  public settle(turn: JobTurn, ending: JobEnding): void {
    if (!this.jobs.settle(turn, ending)) throw new Error(`The job "${turn.key}" is not at work in ${this.label}.`);
  }

  /** Somebody, or a later run of its group, cancels it. */
  public cancel(by: string = 'somebody cancelled the run'): void {
    const wasPending = this.isPending;
    this.isCancelled = true;
    if (!wasPending) return this.jobs.cancel(by);
    this.leaveGroup();
    return this.jobs.drop(by);
  }

  public cancelled(by: string): void {
    this.cancel(`${by} took the place of ${this.label}`);
  }

  /** How it stands. */
  public get standing(): Standing {
    if (this.isPending) return 'pending';
    const { conclusion } = this.jobs;
    // A cancelled run is one even where all its jobs had succeeded in the end.
    if (conclusion !== undefined) return this.isCancelled && conclusion !== 'failure' ? 'cancelled' : conclusion;
    return this.isWaiting ? 'waiting' : 'running';
  }

  /** What came of it, or has come so far. */
  public outcome(): SimulatedRun {
    const { workflow, event } = this.options;
    return new SimulatedRun({
      workflow,
      event,
      name: this.name,
      conclusion: this.standing,
      isCancelled: this.isCancelled,
      concurrency: this.concurrency,
      jobs: jobOutcomes(this.jobs),
      notes: this.notes,
    });
  }

  private get name(): string {
    const { workflow } = this.options;
    return textAt(workflow.value.get('run-name'), this.scope) || workflow.name;
  }

  private get isPending(): boolean {
    const { concurrency } = this;
    return concurrency !== undefined && !this.isOut && !this.isCancelled && !this.options.groups.holds(concurrency.group, this);
  }

  private get isWaiting(): boolean {
    const legs = this.jobs.nodes.flatMap((node) => node.legs);
    return !legs.some((leg) => leg.standing === 'running') && legs.some((leg) => leg.standing === 'waiting');
  }

  private get scope(): Scope {
    const { github, inputs = {}, variables = {} } = this.options;
    return { contexts: { github, inputs, vars: variables }, functions: {} };
  }

  private enterGroup(): ConcurrencyOutcome | undefined {
    const value = this.options.workflow.value.get('concurrency');
    if (!value) return undefined;
    const entry = concurrencyOf(value, this.scope, 'the workflow');
    this.options.groups.enter(entry, this);
    return { group: entry.group, cancelsInProgress: entry.cancelsInProgress };
  }

  private leaveGroup(): void {
    if (this.isOut || !this.concurrency) return;
    this.isOut = true;
    this.options.groups.leave(this.concurrency.group, this);
  }
}
