import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { Guard, quoted } from './guard';

const SCRIPT = path.join(__dirname, '..', '..', 'assets', 'run', 'end-processes.sh');

/** The mark of a job's processes, by which they are found when it is over, as GitHub's runner finds them. */
export class Tracking {
  public readonly id = `github_${randomUUID()}`;

  /** From now on they also end when this process is killed. */
  public guardedBy(guard: Guard): this {
    guard.undo(`bash ${quoted(SCRIPT)} ${this.id}`);
    return this;
  }

  /** Ends all that are left. */
  public async end(): Promise<void> {
    await promisify(execFile)('/bin/bash', [SCRIPT, this.id], { env: { PATH: '/usr/bin:/bin' } });
  }
}
