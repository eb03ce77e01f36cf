import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fromNpm, runNpm } from './npm-cache';

/** The newest of each line that the examples ask for. */
const VERSIONS = ['18.20.8', '20.20.2', '22.23.3', '24.19.0'];
/** The last one that runs on all of them. */
const NPM_VERSION = '10.9.9';

/** A tool cache as that of GitHub's runners, with real versions of Node.js. Programs and npm come from the registry of npm. */
export function nodeToolCache(): string {
  const [folder] = VERSIONS.map((version) => fromNpm(path.join('tool-cache', 'node'), version, (building) => layOut(building, version)));
  return path.dirname(path.dirname(folder));
}

/** The program of one of its lines, such as `24`. */
export function nodeProgram(line: string): string {
  const version = VERSIONS.find((each) => each.startsWith(`${line}.`));
  if (version === undefined) throw new Error(`there is no Node.js ${line} among ${VERSIONS.join(', ')}`);
  return path.join(nodeToolCache(), 'node', version, process.arch, 'bin', 'node');
}

/** As `nodeToolCache`, where every user of the machine can read it: a home may be its owner's alone. */
export function copyNodeToolCache(folder: string): string {
  fs.chmodSync(folder, 0o755);
  const copy = path.join(folder, 'tool-cache');
  execFileSync('cp', ['--archive', '--reflink=auto', nodeToolCache(), copy]);
  return copy;
}

// As the archives of nodejs.org have it: npm and npx are links into their package.
function layOut(building: string, version: string): void {
  const binaries = `node-linux-${process.arch}`;
  runNpm(building, 'install', '--ignore-scripts', '--no-save', '--no-package-lock', '--prefix', building, `${binaries}@${version}`, `npm@${NPM_VERSION}`);
  const packages = path.join(building, 'node_modules');
  const home = path.join(building, process.arch);
  fs.mkdirSync(path.join(home, 'bin'), { recursive: true });
  fs.mkdirSync(path.join(home, 'lib', 'node_modules'), { recursive: true });
  fs.renameSync(path.join(packages, binaries, 'bin', 'node'), path.join(home, 'bin', 'node'));
  fs.renameSync(path.join(packages, 'npm'), path.join(home, 'lib', 'node_modules', 'npm'));
  for (const name of ['npm', 'npx']) fs.symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, path.join(home, 'bin', name));
  fs.rmSync(packages, { recursive: true });
  const found = execFileSync(path.join(home, 'bin', 'node'), ['--version'], { encoding: 'utf8' }).trim();
  if (found !== `v${version}`) throw new Error(`${binaries} ${version} has Node.js ${found}`);
  fs.chmodSync(building, 0o755);
  fs.writeFileSync(`${home}.complete`, '');
}
