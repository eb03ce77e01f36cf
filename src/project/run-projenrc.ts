import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { COMPILER_OPTIONS } from './compiler-options';

/**
 * Runs a composition with ts-node, type-checked. An error of the composition is told as its text alone, without frames.
 *
 * Both the composition and ts-node are found from the current folder, whether its package is CommonJS or ESM.
 */
export function run(projenrc: string = '.projenrc.ts', tsconfig: string = 'tsconfig.projen.json'): void {
  const require = createRequire(join(process.cwd(), 'package.json'));
  // The first run comes before the tsconfig that it writes.
  const first = { skipProject: true, compilerOptions: COMPILER_OPTIONS, moduleTypes: { [projenrc]: 'cjs', 'projenrc/**/*.ts': 'cjs' } };
  require('ts-node').register(existsSync(tsconfig) ? { project: tsconfig } : first);
  try {
    require(resolve(projenrc));
  } catch (error) {
    if ((error as Error)?.name !== 'DeliveryError') throw error;
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
