import { posix } from 'node:path';
import { git } from './git';
import type { ReadableTree } from './side';
import { isPipelineFile } from '../read/repository-source';

interface Entry {
  readonly mode: string;
  readonly object: string;
  readonly size: number;
}

/** Above this a file is not read, as on disk. */
const MAX_SIZE = 1024 * 1024;
/** So much is asked for at once. */
const BATCH = 32 * MAX_SIZE;
const LINK = '120000';
const MODULE = '160000';

/** The files of a commit, read from git's objects: nothing is checked out, and nothing of the repository runs. */
export class RevisionTree implements ReadableTree {
  /**
   * The commit of that name, below a folder of the repository; what git says where there is none.
   *
   * @param top folder of the repository
   * @param prefix folder in it, with `/`, or empty for all
   * @see https://git-scm.com/docs/gitrevisions
   */
  public static open(top: string, name: string, prefix = ''): RevisionTree | { readonly problem: string } {
    const found = git(top, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]);
    const commit = found.stdout.toString('utf8').trim();
    if (!found.ok || !/^[0-9a-f]{40,64}$/.test(commit)) return { problem: found.problem || 'no commit has that name' };
    const listed = git(top, ['ls-tree', '-r', '-z', '-l', '--full-tree', prefix === '' ? commit : `${commit}:${prefix}`]);
    // The folder can be younger than the commit.
    if (!listed.ok && prefix !== '' && /not a valid object name|does not exist|exists on disk/i.test(listed.problem)) return new RevisionTree(top, commit, new Map());
    if (!listed.ok) return { problem: listed.problem };
    return new RevisionTree(top, commit, entriesOf(listed.stdout.toString('utf8')));
  }

  public readonly paths: readonly string[];
  private readonly texts = new Map<string, string | undefined>();
  private readonly problems = new Map<string, string>();
  private preloaded = false;

  private constructor(private readonly top: string, public readonly commit: string, private readonly entries: ReadonlyMap<string, Entry>) {
    this.paths = [...entries.keys()].sort();
  }

  public read(path: string): string | undefined {
    if (!this.entries.has(path)) return undefined;
    if (!this.preloaded) {
      this.preloaded = true;
      this.load(this.paths.filter(isPipelineFile));
    }
    if (!this.texts.has(path)) this.load([path]);
    return this.texts.get(path);
  }

  public isExecutable(path: string): boolean | undefined {
    const mode = this.entries.get(this.target(path) ?? path)?.mode;
    return mode === undefined ? undefined : mode === '100755';
  }

  public problemOf(path: string): string | undefined {
    this.read(path);
    return this.problems.get(path);
  }

  private load(paths: readonly string[]): void {
    let batch: string[] = [];
    let size = 0;
    for (const path of paths) {
      const target = this.target(path);
      if (target === undefined) {
        this.texts.set(path, undefined);
        continue;
      }
      const entry = this.entries.get(target)!;
      if (entry.size > MAX_SIZE) {
        this.refuse(path, `has ${entry.size.toLocaleString('en')} bytes, more than the 1,048,576 that are read`);
        continue;
      }
      batch.push(path);
      size += entry.size;
      if (size > BATCH) {
        this.loadBatch(batch);
        [batch, size] = [[], 0];
      }
    }
    this.loadBatch(batch);
  }

  private loadBatch(paths: readonly string[]): void {
    if (paths.length === 0) return;
    const { stdout, problem } = git(this.top, ['cat-file', '--batch'], paths.map((path) => `${this.objectOf(path)}\n`).join(''));
    let at = 0;
    for (const path of paths) {
      const end = stdout.indexOf(10, at);
      const [, type, length] = end < 0 ? [] : stdout.toString('utf8', at, end).split(' ');
      if (type !== 'blob') {
        this.refuse(path, `cannot be read: ${end < 0 ? problem || 'git gave no answer' : 'its content is not in this clone'}`);
        at = end < 0 ? stdout.length : end + 1;
        continue;
      }
      const start = end + 1;
      at = start + Number(length) + 1;
      this.decode(path, stdout.subarray(start, at - 1));
    }
  }

  private decode(path: string, bytes: Buffer): void {
    if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return this.refuse(path, 'is written in UTF-16');
    if (bytes.includes(0)) return this.refuse(path, 'is binary: it holds a NUL byte');
    try {
      this.texts.set(path, new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    } catch {
      this.refuse(path, 'is no UTF-8 text');
    }
  }

  private objectOf(path: string): string {
    return this.entries.get(this.target(path) ?? path)!.object;
  }

  // A link is followed within the commit, as a checkout would.
  private target(path: string): string | undefined {
    let target = path;
    for (let hops = 0; hops < 5; hops++) {
      const entry = this.entries.get(target);
      if (!entry) return void this.refuse(path, 'is a symbolic link to something that does not exist');
      if (entry.mode !== LINK) return target;
      const text = git(this.top, ['cat-file', 'blob', entry.object]).stdout.toString('utf8');
      target = posix.normalize(posix.join(posix.dirname(target), text));
      if (text.startsWith('/') || target.startsWith('..')) return void this.refuse(path, 'is a symbolic link that leads out of the repository');
    }
    return void this.refuse(path, 'is a symbolic link that leads in a circle');
  }

  private refuse(path: string, problem: string): void {
    this.texts.set(path, undefined);
    this.problems.set(path, problem);
  }
}

function entriesOf(listing: string): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const line of listing.split('\0')) {
    const tab = line.indexOf('\t');
    const [mode, , object, size] = line.slice(0, tab).split(/ +/);
    if (tab > 0 && mode !== MODULE) entries.set(line.slice(tab + 1), { mode, object, size: Number(size) });
  }
  return entries;
}
