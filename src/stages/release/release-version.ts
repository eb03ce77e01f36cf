import { Expr } from '../../model/expr';
import { Job } from '../../model/job';

/** A version that is published: where it is decided, and what it is called. */
export interface IReleaseVersion {
  /** The job that decides; whoever reads the values needs it. */
  readonly versionJob: Job;
  /** Number of the version. */
  readonly version: Expr;
  /** dist-tag that it gets. */
  readonly distTag: Expr;
}
