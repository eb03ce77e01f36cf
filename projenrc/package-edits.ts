// Published packages are changed in copies, which are bundled.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { modules } from './packages';

/** An edit of one published file. It must find its text, so that an upgrade can't undo it unseen. */
export interface PackageEdit {
  readonly file: string;
  readonly find: string | RegExp;
  readonly replace: string;
}

/** Copies what of an installed package is run. */
export function copyPackage(name: string, target: string): void {
  const source = path.join(modules, name);
  fs.cpSync(source, target, { recursive: true, filter: (file) => !/\.(d\.ts|map)$/.test(file) });
}

/** Changes a file of the copies in a folder. */
export function applyEdit(folder: string, { file: name, find, replace }: PackageEdit): void {
  const file = path.join(folder, name);
  const text = fs.readFileSync(file, 'utf8');
  const made = typeof find === 'string' ? text.replace(find, () => replace) : text.replace(find, replace);
  if (made === text) throw new Error(`${name} no longer has "${find}". Adapt the edit.`);
  fs.writeFileSync(file, made);
}
