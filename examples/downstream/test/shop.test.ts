// A repository that uses the company's package: what lands on disk, and that a second synth changes nothing.
import { synthesize } from 'projen-delivery/testing';
import { REPOSITORY } from './repository';
import { compose } from '../shop/ci';

const shop = synthesize(compose, { files: REPOSITORY });

test('the jobs are those that were composed', () => {
  expect(shop.workflow('ci').jobs.map((job) => job.id)).toEqual(['security', 'licences', 'unit-tests', 'gate', 'schedule-issue']);
  expect(shop.workflow('ci').job('unit-tests').document.strategy.matrix).toEqual({ node: ['22', '24', '26'] });
});

// #region snapshot
test('the workflow is the one that was reviewed', () => {
  expect(shop.snapshot('.github/workflows/pr-validation.yml', '.nvmrc')).toMatchSnapshot();
});
// #endregion

// #region test
test('the API client is generated before the linter reads it', () => {
  const names = shop.workflow('pr-validation').job('lint').steps.map((step) => step.name);
  expect(names.indexOf('Generate the API client')).toBe(names.indexOf('Lint') - 1);
});

test('a second synth changes nothing', () => {
  expect(shop.resynthesize()).toEqual([]);
});
// #endregion

test('a job of its own is one that the gate waits for', () => {
  const workflow = shop.workflow('pr-validation');
  expect(workflow.job('docs').step('Build the documentation').run).toBe('npm run docs');
  expect(workflow.job('gate').document.needs).toContain('docs');
});

test('an option of the company and one of the library both reach the file', () => {
  expect(shop.workflow('ci').job('licences').step('Check licences').env).toEqual({ ALLOWED: 'MIT ISC' });
  expect(shop.workflow('ci').document.on.pull_request.branches).toEqual(['main', 'next']);
});

test('what the composition does to a finished job reaches the file', () => {
  expect(shop.workflow('ci').job('licences').document.needs).toBe('security');
});

test('a workflow of no pipeline is written too', () => {
  expect(Object.keys(shop.workflow('refresh-prices').document.on)).toEqual(['schedule', 'workflow_dispatch']);
});

test('every generated file is named', () => {
  expect(shop.generated).toEqual(expect.arrayContaining(['.nvmrc', '.github/dependabot.yml', 'scripts/ci/check-licences.sh', 'scripts/ci/gate.sh']));
});

test('a patch changes what nothing else can', () => {
  expect(shop.text('.github/dependabot.yml')).toMatch(/github-actions[\s\S]*open-pull-requests-limit: 2\n[\s\S]*open-pull-requests-limit: 5/);
});
