/**
 * Invariants: every job of alys' workflow that needs nothing of others, run from the YAML that was written, passes with
 * the real toolchain and a real PostgreSQL, keeps what it promises, and fails when what it is for is broken.
 */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { cargoTool } from './helpers/cargo-tools';
import { hasPostgres, withPrograms } from './helpers/debian';
import { Repository } from './helpers/repository';
import { expectConclusion, JobOptions, JobRun, removeJobFolders, runJob } from './helpers/run-job';
import { ArtifactStore } from '../../src/run/artifact-store';
import { Guard } from '../../src/run/guard';
import { startPostgres } from '../../src/run/services/postgres';
import { LLVM_COV_VERSION, NEXTEST_VERSION } from '../../src/stages/tool-versions';
import { synthesizeExample } from '../helpers/example';

// The first run on a machine builds the tools of Cargo.
jest.setTimeout(900_000);

const rust = withPrograms({ cargo: undefined, rustup: undefined, git: 'git', jq: 'jq' });
const postgres = hasPostgres() ? rust : describe.skip;
const withTools = (...tools: [string, string][]) => (tools.every(([name, version]) => cargoTool(name, version)) ? test : test.skip);
const nextest = ['cargo-nextest', NEXTEST_VERSION] as [string, string];
const coverage = ['cargo-llvm-cov', LLVM_COV_VERSION] as [string, string];

const guard = new Guard();
let repository: Repository;
let artifacts: ArtifactStore;
let folder: string;

beforeAll(() => {
  repository = new Repository(synthesizeExample('alys'));
  guard.undo(repository.removal);
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'artifacts-'));
  guard.undo(`rm -rf ${folder}`);
  artifacts = new ArtifactStore(path.join(folder, 'artifacts'));
});
afterEach(() => repository.reset());
afterAll(async () => {
  removeJobFolders();
  await guard.release();
});

function run(job: string, options: Partial<JobOptions> = {}): Promise<JobRun> {
  return runJob(repository.example.workflow('ci'), job, {
    source: repository.folder,
    artifacts,
    paths: [nextest, coverage].flatMap((tool) => cargoTool(...tool) ?? []),
    services: { postgres: (definition) => startPostgres(definition, { guard, onOwnPort: false }) },
    cache: path.join(folder, job.startsWith('coverage') ? 'coverage-target' : 'target'),
    ...options,
  });
}

const step = (job: JobRun, name: string) => job.steps.find((one) => one.name === name)!;
const PASSED = /<testsuites [^>]*tests="[1-9]\d*" skipped="0" failures="0" errors="0"/;
const junit = (name: string) => artifacts.files(name).map((file) => fs.readFileSync(path.join(artifacts.find(name), file), 'utf8')).join('');
const freshArtifacts = () => {
  artifacts = new ArtifactStore(fs.mkdtempSync(path.join(folder, 'again-')));
};
const replaceIn = (file: string, from: string | RegExp, to: string) => {
  const text = repository.example.text(file);
  if (text.replace(from, to) === text) throw new Error(`${file} has no ${from}`);
  repository.commit('Break it', { [file]: text.replace(from, to) });
};

rust('without a database', () => {
  test('lint passes, and stops at what rustfmt, clippy or rustdoc refuse', async () => {
    expectConclusion(await run('lint'), 'success');
    const stopsAt = async (text: string) => {
      replaceIn('src/lib.rs', /$/, text);
      const bad = await run('lint');
      repository.reset();
      return bad.steps.filter((one) => one.conclusion === 'failure').map((one) => one.name);
    };
    expect(await stopsAt('\npub fn  bad () {}\n')).toEqual(['Check formatting']);
    expect(await stopsAt('\n/// Bad.\npub fn bad(one: &Vec<u8>) -> usize {\n    one.len()\n}\n')).toEqual(['Run Clippy']);
    expect(await stopsAt('\n/// See [`NoSuchThing`].\npub fn bad() {}\n')).toEqual(['Check documentation']);
  });

  withTools(nextest)('unit and documentation tests keep their results, also when one fails', async () => {
    const good = await run('unit-tests');
    expectConclusion(good, 'success');
    expect(step(good, 'Run unit and documentation tests').log).toMatch(/Doc-tests alys/);
    expect(junit('unit-tests-results')).toMatch(PASSED);
    freshArtifacts();
    replaceIn('src/lib.rs', /$/, '\n#[cfg(test)]\nmod bad {\n    #[test]\n    fn fails() {\n        panic!("told");\n    }\n}\n');
    const bad = await run('unit-tests');
    expectConclusion(bad, 'failure');
    expect(junit('unit-tests-results')).toMatch(/<testsuites [^>]*skipped="0" failures="1" errors="0"/);
  });

  withTools(nextest)('property tests run as often as asked', async () => {
    const good = await run('property-tests');
    expectConclusion(good, 'success');
    expect(junit('property-tests-results')).toMatch(PASSED);
  });

  test('the program is built for this architecture and its checksum holds', async () => {
    const target = 'x86_64-unknown-linux-gnu';
    expectConclusion(await run('build', { matrix: { target, runner: 'ubuntu-24.04' } }), 'success');
    const built = artifacts.find(`alys-${target}`);
    expect(execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: built, encoding: 'utf8' })).toContain('OK');
  });

  test('the other architecture has a leg of its own, on a runner that has it', () => {
    // It is not run here: it needs a machine of that architecture.
    expect(repository.example.workflow('ci').job('build').document.strategy.matrix.include).toContainEqual({ target: 'aarch64-unknown-linux-gnu', runner: 'ubuntu-24.04-arm' });
  });
});

postgres('with PostgreSQL', () => {
  withTools(nextest)('integration tests use the database of the job', async () => {
    const good = await run('integration-tests');
    expectConclusion(good, 'success');
    expect(good.replaced).toMatchObject({ 'localhost:5432': expect.stringMatching(/^127\.0\.0\.1:\d+$/) });
    expect(junit('integration-tests-results')).toMatch(PASSED);
  });

  withTools(nextest)('integration tests fail with another password', async () => {
    freshArtifacts();
    const services = { postgres: (definition: Record<string, any>) => startPostgres({ ...definition, env: { ...definition.env, POSTGRES_PASSWORD: 'another' } }, { guard, onOwnPort: false }) };
    const bad = await run('integration-tests', { services });
    expectConclusion(bad, 'failure');
    expect(step(bad, 'Run integration tests').log).toContain('password authentication failed');
  });

  withTools(nextest, coverage)('coverage is measured and kept, and too little of it fails the job', async () => {
    const good = await run('coverage');
    expectConclusion(good, 'success');
    expect(artifacts.files('coverage')).toEqual(['lcov.info']);
    expectConclusion(await run('coverage-upload', { needs: { coverage: { result: 'success' } } }), 'success');
    freshArtifacts();
    const lines = Array.from({ length: 400 }, (_, number) => `    println!("{}", ${number});`).join('\n');
    replaceIn('src/lib.rs', /$/, `\n/// Never called.\npub fn bad() {\n${lines}\n}\n`);
    const bad = await run('coverage');
    expectConclusion(bad, 'failure');
    expect(step(bad, 'Measure coverage').log).toContain('Coverage too low');
    expect(artifacts.files('coverage')).toEqual(['lcov.info']);
  });
});
