/**
 * Invariants: a law that some run must keep asks for one run, a law that keeps jobs apart for two; a law about jobs that
 * are nowhere is an error; a proof that was cut short says so, and the same seed gives the same proof.
 */
import { Law } from '../../src/prove/law';
import { prove } from '../../src/prove/prove';
import { Event } from '../../src/simulate/event';
import { onCall, onPush, workflowOf } from '../simulate/documented/case';

const push = Event.push({ branch: 'main' });
const ci = (text: string, more: Readonly<Record<string, string>> = {}) => ({ '.github/workflows/ci.yml': text, ...more });
const wide = ci(onPush(Object.fromEntries([...'abcdef'].map((id) => [id, ''])), 'name: Wide'));

describe('a budget', () => {
  test('that is too small is told, with the seed of what was drawn by chance', () => {
    const proof = prove(wide, push).within({ budget: 100, seed: 7 }).that(Law.every('anything', (run) => run.jobs.length === 6)).check();
    expect([proof.holds, proof.isComplete, proof.tried[0].depth]).toEqual([true, false, 2]);
    expect(String(proof)).toMatchInlineSnapshot('"holds   anything (110 cases: all with up to 1 job that ends unusually, others by chance (seed 7))"');
  });

  test('gives the same proof with the same seed, and draws others with another', () => {
    const drawn = (seed: number) => {
      const shapes: string[] = [];
      prove(wide, push).within({ budget: 50, seed }).that(Law.every('anything', (run) => (shapes.push(run.jobs.map(({ result }) => result).join()), true))).check();
      return shapes;
    };
    expect(drawn(7)).toEqual(drawn(7));
    expect(drawn(7)).not.toEqual(drawn(8));
  });

  test('finds by chance what lies deeper than it reaches, and tells no more than breaks it', () => {
    const deep = Law.every('never do three fail', (run) => run.jobs.filter(({ result }) => result === 'failure').length < 3);
    expect(prove(wide, push).that(deep).check().violations[0].deviations).toBe(3);
    const seeds = Array.from({ length: 20 }, (_, seed) => seed);
    const found = seeds.flatMap((seed) => prove(wide, push).within({ budget: 150, seed }).that(deep).check().violations);
    expect(found.length).toBeGreaterThan(5);
    for (const { deviations, runs } of found) {
      expect([deviations, runs[0].jobs.map(({ result }) => result).sort()]).toEqual([3, ['failure', 'failure', 'failure', 'success', 'success', 'success']]);
    }
  });
});

describe('a law that some run keeps', () => {
  const workflow = ci(onPush({ a: '', b: 'needs: a\nif: failure()', c: 'if: false' }));

  test('needs one, of whatever event', () => {
    const proof = prove(workflow, push).that(Law.canRun('b')).that(Law.some('both run', (run) => run.job('a').hasRun && run.job('b').hasRun)).check();
    expect(String(proof)).toMatchInlineSnapshot(`
"holds   b can run (all 2 cases)
holds   both run (all 2 cases)"
`);
  });

  test('is broken where none does', () => {
    expect(String(prove(workflow, push).that(Law.canRun('c')).check())).toMatchInlineSnapshot(`
"broken  c can run (2 cases)

c can run: this breaks it
  no run keeps it; this is the usual one
  event: push to main

  job  result   because
  a    success
  b    skipped  failure() is false
  c    skipped  false is false"
`);
  });

  test('that was not tried in all ways says how far it was looked', () => {
    const many = Law.some('all fail', (run) => run.jobs.every(({ result }) => result === 'failure'));
    const { violations: [violation], isComplete } = prove(wide, push).within({ budget: 20 }).that(many).check();
    expect(isComplete).toBe(false);
    expect(violation.because).toMatchInlineSnapshot('"no run that was tried keeps it; this is the usual one"');
  });
});

