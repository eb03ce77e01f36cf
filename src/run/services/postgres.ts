import { execFile, execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { freePort, givePort } from './ports';
import type { RunningService, ServiceDefinition, ServiceHost } from './service';
import { quoted } from '../guard';

const VERSIONS = ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt'];
const IMAGE = /^(?:docker\.io\/)?(?:library\/)?postgres(?::(\d+)[^@]*)?(?:@.*)?$/;
/** Where PostgreSQL listens in its container. */
const INNER = '5432';

/** Folder of the newest PostgreSQL server of this machine; Debian keeps it off PATH. */
export function findPostgres(): string | undefined {
  const all = VERSIONS.filter((place) => fs.existsSync(place)).flatMap((place) => fs.readdirSync(place).map((name) => path.join(place, name)));
  const number = (place: string) => Number(/(\d+)$/.exec(place)?.[1] ?? 0);
  return all.sort((one, other) => number(other) - number(one)).map((place) => path.join(place, 'bin')).find((folder) => fs.existsSync(path.join(folder, 'initdb')));
}

/** Whether a service is one that a PostgreSQL server of this machine can play. */
export function isPostgres(image: string | undefined): boolean {
  return IMAGE.test(image ?? '');
}

/**
 * Plays a PostgreSQL container with a server of this machine, on a port of the loopback: user, password and database are
 * those of the definition, and its health command decides when the job starts.
 *
 * @see https://hub.docker.com/_/postgres
 */
export async function startPostgres(definition: ServiceDefinition, host: ServiceHost): Promise<RunningService> {
  const bin = findPostgres();
  if (!bin) throw new Error('there is no PostgreSQL server on this machine. Install one (Debian: postgresql), or name one that runs with --service');
  const [published, inner = INNER] = String(definition.ports?.[0] ?? INNER).replace(/\/tcp$/, '').split(':').slice(-2);
  if (inner !== INNER) throw new Error(`PostgreSQL listens on ${INNER} in its container, not on ${inner}`);
  const port = await freePort(host.onOwnPort ? Number(published) : undefined);
  const stop = await start(bin, port, definition, host);
  return {
    replace: port === Number(published) ? {} : { [`localhost:${published}`]: `127.0.0.1:${port}`, [`127.0.0.1:${published}`]: `127.0.0.1:${port}` },
    ports: { [INNER]: String(port) },
    notes: notesOf(bin, definition),
    stop: async () => {
      await promisify(execFile)('/bin/bash', ['-c', stop]);
      givePort(port);
    },
  };
}

// Gives the command that stops it and removes everything.
async function start(bin: string, port: number, { env = {}, options = '' }: ServiceDefinition, { guard }: ServiceHost): Promise<string> {
  const { POSTGRES_PASSWORD: secret = '', POSTGRES_USER: user = 'postgres', POSTGRES_DB: database = user, POSTGRES_HOST_AUTH_METHOD: method = 'scram-sha-256' } = env;
  if (secret === '' && method !== 'trust') throw new Error('the image of PostgreSQL does not start without POSTGRES_PASSWORD: set it in env of the service');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'postgres-'));
  const owner = ownerOf(folder);
  const environment = { PATH: `${bin}:/usr/bin:/bin`, LANG: 'C.UTF-8', PGHOST: '127.0.0.1', PGPORT: String(port), PGUSER: user, PGPASSWORD: secret };
  const run = (program: string, ...args: string[]) => promisify(execFile)(path.join(bin, program), args, { cwd: folder, env: environment, ...owner });
  const data = path.join(folder, 'data');
  const password = path.join(folder, 'password');
  const pid = path.join(data, 'postmaster.pid');
  const stop = `if [ -f ${pid} ]; then kill -INT "$(head -1 ${pid})"; while [ -f ${pid} ]; do sleep 0.1; done; fi; rm -rf ${quoted(folder)}`;
  guard.undo(stop);
  fs.writeFileSync(password, `${secret}\n`, { mode: 0o600 });
  if (owner.uid !== undefined) fs.chownSync(password, owner.uid, owner.gid!);
  await run('initdb', '-D', data, `--username=${user}`, ...(secret === '' ? [] : [`--pwfile=${password}`]), `--auth=${method}`, '--no-sync');
  fs.rmSync(password);
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder} -c fsync=off`;
  await promisify(execFile)('/bin/bash', ['-c', 'exec "$@" > /dev/null 2>&1', 'bash', path.join(bin, 'pg_ctl'), '-D', data, '-l', path.join(folder, 'log'), '-w', '-o', settings, 'start'], {
    cwd: folder, env: environment, ...owner,
  });
  if (database !== 'postgres') await run('createdb', database);
  const health = /--health-cmd[= ]+(?:"([^"]+)"|'([^']+)'|(\S+))/.exec(options)?.slice(1).find(Boolean);
  if (health) await promisify(execFile)('/bin/bash', ['-c', health], { cwd: folder, env: environment, ...owner });
  return stop;
}

function notesOf(bin: string, { image = '', options = '' }: ServiceDefinition): string[] {
  const [, asked] = IMAGE.exec(image) ?? [];
  // `postgres (PostgreSQL) 17.4 (Debian 17.4-1)`
  const [, has] = /\) (\d+)/.exec(execFileSync(path.join(bin, 'postgres'), ['--version'], { encoding: 'utf8' })) ?? [];
  return [
    ...(asked && asked !== has ? [`PostgreSQL ${has} of this machine plays ${image.split('@')[0]}.`] : []),
    ...(options.includes('--health-cmd') ? [] : ['The service has no health command: on GitHub its job can begin before the database answers.']),
  ];
}

// The server refuses to run as root.
function ownerOf(folder: string): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (option: string) => Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }));
  const owner = { uid: id('-u'), gid: id('-g') };
  fs.chownSync(folder, owner.uid, owner.gid);
  return owner;
}
