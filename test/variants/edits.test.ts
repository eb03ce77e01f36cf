// An option changes the files that depend on it, and no other; a second synth changes nothing.
import { NODE_FILES, packageJson, repository, REPOSITORIES, repositoryNamed, RUST_FILES } from './repositories';
import {
  BenchmarkResults, BenchmarkStage, BenchmarkStageOptions, Coverage, Cron, Database, Expr, KvmIntegrationStage, NodeCiPipeline, NodeCiPipelineOptions, NpmReleasePipeline,
  NpmReleasePipelineOptions, Pipeline, PublishTarget, Runner, RustCiPipeline, RustCiPipelineOptions, RustTarget, Severity, ValidationPart, Weekday,
} from '../../src';
import { synthesize } from '../../src/testing';

const STATE = ['.projen/delivery.json'];
const CI = '.github/workflows/ci.yml';
const PR = '.github/workflows/pr-validation.yml';
const FILES = { ...NODE_FILES, ...RUST_FILES, 'package.json': packageJson({ scripts: undefined }) };
const COMMANDS = { lintCommand: 'make lint', formatCommand: 'make format', buildCommand: 'make build', testCommand: 'make test' };

const node = (options: NodeCiPipelineOptions = {}) => (outdir: string) => {
  const project = repository(outdir);
  const ci = new NodeCiPipeline(project, 'Ci', { nodeVersion: '24', ...COMMANDS, coverage: Coverage.codecov({ project: 80 }), ...options });
  new KvmIntegrationStage(ci, 'Integration', { command: 'make integration' });
  return project;
};

const rust = (options: RustCiPipelineOptions = {}) => (outdir: string) => {
  const project = repository(outdir);
  new RustCiPipeline(project, 'Ci', { rustVersion: '1.95.0', dependencies: {}, coverage: Coverage.codecov({ project: 80 }), ...options });
  return project;
};

const NODE_EDITS: [string, NodeCiPipelineOptions, string[]][] = [
  ['nodeVersion', { nodeVersion: '22' }, ['.nvmrc']],
  ['testVersions', { testVersions: ['22', '24'] }, [CI]],
  ['testCommand', { testCommand: 'make check' }, [CI]],
  ['lintCommand', { lintCommand: 'make pedantic' }, [PR]],
  ['formatCommand', { formatCommand: 'make pretty' }, [PR]],
  ['buildCommand', { buildCommand: 'make all' }, [CI, PR]],
  ['packageCommand', { packageCommand: 'make verify' }, [PR, 'scripts/ci/validate-package.sh']],
  ['installCommand', { installCommand: 'make install' }, [CI, PR]],
  ['a threshold of coverage', { coverage: Coverage.codecov({ project: 85 }) }, ['codecov.yml']],
  ['another threshold', { coverage: Coverage.codecov({ project: 80, patch: 90 }) }, ['codecov.yml']],
  ['severity', { severity: Severity.CRITICAL }, [CI, PR]],
  ['codeScanning', { codeScanning: false }, ['.github/actions/pins/action.yml', CI]],
  ['dependabot', { dependabot: false }, ['.github/dependabot.yml']],
  ['schedule', { schedule: Cron.weekly(Weekday.FRIDAY) }, [CI]],
  ['scheduleIssues', { scheduleIssues: false }, [CI, 'scripts/ci/report-issue.sh']],
  ['branches', { branches: ['main', 'next'] }, [CI, PR]],
  ['pushBranches', { pushBranches: ['main', 'next'] }, [CI]],
  ['workflowName', { workflowName: 'CI' }, [CI]],
  ['runner', { runner: Runner.UBUNTU_22_04 }, [CI, PR]],
  ['gate', { gate: false }, [CI, PR, 'scripts/ci/gate.sh']],
  ['without', { without: [ValidationPart.FORMAT] }, [PR]],
];

const RUST_EDITS: [string, RustCiPipelineOptions, string[]][] = [
  ['rustVersion', { rustVersion: '1.96.0' }, ['rust-toolchain.toml']],
  ['minimumCoverage', { minimumCoverage: 90 }, [CI]],
  ['licences', { dependencies: { licenses: ['MIT', 'ISC'] } }, ['deny.toml']],
  ['targets', { targets: [RustTarget.X86_64_LINUX] }, [CI]],
  ['testFeatures', { testFeatures: ['fast'] }, [CI]],
  ['integrationTests', { integrationTests: { targets: ['integration'], database: Database.postgres() } }, [CI, 'scripts/ci/cargo-test-targets.sh']],
  ['semgrepRules', { semgrepRules: ['p/rust'] }, [CI]],
  ['no semgrepRules', { semgrepRules: [] }, ['.github/actions/pins/action.yml', CI, 'scripts/ci/semgrep-scan.sh']],
  ['alertSchedule', { alertSchedule: Cron.daily({ hour: 6 }) }, ['.github/workflows/dependency-alerts.yml']],
  ['a threshold of coverage', { coverage: Coverage.codecov({ project: 90 }) }, ['codecov.yml']],
];

