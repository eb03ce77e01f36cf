import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { UsageError } from './usage-error';

/** A repository, and what of it is looked at. */
export interface Target {
  /** Folder of the repository. */
  readonly root: string;
  /** Whether the folder was recognized as a repository, or only holds what was named. */
  readonly isRepository: boolean;
  /** Whether everything is looked at. */
  whole: boolean;
  /** Folders in it that are looked at, relative to the root. */
  readonly folders: string[];
  /** Files in it that are looked at, whatever they are called. */
  readonly files: string[];
}

/** The repositories that hold these paths, each once. @throws UsageError where a path is not there */
export function targetsOf(paths: readonly string[], from: string): Target[] {
  const targets = new Map<string, Target>();
  for (const path of paths.length > 0 ? paths : [undefined]) add(targets, path, from);
  return [...targets.values()];
}

function add(targets: Map<string, Target>, path: string | undefined, from: string): void {
  const absolute = real(path ?? '.', from);
  const isFolder = statSync(absolute).isDirectory();
  const start = isFolder ? absolute : dirname(absolute);
  const root = isRoot(start) ? start : rootAround(start);
  if (path === undefined && root === undefined) throw new UsageError(`there is no .git or .github in ${from} or above it. Go to a repository, or name its folder`);
  const key = root ?? start;
  const target = targets.get(key) ?? { root: key, isRepository: root !== undefined, whole: false, folders: [], files: [] };
  targets.set(key, target);
  const inside = relative(key, absolute).split(sep).join('/');
  if (!isFolder) target.files.push(inside);
  // Anywhere in a repository, without a path, all of it is meant.
  else if (inside === '' || path === undefined) target.whole = true;
  else target.folders.push(inside);
}

// Folders are resolved, files are not: a link is looked at under its own name.
function real(path: string, from: string): string {
  const absolute = resolve(from, path);
  const status = statSync(absolute, { throwIfNoEntry: false });
  if (!status && !isLink(absolute)) throw new UsageError(`${path}: there is no such file or folder`);
  if (status && !status.isDirectory() && !status.isFile()) throw new UsageError(`${path}: this is neither a file nor a folder`);
  if (!status) throw new UsageError(`${path}: this is a symbolic link to something that does not exist`);
  return status.isDirectory() ? realpathSync(absolute) : join(realpathSync(dirname(absolute)), basename(absolute));
}

function isLink(path: string): boolean {
  try {
    return realpathSync.native(path) !== path;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ELOOP';
  }
}

function isRoot(folder: string): boolean {
  return existsSync(join(folder, '.git')) || existsSync(join(folder, '.github'));
}

function rootAround(folder: string): string | undefined {
  for (let next = dirname(folder), last = folder; next !== last; last = next, next = dirname(next)) if (isRoot(next)) return next;
  return undefined;
}
