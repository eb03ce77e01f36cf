/**
 * Invariants: nothing changes before the checks are done; one job changes the environment, with one record whatever becomes of
 * it; a deployment that fails goes back; and changes of one environment never overlap.
 */
import { deployJob, deployment, ENVIRONMENTS, environments, IMAGE, refusal } from './composed';
import {
  Access, Channel, Cluster, ContainerImage, ContainerImageStage, DeployStage, Environment, Expr, HelmDeployStage, Job, Permissions, Pipeline, RollbackStage, Runner, Step,
  StepOptions, Timeout, Trigger, WorkflowInput,
} from '../../../src';
import { evaluateCondition, evaluateExpression } from '../../helpers/expressions';
import { stepNames } from '../in-pipeline';

const plain = deployment();
const workflow = plain.workflow('deploy');
const checks = (options: Parameters<typeof deployment>[0] = {}) => deployment(options).workflow('deploy').job('pre-deployment');
const withRollback = deployment({ notify: [Channel.slack()] }, { more: (of, pipeline) => new RollbackStage(pipeline, 'Rollback', { of, verify: 'tests/verify.sh' }) });
const back = withRollback.workflow('deploy');

describe('the workflow', () => {
  test('is the stage\'s own, started by a person who says where and what', () => {
    expect(workflow.document.name).toBe('Deploy');
    expect(workflow.document['run-name']).toBe('Deploy ${{ inputs.version }} to ${{ inputs.environment }}');
    expect(Object.keys(workflow.document.on)).toEqual(['workflow_dispatch']);
    expect(workflow.document.on.workflow_dispatch.inputs).toMatchObject({
      environment: { type: 'choice', required: true, options: ENVIRONMENTS },
      version: { type: 'string', required: true },
      force: { type: 'boolean', default: false },
    });
  });

  test('queues changes of one environment and cancels none', () => {
    expect(workflow.document.concurrency).toEqual({ group: 'deploy-${{ inputs.environment }}', queue: 'max' });
    expect(workflow.document.permissions).toEqual({});
  });

  test('has the name of the stage', () => {
    const named = deployment({}, { before: (pipeline) => void new HelmDeployStage(pipeline, 'ToTestNet', { image: IMAGE, chart: 'helm/tool', cluster: Cluster.kubeconfig(), namespace: 'tool', environments: environments() }) });
    expect(named.workflow('to-test-net').document).toMatchObject({ name: 'To Test Net', concurrency: { group: 'to-test-net-${{ inputs.environment }}' } });
  });

  test('may be another one, which has the inputs', () => {
    const joined = deployment({ workflow: 'release' }, { before: (pipeline) => addWorkflow(pipeline, 'release') });
    expect(joined.workflow('release').jobs.map(({ id }) => id)).toEqual(expect.arrayContaining(['pre-deployment', 'deploy']));
    expect(joined.has('.github/workflows/deploy.yml')).toBe(false);
  });
});

