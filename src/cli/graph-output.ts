import { existsSync, lstatSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { UsageError } from './usage-error';

/**
 * Writes a file that a command made, whole or not at all.
 *
 * @param marker what a file holds that the same command made before: only such a file is replaced
 * @throws UsageError where that would write outside of `root`, or over what somebody else wrote
 */
export function writeMade(file: string, text: string, { from, root, marker }: { readonly from: string; readonly root: string; readonly marker: string }): void {
  const wanted = resolve(from, file);
  const folder = dirname(wanted);
  if (!existsSync(folder)) throw new UsageError(`--output ${file}: there is no folder ${dirname(file)}. Make it first`);
  const target = join(realpathSync(folder), basename(wanted));
  const inside = [root, from].some((each) => target.startsWith(`${realpathSync(each).replace(/[\\/]$/, '')}${sep}`));
  if (!inside) throw new UsageError(`--output ${file}: this lies outside of the repository and the current folder. Write it there by > instead`);
  refuseForeign(file, target, marker);
  const draft = `${target}.${process.pid}.tmp`;
  try {
    writeFileSync(draft, text, { flag: 'wx' });
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { force: true });
    throw new UsageError(`--output ${file}: it cannot be written: ${(error as Error).message}`);
  }
}

function refuseForeign(file: string, target: string, marker: string): void {
  const status = lstatSync(target, { throwIfNoEntry: false });
  if (!status) return;
  if (status.isSymbolicLink()) throw new UsageError(`--output ${file}: this is a symbolic link, and those are not followed. Name the file itself`);
  if (!status.isFile()) throw new UsageError(`--output ${file}: this is no regular file. Name another one`);
  if (!readFileSync(target, 'utf8').includes(marker)) throw new UsageError(`--output ${file}: this file was not made by this command, and is left as it is. Name another one, or take it away`);
}
