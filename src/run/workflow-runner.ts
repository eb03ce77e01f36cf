import * as os from 'node:os';
import * as path from 'node:path';
import { GitError } from './git';
import { JobRunner } from './job-runner';
import type { Masks } from './masks';
import { JobReport, Progress, silent } from './report';
import { RepositoryCopy } from './repository-copy';
import { RunError } from './run-error';
import { eventOf, placeOf, wantedEvent } from './run-event';
import type { RunWorkflowOptions } from './run-options';
import type { JobLine, RunReport } from './run-report';
import { RunWorld } from './run-world';
import { refusalOf } from './turn-refusal';
import { wantedJobs, wantedWorkflow } from './wanted';
import { DiskTree } from '../read/disk-tree';
import { references } from '../read/expression';
import { RepositorySource } from '../read/repository-source';
import type { WorkflowSource } from '../read/workflow-source';
import { ConcurrencyGroups } from '../simulate/concurrency-groups';
import type { Event } from '../simulate/event';
import { githubContext } from '../simulate/event-context';
import { eventOfRun } from '../simulate/event-inputs';
import type { JobEnding, JobTurn } from '../simulate/job-turn';
import type { Result } from '../simulate/result';
import { RunSchedule } from '../simulate/run-schedule';
import { decideTrigger } from '../simulate/trigger-decision';

interface Played {
  readonly definition: WorkflowSource;
  readonly event: Event;
  readonly copy: RepositoryCopy;
  readonly jobs: ReadonlySet<string>;
  readonly seconds: number;
}

/** Runs a workflow of a repository on this machine: its jobs as their needs allow. */
export class WorkflowRunner {
  private readonly progress: Progress;
  private readonly world: RunWorld;
  private readonly atWork = new Map<JobTurn, JobRunner>();
  private readonly reports = new Map<string, JobReport>();
  private readonly refused = new Map<string, string>();
  private readonly queue: JobTurn[] = [];
  private readonly notes: string[] = [];
  private schedule?: RunSchedule;
  private isCancelled = false;
  private wake: () => void = () => undefined;

  /** @throws RunError where the options cannot be */
  public constructor(private readonly options: RunWorkflowOptions) {
    this.progress = options.progress ?? silent;
    this.world = new RunWorld(options);
  }

  /** Hides what is secret in texts about the run. */
  public get masks(): Pick<Masks, 'hide'> {
    return this.world.masks;
  }

  /** Cancels the run as a person does on GitHub: steps that ask for it still run. The second time everything ends at once. */
  public cancel(): void {
    if (this.isCancelled) this.world.kill.abort();
    this.isCancelled = true;
    this.schedule?.cancel();
    this.look();
    this.wake();
  }

  /**
   * Runs it to its end, and undoes what it did to the machine.
   *
   * @throws RunError, SimulationError where the run cannot begin, or where GitHub refuses the workflow
   */
  public async run(): Promise<RunReport> {
    try {
      return await this.play();
    } catch (error) {
      if (error instanceof GitError) throw new RunError(error.message);
      throw error;
    } finally {
      this.world.kill.abort();
      await this.world.close();
    }
  }

  private async play(): Promise<RunReport> {
    const from = Date.now();
    const { root, committed } = this.options;
    const place = placeOf(root);
    const workflow = wantedWorkflow(new RepositorySource(new DiskTree(root)), this.options.workflow);
    const wanted = wantedEvent(workflow, this.options);
    const base = wanted.isMerge ? this.options.base ?? (wanted.options.base as string | undefined) ?? place.defaultBranch : undefined;
    const copy = new RepositoryCopy(root, path.join(this.world.root, 'repository.git'), { committed, base, branch: wanted.options.branch, tag: wanted.options.tag });
    const repository = new RepositorySource(new DiskTree(this.world.definition(copy)), () => true);
    const definition = wantedWorkflow(repository, workflow.path);
    const event = eventOf(wanted, { copy, place, workflow: definition, inputs: this.options.inputs, base });
    copy.point(event.ref);
    const jobs = wantedJobs(definition, this.options.jobs);
    const github = this.begin(definition, event, repository, copy);
    this.progress.note(`${definition.path}, ${String(event)}: ${copy.words}`);
    await this.work(copy, github, jobs);
    return this.report({ definition, event, copy, jobs, seconds: (Date.now() - from) / 1000 });
  }

  private begin(workflow: WorkflowSource, happened: Event, repository: RepositorySource, copy: RepositoryCopy): Record<string, unknown> {
    const { secrets = {}, variables = {} } = this.options;
    const decision = decideTrigger(workflow, happened);
    if (!decision.starts) this.note(`GitHub would not start it: ${decision.because}`);
    const { event, inputs } = eventOfRun(workflow, happened);
    // Nobody hands their secrets to a fork.
    const isClosed = event.isFork && event.name !== 'pull_request_target';
    const github = { ...githubContext(event, { workflow }), sha: copy.sha, workflow_sha: copy.sha, token: secrets.GITHUB_TOKEN ?? '' };
    this.tellMissing(workflow);
    let now = 0;
    this.schedule = new RunSchedule({
      workflow, event, github, inputs, repository, variables, secrets: isClosed ? {} : secrets, groups: new ConcurrencyGroups(), environments: {}, tick: () => (now += 1),
    });
    if (this.isCancelled) this.schedule.cancel();
    return github;
  }

