import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { UsageError } from './usage-error';
import { git } from '../diff/git';
import { RevisionTree } from '../diff/revision-tree';
import type { ReadableTree } from '../diff/side';
import { DiskTree } from '../read/disk-tree';

/** One of the two trees. */
export interface DiffTarget {
  readonly tree: ReadableTree;
  /** What a person should know about the choice. */
  readonly note?: string;
}

/** The working tree. */
const WORKTREE = ['worktree', '.'];

/** The folder, working tree or commit of that name. @throws UsageError that names what was looked for */
export function diffTarget(name: string, from: string): DiffTarget {
  if (WORKTREE.includes(name)) return worktree(name, from);
  if (name === '') throw new UsageError('an empty name is neither a folder nor a commit');
  const folder = resolve(from, name);
  const status = statSync(folder, { throwIfNoEntry: false });
  if (status?.isDirectory()) return { tree: new DiskTree(rootOf(folder)), note: noteOf(name, folder, from) };
  if (name.startsWith('-')) throw new UsageError(`${name} is neither a folder nor a commit`);
  if (name.includes('..')) throw new UsageError(`${name} is a range, or a folder that is not there. Name both ends: projen-delivery diff ${name.split(/\.{2,3}/).map((end) => end || 'HEAD').slice(0, 2).join(' ')}`);
  const found = revision(name, from);
  if (!('problem' in found)) return { tree: found };
  if (status) throw new UsageError(`${name} is a file. Name a folder, or a commit`);
  throw new UsageError(`${name}: there is no folder ${folder}, and ${found.problem}`);
}

function worktree(name: string, from: string): DiffTarget {
  const root = rootAround(realpathSync(from));
  if (root === undefined) throw new UsageError(`${name} is the working tree of the repository around the current folder, and there is no .git or .github in ${from} or above it. Go to a repository, or name two folders`);
  const sameName = name !== '.' && existsSync(join(from, name));
  return { tree: new DiskTree(root), note: sameName ? `${name} is the working tree; the folder of that name is ./${name}` : undefined };
}

function noteOf(name: string, folder: string, from: string): string | undefined {
  const isBoth = !/^(\.{1,2}|\/)/.test(name) && !('problem' in revision(name, from));
  if (isBoth) return `${name} is a folder and also a commit; the folder is compared. The commit: refs/heads/${name} or refs/tags/${name}`;
  return new DiskTree(rootOf(folder)).paths.some((path) => /^(\.github|scripts\/ci|ci|\.ci)\//.test(path)) ? undefined : `${name} holds no pipelines: neither .github nor scripts/ci`;
}

// Who names the folder of the workflows means the repository around it.
function rootOf(folder: string): string {
  const real = realpathSync(folder);
  return basename(real) === '.github' ? dirname(real) : real;
}

function revision(name: string, from: string): RevisionTree | { readonly problem: string } {
  const root = rootAround(realpathSync(from));
  if (root === undefined) return { problem: `no repository around ${from} that could hold a commit of that name` };
  const top = git(root, ['rev-parse', '--show-toplevel']);
  if (!top.ok) return { problem: `no git repository at ${root} that could hold a commit of that name: ${top.problem}` };
  const folder = top.stdout.toString('utf8').replace(/\n$/, '');
  const found = RevisionTree.open(folder, name, relative(realpathSync(folder), root).split(sep).join('/'));
  return 'problem' in found ? { problem: `no commit of that name in ${folder}: ${found.problem}` } : found;
}

function rootAround(folder: string): string | undefined {
  for (let next = folder, last = ''; next !== last; last = next, next = dirname(next)) if (existsSync(join(next, '.git')) || existsSync(join(next, '.github'))) return next;
  return undefined;
}
