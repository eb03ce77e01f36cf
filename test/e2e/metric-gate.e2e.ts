/**
 * Invariants: the gate that a composition writes, run from its YAML against a real Prometheus, passes a healthy program
 * and stops each sick one; whatever cannot be measured stops it as well, Prometheus itself being gone among it. Prometheus
 * accepts every query that a metric can make.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { withPrograms } from './helpers/debian';
import { Prometheus, startPrometheus } from './helpers/prometheus';
import { Repository } from './helpers/repository';
import { expectConclusion, JobRun, removeJobFolders, runJob } from './helpers/run-job';
import { checkoutStep, Condition, DeliveryProject, Job, Metric, MetricGate, Pipeline, Stage, Timeout, Trigger } from '../../src';
import { ArtifactStore } from '../../src/run/artifact-store';
import { Guard, quoted } from '../../src/run/guard';
import { synthesize } from '../../src/testing';

jest.setTimeout(120_000);

const WINDOW = '2s';
const ERRORS = Metric.ratio('alys_migration_errors_total', 'alys_migration_total', WINDOW).where({ environment: '{environment}' }).named('Error ratio');
const PHASES: Record<string, Condition[]> = {
  'foundation': [ERRORS.below(0.01), Metric.value('alys_migration_rollbacks_total').equalTo(0)],
  'actor-core': [ERRORS.below(0.01), Metric.rate('alys_actor_restarts_total', WINDOW).named('Restarts per second').below(0.1)],
  'sync-improvement': [ERRORS.below(0.01).orNoTraffic(), Metric.value('alys_sync_blocks_per_second').named('Blocks per second').atLeast(100)],
};
const HOSTILE = 'a"} or vector(1) #\\\n\u00e9';

/** A job for each phase, with nothing in it but its gate. */
class Phases extends Stage {
  public constructor(scope: Pipeline, id: string, private readonly server: string) {
    super(scope, id, { workflow: 'migration' });
  }

  protected buildJobs(): Job[] {
    return Object.entries(PHASES).map(([gate, require]) => {
      const job = this.newJob(gate, { name: gate, timeout: Timeout.minutes(5) });
      const step = MetricGate.prometheus({ server: this.server, require, attempts: 3, intervalSeconds: 1, queryTimeoutSeconds: 2 })
        .step(this, { file: '.github/delivery/migration-gate.json', gate, environment: 'testnet', version: '1.4.0', resultFile: 'gate.json' });
      job.addStep(checkoutStep(), step);
      return job;
    });
  }
}

const growing = (perSecond: number) => () => Math.floor(Date.now() / 1000 * perSecond);
const HEALTHY = {
  'alys_migration_errors_total{environment="testnet"}': growing(0.005),
  'alys_migration_total{environment="testnet"}': growing(1000),
  'alys_migration_errors_total{environment="production"}': growing(500),
  'alys_migration_total{environment="production"}': growing(1000),
  'alys_migration_rollbacks_total{shard="0"}': 0,
  'alys_migration_rollbacks_total{shard="1"}': 0,
  'alys_actor_restarts_total': 3,
  'alys_sync_blocks_per_second': 250,
};

