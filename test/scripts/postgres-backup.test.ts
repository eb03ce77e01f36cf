// postgres-backup.sh and postgres-restore.sh: half a backup is none, nothing is dropped before the backup is known to be
// whole, and no password is in an argument. What a real server makes of them is in test/e2e/migration.e2e.ts.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Rehearsal, ScriptRun } from '../helpers/stand-ins';

const DATABASE_URL = 'postgres://tool:p%40ss%20word@db.example:6000/my%20data?sslmode=disable';
const ADDRESS = 'postgres://tool@db.example:6000/my%20data?sslmode=disable';
const TABLES = 'public.block\\t2\\tabc\\npublic.block_id_seq\\t-\\tdef\\npublic.empty\\t0\\tghi\\n';

// What psql prints depends on what it is asked: checksums, or one question of administration.
const PSQL = `
text="$(cat)"
if [[ "$BREAK" == psql ]]; then echo 'connection refused' >&2; exit 2; fi
case "$text" in
  *'repeatable read'*) printf "\${TABLES}" ;;
  *rolcreatedb*) printf '%s\\n' "\${ALLOWED:-t}" ;;
  'drop database'*) if [[ "$BREAK" == drop ]]; then exit 3; fi ;;
  *) exit 99 ;;
esac`;
const CHANGING = 'text="$(cat)"; printf "public.block\\t%s\\tabc\\n" "$CALL"';
const PG_DUMP = 'if [[ "$BREAK" == pg_dump ]]; then echo partial; echo "server version mismatch" >&2; exit 1; fi; printf PGDMP';
const PG_RESTORE = `
cat > /dev/null
if [[ "$1" == --list ]]; then
  if [[ "$BREAK" == list ]]; then exit 1; fi
  printf ';\\n; Archive created\\n;     dbname: %s\\n' "\${NAMED:-my data}"
elif [[ "$BREAK" == restore ]]; then exit 1; fi`;

let place: Rehearsal;
beforeEach(() => {
  place = new Rehearsal().standIn('psql', PSQL).standIn('pg_dump', PG_DUMP).standIn('pg_restore', PG_RESTORE);
});
afterEach(() => place.remove());

const backUp = (parameters: Record<string, string> = {}): ScriptRun => place.run('postgres-backup.sh', { DATABASE_URL, TABLES, ...parameters });
const restore = (parameters: Record<string, string> = {}): ScriptRun => place.run('postgres-restore.sh', { DATABASE_URL, TABLES, BACKUP: 'backup', ...parameters });
const dropped = () => place.calls('psql').filter((call) => call.args.includes('--set=name=my data')).length;
const sealed = (folder: string) => place.exists(`${folder}/SHA256SUMS`);

describe('a backup', () => {
  test('holds the dump and a checksum of every table, sealed', () => {
    const run = backUp({ DESTINATION: 'kept/backup' });
    expect(run.stderr).toBe('');
    expect(run.outputs).toEqual({ backup: 'kept/backup', tables: '2', rows: '2' });
    expect(place.read('kept/backup/database.dump')).toBe('PGDMP');
    expect(place.read('kept/backup/checksums.tsv')).toBe('public.block\t2\tabc\npublic.block_id_seq\t-\tdef\npublic.empty\t0\tghi\n');
    expect(place.read('kept/backup/SHA256SUMS').trim().split('\n')).toHaveLength(2);
    expect(run.summary).toContain('2 tables, 2 rows');
  });

  test('is asked for without the password, which is in the environment alone', () => {
    backUp();
    const calls = place.calls();
    expect(calls.map(({ program }) => program).sort()).toEqual(['pg_dump', 'pg_restore', 'psql', 'psql']);
    for (const call of calls) {
      expect(call.args.join(' ')).not.toMatch(/p%40ss|p@ss/);
      expect(call.env.PGPASSWORD).toBe('p@ss word');
    }
    expect(place.calls('pg_dump')[0].args).toContain(`--dbname=${ADDRESS}`);
  });

  test('keeps the password that is there where the address has none', () => {
    backUp({ DATABASE_URL: 'postgresql:///data', PGPASSWORD: 'other' });
    expect(place.calls('pg_dump')[0].args).toContain('--dbname=postgresql:///data');
    expect(place.calls('pg_dump')[0].env.PGPASSWORD).toBe('other');
  });

  test('in a container is made by its programs, at the port it has inside', () => {
    place.standIn('docker', 'while [[ "$1" != psql && "$1" != pg_* ]]; do shift; done; "$@"');
    expect(backUp({ CONTAINER: 'abc123' }).status).toBe(0);
    const calls = place.calls('docker');
    expect(calls).toHaveLength(4);
    for (const call of calls) {
      expect(call.args.slice(0, 7)).toEqual(['exec', '--interactive', '--env', 'PGPASSWORD', '--env', 'PGCONNECT_TIMEOUT', 'abc123']);
      expect(call.args.join(' ')).not.toContain('p@ss');
    }
    expect(calls[1].args).toContain('--dbname=postgres://tool@localhost:5432/my%20data?sslmode=disable');
    expect(sealed('backup')).toBe(true);
  });

  test('in a container needs no program of PostgreSQL on this machine', () => {
    const programs = ['awk', 'cmp', 'sha256sum', 'cat', 'mktemp', 'mkdir', 'ls', 'rm', 'env'];
    for (const program of ['psql', 'pg_dump', 'pg_restore']) fs.rmSync(path.join(place.bin, program));
    place.standIn('docker', 'cat > /dev/null; if [[ " $* " == *" psql "* ]]; then printf "${TABLES}"; fi');
    expect(place.run('postgres-backup.sh', { DATABASE_URL, TABLES, CONTAINER: 'abc123' }, { onlyPrograms: programs }).status).toBe(0);
    expect(place.run('postgres-backup.sh', { DATABASE_URL, TABLES, DESTINATION: 'other' }, { onlyPrograms: programs }).stderr).toContain('psql is not on PATH');
  });

  test.each([
    ['psql', 3, 'connection refused'],
    ['pg_dump', 3, 'server version mismatch'],
    ['list', 3, 'Unreadable backup'],
  ])('that %s cannot make fails, and is not sealed', (BREAK, status, told) => {
    const run = backUp({ BREAK });
    expect(run.status).toBe(status);
    expect(run.stderr).toContain(told);
    expect(run.outputs).toEqual({});
    expect(sealed('backup')).toBe(false);
  });

  test.each([['', 0], ['public.block\\t0\\tabc\\n', 1], ['public.block_id_seq\\t-\\tdef\\n', 0]])('of %j is a backup of nothing', (tables, count) => {
    const run = backUp({ TABLES: tables });
    expect(run.status).toBe(4);
    expect(run.stderr).toContain(`my data has ${count} tables and no row`);
    expect(place.calls('pg_dump')).toEqual([]);
  });

  test('of data that changes meanwhile fails', () => {
    place.standIn('psql', CHANGING);
    const run = backUp();
    expect(run.status).toBe(3);
    expect(run.stderr).toContain('my data changed while it was backed up');
    expect(sealed('backup')).toBe(false);
  });

  test('never goes into a folder that holds something', () => {
    place.write('backup/database.dump', 'precious');
    expect(backUp().stderr).toContain('backup already holds: database.dump');
    expect(place.read('backup/database.dump')).toBe('precious');
  });

  test.each(['', 'mysql://db/data', 'postgres://db', 'postgres://db/', 'postgres://u:p@a@b/data', 'host=db dbname=data'])('of the address %j is refused, without repeating it', (url) => {
    const run = backUp({ DATABASE_URL: url });
    expect(run.status).toBe(64);
    if (url !== '') expect(run.stderr).not.toContain(url);
    expect(place.calls()).toEqual([]);
  });
});

