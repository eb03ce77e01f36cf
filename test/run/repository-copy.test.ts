/**
 * Invariants: the copy has the branches and tags of the repository and a commit of what is in the working tree; the repository
 * itself stays as it is, to the last object.
 */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { commit, git, removeRepositories, someRepository, write } from './some-repository';
import { RepositoryCopy, RepositoryCopyOptions } from '../../src/run/repository-copy';

const made: string[] = [];
afterAll(() => {
  removeRepositories();
  for (const folder of made) fs.rmSync(folder, { recursive: true, force: true });
});

function copyOf(root: string, options: RepositoryCopyOptions = {}): RepositoryCopy {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'copy-')));
  made.push(folder);
  return new RepositoryCopy(root, path.join(folder, 'copy.git'), options);
}

const files = (copy: RepositoryCopy, commitish = copy.sha) => git(copy.folder, 'ls-tree', '-r', '--name-only', commitish).split('\n');
// Git touches an object that it would have written again; nothing else may even be touched.
const allFiles = (root: string) => execFileSync('find', ['.git', '-type', 'f', '-path', '.git/objects/*', '-printf', '%p %s\n', '-o', '-type', 'f', '-printf', '%p %s %T@\n'], { cwd: root, encoding: 'utf8' });

test('what is committed, staged, changed and new, but not what is ignored or deleted', () => {
  const root = someRepository({ 'kept.txt': '1', 'gone.txt': '1', '.gitignore': '*.log\n' });
  write(root, { 'kept.txt': '2', 'new.txt': '', 'staged.txt': '', 'a.log': '', 'private.txt': '' });
  fs.appendFileSync(path.join(root, '.git', 'info', 'exclude'), 'private.txt\n');
  git(root, 'add', 'staged.txt');
  fs.rmSync(path.join(root, 'gone.txt'));
  const before = allFiles(root);
  const copy = copyOf(root);
  expect(allFiles(root)).toBe(before);
  expect(files(copy)).toEqual(['.gitignore', 'kept.txt', 'new.txt', 'staged.txt']);
  expect(git(copy.folder, 'show', `${copy.sha}:kept.txt`)).toBe('2');
  expect(git(copy.folder, 'rev-parse', `${copy.sha}^`)).toBe(git(root, 'rev-parse', 'HEAD'));
  expect(copyOf(root, { committed: true }).sha).toBe(git(root, 'rev-parse', 'HEAD'));
});

test('nothing changed: the commit itself; branches that only the remote has, too', () => {
  const origin = someRepository({ 'a.txt': '' });
  git(origin, 'branch', 'other');
  git(origin, 'branch', 'topic');
  git(origin, 'tag', 'v1');
  const root = path.join(path.dirname(origin), `${path.basename(origin)}-clone`);
  made.push(root);
  execFileSync('git', ['clone', '--quiet', origin, root]);
  git(root, 'checkout', '--quiet', '-b', 'topic/below', '--no-track');
  const copy = copyOf(root);
  expect(copy).toMatchObject({ sha: git(root, 'rev-parse', 'HEAD'), branch: 'topic/below', words: expect.stringMatching(/^commit [0-9a-f]{7}$/) });
  expect(git(copy.folder, 'for-each-ref', '--format=%(refname)').split('\n')).toEqual(['refs/heads/main', 'refs/heads/other', 'refs/heads/topic/below', 'refs/tags/v1']);
});

test('a pull request: the merge with its base, which a conflict prevents', () => {
  const root = someRepository({ 'a.txt': '1\n' });
  git(root, 'checkout', '--quiet', '-b', 'topic');
  commit(root, 'Topic', { 'topic.txt': '' });
  git(root, 'checkout', '--quiet', 'main');
  commit(root, 'Main', { 'main.txt': 'one\n' });
  git(root, 'checkout', '--quiet', 'topic');
  const copy = copyOf(root, { base: 'main' });
  expect(files(copy)).toEqual(['a.txt', 'main.txt', 'topic.txt']);
  expect(git(copy.folder, 'rev-parse', `${copy.sha}^1`, `${copy.sha}^2`).split('\n')).toEqual([git(root, 'rev-parse', 'main'), git(root, 'rev-parse', 'topic')]);
  expect(() => copyOf(root, { base: 'none' })).toThrow('there is no branch none to merge into');
  write(root, { 'main.txt': 'another\n' });
  expect(() => copyOf(root, { base: 'main' })).toThrow('GitHub starts nothing for a pull request with conflicts');
});

test('a worktree, a shallow clone, a folder without git, a repository without commits', () => {
  const root = someRepository({ 'a.txt': '1\n' });
  commit(root, 'Second', { 'b.txt': '' });
  const worktree = `${root}-tree`;
  git(root, 'worktree', 'add', '--quiet', '-b', 'beside', worktree);
  made.push(worktree);
  write(worktree, { 'c.txt': '' });
  expect(files(copyOf(worktree))).toEqual(['a.txt', 'b.txt', 'c.txt']);
  const shallow = `${root}-shallow`;
  made.push(shallow);
  execFileSync('git', ['clone', '--quiet', '--depth=1', `file://${root}`, shallow]);
  const copy = copyOf(shallow);
  expect(git(copy.folder, 'rev-list', '--count', copy.sha)).toBe('1');
  const plain = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'plain-')));
  made.push(plain);
  write(plain, { 'a.txt': '', 'in/b.txt': '' });
  expect(files(copyOf(plain))).toEqual(['a.txt', 'in/b.txt']);
  expect(fs.existsSync(path.join(plain, '.git'))).toBe(false);
  git(plain, 'init', '--quiet');
  expect(copyOf(plain).words).toBe('the files of the folder, which has no commit');
  expect(() => copyOf(plain, { committed: true })).toThrow('has no commit');
});

test('hooks and file monitors of the repository are not run', () => {
  const root = someRepository({ 'a.txt': '' });
  const mark = path.join(root, '.git', 'mark');
  const hook = `#!/bin/sh\ntouch ${mark}\n`;
  for (const name of ['post-checkout', 'reference-transaction', 'post-index-change', 'monitor']) fs.writeFileSync(path.join(root, '.git', 'hooks', name), hook, { mode: 0o755 });
  git(root, 'config', 'core.fsmonitor', path.join(root, '.git', 'hooks', 'monitor'));
  fs.rmSync(mark, { force: true });
  write(root, { 'b.txt': '' });
  expect(files(copyOf(root))).toEqual(['a.txt', 'b.txt']);
  expect(fs.existsSync(mark)).toBe(false);
});
