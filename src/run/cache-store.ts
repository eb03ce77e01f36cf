import { createHash, randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';

interface Entry {
  readonly key: string;
  /** What is kept, as the workflow names it. */
  readonly version: string;
  readonly folder: string;
  readonly saved: number;
}

/** Keeps folders between runs by a key; what is there under a key never changes. */
export class CacheStore {
  public constructor(public readonly folder: string) {
    fs.mkdirSync(folder, { recursive: true });
  }

  /**
   * Folder of what was kept under a key, or else the newest whose key begins with one of the others.
   *
   * Only what was kept of the same paths fits, as on GitHub.
   */
  public find(paths: string, key: string, restoreKeys: readonly string[] = []): { readonly key: string; readonly folder: string } | undefined {
    const entries = this.entries().filter((entry) => entry.version === versionOf(paths));
    const exact = entries.find((entry) => entry.key === key);
    if (exact) return exact;
    for (const prefix of [key, ...restoreKeys]) {
      const [newest] = entries.filter((entry) => entry.key.startsWith(prefix)).sort((one, other) => other.saved - one.saved);
      if (newest) return newest;
    }
    return undefined;
  }

  /** Keeps what `fill` puts into a folder; tells whether it did, since a key is kept once. */
  public async save(paths: string, key: string, fill: (folder: string) => Promise<unknown>): Promise<boolean> {
    if (this.entries().some((entry) => entry.key === key && entry.version === versionOf(paths))) return false;
    const folder = path.join(this.folder, `${createHash('sha256').update(`${key}\0${paths}`).digest('hex').slice(0, 16)}-${randomBytes(4).toString('hex')}`);
    const building = `${folder}.building`;
    fs.mkdirSync(building);
    try {
      await fill(building);
      // Written last: what was cut off is no entry.
      fs.renameSync(building, folder);
      fs.writeFileSync(`${folder}.json`, JSON.stringify({ key, version: versionOf(paths), saved: Date.now() }));
      return true;
    } finally {
      fs.rmSync(building, { recursive: true, force: true });
    }
  }

  /** A folder that stays as it is between jobs, such as for build results that are only added to. */
  public shared(name: string): string {
    const folder = path.join(this.folder, 'shared', createHash('sha256').update(name).digest('hex').slice(0, 16));
    fs.mkdirSync(folder, { recursive: true });
    return folder;
  }

  private entries(): Entry[] {
    return fs.readdirSync(this.folder).filter((name) => name.endsWith('.json')).map((name) => {
      const file = path.join(this.folder, name);
      return { ...JSON.parse(fs.readFileSync(file, 'utf8')), folder: file.slice(0, -'.json'.length) };
    });
  }
}

function versionOf(paths: string): string {
  return paths.split('\n').map((line) => line.trim()).filter(Boolean).join('\n');
}
