/** What a check found. */
export interface Finding {
  /** Construct path of what is wrong. */
  readonly place: string;
  /** What is wrong, with the value. One sentence. */
  readonly problem: string;
  /** What is allowed and how to repair it. */
  readonly fix: string;
  /** The user's line, `file:line`. @default - unknown */
  readonly at?: string;
}

/** Takes what a check finds. */
export interface IFindings {
  /** Reports one finding. */
  report(finding: Finding): void;
}
