import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { Pipe } from './pipe';
import type { User } from './user';

/** How a runner ends a program: it asks, asks again, and then ends it. The times are those of GitHub's runner. */
export interface Patience {
  /** Milliseconds from SIGINT to SIGTERM. @default 7500 */
  readonly interruptMs?: number;
  /** Milliseconds from SIGTERM to SIGKILL. @default 2500 */
  readonly terminateMs?: number;
}

export interface ExecuteOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly user?: User;
  /** @default - no limit */
  readonly timeoutMs?: number;
  /** Asks it to end: SIGINT, then SIGTERM, then SIGKILL. @default - nothing does */
  readonly cancel?: AbortSignal;
  /** Ends it at once with all its processes. @default - nothing does */
  readonly kill?: AbortSignal;
  /** @default - that of GitHub's runner */
  readonly patience?: Patience;
  /** Takes each line when it is complete. */
  readonly onLine?: (line: string) => void;
  /** File that takes what the process prints. @default - none */
  readonly log?: string;
}

export interface Executed {
  /** 124 when it ran out of time, as `timeout` has it; 128 and the number of the signal that ended it. */
  readonly status: number;
  /** What it printed, both streams in their order; of very much the end. */
  readonly log: string;
  /** What ended it, where it did not end by itself. */
  readonly endedBy?: 'timeout' | 'cancel' | 'kill';
}

/** More of an output is not kept in memory; it has been printed. */
const KEPT = 16 * 1024 * 1024;
const SIGNALS: Record<string, number> = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11, SIGPIPE: 13, SIGTERM: 15 };

/**
 * Runs a program to its end in a group of processes of its own, without blocking this process, which may serve it meanwhile.
 * A daemon that it leaves behind does not hold up its end.
 *
 * Signals go to the whole group, as those of a terminal do; GitHub's runner sends the first two to the program alone.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation
 */
export async function execute(program: string, args: readonly string[], options: ExecuteOptions): Promise<Executed> {
  const output = new Collected(options);
  const pipe = new Pipe((chunk) => output.take(chunk));
  const { cwd, env, user } = options;
  const child = spawn(program, [...args], { cwd, env: { ...env }, uid: user?.uid, gid: user?.gid, detached: true, stdio: ['ignore', pipe.end, pipe.end] });
  pipe.handOver();
  const ending = new Ending(child.pid, options.patience ?? {});
  const stop = watch(ending, options);
  const status = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, by) => resolve(code ?? 128 + (SIGNALS[by ?? ''] ?? 0)));
  }).finally(stop).catch(async (error: Error) => {
    await pipe.drain();
    throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? new Error(`${program} is not on PATH`) : error;
  });
  // What was told to end takes nothing with it.
  if (ending.by) signal(child.pid, 'SIGKILL');
  await pipe.drain();
  output.close();
  return { status: ending.by === 'timeout' || ending.by === 'kill' ? 124 : status, log: output.text, endedBy: ending.by };
}

// Gives the function that ends the watch.
function watch(ending: Ending, { timeoutMs, cancel, kill }: ExecuteOptions): () => void {
  // A timer takes no more than 31 bits.
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => ending.ask('timeout'), Math.min(timeoutMs, 0x7fff_ffff));
  const onCancel = () => ending.ask('cancel');
  const onKill = () => ending.force();
  cancel?.addEventListener('abort', onCancel);
  kill?.addEventListener('abort', onKill);
  if (kill?.aborted) onKill();
  else if (cancel?.aborted) onCancel();
  return () => {
    clearTimeout(timer);
    ending.stop();
    cancel?.removeEventListener('abort', onCancel);
    kill?.removeEventListener('abort', onKill);
  };
}

class Ending {
  public by?: 'timeout' | 'cancel' | 'kill';
  private timers: NodeJS.Timeout[] = [];

  public constructor(private readonly pid: number | undefined, private readonly patience: Patience) {}

  public ask(by: 'timeout' | 'cancel'): void {
    if (this.by) return;
    this.by = by;
    const { interruptMs = 7_500, terminateMs = 2_500 } = this.patience;
    signal(this.pid, 'SIGINT');
    this.timers = [
      setTimeout(() => signal(this.pid, 'SIGTERM'), interruptMs),
      setTimeout(() => signal(this.pid, 'SIGKILL'), interruptMs + terminateMs),
    ];
  }

  public force(): void {
    this.by ??= 'kill';
    signal(this.pid, 'SIGKILL');
  }

  public stop(): void {
    this.timers.forEach(clearTimeout);
  }
}

function signal(pid: number | undefined, name: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, name);
  } catch {
    // The whole group has ended.
  }
}

class Collected {
  private readonly decoder = new StringDecoder('utf8');
  private kept = '';
  private rest = '';

  public constructor(private readonly options: Pick<ExecuteOptions, 'onLine' | 'log'>) {}

  public get text(): string {
    return this.kept;
  }

  public take(chunk: Buffer): void {
    if (this.options.log) fs.appendFileSync(this.options.log, chunk);
    this.add(this.decoder.write(chunk));
  }

  public close(): void {
    this.add(this.decoder.end());
    if (this.rest !== '') this.options.onLine?.(this.rest);
    this.rest = '';
  }

  private add(text: string): void {
    this.kept += text;
    if (this.kept.length > 2 * KEPT) this.kept = this.kept.slice(-KEPT);
    if (!this.options.onLine) return;
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop()!;
    for (const line of lines) this.options.onLine(line.replace(/\r$/, ''));
  }
}
