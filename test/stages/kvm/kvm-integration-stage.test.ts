import { Expr, KvmIntegrationStage, KvmIntegrationStageOptions, NpmPackageStage, Runner, SetupKvmAction } from '../../../src';
import { InPipeline, jobIn, stepNames, written } from '../in-pipeline';

const job = (options: Partial<KvmIntegrationStageOptions> = {}, where: InPipeline = {}) =>
  jobIn('integration', (pipeline) => new KvmIntegrationStage(pipeline, 'Integration', { command: 'make check', ...options }), where);
const setup = (options: Partial<KvmIntegrationStageOptions>) => job(options).step('Set up KVM and libvirt').with;

test('command runs after KVM is set up, and results are kept after it', () => {
  expect(stepNames(job())).toEqual(['Check out', 'Set up KVM and libvirt', 'Run integration tests', 'Collect libvirt and QEMU logs', 'Keep results and logs']);
  expect(job({ command: 'make other' }).step('Run integration tests').run).toBe('make other');
});

test('its job is named after the stage', () => {
  const workflow = written((pipeline) => new KvmIntegrationStage(pipeline, 'BackupTests', { command: 'make' })).workflow('ci');
  expect(workflow.job('backup-tests').step('Keep results and logs').with!.name).toBe('backup-tests-results');
});

test('packages and commands reach the action', () => {
  expect(setup({ packages: ['virtinst', 'acl'] })).toMatchObject({ packages: 'virtinst acl' });
  expect(setup({ commands: ['virt-install'] })).toMatchObject({ commands: 'virt-install' });
});

test('without libvirt none is set up, none is connected to and none has logs', () => {
  expect(setup({ libvirt: false })).toMatchObject({ libvirt: 'false' });
  expect(job({ libvirt: false }).step('Run integration tests').env).toBeUndefined();
  expect(stepNames(job({ libvirt: false }))).not.toContain('Collect libvirt and QEMU logs');
});

test('results is the folder that is kept', () => {
  expect(job({ results: 'out/results' }).step('Keep results and logs').with!.path).toBe('out/results/');
  expect(job({ results: 'out/results' }).step('Collect libvirt and QEMU logs').env!.DESTINATION).toBe('out/results/kvm');
});

test('testEnv is that of the tests alone', () => {
  const withEnv = job({ testEnv: { SIZE: 3, REF: Expr.github('ref') } });
  expect(withEnv.step('Run integration tests').env).toEqual({ LIBVIRT_DEFAULT_URI: 'qemu:///system', SIZE: 3, REF: '${{ github.ref }}' });
  expect(withEnv.steps.filter((step) => step.env?.SIZE !== undefined)).toHaveLength(1);
});

test('package is installed before the tests: the one given, else the pipeline\'s', () => {
  const both = written((pipeline) => {
    new NpmPackageStage(pipeline, 'Package');
    const other = new NpmPackageStage(pipeline, 'Other', { artifactName: 'other', workflow: 'more' });
    pipeline.addWorkflow('more', 'more', { name: 'More', triggers: pipeline.workflow('ci').triggers });
    new KvmIntegrationStage(pipeline, 'Integration', { command: 'make' });
    new KvmIntegrationStage(pipeline, 'Second', { command: 'make', package: other, workflow: 'more' });
  });
  expect(both.workflow('ci').job('integration').step('Download package').with!.name).toBe('package');
  expect(both.workflow('ci').job('integration').document.needs).toBe('package');
  expect(both.workflow('more').job('second').step('Download package').with!.name).toBe('other');
});

test('the dependencies of a Node pipeline are installed, and the tests run in its folder', () => {
  const inFolder = job({}, { node: { packageDirectory: 'web', installCommand: 'make deps' } });
  expect(stepNames(inFolder)).toEqual(expect.arrayContaining(['Set up Node.js', 'Install dependencies']));
  expect(inFolder.step('Run integration tests')['working-directory']).toBe('web');
  expect(inFolder.step('Keep results and logs').with!.path).toBe('web/test-results/');
});

test('a self-hosted x64 machine and a scale set are taken at their word', () => {
  const onOwn = (runner: Runner) => jobIn('integration', (pipeline) => {
    new KvmIntegrationStage(pipeline, 'Integration', { command: 'make check', runner });
    pipeline.ci.acknowledge('self-hosted-runner', { reason: 'Each job gets a fresh machine.' });
  });
  expect(onOwn(Runner.selfHosted(['kvm'])).document['runs-on']).toEqual(['self-hosted', 'kvm']);
  expect(job({ runner: Runner.scaleSet('kvm-set') }).document['runs-on']).toBe('kvm-set');
});

test('two stages share one action', () => {
  const synthesized = written((pipeline) => {
    new KvmIntegrationStage(pipeline, 'One', { command: 'make' });
    new KvmIntegrationStage(pipeline, 'Two', { command: 'make' });
    expect(SetupKvmAction.of(pipeline)).toBe(SetupKvmAction.of(pipeline.ci));
  });
  expect(synthesized.generated.filter((path) => path.includes('setup-kvm'))).toEqual(['.github/actions/setup-kvm/action.yml', '.github/actions/setup-kvm/setup-kvm.sh']);
});

test('logs are collected after a failure, results kept unless the run was cancelled', () => {
  expect(job().step('Collect libvirt and QEMU logs').if).toBe('failure()');
  expect(job().step('Keep results and logs').if).toBe('!cancelled()');
});
