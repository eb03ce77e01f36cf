// A release of a package in a folder, one without anything around it, and benchmarks of two languages in one repository.
import { repositoryNamed } from './repositories';
import { calls, jobOf, jobsOf, repositoryOf, stepOf } from '../pipelines/repository';

describe('a package in a folder', () => {
  const repository = repositoryOf(repositoryNamed('release-in-folder'));
  const job = (id: string) => jobOf(repository, 'publish', id);

  test('is built, tested and packed there, by its package manager', () => {
    const commands = jobsOf(repository).filter(({ path }) => path.endsWith('/publish.yml')).flatMap(({ job: { steps } }) => steps).filter(({ run = '' }) => /^pnpm /.test(run));
    expect(commands.map(({ run }) => run)).toEqual(expect.arrayContaining(['pnpm install --frozen-lockfile', 'pnpm run lint', 'pnpm run test:unit', 'pnpm run build']));
    // What is generated says itself where.
    expect([...new Set(commands.filter(({ name }) => name !== 'Generate documentation').map((step) => step['working-directory']))]).toEqual(['packages/tool']);
    expect(stepOf(job('package'), 'Pack once').env).toMatchObject({ PACKAGE_DIR: 'packages/tool', PACKAGE_MANAGER: 'pnpm' });
  });

  test('is published without its folder, which those jobs do not check out', () => {
    for (const id of ['publish-production', 'verify-production', 'roll-back-production']) {
      expect(job(id).steps[0].with['sparse-checkout']).toBe('scripts/ci');
      expect(job(id).steps.filter((step: object) => 'working-directory' in step)).toEqual([]);
    }
  });

  test('has tags and dist-tags of its own everywhere', () => {
    expect(stepOf(job('plan'), 'Decide the version').env).toMatchObject({ TAG_PREFIX: 'tool@', PREID: 'beta', PRERELEASE_DIST_TAG: 'beta', PACKAGE_DIRECTORY: 'packages/tool' });
    expect(stepOf(job('plan'), 'Check the environment registry').env).toMatchObject({ TAGS: 'tool@', REVIEWED: 'registry' });
  });

  test('waits for the pipeline of that folder', () => {
    expect(stepOf(job('tested'), 'Wait for the tests of the commit').env.CHECKS).toBe('Continuous Integration Gate');
  });
});

describe('a release alone', () => {
  const repository = repositoryOf(repositoryNamed('release-alone'));

  test('has its two workflows, and nothing waits for tests that are not there', () => {
    expect(Object.keys(repository.workflows)).toEqual(['.github/workflows/release-rollback.yml', '.github/workflows/release.yml']);
    expect(jobOf(repository, 'release', 'tag').needs).toBe('plan');
  });

  test('installs a package without a program, and runs nothing of it', () => {
    expect(jobOf(repository, 'release', 'verify-production').steps.map(({ name }: { name: string }) => name)).toEqual(['Check out', 'Set up Node.js', 'Install from npm']);
    expect(jobOf(repository, 'release', 'roll-back-production').if).not.toContain('outputs.run');
  });
});

describe('benchmarks of two languages', () => {
  const repository = repositoryOf(repositoryNamed('benchmarks'));

  test('each has its own toolchain, folder, history and artifact', () => {
    const step = (workflow: string) => stepOf(jobOf(repository, workflow, 'compare'), 'Compare base and head').env;
    expect(step('server-speed')).toMatchObject({ FORMAT: 'criterion', DIRECTORY: 'server', TITLE: 'Server Speed' });
    expect(step('web-speed')).toMatchObject({ FORMAT: 'vitest', FILE: 'bench.json', BUILD: 'npm ci' });
    const store = (workflow: string) => stepOf(jobOf(repository, workflow, 'store'), 'Add to the history').env;
    expect([store('server-speed'), store('web-speed')].map(({ BRANCH, FILE }) => [BRANCH, FILE])).toEqual([['benchmarks', 'server-speed.jsonl'], ['history/web', 'web-speed.jsonl']]);
    const uses = (workflow: string, action: string) => jobOf(repository, workflow, 'compare').steps.some((each: object) => calls(each, action));
    expect([uses('server-speed', 'actions/setup-node'), uses('web-speed', 'actions/setup-node')]).toEqual([false, true]);
  });

  test('one has a comment and the other has none', () => {
    expect(['server-speed', 'web-speed'].map((workflow) => 'comment' in repository.workflows[`.github/workflows/${workflow}.yml`].jobs)).toEqual([true, false]);
  });
});
