import { DocumentedCase, onPush } from './case';
import { from } from './sources';
import { Event } from '../../../src/simulate/event';

const main = Event.push({ branch: 'main' });
const other = Event.push({ branch: 'other' });
const CONCURRENCY = from.concurrency;
const NO_GROUPS = { notSupported: 'it leaves concurrency out' };

const serial = onPush({ build: '' }, 'concurrency: deploy');

/** What runs and jobs of one concurrency group do to each other. The runs of several events begin at the same time. */
export const concurrencyCases: DocumentedCase[] = [
  {
    id: 'concurrency/two-runs',
    title: 'A second run of the group is pending until the first is done',
    source: CONCURRENCY,
    workflow: serial,
    event: [main, main],
    runs: [{ conclusion: 'success', groups: { '': 'deploy' } }, { conclusion: 'success', groups: { '': 'deploy' } }],
    act: NO_GROUPS,
  },
  {
    id: 'concurrency/pending-behind-a-waiting-run',
    title: 'While the first run waits for its reviewers, the second is pending',
    source: [CONCURRENCY, from.environments('required-reviewers')],
    workflow: onPush({ deploy: 'environment: production' }, 'concurrency: deploy'),
    event: [main, main],
    given: { environments: { production: { reviewers: ['ann'], approval: 'waiting' } } },
    runs: [{ conclusion: 'waiting' }, { conclusion: 'pending' }],
    act: NO_GROUPS,
  },
  {
    id: 'concurrency/newest-pending-stays',
    title: 'A third run takes the place of the one that is pending, which is cancelled',
    source: CONCURRENCY,
    workflow: serial,
    event: [main, main, main],
    runs: [{ conclusion: 'success' }, { conclusion: 'cancelled' }, { conclusion: 'success' }],
    act: NO_GROUPS,
  },
  {
    id: 'concurrency/cancel-in-progress',
    title: 'With cancel-in-progress the run at work is cancelled',
    source: CONCURRENCY,
    workflow: onPush({ build: '' }, 'concurrency: { group: "ci-${{ github.ref }}", cancel-in-progress: true }'),
    event: [main, main],
    runs: [{ conclusion: 'cancelled', groups: { '': 'ci-refs/heads/main' } }, { conclusion: 'success' }],
    act: NO_GROUPS,
  },
  {
    id: 'concurrency/other-group',
    title: 'Runs of different groups do not see each other',
    source: CONCURRENCY,
    workflow: onPush({ build: '' }, 'concurrency: { group: "ci-${{ github.ref }}", cancel-in-progress: true }'),
    event: [main, other],
    runs: [{ conclusion: 'success' }, { conclusion: 'success', groups: { '': 'ci-refs/heads/other' } }],
    act: NO_GROUPS,
  },
  {
    id: 'concurrency/queue-max',
    title: 'With queue: max all of them wait for their turn',
    source: CONCURRENCY,
    workflow: onPush({ build: '' }, 'concurrency: { group: deploy, queue: max }'),
    event: [main, main, main, main],
    runs: [{ conclusion: 'success' }, { conclusion: 'success' }, { conclusion: 'success' }, { conclusion: 'success' }],
    act: NO_GROUPS,
  },
  {
    id: 'concurrency/queue-max-with-cancel',
    title: 'queue: max and cancel-in-progress: true do not go together',
    source: CONCURRENCY,
    workflow: onPush({ build: '' }, 'concurrency: { group: deploy, queue: max, cancel-in-progress: true }'),
    event: main,
    expected: { refused: /queue|cancel-in-progress/ },
    act: NO_GROUPS,
  },
  {
    id: 'concurrency/ignore-case',
    title: 'Names of groups are compared without regard to case',
    source: CONCURRENCY,
    workflow: {
      '.github/workflows/a.yml': onPush({ build: '' }, 'concurrency: { group: prod, cancel-in-progress: true }'),
      '.github/workflows/b.yml': onPush({ build: '' }, 'concurrency: { group: Prod, cancel-in-progress: true }'),
    },
    event: main,
    runs: [{ conclusion: 'cancelled' }, { conclusion: 'success' }],
    act: NO_GROUPS,
  },
  {
    id: 'concurrency/across-workflows',
    title: 'A group is of the repository: runs of other workflows are cancelled too, unless the group has the name of the workflow in it',
    source: CONCURRENCY,
    workflow: {
      '.github/workflows/a.yml': onPush({ build: '' }, 'name: A\nconcurrency: { group: "${{ github.workflow }}-${{ github.ref }}", cancel-in-progress: true }'),
      '.github/workflows/b.yml': onPush({ build: '' }, 'name: B\nconcurrency: { group: "${{ github.workflow }}-${{ github.ref }}", cancel-in-progress: true }'),
    },
    event: main,
    runs: [{ conclusion: 'success', groups: { '': 'A-refs/heads/main' } }, { conclusion: 'success', groups: { '': 'B-refs/heads/main' } }],
    act: NO_GROUPS,
  },
  {
    id: 'concurrency/cancel-expression',
    title: 'The example of release branches: pushes there do not cancel the run at work',
    source: CONCURRENCY,
    workflow: releases(),
    event: [Event.push({ branch: 'release/1.2.3' }), Event.push({ branch: 'release/1.2.3' })],
    runs: [{ conclusion: 'success' }, { conclusion: 'success' }],
    act: NO_GROUPS,
  },
  {
    id: 'concurrency/cancel-expression-elsewhere',
    title: 'The example of release branches: pushes to main do',
    source: CONCURRENCY,
    workflow: releases(),
    event: [main, main],
    runs: [{ conclusion: 'cancelled' }, { conclusion: 'success' }],
    act: NO_GROUPS,
  },
  {
    id: 'concurrency/fallback',
    title: 'The example of a fallback: without a pull request each run is a group of its own',
    source: CONCURRENCY,
    workflow: onPush({ build: '' }, 'concurrency: { group: "${{ github.head_ref || github.run_id }}", cancel-in-progress: true }'),
    event: [main, main],
    runs: [{ conclusion: 'success' }, { conclusion: 'success' }],
    act: NO_GROUPS,
  },
  {
    id: 'concurrency/of-a-job',
    title: 'A job may be in a group of its own: the one at work is cancelled by the same job of the next run',
    source: from.syntax('jobsjob_idconcurrency'),
    workflow: onPush({ 'job-1': 'concurrency: { group: staging_environment, cancel-in-progress: true }', 'lint': '' }),
    event: [main, main],
    runs: [
      { jobs: { 'job-1': 'cancelled', 'lint': 'success' }, groups: { 'job-1': 'staging_environment' } },
      { conclusion: 'success', jobs: { 'job-1': 'success', 'lint': 'success' } },
    ],
    act: NO_GROUPS,
  },
  {
    id: 'concurrency/legs-of-a-matrix',
    title: 'Of three legs in one group, one runs, the newest is pending, and the one between is cancelled',
    source: from.syntax('jobsjob_idconcurrency'),
    workflow: onPush({ deploy: 'strategy: { fail-fast: false, matrix: { n: [1, 2, 3] } }\nconcurrency: one' }),
    event: main,
    expected: { jobs: { 'deploy (1)': 'success', 'deploy (2)': 'cancelled', 'deploy (3)': 'success' } },
    act: NO_GROUPS,
  },
  {
    id: 'concurrency/deadlock',
    title: 'A job in the group of its own run waits for itself: it is cancelled (only issues say so)',
    source: [from.issue('github/vscode-github-actions', 135), from.issue('rhysd/actionlint', 538)],
    stated: 'issue',
    workflow: onPush({ deadlock: 'concurrency: test' }, 'concurrency: test'),
    event: main,
    expected: { conclusion: 'cancelled', jobs: { deadlock: 'cancelled' } },
    act: NO_GROUPS,
  },
];

function releases(): string {
  return onPush({ build: '' }, "concurrency: { group: \"${{ github.workflow }}-${{ github.ref }}\", cancel-in-progress: \"${{ !contains(github.ref, 'release/')}}\" }");
}
