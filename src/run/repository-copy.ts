import * as fs from 'node:fs';
import * as path from 'node:path';
import { git, GitError, tryGit } from './git';

export interface RepositoryCopyOptions {
  /** Whether what is not committed is left out. @default false */
  readonly committed?: boolean;
  /** Base branch of the pull request that the run is about. @default - none: the run is of a branch */
  readonly base?: string;
  /** The branch that the run is of. @default - the one checked out */
  readonly branch?: string;
  /** The tag that the run is of. @default - none */
  readonly tag?: string;
}

const WHO = {
  GIT_AUTHOR_NAME: 'projen-delivery', GIT_AUTHOR_EMAIL: 'projen-delivery@localhost', GIT_COMMITTER_NAME: 'projen-delivery', GIT_COMMITTER_EMAIL: 'projen-delivery@localhost',
};

/**
 * A bare repository that jobs check out: branches and tags of the user's one, and a commit of what is in the working tree.
 *
 * Nothing is written into the user's repository: what is new lies in the copy, everything else is read from there.
 */
export class RepositoryCopy {
  /** The commit that the run is of. */
  public readonly sha: string;
  /** The branch that is checked out; `main` where none is. */
  public readonly branch: string;
  /** What is checked out, in a sentence. */
  public readonly words: string;
  /** The head of the branch, without a merge. */
  public readonly head: string;

  public constructor(public readonly root: string, public readonly folder: string, options: RepositoryCopyOptions = {}) {
    const isRepository = tryGit(root, 'rev-parse', '--is-inside-work-tree') === 'true' && tryGit(root, 'rev-parse', '--show-toplevel') === fs.realpathSync(root);
    const format = isRepository ? git(root, ['rev-parse', '--show-object-format']) : 'sha1';
    git(path.dirname(folder), ['init', '--quiet', '--bare', '--template=', '--initial-branch=main', `--object-format=${format}`, folder]);
    fs.mkdirSync(path.join(folder, 'info'), { recursive: true });
    // A job may ask for any commit by its id, as GitHub lets it.
    git(folder, ['config', 'uploadpack.allowAnySHA1InWant', 'true']);
    git(folder, ['config', 'uploadpack.allowFilter', 'true']);
    if (isRepository) this.borrow();
    const own = isRepository ? tryGit(root, 'rev-parse', '--verify', '--quiet', 'HEAD') : undefined;
    this.branch = options.branch ?? ((isRepository && tryGit(root, 'symbolic-ref', '--quiet', '--short', 'HEAD')) || 'main');
    const tree = options.committed ? undefined : this.workingTree(isRepository);
    if (options.committed && own === undefined) throw new GitError(`${root} has no commit. Commit something, or leave out --committed.`);
    const isChanged = own === undefined || (tree !== undefined && tree !== git(root, ['rev-parse', `${own}^{tree}`]));
    this.head = isChanged ? this.commit(tree!, own === undefined ? [] : [own], 'Uncommitted changes') : own;
    git(folder, ['update-ref', `refs/heads/${this.branch}`, this.head]);
    git(folder, ['symbolic-ref', 'HEAD', `refs/heads/${this.branch}`]);
    if (options.tag) git(folder, ['update-ref', `refs/tags/${options.tag}`, this.head]);
    this.sha = options.base === undefined ? this.head : this.merge(options.base);
    const short = (own ?? this.head).slice(0, 7);
    this.words = own === undefined ? 'the files of the folder, which has no commit' : isChanged ? `commit ${short} with the uncommitted changes of the working tree` : `commit ${short}`;
  }

  // Objects stay where they are; a branch that only the remote has counts as well.
  private borrow(): void {
    const common = path.resolve(this.root, git(this.root, ['rev-parse', '--git-common-dir']));
    fs.writeFileSync(path.join(this.folder, 'objects', 'info', 'alternates'), `${path.join(common, 'objects')}\n`);
    for (const file of ['shallow', 'info/exclude']) {
      const from = path.join(common, file);
      if (fs.existsSync(from)) fs.copyFileSync(from, path.join(this.folder, file));
    }
    const refs = git(this.root, ['for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads', 'refs/tags', 'refs/remotes/origin']).split('\n').filter(Boolean).map((line) => line.split(' '));
    const own = refs.map(([, name]) => name).filter((name) => !name.startsWith('refs/remotes/'));
    const created = refs.flatMap(([sha, name]) => {
      const branch = name.replace(/^refs\/remotes\/origin\//, 'refs/heads/');
      // Git keeps no branch `a` beside `a/b`.
      const isTaken = branch !== name && own.some((each) => each === branch || each.startsWith(`${branch}/`) || branch.startsWith(`${each}/`));
      return branch === 'refs/heads/HEAD' || isTaken ? [] : [`create ${branch} ${sha}\n`];
    });
    git(this.folder, ['update-ref', '--stdin'], { input: created.join('') });
  }

  // The user's index tells which files have not changed, so that these are not read again.
  private workingTree(isRepository: boolean): string {
    const index = path.join(this.folder, 'index-of-the-run');
    const own = isRepository ? path.resolve(this.root, git(this.root, ['rev-parse', '--git-path', 'index'])) : '';
    if (isRepository && fs.existsSync(own)) fs.copyFileSync(own, index);
    const env = { GIT_DIR: this.folder, GIT_WORK_TREE: this.root, GIT_INDEX_FILE: index };
    git(this.root, ['-c', 'core.bare=false', '-c', 'advice.addEmbeddedRepo=false', 'add', '--all', '.'], { env });
    return git(this.root, ['-c', 'core.bare=false', 'write-tree'], { env });
  }

  private commit(tree: string, parents: readonly string[], message: string): string {
    return git(this.folder, ['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent]), '-m', message], { env: WHO });
  }

  // The merge commit of a pull request, as `refs/pull/1/merge` is: its parents are the base and the head.
  private merge(base: string): string {
    const from = tryGit(this.folder, 'rev-parse', '--verify', '--quiet', `refs/heads/${base}`);
    // The base is the branch itself: what it would merge is what is not committed.
    const onto = base === this.branch ? tryGit(this.folder, 'rev-parse', '--verify', '--quiet', `${this.head}^`) ?? this.head : from;
    if (onto === undefined) throw new GitError(`there is no branch ${base} to merge into. Name another with --base, or fetch it: git fetch origin ${base}`);
    let tree: string;
    try {
      tree = git(this.folder, ['merge-tree', '--write-tree', onto, this.head]).split('\n')[0];
    } catch (error) {
      throw new GitError(`the branch cannot be merged into ${base}: GitHub starts nothing for a pull request with conflicts. Merge ${base} first. ${(error as Error).message.split('\n')[0]}`);
    }
    const merged = this.commit(tree, [onto, this.head], `Merge ${this.head} into ${onto}`);
    git(this.folder, ['update-ref', `refs/heads/${base}`, onto]);
    return merged;
  }

  /** Makes the commit of the run reachable under its ref. */
  public point(ref: string): void {
    if (ref.startsWith('refs/')) git(this.folder, ['update-ref', ref, this.sha]);
  }
}
