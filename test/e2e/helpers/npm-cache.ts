import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const CACHE = path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache'), 'projen-delivery');

/**
 * Folder of something from npm that is kept between runs, because it is too big for the dependencies of this repository.
 * It is made once; whoever comes second while it is made, makes it too.
 */
export function fromNpm(name: string, version: string, make: (folder: string) => void): string {
  const folder = path.join(CACHE, name, version);
  if (fs.existsSync(folder)) return folder;
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  // Its own folder first: what was cut off must not look like the whole.
  const building = fs.mkdtempSync(`${folder}.building-`);
  try {
    make(building);
    fs.renameSync(building, folder);
  } catch (error) {
    // Another process was faster, which made the same.
    if (!fs.existsSync(folder)) throw error;
  } finally {
    fs.rmSync(building, { recursive: true, force: true });
  }
  return folder;
}

/** Runs npm in a folder, without anything of the package that started these tests. */
export function runNpm(folder: string, ...args: string[]): void {
  const kept = Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle|config_local_prefix)/.test(name));
  execFileSync('nice', ['npm', ...args, '--no-audit', '--no-fund', '--silent'], { cwd: folder, env: Object.fromEntries(kept), stdio: ['ignore', 'ignore', 'inherit'] });
}
