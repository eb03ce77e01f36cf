// What the bundles of assets/vendor are made of: packages of node_modules, with their licences.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { repositoryRoot } from './tool-paths';

/** Folder of all packages. */
export const modules = path.join(repositoryRoot, 'node_modules');

/** How each bundle is built. */
export const forNode = { bundle: true, platform: 'node', target: 'node20', format: 'cjs', logLevel: 'error' } as const;

/** Version and licence of a package. */
export function manifest(name: string): { version: string; license: string } {
  return JSON.parse(fs.readFileSync(path.join(modules, name, 'package.json'), 'utf8'));
}

/** The licence text that a package carries. */
export function licenceText(name: string): string {
  const file = fs.readdirSync(path.join(modules, name)).find((each) => /^licen[sc]e/i.test(each));
  if (file === undefined) throw new Error(`${name} carries no licence text.`);
  return fs.readFileSync(path.join(modules, name, file), 'utf8').trim();
}

/** Names of the packages that files are of, as esbuild lists its inputs. */
export function packagesIn(inputs: Readonly<Record<string, unknown>>): Set<string> {
  return new Set(Object.keys(inputs).flatMap((input) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []));
}