withPrograms({ prometheus: 'prometheus', promtool: 'prometheus', curl: 'curl', git: 'git', jq: 'jq' })('a gate on metrics', () => {
  const guard = new Guard();
  let prometheus: Prometheus;
  let repository: Repository;
  let artifacts: ArtifactStore;

  beforeAll(async () => {
    prometheus = await startPrometheus(guard);
    repository = new Repository(synthesize((outdir) => {
      const project = new DeliveryProject({ name: 'alys', outdir });
      const delivery = new Pipeline(project, 'Delivery');
      delivery.addWorkflow('migration', 'migration', { name: 'Migration', triggers: [Trigger.workflowDispatch()] });
      new Phases(delivery, 'Migration', prometheus.url);
      return project;
    }));
    guard.undo(repository.removal);
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'artifacts-'));
    guard.undo(`rm -rf ${quoted(folder)}`);
    artifacts = new ArtifactStore(folder);
  });
  beforeEach(async () => {
    await prometheus.remove();
    await prometheus.set(HEALTHY);
    // Until the window holds nothing of the test before.
    await new Promise((resolve) => setTimeout(resolve, 2500));
  });
  afterAll(async () => {
    await prometheus?.end();
    removeJobFolders();
    await guard.release();
  });

  const run = (phase: string) => runJob(repository.example.workflow('migration'), phase, { source: repository.folder, artifacts });
  const gate = (job: JobRun) => job.steps.find((step) => step.name === 'Check metrics')!;
  const stopped = async (phase: string, verdict: string, words: string) => {
    const job = await run(phase);
    expectConclusion(job, 'failure');
    expect(gate(job).log).toContain(words);
    expect(gate(job).outputs).toEqual({ verdict });
    expect(JSON.parse(fs.readFileSync(path.join(job.workspace, 'gate.json'), 'utf8'))).toMatchObject({ gate: phase, environment: 'testnet', verdict, looks: 3 });
    expect(job.summary).toContain(`**Metric gate \`${phase}\`: ${verdict.replace('-', ' ')}**`);
  };

  test.each(Object.keys(PHASES))('a healthy program passes %s', async (phase) => {
    const job = await run(phase);
    expectConclusion(job, 'success');
    expect(gate(job).outputs).toEqual({ verdict: 'met' });
    expect(gate(job).log).toMatch(/look \d of 3: met\n/);
  });

  test('one error in ten stops it', async () => {
    await prometheus.set({ 'alys_migration_errors_total{environment="testnet"}': growing(100) });
    await new Promise((resolve) => setTimeout(resolve, 2500));
    await stopped('foundation', 'not-met', 'Metric gate not met');
  });

  test('one rollback in one of two shards stops it, and its shard is told', async () => {
    await prometheus.set({ 'alys_migration_rollbacks_total{shard="1"}': 1 });
    const words = /alys_migration_rollbacks_total +1 +\S? ?= 0 +not met: decided by \{.*shard="1".*\}/;
    const job = await run('foundation');
    expectConclusion(job, 'failure');
    expect(gate(job).log).toMatch(words);
  });

  test('actors that restart stop it', async () => {
    await prometheus.set({ alys_actor_restarts_total: growing(20) });
    await stopped('actor-core', 'not-met', 'Restarts per second');
  });

  test('a slow sync stops it, and one that recovers in time does not', async () => {
    await prometheus.set({ alys_sync_blocks_per_second: 50 });
    await stopped('sync-improvement', 'not-met', 'Blocks per second: 50, required >= 100');
    const job = run('sync-improvement');
    await new Promise((resolve) => setTimeout(resolve, 1200));
    await prometheus.set({ alys_sync_blocks_per_second: 100 });
    expectConclusion(await job, 'success');
    expect(gate(await job).log).toMatch(/look 1 of 3: not met[^]*look [23] of 3: met/);
  });

  test('a metric that is missing stops it', async () => {
    await prometheus.remove('alys_sync_blocks_per_second');
    await stopped('sync-improvement', 'not-measured', 'Blocks per second: -, required >= 100, no data');
  });

  test('metrics of another environment do not stand in', async () => {
    await prometheus.remove('alys_migration_total{environment="testnet"}');
    await new Promise((resolve) => setTimeout(resolve, 2500));
    await stopped('foundation', 'not-measured', 'Error ratio: -, required < 0.01, no data');
  });

  test('NaN stops it', async () => {
    await prometheus.set({ 'alys_migration_rollbacks_total{shard="0"}': NaN });
    await stopped('foundation', 'not-measured', 'shard="0"} is NaN');
  });

  test('no traffic stops it, unless the condition accepts that', async () => {
    await prometheus.set({ 'alys_migration_errors_total{environment="testnet"}': 7, 'alys_migration_total{environment="testnet"}': 1000 });
    await new Promise((resolve) => setTimeout(resolve, 2500));
    await stopped('foundation', 'not-measured', 'Error ratio: -, required < 0.01, the value is NaN');
    const job = await run('sync-improvement');
    expectConclusion(job, 'success');
    expect(gate(job).log).toContain('met: no traffic');
  });

  test('an exporter that is down stops it', async () => {
    await prometheus.stopExporter();
    try {
      await new Promise((resolve) => setTimeout(resolve, 2500));
      await stopped('foundation', 'not-measured', 'no data');
    } finally {
      await prometheus.startExporter();
    }
  });

  test('a Prometheus that hangs, or is gone, stops it', async () => {
    prometheus.pause();
    await stopped('foundation', 'not-measured', 'no answer: curl: (28)').finally(() => prometheus.resume());
    await prometheus.stop();
    await stopped('foundation', 'not-measured', 'no answer: curl: (7)').finally(() => prometheus.start());
  });

  test('Prometheus accepts every query that a metric can make', async () => {
    const metrics = [
      Metric.value('gone'), Metric.sum('gone'), Metric.rate('gone', '1h30m'), Metric.ratio('gone', 'all', '500ms'), Metric.quantile(0.999, 'seconds_bucket', '1d'), Metric.value('job:gone:5m'),
    ];
    const conditions = metrics.flatMap((metric) => [metric, metric.where({ environment: HOSTILE, version: '{version}' })]).map((metric) => metric.below(1));
    for (const { query } of conditions) {
      expect(await prometheus.query(query)).toBeUndefined();
      execFileSync('promtool', ['query', 'instant', prometheus.url, query], { stdio: 'pipe' });
    }
    await expect(prometheus.query('gone{')).rejects.toThrow('parse error');
  });

  test('a value stays text, whatever is in it', async () => {
    await prometheus.set({ [`blocks{environment=${JSON.stringify(HOSTILE)}}`]: 5, 'blocks{environment="other"}': 7 });
    expect(await prometheus.query(Metric.value('blocks').where({ environment: HOSTILE }).above(1).query)).toBe(5);
    const gates = { deploy: [{ name: 'Blocks', query: Metric.value('blocks').where({ environment: '{environment}' }).above(1).query, series: 'one', comparison: '>', threshold: 1 }] };
    const file = path.join(repository.folder, 'gate.json');
    fs.writeFileSync(file, JSON.stringify({ gates }));
    const ask = (ENVIRONMENT: string) => spawnSync('bash', [path.join(repository.folder, 'scripts/ci/metric-gate.sh')], {
      env: { PATH: process.env.PATH, GATE_FILE: file, GATE: 'deploy', SERVER: prometheus.url, ATTEMPTS: '1', ENVIRONMENT }, encoding: 'utf8',
    });
    expect(ask(HOSTILE)).toMatchObject({ status: 0, stderr: expect.stringMatching(/Blocks +5 +> 1 +met/) });
    expect(ask('"} or blocks{environment="other')).toMatchObject({ status: 4, stderr: expect.stringContaining('no data') });
  });
});
