import { ChildProcess, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { createServer } from 'node:net';
import * as path from 'node:path';
import { Guard, quoted } from '../../../../src/run/guard';
import { findProgram } from '../../../helpers/stand-ins';

/** How long a daemon has for its end before it is killed, in tenths of a second. */
const PATIENCE = 100;

export interface DaemonOptions {
  readonly program: string;
  readonly args: string[];
  /** Folder of the daemon: its log and the number of its process are kept there. */
  readonly folder: string;
  /** @default - PATH alone */
  readonly env?: Record<string, string>;
}

/** A program in the background that ends with the story, also when the process of the story is killed. */
export class Daemon {
  public readonly log: string;
  private readonly pidFile: string;
  private readonly program: string;
  private child: ChildProcess | undefined;

  public constructor(guard: Guard, private readonly name: string, private readonly options: DaemonOptions) {
    const program = path.isAbsolute(options.program) ? options.program : findProgram(options.program);
    if (!program || !fs.existsSync(program)) throw new Error(`${options.program} is not on this machine`);
    this.program = fs.realpathSync(program);
    this.log = path.join(options.folder, `${name}.log`);
    this.pidFile = path.join(options.folder, `${name}.pid`);
    guard.undo(this.end());
  }

  public start(): void {
    if (this.isRunning) throw new Error(`${this.name} runs already`);
    const log = fs.openSync(this.log, 'a');
    // The number is written before the program is there, so no moment is without it.
    const line = `echo $$ > ${quoted(this.pidFile)}; exec "$@"`;
    this.child = spawn('/bin/bash', ['-c', line, 'bash', this.program, ...this.options.args], {
      cwd: this.options.folder, detached: true, stdio: ['ignore', log, log], env: { PATH: process.env.PATH, ...this.options.env },
    });
    this.child.once('error', () => undefined);
    fs.closeSync(log);
  }

  public get isRunning(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Stops the process where it is; whoever asks it something waits. */
  public pause(): void {
    this.child!.kill('SIGSTOP');
  }

  public resume(): void {
    this.child!.kill('SIGCONT');
  }

  /** Waits until the daemon answers; its log is in the error when it does not. */
  public async ready(probe: () => Promise<boolean>, timeoutMs = 30_000): Promise<void> {
    const end = Date.now() + timeoutMs;
    while (Date.now() < end) {
      if (!this.isRunning) throw new Error(`${this.name} ended: ${this.tail()}`);
      if (await probe().catch(() => false)) return;
      await pause(50);
    }
    throw new Error(`${this.name} did not answer within ${timeoutMs / 1000} seconds: ${this.tail()}`);
  }

  public async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    if (!this.isRunning) return;
    const ended = new Promise((resolve) => this.child!.once('exit', resolve));
    this.child!.kill(signal);
    this.child!.kill('SIGCONT');
    const late = setTimeout(() => this.child!.kill('SIGKILL'), PATIENCE * 100);
    await ended;
    clearTimeout(late);
    fs.rmSync(this.pidFile, { force: true });
  }

  // A number alone may be that of another process by then: the program has to be ours.
  private end(): string {
    const own = `[ "$(readlink /proc/"$pid"/exe)" = ${quoted(this.program)} ]`;
    const wait = `for _ in $(seq ${PATIENCE}); do ${own} || break; sleep 0.1; done`;
    return `pid="$(cat ${quoted(this.pidFile)} 2> /dev/null)" || exit 0; if ${own}; then kill -TERM "$pid"; kill -CONT "$pid" 2> /dev/null; ${wait}; if ${own}; then kill -KILL "$pid"; fi; fi`;
  }

  private tail(): string {
    return fs.existsSync(this.log) ? fs.readFileSync(this.log, 'utf8').slice(-2000) : 'no log';
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** A port of the loopback that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
