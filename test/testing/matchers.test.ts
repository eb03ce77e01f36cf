/**
 * Invariants: each matcher passes where it should, fails where it should, and its message, negated or not, says what there is
 * instead and why.
 */
import '../../src/testing/jest';
import { deliveryMatchers, Event, Law, prove, Proof, simulate, SimulatedJob, synthesize } from '../../src/testing';
import { composed, EchoStage } from '../ci/compositions';
import { onPush } from '../simulate/documented/case';

const PATH = '.github/workflows/ci.yml';
const files = {
  [PATH]: onPush({
    build: 'permissions: { contents: read, packages: write }\nsteps: [{ id: compile, run: make }, { if: failure(), name: Tell, run: echo }, { uses: actions/cache@v5 }]',
    test: 'needs: build',
    alarm: "needs: [build, test]\nif: failure() && needs.build.result == 'failure'",
    ship: 'needs: test\nenvironment: live',
  }),
  '.github/workflows/tagged.yml': onPush({ tag: '' }).replace('on: push', 'on:\n  push:\n    tags: [v*]'),
};
const live = { reviewers: ['octo-org/operators'], approval: 'waiting' as const };
const simulated = simulate(files, Event.push({ branch: 'main' })).withEnvironment('live', live).run();
const failed = simulate(files, Event.push({ branch: 'main' })).withResult('build/compile', 'failure').run();
const made = synthesize(composed((pipeline) => void new EchoStage(pipeline, 'Build')));
const written = (id: string) => made.workflow('ci').job(id);
const run = simulated.run('ci');
const [build, alarm, ship] = ['build', 'alarm', 'ship'].map((id) => simulated.job(id)) as [SimulatedJob, SimulatedJob, SimulatedJob];

