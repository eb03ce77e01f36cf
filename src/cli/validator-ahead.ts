import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { callsOtherFiles } from '../checks/validator';
import type { Diagnostic } from '../read/language-services';
import type { YamlFile } from '../read/yaml-file';

/** With fewer files the thread would start when all is done. */
const ENOUGH = 4;
/** After this the thread is given up: it takes milliseconds for a file. */
const PATIENCE = 5_000;
/** Below what the main thread has, so that what is nested too deeply for it is never validated here. */
const STACK = 0.9;
const YAML = /\.ya?ml$/;

/** Who validates a file. */
export enum Turn {
  /** Nobody so far. */
  OPEN,
  /** The thread, which is at it. */
  TAKEN,
  /** The thread, which has told what it found. */
  TOLD,
  /** Whoever asks. */
  LEFT,
}

/** What the thread is given, once. */
export interface Given {
  readonly files: readonly Pick<YamlFile, 'path' | 'text'>[];
  /** The turn of each file. */
  readonly turns: Int32Array;
}

/** What the thread found in a file. */
export interface Told {
  readonly index: number;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * GitHub's validator in a thread of its own, ahead of the checks that ask for it.
 *
 * It only saves time: what the thread has not begun, or could not do, is left to whoever asks.
 */
export class ValidatorAhead {
  private readonly isUseful: boolean;
  private worker?: Worker;
  private port?: MessagePort;
  private begin = new Int32Array(new SharedArrayBuffer(4));
  private turns = new Int32Array(0);
  private indexes = new Map<YamlFile, number>();
  private readonly told = new Map<number, readonly Diagnostic[]>();
  private count = 0;

  /** @param isAsked whether any check will ask */
  public constructor(isAsked: boolean) {
    this.isUseful = isAsked && availableParallelism() > 1;
  }

  /** A file that is about to be read: after the first few the thread starts, to be ready when all are read. */
  public expect(path: string): void {
    if (!this.isUseful || this.worker || !YAML.test(path) || ++this.count < ENOUGH) return;
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    this.worker = new Worker(join(__dirname, 'validator-worker.js'), {
      workerData: { port: port2, begin: this.begin }, transferList: [port2], resourceLimits: { stackSizeMb: STACK },
    });
    this.worker.unref();
    // Files it has not told are validated by whoever asks.
    this.worker.on('error', () => undefined);
  }

  /** The files to validate, in the order in which they are asked for. */
  public give(files: readonly YamlFile[]): void {
    if (!this.port) return;
    // Another file may be read at any time here, but not in the thread.
    const alone = files.filter((file) => file.problems.length === 0 && !callsOtherFiles(file));
    this.indexes = new Map(alone.map((file, index) => [file, index]));
    this.turns = new Int32Array(new SharedArrayBuffer(4 * alone.length));
    const given: Given = { files: alone.map(({ path, text }) => ({ path, text })), turns: this.turns };
    this.port.postMessage(given);
    Atomics.store(this.begin, 0, 1);
    Atomics.notify(this.begin, 0);
  }

  /** What the thread found in a file; undefined where it is to be validated here. */
  public of(file: YamlFile): readonly Diagnostic[] | undefined {
    const index = this.indexes.get(file);
    if (index === undefined || Atomics.compareExchange(this.turns, index, Turn.OPEN, Turn.LEFT) === Turn.OPEN) return undefined;
    if (Atomics.wait(this.turns, index, Turn.TAKEN, PATIENCE) === 'timed-out') this.stop();
    this.receive();
    return this.told.get(index);
  }

  /** Ends the thread, whatever it is at. */
  public stop(): void {
    this.indexes.clear();
    void this.worker?.terminate();
  }

  private receive(): void {
    if (!this.port) return;
    for (let next = receiveMessageOnPort(this.port); next; next = receiveMessageOnPort(this.port)) {
      const { index, diagnostics } = next.message as Told;
      this.told.set(index, diagnostics);
    }
  }
}
