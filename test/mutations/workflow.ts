import { Mutation, replacing, WORKFLOWS } from './mutation';

/** Defects of the R rules. */
export const WORKFLOW: readonly Mutation[] = [
  replacing('R01', 'a key that GitHub does not know', ['workflow-schema'], WORKFLOWS, /^ {4}timeout-minutes: /, ({ text }) => [text.replace('timeout-minutes', 'timeout-minute')]),
  replacing('R14', 'a runner that is retired', ['runner-labels'], WORKFLOWS, /^ {4}runs-on: ubuntu-/, () => ['    runs-on: ubuntu-20.04']),
];
