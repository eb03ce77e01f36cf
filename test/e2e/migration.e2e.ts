/**
 * Invariants: the job of a phase, run from the YAML that was written, gives back a real PostgreSQL as it was before a
 * migration that changed and deleted rows, whatever failed in between; what fails is told and the backup is kept. A
 * backup can be restored elsewhere, and again after its restore was killed.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { cargoTool } from './helpers/cargo-tools';
import { hasPostgres, withPrograms } from './helpers/debian';
import { Prometheus, startPrometheus } from './helpers/prometheus';
import { Repository } from './helpers/repository';
import { expectConclusion, JobRun, removeJobFolders, runJob } from './helpers/run-job';
import { ArtifactStore } from '../../src/run/artifact-store';
import { Guard, quoted } from '../../src/run/guard';
import { startPostgres } from '../../src/run/services/postgres';
import type { RunningService } from '../../src/run/services/service';
import { NEXTEST_VERSION } from '../../src/stages/tool-versions';
import { Rehearsal, SCRIPTS } from '../helpers/stand-ins';
import { FILES, ledger } from '../stages/migration/ledger';

// The first run on a machine builds nextest.
jest.setTimeout(900_000);

const programs = withPrograms({ cargo: undefined, rustup: undefined, git: 'git', jq: 'jq', curl: 'curl', prometheus: 'prometheus' });
const story = hasPostgres() && cargoTool('cargo-nextest', NEXTEST_VERSION) ? programs : describe.skip;
const servers = hasPostgres() ? describe : describe.skip;

const guard = new Guard();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'migration-'));
guard.undo(`rm -rf ${quoted(folder)}`);
afterAll(async () => {
  removeJobFolders();
  await guard.release();
});

story('the job of a phase', () => {
  let prometheus: Prometheus;
  let repository: Repository;
  let artifacts: ArtifactStore;

  beforeAll(async () => {
    prometheus = await startPrometheus(guard);
    repository = new Repository(ledger(prometheus.url));
    guard.undo(repository.removal);
  });
  beforeEach(async () => {
    artifacts = new ArtifactStore(fs.mkdtempSync(path.join(folder, 'artifacts-')));
    await prometheus.set({ ledger_rollbacks_total: 0 });
  });
  afterEach(() => repository.reset());
  afterAll(() => prometheus.end());

  const run = (phase: string): Promise<JobRun> => runJob(repository.example.workflow('migration'), `migration-${phase}`, {
    source: repository.folder,
    artifacts,
    paths: [cargoTool('cargo-nextest', NEXTEST_VERSION)!],
    services: { postgres: (definition) => startPostgres(definition, { guard, onOwnPort: false }) },
    cache: path.join(folder, 'target'),
  });
  const outcome = (job: JobRun, name: string) => job.steps.find((step) => step.name === name)?.outcome;
  const kept = (phase: string, file: string) => fs.readFileSync(path.join(artifacts.find(`migration-${phase}-results`), file), 'utf8');
  const report = (phase: string) => JSON.parse(kept(phase, 'report.json'));
  const replaceIn = (file: keyof typeof FILES, from: string, to: string) => {
    if (!FILES[file].includes(from)) throw new Error(`${file} has no ${from}`);
    repository.commit('Break it', { [file]: FILES[file].replace(from, to) });
  };

  test('migrates and comes back', async () => {
    const job = await run('foundation');
    expectConclusion(job, 'success');
    expect(job.steps.map(({ name }) => name)).not.toContain('Validate rollback');
    expect(report('foundation')).toMatchObject({ phase: 'foundation', result: 'success', backup: { tables: 1, rows: 500 }, tests: { tests: 1, failed: 0 }, metrics: null });
    expect(artifacts.files('migration-foundation-results')).toEqual(['backup/SHA256SUMS', 'backup/checksums.tsv', 'backup/database.dump', 'report.json', 'report.md', 'tests.xml']);
    expect(job.summary).toContain('Restored **ledger_test**: 1 tables, 500 rows, equal to the backup.');
    expect(job.summary).toContain('### Migration phase foundation: success');
  });

  test('measures, and validates the rollback of a later phase', async () => {
    const job = await run('actor-core');
    expectConclusion(job, 'success');
    expect([outcome(job, 'Check metrics'), outcome(job, 'Validate rollback')]).toEqual(['success', 'success']);
    expect(report('actor-core').metrics).toMatchObject({ gate: 'actor-core', verdict: 'met' });
  });

  test('stops where a metric is not as required, and comes back all the same', async () => {
    await prometheus.set({ ledger_rollbacks_total: 1 });
    const job = await run('actor-core');
    expectConclusion(job, 'failure');
    expect([outcome(job, 'Check metrics'), outcome(job, 'Restore the backup'), outcome(job, 'Validate rollback')]).toEqual(['failure', 'success', 'skipped']);
    expect(report('actor-core')).toMatchObject({ result: 'failure', metrics: { verdict: 'not-met' } });
  });

  test('stops where the validation fails, and the report says so', async () => {
    replaceIn('tests/migration/validate.sh', '= 250', '= 251');
    const job = await run('foundation');
    expectConclusion(job, 'failure');
    expect([outcome(job, 'Validate migration'), outcome(job, 'Restore the backup')]).toEqual(['failure', 'success']);
    expect(report('foundation').steps).toContainEqual({ name: 'Validate migration', outcome: 'failure' });
    expect(kept('foundation', 'report.md')).toContain('| Validate migration | failure |');
  });

  test('that is killed in the middle of the migration keeps a backup that another server takes', async () => {
    replaceIn('tests/migration_foundation_test.rs', 'assert_eq!(sql("select count(*) from good"), "250");',
      'std::process::Command::new("kill").args(["-KILL", &std::process::id().to_string()]).status().unwrap();');
    const job = await run('foundation');
    expectConclusion(job, 'failure');
    expect([outcome(job, 'Test migration'), outcome(job, 'Validate migration'), outcome(job, 'Restore the backup')]).toEqual(['failure', 'skipped', 'success']);
    expect(report('foundation')).toMatchObject({ result: 'failure', backup: { rows: 500 } });
    const server = await Server.start('ledger_test');
    const place = new Rehearsal();
    expect(place.run('postgres-restore.sh', { DATABASE_URL: server.url, BACKUP: path.join(artifacts.find('migration-foundation-results'), 'backup') })).toMatchObject({ status: 0 });
    expect(server.sql("select count(*) from block where payload = 'block ' || id")).toBe('500');
    place.remove();
    await server.stop();
  });

  test('stops before the migration where there is nothing to back up', async () => {
    repository.commit('No data', { 'tests/data.sql': 'create table block (id serial primary key, payload text not null);\n' });
    const job = await run('foundation');
    expectConclusion(job, 'failure');
    expect(job.steps.find(({ name }) => name === 'Back up')!.log).toContain('ledger_test has 1 tables and no row');
    expect([outcome(job, 'Test migration'), outcome(job, 'Restore the backup')]).toEqual(['skipped', 'skipped']);
    expect(report('foundation')).toMatchObject({ result: 'failure', backup: null, tests: null });
  });
});

/** A server by itself, under a password that has to be encoded in an address. */
class Server {
  public static async start(database: string): Promise<Server> {
    const definition = { ports: ['5432:5432'], options: '--health-cmd "pg_isready --username postgres"', env: { POSTGRES_PASSWORD: PASSWORD, POSTGRES_DB: database } };
    const service = await startPostgres(definition, { guard, onOwnPort: false });
    return new Server(service, Object.values(service.replace)[0], database);
  }

