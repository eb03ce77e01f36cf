import { Construct, IConstruct } from 'constructs';
import { constructPath } from './construct-path';
import { Pipeline } from './pipeline';
import { Slot } from './slot';
import { callSite, onBehalfOf } from '../model/call-site';
import { DeliveryError } from '../model/delivery-error';
import { Expr } from '../model/expr';
import { Job, JobOptions } from '../model/job';
import { Permissions } from '../model/permissions';
import { Runner } from '../model/runner';
import { Step } from '../model/step';
import { Timeout } from '../model/timeout';

/** What every stage may be told. */
export interface StageOptions {
  /** Which workflow of the pipeline it joins. @default - the one the stage is made for, mostly `ci` */
  readonly workflow?: string;
  /** The machine its jobs run on. @default - the pipeline's */
  readonly runner?: Runner;
  /** How long each of its jobs may take. @default - the stage's own */
  readonly timeout?: Timeout;
  /** Stages that must have passed first. @default - the stage's own */
  readonly needs?: Stage[];
  /**
   * Files, as git pathspec globs such as `src/**`: on pull requests that change none of them its jobs are skipped, and
   * the gate counts that as passed.
   *
   * @default - it always runs
   */
  readonly paths?: string[];
  /** Environment variables of its jobs. @default - none */
  readonly env?: Record<string, string | number | boolean | Expr>;
}

/**
 * One or a few jobs that belong together. Its jobs are built once, late: no hook runs before a subclass is ready.
 *
 * Subclass it and override `buildJobs`, or a hook of an existing stage.
 */
export abstract class Stage extends Construct {
  /** The pipeline it belongs to. */
  public readonly pipeline: Pipeline;
  /** Construct path, for messages. */
  public readonly path: string;
  /** Where the user wrote it, where known. */
  public readonly at?: string;
  private readonly stageOptions: StageOptions;
  private readonly slots: Slot[] = [];
  private readonly added: Job[] = [];
  private built?: Job[];
  private building = false;

  /**
   * @throws when the scope is no pipeline or has a stage of that id
   */
  public constructor(scope: IConstruct, id: string, options: StageOptions = {}) {
    super(checkedScope(scope, id, new.target), id);
    this.pipeline = scope as Pipeline;
    this.path = constructPath(this);
    this.at = callSite(new.target);
    this.stageOptions = options;
    if (options.paths?.length === 0) throw this.asWritten('`paths` is empty.', 'Name the files, or leave the option out to run always.');
    this.pipeline._register(this.at);
  }

  /** Its jobs; reading them builds them. */
  public get jobs(): Job[] {
    this.pipeline._addDefaultStages();
    if (!this.built) this.built = this.buildOnce();
    return [...this.built, ...this.added];
  }

  /** Which workflow of the pipeline it joins. */
  public get workflowRole(): string {
    return this.stageOptions.workflow ?? this.defaultWorkflow();
  }

  /** The job of that id, or its only job. */
  public job(id?: string): Job {
    const jobs = this.jobs;
    const found = id === undefined && jobs.length === 1 ? jobs[0] : jobs.find((job) => job.id === id);
    if (!found) throw this.error(id === undefined ? 'it has several jobs.' : `it has no job "${id}".`, `Its jobs are: ${jobs.map((job) => job.id).join(', ')}.`);
    return found;
  }

  /**
   * A place in its jobs: `before:<step id>` or `after:<step id>`. Whether the step exists is told at synth.
   */
  public slot(name: string): Slot {
    if (!/^(before|after):[\w-]+$/.test(name)) throw this.error(`"${name}" is not a slot.`, 'Write before:<step id> or after:<step id>.');
    if (this.built) throw this.error(`the slot "${name}" comes too late.`, 'Its jobs were read already. Ask for slots before `jobs`.');
    const slot = new Slot(name);
    this.slots.push(slot);
    return slot;
  }

  /** Adds a job of your own to the stage. */
  public addJob(job: Job): Job {
    this.pipeline._checkOpen(`the job "${job.id}" of ${this.path} comes after its workflows were read.`);
    this.added.push(job);
    return job;
  }

  /** Makes the jobs. Called once, when they are first read. */
  protected abstract buildJobs(): Job[];

