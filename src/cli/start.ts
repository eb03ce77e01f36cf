import { Output, standardOutput } from './output';
import { UsageError } from './usage-error';

/** Runs what the arguments ask for; gives the exit code, or undefined where that is set already. */
export type Dispatch = (args: readonly string[], output: Output) => number | undefined;

/** What `bin/projen-delivery` does. */
export function startWith(dispatch: Dispatch): void {
  // Whoever reads may stop before the end, as `head` does.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  const code = guarded(dispatch, process.argv.slice(2), standardOutput);
  // A composition that failed has set it already.
  if (code !== undefined) process.exitCode = code;
}

/** Tells an error in words; its exit code is 2. */
export function guarded(dispatch: Dispatch, args: readonly string[], output: Output): number | undefined {
  try {
    return dispatch(args, output);
  } catch (error) {
    const { message, stack } = error as Error;
    output.note(`projen-delivery: ${error instanceof UsageError ? message : `failed unexpectedly, please report this: ${stack ?? message}`}`);
    return 2;
  }
}