const RELEASE = '.github/workflows/release.yml';
const ROLLBACK = '.github/workflows/release-rollback.yml';
const RELEASABLE = { ...NODE_FILES, 'package.json': packageJson({ name: '@acme/tool', repository: 'acme/tool', bin: { tool: 'cli.js' } }), '.nvmrc': '24\n' };
const releases = (options: NpmReleasePipelineOptions = {}) => (outdir: string) => {
  const project = repository(outdir);
  new NpmReleasePipeline(project, 'Release', options);
  return project;
};
const measured = (options: Partial<BenchmarkStageOptions> = {}) => (outdir: string) => {
  const project = repository(outdir);
  new BenchmarkStage(new Pipeline(project, 'Ci'), 'Speed', { command: 'make', results: BenchmarkResults.duration(), ...options });
  return project;
};

const RELEASE_EDITS: [string, NpmReleasePipelineOptions, string[]][] = [
  ['canary', { canary: PublishTarget.githubPackages() }, [ROLLBACK, RELEASE]],
  ['production', { production: PublishTarget.registry('https://npm.example.com', { token: Expr.secret('TOKEN') }) }, [ROLLBACK, RELEASE]],
  ['development', { development: PublishTarget.githubPackages() }, ['.github/workflows/snapshot.yml', 'scripts/ci/npm-snapshot-version.sh']],
  ['command', { command: 'tool check' }, [RELEASE]],
  ['testCommands', { testCommands: ['make'] }, [RELEASE]],
  ['buildCommand', { buildCommand: 'make' }, [RELEASE]],
  ['tagPrefix', { tagPrefix: 'tool@' }, [RELEASE]],
  ['preid', { preid: 'beta' }, [RELEASE]],
  ['prereleaseTag', { prereleaseTag: 'beta' }, [RELEASE]],
  ['changelog', { changelog: 'CHANGES.md' }, [RELEASE]],
  ['app', { app: { clientId: 'Iv1.abc', privateKey: Expr.secret('APP_KEY') } }, ['.github/actions/pins/action.yml', RELEASE]],
  ['attest', { attest: false }, ['.github/actions/pins/action.yml', RELEASE]],
  ['documentation', { documentationCommand: 'make docs' }, ['.github/actions/pins/action.yml', RELEASE]],
];

const BENCHMARK_EDITS: [string, Partial<BenchmarkStageOptions>, string[]][] = [
  ['threshold', { threshold: 5 }, ['.github/workflows/speed.yml']],
  ['repetitions', { repetitions: 20 }, ['.github/workflows/speed.yml']],
  ['prepare', { prepare: ['make'] }, ['.github/workflows/speed.yml']],
  ['results', { results: BenchmarkResults.hyperfine('bench.json') }, ['.github/workflows/speed.yml']],
  ['historyBranch', { historyBranch: 'speed' }, ['.github/workflows/speed.yml']],
  ['schedule', { schedule: Cron.daily({ hour: 6 }) }, ['.github/workflows/speed.yml']],
  ['comment', { comment: false }, ['.github/workflows/speed.yml', 'scripts/ci/benchmark-comment.sh']],
];

// What comes and goes is listed by projen and marked in .gitattributes, and every file has a hash.
const BOOKKEEPING = [...STATE, '.projen/inventory.json', '.projen/files.json', '.gitattributes'];

test.each(NODE_EDITS)('Node: %s changes its own files', (_, options, files) => {
  const changed = synthesize(node(), { files: FILES }).resynthesize(node(options));
  expect(changed.filter((path) => !BOOKKEEPING.includes(path))).toEqual([...files].sort());
});

test.each(RUST_EDITS)('Rust: %s changes its own files', (_, options, files) => {
  const changed = synthesize(rust(), { files: FILES }).resynthesize(rust(options));
  expect(changed.filter((path) => !BOOKKEEPING.includes(path))).toEqual([...files].sort());
});

test.each(RELEASE_EDITS)('releases: %s changes its own files', (_, options, files) => {
  const changed = synthesize(releases(), { files: RELEASABLE }).resynthesize(releases(options));
  expect(changed.filter((path) => !BOOKKEEPING.includes(path))).toEqual([...files].sort());
});

test.each(BENCHMARK_EDITS)('benchmarks: %s changes its own files', (_, options, files) => {
  const changed = synthesize(measured(), { files: FILES }).resynthesize(measured(options));
  expect(changed.filter((path) => !BOOKKEEPING.includes(path))).toEqual([...files].sort());
});

test('going back gives the same files again', () => {
  const synthesized = synthesize(node(), { files: FILES });
  const before = synthesized.tree;
  synthesized.resynthesize(node({ testVersions: ['22', '24'], gate: false, coverage: undefined }));
  synthesized.resynthesize(node());
  expect(synthesized.tree).toEqual(before);
});

test.each(REPOSITORIES)('a second synth of %s changes nothing', (name) => {
  expect(repositoryNamed(name).resynthesize()).toEqual([]);
});
