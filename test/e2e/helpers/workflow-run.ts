import { expectConclusion, Interrupt, JobOptions, JobRun, Result, runJob } from './run-job';
import type { GitHubEvent } from './runner';
import type { ArtifactStore } from '../../../src/run/artifact-store';
import type { SynthesizedJob, SynthesizedWorkflow } from '../../../src/testing';

/** What a run was started for. */
export interface RunStart {
  readonly runId: string;
  readonly event: Required<Pick<GitHubEvent, 'name' | 'ref' | 'sha'>> & Pick<GitHubEvent, 'payload'>;
  readonly inputs?: Record<string, unknown>;
  readonly artifacts: ArtifactStore;
}

/** What differs in some jobs of an attempt. */
export type Faults = Record<string, { readonly interrupt?: Interrupt; readonly beforeStep?: JobOptions['beforeStep'] }>;

/** What the machines of a job have, of the environment and the permissions of the job. */
export type Machine = (job: SynthesizedJob) => Omit<JobOptions, 'artifacts' | 'event' | 'inputs' | 'needs'> & { readonly event: GitHubEvent };

/** A run of a workflow: its jobs in the order of their needs, all of them, and again those that failed. */
export class WorkflowRun {
  /** The last run of each job. */
  public readonly jobs: Record<string, JobRun> = {};
  private attempts = 0;

  public constructor(private readonly workflow: SynthesizedWorkflow, private readonly start: RunStart, private readonly machine: Machine) {}

  /** Runs all jobs: the first time, or all of them again. */
  public async all(faults: Faults = {}): Promise<this> {
    return this.attempt(this.workflow.jobs.map(({ id }) => id), faults);
  }

  /** Runs those again that failed, and those that need them. */
  public async failed(faults: Faults = {}): Promise<this> {
    const again = new Set(this.having('failure', 'cancelled'));
    // A job stands below what it needs, or not: so until nothing is added.
    for (let size = -1; size < again.size;) {
      size = again.size;
      for (const { id } of this.workflow.jobs) if (this.needs(id).some((need) => again.has(need))) again.add(id);
    }
    return this.attempt([...again], faults);
  }

  /** Runs some again, with what the others told. */
  public only(ids: string[], faults: Faults = {}): Promise<this> {
    return this.attempt(ids, faults);
  }

  /** Jobs that ended like that. */
  public having(...results: Result[]): string[] {
    return Object.entries(this.jobs).filter(([, run]) => results.includes(run.conclusion)).map(([id]) => id);
  }

  /** Fails with the logs unless just these jobs failed. */
  public expectFailures(...ids: string[]): void {
    for (const id of ids) expectConclusion(this.jobs[id], 'failure');
    for (const id of this.having('failure', 'cancelled')) if (!ids.includes(id)) expectConclusion(this.jobs[id], 'success');
  }

  /** What a job printed. */
  public log(id: string): string {
    return this.jobs[id].steps.map((step) => step.log).join('');
  }

  private async attempt(ids: string[], faults: Faults): Promise<this> {
    this.attempts += 1;
    const running: Record<string, Promise<void>> = {};
    const run = (id: string): Promise<void> => (running[id] ??= this.job(id, this.needs(id).filter((need) => ids.includes(need)).map(run), faults[id]));
    await Promise.all(ids.map(run));
    return this;
  }

  private async job(id: string, before: Promise<void>[], fault: Faults[string] = {}): Promise<void> {
    await Promise.all(before);
    const { event, inputs, artifacts, runId } = this.start;
    const machine = this.machine(this.workflow.job(id));
    const needs = Object.fromEntries(this.needs(id).map((need) => [need, { result: this.jobs[need].conclusion, outputs: this.jobs[need].outputs }]));
    this.jobs[id] = await runJob(this.workflow, id, {
      ...machine, ...fault, artifacts, inputs, needs, event: { ...machine.event, ...event, runId, attempt: `${this.attempts}` },
    });
  }

  private needs(id: string): string[] {
    return [this.workflow.job(id).document.needs ?? []].flat();
  }
}
