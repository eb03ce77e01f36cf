import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the manifests below a folder declare, as far as test targets are concerned. @internal */
export interface CargoTests {
  /** Features that each test target cannot do without, by the target's name. */
  readonly targets: Map<string, string[]>;
  /** Every feature of every package. */
  readonly features: Set<string>;
}

/** Folders that hold no package of the repository. */
const SKIPPED = ['target', 'node_modules', '.git'];
/** How deep packages of a workspace lie. */
const DEPTH = 4;

/**
 * Reads the test targets of a Cargo package or workspace: files of `tests` and what `[[test]]` declares. `undefined`
 * where there is no manifest.
 *
 * @throws when a manifest is no TOML
 * @see https://doc.rust-lang.org/cargo/reference/cargo-targets.html#integration-tests
 * @internal
 */
export function cargoTests(folder: string): CargoTests | undefined {
  if (!existsSync(join(folder, 'Cargo.toml'))) return undefined;
  const found: CargoTests = { targets: new Map(), features: new Set(['default']) };
  for (const place of packages(folder, DEPTH)) readPackage(place, found);
  return found;
}

function packages(folder: string, depth: number): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  const below = entries.filter((entry) => depth > 0 && entry.isDirectory() && !SKIPPED.includes(entry.name)).flatMap((entry) => packages(join(folder, entry.name), depth - 1));
  return [...(entries.some((entry) => entry.name === 'Cargo.toml') ? [folder] : []), ...below];
}

function readPackage(folder: string, found: CargoTests): void {
  const { parse } = require('smol-toml') as typeof import('smol-toml', { with: { 'resolution-mode': 'import' } });
  const manifest = parse(readFileSync(join(folder, 'Cargo.toml'), 'utf8')) as any;
  for (const name of Object.keys(manifest.features ?? {})) found.features.add(name);
  for (const [name, dependency] of Object.entries<any>(manifest.dependencies ?? {})) if (dependency?.optional) found.features.add(name);
  if (manifest.package?.autotests !== false) for (const name of testFiles(join(folder, 'tests'))) found.targets.set(name, []);
  for (const test of manifest.test ?? []) if (test.name) found.targets.set(test.name, test['required-features'] ?? []);
}

function testFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return existsSync(join(folder, entry.name, 'main.rs')) ? [entry.name] : [];
    return entry.name.endsWith('.rs') ? [entry.name.slice(0, -3)] : [];
  });
}