  private async work(copy: RepositoryCopy, github: Record<string, unknown>, jobs: ReadonlySet<string>): Promise<void> {
    const most = this.options.maxParallel ?? Math.max(1, os.availableParallelism() - 1);
    const failures: unknown[] = [];
    for (;;) {
      this.queue.push(...this.schedule!.ready().filter((turn) => jobs.has(turn.id.split('/')[0])));
      while (this.queue.length > 0 && this.atWork.size < most) {
        const turn = this.queue.shift()!;
        if (!this.settledUnrun(turn)) this.start(turn, copy, github).catch((error: unknown) => failures.push(error)).finally(() => this.wake());
      }
      if (failures.length > 0) this.world.kill.abort();
      if (this.atWork.size === 0 && this.queue.length === 0 && this.isSettled(jobs)) break;
      if (this.atWork.size > 0) await new Promise<void>((resolve) => (this.wake = resolve));
    }
    if (failures.length > 0) throw failures[0];
  }

  // What has just been settled can have set others free.
  private isSettled(jobs: ReadonlySet<string>): boolean {
    const turns = this.schedule!.ready().filter((turn) => jobs.has(turn.id.split('/')[0]));
    this.queue.push(...turns);
    return turns.length === 0;
  }

  private settledUnrun(turn: JobTurn): boolean {
    const refusal = refusalOf(turn, this.options);
    if (turn.isCancelled()) {
      this.schedule!.settle(turn, { result: 'cancelled' });
    } else if (refusal !== undefined) {
      this.refused.set(turn.key, refusal);
      this.schedule!.settle(turn, { result: 'skipped', note: refusal });
    } else if (turn.calls) {
      this.schedule!.settle(turn, { result: 'failure', note: `${turn.calls.text} is a workflow of another repository, which is not here` });
    } else {
      return false;
    }
    return true;
  }

  private async start(turn: JobTurn, copy: RepositoryCopy, github: Record<string, unknown>): Promise<void> {
    const machine = this.world.machine(turn, copy, github);
    const runner = new JobRunner(turn, machine);
    this.atWork.set(turn, runner);
    let ending: JobEnding = { result: 'failure' };
    try {
      const report = await runner.run();
      this.reports.set(turn.key, report);
      ending = { result: report.result, outputs: report.outputs, note: report.note };
    } finally {
      await machine.tracking.end();
      this.atWork.delete(turn);
      this.schedule!.settle(turn, ending);
      this.look();
    }
  }

  private look(): void {
    for (const runner of this.atWork.values()) runner.look();
  }

  private note(text: string): void {
    this.notes.push(text);
  }

  private tellMissing(workflow: WorkflowSource): void {
    const given = Object.keys(this.options.secrets ?? {}).map((name) => name.toLowerCase());
    const names = workflow.file.expressions.flatMap(({ tree }) => (tree ? references(tree) : []));
    const read = new Set(names.map((name) => /^secrets\.(\w+)$/.exec(name)?.[1]).filter((name) => name !== undefined));
    const missing = [...read].filter((name) => !given.includes(name.toLowerCase()));
    if (missing.length > 0) this.note(`The workflow reads secrets that were not given, and that are empty: ${missing.join(', ')}. Set them in the environment and name each with --secret`);
  }

  private report({ definition, event, copy, jobs, seconds }: Played): RunReport {
    const outcome = this.schedule!.outcome();
    const lines = outcome.jobs.filter(({ id }) => jobs.has(id.split('/')[0])).map((job): JobLine => {
      const report = this.reports.get(job.key);
      const because = this.refused.get(job.key) ?? report?.note ?? job.note ?? (job.result === 'skipped' ? job.because.words : undefined);
      return { key: job.key, name: job.name, result: job.result as Result, report, because };
    });
    return {
      workflow: definition.path,
      event: String(event),
      sha: copy.sha,
      source: copy.words,
      conclusion: this.isCancelled && outcome.conclusion !== 'failure' ? 'cancelled' : conclusionOf(lines),
      jobs: lines,
      notDone: [...new Set([...this.refused.values(), ...lines.flatMap(({ report, key }) => (report?.notDone ?? []).map((words) => `${key}: ${words}`))])],
      notes: [...this.notes, ...outcome.notes],
      seconds,
      folder: this.options.keep ? this.world.root : undefined,
      artifacts: this.options.artifacts,
    };
  }
}

function conclusionOf(jobs: readonly JobLine[]): Result {
  const results = jobs.map(({ result }) => result);
  return (['failure', 'cancelled', 'success'] as const).find((each) => results.includes(each)) ?? 'skipped';
}
