import type { RepositorySource } from '../../read/repository-source';

const FOLDERS = { test: 'tests', bench: 'benches', example: 'examples', bin: 'src/bin' } as const;

const cache = new WeakMap<RepositorySource, Map<string, string[] | undefined>>();

/**
 * Names of the targets of that kind in all packages of a repository, found by their files and by what the manifests say;
 * undefined where a manifest cannot be read.
 *
 * @see https://doc.rust-lang.org/cargo/reference/cargo-targets.html
 */
export function cargoTargets(repository: RepositorySource, kind: 'test' | 'bench' | 'example' | 'bin'): string[] | undefined {
  let known = cache.get(repository);
  if (!known) cache.set(repository, known = new Map());
  if (!known.has(kind)) known.set(kind, find(repository, kind));
  return known.get(kind);
}

function find(repository: RepositorySource, kind: keyof typeof FOLDERS): string[] | undefined {
  const file = new RegExp(`(?:^|/)${FOLDERS[kind]}/(?:([^/]+)\\.rs|([^/]+)/main\\.rs)$`);
  const names = new Set<string>();
  for (const path of repository.tree.paths) {
    const match = file.exec(path);
    if (match) names.add(match[1] ?? match[2]);
    // Any name in a manifest may be a target's: one too many only keeps us silent.
    if (!/(^|\/)Cargo\.toml$/.test(path)) continue;
    const text = repository.tree.read(path);
    if (text === undefined) return undefined;
    for (const [, name] of text.matchAll(/^\s*name\s*=\s*["']([^"']+)["']/gm)) names.add(name);
  }
  return [...names].sort();
}
