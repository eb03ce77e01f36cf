// A version is taken back by hand at the registries a person chooses, and given back by the same workflow.
import { composed, releases, stagesRefusal } from './composed';
import { Job, NpmReleasePipelineOptions, NpmRollbackStage, Pipeline, PublishTarget, Step, Trigger, WorkflowInput } from '../../../src';
import { evaluateCondition, evaluateExpression } from '../../helpers/expressions';

const BOTH: NpmReleasePipelineOptions = { canary: PublishTarget.githubPackages() };
const workflow = releases(BOTH).workflow('release-rollback');

test('is started by hand alone, and runs one after the other', () => {
  expect(Object.keys(workflow.document.on)).toEqual(['workflow_dispatch']);
  expect(workflow.document).toMatchObject({ 'name': 'Release Rollback', 'run-name': 'Take back ${{ inputs.version }} (${{ inputs.registry }})', 'concurrency': { group: 'release-rollback', queue: 'max' } });
  const { inputs } = workflow.document.on.workflow_dispatch;
  expect(Object.keys(inputs)).toEqual(['version', 'reason', 'registry', 'to', 'undo']);
  expect(inputs).toMatchObject({ version: { required: true }, reason: { required: true }, registry: { options: ['every registry', 'GitHub Packages', 'npm'], default: 'every registry' }, undo: { default: false } });
});

test.each([['every registry', ['roll-back-github-packages', 'roll-back-npm']], ['npm', ['roll-back-npm']], ['GitHub Packages', ['roll-back-github-packages']]])('%s', (registry, expected) => {
  expect(workflow.jobs.filter(({ document }) => evaluateCondition(document.if, { inputs: { registry } })).map(({ id }) => id)).toEqual(expected);
});

test('passes on what the person says, and the name of the package', () => {
  expect(workflow.job('roll-back-npm').step('rollback').env).toEqual({
    PACKAGE: '@acme/tool', VERSION: '${{ inputs.version }}', REGISTRY: 'https://registry.npmjs.org', REASON: '${{ inputs.reason }}', TO: '${{ inputs.to }}', UNDO: '${{ inputs.undo }}', NPM_TOKEN: '${{ secrets.NPM_ROLLBACK_TOKEN }}',
  });
});

test.each<[string, boolean, string]>([['success', false, 'failure'], ['success', true, 'success'], ['failure', true, 'failure'], ['failure', false, 'failure']])(
  'an issue is open while a version is taken back: %s, undo %s', (outcome, undo, status) => {
    const { STATUS } = workflow.job('roll-back-npm').step('report-issue').env!;
    expect(evaluateExpression(String(STATUS), { inputs: { undo }, steps: { rollback: { outcome } } })).toBe(status);
  });

test('joins another workflow where it is told to', () => {
  const inputs = Object.fromEntries(['version', 'reason', 'registry', 'to'].map((name) => [name, WorkflowInput.string({ description: name })]));
  const synthesized = composed((pipeline) => {
    pipeline.addWorkflow('back', 'back', { name: 'Back', triggers: [Trigger.workflowDispatch({ ...inputs, undo: WorkflowInput.boolean({ description: 'Undo' }) })] });
    return new NpmRollbackStage(pipeline, 'Rollback', { workflow: 'back', targets: [PublishTarget.npm()] });
  });
  expect(synthesized.workflow('back').jobs.map(({ id }) => id)).toEqual(['roll-back-npm']);
  expect(synthesized.has('.github/workflows/rollback.yml')).toBe(false);
});

test('rollbackJob is a hook', () => {
  class Own extends NpmRollbackStage {
    private readonly title = 'Mine';
    protected rollbackJob(target: PublishTarget): Job {
      const job = super.rollbackJob(target);
      job.addStep(Step.command('true', { name: this.title }));
      return job;
    }
  }
  expect(composed((pipeline) => new Own(pipeline, 'Rollback', { targets: [PublishTarget.npm()] })).workflow('rollback').job('roll-back-npm').steps.map(({ name }) => name)).toContain('Mine');
});

describe('refused is', () => {
  const refusal = (targets: PublishTarget[], manifest = {}) => stagesRefusal((pipeline: Pipeline) => new NpmRollbackStage(pipeline, 'Rollback', { targets }), {}, { manifest });

  test('no registry', () => {
    expect(refusal([])).toMatch(/^Own\/Rollback: `targets` is empty\.[^]*PublishTarget\.npm\(\)/);
  });

  test('a package without a name', () => {
    expect(refusal([PublishTarget.npm()], { name: undefined })).toMatch(/Own\/Rollback: package\.json names no package\.[^]*`name`/);
  });

  test('a registry twice', () => {
    expect(refusal([PublishTarget.npm(), PublishTarget.npm()])).toContain('"roll-back-npm" already');
  });
});
