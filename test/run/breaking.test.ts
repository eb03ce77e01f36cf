/**
 * Invariant: whichever step fails, the run ends as GitHub's would. Each step of each job is broken in turn, really run, and the
 * results of all jobs and of the run are held against those of the simulator, which is tested against documented cases.
 */
import { play, removeRepositories, someRepository, workflow } from './some-repository';
import { Event } from '../../src/simulate/event';
import { simulate } from '../../src/simulate/simulate';

jest.setTimeout(120_000);
afterAll(removeRepositories);

const indented = (text: string, by: string) => text.replace(/^(?=.)/gm, by);
// A step fails where the variable BREAK has its name.
const step = (name: string, more = '') => `- name: ${name}\n  run: case " $BREAK " in *" ${name} "*) exit 1;; esac\n${indented(more, '  ')}`;
const job = (id: string, steps: string, more = '') => `${id}:\n  runs-on: ubuntu-latest\n${indented(more, '  ')}  steps:\n${indented(steps, '    ')}`;

const GATE = '- name: gate-first\n  env: { RESULTS: "${{ join(needs.*.result) }}" }\n  run: case "$RESULTS" in *failure*|*cancelled*) exit 1;; esac; case " $BREAK " in *" gate-first "*) exit 1;; esac\n';
const ACTION = `name: Two\ndescription: Two steps\nruns:\n  using: composite\n  steps:\n${['inner-first', 'inner-second'].map((name) => indented(step(name, 'shell: bash\n'), '    ')).join('')}`;
const JOBS = [
  job('plain', step('first') + step('second') + step('cleanup', 'if: always()\n')),
  job('tolerant', step('may-fail', 'continue-on-error: true\nid: may\n') + step('on-outcome', 'if: steps.may.outcome == \'failure\'\n') + step('rest')),
  job('below', step('below-first'), 'needs: plain\n'),
  job('rescue', step('rescue-first') + step('rescue-failure', 'if: failure()\n'), 'needs: plain\nif: failure()\n'),
  job('allowed', step('allowed-first'), 'continue-on-error: true\n'),
  job('after-allowed', step('after-allowed-first'), 'needs: allowed\n'),
  job('legs', step('leg-${{ matrix.n }}', 'id: leg\n'), 'strategy: { fail-fast: false, matrix: { n: [1, 2] } }\n'),
  job('composed', `- uses: $/.github/actions/two\n  id: two\n${step('composed-last', 'if: success() || steps.two.outcome == \'failure\'\n')}`),
  job('skipped', step('never'), 'if: github.event_name == \'schedule\'\n'),
  job('behind-skipped', step('behind'), 'needs: [skipped, below]\nif: "!failure()"\n'),
  job('gate', GATE, 'needs: [plain, tolerant, below, legs, composed]\nif: always()\n'),
].join('');
const FILES = { '.github/workflows/ci.yml': workflow(JOBS).replace('jobs:', 'env: { BREAK: "${{ vars.BREAK }}" }\njobs:'), '.github/actions/two/action.yml': ACTION };

/** What is broken, as `job/step`; where a step runs only when another has failed, that one too. */
const BROKEN = [
  'plain/first', 'plain/second', 'plain/cleanup', 'tolerant/may-fail', 'tolerant/may-fail tolerant/on-outcome', 'tolerant/rest', 'below/below-first',
  'plain/first rescue/rescue-first', 'plain/first rescue/rescue-first rescue/rescue-failure', 'allowed/allowed-first', 'after-allowed/after-allowed-first',
  'legs (1)/leg-1', 'legs (2)/leg-2', 'composed/inner-first', 'composed/inner-second', 'composed/composed-last', 'behind-skipped/behind', 'gate/gate-first',
  'plain/first plain/cleanup', 'composed/inner-first composed/composed-last', 'legs (1)/leg-1 tolerant/rest',
];
const split = (broken: string) => broken.split(/ (?=\w[\w-]*(?: \(\d\))?\/)/).map((each) => each.split('/') as [string, string]);

test.each(['', ...BROKEN])('broken: %s', async (broken) => {
  const pairs = broken === '' ? [] : split(broken);
  const played = await play(someRepository(FILES), { variables: { BREAK: pairs.map(([, name]) => name).join(' ') } });
  for (const [key, name] of pairs) expect(played.job(key).report.steps.find((each) => each.name === name)!.outcome).toBe('failure');
  let simulation = pairs.reduce((all, [key, name]) => all.withResult(`${key}/${name.replace(/^leg-\d$/, 'leg')}`, 'failure'), simulate(FILES, Event.push()));
  // The gate fails by what it looks at, which a simulation does not execute.
  const needed = ['plain', 'tolerant', 'below', 'legs (1)', 'legs (2)', 'composed'].map((key) => played.report.jobs.find((each) => each.key === key)!.result);
  const isShut = needed.includes('failure') || needed.includes('cancelled');
  if (isShut) simulation = simulation.withResult('gate/gate-first', 'failure');
  expect(played.job('gate').result).toBe(isShut || broken.startsWith('gate') ? 'failure' : 'success');
  expect(ended(played.report)).toEqual(ended(simulation.run().runs[0]));
});

test('every step has been broken, but the one that never runs', () => {
  const names = [...JOBS.matchAll(/^ *- name: (.+)$/gm), ...ACTION.matchAll(/^ *- name: (.+)$/gm)].flatMap(([, name]) => (name.includes('${{') ? ['leg-1', 'leg-2'] : [name]));
  const broken = new Set(BROKEN.flatMap((each) => split(each).map(([, name]) => name)));
  expect(names.filter((name) => !broken.has(name))).toEqual(['never']);
});

function ended({ conclusion, jobs }: { readonly conclusion: string; readonly jobs: readonly { readonly key: string; readonly result: string }[] }): Record<string, string> {
  return { ...Object.fromEntries(jobs.map(({ key, result }) => [key, result])), '(run)': conclusion };
}