describe('checks before anything changes', () => {
  test('stand in a job that the deployment needs', () => {
    expect(workflow.jobs.map(({ id }) => id)).toEqual(['pre-deployment', 'deploy']);
    expect(workflow.job('deploy').document.needs).toBe('pre-deployment');
    expect(stepNames(workflow.job('pre-deployment'))).toEqual(['Check out', 'Check the environment', 'Sign in to registry', 'Find image', 'Check earlier deployments']);
    expect(workflow.job('pre-deployment').document.environment).toBeUndefined();
  });

  test('may write nothing', () => {
    for (const access of Object.values(workflow.job('pre-deployment').document.permissions)) expect(access).toBe('read');
  });

  test('image: a signed one is verified, one of another registry is looked for without GitHub\'s token', () => {
    const signed = checks({ image: ContainerImage.of('ghcr.io/acme/tool', { signerWorkflow: 'acme/tool/.github/workflows/image.yml' }) });
    expect(stepNames(signed)).toEqual(['Check out', 'Check the environment', 'Sign in to registry', 'Find image', 'Verify image', 'Check earlier deployments']);
    expect(signed.step('Verify image').env).toMatchObject({ IMAGE: 'ghcr.io/acme/tool', DIGEST: '${{ steps.resolve-image.outputs.digest }}' });
    const elsewhere = checks({ image: ContainerImage.of('registry.example.com/acme/tool') });
    expect(stepNames(elsewhere)).not.toContain('Sign in to registry');
    expect(elsewhere.step('Find image').env).toEqual({ IMAGE: 'registry.example.com/acme/tool', VERSION: '${{ inputs.version }}' });
  });

  test('image: that of a stage of the pipeline is the same, and verified', () => {
    const built = deployment({}, { files: { Dockerfile: 'FROM scratch\n' }, before: (pipeline) => ({ image: new ContainerImageStage(pipeline, 'Image') }) });
    expect(built.workflow('deploy').job('pre-deployment').step('Verify image').env!.SIGNER_WORKFLOW).toMatch(/\.github\/workflows\/image\.yml$/);
  });

  test('environments: those with reviewers must have them on GitHub, and who comes after whom is asked', () => {
    const job = checks({ environments: [Environment.named('staging'), Environment.named('canary').approvedBy('ann'), Environment.named('production').after('canary').approvedBy('acme/operators')] });
    expect(job.step('Check the environment').env).toMatchObject({ ENVIRONMENT: '${{ inputs.environment }}', REVIEWED: 'canary production', REF: '${{ github.ref }}', BRANCH: 'main' });
    const after = (environment: string) => evaluateExpression(job.step('Check earlier deployments').env!.AFTER, { inputs: { environment } });
    expect(['staging', 'canary', 'production'].map(after)).toEqual(['', '', 'canary']);
    const open = checks({ environments: [Environment.named('staging')] });
    expect(open.step('Check the environment').env).not.toHaveProperty('REVIEWED');
    expect(open.step('Check earlier deployments').env).not.toHaveProperty('AFTER');
  });
});

describe('the job that deploys', () => {
  const job = workflow.job('deploy');

  test('is of the environment, which makes no record of its own', () => {
    expect(job.document.environment).toEqual({ name: '${{ inputs.environment }}', deployment: false });
    expect(job.document.permissions).toEqual({ contents: 'read', deployments: 'write' });
  });

  test('looks and records first, then changes, then records the result whatever that is', () => {
    expect(stepNames(job)).toEqual([
      'Check out', 'Check out the version', 'Set up kubectl', 'Set up Helm', 'Write kubeconfig', 'Check access to the cluster',
      'Recover an interrupted rollout, if there is one', 'Record the deployment', 'Roll out', 'Promote', 'Record the result',
    ]);
    expect(job.step('Record the result')).toMatchObject({ if: 'always()', env: { ACTION: 'finish', STATUS: '${{ job.status }}' } });
    expect(job.step('Check out the version').with).toMatchObject({ ref: '${{ needs.pre-deployment.outputs.revision }}', path: 'version' });
  });

  test('url: the record has the address of the environment, where it has one', () => {
    const withUrl = deployJob({ environments: [Environment.named('staging'), Environment.named('production', { url: 'https://tool.example.com' })] });
    const address = (environment: string) => evaluateExpression(withUrl.step('Record the deployment').env!.ENVIRONMENT_URL, { inputs: { environment } });
    expect(ENVIRONMENTS.map(address)).toEqual(['', 'https://tool.example.com']);
    expect(job.step('Record the deployment').env).not.toHaveProperty('ENVIRONMENT_URL');
  });

  test('has no way back without a rollback stage', () => {
    expect(stepNames(job)).not.toContain('Roll back');
    expect(Object.keys(job.document.outputs)).toEqual(['finish', 'before']);
  });
});

