import { addingStep, inserting, Mutation, replacing, WORKFLOWS } from './mutation';

/** Defects of the S rules. */
export const SECURITY: readonly Mutation[] = [
  replacing('S07', 'an action at a tag', ['unpinned-uses'], /^\.github\/(workflows\/|actions\/(?!pins))/, /^(\s+(?:- )?uses: [\w-]+\/[\w./-]+)@[0-9a-f]{40} # (\S+)$/, ({ match }) => [`${match[1]}@${match[2]}`]),
  replacing('S07', 'an action at a branch', ['unpinned-uses'], WORKFLOWS, /^(\s+uses: [\w-]+\/[\w./-]+)@[0-9a-f]{40} # (\S+)$/, ({ match }) => [`${match[1]}@main`]),
  addingStep('S01', 'the title of a pull request in shell text', ['template-injection'], () => ['name: Say', 'run: echo "${{ github.event.pull_request.title }}"'], 1),
  inserting('S05', 'every permission for a job', ['excessive-permissions'], WORKFLOWS, /^ {4}runs-on: /, () => ['    permissions: write-all']),
];
