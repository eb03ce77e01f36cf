/**
 * Invariants: going back waits for nothing that it does not need, is recorded as what it was, never overlaps a deployment, and
 * belongs to exactly one.
 */
import { deployment, ENVIRONMENTS, refusal } from './composed';
import { Channel, HelmDeployStage, Job, KvmIntegrationStage, Pipeline, RollbackStage, RollbackStageOptions, Step, Timeout } from '../../../src';
import { evaluateCondition, evaluateExpression } from '../../helpers/expressions';
import { stepNames } from '../in-pipeline';

const written = (options: Partial<RollbackStageOptions> = {}, id = 'Rollback') => deployment({}, { more: (of, pipeline) => new RollbackStage(pipeline, id, { of, ...options }) });
const plain = written();
const workflow = plain.workflow('rollback');
const proved = written({ verify: 'tests/verify.sh' });

describe('the workflow', () => {
  test('is started by a person, for an environment and, where one is meant, a version', () => {
    expect(workflow.document).toMatchObject({ 'name': 'Rollback', 'run-name': 'Rollback ${{ inputs.environment }}' });
    expect(workflow.document.on).toEqual({
      workflow_dispatch: {
        inputs: {
          environment: { description: 'Where', type: 'choice', required: true, options: ENVIRONMENTS },
          version: { description: 'Version to go back to; empty takes the one before', type: 'string' },
          emergency: { description: 'Wait for nothing and prove nothing: act at once', type: 'boolean', default: false },
        },
      },
    });
  });

  test('never runs beside a deployment to the same environment', () => {
    expect(workflow.document.concurrency).toEqual({ group: 'deploy-${{ inputs.environment }}', queue: 'max' });
    expect(workflow.document.concurrency).toEqual(plain.workflow('deploy').document.concurrency);
  });

  test('has the name of the stage', () => {
    expect(written({}, 'GoBack').workflow('go-back').document.name).toBe('Go Back');
  });
});

describe('the job', () => {
  const job = workflow.job('rollback');

  test('goes back first of all, with nothing built and nothing asked before', () => {
    expect(workflow.jobs.map(({ id }) => id)).toEqual(['rollback']);
    expect(job.document.needs).toBeUndefined();
    expect(stepNames(job)).toEqual(['Check out', 'Set up kubectl', 'Set up Helm', 'Write kubeconfig', 'Check access to the cluster', 'Roll back', 'Record the rollback', 'Record the result']);
    expect(job.step('Check out').with).toMatchObject({ 'sparse-checkout': 'scripts/ci' });
  });

  test('is of the same environment and may the same as the deployment', () => {
    const deploy = plain.workflow('deploy').job('deploy').document;
    expect(job.document.environment).toEqual(deploy.environment);
    expect(job.document.permissions).toEqual(deploy.permissions);
    expect(job.document.env).toEqual({ ENVIRONMENT: '${{ inputs.environment }}', RELEASE: 'tool', NAMESPACE: 'tool', READY_TIMEOUT: '10m' });
  });

  test('waits for a Helm that is at work, in an emergency for none', () => {
    const { LOCK_WAIT, TARGET_VERSION } = job.step('Roll back').env!;
    expect([true, false].map((emergency) => evaluateExpression(LOCK_WAIT, { inputs: { emergency } }))).toEqual(['0', '600']);
    expect(TARGET_VERSION).toBe('${{ inputs.version }}');
    expect(job.step('Roll back').env).not.toHaveProperty('WHEN');
  });

  test('records what it did, also where the proof failed, and nothing where nothing changed', () => {
    const runs = (step: string, outcome: string) => evaluateCondition(job.step(step).if!, { steps: { 'roll-back': { outputs: { outcome } } } }, { status: 'failure' });
    // A record that could not be begun may be there all the same, so it is ended in any case.
    for (const step of ['Record the rollback', 'Record the result']) expect(['rolled-back', 'in-service', ''].map((outcome) => runs(step, outcome))).toEqual([true, false, false]);
    expect(job.step('Record the rollback').env).toMatchObject({ ACTION: 'start', VERSION: '${{ steps.roll-back.outputs.version }}', REF: '${{ github.sha }}' });
    expect(job.step('Record the result').env).toMatchObject({ ACTION: 'finish', STATUS: '${{ job.status }}' });
  });
});

describe('verify', () => {
  test('proves the version that is back, except in an emergency', () => {
    const step = proved.workflow('rollback').job('rollback').step('Verify the version that is back');
    expect(step).toMatchObject({ run: 'bash tests/verify.sh', env: { ENVIRONMENT: '${{ inputs.environment }}', VERSION: '${{ steps.roll-back.outputs.version }}' } });
    const runs = (outcome: string, emergency: boolean) => evaluateCondition(step.if!, { steps: { 'roll-back': { outputs: { outcome } } }, inputs: { emergency } });
    expect([runs('rolled-back', false), runs('rolled-back', true), runs('in-service', false)]).toEqual([true, false, false]);
  });

  test('has the whole repository to do so, and runs after an automatic rollback as well', () => {
    expect(proved.workflow('rollback').job('rollback').step('Check out').with).not.toHaveProperty('sparse-checkout');
    expect(stepNames(proved.workflow('deploy').job('deploy'))).toContain('Verify the version that is back');
    expect(stepNames(plain.workflow('deploy').job('deploy'))).not.toContain('Verify the version that is back');
  });
});

