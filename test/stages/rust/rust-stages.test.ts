// The options of the Rust stages, each with its effect.
import {
  Coverage, Database, Expr, RustBuildStage, RustBuildStageOptions, RustCoverageStage, RustCoverageStageOptions, RustLintStage, RustLintStageOptions, RustSecurityStage,
  RustSecurityStageOptions, RustTarget, RustTestStage, RustTestStageOptions, Runner,
} from '../../../src';
import { jobIn, stepNames, written } from '../in-pipeline';

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('lint', () => {
  const job = (options: RustLintStageOptions = {}) => jobIn('lint', (pipeline) => new RustLintStage(pipeline, 'Lint', options));

  test('formats, lints and documents with warnings denied', () => {
    expect(stepNames(job())).toEqual(['Check out', 'Set up Rust', 'Cache dependencies', 'Check formatting', 'Run Clippy', 'Check documentation']);
    expect(job().step('Set up Rust').env).toEqual({ COMPONENTS: 'rustfmt clippy' });
  });

  test('features are those of Clippy and of the documentation', () => {
    const features = (options: RustLintStageOptions) => ['Run Clippy', 'Check documentation'].map((name) => /--(all-features|features \S+)/.exec(job(options).step(name).run!)?.[1]);
    expect(features({})).toEqual(['all-features', 'all-features']);
    expect(features({ features: ['a', 'b'] })).toEqual(['features a,b', 'features a,b']);
    expect(features({ features: [] })).toEqual([undefined, undefined]);
  });

  test('deny adds lints', () => {
    expect(job({ deny: ['clippy::pedantic'] }).step('Run Clippy').run).toMatch(/ -- -D warnings -D clippy::pedantic$/);
  });
});

describe('tests', () => {
  const stage = (options: RustTestStageOptions) => (pipeline: any) => new RustTestStage(pipeline, 'Tests', options);
  const ids = (options: RustTestStageOptions) => written(stage(options)).workflow('ci').jobs.map((job) => job.id);
  const env = (id: string, options: RustTestStageOptions) => jobIn(id, stage(options)).steps.find((step) => step.env?.JUNIT_DESTINATION)!.env!;

  test('unit, integration and property tests are jobs of their own, each where it is wanted', () => {
    expect(ids({})).toEqual(['unit-tests', 'gate']);
    expect(ids({ integration: { targets: ['i'] }, property: { targets: ['p'] } })).toEqual(['unit-tests', 'integration-tests', 'property-tests', 'gate']);
    expect(ids({ unit: false, property: { targets: ['p'] } })).toEqual(['property-tests', 'gate']);
  });

  test('features are those of the unit tests, or of the targets', () => {
    expect(env('unit-tests', {}).FEATURES).toBeUndefined();
    expect(env('unit-tests', { features: ['a', 'b'] }).FEATURES).toBe('a b');
    expect(env('integration-tests', { integration: { targets: ['i'], features: ['c'] } }).FEATURES).toBe('c');
  });

  test('targets are run by name', () => {
    expect(env('integration-tests', { integration: { targets: ['one', 'two'] } }).TARGETS).toBe('one two');
  });

  test('a database stands beside its job, and its address reaches the tests', () => {
    const integration = { targets: ['i'], database: Database.postgres({ database: 'app', variable: 'APP_DB', image: `postgres:17@${DIGEST}` }) };
    expect(env('integration-tests', { integration }).APP_DB).toBe('postgres://postgres:test@localhost:5432/app');
    const { services } = jobIn('integration-tests', stage({ integration })).document;
    expect(services.postgres).toMatchObject({ image: `postgres:17@${DIGEST}`, env: { POSTGRES_DB: 'app' }, ports: ['5432:5432'] });
    expect(services.postgres.options).toContain('--health-cmd');
  });

  test('env and the number of cases reach the tests', () => {
    expect(env('integration-tests', { integration: { targets: ['i'], env: { REF: Expr.github('ref') } } }).REF).toBe('${{ github.ref }}');
    expect(env('property-tests', { property: { targets: ['p'] } }).PROPTEST_CASES).toBe(1000);
    expect(env('property-tests', { property: { targets: ['p'] }, propertyCases: 9 }).PROPTEST_CASES).toBe(9);
  });

  test('results are kept unless the run was cancelled', () => {
    expect(jobIn('unit-tests', stage({})).step('Keep test results')).toMatchObject({ if: '!cancelled()', with: { name: 'unit-tests-results' } });
  });
});

