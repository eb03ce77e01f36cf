import type { RepositorySource } from '../../read/repository-source';

const cache = new WeakMap<RepositorySource, Map<string, string[] | undefined>>();

/** The targets of a makefile; undefined where some may come from elsewhere: included files, patterns, variables. */
export function makeTargets(repository: RepositorySource, path: string): string[] | undefined {
  let known = cache.get(repository);
  if (!known) cache.set(repository, known = new Map());
  if (!known.has(path)) known.set(path, find(repository.tree.read(path)));
  return known.get(path);
}

function find(text: string | undefined): string[] | undefined {
  if (text === undefined || /^\s*[-s]?include\b|\$\((eval|call)|^define\b|^load\b/m.test(text)) return undefined;
  const names: string[] = [];
  for (const line of text.replace(/\\\r?\n/g, ' ').split(/\r?\n/)) {
    const targets = /^([^\s#:=][^#:=]*?)\s*&?::?(?!=)/.exec(line)?.[1];
    if (targets === undefined) continue;
    if (/[$%]/.test(targets)) return undefined;
    names.push(...targets.split(/\s+/));
    if (targets === '.PHONY') names.push(...line.slice(line.indexOf(':') + 1).trim().split(/\s+/));
  }
  return names.filter((name) => !name.startsWith('.'));
}