describe('a deployment that fails', () => {
  const look = { look: { outcome: 'success' } };

  test.each([['failure', true], ['cancelled', true], ['success', false]] as const)('goes back after %s: %s', (status, goes) => {
    const { if: condition } = back.job('deploy').step('Roll back');
    expect(evaluateCondition(condition!, { steps: look }, { status })).toBe(goes);
    expect(evaluateCondition(condition!, { steps: { look: { outcome: 'failure' } } }, { status })).toBe(false);
  });

  test('is proved to be back, then recorded', () => {
    expect(stepNames(back.job('deploy')).slice(-4)).toEqual(['Promote', 'Roll back', 'Verify the version that is back', 'Record the result']);
    expect(back.job('deploy').step('Roll back').env).toEqual({ WHEN: 'interrupted', LOCK_WAIT: 0 });
  });

  test.each([
    ['its runner was lost', { result: 'failure', outputs: { 'finish': '', 'roll-back': '' } }, true],
    ['its time was up', { result: 'cancelled', outputs: { 'finish': '', 'roll-back': '' } }, true],
    ['its rollback failed', { result: 'failure', outputs: { 'finish': 'success', 'roll-back': 'failure' } }, true],
    ['it went back by itself', { result: 'failure', outputs: { 'finish': 'success', 'roll-back': 'success' } }, false],
    ['it succeeded', { result: 'success', outputs: { 'finish': 'success', 'roll-back': 'skipped' } }, false],
    ['the checks refused it', { result: 'skipped', outputs: {} }, false],
  ])('is looked for by another job where %s', (_, deploy, looks) => {
    expect(evaluateCondition(back.job('unfinished').document.if, { needs: { deploy } })).toBe(looks);
  });

  test('is recovered where it had begun', () => {
    const recovers = (state: string, result = 'success') => evaluateCondition(back.job('recovery').document.if, { needs: { unfinished: { result, outputs: { state } } } }, { status: 'failure' });
    expect([recovers('in_progress'), recovers(''), recovers('', 'skipped'), recovers('', 'failure')]).toEqual([true, false, false, false]);
    expect(back.job('unfinished').document.environment).toBeUndefined();
    expect(back.job('recovery').document.environment).toEqual(back.job('deploy').document.environment);
    expect(stepNames(back.job('recovery')).slice(-3)).toEqual(['Roll back', 'Verify the version that is back', 'Record the result']);
  });
});

describe('notify', () => {
  const result = back.job('notify-result').step('Notify Slack').env!;
  const needs = (deploy: object, recovery: object = {}) => ({
    needs: { 'pre-deployment': { result: 'success' }, 'deploy': { outputs: {}, ...deploy }, 'unfinished': { result: 'skipped' }, 'recovery': { result: 'skipped', outputs: {}, ...recovery } },
  });
  const isBack = { 'roll-back': 'success', 'roll-back-outcome': 'rolled-back', 'verify': 'success' };
  const isLost = { result: 'failure', outputs: { 'roll-back': 'failure', 'roll-back-outcome': '' } };

  test('has no jobs where nobody is named', () => {
    expect(workflow.jobs.map(({ id }) => id).filter((id) => id.startsWith('notify'))).toEqual([]);
  });

  test.each([
    ['success', { result: 'success' }, {}],
    ['rolled-back', { result: 'failure', outputs: isBack }, {}],
    ['rolled-back', isLost, { result: 'success', outputs: isBack }],
    ['rollback-failed', isLost, { result: 'failure' }],
    ['rollback-failed', { result: 'failure', outputs: { ...isBack, verify: 'failure' } }, {}],
    ['cancelled', { result: 'cancelled' }, {}],
    ['failure', { result: 'failure', outputs: { ...isBack, 'roll-back-outcome': 'in-service', 'verify': 'skipped' } }, {}],
    ['failure', { result: 'skipped' }, {}],
  ])('tells %s of %j, recovery %j', (status, deploy, recovery) => {
    expect(evaluateExpression(result.STATUS, needs(deploy, recovery))).toBe(status);
  });

  test('tells of the start, and of the end with the way back', () => {
    expect(back.job('notify-start').document.needs).toBe('pre-deployment');
    expect(back.job('notify-result').document).toMatchObject({ 'if': 'always()', 'needs': ['pre-deployment', 'deploy', 'unfinished', 'recovery'], 'continue-on-error': true });
    expect(evaluateExpression(result.DETAILS, needs({ result: 'failure' }))).toBe('To go back by hand, run the workflow rollback.');
    expect(evaluateExpression(result.DETAILS, needs({ result: 'success' }))).toBe('');
  });
});

test('env, runner and timeout are those of every job that is the stage\'s work', () => {
  const { jobs } = deployment({ env: { MODE: 'ci' }, runner: Runner.UBUNTU_22_04, timeout: Timeout.minutes(11) }).workflow('deploy');
  expect(jobs.map(({ document }) => [document.env.MODE, document['runs-on'], document['timeout-minutes']])).toEqual(jobs.map(() => ['ci', 'ubuntu-22.04', 11]));
});