  /** The workflow the stage is made for. */
  protected defaultWorkflow(): string {
    return 'ci';
  }

  /** A job with the stage's and the pipeline's defaults: runner, needs, paths, permission to read the repository. */
  protected newJob(id: string, options: JobOptions = {}): Job {
    const { runner, timeout, env, needs } = this.stageOptions;
    const skip = this.stageOptions.paths ? this.pipeline._pathCondition(this, this.slug, this.stageOptions.paths) : undefined;
    const conditions = [skip?.condition, options.condition].filter((condition) => condition !== undefined);
    return new Job(id, {
      permissions: Permissions.readContents(),
      runner: runner ?? this.pipeline.runner,
      ...options,
      timeout: timeout ?? this.pipeline.timeout ?? options.timeout,
      env: { ...options.env, ...env },
      needs: [...(skip ? [skip.job] : []), ...(options.needs ?? []), ...(needs ?? []).flatMap((stage) => this.pipeline._current(stage).jobs)],
      condition: conditions.length > 0 ? Expr.and(...conditions) : undefined,
      origin: this.path,
    });
  }

  /** Its id as GitHub's ids are written: `PullRequests` becomes `pull-requests`. */
  protected get slug(): string {
    return this.node.id.replace(/([a-z0-9])([A-Z])/g, '$1-$2').replace(/[^A-Za-z0-9_-]+/g, '-').toLowerCase();
  }

  /**
   * Refuses a command that is empty or cannot work in this repository.
   *
   * @throws when it is empty, pastes an expression or names a script that does not exist
   */
  protected checkCommand(option: string, command: string): string {
    if (command.trim() === '') throw this.error(`\`${option}\` is empty.`, 'Give the command, or leave the option out for the default.');
    if (command.includes('${{')) throw this.error(`\`${option}\` pastes an expression into shell text: "${command}".`, 'Pass the value through `env` and write "$NAME".');
    this.pipeline.toolchain.checkCommand(command, this.path);
    return command;
  }

  /** An error that names this stage and the line it was written on. */
  protected error(problem: string, fix: string): any {
    return new DeliveryError({ place: this.path, problem, fix, at: callSite() ?? this.at });
  }

  /** An error in the options it was given, whoever noticed it. */
  private asWritten(problem: string, fix: string): DeliveryError {
    return new DeliveryError({ place: this.path, problem, fix, at: this.at });
  }

  private buildOnce(): Job[] {
    if (this.building) throw this.asWritten('it needs itself through other stages.', 'Remove one of the needs.');
    this.building = true;
    const jobs = onBehalfOf(this.at, () => this.buildJobs());
    for (const slot of this.slots) this.fill(slot, jobs);
    for (const slot of this.slots) slot._close();
    this.building = false;
    return jobs;
  }

  private fill(slot: Slot, jobs: Job[]): void {
    const [side, id] = slot.name.split(':');
    const hosts = jobs.filter((job) => job.steps.some((step: Step) => step.id === id));
    if (hosts.length === 0) {
      const known = [...new Set(jobs.flatMap((job) => job.steps.map((step: Step) => step.id)))];
      throw new DeliveryError({ place: this.path, problem: `it has no slot "${slot.name}".`, fix: `Its slots are before: and after: ${known.join(', ')}.`, at: slot._at });
    }
    for (const job of hosts) {
      if (side === 'before') job.insertBefore(id, ...slot.steps);
      else job.insertAfter(id, ...slot.steps);
    }
  }
}

function checkedScope(scope: IConstruct, id: string, type: Function): IConstruct {
  if (!Pipeline.isPipeline(scope)) {
    throw new DeliveryError({ place: `${constructPath(scope, id)}`, problem: 'a stage belongs to a pipeline.', fix: 'Give a pipeline as the first argument: new Pipeline(project, \'Ci\', …) takes any stage.', at: callSite(type) });
  }
  if (scope.node.tryFindChild(id)) {
    const taken = scope.node.children.map((child) => child.node.id).join(', ');
    throw new DeliveryError({ place: constructPath(scope, id), problem: `there is a stage "${id}" already.`, fix: `Give it another id; taken are: ${taken}. To replace a stage, see \`replaceStage\`.`, at: callSite(type) });
  }
  return scope;
}