  private constructor(private readonly service: RunningService, public readonly host: string, private readonly database: string) {}

  public get url(): string {
    return `postgres://postgres:${encodeURIComponent(PASSWORD)}@${this.host}/${encodeURIComponent(this.database)}`;
  }

  public sql(...statements: string[]): string {
    const args = [this.url, '-AtqX', '-v', 'ON_ERROR_STOP=1', ...statements.flatMap((statement) => ['-c', statement])];
    return execFileSync('psql', args, { encoding: 'utf8' }).trim();
  }

  public stop(): Promise<void> {
    return this.service.stop();
  }
}

const PASSWORD = 'p@ss:w/rd %1';
// Names that must be quoted, columns named as the query's own words, a partition, a dropped column, no rows, a sequence.
const AWKWARD = [
  'create schema "My ""Schema"',
  'create table block (height bigserial primary key, payload text, at timestamptz default now(), ratio float8, more jsonb)',
  "insert into block (payload, ratio, more) select 'it''s ' || n, n / 3.0, jsonb_build_object('n', n) from generate_series(1, 300) as n",
  'create table "My ""Schema"."each" ("each" int, hash text, "row" text generated always as (hash || hash) stored)',
  'insert into "My ""Schema"."each" values (1, \'a\'), (2, null), (1, \'a\')',
  'create table parted (k int, v text) partition by range (k)',
  'create table parted_1 partition of parted for values from (0) to (100)',
  "insert into parted values (1, 'x'), (2, 'y')",
  'create table empty_one (a int, gone int, c text)',
  'alter table empty_one drop column gone',
  'create view heights as select height from block',
];
const DAMAGE = [
  'drop view heights',
  'delete from block where height % 2 = 0',
  "update parted set v = 'changed' where k = 2",
  'alter table block add column extra int',
  'create table more (a int)',
  'create view dependent as select * from parted',
  'drop table empty_one',
  'drop schema "My ""Schema" cascade',
  "select nextval('block_height_seq')",
];

