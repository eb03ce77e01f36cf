import { DocumentedCase, onPush } from './case';
import { from } from './sources';
import { Event } from '../../../src/simulate/event';

const main = Event.push({ branch: 'main' });
const FAIL_FAST = from.syntax('jobsjob_idstrategyfail-fast');

const EXPERIMENTAL = onPush({
  test: `
    runs-on: ubuntu-latest
    continue-on-error: \${{ matrix.experimental }}
    strategy:
      fail-fast: true
      max-parallel: 1
      matrix:
        version: [6, 7, 8]
        experimental: [false]
        include:
          - version: 9
            experimental: true`,
  next: 'needs: test',
});

/** How the legs of a matrix end, and what that does to each other. */
export const legCases: DocumentedCase[] = [
  {
    id: 'matrix/any-failure',
    title: 'A job of which one leg failed has failed to those that need it',
    source: [FAIL_FAST, from.contexts('needs-context')],
    workflow: onPush({
      test: 'strategy: { fail-fast: false, matrix: { n: [1, 2, 3] } }',
      next: 'needs: test',
      alarm: "needs: test\nif: always() && needs.test.result == 'failure'",
    }),
    event: main,
    given: { results: { 'test (2)': 'failure' } },
    expected: { conclusion: 'failure', jobs: { 'test (1)': 'success', 'test (2)': 'failure', 'test (3)': 'success', 'next': 'skipped', 'alarm': 'success' } },
    act: 'agrees',
  },
  {
    id: 'matrix/fail-fast-by-default',
    title: 'When a leg fails, those at work and those that wait are cancelled',
    source: FAIL_FAST,
    workflow: onPush({ test: 'strategy: { max-parallel: 1, matrix: { n: [1, 2, 3] } }', alarm: "needs: test\nif: always() && needs.test.result == 'failure'" }),
    event: main,
    given: { results: { 'test (1)': 'failure' } },
    expected: { conclusion: 'failure', jobs: { 'test (1)': 'failure', 'test (2)': 'cancelled', 'test (3)': 'cancelled', 'alarm': 'success' } },
    act: { differs: 'test (2) success, test (3) success' },
  },
  {
    id: 'matrix/fail-fast-off',
    title: 'With fail-fast: false the other legs go on',
    source: FAIL_FAST,
    workflow: onPush({ test: 'strategy: { fail-fast: false, max-parallel: 1, matrix: { n: [1, 2, 3] } }' }),
    event: main,
    given: { results: { 'test (1)': 'failure' } },
    expected: { conclusion: 'failure', jobs: { 'test (1)': 'failure', 'test (2)': 'success', 'test (3)': 'success' } },
    act: 'agrees',
  },
  {
    id: 'matrix/fail-fast-expression',
    title: 'fail-fast may be an expression',
    source: FAIL_FAST,
    workflow: onPush({ test: "strategy: { fail-fast: \"${{ github.ref != 'refs/heads/main' }}\", max-parallel: 1, matrix: { n: [1, 2] } }" }),
    event: main,
    given: { results: { 'test (1)': 'failure' } },
    expected: { jobs: { 'test (1)': 'failure', 'test (2)': 'success' } },
    act: 'agrees',
  },
  {
    id: 'matrix/experimental-fails',
    title: 'When the experimental leg of the example fails, the others are not affected and the run succeeds',
    source: [from.matrix('handling-failures'), from.syntax('jobsjob_idcontinue-on-error')],
    workflow: EXPERIMENTAL,
    event: main,
    given: { results: { 'test (9, true)': 'failure' } },
    expected: {
      conclusion: 'success',
      jobs: { 'test (6, false)': 'success', 'test (7, false)': 'success', 'test (8, false)': 'success', 'next': 'success' },
      jobOutcomes: { 'test (9, true)': 'failure' },
    },
    act: { differs: 'run failure, next skipped' },
  },
  {
    id: 'matrix/stable-fails',
    title: 'When a leg of the example that must not fail does, the rest is cancelled',
    source: from.matrix('handling-failures'),
    workflow: EXPERIMENTAL,
    event: main,
    given: { results: { 'test (6, false)': 'failure' } },
    expected: {
      conclusion: 'failure',
      jobs: { 'test (6, false)': 'failure', 'test (7, false)': 'cancelled', 'test (8, false)': 'cancelled', 'test (9, true)': 'cancelled', 'next': 'skipped' },
    },
    act: { differs: 'test (7, false) success, test (8, false) success, test (9, true) success' },
  },
  {
    id: 'matrix/one-may-fail',
    title: 'The leg of the example that may fail does not fail the run',
    source: from.syntax('jobsjob_idcontinue-on-error'),
    workflow: onPush({
      test: `
        runs-on: \${{ matrix.os }}
        continue-on-error: \${{ matrix.experimental }}
        strategy:
          fail-fast: false
          matrix:
            node: [13, 14]
            os: [macos-latest, ubuntu-latest]
            experimental: [false]
            include:
              - node: 15
                os: ubuntu-latest
                experimental: true`,
    }),
    event: main,
    given: { results: { 'test (15, ubuntu-latest, true)': 'failure' } },
    expected: { conclusion: 'success', jobs: { 'test (13, macos-latest, false)': 'success', 'test (14, ubuntu-latest, false)': 'success' } },
    act: { differs: 'run failure' },
  },
  {
    id: 'matrix/max-parallel',
    title: 'With max-parallel: 1 the legs run one after the other, in the order of the matrix',
    source: [from.syntax('jobsjob_idstrategymax-parallel'), from.matrix('defining-the-maximum-number-of-concurrent-jobs')],
    workflow: onPush({ test: 'strategy: { max-parallel: 1, matrix: { n: [3, 1, 2] } }', next: 'needs: test' }),
    event: main,
    expected: { order: ['test (3)', 'test (1)', 'test (2)', 'next'] },
    act: 'agrees',
  },
  {
    id: 'matrix/outputs-of-all-legs',
    title: 'Outputs of all legs are put together',
    source: from.outputs,
    workflow: onPush({
      job1: `
        outputs:
          output_1: \${{ steps.gen_output.outputs.output_1 }}
          output_2: \${{ steps.gen_output.outputs.output_2 }}
          output_3: \${{ steps.gen_output.outputs.output_3 }}
        strategy: { max-parallel: 1, matrix: { version: [1, 2, 3] } }
        steps: [{ id: gen_output, run: make }]`,
      job2: `
        needs: job1
        outputs: { seen: "\${{ needs.job1.outputs.output_1 }}\${{ needs.job1.outputs.output_2 }}\${{ needs.job1.outputs.output_3 }}" }`,
    }),
    event: main,
    given: {
      outputs: {
        'job1 (1)/gen_output': { output_1: '1' }, 'job1 (2)/gen_output': { output_2: '2' }, 'job1 (3)/gen_output': { output_3: '3' },
      },
    },
    expected: { outputs: { job2: { seen: '123' } } },
    act: { differs: 'job2.seen 1' },
  },
  {
    id: 'matrix/outputs-of-the-last-leg',
    title: 'Of one output that several legs set, the last leg that runs decides',
    source: from.outputs,
    workflow: onPush({
      job1: `
        outputs: { which: "\${{ steps.tell.outputs.which }}" }
        strategy: { max-parallel: 1, matrix: { n: [1, 2] } }
        steps: [{ id: tell, run: make }]`,
      job2: 'needs: job1\noutputs: { seen: "${{ needs.job1.outputs.which }}" }',
    }),
    event: main,
    given: { outputs: { 'job1 (1)/tell': { which: 'first' }, 'job1 (2)/tell': { which: 'second' } } },
    expected: { outputs: { job2: { seen: 'second' } } },
    act: { differs: 'job2.seen first' },
  },
];
