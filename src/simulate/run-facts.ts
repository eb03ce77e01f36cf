import type { ConcurrencyGroups } from './concurrency-groups';
import type { EnvironmentRules } from './environments';
import type { Functions } from './evaluate';
import type { Event } from './event';
import type { Contexts } from './expression-data';
import type { RepositorySource } from '../read/repository-source';

/** What is the same for all jobs of a run. */
export interface RunFacts {
  readonly event: Event;
  /** For local actions and called workflows. */
  readonly repository: RepositorySource;
  readonly environments: Readonly<Record<string, EnvironmentRules>>;
  readonly groups: ConcurrencyGroups;
  /** `hashfiles`, where files are at hand. */
  readonly functions: Functions;
  /** Name and number of the run. */
  readonly label: string;
  /** Whether somebody has cancelled the run. */
  isCancelled(): boolean;
  /** The concurrency group of the run; undefined where it has none. */
  group(): string | undefined;
  /** The next moment: jobs begin and end at one each. */
  tick(): number;
  /** Keeps what was assumed. */
  note(text: string): void;
}

/** What is the same for all jobs of one workflow file in a run: the workflow itself, or one that a job calls. */
export interface WorkflowFacts {
  readonly run: RunFacts;
  /** `github`, `inputs`, `vars` and `secrets`. */
  readonly contexts: Contexts;
  /** What the calling job may do. @default - nobody calls */
  readonly callerPermissions?: Readonly<Record<string, 'read' | 'write'>>;
  /** Key, id and name of the job that calls. @default - none */
  readonly caller?: { readonly key: string; readonly id: string; readonly name: string };
  /** How many workflows have called one another on the way here. */
  readonly depth: number;
}
