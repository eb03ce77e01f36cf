// Node and Rust in one repository; and stages by themselves in plain pipelines.
import { parse } from 'yaml';
import { repositoryNamed } from './repositories';
import { calls, jobOf, jobsOf, repositoryOf } from '../pipelines/repository';

describe('Node and Rust', () => {
  const synthesized = repositoryNamed('node-and-rust');
  const repository = repositoryOf(synthesized);

  test('have workflows of their own and share scripts, pins and updates', () => {
    expect(Object.keys(repository.workflows).sort()).toEqual(['ci', 'pr-validation', 'rust-dependency-alerts', 'rust'].map((name) => `.github/workflows/${name}.yml`));
    expect(parse(synthesized.text('.github/dependabot.yml')).updates.map((update: Record<string, any>) => update['package-ecosystem'])).toEqual(['github-actions', 'npm', 'cargo']);
    expect(synthesized.generated.filter((path) => path.endsWith('gate.sh'))).toEqual(['scripts/ci/gate.sh']);
  });

  test('each job has its own toolchain alone', () => {
    for (const { path, job, place } of jobsOf(repository)) {
      const usesNode = job.steps.some((step: Record<string, any>) => calls(step, 'actions/setup-node'));
      const usesRust = job.steps.some((step: Record<string, any>) => /rust-toolchain\.sh/.test(step.run ?? ''));
      expect([place, usesNode && path.includes('/rust')]).toEqual([place, false]);
      expect([place, usesRust && !path.includes('/rust')]).toEqual([place, false]);
    }
  });
});

describe('stages by themselves', () => {
  const repository = repositoryOf(repositoryNamed('stages-alone'));

  test('a stage of KVM brings its action and needs no package', () => {
    const job = jobOf(repository, 'kvm', 'integration');
    expect(job.needs).toBeUndefined();
    expect(job.steps.map((step: Record<string, any>) => step.name)).toEqual(
      ['Check out', 'Set up KVM and libvirt', 'Run integration tests', 'Collect libvirt and QEMU logs', 'Keep results and logs']);
    expect(repository.actions['.github/actions/setup-kvm/action.yml'].name).toBe('Set up KVM');
  });

  test('stages of Node bring Node, stages of Rust bring Rust', () => {
    const without = (workflow: string, setup: RegExp) => jobsOf(repository)
      .filter(({ path, id }) => path.endsWith(`/${workflow}.yml`) && !['gate', 'security', 'coverage', 'sast'].includes(id))
      .filter(({ job }) => !job.steps.some((step: Record<string, any>) => setup.test(step.uses ?? step.run ?? ''))).map(({ id }) => id);
    expect(without('node', /actions\/setup-node@/)).toEqual([]);
    expect(without('rust', /rust-toolchain\.sh/)).toEqual([]);
  });

  test('a stage joins the workflow it is told to', () => {
    expect(jobOf(repository, 'node', 'lint').name).toBe('Lint and Format');
  });

  test('the gate of each pipeline requires its own jobs', () => {
    const gates = jobsOf(repository).filter(({ id }) => id === 'gate');
    expect(gates.map(({ job }) => job.name)).toEqual(['Machines Gate', 'Node Gate', 'Rust Gate']);
  });
});
