import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { COMPILER_OPTIONS } from './compiler-options';
import { DeliveryError } from '../model/delivery-error';

/**
 * Runs a composition with ts-node, type-checked. What is wrong with the composition is told as its text alone, without
 * frames, and the process ends with 1.
 *
 * Both the composition and ts-node are found from the current folder, whether its package is CommonJS or ESM.
 */
export function run(projenrc: string = '.projenrc.ts', tsconfig: string = 'tsconfig.projen.json'): void {
  try {
    const load = createRequire(join(process.cwd(), 'package.json'));
    checkInstalled(load, projenrc);
    // The first run comes before the tsconfig that it writes.
    const first = { skipProject: true, compilerOptions: COMPILER_OPTIONS, moduleTypes: { [projenrc]: 'cjs', 'projenrc/**/*.ts': 'cjs' } };
    load('ts-node').register(existsSync(tsconfig) ? { project: tsconfig } : first);
    load(resolve(projenrc));
  } catch (error) {
    console.error(told(error));
    process.exitCode = 1;
  }
}

function checkInstalled(load: NodeRequire, projenrc: string): void {
  if (!existsSync(projenrc)) {
    throw new DeliveryError({ place: projenrc, problem: `there is no such file in ${process.cwd()}.`, fix: 'Go to the folder of the repository, or write the composition; the README has one to start from.', at: '' });
  }
  const missing = ['ts-node', 'typescript'].filter((name) => !canResolve(load, name));
  if (missing.length === 0) return;
  throw new DeliveryError({ place: projenrc, problem: `running it needs ${missing.join(' and ')}, which is not installed.`, fix: 'Install both: npm install --save-dev ts-node typescript@~6.0', at: '' });
}

function canResolve(load: NodeRequire, name: string): boolean {
  try {
    return load.resolve(name) !== '';
  } catch {
    return false;
  }
}

// Frames help only where it is not known what went wrong.
function told(error: unknown): unknown {
  const { name, message, diagnosticText } = error as { name?: string; message?: string; diagnosticText?: string };
  if (name === 'DeliveryError') return message;
  // Of ts-node: the composition was not even started.
  if (diagnosticText !== undefined) return `${diagnosticText.trim()}\n${DeliveryError.NOTHING_WRITTEN}`;
  return error;
}
