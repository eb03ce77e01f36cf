import { BENCHMARK_HELP } from './help';
import type { Output } from './output';
import { run } from '../benchmark/main';

/** `projen-delivery benchmark`: what the script of the comparison asks, for a person as well; gives the exit code. */
export function benchmark(args: readonly string[], output: Output): number {
  if (args.length === 0 || args.includes('--help') || args.includes('-h')) {
    output.result(BENCHMARK_HELP);
    return args.length === 0 ? 2 : 0;
  }
  return run(args, output);
}
