// Stages of the company in any pipeline: an overridden hook, a replaced stage, slots.
import { AcmeProject, LicenceStage, ReportedTestStage } from 'acme-delivery';
import { Expr, NodeCiPipeline, Pipeline, Step } from 'projen-delivery';
import { attempt, synthesize } from 'projen-delivery/testing';
import { REPOSITORY } from './repository';

class VitestStage extends ReportedTestStage {
  protected readonly report = 'reports/vitest';
}

test('a hook sees the field of a subclass, also of a subclass of the subclass', () => {
  const result = synthesize((outdir) => {
    const project = new AcmeProject({ name: 'shop', outdir });
    const ci = new NodeCiPipeline(project, 'Ci', { nodeVersion: '24' });
    ci.replaceStage('Tests', new ReportedTestStage(ci, 'ReportedTests'));
    const other = new NodeCiPipeline(project, 'Other', { fileName: 'other' });
    other.replaceStage('Tests', new VitestStage(other, 'Vitest', { versions: ['22', '24'] }));
    return project;
  }, { files: REPOSITORY });
  expect(result.workflow('ci').job('unit-tests').step('Keep test report').with).toMatchObject({ name: 'test-report', path: 'test-report/' });
  expect(result.workflow('other').job('unit-tests').step('Keep test report').with).toMatchObject({ path: 'reports/vitest/' });
});

test('the report is kept after a failure too', () => {
  const result = synthesize((outdir) => {
    const project = new AcmeProject({ name: 'shop', outdir });
    const ci = new NodeCiPipeline(project, 'Ci', { nodeVersion: '24' });
    ci.replaceStage('Tests', new ReportedTestStage(ci, 'ReportedTests'));
    return project;
  }, { files: REPOSITORY });
  expect(result.workflow('ci').job('unit-tests').step('Keep test report').if).toContain('!cancelled()');
});

test('a stage of one\'s own joins a plain pipeline', () => {
  const result = synthesize((outdir) => {
    const project = new AcmeProject({ name: 'tools', outdir });
    const stage = new LicenceStage(new Pipeline(project, 'Ci'), 'DependencyLicences', { allowed: ['MIT'] });
    stage.slot('after:check-licences').add(Step.command('echo "$COUNT dependencies"', { name: 'Count', env: { COUNT: Expr.step('check-licences', 'checked') } }));
    return project;
  });
  const job = result.workflow('ci').job('dependency-licences');
  expect(job.steps.map((step) => step.name)).toEqual(['Check out', 'Check licences', 'Count']);
  expect(job.step('Count').env?.COUNT).toContain('steps.check-licences.outputs.checked');
});

// #region attempt
test('a slot that does not exist is refused, and nothing is written', () => {
  const { error, changed } = attempt((outdir) => {
    const project = new AcmeProject({ name: 'shop', outdir });
    const ci = new NodeCiPipeline(project, 'Ci', { nodeVersion: '24' });
    ci.stage('Tests').slot('before:tests').add(Step.command('npm run prepare'));
    return project;
  }, { files: REPOSITORY });
  expect(error?.message).toContain('Ci/Tests: it has no slot "before:tests".');
  expect(error?.message).toContain('Its slots are before: and after: checkout, setup-node, install, test.');
  expect(changed).toEqual([]);
});
// #endregion
