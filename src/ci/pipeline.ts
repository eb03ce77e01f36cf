import { Construct, IConstruct } from 'constructs';
import { ChangesJob } from './changes-job';
import { Ci } from './ci';
import { constructPath } from './construct-path';
import { gateJob } from './gate-job';
import { scheduleIssueJob } from './schedule-issue-job';
import type { Stage } from './stage';
import { RunnerToolchain, Toolchain } from './toolchain';
import { callSite, onBehalfOf } from '../model/call-site';
import { DeliveryError } from '../model/delivery-error';
import { Expr } from '../model/expr';
import { Job } from '../model/job';
import { Runner } from '../model/runner';
import { Timeout } from '../model/timeout';
import { Trigger } from '../model/trigger';
import { Workflow, WorkflowOptions } from '../model/workflow';

/** What every pipeline may be told. */
export interface PipelineOptions {
  /**
   * Branches that pull requests are merged into, as GitHub's patterns; the first is the default branch.
   *
   * @default ['main']
   */
  readonly branches?: string[];
  /**
   * Branches whose pushes run the pipeline. A branch that is also the head of pull requests runs twice.
   *
   * @default - the first of `branches`
   */
  readonly pushBranches?: string[];
  /** The machine jobs run on. @default Runner.UBUNTU_24_04 */
  readonly runner?: Runner;
  /** How long a job may take. @default - each stage's own, else 15 minutes */
  readonly timeout?: Timeout;
  /** How jobs get programs and dependencies. @default - the pipeline's own; a plain pipeline uses the runner as it is */
  readonly toolchain?: Toolchain;
  /** Whether each workflow ends in one job that a branch rule can require. @default true */
  readonly gate?: boolean;
  /** Whether a failed scheduled run opens an issue, which the next good one closes. @default true */
  readonly scheduleIssues?: boolean;
  /** File name of its main workflow, without `.yml`. @default - the pipeline's id in lower case */
  readonly fileName?: string;
  /** Name of its main workflow. @default 'Continuous Integration' */
  readonly workflowName?: string;
}

const BRAND = Symbol.for('projen-delivery.Pipeline');

/**
 * Stages and the workflows they join. Takes any stage; subclasses bring stages of their own.
 *
 * A stage joins a workflow by its role: `ci` is the main one, others are added with `addWorkflow`.
 */
export class Pipeline extends Construct {
  /** Whether it is a pipeline, also one of another copy of this library. */
  public static isPipeline(construct: IConstruct): boolean {
    return (construct as any)[BRAND] === true;
  }

  /** Branches that pull requests are merged into. */
  public readonly branches: string[];
  /** Branches whose pushes run the pipeline. */
  public readonly pushBranches: string[];
  /** The machine jobs run on. */
  public readonly runner: Runner;
  /** How long a job may take, where said. */
  public readonly timeout?: Timeout;
  /** Construct path, for messages. */
  public readonly path: string;
  /** Where the user wrote it, where known. */
  public readonly at?: string;
  private readonly pipelineOptions: PipelineOptions;
  private readonly workflowsByRole = new Map<string, Workflow>();
  private readonly changes = new Map<string, ChangesJob>();
  private readonly replaced = new Map<Stage, Stage>();
  private readonly ownStages = new Set<string>();
  private knownToolchain?: Toolchain;
  private hasDefaultStages = false;
  private finished = false;

  /**
   * @throws when the id is taken or a branch is empty
   */
  public constructor(scope: IConstruct, id: string, options: PipelineOptions = {}) {
    super(checkedScope(scope, id, new.target), id);
    Object.defineProperty(this, BRAND, { value: true });
    this.pipelineOptions = options;
    this.path = constructPath(this);
    this.at = callSite(new.target);
    this.branches = options.branches ?? ['main'];
    if (this.branches.length === 0) throw this.error('`branches` is empty.', 'Name the branch that pull requests are merged into.');
    this.pushBranches = options.pushBranches ?? [this.branches[0]];
    this.runner = options.runner ?? Runner.UBUNTU_24_04;
    this.timeout = options.timeout;
    this._register();
  }

