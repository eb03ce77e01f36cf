// A real bare git repository behind GitHub's API, written to by plumbing alone: there is no work tree.
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

export interface Signature {
  readonly name: string;
  readonly email: string;
  /** As GitHub writes it. */
  readonly date: string;
}

export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

export interface Tag {
  readonly sha: string;
  readonly tag: string;
  readonly object: { readonly type: string; readonly sha: string };
  readonly tagger: Signature;
  readonly message: string;
}

export interface FileChanges {
  readonly additions?: { readonly path: string; readonly contents: string }[];
  readonly deletions?: { readonly path: string }[];
}

const BOT: Omit<Signature, 'date'> = { name: 'github-actions[bot]', email: '41898282+github-actions[bot]@users.noreply.github.com' };
const GITHUB: Omit<Signature, 'date'> = { name: 'GitHub', email: 'noreply@github.com' };

/** A bare copy of a repository, as GitHub would have it. */
export function bareCopy(source: string, folder: string): string {
  execFileSync('git', ['clone', '--quiet', '--bare', source, folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  return folder;
}

export class GitRepository {
  /** Commits that were made through the API: those GitHub signs. */
  public readonly signed = new Set<string>();

  public constructor(public readonly folder: string) {}

  /** Prints what git prints; an error where git fails. */
  public git(args: string[], options: { readonly input?: string | Buffer; readonly env?: Record<string, string> } = {}): string {
    return this.bytes(args, options).toString('utf8');
  }

  /** As `git`, for what is no text. */
  public bytes(args: string[], options: { readonly input?: string | Buffer; readonly env?: Record<string, string> } = {}): Buffer {
    const env = { PATH: process.env.PATH!, HOME: this.folder, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_DIR: this.folder, ...options.env };
    return execFileSync('git', args, { env, input: options.input ?? '', stdio: ['pipe', 'pipe', 'pipe'], maxBuffer: 64 * 1024 * 1024 });
  }

  /** Commit of a branch, undefined if there is no such branch. */
  public head(branch: string): string | undefined {
    return this.object(`refs/heads/${branch}`);
  }

  /** What a full ref points to, which is the tag itself where it is annotated. */
  public object(ref: string): string | undefined {
    return this.try(['rev-parse', '--verify', '--quiet', ref]);
  }

  /** The commit of a branch, tag, full ref or the commit itself. */
  public resolve(ref: string): string | undefined {
    const names = [`refs/heads/${ref}`, `refs/tags/${ref}`, ...ref.startsWith('refs/') || /^[0-9a-f]{7,40}$/.test(ref) ? [ref] : [], .../^(heads|tags)\//.test(ref) ? [`refs/${ref}`] : []];
    return names.map((name) => this.try(['rev-parse', '--verify', '--quiet', `${name}^{commit}`])).find((sha) => sha !== undefined);
  }

  /** `commit`, `tag`, `tree` or `blob`; undefined if there is no such object. */
  public type(sha: string): string | undefined {
    return /^[0-9a-f]{40}$/.test(sha) ? this.try(['cat-file', '-t', sha]) : undefined;
  }

  /** Refs below a place, such as `refs/tags/v1`, with what they point to. */
  public refs(prefix: string): { ref: string; sha: string; type: string }[] {
    return this.git(['for-each-ref', '--format=%(refname) %(objectname) %(objecttype)']).split('\n').filter((line) => line.startsWith(prefix)).map((line) => {
      const [ref, sha, type] = line.split(' ');
      return { ref, sha, type };
    });
  }

  /** Commits up to one, newest first. */
  public log(sha: string, paths: string[] = []): Commit[] {
    return this.git(['rev-list', sha, '--', ...paths]).split('\n').filter((line) => line !== '').map((line) => this.commit(line));
  }

  public commit(sha: string): Commit {
    const { headers, message } = this.read('commit', sha);
    const all = (name: string) => headers.filter(([key]) => key === name).map(([, value]) => value);
    return { sha, tree: all('tree')[0], parents: all('parent'), author: signature(all('author')[0]), committer: signature(all('committer')[0]), message };
  }

  public tag(sha: string): Tag {
    const { headers, message } = this.read('tag', sha);
    const one = Object.fromEntries(headers);
    return { sha, tag: one.tag, object: { type: one.type, sha: one.object }, tagger: signature(one.tagger), message };
  }

  /** Text of a file in a commit; undefined if it is not there. */
  public file(revision: string, name: string): string | undefined {
    try {
      return this.git(['show', `${revision}:${name}`]);
    } catch {
      return undefined;
    }
  }

  /** The tree of a tree or commit; undefined if there is none. */
  public tree(sha: string): string | undefined {
    return this.try(['rev-parse', '--verify', '--quiet', `${sha}^{tree}`]);
  }

  public addBlob(content: Buffer): string {
    return this.git(['hash-object', '-w', '--stdin'], { input: content }).trim();
  }

  /** Makes a tree from another, or from nothing; a file without an object is taken away. */
  public addTree(base: string | undefined, files: { readonly path: string; readonly mode: string; readonly sha: string | null }[]): string {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'index-'));
    const env = { GIT_INDEX_FILE: path.join(folder, 'index') };
    try {
      this.git(base === undefined ? ['read-tree', '--empty'] : ['read-tree', base], { env });
      const lines = files.map(({ path: name, mode, sha }) => (sha === null ? `0 ${'0'.repeat(40)}\t${name}\0` : `${mode} ${sha}\t${name}\0`));
      this.git(['update-index', '-z', '--index-info'], { env, input: lines.join('') });
      return this.git(['write-tree'], { env }).trim();
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Makes a commit on top of another and gives it; no branch is moved. */
  public addCommit(parent: string, message: string, changes: FileChanges): string {
    const added = (changes.additions ?? []).map(({ path: name, contents }) => ({ path: name, mode: this.mode(parent, name), sha: this.addBlob(Buffer.from(contents, 'base64')) }));
    const gone = (changes.deletions ?? []).map(({ path: name }) => ({ path: name, mode: '', sha: null }));
    return this.addCommitOf(this.addTree(parent, [...gone, ...added]), [parent], message);
  }

  public addCommitOf(tree: string, parents: string[], message: string): string {
    const env = { ...identity('AUTHOR', BOT), ...identity('COMMITTER', GITHUB) };
    const sha = this.git(['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent]), '-F', '-'], { env, input: message }).trim();
    this.signed.add(sha);
    return sha;
  }

  /** Makes an annotated tag without a ref, and gives it. */
  public addTag(name: string, object: string, type: string, message: string, tagger: Partial<Signature> = {}): string {
    const seconds = Math.floor(Date.parse(tagger.date ?? new Date().toISOString()) / 1000);
    const who = `${tagger.name ?? BOT.name} <${tagger.email ?? BOT.email}> ${seconds} +0000`;
    return this.git(['hash-object', '-t', 'tag', '-w', '--stdin'], { input: `object ${object}\ntype ${type}\ntag ${name}\ntagger ${who}\n\n${message}` }).trim();
  }

  /** Sets a ref; with an old value only if it still has that, and false says that it has not. */
  public setRef(ref: string, sha: string, old?: string): boolean {
    return this.try(['update-ref', ref, sha, ...old === undefined ? [] : [old]]) !== undefined;
  }

  public removeRef(ref: string): void {
    this.git(['update-ref', '-d', ref]);
  }

  public isAncestor(older: string, newer: string): boolean {
    return this.try(['merge-base', '--is-ancestor', older, newer]) !== undefined;
  }

  private try(args: string[]): string | undefined {
    try {
      return this.git(args).trim();
    } catch {
      return undefined;
    }
  }

  private mode(revision: string, name: string): string {
    return /^(\d{6}) blob/.exec(this.git(['ls-tree', '--full-tree', revision, '--', name]))?.[1] ?? '100644';
  }

  private read(type: string, sha: string): { headers: [string, string][]; message: string } {
    const text = this.git(['cat-file', type, sha]);
    const end = text.indexOf('\n\n');
    // A line that begins with a space goes on with the one before, as those of a signature do.
    const lines = text.slice(0, end).split('\n').filter((line) => !line.startsWith(' '));
    return { headers: lines.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]), message: text.slice(end + 2).replace(/\n$/, '') };
  }
}

function identity(role: string, { name, email }: Omit<Signature, 'date'>): Record<string, string> {
  return { [`GIT_${role}_NAME`]: name, [`GIT_${role}_EMAIL`]: email };
}

function signature(line: string): Signature {
  const [, name, email, seconds] = /^(.*) <(.*)> (\d+) [+-]\d{4}$/.exec(line)!;
  return { name, email, date: new Date(Number(seconds) * 1000).toISOString().replace(/\.\d+Z$/, 'Z') };
}
