import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Job, look, Looked } from './look';
import { UsageError } from './usage-error';

/** From this size on a file may have been made to keep the checks busy for ever. */
const LARGE = 48 * 1024;
/** From this size of all files on, about 180 workflows, optimized code pays for its making. */
const MANY = 1024 * 1024;
/** What one file may take. */
const SECONDS = 10;

class LargeFile extends Error {}

/** Looks at a repository; a file that takes too long is left out and told. */
export function lookSafely(job: Job): Looked {
  let whole = 0;
  try {
    return look(job, (_, size) => {
      if (size > LARGE) throw new LargeFile();
      if (whole <= MANY && (whole += size) > MANY) optimize();
    });
  } catch (error) {
    if (!(error instanceof LargeFile)) throw error;
    optimize();
    return lookInThread(job, new Map());
  }
}

// `bin/projen-delivery` starts the command without: a short run ends before it pays.
function optimize(): void {
  setFlagsFromString('--opt');
}

// Only a thread of its own can be stopped in the middle of an expression.
function lookInThread(job: Job, left: Map<string, string>): Looked {
  for (;;) {
    const sizes = new Map<string, number>();
    const ended = runThread({ ...job, left }, sizes);
    if (ended.looked) return ended.looked;
    if (ended.error) throw ended.error;
    const culprit = culpritOf(ended.path, sizes);
    if (culprit === undefined) throw new UsageError(`the checks did not end within ${SECONDS} seconds in ${job.target.root}; name fewer files`);
    left.set(culprit, `takes longer than ${SECONDS} seconds to check`);
  }
}

// A check of a small file may look at a large one.
function culpritOf(last: string | undefined, sizes: ReadonlyMap<string, number>): string | undefined {
  const large = [...sizes].filter(([, size]) => size > LARGE).sort(([, left], [, right]) => right - left).map(([path]) => path);
  return last !== undefined && large.includes(last) ? last : large[0];
}

interface Ended {
  readonly looked?: Looked;
  readonly error?: Error;
  /** The file that was worked on last. */
  readonly path?: string;
  /** Its size, when it is first seen. */
  readonly size?: number;
}

function runThread(job: Job, sizes: Map<string, number>): Ended {
  // Seldom needed.
  const { MessageChannel, receiveMessageOnPort, Worker } = require('node:worker_threads') as typeof import('node:worker_threads');
  const { port1, port2 } = new MessageChannel();
  const state = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(join(__dirname, 'look-worker.js'), { workerData: { job, port: port2, state }, transferList: [port2] });
  worker.unref();
  let last: Ended = {};
  let since = Date.now();
  while (Date.now() - since < SECONDS * 1_000) {
    Atomics.wait(state, 0, 0, 100);
    for (let next = receiveMessageOnPort(port1); next; next = receiveMessageOnPort(port1)) {
      last = next.message;
      since = Date.now();
      if (last.looked || last.error) return last;
      if (last.path !== undefined && last.size) sizes.set(last.path, last.size);
    }
  }
  void worker.terminate();
  port1.close();
  return last;
}
