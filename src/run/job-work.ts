import type { Action } from './actions/action-host';
import type { InstalledVersion } from './actions/installed-versions';
import type { ArtifactStore } from './artifact-store';
import type { CacheStore } from './cache-store';
import type { Patience } from './execute';
import type { JobFolders } from './job-folders';
import type { Masks } from './masks';
import type { Progress } from './report';
import type { RunningService, ServiceDefinition } from './services/service';
import type { User } from './user';
import type { JobSource } from '../read/job-source';
import type { Scope } from '../simulate/evaluate';

/** A job whose turn it is, of which its `JobTurn` is one. */
export interface JobWork {
  readonly key: string;
  readonly name: string;
  readonly source: JobSource;
  /** What expressions of the job see. */
  readonly scope: Scope;
  /** Variables of the workflow and the job. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMinutes: number;
  /** Whether it is to end. */
  isCancelled(): boolean;
}

/** Where a job is cut off. */
export interface Interrupt {
  /** Name of the step. */
  readonly step: string;
  /** @default - at no time of its own */
  readonly afterMs?: number;
  /** What ends it, such as something that it asks a server for. @default - the time alone */
  readonly at?: AbortSignal;
  /** A cancelled job goes on with the steps that ask for it; a lost one does not, and tells nothing. */
  readonly by: 'cancel' | 'loss';
}

/** The machine that runs a job. */
export interface JobMachine {
  readonly folders: JobFolders;
  /** The repository to check out: a path of a git repository. */
  readonly source: string;
  /** Folder with the files of the run's commit, for actions named by `$/`. */
  definition(): string;
  /** Contexts beside those of the job: `github`, `runner`. */
  readonly contexts: Readonly<Record<string, unknown>>;
  /** The environment every step finds. */
  readonly environment: Readonly<Record<string, string>>;
  readonly artifacts: ArtifactStore;
  readonly masks: Masks;
  readonly progress: Progress;
  /** What is done for actions of others, by their name in lower case. */
  readonly actions: Readonly<Record<string, Action>>;
  /** Starts a container of `services:`. @throws where nothing plays it */
  service(name: string, definition: ServiceDefinition): Promise<RunningService>;
  /** Folder that jobs share for build results. @default - none */
  sharedFolder(name: string): string | undefined;
  /** Folders with actions of others, by their name in lower case. @default {} */
  readonly actionFolders?: Readonly<Record<string, string>>;
  /** @default - nothing is kept between runs */
  readonly cache?: CacheStore;
  /** @default - the user of this process */
  readonly user?: User;
  /** Versions of tools by the version a workflow asks for. @default {} */
  readonly versions?: Readonly<Record<string, string>>;
  /** @default false */
  readonly anyVersion?: boolean;
  /** Versions of a program that are kept beside that of PATH. @default - none */
  installed?(program: string): readonly InstalledVersion[];
  /** Further texts of the job and what to put in their place. @default {} */
  readonly replace?: Readonly<Record<string, string>>;
  /** Ends everything at once. @default - nothing does */
  readonly kill?: AbortSignal;
  /** @default - that of GitHub's runner */
  readonly patience?: Patience;
  /** Ends a step in its middle. @default - none */
  readonly interrupt?: Interrupt;
  /** Called before each step. @default - nothing is */
  beforeStep?(name: string, workspace: string): void | Promise<void>;
}
