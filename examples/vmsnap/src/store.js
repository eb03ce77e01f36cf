import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { VmsnapError } from './errors.js';
import { periodStart } from './period.js';

const DATA = /\.data$/;

async function entries(folder) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw new VmsnapError(`${folder}: cannot be read (${error.code})`);
  }
}

async function describe(folder, name) {
  const files = (await entries(folder)).filter((entry) => entry.isFile());
  const stats = await Promise.all(files.map((file) => stat(join(folder, file.name))));
  const data = files.map((file, at) => ({ name: file.name, time: stats[at].mtimeMs }));
  const saved = data.filter((file) => DATA.test(file.name));
  return {
    period: name,
    files: saved.length,
    bytes: stats.reduce((sum, each) => sum + each.size, 0),
    latest: saved.length > 0 ? new Date(Math.max(...saved.map((file) => file.time))) : null,
  };
}

/** The folders that hold one domain's backups. */
export class Store {
  constructor(output, domain) {
    this.root = join(output, domain);
  }

  folder(name) {
    return join(this.root, name);
  }

  /** Names of all folders, including those that vmsnap did not make. */
  async folders() {
    return (await entries(this.root))
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
  }

  /** What is kept, oldest period first. */
  async backups() {
    const names = (await this.folders()).filter((name) => periodStart(name) !== undefined);
    names.sort((a, b) => periodStart(a) - periodStart(b) || a.localeCompare(b, 'en'));
    return Promise.all(names.map((name) => describe(this.folder(name), name)));
  }

  /** Whether a folder holds a backup of the kind: `full` is the base of increments, `copy` is not. */
  async has(name, kind) {
    const files = await entries(this.folder(name));
    return files.some((file) => file.name.endsWith(`.${kind}.data`));
  }

  async remove(name) {
    await rm(this.folder(name), { recursive: true, force: true });
  }
}
