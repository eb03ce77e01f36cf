import type { Event } from './event';
import type { Result, Standing } from './result';
import type { JobSource } from '../read/job-source';
import type { Located } from '../read/located';
import type { MatrixLeg } from '../read/matrix-legs';
import type { StepSource } from '../read/step-source';
import type { WorkflowSource } from '../read/workflow-source';

/** Why something ran, or did not. */
export interface Explanation {
  /** The condition as GitHub evaluates it, with the `success()` that it puts before. */
  readonly expression: string;
  readonly value: unknown;
  /** What the condition read, such as `needs.build.result`. */
  readonly read: readonly ReadValue[];
  /** Where the condition stands; the job or step where it has none of its own. */
  readonly at: Located;
  /** The answer in a sentence. */
  readonly words: string;
}

/** A value that an expression read; of a status function, what it looked at. */
export interface ReadValue {
  readonly name: string;
  readonly value: unknown;
}

/** Whether an event starts a workflow, and why. */
export interface TriggerDecision {
  readonly workflow: WorkflowSource;
  readonly starts: boolean;
  /** The filter that decided, in a sentence. */
  readonly because: string;
  /** The filter, or `on`. */
  readonly at: Located;
}

/** One step of a job. */
export interface StepOutcome {
  readonly source: StepSource;
  readonly name: string;
  /** Before `continue-on-error`. */
  readonly outcome: Result;
  readonly conclusion: Result;
  readonly because: Explanation;
  readonly outputs: Readonly<Record<string, string>>;
  /** Steps of the composite action that it calls. */
  readonly inner: readonly StepOutcome[];
}

/** The environment that a job deploys to. */
export interface EnvironmentOutcome {
  readonly name: string;
  readonly url?: string;
  /** What its protection rules say of this job. */
  readonly approval: 'none' | 'approved' | 'rejected' | 'waiting' | 'refused';
  /** The rule that decided, in a sentence. */
  readonly because: string;
}

/** A concurrency group that a run or job is in. */
export interface ConcurrencyOutcome {
  readonly group: string;
  readonly cancelsInProgress: boolean;
}

/** One job of a run; a matrix makes one for each leg. */
export interface JobOutcome {
  /** Unique in its run: `build`, `test (20)`, `release / publish` of a called workflow. */
  readonly key: string;
  /** Id in its file, those of its callers before it: `release/publish`. The same for all legs. */
  readonly id: string;
  /** The name of its check. */
  readonly name: string;
  readonly source: JobSource;
  readonly leg: MatrixLeg;
  /** As `needs` tells it: a job that may fail is a success to others. */
  readonly result: Standing;
  /** Before `continue-on-error`. */
  readonly outcome: Standing;
  readonly because: Explanation;
  /** Keys of the jobs it waited for. */
  readonly needs: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
  /** Empty where the job did not begin, calls a workflow, or had its result given. */
  readonly steps: readonly StepOutcome[];
  /** What its token may do; undefined where the default of the repository holds. */
  readonly permissions?: Readonly<Record<string, 'read' | 'write'>>;
  readonly environment?: EnvironmentOutcome;
  readonly concurrency?: ConcurrencyOutcome;
  readonly runsOn: readonly string[];
  /** Moments in the order in which they came; undefined where it never began, or has not ended. */
  readonly began?: number;
  readonly ended?: number;
  /** What cancelled or failed it when that was neither a step nor its condition. */
  readonly note?: string;
}

/** One run of a workflow. */
export interface RunOutcome {
  readonly workflow: WorkflowSource;
  /** Name of the run, as GitHub shows it. */
  readonly name: string;
  readonly event: Event;
  readonly conclusion: Standing;
  /** Whether somebody, or a later run, cancelled it. */
  readonly isCancelled: boolean;
  readonly concurrency?: ConcurrencyOutcome;
  readonly jobs: readonly JobOutcome[];
  /** What was assumed or could not be known, in sentences. */
  readonly notes: readonly string[];
}

/** What events do to a repository. */
export interface SimulationOutcome {
  readonly decisions: readonly TriggerDecision[];
  readonly runs: readonly RunOutcome[];
}
