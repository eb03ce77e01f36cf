/** How a job or step ended. */
export type Result = 'success' | 'failure' | 'cancelled' | 'skipped';

/** The results by name, for who writes them in tests. */
export const Result = {
  SUCCESS: 'success',
  FAILURE: 'failure',
  CANCELLED: 'cancelled',
  SKIPPED: 'skipped',
} as const;

/** Where a job or run stands: ended, at work, waiting for a consent, or pending behind another in its concurrency group. */
export type Standing = Result | 'running' | 'waiting' | 'pending';
