// Another default branch, and a repository that wants less.
import { parse } from 'yaml';
import { repositoryNamed } from './repositories';
import { jobsOf, repositoryOf } from '../pipelines/repository';

describe('a default branch of another name', () => {
  const { workflows } = repositoryOf(repositoryNamed('trunk'));

  test('is the one whose pushes run, and pull requests into the others do too', () => {
    const { on } = workflows['.github/workflows/ci.yml'];
    expect(on.push.branches).toEqual(['trunk']);
    expect(on.pull_request.branches).toEqual(['trunk', 'release/**']);
    expect(workflows['.github/workflows/pr-validation.yml'].on.pull_request.branches).toEqual(['trunk', 'release/**']);
  });

  test('stands nowhere as main', () => {
    const repository = repositoryNamed('trunk');
    for (const path of repository.generated.filter((file) => file.endsWith('.yml'))) expect(repository.text(path)).not.toMatch(/\bmain\b/);
  });
});

describe('a private repository that publishes nothing', () => {
  const repository = repositoryNamed('private');
  const jobs = jobsOf(repositoryOf(repository));

  test('packs and validates no package', () => {
    expect(jobs.map(({ id }) => id)).toEqual(expect.not.arrayContaining(['package', 'compatibility']));
    expect(repository.generated.filter((path) => /npm-pack|validate-package/.test(path))).toEqual([]);
  });

  test('uploads nothing to code scanning, and still fails on findings', () => {
    const security = jobs.find(({ id }) => id === 'security')!.job;
    expect(security.permissions).toEqual({ contents: 'read' });
    expect(security.steps.map((step: Record<string, any>) => step.name)).toEqual(['Check out', 'Scan files', 'Set up Node.js', 'Audit production dependencies']);
    expect(security.steps[1].with['fail-build']).toBe(true);
  });

  test('has no file of a bot it does not use', () => {
    expect(repository.has('.github/dependabot.yml')).toBe(false);
    expect(repository.has('codecov.yml')).toBe(false);
  });

  test('has no setup of KVM', () => {
    expect(repository.generated.filter((path) => /kvm/.test(path))).toEqual([]);
  });
});

test('an ESM package has the same jobs as any other', () => {
  const repository = repositoryNamed('esm');
  expect(repository.workflow('ci').jobs.map((job) => job.id)).toEqual(['unit-tests', 'coverage', 'security', 'package', 'gate', 'schedule-issue']);
  expect(repository.workflow('ci').job('coverage').document.strategy.matrix.node).toEqual(['22', '24']);
  expect(parse(repository.text('codecov.yml')).coverage.status.project.default.target).toBe('80%');
});
