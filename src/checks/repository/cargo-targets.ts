import type { RepositorySource } from '../../read/repository-source';

const FOLDERS = { test: 'tests', bench: 'benches', example: 'examples', bin: 'src/bin' } as const;

const cache = new WeakMap<RepositorySource, Map<string, string[]>>();

/**
 * Names of the targets of that kind in all packages of a repository, found by their files and by what the manifests say.
 *
 * @see https://doc.rust-lang.org/cargo/reference/cargo-targets.html
 */
export function cargoTargets(repository: RepositorySource, kind: 'test' | 'bench' | 'example' | 'bin'): string[] {
  let known = cache.get(repository);
  if (!known) cache.set(repository, known = new Map());
  let targets = known.get(kind);
  if (!targets) known.set(kind, targets = find(repository, kind));
  return targets;
}

function find(repository: RepositorySource, kind: keyof typeof FOLDERS): string[] {
  const file = new RegExp(`(?:^|/)${FOLDERS[kind]}/(?:([^/]+)\\.rs|([^/]+)/main\\.rs)$`);
  const names = new Set<string>();
  for (const path of repository.tree.paths) {
    const match = file.exec(path);
    if (match) names.add(match[1] ?? match[2]);
    // Any name in a manifest may be a target's: one too many only keeps us silent.
    if (/(^|\/)Cargo\.toml$/.test(path)) for (const [, name] of (repository.tree.read(path) ?? '').matchAll(/^\s*name\s*=\s*["']([^"']+)["']/gm)) names.add(name);
  }
  return [...names].sort();
}
