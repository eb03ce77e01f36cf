/**
 * Invariants: a job a phase in the order of the phases, stopped by one that failed and not by one that was not chosen;
 * what a job names is there when it is composed; what is kept is kept after a failure as well.
 */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import {
  Backup, Database, DeliveryProject, Expr, Metric, MigrationPhase, MigrationStage, MigrationStageOptions, Pipeline, RustLintStage, RustToolchain,
  RustToolchainOptions, TestServices, Timeout,
} from '../../../src';
import { attempt, Synthesized, SynthesizedJob } from '../../../src/testing';
import { evaluateCondition } from '../../helpers/expressions';
import { FILES, stepNames, written } from '../in-pipeline';

const CARGO = '[package]\nname = "tool"\nversion = "1.0.0"\n\n[features]\nmigration-test = []\n\n[[test]]\nname = "migration_actor_core_test"\nrequired-features = ["migration-test"]\n';
const SCRIPTS = ['tests/migration/validate.sh', 'scripts/backup.sh', 'scripts/restore.sh', 'scripts/state.sh'];
const OWN = {
  'Cargo.toml': CARGO,
  'tests/migration_foundation_test.rs': '',
  'tests/migration_actor_core_test.rs': '',
  'tests/migration_complete_test/main.rs': '',
  'docker-compose.test.yml': 'services: {}\n',
  'scripts/data.sh': '#!/bin/sh\n',
  ...Object.fromEntries(SCRIPTS.map((path) => [path, '#!/bin/sh\n'])),
};
const PHASES = ['foundation', 'actor-core', 'complete'];
const phases = () => PHASES.map((name) => MigrationPhase.named(name));
const services = () => TestServices.database(Database.postgres({ database: 'tool_test' }));
const base = (): MigrationStageOptions => ({ phases: phases(), backup: Backup.postgres(), services: services(), prepare: 'cargo run -- load', features: ['migration-test'] });

function compose(pipeline: Pipeline, options: Partial<MigrationStageOptions> = {}): MigrationStage {
  for (const script of SCRIPTS) chmodSync(join(pipeline.ci.project.outdir, script), 0o755);
  return new MigrationStage(pipeline, 'Migration', { ...base(), ...options });
}

function synthesized(options: Partial<MigrationStageOptions> = {}, more: (pipeline: Pipeline) => Partial<MigrationStageOptions> = () => ({})): Synthesized {
  return written((pipeline) => compose(pipeline, { ...options, ...more(pipeline) }), { rust: {}, files: OWN });
}

const job = (phase: string, options: Partial<MigrationStageOptions> = {}) => synthesized(options).workflow('migration').job(`migration-${phase}`);

function refusal(options: Partial<MigrationStageOptions>, files: Record<string, string> = OWN, rust: RustToolchainOptions = {}): string {
  const { error, changed } = attempt((outdir) => {
    const project = new DeliveryProject({ name: 'tool', outdir });
    compose(new Pipeline(project, 'Ci', { toolchain: new RustToolchain(project, rust) }), options);
    return project;
  }, { files: { ...FILES, ...OWN, ...files } });
  expect(changed).toEqual([]);
  return error?.message ?? 'nothing was refused';
}