describe('jobs are kept apart', () => {
  const deploy = (settings: string) => ({ 'ship.yml': workflowOf('on: push', { ship: 'environment: live' }, settings), 'back.yml': workflowOf('on: workflow_dispatch', { back: 'environment: Live' }, settings) });
  const files = (settings: string, jobSettings = '') => Object.fromEntries(Object.entries(deploy(settings)).map(([name, text]) => [`.github/workflows/${name}`, text.replace(/environment/g, `${jobSettings}\n    environment`)]));
  const holds = (given: Readonly<Record<string, string>>) => [Law.neverTogether('ship', 'back'), Law.neverTogether('ship', 'ship'), Law.oneAtATime()]
    .map((law) => prove(given, push, Event.dispatch('back')).that(law).check().holds);

  test.each<[string, string, string, boolean]>([
    ['by a group of their workflows', 'concurrency: live', '', true],
    ['by one with a queue', 'concurrency: { group: live, queue: max }', '', true],
    ['by one that cancels what is in progress', 'concurrency: { group: live, cancel-in-progress: true }', '', true],
    ['by a group of the jobs', '', 'concurrency: live', true],
    ['by a group of the jobs with a queue', '', 'concurrency: { group: live, queue: max }', true],
    ['not without one', '', '', false],
    ['not by groups of one run each', 'concurrency: live-${{ github.run_id }}', '', false],
  ])('%s', (_, settings, jobSettings, expected) => {
    expect(holds(files(settings, jobSettings))).toEqual([expected, expected, expected]);
  });

  test('not by groups of each workflow', () => {
    expect(holds(files('concurrency: ${{ github.workflow }}'))).toEqual([false, true, false]);
  });

  test('in one run too', () => {
    const law = Law.neverTogether('a', 'b');
    expect(prove(ci(onPush({ a: '', b: '' }, 'concurrency: one')), push).that(law).check().violations[0].because).toBe('a was still at work when b began, started by push to main');
    expect(prove(ci(onPush({ a: '', b: 'needs: a' }, 'concurrency: one')), push).that(law).check().holds).toBe(true);
  });

  test('where one of them begins only after a failure', () => {
    const jobs = { ship: '', mend: "needs: ship\nif: always() && needs.ship.result == 'failure'", other: '' };
    expect(prove(ci(onPush(jobs)), push).that(Law.neverTogether('mend', 'ship')).check().violations[0].because).toBe('ship was still at work when mend began, started by push to main');
    expect(prove(ci(onPush(jobs, 'concurrency: one')), push).that(Law.neverTogether('mend', 'ship')).check()).toMatchObject({ holds: true, cases: expect.any(Number) });
  });

  test('which is no proof where they never begin', () => {
    expect(() => prove(ci(onPush({ a: 'if: false', b: '' })), push).that(Law.neverTogether('a', 'b')).check()).toThrowErrorMatchingInlineSnapshot('"the law "a and b are never at work at once" says nothing, since no two jobs that it is about begin: push to main starts .github/workflows/ci.yml."');
  });
});

