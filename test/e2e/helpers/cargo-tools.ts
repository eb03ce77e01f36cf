import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { inCi } from './debian';

/** Where tools of Cargo are kept between runs: building them takes minutes. */
const CACHE = path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache'), 'projen-delivery', 'cargo-tools');

/** Folder of a tool in this very version; undefined if it was not built yet. */
export function findCargoTool(name: string, version: string): string | undefined {
  const folder = path.join(CACHE, `${name}-${version}`, 'bin');
  return fs.existsSync(path.join(folder, name)) ? folder : undefined;
}

/** As `findCargoTool`, and builds a missing one from crates.io where a run may do that. */
export function cargoTool(name: string, version: string): string | undefined {
  const found = findCargoTool(name, version);
  if (found || !inCi) return found;
  const root = path.join(CACHE, `${name}-${version}`);
  const build = `${root}.building-${process.pid}`;
  try {
    // Its own folder first: a build that was cut off must not look like a tool.
    execFileSync('cargo', ['install', '--locked', '--debug', '--quiet', '--root', build, `${name}@${version}`], { stdio: ['ignore', 'inherit', 'inherit'], cwd: os.tmpdir() });
    fs.renameSync(build, root);
  } finally {
    fs.rmSync(build, { recursive: true, force: true });
  }
  return findCargoTool(name, version);
}
