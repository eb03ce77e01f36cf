import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { Socket } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';

/** How long nothing has to come before a pipe counts as drained that a daemon still holds. */
const QUIET_MS = 40;

/**
 * A pipe for both streams of a program, in their order. What Node.js makes is a socket: a script that writes to
 * `/dev/stderr` cannot open it, and of a file it would cut off what is there.
 */
export class Pipe {
  /** What the program writes to. */
  public readonly end: number;
  private readonly socket: Socket;
  private last = Date.now();
  private isOver = false;

  public constructor(take: (chunk: Buffer) => void) {
    // In a folder that nobody else may enter; the program needs no name to open it again.
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pipe-'));
    try {
      const file = path.join(folder, 'output');
      execFileSync('mkfifo', ['-m', '666', file]);
      // eslint-disable-next-line no-bitwise
      const reading = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
      this.end = fs.openSync(file, fs.constants.O_WRONLY);
      this.socket = new Socket({ fd: reading, readable: true, writable: false });
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
    this.socket.on('data', (chunk) => {
      this.last = Date.now();
      take(chunk as Buffer);
    });
    this.socket.on('error', () => undefined);
    this.socket.once('close', () => (this.isOver = true));
  }

  /** To be called when the program has the pipe: from then on only its own processes hold it open. */
  public handOver(): void {
    fs.closeSync(this.end);
  }

  /** Waits for what the program wrote before it ended; a daemon that it left behind is not waited for. */
  public async drain(): Promise<void> {
    this.last = Date.now();
    while (!this.isOver && Date.now() - this.last < QUIET_MS) await new Promise((resolve) => setTimeout(resolve, 5));
    this.socket.destroy();
  }
}
