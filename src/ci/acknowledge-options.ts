/** Why a finding is accepted, and for how long. */
export interface AcknowledgeOptions {
  /** Why it is accepted, for whoever reviews it. */
  readonly reason: string;
  /** Last day it holds, `YYYY-MM-DD`; from the next on the finding is told again. @default - for ever */
  readonly until?: string;
  /** Construct path, such as `Ci/Integration`, or file that it is limited to. @default - everywhere */
  readonly in?: string;
}
