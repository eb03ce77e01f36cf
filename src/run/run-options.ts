import type { Action } from './actions/action-host';
import type { Patience } from './execute';
import type { Progress } from './report';
import type { User } from './user';

/** A server that plays a container of `services:`. */
export interface ServicePlace {
  readonly host: string;
  readonly port: number;
}

/** What is run, and how. */
export interface RunWorkflowOptions {
  /** Folder of the repository. */
  readonly root: string;
  /** The workflow: its file with or without ending, or its name. @default - the only one */
  readonly workflow?: string;
  /** The event as its name or as plain data. @default - the first of push, pull_request, workflow_dispatch and the others that starts it */
  readonly event?: unknown;
  /** Ids of the jobs to run, with those that they need. @default - all */
  readonly jobs?: readonly string[];
  /** Inputs of `workflow_dispatch`. @default {} */
  readonly inputs?: Readonly<Record<string, string>>;
  /** @default {} */
  readonly secrets?: Readonly<Record<string, string>>;
  /** @default {} */
  readonly variables?: Readonly<Record<string, string>>;
  /** An empty folder for artifacts. @default - they are removed with everything else */
  readonly artifacts?: string;
  /** Folder for caches. @default - nothing is kept between runs */
  readonly cache?: string;
  /** Whether the folders of the jobs stay. @default false */
  readonly keep?: boolean;
  /** @default - PostgreSQL is played by a server of this machine, and nothing else */
  readonly services?: Readonly<Record<string, ServicePlace>>;
  /** Folders with actions of others, by `owner/name`. @default {} */
  readonly actions?: Readonly<Record<string, string>>;
  /** Actions of others whose steps are left out. @default [] */
  readonly skippedActions?: readonly string[];
  /** Environments whose jobs run. @default [] */
  readonly environments?: readonly string[];
  /** Ids of jobs with `id-token: write` that run without an environment. @default [] */
  readonly identities?: readonly string[];
  /** Whether tools of other versions than asked for are taken. @default false */
  readonly anyVersion?: boolean;
  /** Whether what is not committed is left out. @default false */
  readonly committed?: boolean;
  /** Branch that a pull request is to be merged into. @default - the default branch */
  readonly base?: string;
  /** Jobs at the same time. @default - one core less than there are, at least 1 */
  readonly maxParallel?: number;
  /** @default - nobody is told */
  readonly progress?: Progress;
  /** Variables of the machine, for who knows what jobs need. @default {} */
  readonly environment?: Readonly<Record<string, string>>;
  /** Folders that come first on PATH. @default [] */
  readonly paths?: readonly string[];
  /** Who runs the jobs, for who may choose. @default - the user of this process */
  readonly user?: User;
  /** Further stand-ins, by the name of the action in lower case. @default {} */
  readonly standIns?: Readonly<Record<string, Action>>;
  /** @default - that of GitHub's runner */
  readonly patience?: Patience;
}