describe('the workflow', () => {
  test('has a typed choice of all phases and of each, and runs on pushes to migration branches', () => {
    const { document } = synthesized().workflow('migration');
    expect(document.on.workflow_dispatch.inputs.phase).toMatchObject({ type: 'choice', required: true, default: 'all', options: ['all', ...PHASES] });
    expect(document.on.push).toEqual({ branches: ['migration/**'] });
    expect(synthesized({ branches: ['next/**'] }).workflow('migration').document.on.push).toEqual({ branches: ['next/**'] });
  });

  test('has a job a phase, in their order', () => {
    const { jobs } = synthesized().workflow('migration');
    expect(jobs.map(({ id }) => id)).toEqual(PHASES.map((name) => `migration-${name}`));
    expect(jobs.map(({ document }) => document.name)).toEqual(PHASES.map((name) => `Migration (${name})`));
    expect(jobs.map(({ document }) => [document.needs ?? []].flat())).toEqual([[], ['migration-foundation'], ['migration-foundation', 'migration-actor-core']]);
  });

  /** Which phases run, and how each ends: `fails` fails where it runs. */
  const runs = (event: string, phase?: string, fails?: string, timedOut = 'failure') => {
    const results: Record<string, { result: string }> = {};
    for (const { id, document } of synthesized().workflow('migration').jobs) {
      const needs = Object.fromEntries([document.needs ?? []].flat().map((need: string) => [need, results[need]]));
      const bad = Object.values(needs).some(({ result }) => result !== 'success');
      const going = evaluateCondition(document.if, { github: { event_name: event }, inputs: phase === undefined ? {} : { phase }, needs }, { functions: { success: () => !bad } });
      results[id] = { result: !going ? 'skipped' : id === `migration-${fails}` ? timedOut : 'success' };
    }
    return Object.values(results).map(({ result }) => result);
  };

  test('runs every phase on a push and by hand, and the chosen one alone', () => {
    expect(runs('push')).toEqual(['success', 'success', 'success']);
    expect(runs('workflow_dispatch', 'all')).toEqual(['success', 'success', 'success']);
    expect(runs('workflow_dispatch', 'foundation')).toEqual(['success', 'skipped', 'skipped']);
    expect(runs('workflow_dispatch', 'complete')).toEqual(['skipped', 'skipped', 'success']);
  });

  test('stops at the first phase that failed or ran out of time', () => {
    expect(runs('push', undefined, 'foundation')).toEqual(['failure', 'skipped', 'skipped']);
    expect(runs('workflow_dispatch', 'all', 'actor-core')).toEqual(['success', 'failure', 'skipped']);
    expect(runs('push', undefined, 'foundation', 'cancelled')).toEqual(['cancelled', 'skipped', 'skipped']);
  });

  test('waits for other stages, and asks how they ended', () => {
    const { document } = synthesized({}, (pipeline) => ({ needs: [new RustLintStage(pipeline, 'Lint', { workflow: 'migration' })] })).workflow('migration').job('migration-complete');
    expect(document.needs).toContain('lint');
    expect(document.if).toContain("needs.lint.result == 'success'");
  });

  test('is the one that the option names, where every phase runs after the one before it', () => {
    const workflow = synthesized({ workflow: 'ci' }).workflow('ci');
    expect(workflow.job('migration-complete').document.needs).toEqual(['migration-foundation', 'migration-actor-core']);
    expect(workflow.job('migration-complete').document.if).toBeUndefined();
    expect(workflow.job('gate').document.needs).toContain('migration-complete');
  });
});

