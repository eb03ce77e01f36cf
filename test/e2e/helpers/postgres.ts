import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { createServer } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { Guard, quoted } from './guard';
import type { RunningService } from './run-job';

const VERSIONS = '/usr/lib/postgresql';

/** Folder of the newest PostgreSQL server of this machine; Debian keeps it off PATH. */
export function findPostgres(): string | undefined {
  const versions = fs.existsSync(VERSIONS) ? fs.readdirSync(VERSIONS).sort((one, other) => Number(other) - Number(one)) : [];
  return versions.map((version) => path.join(VERSIONS, version, 'bin')).find((folder) => fs.existsSync(path.join(folder, 'initdb')));
}

/**
 * Plays `services.postgres` with a server of this machine, on a free port of the loopback: password and database are
 * those of the definition, and its health command decides when the job starts.
 */
export async function startPostgres(definition: Record<string, any>, guard: Guard): Promise<RunningService> {
  const bin = findPostgres();
  if (!bin) throw new Error('there is no PostgreSQL server on this machine');
  const [published, inner] = String(definition.ports[0]).split(':');
  if (inner !== '5432') throw new Error(`PostgreSQL listens on 5432 in its container, not on ${inner}`);
  const health = /--health-cmd "([^"]+)"/.exec(definition.options)?.[1];
  if (!health) throw new Error('without a health command the job would start before its database');
  const port = await freePort();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'postgres-'));
  const owner = ownerOf(folder);
  const env = { PATH: `${bin}:/usr/bin:/bin`, LANG: 'C.UTF-8', PGHOST: '127.0.0.1', PGPORT: String(port), PGPASSWORD: definition.env.POSTGRES_PASSWORD };
  const run = (program: string, ...args: string[]) => execFileSync(path.join(bin, program), args, {
    cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], env, ...owner,
  });
  const data = path.join(folder, 'data');
  const password = path.join(folder, 'password');
  fs.writeFileSync(password, definition.env.POSTGRES_PASSWORD, { mode: 0o644 });
  run('initdb', '-D', data, '--username=postgres', `--pwfile=${password}`, '--auth=scram-sha-256', '--no-sync');
  const pid = path.join(data, 'postmaster.pid');
  const stop = `if [ -f ${pid} ]; then kill -INT "$(head -1 ${pid})"; while [ -f ${pid} ]; do sleep 0.1; done; fi; rm -rf ${quoted(folder)}`;
  guard.undo(stop);
  run('pg_ctl', '-D', data, '-l', path.join(folder, 'log'), '-w', '-o', `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder} -c fsync=off`, 'start');
  run('createdb', '--username=postgres', definition.env.POSTGRES_DB);
  const [program, ...args] = health.split(' ');
  run(program, ...args);
  return {
    replace: { [`localhost:${published}`]: `127.0.0.1:${port}` },
    stop: async () => void execFileSync('/bin/bash', ['-c', stop], { stdio: 'inherit' }),
  };
}

// The server refuses to run as root.
function ownerOf(folder: string): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (option: string) => Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }));
  const owner = { uid: id('-u'), gid: id('-g') };
  fs.chownSync(folder, owner.uid, owner.gid);
  return owner;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
