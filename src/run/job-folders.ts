import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { User } from './user';

/** The folders of one job: fresh ones, as a hosted runner has them. */
export class JobFolders {
  public readonly workspace: string;
  public readonly temp: string;
  public readonly commands: string;
  public readonly tools: string;

  public constructor(public readonly root: string, user?: User) {
    this.workspace = path.join(root, 'work');
    this.temp = path.join(root, 'temp');
    this.commands = path.join(root, 'commands');
    this.tools = path.join(root, 'tools');
    for (const folder of [this.workspace, this.temp, this.commands, this.tools]) {
      fs.mkdirSync(folder, { recursive: true });
      if (user) fs.chownSync(folder, user.uid, user.gid);
    }
  }

  /** A new folder below the temporary one. What jobs keep of each other is nobody else's, unless another user runs them. */
  public static make(prefix: string, user?: User): string {
    const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), prefix)));
    if (user) fs.chmodSync(root, 0o755);
    return root;
  }

  /** Removes a folder, whatever its modes are: caches of Go are read-only. */
  public static remove(folder: string): void {
    try {
      fs.rmSync(folder, { recursive: true, force: true, maxRetries: 2 });
    } catch {
      execFileSync('/bin/sh', ['-c', 'chmod -R u+rwX "$1" && rm -rf "$1"', 'sh', folder], { stdio: 'ignore' });
    }
  }
}