test('automatic: without it a deployment that fails stays as it is', () => {
  expect(plain.workflow('deploy').jobs.map(({ id }) => id)).toEqual(['pre-deployment', 'deploy', 'unfinished', 'recovery']);
  const byHand = written({ automatic: false });
  expect(byHand.workflow('deploy').jobs.map(({ id }) => id)).toEqual(['pre-deployment', 'deploy']);
  expect(stepNames(byHand.workflow('deploy').job('deploy'))).not.toContain('Roll back');
  expect(stepNames(byHand.workflow('rollback').job('rollback'))).toContain('Roll back');
});

describe('notify', () => {
  const told = (own?: Channel[]) => deployment({ notify: [Channel.slack()] }, { more: (of, pipeline) => new RollbackStage(pipeline, 'Rollback', { of, notify: own }) }).workflow('rollback');

  test('is who the deployment tells, or others, or nobody', () => {
    expect(stepNames(told().job('notify-result'))).toEqual(['Check out', 'Notify Slack']);
    expect(stepNames(told([Channel.discord()]).job('notify-result'))).toEqual(['Check out', 'Notify Discord']);
    expect(told([]).jobs.map(({ id }) => id)).toEqual(['rollback']);
  });

  test('tells how it went, whatever that is', () => {
    const { document } = told().job('notify-result');
    expect(document).toMatchObject({ 'if': 'always()', 'needs': 'rollback', 'continue-on-error': true });
    const { STATUS } = told().job('notify-result').step('Notify Slack').env!;
    const status = (result: string, step: string, outcome = '') => evaluateExpression(STATUS, { needs: { rollback: { result, outputs: { 'roll-back': step, 'roll-back-outcome': outcome } } } });
    expect(status('success', 'success', 'in-service')).toBe('rolled-back');
    expect(status('failure', 'success', 'rolled-back')).toBe('rolled-back');
    expect(status('failure', 'failure')).toBe('rollback-failed');
    expect(status('cancelled', '')).toBe('cancelled');
    expect(status('cancelled', 'cancelled')).toBe('rollback-failed');
  });
});

test('timeout and env are those of its job', () => {
  const { document } = written({ timeout: Timeout.minutes(7), env: { MODE: 'x' } }).workflow('rollback').job('rollback');
  expect(document).toMatchObject({ 'timeout-minutes': 7, 'env': { MODE: 'x', RELEASE: 'tool' } });
});

test('a subclass adds to its job, with fields of its own', () => {
  class Mine extends RollbackStage {
    private readonly label = 'Mine';
    protected rollbackJob(): Job {
      const job = super.rollbackJob();
      job.addStep(Step.command('true', { name: this.label }));
      return job;
    }
  }
  const job = deployment({}, { more: (of, pipeline) => new Mine(pipeline, 'Rollback', { of }) }).workflow('rollback').job('rollback');
  expect(stepNames(job).filter((name) => name === 'Mine')).toHaveLength(1);
});

describe('refused is', () => {
  const said = (more: (deploy: HelmDeployStage, pipeline: Pipeline) => unknown) => refusal({}, { more });

  test('a rollback of nothing, and of a stage that deploys nothing', () => {
    const text = /Delivery\/Rollback: it has no deployment to take back\.\n {2}at test\/stages\/deploy\/rollback-stage\.test\.ts:\d+\n {2}Give the stage that deploys: \{ of: deploy \}\./;
    expect(said((_, pipeline) => new RollbackStage(pipeline, 'Rollback', {} as any))).toMatch(text);
    expect(said((_, pipeline) => new RollbackStage(pipeline, 'Rollback', { of: new KvmIntegrationStage(pipeline, 'Tests', { command: 'make' }) as any }))).toMatch(text);
  });

  test('a second rollback of one deployment', () => {
    expect(said((of, pipeline) => [new RollbackStage(pipeline, 'Rollback', { of }), new RollbackStage(pipeline, 'Again', { of })])).toMatch(
      /^Delivery\/Again: Delivery\/Deploy has a rollback already: Delivery\/Rollback\.\n {2}at test\/stages\/deploy\/rollback-stage\.test\.ts:\d+\n {2}Keep one of the two\./);
  });

  test('a deployment of another pipeline', () => {
    expect(said((of, pipeline) => new RollbackStage(new Pipeline(pipeline.ci.project, 'Other'), 'Rollback', { of }))).toMatch(
      /^Other\/Rollback: Delivery\/Deploy belongs to another pipeline\.\n.*\n {2}Create both in one pipeline: new RollbackStage\(delivery, …\)\./);
  });

  test('a proof that is not there', () => {
    expect(said((of, pipeline) => new RollbackStage(pipeline, 'Rollback', { of, verify: 'tests/none.sh' }))).toMatch(
      /^Delivery\/Rollback: tests\/none\.sh is not in this repository\.\n.*\n {2}Add the script, or correct `verify`\./);
  });
});
