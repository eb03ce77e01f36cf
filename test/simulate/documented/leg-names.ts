import { DocumentedCase, onPush } from './case';
import { from } from './sources';
import { Event } from '../../../src/simulate/event';

const main = Event.push({ branch: 'main' });
/** The parser of GitHub's own service, which the runner carries. */
const NAMES = [from.runner('Sdk/WorkflowParser/Conversion/MatrixBuilder.cs'), from.runner('Sdk/WorkflowParser/Conversion/JobNameBuilder.cs')];

/** How the checks of legs are named. The documentation does not say. */
export const legNameCases: DocumentedCase[] = [
  {
    id: 'matrix/names-of-legs',
    title: 'The name of a check has the values of its leg, also where the job has a name of its own (only the source says so)',
    source: NAMES,
    stated: 'source',
    workflow: onPush({ test: 'name: Unit tests\nstrategy: { matrix: { node: [22], flag: [true, false] } }', own: 'name: Node ${{ matrix.node }}\nstrategy: { matrix: { node: [22] } }' }),
    event: main,
    expected: { names: { 'test (22, true)': 'Unit tests (22, true)', 'test (22, false)': 'Unit tests (22, false)', 'own (22)': 'Node 22' } },
    act: { notSupported: 'it makes no checks' },
  },
  {
    id: 'matrix/names-without-extras',
    title: 'What include adds to a leg is not in its name; a leg that include makes has all its values there (only the source says so)',
    source: NAMES,
    stated: 'source',
    workflow: onPush({ test: 'strategy: { matrix: { node: [22, 24], include: [{ node: 24, npm: 11 }, { node: 26, npm: 12 }] } }' }),
    event: main,
    expected: {
      keys: ['test (22)', 'test (24)', 'test (26, 12)'],
      names: { 'test (24)': 'test (24)', 'test (26, 12)': 'test (26, 12)' },
    },
    act: { notSupported: 'it makes no checks' },
  },
  {
    id: 'matrix/names-of-objects',
    title: 'Of an object the name has the values, and empty texts are left out (only the source says so)',
    source: NAMES,
    stated: 'source',
    workflow: onPush({ test: "strategy: { matrix: { node: [{ version: 14, flags: { a: x } }], variant: ['', slim] } }" }),
    event: main,
    expected: { keys: ['test (14, x)', 'test (14, x, slim)'] },
    act: { notSupported: 'it makes no checks' },
  },
  {
    id: 'matrix/long-names',
    title: 'A name of a leg is cut after 100 characters (only the source says so)',
    source: NAMES,
    stated: 'source',
    workflow: onPush({ test: `strategy: { matrix: { text: [${'x'.repeat(120)}] } }` }),
    event: main,
    expected: { names: { test: `test (${'x'.repeat(91)}...` } },
    act: { notSupported: 'it makes no checks' },
  },
];
