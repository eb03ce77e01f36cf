import * as fs from 'node:fs';
import * as path from 'node:path';

/** The path of a program in the folders of a PATH, or undefined. */
export function findProgram(name: string, search: string): string | undefined {
  return search.split(':').filter((folder) => path.isAbsolute(folder)).map((folder) => path.join(folder, name)).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
