// Two packages in one repository, each with a pipeline of its own.
import { parse } from 'yaml';
import { repositoryNamed } from './repositories';
import { calls, jobOf, jobsOf, repositoryOf, stepOf } from '../pipelines/repository';

const repository = () => repositoryOf(repositoryNamed('workspace'));

test('each pipeline has its own files', () => {
  expect(Object.keys(repository().workflows).sort()).toEqual(['app-pr-validation', 'app', 'tool-pr-validation', 'tool'].map((name) => `.github/workflows/${name}.yml`).sort());
});

test('workflows and the checks of branch rules have names of their own', () => {
  const names = Object.values(repository().workflows).map(({ name }) => name).sort();
  expect(names).toEqual(['Continuous Integration (App)', 'Continuous Integration (Tool)', 'Pull Request Validation (App)', 'Pull Request Validation (Tool)']);
  const gates = jobsOf(repository()).filter(({ id }) => id === 'gate').map(({ job }) => job.name).sort();
  expect(gates).toEqual(names.map((name) => `${name} Gate`));
});

test('every command of the package runs in its folder, integration tests as well', () => {
  const commands = jobsOf(repository()).filter(({ path }) => path.includes('/tool'))
    .flatMap(({ job }) => job.steps).filter((step) => /^npm (ci|run)/.test(step.run ?? ''));
  expect([...new Set(commands.map((step) => step['working-directory']))]).toEqual(['packages/tool']);
  expect(commands.map((step) => step.run)).toContain('npm run test:integration');
});

test('what is kept comes from its folder', () => {
  const paths = ['unit-tests', 'package', 'integration'].map((id) => jobOf(repository(), 'tool', id).steps.find((step: Record<string, any>) => calls(step, 'actions/upload-artifact')).with.path);
  expect(paths).toEqual(['packages/tool/coverage/lcov.info', 'package/', 'packages/tool/test-results/']);
  expect(stepOf(jobOf(repository(), 'tool', 'integration'), 'Collect libvirt and QEMU logs').env.DESTINATION).toBe('packages/tool/test-results/kvm');
});

test('the cache is that of its lock file', () => {
  const setups = jobsOf(repository()).filter(({ path }) => path.includes('/app')).flatMap(({ job }) => job.steps).filter((step) => step.with?.cache);
  expect([...new Set(setups.map((step) => step.with['cache-dependency-path']))]).toEqual(['packages/app/package-lock.json']);
});

test('the version of Node is written once for both', () => {
  expect(repositoryNamed('workspace').text('.nvmrc')).toBe('24\n');
  const files = jobsOf(repository()).flatMap(({ job }) => job.steps).filter((step) => calls(step, 'actions/setup-node')).map((step) => step.with['node-version-file']);
  expect([...new Set(files)]).toEqual(['.nvmrc']);
});

test('Dependabot looks into both folders', () => {
  const { updates } = parse(repositoryNamed('workspace').text('.github/dependabot.yml'));
  expect(updates[1]).toMatchObject({ 'package-ecosystem': 'npm', 'directories': ['/packages/tool', '/packages/app'] });
});