  /** The project-wide registry of files and checks. */
  public get ci(): Ci {
    return Ci.of(this);
  }

  /** How jobs get programs and dependencies. */
  public get toolchain(): Toolchain {
    this.knownToolchain ??= this.pipelineOptions.toolchain ?? this.createToolchain();
    return this.knownToolchain;
  }

  /** Its stages, in order; reading them adds the pipeline's own. */
  public get stages(): Stage[] {
    this._addDefaultStages();
    const stages = this.node.children.filter((child): child is Stage => 'workflowRole' in child);
    const own = stages.filter((stage) => this.ownStages.has(stage.node.id));
    return [...own, ...stages.filter((stage) => !own.includes(stage))];
  }

  /** Its workflows. */
  public get workflows(): Workflow[] {
    this._finish();
    return [...this.workflowsByRole.values()].filter((workflow) => workflow.jobs.length > 0);
  }

  /** The stage of that id, or the one that replaced it. */
  public stage(id: string): Stage {
    const found = [...this.replaced.keys(), ...this.stages].find((stage) => stage.node.id === id);
    if (!found) throw this.error(`it has no stage "${id}".`, `Its stages are: ${this.stages.map((stage) => stage.node.id).join(', ')}.`);
    return this._current(found);
  }

  /**
   * Lets a stage of this pipeline take the place of another.
   *
   * @throws when no stage has that id, or the new one belongs to another pipeline
   */
  public replaceStage(id: string, stage: Stage): void {
    const old = this.stage(id);
    if (stage.pipeline !== this) throw this.error(`the stage ${stage.path} belongs to ${stage.pipeline.path}.`, 'Create it with this pipeline as its scope.');
    this.node.tryRemoveChild(old.node.id);
    this.replaced.set(old, stage);
  }

  /** Adds a workflow that stages can join by its role. */
  public addWorkflow(role: string, fileName: string, options: WorkflowOptions): Workflow {
    if (this.workflowsByRole.has(role)) throw this.error(`it has a workflow "${role}" already.`, `Its roles are: ${[...this.workflowsByRole.keys()].join(', ')}.`);
    const workflow = new Workflow(fileName, options);
    this.workflowsByRole.set(role, workflow);
    return workflow;
  }

  /**
   * The workflow of that role.
   *
   * @throws when there is none
   */
  public workflow(role: string): Workflow {
    this._addDefaultStages();
    const found = this.workflowsByRole.get(role);
    if (!found) throw this.error(`it has no workflow "${role}".`, `Its workflows are: ${[...this.workflowsByRole.keys()].join(', ')}; add one with addWorkflow.`);
    return found;
  }

  /** Names of the checks a branch rule can require: one for each workflow that pull requests start. */
  public get gates(): string[] {
    if (this.pipelineOptions.gate === false) return [];
    return this.workflows.filter((workflow) => workflow.reachableFromForks).map((workflow) => `${workflow.name} Gate`);
  }

  /** Adds the stages every pipeline of this kind has. Called once, late. */
  protected addStages(): void {}

  /** Adds the workflows every pipeline of this kind has. Called once, late. */
  protected addWorkflows(): void {
    const fileName = this.pipelineOptions.fileName ?? this.node.id.toLowerCase();
    this.addWorkflow('ci', fileName, { name: this.pipelineOptions.workflowName ?? 'Continuous Integration', triggers: this.mainTriggers() });
  }

  /** What starts the main workflow. */
  protected mainTriggers(): Trigger[] {
    return [
      Trigger.pullRequest({ branches: this.branches }),
      Trigger.push({ branches: this.pushBranches }),
      Trigger.mergeGroup(),
      Trigger.workflowDispatch(),
    ];
  }

  /** How jobs get programs when no option says so. Called once, late. */
  protected createToolchain(): Toolchain {
    return new RunnerToolchain();
  }

  /** An error that names this pipeline and the line it was written on. */
  protected error(problem: string, fix: string): any {
    return new DeliveryError({ place: this.path, problem, fix, at: callSite() ?? this.at });
  }

