import { DocumentedCase, onPush, workflowOf } from './case';
import { from } from './sources';
import { Event } from '../../../src/simulate/event';

const main = Event.push({ branch: 'main' });
const MATRIX = from.syntax('jobsjob_idstrategymatrix');
const INCLUDE = from.syntax('jobsjob_idstrategymatrixinclude');

/** Which jobs a matrix makes: the examples of the documentation, literally. */
export const matrixCases: DocumentedCase[] = [
  {
    id: 'matrix/one-dimension',
    title: 'One variable makes a job for each of its values, with the value in the name',
    source: MATRIX,
    workflow: onPush({ example_matrix: 'strategy: { matrix: { version: [10, 12, 14] } }' }),
    event: main,
    expected: {
      keys: ['example_matrix (10)', 'example_matrix (12)', 'example_matrix (14)'],
      legs: { example_matrix: [{ version: 10 }, { version: 12 }, { version: 14 }] },
    },
    act: 'agrees',
  },
  {
    id: 'matrix/two-dimensions',
    title: 'Two variables make a job for each pair; the first variable changes slowest',
    source: from.matrix('adding-a-matrix-strategy-to-your-workflow-job'),
    workflow: onPush({ example_matrix: 'strategy: { matrix: { version: [10, 12, 14], os: [ubuntu-latest, windows-latest] } }\nruns-on: ${{ matrix.os }}' }),
    event: main,
    expected: {
      legs: {
        example_matrix: [
          { version: 10, os: 'ubuntu-latest' }, { version: 10, os: 'windows-latest' }, { version: 12, os: 'ubuntu-latest' },
          { version: 12, os: 'windows-latest' }, { version: 14, os: 'ubuntu-latest' }, { version: 14, os: 'windows-latest' },
        ],
      },
      names: { 'example_matrix (12, windows-latest)': 'example_matrix (12, windows-latest)' },
    },
    act: 'agrees',
  },
  {
    id: 'matrix/objects',
    title: 'A value may be an object, whose properties the jobs see',
    source: MATRIX,
    workflow: onPush({
      test: `
        strategy:
          matrix:
            os: [ubuntu-latest, macos-latest]
            node:
              - version: 14
              - version: 20
                env: NODE_OPTIONS=--openssl-legacy-provider
        steps: [{ id: flag, if: matrix.node.env, run: make }]`,
    }),
    event: main,
    expected: {
      legs: {
        test: [
          { os: 'ubuntu-latest', node: { version: 14 } }, { os: 'ubuntu-latest', node: { version: 20, env: 'NODE_OPTIONS=--openssl-legacy-provider' } },
          { os: 'macos-latest', node: { version: 14 } }, { os: 'macos-latest', node: { version: 20, env: 'NODE_OPTIONS=--openssl-legacy-provider' } },
        ],
      },
    },
    act: 'agrees',
  },
  {
    id: 'matrix/include-fruit',
    title: 'include extends the legs that it does not contradict, and makes its own where it fits none',
    source: from.matrix('expanding-or-adding-matrix-configurations'),
    workflow: onPush({
      eat: `
        strategy:
          matrix:
            fruit: [apple, pear]
            animal: [cat, dog]
            include:
              - color: green
              - color: pink
                animal: cat
              - fruit: apple
                shape: circle
              - fruit: banana
              - fruit: banana
                animal: cat`,
    }),
    event: main,
    expected: {
      legs: {
        eat: [
          { fruit: 'apple', animal: 'cat', color: 'pink', shape: 'circle' }, { fruit: 'apple', animal: 'dog', color: 'green', shape: 'circle' },
          { fruit: 'pear', animal: 'cat', color: 'pink' }, { fruit: 'pear', animal: 'dog', color: 'green' },
          { fruit: 'banana' }, { fruit: 'banana', animal: 'cat' },
        ],
      },
    },
    act: 'agrees',
  },
  {
    id: 'matrix/include-expands',
    title: 'An include that matches one leg gives it one more value',
    source: INCLUDE,
    workflow: onPush({
      example_matrix: `
        strategy:
          matrix:
            os: [windows-latest, ubuntu-latest]
            node: [12, 14, 16]
            include:
              - os: windows-latest
                node: 16
                npm: 6`,
    }),
    event: main,
    expected: {
      legs: {
        example_matrix: [
          { os: 'windows-latest', node: 12 }, { os: 'windows-latest', node: 14 }, { os: 'windows-latest', node: 16, npm: 6 },
          { os: 'ubuntu-latest', node: 12 }, { os: 'ubuntu-latest', node: 14 }, { os: 'ubuntu-latest', node: 16 },
        ],
      },
    },
    act: 'agrees',
  },
  {
    id: 'matrix/include-adds',
    title: 'An include that matches none is one more leg, at the end',
    source: INCLUDE,
    workflow: onPush({
      example_matrix: `
        strategy:
          matrix:
            os: [macos-latest, windows-latest, ubuntu-latest]
            version: [12, 14, 16]
            include:
              - os: windows-latest
                version: 17`,
    }),
    event: main,
    expected: {
      legs: {
        example_matrix: [
          ...['macos-latest', 'windows-latest', 'ubuntu-latest'].flatMap((os) => [12, 14, 16].map((version) => ({ os, version }))),
          { os: 'windows-latest', version: 17 },
        ],
      },
    },
    act: 'agrees',
  },
  {
    id: 'matrix/include-only',
    title: 'Without variables each include is a leg',
    source: INCLUDE,
    workflow: onPush({
      includes_only: `
        strategy:
          matrix:
            include:
              - site: "production"
                datacenter: "site-a"
              - site: "staging"
                datacenter: "site-b"`,
    }),
    event: main,
    expected: {
      keys: ['includes_only (production, site-a)', 'includes_only (staging, site-b)'],
      legs: { includes_only: [{ site: 'production', datacenter: 'site-a' }, { site: 'staging', datacenter: 'site-b' }] },
    },
    act: 'agrees',
  },
  {
    id: 'matrix/exclude',
    title: 'exclude takes legs out that match it in part',
    source: from.matrix('excluding-matrix-configurations'),
    workflow: onPush({
      build: `
        strategy:
          matrix:
            os: [macos-latest, windows-latest]
            version: [12, 14, 16]
            environment: [staging, production]
            exclude:
              - os: macos-latest
                version: 12
                environment: production
              - os: windows-latest
                version: 16`,
    }),
    event: main,
    expected: {
      legs: {
        build: [
          { os: 'macos-latest', version: 12, environment: 'staging' },
          ...[14, 16].flatMap((version) => ['staging', 'production'].map((environment) => ({ os: 'macos-latest', version, environment }))),
          ...[12, 14].flatMap((version) => ['staging', 'production'].map((environment) => ({ os: 'windows-latest', version, environment }))),
        ],
      },
    },
    act: 'agrees',
  },
  {
    id: 'matrix/include-after-exclude',
    title: 'include comes after exclude, and brings back what that took out',
    source: from.syntax('jobsjob_idstrategymatrixexclude'),
    workflow: onPush({ test: 'strategy: { matrix: { n: [1, 2, 3], exclude: [{ n: 2 }], include: [{ n: 2, back: true }] } }' }),
    event: main,
    expected: { legs: { test: [{ n: 1 }, { n: 3 }, { n: 2, back: true }] } },
    act: 'agrees',
  },
  {
    id: 'matrix/from-an-output',
    title: 'A matrix may come from the output of another job',
    source: from.expressions('fromjson'),
    workflow: onPush({
      job1: `
        outputs: { matrix: "\${{ steps.set-matrix.outputs.matrix }}" }
        steps: [{ id: set-matrix, run: make matrix }]`,
      job2: 'needs: job1\nstrategy: { matrix: "${{ fromJSON(needs.job1.outputs.matrix) }}" }',
    }),
    event: main,
    given: { outputs: { 'job1/set-matrix': { matrix: '{"include":[{"project":"foo","config":"Debug"},{"project":"bar","config":"Release"}]}' } } },
    expected: {
      keys: ['job1', 'job2 (foo, Debug)', 'job2 (bar, Release)'],
      legs: { job2: [{ project: 'foo', config: 'Debug' }, { project: 'bar', config: 'Release' }] },
    },
    act: 'agrees',
  },
  {
    id: 'matrix/from-the-payload',
    title: 'A variable of the matrix may come from the payload of the event',
    source: from.matrix('using-contexts-to-create-matrices'),
    workflow: workflowOf('on: { repository_dispatch: { types: [test] } }', { example_matrix: 'strategy: { matrix: { version: "${{ github.event.client_payload.versions }}" } }' }),
    event: Event.repositoryDispatch('test', { versions: [12, 14, 16] }),
    expected: { legs: { example_matrix: [{ version: 12 }, { version: 14 }, { version: 16 }] } },
    act: 'agrees',
  },
  {
    id: 'matrix/empty',
    title: 'A variable without values fails the job (only the source, and messages in public runs, say so)',
    source: [from.runner('Sdk/WorkflowParser/Conversion/WorkflowTemplateConverter.cs'), from.issue('canonical/operator-workflows', 564)],
    stated: 'source',
    workflow: onPush({
      plan: 'outputs: { legs: "${{ steps.plan.outputs.legs }}" }\nsteps: [{ id: plan, run: make plan }]',
      test: 'needs: plan\nstrategy: { matrix: { leg: "${{ fromJSON(needs.plan.outputs.legs) }}" } }',
      next: 'needs: test',
    }),
    event: main,
    given: { outputs: { 'plan/plan': { legs: '[]' } } },
    expected: { conclusion: 'failure', jobs: { plan: 'success', test: 'failure', next: 'skipped' } },
    act: { differs: 'run success, test success, next success' },
  },
  {
    id: 'matrix/limit',
    title: 'A matrix makes 256 jobs at most; one that would make more fails its job (the documentation has the limit alone)',
    source: MATRIX,
    workflow: onPush({ test: `strategy: { matrix: { a: [${numbers(17)}], b: [${numbers(16)}] } }` }),
    event: main,
    expected: { conclusion: 'failure', keys: ['test'], jobs: { test: 'failure' } },
    act: { notSupported: 'it would run all 272 jobs' },
  },
  {
    id: 'matrix/strategy-context',
    title: 'strategy tells the place of a leg, the number of legs and the settings',
    source: from.contexts('strategy-context'),
    workflow: onPush({
      test: `
        strategy: { max-parallel: 4, matrix: { test-group: [1, 2], node: [14, 16] } }
        steps: [{ id: last, if: strategy.job-index == 3 && strategy.job-total == 4 && strategy.fail-fast && strategy.max-parallel == 4, run: make }]`,
    }),
    event: main,
    expected: { steps: { 'test (2, 16)/last': 'success', 'test (1, 14)/last': 'skipped', 'test (2, 14)/last': 'skipped' } },
    act: { differs: 'test (2, 16)/last skipped' },
  },
];

function numbers(count: number): string {
  return Array.from({ length: count }, (_, index) => index).join(', ');
}