/** The message of an assertion that fails. */
function message(assertion: () => unknown): string {
  try {
    assertion();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the assertion passed');
}

describe('toHaveRun', () => {
  test('of jobs and steps', () => {
    expect(build).toHaveRun();
    expect(alarm).not.toHaveRun();
    expect(build.step('compile')).toHaveRun();
    expect(build.step('Tell')).not.toHaveRun();
  });

  test('tells why', () => {
    expect(message(() => expect(alarm).toHaveRun())).toMatchInlineSnapshot(`
"alarm did not run.
  condition  failure() && needs.build.result == 'failure'
  because    failure() is false
  at         .github/workflows/ci.yml:13:9"
`);
    expect(message(() => expect(build).not.toHaveRun())).toMatchInlineSnapshot('"build ran, and should not have: success() is true"');
    expect(message(() => expect(build.step('Tell')).toHaveRun())).toMatchInlineSnapshot(`
"The step "Tell" did not run.
  condition  failure()
  because    failure() is false
  at         .github/workflows/ci.yml:5:47"
`);
  });
});

describe('toBeSkippedBecause', () => {
  test('of the condition, or of what it read', () => {
    expect(alarm).toBeSkippedBecause("needs.build.result == 'failure'");
    expect(alarm).toBeSkippedBecause('failure() is false');
    expect(build.step('Tell')).toBeSkippedBecause('failure()');
    expect(failed.job('test')).toBeSkippedBecause("result of build is 'failure'");
    expect(alarm).not.toBeSkippedBecause('needs.test.result');
    expect(build).not.toBeSkippedBecause('success()');
  });

  test('tells why', () => {
    expect(message(() => expect(build).toBeSkippedBecause('failure()'))).toMatchInlineSnapshot('"build ran: success() is true"');
    expect(message(() => expect(alarm).toBeSkippedBecause('needs.test.result'))).toMatchInlineSnapshot(`
"alarm did not run, for another reason.
  condition  failure() && needs.build.result == 'failure'
  because    failure() is false
  at         .github/workflows/ci.yml:13:9"
`);
    expect(message(() => expect(alarm).not.toBeSkippedBecause('failure()'))).toMatchInlineSnapshot(`
"alarm did not run, for that reason.
  condition  failure() && needs.build.result == 'failure'
  because    failure() is false
  at         .github/workflows/ci.yml:13:9"
`);
  });
});

describe('toHaveResult', () => {
  test('of runs, jobs and steps', () => {
    expect(failed.run('ci')).toHaveResult('failure');
    expect(run).toHaveResult('waiting');
    expect(build).toHaveResult('success');
    expect(failed.job('build').step('compile')).toHaveResult('failure');
    expect(build).not.toHaveResult('failure');
  });

  test('tells what there is', () => {
    expect(message(() => expect(failed.run('ci')).toHaveResult('success'))).toMatchInlineSnapshot(`
"The run of .github/workflows/ci.yml is failure, not success.
  build  failure
  test   skipped    success() is false: result of build is 'failure'
  alarm  success
  ship   skipped    success() is false: result of test is 'skipped', result of build is 'failure'"
`);
    expect(message(() => expect(alarm).toHaveResult('success'))).toMatchInlineSnapshot(`
"alarm is skipped, not success.
  condition  failure() && needs.build.result == 'failure'
  because    failure() is false
  at         .github/workflows/ci.yml:13:9"
`);
    expect(message(() => expect(failed.job('build').step('compile')).toHaveResult('success'))).toMatchInlineSnapshot(`
"The step "Run make" is failure, not success.
  condition  success()
  because    success() is true
  at         .github/workflows/ci.yml:5:13"
`);
    expect(message(() => expect(build).not.toHaveResult('success'))).toMatchInlineSnapshot('"It is success, and should not be."');
  });
});

describe('toWaitForApproval', () => {
  test('of jobs that do', () => {
    expect(ship).toWaitForApproval();
    expect(build).not.toWaitForApproval();
    expect(failed.job('ship')).not.toWaitForApproval();
  });

  test('tells whose', () => {
    expect(message(() => expect(build).toWaitForApproval())).toMatchInlineSnapshot('"build does not wait for a consent: build deploys to no environment."');
    expect(message(() => expect(ship).not.toWaitForApproval())).toMatchInlineSnapshot('"ship waits for a consent: live waits for octo-org/operators."');
    const approved = simulate(files, Event.push()).withEnvironment('live', { ...live, approval: 'approved' }).run().job('ship');
    expect(message(() => expect(approved).toWaitForApproval())).toMatchInlineSnapshot('"ship does not wait for a consent: octo-org/operators consented to live."');
  });
});

describe('toHavePermissions', () => {
  test('of simulated and written jobs: exactly these', () => {
    expect(build).toHavePermissions({ packages: 'write', contents: 'read' });
    expect(build).not.toHavePermissions({ contents: 'read' });
    expect(written('build')).toHavePermissions({ contents: 'read' });
    expect(written('gate')).toHavePermissions(written('gate').document.permissions ?? {});
  });

  test('tells all of them', () => {
    expect(message(() => expect(build).toHavePermissions({ contents: 'write' }))).toMatchInlineSnapshot('"The token of build may read contents, write packages, not write contents."');
    expect(message(() => expect(written('build')).not.toHavePermissions({ contents: 'read' }))).toMatchInlineSnapshot('"The token of build may read contents."');
    expect(message(() => expect(ship).toHavePermissions({ contents: 'read' }))).toMatchInlineSnapshot('"The token of ship may do what the settings of the repository allow by default: neither the job nor its workflow has permissions."');
  });
});

describe('toNeed and toHaveStep', () => {
  test('of written jobs', () => {
    expect(written('gate')).toNeed('build');
    expect(written('build')).toNeed();
    expect(written('gate')).not.toNeed();
    expect(written('build')).toHaveStep('Say');
    expect(written('build')).toHaveStep('actions/checkout');
    expect(written('build')).not.toHaveStep('Sing');
  });

  test('tell what there is', () => {
    expect(message(() => expect(written('gate')).toNeed('test'))).toMatchInlineSnapshot('"gate needs build, not test."');
    expect(message(() => expect(written('build')).not.toNeed())).toMatchInlineSnapshot('"build needs nothing."');
    expect(message(() => expect(written('build')).toHaveStep('Sing'))).toMatchInlineSnapshot('"The job "build" has no step "Sing". Its steps are: Check out, Say."');
    expect(message(() => expect(written('build')).not.toHaveStep('Say'))).toMatchInlineSnapshot('"build has the step "Say", and should not."');
  });
});

describe('toStart', () => {
  test('of decisions', () => {
    expect(simulated.decision('ci')).toStart();
    expect(simulated.decision('tagged')).not.toStart();
  });

  test('tells the filter', () => {
    expect(message(() => expect(simulated.decision('tagged')).toStart())).toMatchInlineSnapshot(`
".github/workflows/tagged.yml is not started: \`push\` has \`tags\` and no \`branches\`, so that a pushed branch such as main does not count.
  at .github/workflows/tagged.yml:3"
`);
    expect(message(() => expect(simulated.decision('ci')).not.toStart())).toMatchInlineSnapshot(`
".github/workflows/ci.yml is started: \`on\` has \`push\`, without filters.
  at .github/workflows/ci.yml:1"
`);
  });
});

describe('toHold', () => {
  const proofOf = (law: Law): Proof => prove(files, Event.push({ branch: 'main' })).that(law).check();

  test('of proofs', () => {
    expect(proofOf(Law.alwaysRuns('build'))).toHold();
    expect(proofOf(Law.alwaysRuns('test'))).not.toHold();
  });

  test('tells the shortest counterexample, or what was tried', () => {
    expect(message(() => expect(proofOf(Law.alwaysRuns('test'))).toHold())).toMatchInlineSnapshot(`
"broken  test is never skipped (2 cases)

test is never skipped: this breaks it
  in this run it does not hold
  event: push to main

  job    result   because
  build  failure
  test   skipped  success() is false: result of build is 'failure'
  alarm  success
  ship   skipped  success() is false: result of test is 'skipped', result of build is 'failure'"
`);
    expect(message(() => expect(proofOf(Law.alwaysRuns('build'))).not.toHold())).toMatchInlineSnapshot('"holds   build is never skipped (all 7 cases)"');
  });
});

test('they are plain functions, for any test runner', () => {
  expect(Object.keys(deliveryMatchers).sort()).toEqual(['toBeSkippedBecause', 'toHavePermissions', 'toHaveResult', 'toHaveRun', 'toHaveStep', 'toHold', 'toNeed', 'toStart', 'toWaitForApproval']);
  const { pass, actual, expected } = deliveryMatchers.toHaveResult(build, 'failure');
  expect({ pass, actual, expected }).toEqual({ pass: false, actual: 'success', expected: 'failure' });
});
