import { spawn } from 'node:child_process';
import * as fs from 'node:fs';

/** Whom a process runs as; the groups of the user do not follow, as on a hosted runner. */
export interface User {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
  readonly home: string;
}

export interface ExecuteOptions {
  readonly cwd: string;
  readonly env: Record<string, string>;
  readonly user?: User;
  /** @default - no limit */
  readonly timeoutMs?: number;
  /** Ends it as a time that is over does. @default - nothing */
  readonly until?: AbortSignal;
  /** File that takes what the process prints, both streams in their order. */
  readonly log: string;
}

export interface Executed {
  /** 124 when it ran out of time, as `timeout` has it. */
  readonly status: number;
  readonly log: string;
}

/**
 * Runs a program to its end without blocking this process, which may serve it meanwhile. Its output
 * goes to a file: a daemon that it leaves behind must not hold up its end.
 */
export async function execute(program: string, args: string[], options: ExecuteOptions): Promise<Executed> {
  const from = fs.existsSync(options.log) ? fs.statSync(options.log).size : 0;
  const file = fs.openSync(options.log, 'a');
  const { cwd, env, user } = options;
  const child = spawn(program, args, { cwd, env, uid: user?.uid, gid: user?.gid, detached: true, stdio: ['ignore', file, file] });
  let late = false;
  const end = () => {
    late = true;
    process.kill(-child.pid!, 'SIGKILL');
  };
  const timer = options.timeoutMs === undefined ? undefined : setTimeout(end, options.timeoutMs);
  options.until?.addEventListener('abort', end);
  const status = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? (signal ? 128 : 1)));
  }).finally(() => {
    clearTimeout(timer);
    options.until?.removeEventListener('abort', end);
    fs.closeSync(file);
  });
  const log = fs.readFileSync(options.log).subarray(from).toString('utf8');
  return { status: late ? 124 : status, log };
}
