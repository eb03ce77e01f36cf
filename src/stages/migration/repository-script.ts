import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import { Project } from 'projen';
import { DeliveryError } from '../../model/delivery-error';

/** A script of the repository, and where the composition names it. @internal */
export interface RepositoryScript {
  readonly path: string;
  /** Option that names it, such as `validate`. */
  readonly option: string;
}

/**
 * Refuses a script that could not be started: one that is not there, not executable, or whose name a shell would split.
 *
 * @internal
 */
export function checkScript(project: Project, script: RepositoryScript, place: string, at: string | undefined): void {
  const { path, option } = script;
  const refuse = (problem: string, fix: string) => new DeliveryError({ place, problem: `\`${option}\` names ${problem}.`, fix, at });
  if (!isPlainPath(path)) {
    throw refuse(`"${path}", which is no plain path`, 'Give a path from the root of the repository, such as tests/migration/validate.sh.');
  }
  const file = project.tryFindFile(path);
  if (file ? file.executable : isExecutable(join(project.outdir, path))) return;
  if (file || exists(join(project.outdir, path))) {
    throw refuse(`${path}, which is not executable`, `Run: chmod +x ${path} && git update-index --chmod=+x ${path}`);
  }
  throw refuse(`${path}, which does not exist`, 'Write the script, or correct the path; it starts at the root of the repository.');
}

/** Whether the project has a file, or is about to write it. @internal */
export function hasFile(project: Project, path: string): boolean {
  return project.tryFindFile(path) !== undefined || exists(join(project.outdir, path));
}

/** Whether it is a path inside the repository that a shell takes as it is. @internal */
export function isPlainPath(path: string): boolean {
  return /^[\w.-]+(\/[\w.-]+)*$/.test(path) && !path.split('/').includes('..') && !path.startsWith('-');
}

/** How a shell starts it from the root of the repository. @internal */
export function startScript(path: string): string {
  return `./${path}`;
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

// Windows keeps no such bit in its files; the one that git keeps decides on the runner.
function isExecutable(path: string): boolean {
  if (!exists(path)) return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return process.platform === 'win32';
  }
}