describe('the job of a phase', () => {
  test('backs up, tests, restores, reports and keeps everything', () => {
    expect(stepNames(job('actor-core'))).toEqual([
      'Check out', 'Set up Rust', 'Cache dependencies', 'Install Cargo tools', 'Prepare test data', 'Back up', 'Test migration', 'Restore the backup', 'Report', 'Keep report and backup',
    ]);
  });

  test('tests the target of the phase, one test at a time and once, and ends before the job does', () => {
    const step = job('actor-core').step('Test migration');
    expect(step.run).toBe('bash scripts/ci/cargo-test-targets.sh');
    expect(step.env).toMatchObject({
      TARGETS: 'migration_actor_core_test',
      FEATURES: 'migration-test',
      DATABASE_URL: 'postgres://postgres:test@localhost:5432/tool_test',
      MIGRATION_PHASE: 'actor-core',
      NEXTEST_TEST_THREADS: 1,
      NEXTEST_RETRIES: 0,
    });
    expect(step['timeout-minutes']).toBe(33);
    expect(job('actor-core', { timeout: Timeout.minutes(1) }).step('Test migration')['timeout-minutes']).toBe(1);
  });

  test('testTarget, features and command of a phase go before those of the stage', () => {
    const own = [MigrationPhase.named('one', { testTarget: 'migration_complete_test', features: [] }), MigrationPhase.named('two', { command: 'make two' })];
    expect(job('one', { phases: own }).step('Test migration').env).toMatchObject({ TARGETS: 'migration_complete_test' });
    expect(job('one', { phases: own }).step('Test migration').env!.FEATURES).toBeUndefined();
    expect(job('two', { phases: own }).step('Test migration').run).toBe('make two');
    expect(job('two', { phases: own, testEnv: { SIZE: 3 } }).step('Test migration').env).toMatchObject({ MIGRATION_PHASE: 'two', SIZE: 3 });
  });

  test('the backup is made and restored inside the container of the server', () => {
    const { document } = job('foundation');
    expect(Object.keys(document.services)).toEqual(['postgres']);
    for (const name of ['Back up', 'Restore the backup']) {
      expect(job('foundation').step(name).env).toMatchObject({ CONTAINER: '${{ job.services.postgres.id }}', DATABASE_URL: document.steps.find((step: any) => step.name === 'Prepare test data').env.DATABASE_URL });
    }
  });

  test('the backup is restored after a failure as well, and only where there is one', () => {
    const condition = job('foundation').step('Restore the backup').if!;
    const holds = (outcome: string, status: 'success' | 'failure' | 'cancelled') => evaluateCondition(condition, { steps: { backup: { outcome } } }, { status });
    expect([holds('success', 'success'), holds('success', 'failure'), holds('success', 'cancelled'), holds('failure', 'failure'), holds('skipped', 'failure')]).toEqual([true, true, false, false, false]);
  });

  test('report and artifact come unless the run was cancelled, and the report asks every step how it ended', () => {
    const own = job('foundation', { phases: [MigrationPhase.named('foundation', { validate: 'tests/migration/validate.sh' })] });
    expect(own.step('Report').if).toBe('!cancelled()');
    expect(own.step('Keep report and backup').if).toBe('!cancelled()');
    expect(own.step('Keep report and backup').with).toMatchObject({ 'name': 'migration-foundation-results', 'if-no-files-found': 'error' });
    const lines = String(own.step('Report').env!.STEPS).split('\n');
    expect(lines).toEqual(['Prepare test data', 'Back up', 'Test migration', 'Validate migration', 'Restore the backup'].map((name) => {
      const { id } = own.step(name) as SynthesizedJob['steps'][number];
      return `${name}=\${{ steps.${id}.outcome }}`;
    }));
  });

  test('scripts validate the migration, and the rollback of every phase but the first', () => {
    const validate = 'tests/migration/validate.sh';
    const own = { phases: [MigrationPhase.named('foundation', { validate }), MigrationPhase.named('actor-core'), MigrationPhase.named('complete', { rollback: false })], validateRollback: 'scripts/state.sh' };
    expect(job('foundation', own).step('Validate migration').run).toBe('./tests/migration/validate.sh');
    expect(job('foundation', own).step('Validate migration').env).toMatchObject({ MIGRATION_PHASE: 'foundation' });
    expect(job('actor-core', own).step('Validate rollback').run).toBe('./scripts/state.sh');
    for (const phase of ['foundation', 'complete']) expect(stepNames(job(phase, own))).not.toContain('Validate rollback');
    const first = { ...own, phases: [MigrationPhase.named('foundation', { rollback: true })] };
    expect(stepNames(job('foundation', first))).toContain('Validate rollback');
  });

  test('scripts of the repository back up and restore', () => {
    const own = { backup: Backup.scripts({ backup: 'scripts/backup.sh', restore: 'scripts/restore.sh', fingerprint: 'scripts/state.sh' }), services: undefined, prepare: undefined };
    expect(job('foundation', own).step('Back up')).toMatchObject({ run: 'bash scripts/ci/migration-backup.sh', env: { SCRIPT: 'scripts/backup.sh', FINGERPRINT: 'scripts/state.sh', MIGRATION_PHASE: 'foundation' } });
    expect(job('foundation', own).step('Restore the backup')).toMatchObject({ run: 'bash scripts/ci/migration-restore.sh', env: { SCRIPT: 'scripts/restore.sh', BACKUP: 'migration-results/backup' } });
    expect(job('foundation', { ...own, backup: Backup.scripts({ backup: 'scripts/backup.sh', restore: 'scripts/restore.sh' }) }).step('Back up').env!.FINGERPRINT).toBeUndefined();
  });

  test('services of a Compose file are started first, and ended whatever happens', () => {
    const url = 'postgres://tool@localhost:5555/tool';
    const own = job('foundation', { services: TestServices.compose('docker-compose.test.yml', { database: 'db', url, variable: 'DB', waitSeconds: 60 }), prepare: undefined });
    expect(own.document.services).toBeUndefined();
    expect(stepNames(own).slice(0, 2)).toEqual(['Check out', 'Start services']);
    expect(own.step('Start services').env).toEqual({ COMMAND: 'up', COMPOSE_FILE: 'docker-compose.test.yml', SERVICE: 'db', WAIT_SECONDS: 60 });
    expect(own.step('Back up').env).toMatchObject({ DATABASE_URL: url, CONTAINER: '${{ steps.services.outputs.container }}' });
    expect(own.step('Test migration').env!.DB).toBe(url);
    expect(own.step('Collect logs of services')).toMatchObject({ if: 'failure()', env: { COMMAND: 'logs', DESTINATION: 'migration-results/services.log' } });
    expect(stepNames(own).at(-1)).toBe('End services');
    expect(own.step('End services')).toMatchObject({ if: 'always()', env: { COMMAND: 'down' } });
    expect(stepNames(own).indexOf('Collect logs of services')).toBeLessThan(stepNames(own).indexOf('Keep report and backup'));
  });

  test('metrics are measured where a phase requires something of them, before the restore', () => {
    const own = {
      phases: [MigrationPhase.named('foundation'), MigrationPhase.named('actor-core', { requires: [Metric.value('tool_rollbacks_total').equalTo(0)] })],
      metrics: { server: Expr.variable('PROMETHEUS_URL') },
    };
    expect(stepNames(job('foundation', own))).not.toContain('Check metrics');
    const measured = job('actor-core', own);
    expect(measured.step('Check metrics').env).toMatchObject({ GATE: 'actor-core', GATE_FILE: '.github/delivery/migration-gate.json', SERVER: '${{ vars.PROMETHEUS_URL }}', RESULT_FILE: 'migration-results/metrics.json' });
    expect(stepNames(measured).indexOf('Check metrics')).toBeLessThan(stepNames(measured).indexOf('Restore the backup'));
    expect(measured.step('Report').env).toMatchObject({ METRICS: 'migration-results/metrics.json', STEPS: expect.stringContaining('Check metrics=${{ steps.metrics.outcome }}') });
    expect(Object.keys(JSON.parse(synthesized(own).text('.github/delivery/migration-gate.json')).gates)).toEqual(['actor-core']);
  });

  test('a package below the root is tested in its folder, and everything kept at the root', () => {
    const inFolder = written((pipeline) => compose(pipeline), {
      rust: { directory: 'server' },
      files: { ...OWN, 'server/Cargo.toml': CARGO, 'server/Cargo.lock': '', ...Object.fromEntries(PHASES.map((name) => [`server/tests/migration_${name.replace('-', '_')}_test.rs`, ''])) },
    }).workflow('migration').job('migration-foundation');
    expect(inFolder.step('Test migration')).toMatchObject({ 'working-directory': 'server', 'env': { JUNIT_DESTINATION: '${{ github.workspace }}/migration-results/tests.xml' } });
  });
});

