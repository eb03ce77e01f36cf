/**
 * For tests of what a repository composes: synthesize into a folder of its own, find workflows, jobs and steps, take
 * stable snapshots. Works in any test runner.
 */
export * from './synthesize';
export * from './synthesized';
