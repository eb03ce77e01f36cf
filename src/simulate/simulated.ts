import type { Event } from './event';
import type { ConcurrencyOutcome, EnvironmentOutcome, Explanation, JobOutcome, RunOutcome, SimulationOutcome, StepOutcome, TriggerDecision } from './outcome';
import type { Standing } from './result';
import { nearest } from '../catalog/nearest';
import type { JobSource } from '../read/job-source';
import type { MatrixLeg } from '../read/matrix-legs';
import type { WorkflowSource } from '../read/workflow-source';

/** Where in a composition jobs come from: construct paths by file of the workflow and id of the job. */
export type JobPlaces = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** One job of a simulated run. */
export class SimulatedJob implements JobOutcome {
  public readonly key: string;
  public readonly id: string;
  public readonly name: string;
  public readonly source: JobSource;
  public readonly leg: MatrixLeg;
  public readonly result: Standing;
  public readonly outcome: Standing;
  public readonly because: Explanation;
  public readonly needs: readonly string[];
  public readonly outputs: Readonly<Record<string, string>>;
  public readonly steps: readonly StepOutcome[];
  public readonly permissions?: Readonly<Record<string, 'read' | 'write'>>;
  public readonly environment?: EnvironmentOutcome;
  public readonly concurrency?: ConcurrencyOutcome;
  public readonly runsOn: readonly string[];
  public readonly began?: number;
  public readonly ended?: number;
  public readonly note?: string;

  // One by one: proofs make many thousands of them, and copying all at once takes ten times as long.
  public constructor(outcome: JobOutcome) {
    this.key = outcome.key;
    this.id = outcome.id;
    this.name = outcome.name;
    this.source = outcome.source;
    this.leg = outcome.leg;
    this.result = outcome.result;
    this.outcome = outcome.outcome;
    this.because = outcome.because;
    this.needs = outcome.needs;
    this.outputs = outcome.outputs;
    this.steps = outcome.steps;
    this.permissions = outcome.permissions;
    this.environment = outcome.environment;
    this.concurrency = outcome.concurrency;
    this.runsOn = outcome.runsOn;
    this.began = outcome.began;
    this.ended = outcome.ended;
    this.note = outcome.note;
  }

  /** Whether it was at work, however it ended. */
  public get hasRun(): boolean {
    return this.began !== undefined;
  }

  /**
   * The step of that id or name, or the one that uses that action or runs that script; those of composite actions too.
   *
   * @throws when there is none
   */
  public step(what: string): StepOutcome {
    const all = flat(this.steps);
    const found = all.find(({ source, name }) => source.id === what || name === what)
      ?? all.find(({ source }) => source.uses?.text.split('@')[0] === what || source.value.get('run')?.text?.includes(what));
    if (found) return found;
    if (all.length === 0) throw new Error(`${this.key} has no steps to tell of: ${this.hasRun ? 'its result was given as a whole' : this.because.words}.`);
    throw new Error(`${this.key} has no step "${what}". Its steps are: ${all.map(({ name }) => name).join(', ')}.`);
  }
}

/** One simulated run of a workflow. */
export class SimulatedRun implements RunOutcome {
  public readonly workflow!: WorkflowSource;
  public readonly name!: string;
  public readonly event!: Event;
  public readonly conclusion!: Standing;
  public readonly isCancelled!: boolean;
  public readonly concurrency?: ConcurrencyOutcome;
  public readonly jobs!: readonly SimulatedJob[];
  public readonly notes!: readonly string[];
  /** Construct paths by id of the job. */
  public places: Readonly<Record<string, string>> = {};

  public constructor(outcome: Omit<RunOutcome, 'jobs'> & { readonly jobs: readonly SimulatedJob[] }) {
    Object.assign(this, outcome);
  }