describe('a law about jobs', () => {
  test('that are nowhere is an error, with the nearest name', () => {
    expect(() => prove(ci(onPush({ build: '' })), push).that(Law.alwaysRuns('biuld')).check()).toThrowErrorMatchingInlineSnapshot('"the law "biuld is never skipped" says nothing, since it is about no workflow that these events start: push to main starts .github/workflows/ci.yml. .github/workflows/ci.yml has no job "biuld". Did you mean build?"');
    expect(() => prove(ci(onPush({ build: '' })), push).that(Law.alwaysRuns('build')).that(Law.neverTogether('build', 'deploy')).check()).toThrow('deploy');
  });

  test('that is called as another is an error of its own', () => {
    const twice = [Law.every('same', (run) => run.job('build').hasRun || run.isCancelled), Law.every('same', (run) => run.job('nowhere').hasRun)];
    expect(() => prove(ci(onPush({ build: '' })), push).that(twice[0]).that(twice[1]).check()).toThrow('nowhere');
  });

  test('counts for those workflows that have them', () => {
    const files = { ...ci(onPush({ gate: 'if: always()' })), '.github/workflows/other.yml': onPush({ build: '' }) };
    expect(prove(files, push).that(Law.alwaysRuns('gate')).check().tried.map(({ workflow }) => workflow)).toEqual(['.github/workflows/ci.yml']);
  });

  test('counts for all events that its jobs, or the law itself, can tell apart', () => {
    const text = workflowOf('on:\n  workflow_dispatch:\n    inputs: { where: { type: choice, options: [here, there] }, loud: { type: boolean } }', { a: "if: inputs.where == 'there'" });
    const tried = (law: Law) => prove(ci(text)).that(law).check().tried.map(({ event }) => String(event).replace(/.*on main /, ''));
    expect(tried(Law.every('anything', (run) => run.job('a').result !== 'failure' || run.isCancelled || true))).toEqual(['where=here loud=false', 'where=there loud=false']);
    expect(tried(Law.every('by event', (run) => run.event.name !== '' && run.jobs.length === 1))).toHaveLength(4);
  });

  test('of a called workflow, or a leg, counts where their caller or matrix was skipped too', () => {
    const files = ci(onPush({ a: '', ship: 'needs: a\nuses: ./.github/workflows/ship.yml', test: 'needs: a\nstrategy: { matrix: { n: [1, 2] } }' }), { '.github/workflows/ship.yml': onCall({ publish: '' }) });
    const proof = prove(files, push)
      .that(Law.neverAfterFailureOf('ship / publish', 'a')).that(Law.neverAfterFailureOf('test (2)', 'a'))
      .that(Law.every('test (2) runs', (run) => run.job('test (2)').hasRun)).check();
    expect(proof.violations.map(({ law, deviations }) => [law, deviations])).toEqual([['test (2) runs', 1]]);
    expect(proof.tried.map(({ cases }) => cases > 4)).toEqual([true, true, false]);
  });

  test('of a matrix is tried with the first leg whose failure counts, and with those that the law names', () => {
    const test = 'strategy: { fail-fast: false, matrix: { include: [{ n: 1, experimental: true }, { n: 2, experimental: false }, { n: 3, experimental: false }] } }\ncontinue-on-error: ${{ matrix.experimental }}';
    const files = (ship: string) => ci(onPush({ test, ship: `needs: test\n${ship}` }));
    const afterAny = Law.every('ship never begins after a leg failed', (run) => run.jobsOf('test').every(({ result }) => result !== 'failure') || !run.job('ship').hasRun);
    expect(prove(files('if: always()'), push).that(afterAny).check().violations[0].runs[0].jobs.map(({ key, result }) => `${key} ${result}`))
      .toEqual(['test (1, true) success', 'test (2, false) failure', 'test (3, false) success', 'ship success']);
    expect(prove(files(''), push).that(afterAny).check().holds).toBe(true);
    for (const [leg, mayShip] of [['test (1, true)', true], ['test (3, false)', false]] as const) {
      const never = Law.every(`ship never begins after ${leg} failed`, (run) => run.job(leg).outcome !== 'failure' || !run.job('ship').hasRun);
      expect([leg, prove(files(''), push).that(never).check().holds]).toEqual([leg, !mayShip]);
      expect([leg, prove(files('if: always()'), push).that(never).check().holds]).toEqual([leg, false]);
    }
  });

  test('of a matrix whose legs may all fail is tried with the first', () => {
    const files = ci(onPush({ test: 'strategy: { matrix: { n: [1, 2] } }\ncontinue-on-error: true', ship: 'needs: test' }));
    expect(prove(files, push).that(Law.every('no leg fails', (run) => run.jobsOf('test').every(({ outcome }) => outcome !== 'failure'))).check().violations[0].runs[0].job('test (1)').outcome).toBe('failure');
  });

  test('is tried with what decides about the legs of a matrix, their environment and their group', () => {
    const values = { strategy: '{ matrix: { n: "${{ fromJSON(needs.plan.outputs.list) }}" } }', environment: '${{ needs.plan.outputs.list }}' };
    for (const [key, value] of Object.entries(values)) {
      const proof = prove(ci(onPush({ plan: 'outputs: { list: "[1]" }', test: `needs: plan\nif: always()\n${key}: ${value}` })), push)
        .withOutputs('plan', { list: '[1]' }).that(Law.every('its plan succeeded', (run) => run.jobsOf('test').some((each) => each.hasRun) || run.isCancelled)).check();
      expect([key, proof.holds]).toEqual([key, key !== 'strategy']);
    }
  });
});
