import { Expr } from './expr';
import { WorkflowInput } from './workflow-input';

/** Which refs and files start a workflow on push. */
export interface PushTriggerOptions {
  /** Branches, as GitHub's glob patterns: `*` stops at `/`, `**` does not. @default - all */
  readonly branches?: string[];
  /** Branches that do not start it; not together with `branches`. @default - none */
  readonly branchesIgnore?: string[];
  /** Tags. @default - all when no branch filter is given */
  readonly tags?: string[];
  /** Tags that do not start it; not together with `tags`. @default - none */
  readonly tagsIgnore?: string[];
  /** Start only when a file here changed. @default - all */
  readonly paths?: string[];
  /** Files that do not start it; not together with `paths`. @default - none */
  readonly pathsIgnore?: string[];
}

/** Which pull requests start a workflow. */
export interface PullRequestTriggerOptions {
  /** What happened to it, such as `opened`. @default - opened, synchronize, reopened */
  readonly types?: string[];
  /** Branches it wants to be merged into. @default - all */
  readonly branches?: string[];
  /** Branches that do not start it. @default - none */
  readonly branchesIgnore?: string[];
  /** Start only when a file here changed; a required check then never reports. @default - all */
  readonly paths?: string[];
  /** Files that do not start it. @default - none */
  readonly pathsIgnore?: string[];
}

/** Which finished workflows start this one. */
export interface WorkflowRunTriggerOptions {
  /** Names of the workflows. */
  readonly workflows: string[];
  /** `completed`, `requested` or `in_progress`. @default - completed, requested */
  readonly types?: string[];
  /** Branches they ran on. @default - all */
  readonly branches?: string[];
  /** Branches that do not count. @default - none */
  readonly branchesIgnore?: string[];
}

/** A secret that a reusable workflow takes. */
export interface WorkflowSecret {
  /** What it is for. */
  readonly description: string;
  /** Whether it must be given. @default false */
  readonly required?: boolean;
}

/** An output of a reusable workflow. */
export interface WorkflowOutput {
  /** What it is. */
  readonly description: string;
  /** Where it comes from: an output of a job. */
  readonly value: Expr;
}

/** What a reusable workflow takes and gives. */
export interface WorkflowCallTriggerOptions {
  /** Inputs by their verbatim names. @default - none */
  readonly inputs?: Record<string, WorkflowInput>;
  /** Secrets by name. @default - none */
  readonly secrets?: Record<string, WorkflowSecret>;
  /** Outputs by name. @default - none */
  readonly outputs?: Record<string, WorkflowOutput>;
}
