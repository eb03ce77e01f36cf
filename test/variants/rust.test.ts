// A workspace of two crates, and a crate in a folder of a repository that is about something else.
import { parse } from 'yaml';
import { repositoryNamed } from './repositories';
import { calls, jobOf, jobsOf, repositoryOf, stepOf } from '../pipelines/repository';

describe('a workspace', () => {
  const repository = repositoryOf(repositoryNamed('rust-workspace'));

  test('every crate is linted, documented and tested', () => {
    const lint = jobOf(repository, 'ci', 'lint');
    expect(stepOf(lint, 'Check formatting').run).toContain(' --all ');
    for (const name of ['Run Clippy', 'Check documentation']) expect(stepOf(lint, name).run).toContain(' --workspace ');
    expect(stepOf(jobOf(repository, 'ci', 'unit-tests'), 'Run unit and documentation tests').env.PACKAGES).toBeUndefined();
  });

  test('no static analysis is left without rules', () => {
    expect(jobsOf(repository).map(({ id }) => id)).not.toContain('sast');
    expect(jobOf(repository, 'ci', 'gate').needs).not.toContain('sast');
  });
});

describe('a crate in a folder', () => {
  const synthesized = repositoryNamed('rust-subdirectory');
  const repository = repositoryOf(synthesized);

  test('its configuration lies beside Cargo.toml', () => {
    expect(synthesized.generated).toEqual(expect.arrayContaining(['server/deny.toml', 'server/rust-toolchain.toml']));
    expect(synthesized.has('rust-toolchain.toml')).toBe(false);
  });

  test('every cargo command and every script of Rust runs in it', () => {
    const steps = jobsOf(repository).flatMap(({ job }) => job.steps).filter((step) => /cargo|rust-toolchain|dependency-advisories/.test(step.run ?? ''));
    expect(steps.length).toBeGreaterThan(10);
    expect([...new Set(steps.map((step) => step['working-directory']))]).toEqual(['server']);
  });

  test('scripts are found from there, results and programs are kept from there', () => {
    const test = stepOf(jobOf(repository, 'ci', 'integration-tests'), 'Run integration tests');
    expect(test.run).toBe('bash "$GITHUB_WORKSPACE/scripts/ci/cargo-test-targets.sh"');
    const paths = jobsOf(repository).flatMap(({ job }) => job.steps).filter((step) => calls(step, 'actions/upload-artifact')).map((step) => step.with.path);
    expect(paths).toEqual(['server/test-results/', 'server/test-results/', 'server/coverage/lcov.info', 'server/dist/']);
  });

  test('caches and updates are those of the folder', () => {
    const caches = jobsOf(repository).flatMap(({ job }) => job.steps).filter((step) => calls(step, 'Swatinem/rust-cache')).map((step) => step.with.workspaces);
    expect([...new Set(caches)]).toEqual(['server']);
    expect(parse(synthesized.text('.github/dependabot.yml')).updates[1]).toMatchObject({ 'package-ecosystem': 'cargo', 'directory': '/server' });
  });
});
