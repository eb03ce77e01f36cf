import type { JobReport } from './report';
import type { Result } from '../simulate/result';

/** What came of one job of a run, whether it ran or not. */
export interface JobLine {
  readonly key: string;
  readonly name: string;
  readonly result: Result;
  /** Undefined where it did not run. */
  readonly report?: JobReport;
  /** Why it was skipped, cancelled or failed without a step that failed. */
  readonly because?: string;
}

/** What came of a run. */
export interface RunReport {
  readonly workflow: string;
  readonly event: string;
  readonly sha: string;
  /** What was checked out, in a sentence. */
  readonly source: string;
  readonly conclusion: Result;
  readonly jobs: readonly JobLine[];
  /** What was not done that GitHub would do. */
  readonly notDone: readonly string[];
  /** What else should be known. */
  readonly notes: readonly string[];
  readonly seconds: number;
  /** Folder with everything that jobs left. @default - it has been removed */
  readonly folder?: string;
  /** Folder with the artifacts. @default - they have been removed */
  readonly artifacts?: string;
}