  /**
   * The job of that key, id, name, or construct path such as `Deploy/smoke-test`.
   *
   * @throws when there is none, or more than one
   */
  public job(what: string): SimulatedJob {
    const [found, ...others] = this.jobsOf(what);
    if (!found) throw new Error(`The run of ${this.workflow.path} has no job "${what}".${hint(what, this.jobs.map(({ key }) => key))}`);
    if (others.length > 0) throw new Error(`"${what}" are ${others.length + 1} jobs of ${this.workflow.path}: ${[found, ...others].map(({ key }) => key).join(', ')}. Name one of them.`);
    return found;
  }

  /** All jobs of that key, id, name or construct path: legs of a matrix share an id. */
  public jobsOf(what: string): SimulatedJob[] {
    const exact = this.jobs.filter(({ key }) => key === what);
    return exact.length > 0 ? exact : this.jobs.filter((job) => isNamed(job, what, this.places));
  }

  /** Keys of the jobs that were at work, in the order in which they began. */
  public get order(): string[] {
    return this.jobs.filter((job) => job.hasRun).sort((one, other) => one.began! - other.began!).map(({ key }) => key);
  }
}

/** What the events did. */
export class Simulated implements SimulationOutcome {
  public constructor(public readonly decisions: readonly TriggerDecision[], public readonly runs: readonly SimulatedRun[]) {}

  /**
   * The run of that workflow: its file with or without ending, or its name.
   *
   * @throws when it was not started, with the reason, or more than once
   */
  public run(what: string): SimulatedRun {
    const found = this.runs.filter(({ workflow }) => isWorkflow(workflow, what));
    if (found.length > 1) throw new Error(`${what} was started ${found.length} times: take one of runs.`);
    if (found.length === 0) throw new Error(`${what} was not started: ${this.decision(what).because}`);
    return found[0];
  }

  /**
   * Whether that workflow starts, and why.
   *
   * @throws when there is no such workflow
   */
  public decision(what: string): TriggerDecision {
    const found = this.decisions.find(({ workflow }) => isWorkflow(workflow, what));
    if (!found) throw new Error(`There is no workflow "${what}".${hint(what, this.decisions.map(({ workflow }) => workflow.path))}`);
    return found;
  }

  /**
   * The job of that key, id, name or construct path, in whichever run.
   *
   * @throws when there is none, or more than one
   */
  public job(what: string): SimulatedJob {
    const runs = this.runs.filter((run) => run.jobsOf(what).length > 0);
    if (runs.length === 1) return runs[0].job(what);
    if (runs.length > 1) throw new Error(`"${what}" is a job of several runs: ${runs.map(({ workflow }) => workflow.path).join(', ')}. Ask one of them: run('…').job('${what}').`);
    const started = this.runs.length > 0 ? this.runs.map(({ workflow }) => workflow.path).join(', ') : 'no workflow';
    throw new Error(`No run has a job "${what}". Started were: ${started}.${hint(what, this.runs.flatMap(({ jobs }) => jobs.map(({ key }) => key)))}`);
  }
}

/** Whether a text names a workflow: its path, its file with or without ending, or its name. */
export function isWorkflow(workflow: WorkflowSource, what: string): boolean {
  const file = workflow.path.split('/').pop()!;
  return [workflow.path, file, file.replace(/\.ya?ml$/, ''), workflow.name].includes(what);
}

/** Whether a text names a job, by the construct it comes from too. */
export function isNamed(job: { readonly key: string; readonly id: string; readonly name: string }, what: string, places: Readonly<Record<string, string>>): boolean {
  if (job.key === what || job.id === what || job.name === what) return true;
  const place = places[job.id];
  return place !== undefined && [place, `${place}/${job.id}`].some((each) => each === what || each.endsWith(`/${what}`));
}

function hint(what: string, known: readonly string[]): string {
  const near = nearest(what, [...known]);
  return near ? ` Did you mean ${near}?` : known.length > 0 ? ` There are: ${known.join(', ')}.` : '';
}

function flat(steps: readonly StepOutcome[]): StepOutcome[] {
  return steps.flatMap((step) => [step, ...flat(step.inner)]);
}
