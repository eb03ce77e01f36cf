/**
 * The command `check` as users start it, from an installed package, beside actionlint, zizmor and shellcheck started as
 * processes on the same files, in turns: on a project with its scripts, and on its workflows and actions alone, which is
 * all that actionlint and zizmor read.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { median, text, time } from './measure';
import { nodeProgram } from '../../test/e2e/helpers/node-versions';

const ROOT = resolve(__dirname, '..', '..');
const TOOLS = join(ROOT, '.tools', 'bin');
/** The lines of Node.js that are supported; 20 is without maintenance since April 2026. */
const LINES = ['20', '22', '24'];
const WIDTH = 30;
/** A certificate store that Node reads at its start is a matter of this machine. */
const ENVIRONMENT = { ...process.env, NODE_EXTRA_CA_CERTS: undefined };

type Files = Readonly<Record<string, string>>;
type Runner = readonly [name: string, run: () => void];

/** Compares the processes in a folder that is made for it. */
export function compareProcesses(folder: string, files: Files, runs: number): void {
  const command = installed(folder);
  const isScript = (path: string) => path.endsWith('.sh');
  const project = written(join(folder, 'project'), files);
  const without = written(join(folder, 'without-scripts'), Object.fromEntries(Object.entries(files).filter(([path]) => !isScript(path))));
  const scripts = Object.keys(files).filter(isScript);
  console.log(`A project of 15 workflows and ${scripts.length} scripts; our goal is 600 ms:`);
  compare(ours(command, project), [...theirs(project, files), ['shellcheck', () => start(project, join(TOOLS, 'shellcheck'), scripts)]], runs);
  console.log('The same without its scripts, which actionlint and zizmor do not read; our goal is a ratio below 1:');
  compare(ours(command, without), theirs(without, files), runs);
}

function ours(command: string, folder: string): Runner[] {
  return LINES.flatMap((line): Runner[] => {
    const node = nodeProgram(line);
    const check = (more: NodeJS.ProcessEnv = {}) => start(folder, node, [command, 'check', '.'], more);
    return [[`check, Node.js ${line}`, () => check()], [`check, Node.js ${line}, first start`, () => check({ NODE_DISABLE_COMPILE_CACHE: '1' })]];
  });
}

function theirs(folder: string, files: Files): Runner[] {
  const workflows = Object.keys(files).filter((path) => path.startsWith('.github/workflows/'));
  return [
    ['actionlint', () => start(folder, join(TOOLS, 'actionlint'), ['-shellcheck', join(TOOLS, 'shellcheck'), ...workflows])],
    ['zizmor', () => start(folder, join(TOOLS, 'zizmor'), ['--offline', '--persona=pedantic', '--no-progress', '--quiet', '.'])],
  ];
}

// The first turn fills caches, theirs and ours, and does not count.
function compare(own: readonly Runner[], others: readonly Runner[], runs: number): void {
  const turns = Array.from({ length: runs + 1 }, () => new Map([...own, ...others].map(([name, run]) => [name, time(run)]))).slice(1);
  for (const [name] of [...own, ...others]) console.log(`  ${name.padEnd(WIDTH)} ${text(turns.map((turn) => turn.get(name)!))}`);
  const together = (turn: ReadonlyMap<string, number>) => others.reduce((sum, [name]) => sum + turn.get(name)!, 0);
  for (const [name] of own) console.log(`  ${name.padEnd(WIDTH)} ${median(turns.map((turn) => turn.get(name)! / together(turn))).toFixed(2)} of ${others.map(([other]) => other).join(', ')} together`);
}

// From the package as it is published: where it lies decides whether compiled code is kept.
function installed(folder: string): string {
  const packed = execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n').pop()!;
  execFileSync('tar', ['-xzf', join(folder, packed), '-C', folder]);
  const home = join(folder, 'node_modules', 'projen-delivery');
  mkdirSync(dirname(home), { recursive: true });
  renameSync(join(folder, 'package'), home);
  return join(home, 'bin', 'projen-delivery');
}

function written(folder: string, files: Files): string {
  for (const [path, content] of Object.entries({ ...files, '.git/HEAD': '' })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

// Findings are no failure: actionlint is older than some of GitHub's keys.
function start(folder: string, program: string, args: readonly string[], more: NodeJS.ProcessEnv = {}): void {
  const { error, status, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8', env: { ...ENVIRONMENT, ...more }, maxBuffer: 64 * 1024 * 1024 });
  if (error || (status ?? 99) > 14) throw new Error(`${program} ended with ${status}: ${error?.message ?? stderr}`);
}
