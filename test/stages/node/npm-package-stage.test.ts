import { CompatibilityStage, NpmPackageStage, NpmPackageStageOptions, PackageManager, Runner } from '../../../src';
import { InPipeline, jobIn, stepNames, written } from '../in-pipeline';

const job = (options: NpmPackageStageOptions = {}, where: InPipeline = {}) => jobIn('package', (pipeline) => new NpmPackageStage(pipeline, 'Package', options), where);

test('builds, packs once and keeps the tarball; name and checksum are outputs', () => {
  expect(stepNames(job())).toEqual(['Check out', 'Set up Node.js', 'Install dependencies', 'Build', 'Pack once', 'Keep package']);
  expect(Object.keys(job().document.outputs)).toEqual(['tarball', 'package', 'version', 'sha256']);
});

test('buildCommand is what builds', () => {
  expect(job().step('Build').run).toBe('npm run build');
  expect(job({ buildCommand: 'make' }).step('Build').run).toBe('make');
});

test('packageDirectory is what is packed', () => {
  expect(job().step('Pack once').env!.PACKAGE_DIR).toBe('.');
  expect(job({ packageDirectory: 'dist/package' }).step('Pack once').env!.PACKAGE_DIR).toBe('dist/package');
});

test('artifactName is the name for uploads and downloads alike', () => {
  const workflow = written((pipeline) => {
    new NpmPackageStage(pipeline, 'Package', { artifactName: 'tarball' });
    new CompatibilityStage(pipeline, 'Compatibility', { runners: [Runner.UBUNTU_24_04], command: 'tool' });
  }).workflow('ci');
  expect(workflow.job('package').step('Keep package').with!.name).toBe('tarball');
  expect(workflow.job('compatibility').step('Download package').with!.name).toBe('tarball');
});

test('the repository\'s package manager packs', () => {
  const where = { node: { packageManager: PackageManager.PNPM, packageManagerVersion: '10.30.0' }, files: { 'pnpm-lock.yaml': '' } };
  expect(job({}, where).step('Pack once').env!.PACKAGE_MANAGER).toBe('pnpm');
});