describe('refused is', () => {
  const phase = MigrationPhase.named;

  test('no phase, and one that is there twice', () => {
    expect(refusal({ phases: [] })).toContain('`phases` is empty');
    expect(refusal({ phases: [phase('complete'), phase('complete')] })).toContain('the phase "complete" is there twice');
  });

  test.each(['Actor Core', 'actor_core', 'actor-', '', 'all', '${{ x }}', 'a'.repeat(61)])('the name %j', (name) => {
    expect(() => phase(name)).toThrow(/is not the name of a phase|stands for every phase/);
  });

  test.each<[string, () => MigrationPhase]>([
    ['`command` stands beside', () => phase('one', { command: 'make', testTarget: 'a' })],
    ['`command` stands beside', () => phase('one', { command: 'make', features: ['a'] })],
    ['is not the name of a test target', () => phase('one', { testTarget: 'a b' })],
    ['no plain path', () => phase('one', { validate: '../validate.sh' })],
    ['no plain path', () => phase('one', { validate: 'a; rm -rf /' })],
    ['`requires` is empty', () => phase('one', { requires: [] })],
  ])('a phase: %s', (message, make) => {
    expect(make).toThrow(message);
  });

  test('a test target that is not there, with those that are', () => {
    expect(refusal({ phases: [phase('lighthouse')] })).toMatch(/no test target migration_lighthouse_test[^]*there are: migration_actor_core_test, migration_complete_test, migration_foundation_test/);
    expect(refusal({ phases: [phase('foundation')] }, {}, { directory: 'server' })).toContain('there is no Cargo.toml in server');
  });

  test('a feature that is not declared, and one that a test target lacks', () => {
    expect(refusal({ features: ['migration-tests'] })).toContain('Cargo.toml has no feature "migration-tests"');
    expect(refusal({ features: undefined })).toContain('migration_actor_core_test is built only with the feature "migration-test"');
  });

  test('a script that is not there or not executable', () => {
    expect(refusal({ phases: [phase('foundation', { validate: 'tests/none.sh' })] })).toContain('`validate of "foundation"` names tests/none.sh, which does not exist');
    expect(refusal({ validateRollback: 'scripts/data.sh' })).toMatch(/scripts\/data.sh, which is not executable[^]*chmod \+x/);
    expect(refusal({ backup: Backup.scripts({ backup: 'scripts/backup.sh', restore: 'scripts/none.sh' }) })).toContain('`backup.restore` names scripts/none.sh');
    expect(refusal({ backup: Backup.scripts({ backup: 'a b.sh', restore: 'scripts/restore.sh' }) })).toContain('no plain path');
  });

  test('conditions without a server, and a server without conditions', () => {
    const requires = [Metric.value('tool_errors').equalTo(0)];
    expect(refusal({ phases: [phase('foundation', { requires })] })).toContain('the phase "foundation" requires tool_errors = 0, and no server is asked');
    expect(refusal({ metrics: { server: 'https://prometheus.example.com' } })).toContain('no phase requires anything of it');
  });

  test('a backup of nothing', () => {
    expect(refusal({ services: undefined })).toContain('there is no database for Backup.postgres');
    expect(refusal({ prepare: undefined })).toContain('there would be nothing to back up');
    expect(refusal({ services: TestServices.compose('docker-compose.test.yml') })).toContain('there is no database for Backup.postgres');
  });

  test('a Compose file that is not there, and options of it that cannot be', () => {
    expect(refusal({ services: TestServices.compose('compose.yml', { database: 'db', url: 'postgres://db/db' }) })).toContain('there is no Compose file compose.yml');
    expect(() => TestServices.compose('../compose.yml')).toThrow('no plain path');
    expect(() => TestServices.compose('compose.yml', { database: 'db' })).toThrow('belong together');
    expect(() => TestServices.compose('compose.yml', { database: 'd b', url: 'postgres://db/db' })).toThrow('not the name of a service');
    expect(() => TestServices.compose('compose.yml', { waitSeconds: 0 })).toThrow('waitSeconds is 0');
  });

  test('branches of a workflow that is another\'s', () => {
    expect(refusal({ workflow: 'ci', branches: ['next'] })).toContain('`branches` has no effect');
  });

  test('an expression in a command', () => {
    expect(refusal({ prepare: 'make ${{ github.ref }}' })).toContain('pastes an expression');
  });
});