  /** @internal */
  public _register(at?: string): void {
    this._checkOpen('a stage comes after its workflows were read.', at);
    this.ci._add(this);
  }

  /** The stage, or the one that replaced it. @internal */
  public _current(stage: Stage): Stage {
    const next = this.replaced.get(stage);
    return next ? this._current(next) : stage;
  }

  /** Refuses what its workflows would miss. @internal */
  public _checkOpen(problem: string, at?: string): void {
    if (!this.finished) return;
    throw new DeliveryError({ place: this.path, problem, fix: 'Create every stage and job before reading `workflows` or `gates`, and before the synth.', at });
  }

  /** @internal */
  public _addDefaultStages(): void {
    if (this.hasDefaultStages) return;
    this.hasDefaultStages = true;
    const before = this.node.children.map((child) => child.node.id);
    onBehalfOf(this.at, () => {
      this.addWorkflows();
      this.addStages();
    });
    for (const child of this.node.children) if (!before.includes(child.node.id)) this.ownStages.add(child.node.id);
  }

  /** @internal */
  public _pathCondition(stage: Stage, name: string, paths: string[]): { job: Job; condition: Expr } {
    const role = stage.workflowRole;
    const changes = this.changes.get(role) ?? new ChangesJob(this.path);
    this.changes.set(role, changes);
    return { job: changes.job, condition: changes.condition(name, paths) };
  }

  /** Builds every stage and puts its jobs into the workflows, once. @internal */
  public _finish(): void {
    if (this.finished) return;
    onBehalfOf(this.at, () => {
      for (const [old, stage] of this.replaced) this.checkOutputs(old, stage);
      this.fillWorkflows();
    });
    this.finished = true;
  }

  private fillWorkflows(): void {
    const stages = this.stages.map((stage) => onBehalfOf(stage.at, () => ({ stage, workflow: this.workflow(stage.workflowRole), jobs: stage.jobs })));
    for (const [role, changes] of this.changes) {
      changes.finish();
      this.workflow(role).addJob(changes.job);
    }
    for (const { stage, workflow, jobs } of stages) onBehalfOf(stage.at, () => jobs.forEach((job) => workflow.addJob(job)));
    for (const workflow of this.workflowsByRole.values()) {
      if (workflow.jobs.length > 0) this.addClosingJobs(workflow);
      const reason = this.pipelineOptions.pushBranches ? '`pushBranches` names the branches whose pushes run it too' : 'the first of `branches` is the default branch';
      this.ci._accept('double-triggers', workflow.path, reason, this.at);
    }
  }

  // Whoever read the outputs of the old stage reads those of the new one.
  private checkOutputs(old: Stage, stage: Stage): void {
    const outputs = (jobs: Job[]) => jobs.flatMap((job) => Object.keys(job.outputs));
    const known = outputs(stage.jobs);
    const missing = outputs(old.jobs).filter((name) => !known.includes(name));
    if (missing.length > 0) throw this.error(`${stage.path} replaces ${old.path} without its output "${missing[0]}".`, `Give one of its jobs the outputs: ${missing.join(', ')}.`);
  }

  private addClosingJobs(workflow: Workflow): void {
    const { gate, scheduleIssues } = this.pipelineOptions;
    const jobs = workflow.jobs;
    const scheduled = workflow.triggers.some((trigger) => trigger.eventName === 'schedule');
    if ((gate ?? true) && workflow.reachableFromForks) workflow.addJob(gateJob(workflow, jobs, this.path));
    if ((scheduleIssues ?? true) && scheduled) workflow.addJob(scheduleIssueJob(workflow, jobs, this.path));
  }
}

function checkedScope(scope: IConstruct, id: string, type: Function): IConstruct {
  if (scope.node.tryFindChild(id)) {
    throw new DeliveryError({ place: constructPath(scope, id), problem: `there is a construct "${id}" already.`, fix: 'Give the pipeline another id.', at: callSite(type) });
  }
  return scope;
}
