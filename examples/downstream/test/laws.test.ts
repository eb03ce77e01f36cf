// What holds in the shop however its jobs end: each way is tried.
import 'projen-delivery/testing/jest';
import { Event, Law, prove, standingLaws, synthesize } from 'projen-delivery/testing';
import { REPOSITORY } from './repository';
import { compose } from '../shop/ci';

const shop = synthesize(compose, { files: REPOSITORY });

// #region laws
test('the required checks report, and licences are checked of scanned code only', () => {
  const proof = prove(shop)
    .that(Law.alwaysRuns('gate'))
    .that(Law.onlyAfterSuccessOf('licences', 'security'))
    .that('the gate waits for every job that checks', (run) => run.jobs.every((job) => job.key === 'gate' || job.id === 'schedule-issue' || run.job('gate').needs.includes(job.key)))
    .check();
  expect(proof).toHold();
  expect(proof.isComplete).toBe(true);
});
// #endregion

// #region standing
test('the laws hold that should hold everywhere', () => {
  const proof = prove(shop).that(...standingLaws(shop)).check();
  expect(proof).toHold();
});
// #endregion

// #region broken
test('licences can be left unchecked, which is why the gate and not their job is required', () => {
  const proof = prove(shop, Event.push({ branch: 'main' })).that(Law.alwaysRuns('licences')).check();
  expect(proof).not.toHold();
  expect(`\n${String(proof)}\n`).toMatchInlineSnapshot(`
"
broken  licences is never skipped (2 cases)

licences is never skipped: this breaks it
  in this run it does not hold
  event: push to main

  job              result   because
  security         failure
  licences         skipped  success() is false: result of security is 'failure'
  unit-tests (22)  success
  unit-tests (24)  success
  unit-tests (26)  success
  gate             success
  schedule-issue   skipped  github.event_name == 'schedule' is false: github.event_name is 'push'
"
`);
});
// #endregion
