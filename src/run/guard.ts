import { ChildProcess, spawn } from 'node:child_process';
import * as path from 'node:path';

/**
 * Keeps the commands that undo what a run changes on the machine, and runs them in reverse order
 * when the run is over: also after a failure, a signal, or when this process is killed, because a
 * process of its own waits for the end of ours.
 */
export class Guard {
  private readonly process: ChildProcess;

  public constructor() {
    const script = path.join(__dirname, '..', '..', 'assets', 'run', 'guard.sh');
    this.process = spawn('/bin/bash', [script], { detached: true, stdio: ['pipe', 'ignore', 'inherit'] });
    this.process.stdin?.on('error', () => undefined);
  }

  /** Tells how a change is undone; to be called before the change. */
  public undo(command: string): void {
    if (command.includes('\n')) throw new Error(`a command that undoes is one line: ${command}`);
    this.process.stdin?.write(`${command}\n`);
  }

  /** Undoes everything and waits for it. */
  public async release(): Promise<void> {
    if (this.process.exitCode !== null) return;
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.stdin?.end();
    await ended;
  }
}

/** A text as one word of a shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll('\'', '\'\\\'\'')}'`;
}
