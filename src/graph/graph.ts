import type { Standing } from '../simulate/result';

/** The pipelines of a repository as they are drawn: from the files alone, or lit up by a simulated event. Plain data. */
export interface PipelineGraph {
  readonly title: string;
  /** The event that was simulated; absent where the files alone were read. */
  readonly event?: string;
  readonly workflows: readonly GraphWorkflow[];
  /** What one workflow does to another. */
  readonly links: readonly GraphLink[];
}

/** One workflow; two where one event starts it twice. */
export interface GraphWorkflow {
  readonly path: string;
  readonly name: string;
  /** Names of the events of `on`. */
  readonly events: readonly string[];
  /** Whether the event starts it; absent without an event. */
  readonly starts?: boolean;
  /** Why it starts, or does not; without an event, what can start it. */
  readonly because: string;
  /** How its run ended. */
  readonly result?: Standing;
  /** What the simulation assumed. */
  readonly notes: readonly string[];
  readonly jobs: readonly GraphJob[];
  readonly edges: readonly GraphEdge[];
}

/** One job, all legs of its matrix together. */
export interface GraphJob {
  /** Id in its file, those of its callers before it: `release/publish`. The same for every event. */
  readonly key: string;
  /** Its name as written or, where it ran, the name of its check. */
  readonly name: string;
  /** Where it stands, as `path:line`. */
  readonly at: string;
  /** Keys of the jobs it waits for, as its file says. */
  readonly needs: readonly string[];
  readonly runsOn: readonly string[];
  readonly steps: readonly GraphStep[];
  /** Its `if`, as written. */
  readonly condition?: string;
  /** The workflow it calls. */
  readonly calls?: string;
  readonly environment?: string;
  /** What the protection rules of its environment say. */
  readonly approval?: Approval;
  /** The rule that decided, in a sentence. */
  readonly approvalBecause?: string;
  readonly concurrency?: string;
  /** What its token may do; absent where the default of the repository holds. */
  readonly permissions?: Readonly<Record<string, string>>;
  /** Absent without a matrix; empty where only a run tells what it makes. */
  readonly legs?: readonly GraphLeg[];
  readonly result?: Standing;
  readonly because?: GraphReason;
  /** What cancelled or failed it when that was neither a step nor its condition. */
  readonly note?: string;
  /** Place in the order of beginnings, from 1. */
  readonly order?: number;
}

/** What the protection rules of an environment say of a job. */
export type Approval = 'none' | 'approved' | 'rejected' | 'waiting' | 'refused';

/** One job that a matrix makes. */
export interface GraphLeg {
  readonly name: string;
  readonly result?: Standing;
  readonly because?: GraphReason;
  readonly note?: string;
  readonly steps: readonly GraphStep[];
}

/** One step. */
export interface GraphStep {
  readonly name: string;
  /** Its `if`, as written. */
  readonly condition?: string;
  readonly conclusion?: Standing;
  readonly because?: GraphReason;
}

/** Why something ran, or did not. */
export interface GraphReason {
  /** The answer in a sentence. */
  readonly words: string;
  /** The condition that was evaluated. */
  readonly expression?: string;
  readonly value?: string;
  /** What it read. */
  readonly read: readonly { readonly name: string; readonly value: string }[];
  /** Where it stands, as `path:line`. */
  readonly at?: string;
}

/** What a job waits for (`needs`), what a call begins (`calls`), or a file handed on (`artifact`). */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'needs' | 'calls' | 'artifact';
  /** Names of the artifacts. */
  readonly label?: string;
}

/** What one workflow does to another: a call, a run that follows a run, or a dispatch by `gh workflow run`. */
export interface GraphLink {
  /** Path of a workflow. */
  readonly from: string;
  /** Key of the job that does it, where one does. */
  readonly job?: string;
  readonly to: string;
  readonly kind: 'call' | 'workflow_run' | 'dispatch';
}
