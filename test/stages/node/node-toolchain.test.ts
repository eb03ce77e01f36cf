import { NodeTestStage, NodeToolchainOptions, PackageManager } from '../../../src';
import { jobIn, stepNames } from '../in-pipeline';

const job = (node: NodeToolchainOptions, files: Record<string, string> = {}) =>
  jobIn('unit-tests', (pipeline) => new NodeTestStage(pipeline, 'Tests', { command: 'make' }), { node, files });

test('packageManager decides program, install and cache', () => {
  const pnpm = job({ packageManager: PackageManager.PNPM, packageManagerVersion: '10.30.0' }, { 'pnpm-lock.yaml': '' });
  expect(stepNames(pnpm)).toEqual(['Check out', 'Enable pnpm', 'Set up Node.js', 'Install dependencies', 'Run unit tests']);
  expect(pnpm.step('Install dependencies').run).toBe('pnpm install --frozen-lockfile');
  expect(pnpm.step('Set up Node.js').with!.cache).toBe('pnpm');
});

test('packageManagerVersion takes the place of the field of package.json', () => {
  const pnpm = job({ packageManager: PackageManager.PNPM, packageManagerVersion: '10.30.0' }, { 'pnpm-lock.yaml': '' });
  expect(pnpm.step('Enable pnpm').env).toEqual({ PACKAGE_MANAGER: 'pnpm', VERSION: '10.30.0' });
});

test('any of its lock files will do', () => {
  expect(job({ packageManager: PackageManager.BUN }, { 'bun.lockb': '' }).step('Set up Bun').with).toEqual({ 'bun-version-file': 'package.json' });
});

test('packageDirectory is where it installs, with its own lock file', () => {
  const inFolder = job({ packageDirectory: 'web' }, { 'web/package.json': '{}', 'web/package-lock.json': '{}' });
  expect(inFolder.step('Install dependencies')['working-directory']).toBe('web');
  expect(inFolder.step('Set up Node.js').with!['cache-dependency-path']).toBe('web/package-lock.json');
});

test('versionFile is the one that is read', () => {
  expect(job({ versionFile: '.node-version' }, { '.node-version': '24\n' }).step('Set up Node.js').with!['node-version-file']).toBe('.node-version');
});

test('installCommand takes the place of the package manager\'s, and needs no lock file', () => {
  expect(job({ packageManager: PackageManager.YARN, packageManagerVersion: '4.12.0', installCommand: 'make deps' }).step('Install dependencies').run).toBe('make deps');
});
