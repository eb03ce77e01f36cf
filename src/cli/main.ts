import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HELP, SYNTH_HELP } from './help';
import type { Output } from './output';
import { PACKAGE_FOLDER } from './package-folder';
import { guarded, startWith } from './start';
import { UsageError } from './usage-error';
import { nearest } from '../catalog/nearest';

const COMMANDS = ['benchmark', 'check', 'diff', 'graph', 'prove', 'run', 'simulate', 'synth'];

/** What `bin/projen-delivery` does. */
export function start(): void {
  startWith(dispatch);
}

/** Runs a command; gives its exit code, or undefined where the command has set it. */
export function main(args: readonly string[], output: Output): number | undefined {
  return guarded(dispatch, args, output);
}

// Each command loads what it needs, and nothing of the others.
function dispatch([command, ...rest]: readonly string[], output: Output): number | undefined {
  if (command === undefined || command === 'synth') return synth(rest, output);
  if (command === 'check') return (require('./check-command') as typeof import('./check-command')).check(rest, output);
  if (command === 'diff') return (require('./diff-command') as typeof import('./diff-command')).diffCommand(rest, output);
  if (command === 'graph') return (require('./graph-command') as typeof import('./graph-command')).graph(rest, output);
  if (command === 'prove') return (require('./prove-command') as typeof import('./prove-command')).prove(rest, output);
  if (command === 'run') return (require('./run-command') as typeof import('./run-command')).run(rest, output);
  if (command === 'simulate') return (require('./simulate-command') as typeof import('./simulate-command')).simulate(rest, output);
  if (command === 'benchmark') return (require('./benchmark-command') as typeof import('./benchmark-command')).benchmark(rest, output);
  if (command === '--help' || command === '-h' || command === 'help') return show(HELP, output);
  if (command === '--version' || command === '-v') return show(`${version()}\n`, output);
  const near = nearest(command, [...COMMANDS, '--help', '--version']);
  throw new UsageError(`there is no command ${command}.${near ? ` Did you mean ${near}?` : ''} See projen-delivery --help`);
}

function synth(args: readonly string[], output: Output): number | undefined {
  if (args.includes('--help') || args.includes('-h')) return show(SYNTH_HELP, output);
  if (args.length > 0) throw new UsageError(`synth takes no arguments, and was given ${args.join(' ')}. See projen-delivery synth --help`);
  (require('../project/run-projenrc') as typeof import('../project/run-projenrc')).run();
  return undefined;
}

function show(text: string, output: Output): number {
  output.result(text);
  return 0;
}

/** Version of the package. */
export function version(): string {
  return JSON.parse(readFileSync(join(PACKAGE_FOLDER, 'package.json'), 'utf8')).version;
}