describe('refused are', () => {
  test.each<[Environment[], string]>([
    [[], 'Delivery/Deploy: there is no environment.'],
    [[Environment.named('a'), Environment.named('a')], 'the environment "a" is named twice.'],
    [[Environment.named('a'), Environment.named('b').after('c')], '"b" comes after "c", which is not declared.'],
    [[Environment.named('b').after('a'), Environment.named('a')], '"b" comes after "a", which is listed behind it.'],
    [[Environment.named('a').after('b'), Environment.named('b').after('a')], '"a" comes after "b", which is listed behind it.'],
  ])('environments %#', (given, message) => {
    const text = refusal({ environments: given });
    expect(text).toContain(message);
    expect(text).toMatch(/\n {2}at test\/stages\/deploy\/composed\.ts:\d+\n/);
  });

  test('an image with capitals', () => {
    expect(() => ContainerImage.of('ghcr.io/Acme/Tool')).toThrow(/"ghcr\.io\/Acme\/Tool" has capitals, which registries refuse\.[^]*lower case/);
  });
});

describe('a stage of one\'s own', () => {
  class ScriptDeployStage extends DeployStage {
    private readonly script = 'deploy.sh';
    protected get longest(): Timeout { return Timeout.minutes(20); }
    protected accessSteps(): Step[] { return [Step.command('true', { name: 'Reach it' })]; }
    protected accessPermissions(): Permissions { return Permissions.of({ idToken: Access.WRITE }, 'sign in'); }
    protected placeEnv() { return { PLACE: 'here' }; }
    protected changeEnv() { return { ...this.placeEnv(), VERSION: Expr.needs('pre-deployment', 'tag') }; }
    protected rolloutSteps(): Step[] { return [Step.command(`bash ${this.script}`, { name: 'Bring it' })]; }
    protected rollBackStep(env: Record<string, string | number | boolean | Expr>, options: StepOptions): Step { return Step.command('bash back.sh', { ...options, env }); }
  }
  const own = deployment({ workflow: 'deploy' }, {
    files: { 'deploy.sh': '', 'back.sh': '' },
    more: (_, pipeline) => new RollbackStage(pipeline, 'Back', { of: new ScriptDeployStage(pipeline, 'Ship', { image: IMAGE, environments: environments() }) }),
    before: (pipeline) => addWorkflow(pipeline, 'deploy'),
  });

  test('says how a version comes and goes, and has all the rest', () => {
    const job = own.workflow('ship').job('deploy');
    expect(stepNames(job)).toEqual(['Check out', 'Check out the version', 'Reach it', 'Recover an interrupted rollout, if there is one', 'Record the deployment', 'Bring it', 'Roll back', 'Record the result']);
    expect(job.document).toMatchObject({ 'timeout-minutes': 20, 'permissions': { 'id-token': 'write' }, 'env': { PLACE: 'here' } });
    expect(own.workflow('ship').jobs.map(({ id }) => id)).toEqual(['pre-deployment', 'deploy', 'unfinished', 'recovery']);
    expect(own.workflow('back').job('rollback').step('Roll back').run).toBe('bash back.sh');
    expect(own.workflow('back').document.concurrency).toEqual(own.workflow('ship').document.concurrency);
  });
});

test('a subclass adds to the jobs: each hook is called once, and sees its fields', () => {
  class Mine extends HelmDeployStage {
    private readonly label = 'Mine';
    protected checksJob(): Job { return this.marked(super.checksJob()); }
    protected deployJob(of: Job): Job { return this.marked(super.deployJob(of)); }
    private marked(job: Job): Job {
      job.addStep(Step.command('true', { name: this.label }));
      return job;
    }
  }
  const { jobs } = deployment({}, { type: Mine }).workflow('deploy');
  expect(jobs.map((job) => stepNames(job).filter((name) => name === 'Mine').length)).toEqual([1, 1]);
});

function addWorkflow(pipeline: Pipeline, id: string): void {
  pipeline.addWorkflow(id, id, {
    name: id,
    triggers: [Trigger.workflowDispatch({
      environment: WorkflowInput.choice({ description: 'Where', required: true }, ENVIRONMENTS),
      version: WorkflowInput.string({ description: 'Version', required: true }),
      force: WorkflowInput.boolean({ description: 'By force' }, false),
    })],
  });
}