servers('a backup of a real server', () => {
  let server: Server;
  let place: Rehearsal;

  beforeEach(async () => {
    server = await Server.start('al ys');
    server.sql(...AWKWARD);
    place = new Rehearsal();
  });
  afterEach(async () => {
    place.remove();
    await server.stop();
  });

  const backUp = (more: Record<string, string> = {}) => place.run('postgres-backup.sh', { DATABASE_URL: server.url, ...more });
  const restore = (more: Record<string, string> = {}) => place.run('postgres-restore.sh', { DATABASE_URL: server.url, BACKUP: 'backup', ...more });
  const same = () => {
    expect(backUp({ DESTINATION: 'again' }).status).toBe(0);
    expect(place.read('again/checksums.tsv')).toBe(place.read('backup/checksums.tsv'));
    expect(server.sql('select count(*) from pg_class where relname in (\'more\', \'dependent\')', 'select max(height) from heights')).toBe('0\n300');
  };

  test('notices every kind of change, and undoes it', () => {
    expect(backUp().outputs).toEqual({ backup: 'backup', tables: '4', rows: '305' });
    const names = place.read('backup/checksums.tsv').split('\n').map((line) => line.split('\t')[0]);
    expect(names.filter((name) => name !== '').sort()).toEqual(['"My ""Schema".each', 'public.block', 'public.block_height_seq', 'public.empty_one', 'public.parted_1']);
    for (const [number, change] of ["update block set payload = 'other' where height = 7", "select nextval('block_height_seq')", 'alter table empty_one rename c to d'].entries()) {
      server.sql(change);
      expect(backUp({ DESTINATION: `changed-${number}` }).status).toBe(0);
      expect(place.read(`changed-${number}/checksums.tsv`)).not.toBe(place.read(`${number === 0 ? 'backup' : `changed-${number - 1}`}/checksums.tsv`));
    }
    server.sql(...DAMAGE.filter((statement) => !statement.startsWith('drop table')));
    expect(restore()).toMatchObject({ status: 0, stderr: '' });
    same();
  });

  test('is restored after its restore was killed with the database gone', () => {
    expect(backUp().status).toBe(0);
    server.sql(...DAMAGE);
    const shim = path.join(place.folder, 'shim');
    fs.mkdirSync(shim);
    fs.writeFileSync(path.join(shim, 'pg_restore'), '#!/bin/bash\nif [[ "$1" == --create ]]; then kill -KILL 0; fi\nexec /usr/bin/pg_restore "$@"\n', { mode: 0o755 });
    const killed = spawnSync('setsid', ['--wait', 'bash', path.join(SCRIPTS, 'postgres-restore.sh')], {
      cwd: place.work, encoding: 'utf8', env: { PATH: `${shim}:${process.env.PATH}`, DATABASE_URL: server.url, BACKUP: 'backup' },
    });
    expect(killed.status).not.toBe(0);
    expect(() => server.sql('select 1')).toThrow(/does not exist/);
    expect(restore().status).toBe(0);
    same();
  });

  test('is made and restored inside a container, while others are connected', async () => {
    // The program runs where the container would be: only the place is played, not PostgreSQL.
    place.standIn('docker', `shift 7; args=("\${@//localhost:5432/${server.host}}"); exec "\${args[@]}"`);
    const inside = { CONTAINER: 'abc', DATABASE_URL: server.url.replace(server.host, 'localhost:15432') };
    expect(backUp(inside)).toMatchObject({ status: 0, stderr: '' });
    server.sql(...DAMAGE);
    const other = spawn('psql', [server.url, '-c', 'begin; select * from block; select pg_sleep(600)'], { stdio: 'ignore' });
    const ended = new Promise((resolve) => other.once('exit', resolve));
    for (const until = Date.now() + 10_000; server.sql("select count(*) from pg_stat_activity where query like '%pg_sleep(600)' and pid <> pg_backend_pid()") !== '1';) {
      if (Date.now() > until) throw new Error('nobody else connects');
    }
    expect(restore(inside)).toMatchObject({ status: 0, stderr: '' });
    expect(await ended).not.toBe(0);
    same();
  });

  test('is not put back by a role that could not create the database anew', () => {
    server.sql("create role plain login password 'plain'", 'alter database "al ys" owner to plain', 'alter schema public owner to plain');
    expect(backUp().status).toBe(0);
    const run = restore({ DATABASE_URL: server.url.replace(/\/\/[^@]*@/, '//plain:plain@') });
    expect(run.status).toBe(3);
    expect(run.stderr).toContain('Give the role CREATEDB');
    expect(server.sql('select count(*) from block')).toBe('300');
  });

  test('is not made with a wrong password, and does not wait for one', () => {
    const run = backUp({ DATABASE_URL: server.url.replace(/:[^:@]*@/, ':wrong@') });
    expect(run.status).toBe(3);
    expect(run.stderr).toContain('password authentication failed');
  });
});
