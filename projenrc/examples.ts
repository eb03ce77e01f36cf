/**
 * Synthesizes the examples in place, each by its own `.projenrc.ts` as its user would, and says what was written and
 * checked. With `--check` nothing may change.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, lstatSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..');
const EXAMPLES = ['vmsnap', 'alys'];

function main(): void {
  compile();
  link();
  const failed = EXAMPLES.filter((name) => !synthesize(name));
  if (failed.length > 0) {
    console.error(`\nNot synthesized: ${failed.join(', ')}.`);
    process.exitCode = 1;
  }
}

function compile(): void {
  if (process.env.PROJEN_DELIVERY_COMPILED) return;
  execFileSync('npx', ['projen', 'compile'], { cwd: ROOT, stdio: 'inherit' });
}

/** Lets the examples import `projen-delivery` by its name. */
function link(): void {
  const path = join(ROOT, 'node_modules', 'projen-delivery');
  if (existsSync(path) && lstatSync(path).isSymbolicLink()) return;
  rmSync(path, { recursive: true, force: true });
  symlinkSync('..', path);
}

function synthesize(name: string): boolean {
  console.log(`\nexamples/${name}`);
  const before = status(name);
  const folder = join(ROOT, 'examples', name);
  // Before the first run there is no task that projen could find.
  const first = !existsSync(join(folder, '.projen', 'tasks.json'));
  const [program, ...args] = first ? ['node', '--eval', "require('projen-delivery/projenrc').run()"] : ['npx', 'projen'];
  const run = spawnSync(program, args, { cwd: folder, stdio: 'inherit' });
  if (run.status !== 0) return false;
  if (process.argv.includes('--check') && status(name) !== before) {
    console.error(`examples/${name} differs from its composition. Run "npx projen examples" and commit the result.`);
    return false;
  }
  return true;
}

function status(name: string): string {
  return spawnSync('git', ['status', '--porcelain', '--', `examples/${name}`], { cwd: ROOT, encoding: 'utf8' }).stdout;
}

main();
