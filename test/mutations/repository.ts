import { inserting, Mutation, WORKFLOWS } from './mutation';

/** Defects of the X rules. */
export const REPOSITORY: readonly Mutation[] = [
  inserting('X04', 'a script that is not there', ['missing-files'], WORKFLOWS, /^ {4}steps:$/, () => ['      - name: Run', '        run: scripts/ci/nowhere.sh'], 1),
];
