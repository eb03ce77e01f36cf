// What events start in the shop, and what comes of it when something fails: nothing is run, GitHub's rules decide.
import 'projen-delivery/testing/jest';
import { Event, Result, simulate, synthesize } from 'projen-delivery/testing';
import { REPOSITORY } from './repository';
import { compose } from '../shop/ci';

const shop = synthesize(compose, { files: REPOSITORY });
const push = Event.push({ branch: 'main' });

// #region starts
test('a push to main starts the CI alone, one to a topic branch starts nothing', () => {
  const onMain = simulate(shop, push).run();
  expect(onMain.decision('ci')).toStart();
  expect(onMain.decision('pr-validation')).not.toStart();
  expect(simulate(shop, Event.push({ branch: 'topic' })).run().runs).toEqual([]);
});
// #endregion

// #region failure
test('after a bad scan no licences are checked, and the gate still runs', () => {
  const ci = simulate(shop, push).withResult('Security/security', Result.FAILURE).run().run('ci');
  expect(ci.job('Licences/licences')).toBeSkippedBecause("result of security is 'failure'");
  expect(ci.job('gate')).toHaveRun();
  expect(ci).toHaveResult('failure');
});
// #endregion

// #region step
test('a failed test run keeps its report, and leaves the other legs alone', () => {
  const ci = simulate(shop, push).withResult('unit-tests (24)/Run unit tests', Result.FAILURE).run().run('ci');
  expect(ci.job('unit-tests (24)').step('Keep test report')).toHaveRun();
  expect(ci.job('unit-tests (24)')).toHaveResult('failure');
  expect(ci.job('unit-tests (26)')).toHaveResult('success');
});
// #endregion

// #region fork
test('a fork gets a token that only reads, and its scan is not uploaded', () => {
  const scan = simulate(shop, Event.pullRequest({ base: 'main', fork: true })).run().job('security');
  expect(scan).toHavePermissions({ 'contents': 'read', 'security-events': 'read' });
  expect(scan.step('Upload scan results')).toBeSkippedBecause("head.repo.full_name is 'octocat/shop'");
});
// #endregion

// #region two
test('a second push to a pull request cancels the run of the first', () => {
  const change = Event.pullRequest({ base: 'main', branch: 'change', action: 'synchronize' });
  const [first, second] = simulate(shop, change, change).run().runs.filter(({ workflow }) => workflow.path.endsWith('/ci.yml'));
  expect(first).toHaveResult('cancelled');
  expect(second).toHaveResult('success');
});
// #endregion

test('the schedule reports how it went, also when a test failed', () => {
  const scheduled = simulate(shop, Event.schedule('17 3 * * 1')).withResult('unit-tests (22)', Result.FAILURE).run();
  expect(scheduled.job('schedule-issue')).toHaveRun();
  expect(scheduled.decision('refresh-prices')).not.toStart();
});

// #region written
test('the licences wait for the scan, and what is written has the step of the company', () => {
  expect(shop.job('Licences/licences')).toNeed('security');
  expect(shop.job('Licences/licences')).toHaveStep('scripts/ci/check-licences.sh');
});
// #endregion
