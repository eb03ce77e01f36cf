import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { findProgram } from './stand-ins';

/** The newest yq whose modules the public proxy of Go has. */
const VERSION = 'v4.49.2';

/** Folder of yq by Mike Farah, as GitHub's runners have it: built once, in CI alone; undefined where there is none. */
export function yqFolder(): string | undefined {
  const cache = process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache');
  const folder = path.join(cache, 'projen-delivery', 'yq', VERSION);
  if (fs.existsSync(path.join(folder, 'yq'))) return folder;
  if (!process.env.CI || process.env.CI === 'false') return undefined;
  if (findProgram('go') === undefined) throw new Error('yq is missing: it is built with Go');
  // Its own folder first: another worker may build it too, and one that was cut off must not look like a program.
  const building = `${folder}.building-${process.pid}`;
  const env = { ...process.env, GOBIN: building, CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off' };
  execFileSync('nice', ['go', 'install', '-trimpath', '-ldflags', '-s -w', `github.com/mikefarah/yq/v4@${VERSION}`], { cwd: os.tmpdir(), env, stdio: ['ignore', 'inherit', 'inherit'] });
  if (!fs.existsSync(folder)) fs.renameSync(building, folder);
  fs.rmSync(building, { recursive: true, force: true });
  return folder;
}