describe('coverage', () => {
  const stage = (options: RustCoverageStageOptions) => (pipeline: any) => new RustCoverageStage(pipeline, 'Coverage', options);
  const measure = (options: RustCoverageStageOptions = {}) => jobIn('coverage', stage(options)).step('Measure coverage').env!;

  test('minimum is what the tool enforces', () => {
    expect(measure().MINIMUM).toBe(80);
    expect(measure({ minimum: 0 }).MINIMUM).toBe(0);
  });

  test('features and database are those of the tests', () => {
    expect(measure({ features: ['a'] }).FEATURES).toBe('a');
    expect(measure({ database: Database.postgres() }).DATABASE_URL).toBe('postgres://postgres:test@localhost:5432/test');
    expect(Object.keys(jobIn('coverage', stage({ database: Database.postgres() })).document.services)).toEqual(['postgres']);
  });

  test('without a place for it, coverage is an artifact; with one, a job of its own uploads', () => {
    expect(written(stage({})).workflow('ci').jobs.map((job) => job.id)).toEqual(['coverage', 'gate']);
    const upload = jobIn('coverage-upload', stage({ coverage: Coverage.codecov() }));
    expect(upload.document).toMatchObject({ needs: 'coverage', permissions: { 'contents': 'read', 'id-token': 'write' } });
    expect(upload.steps.filter((step) => step.run)).toEqual([]);
  });
});

describe('security', () => {
  const stage = (options: RustSecurityStageOptions) => (pipeline: any) => new RustSecurityStage(pipeline, 'Security', options);

  test('semgrepRules are named; none leave the analysis out', () => {
    const rules = (options: RustSecurityStageOptions) => jobIn('sast', stage(options)).step('Scan sources').env!.CONFIG;
    expect(rules({})).toBe('p/rust p/secrets');
    expect(rules({ semgrepRules: ['p/a', 'rules/own.yml'] })).toBe('p/a rules/own.yml');
    expect(written(stage({ semgrepRules: [] })).workflow('ci').jobs.map((job) => job.id)).toEqual(['deny', 'gate']);
  });

  test('without codeScanning nothing is uploaded and nothing may be written', () => {
    const job = jobIn('sast', stage({ codeScanning: false }));
    expect(stepNames(job)).toEqual(['Check out', 'Scan sources']);
    expect(job.document.permissions).toEqual({ contents: 'read' });
  });
});

describe('build', () => {
  const job = (options: RustBuildStageOptions = {}) => jobIn('build', (pipeline) => new RustBuildStage(pipeline, 'Build', options));

  test('targets are legs, each on its machine', () => {
    expect(job().document.strategy.matrix.include).toEqual([
      { target: 'x86_64-unknown-linux-gnu', runner: 'ubuntu-24.04' },
      { target: 'aarch64-unknown-linux-gnu', runner: 'ubuntu-24.04-arm' },
    ]);
    const targets = [RustTarget.of('aarch64-apple-darwin', Runner.MACOS_26)];
    expect(job({ targets }).document.strategy.matrix.include).toEqual([{ target: 'aarch64-apple-darwin', runner: 'macos-26' }]);
  });

  test('binaries and features reach the build', () => {
    expect(job().step('Build release').env).toEqual({ TARGET: '${{ matrix.target }}', DESTINATION: 'dist' });
    expect(job({ binaries: ['a', 'b'], features: ['c'] }).step('Build release').env).toMatchObject({ BINARIES: 'a b', FEATURES: 'c' });
  });

  test('artifactName is what the target follows; by default the project\'s name', () => {
    expect(job().step('Keep programs and checksums').with!.name).toBe('tool-${{ matrix.target }}');
    expect(job({ artifactName: 'server' }).step('Keep programs and checksums').with!.name).toBe('server-${{ matrix.target }}');
  });

  test('nothing from a cache goes into a release', () => {
    expect(stepNames(job())).not.toContain('Cache dependencies');
  });
});
