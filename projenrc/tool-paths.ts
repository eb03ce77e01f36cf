import * as fs from 'node:fs';
import * as path from 'node:path';

/** Root of this repository. */
export const repositoryRoot = path.resolve(__dirname, '..');

/** Where `npx projen tools` puts what it brings; not committed. */
export const toolsFolder = path.join(repositoryRoot, '.tools');

/** The executable on PATH, or undefined. */
export function findOnPath(name: string, searchPath = process.env.PATH ?? ''): string | undefined {
  return searchPath
    .split(path.delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => path.resolve(folder, name))
    .find(isExecutable);
}

/** The pinned tool if it was brought, else the one on PATH, else undefined. */
export function findTool(name: string): string | undefined {
  const pinned = path.join(toolsFolder, 'bin', name);
  return isExecutable(pinned) ? pinned : findOnPath(name);
}

function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