describe('a restore', () => {
  beforeEach(() => expect(backUp().status).toBe(0));

  test('replaces the database and compares every table', () => {
    const run = restore();
    expect(run.stderr).toBe('');
    expect(run.summary).toContain('Restored **my data**: 2 tables, 2 rows, equal to the backup.');
    const calls = place.calls().slice(4).map(({ program, args }) => `${program} ${args.join(' ')}`);
    expect(calls).toEqual([
      'pg_restore --list',
      expect.stringMatching(/^psql .*--set=name=my data --dbname=postgres:\/\/tool@db.example:6000\/postgres\?sslmode=disable$/),
      expect.stringMatching(/^psql .*--set=name=my data /),
      'pg_restore --create --exit-on-error --no-password --dbname=postgres://tool@db.example:6000/postgres?sslmode=disable',
      expect.stringMatching(/^psql .*--dbname=postgres:\/\/tool@db.example:6000\/my%20data\?sslmode=disable$/),
    ]);
  });

  test('of the database postgres goes through another one', () => {
    expect(backUp({ DATABASE_URL: 'postgres://u@db/postgres', DESTINATION: 'other', NAMED: 'postgres' }).status).toBe(0);
    expect(restore({ DATABASE_URL: 'postgres://u@db/postgres', BACKUP: 'other', NAMED: 'postgres' }).status).toBe(0);
    expect(place.calls('pg_restore').at(-1)!.args).toContain('--dbname=postgres://u@db/template1');
  });

  test('that gives other data fails and names the tables', () => {
    const run = restore({ TABLES: TABLES.replace('2\\tabc', '1\\tzzz') });
    expect(run.status).toBe(5);
    expect(run.stderr).toMatch(/-public.block\t2\tabc\n\+public.block\t1\tzzz/);
    expect(run.summary).not.toContain('Restored');
  });

  test.each<[string, () => Record<string, string>, number, string]>([
    ['is not sealed', () => { fs.rmSync(path.join(place.work, 'backup/SHA256SUMS')); return {}; }, 4, 'has no SHA256SUMS'],
    ['was cut', () => { place.write('backup/database.dump', 'PGD'); return {}; }, 4, 'Damaged backup'],
    ['is not there', () => ({ BACKUP: 'none' }), 4, 'Incomplete backup'],
    ['cannot be read', () => ({ BREAK: 'list' }), 4, 'Unreadable backup'],
    ['is of another database', () => ({ NAMED: 'other' }), 4, 'is of the database other'],
    ['could not be put back', () => ({ ALLOWED: 'f' }), 3, 'Give the role CREATEDB'],
  ])('of a backup that %s drops nothing', (_, prepare, status, told) => {
    const run = restore(prepare());
    expect(run.status).toBe(status);
    expect(run.stderr).toContain(told);
    expect(place.calls('pg_restore').every((call) => call.args.includes('--list'))).toBe(true);
    expect(dropped()).toBe(status === 3 ? 1 : 0);
  });

  test('that fails says where the backup still is', () => {
    const run = restore({ BREAK: 'restore' });
    expect(run.status).toBe(3);
    expect(run.stderr).toContain('The backup is still backup.');
    expect(sealed('backup')).toBe(true);
    expect(restore({ BREAK: 'drop' }).status).not.toBe(0);
  });
});
