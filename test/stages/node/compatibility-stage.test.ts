import { Ci, CompatibilityStage, CompatibilityStageOptions, NpmPackageStage, Runner } from '../../../src';
import { jobIn, stepNames, written } from '../in-pipeline';

const BOTH = [Runner.UBUNTU_22_04, Runner.UBUNTU_24_04];
const job = (options: Partial<CompatibilityStageOptions> = {}) => jobIn('compatibility', (pipeline) => {
  new NpmPackageStage(pipeline, 'Package');
  new CompatibilityStage(pipeline, 'Compatibility', { runners: BOTH, command: 'tool --help', ...options });
});

test('runners are the legs', () => {
  expect(job().document.strategy.matrix).toEqual({ os: ['ubuntu-22.04', 'ubuntu-24.04'] });
  expect(job().document['runs-on']).toBe('${{ matrix.os }}');
  expect(job({ runners: [Runner.MACOS_26, Runner.scaleSet('mine')] }).document.strategy.matrix).toEqual({ os: ['macos-26', 'mine'] });
});

test('command runs from the installed package alone', () => {
  expect(stepNames(job())).toEqual(['Check out', 'Set up Node.js', 'Download package', 'Install package', 'Run the installed command']);
  expect(job({ command: 'tool check' }).step('Run the installed command').env).toEqual({ COMMAND: 'tool check', PREFIX: '${{ steps.install-package.outputs.bin }}' });
  expect(job().step('Set up Node.js').with!.cache).toBeUndefined();
});

test('package is the stage that packs', () => {
  const workflow = written((pipeline) => {
    const own = new NpmPackageStage(pipeline, 'Own', { artifactName: 'own' });
    new CompatibilityStage(pipeline, 'Compatibility', { runners: BOTH, command: 'tool', package: own });
  }).workflow('ci');
  expect(workflow.job('compatibility').document.needs).toBe('package');
  expect(workflow.job('compatibility').step('Download package').with!.name).toBe('own');
});

test('maxParallel limits the machines at a time', () => {
  expect(job({ maxParallel: 1 }).document.strategy['max-parallel']).toBe(1);
});

test('a machine that will be removed is told with its day', () => {
  const note = jest.spyOn(Ci.prototype, 'note');
  job();
  expect(note.mock.calls.map(([text]) => text)).toEqual(['Ci/Compatibility: the runner ubuntu-22.04 is removed on 2027-04-17.']);
  note.mockRestore();
});
