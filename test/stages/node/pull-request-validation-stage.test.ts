import { PullRequestValidationStage, PullRequestValidationStageOptions, Severity, ValidationPart } from '../../../src';
import { stepNames, written } from '../in-pipeline';

const workflow = (options: PullRequestValidationStageOptions = {}) =>
  written((pipeline) => new PullRequestValidationStage(pipeline, 'Validation', { workflow: 'ci', ...options })).workflow('ci');
const ids = (options: PullRequestValidationStageOptions) => workflow(options).jobs.map((job) => job.id);

test('lints, builds and reviews in jobs of their own, within 10 minutes', () => {
  expect(ids({})).toEqual(['lint', 'build', 'dependency-review', 'gate']);
  expect(workflow().jobs.every((job) => job.document['timeout-minutes'] <= 10)).toBe(true);
});

test.each([
  ['lintCommand', 'lint', 'Lint', 'npm run lint'],
  ['formatCommand', 'lint', 'Check formatting', 'npm run check-format'],
  ['buildCommand', 'build', 'Build', 'npm run build'],
  ['packageCommand', 'build', 'Validate package', 'bash scripts/ci/validate-package.sh'],
])('%s takes the place of the usual command', (option, job, step, usual) => {
  expect(workflow().job(job).step(step).run).toBe(usual);
  expect(workflow({ [option]: 'make it' }).job(job).step(step).run).toBe('make it');
});

test('severity is the least that a new dependency may not have', () => {
  const review = (options: PullRequestValidationStageOptions) => workflow(options).job('dependency-review').step('Review new dependencies').with;
  expect(review({})).toEqual({ 'fail-on-severity': 'high' });
  expect(review({ severity: Severity.LOW })).toEqual({ 'fail-on-severity': 'low' });
});

test.each([
  [ValidationPart.LINT, 'lint', 'Lint'],
  [ValidationPart.FORMAT, 'lint', 'Check formatting'],
  [ValidationPart.BUILD, 'build', 'Build'],
  [ValidationPart.PACKAGE, 'build', 'Validate package'],
])('without %s its step is gone', (part, job, step) => {
  expect(stepNames(workflow().job(job))).toContain(step);
  expect(stepNames(workflow({ without: [part] }).job(job))).not.toContain(step);
});

test('a job with nothing left is gone as well', () => {
  expect(ids({ without: [ValidationPart.LINT, ValidationPart.FORMAT] })).toEqual(['build', 'dependency-review', 'gate']);
  expect(ids({ without: [ValidationPart.BUILD, ValidationPart.PACKAGE] })).toEqual(['lint', 'dependency-review', 'gate']);
  expect(ids({ without: [ValidationPart.DEPENDENCIES] })).toEqual(['lint', 'build', 'gate']);
});

test('the review compares branches, so it runs for pull requests alone, and the gate lets it be skipped', () => {
  expect(workflow().job('dependency-review').document.if).toBe("github.event_name == 'pull_request'");
  expect(workflow().job('gate').step('Require every job').env!.SKIPPABLE).toBe('dependency-review');
});
