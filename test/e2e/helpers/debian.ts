import { execFileSync } from 'node:child_process';
import * as os from 'node:os';
import * as path from 'node:path';
import { findPostgres } from '../../../src/run/services/postgres';
import { findProgram } from '../../helpers/stand-ins';

/** Whether this is a run that may change the machine, and must not leave anything out. */
export const inCi = Boolean(process.env.CI) && process.env.CI !== 'false';

/**
 * `describe` where these programs are there and `describe.skip` where one is missing. With CI set, a
 * missing one is installed from its Debian package; what cannot be had then is an error.
 */
export function withPrograms(programs: Record<string, string | undefined>): typeof describe | typeof describe.skip {
  const missing = () => Object.keys(programs).filter((program) => findProgram(program) === undefined);
  if (inCi) installPackages(missing().map((program) => programs[program]).filter((name) => name !== undefined));
  if (missing().length === 0) return describe;
  if (inCi) throw new Error(`${missing().join(', ')} missing`);
  return describe.skip;
}

/** `describe` only where a run may change the machine itself. */
export function onOwnMachine(): typeof describe | typeof describe.skip {
  if (!inCi) return describe.skip;
  if (process.getuid?.() !== 0) throw new Error('this story needs root: it adds a user and starts daemons');
  return describe;
}

/** Whether a PostgreSQL can be started here; with CI set, one that is missing is installed before. */
export function hasPostgres(): boolean {
  if (inCi && !findPostgres()) installPackages(['postgresql']);
  return findPostgres() !== undefined;
}

/** Installs Debian packages that are missing. */
export function installPackages(names: string[]): void {
  if (names.length === 0) return;
  const sudo = process.getuid?.() === 0 ? [] : ['sudo'];
  // Of two stories at a time one waits: apt itself waits for its packages alone, and not for its lists.
  const apt = ['flock', path.join(os.tmpdir(), 'projen-delivery-apt.lock'), ...sudo, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Retries=3'];
  const run = (...args: string[]) => execFileSync(apt[0], [...apt.slice(1), ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  run('update', '--quiet');
  run('install', '--yes', '--no-install-recommends', ...names);
}
