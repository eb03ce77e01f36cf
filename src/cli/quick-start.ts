import { basename, dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type * as checkMain from './check-main';
import { KeptCode } from './kept-code';
import { PACKAGE_FOLDER } from './package-folder';

/** Starts `projen-delivery check`: it runs before each commit, and should not be waited for. */
export function start(): void {
  withoutOptimizing();
  const packages = dirname(PACKAGE_FOLDER);
  // Beside the packages, which are trusted as much, and nowhere else. Node has the variable for its own.
  const isKept = basename(packages) === 'node_modules' && process.env.NODE_DISABLE_COMPILE_CACHE === undefined;
  const main = isKept
    ? new KeptCode(join(__dirname, 'check-main.js'), join(packages, '.cache', 'projen-delivery')).load<typeof checkMain>(withoutOptimizing)
    : require('./check-main') as typeof checkMain;
  main.start();
}

// A check of usual size ends before optimized code pays for its making; `supervise.ts` turns it on for larger ones.
function withoutOptimizing(): void {
  setFlagsFromString('--no-opt');
}
