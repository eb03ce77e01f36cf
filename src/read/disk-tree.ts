import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Tree } from './tree';

export interface DiskTreeOptions {
  /** Files that belong to it although git ignores them. */
  readonly also?: readonly string[];
  /** Whether all files are listed, or only `also`. @default true */
  readonly listed?: boolean;
  /** How many files are listed at most. @default 200000 */
  readonly limit?: number;
}

/** Above this a file is not read: nobody writes a workflow or script that long, and GitHub takes none. */
const MAX_SIZE = 1024 * 1024;
const SKIPPED_FOLDERS = new Set(['.git', 'node_modules', 'target', 'dist']);
/** How Git marks a tracked file that is gone. */
const DELETED = 'R ';
/** What is listed of a repository that has too many files. */
const PIPELINE_PLACES = ['.github', '.ci', 'ci', 'scripts/ci', 'action.yml', 'action.yaml'];

/**
 * The files of a folder on disk: what git would commit, or, without git, everything but dependencies and build results.
 *
 * Reading never blocks, never leaves the folder and never throws: `problemOf` says why there is no text.
 */
export class DiskTree implements Tree {
  private readonly also: readonly string[];
  private readonly listed: boolean;
  private readonly limit: number;
  private readonly texts = new Map<string, string | undefined>();
  private readonly problems = new Map<string, string>();
  private list?: readonly string[];
  private known?: ReadonlySet<string>;
  private cut = false;

  public constructor(public readonly root: string, options: DiskTreeOptions = {}) {
    this.also = options.also ?? [];
    this.listed = options.listed ?? true;
    this.limit = options.limit ?? 200_000;
  }

  public get paths(): readonly string[] {
    this.list ??= [...new Set([...this.also, ...(this.listed ? this.find() : [])])].sort();
    return this.list;
  }

  /** Whether `paths` holds everything, so that what is not in it is missing. */
  public get isWhole(): boolean {
    return this.listed && !this.isCut;
  }

  /** Whether there were more files than are listed. */
  public get isCut(): boolean {
    return this.paths && this.cut;
  }

  public read(path: string): string | undefined {
    this.known ??= new Set(this.paths);
    if (!this.known.has(path)) return undefined;
    if (!this.texts.has(path)) this.texts.set(path, this.load(path));
    return this.texts.get(path);
  }

  public isExecutable(path: string): boolean | undefined {
    if (process.platform === 'win32') return undefined;
    const status = statSync(join(this.root, path), { throwIfNoEntry: false });
    // eslint-disable-next-line no-bitwise
    return status && (status.mode & 0o111) !== 0;
  }

  /** Why a file that is there has no text, in words that follow its name; undefined where it has one. */
  public problemOf(path: string): string | undefined {
    this.read(path);
    return this.problems.get(path);
  }

  /** Folders that could not be listed; `problemOf` says why. They end in `/`. */
  public get closedFolders(): readonly string[] {
    return this.paths && [...this.problems.keys()].filter((path) => path.endsWith('/'));
  }

  private load(path: string): string | undefined {
    try {
      return this.textOf(path);
    } catch (error) {
      this.refuse(path, inWords(error as NodeJS.ErrnoException));
      return undefined;
    }
  }

  private textOf(path: string): string | undefined {
    const file = join(this.root, path);
    const own = lstatSync(file, { throwIfNoEntry: false });
    // Deleted, and not yet committed.
    if (!own) return undefined;
    if (own.isSymbolicLink() && !statSync(file, { throwIfNoEntry: false })) return this.refuse(path, 'is a symbolic link to something that does not exist');
    if (!isInside(realpathSync(this.root), realpathSync(file))) return this.refuse(path, 'is a symbolic link that leads out of the repository');
    const status = statSync(file);
    if (status.isDirectory()) return this.refuse(path, 'is a folder');
    // Opening a pipe would wait for somebody to write into it.
    if (!status.isFile()) return this.refuse(path, 'is no regular file');
    if (status.size > MAX_SIZE) return this.refuse(path, `has ${status.size.toLocaleString('en')} bytes, more than the 1,048,576 that are read`);
    return this.decode(path, readFileSync(file));
  }

  private decode(path: string, bytes: Buffer): string | undefined {
    if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return this.refuse(path, 'is written in UTF-16');
    if (bytes.includes(0)) return this.refuse(path, 'is binary: it holds a NUL byte');
    // Takes away a byte order mark, so that columns are those an editor shows.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  }

  private refuse(path: string, problem: string): undefined {
    this.problems.set(path, problem);
    return undefined;
  }

  private find(): readonly string[] {
    // A folder inside somebody else's checkout can be one that git ignores there.
    const isCheckout = existsSync(join(this.root, '.git'));
    const found = (isCheckout ? gitFiles(this.root, this.limit) : undefined) ?? this.walk([''], this.limit);
    if (found !== 'too many') return found;
    this.cut = true;
    const places = PIPELINE_PLACES.filter((place) => existsSync(join(this.root, place)));
    const some = this.walk(places, this.limit);
    return some === 'too many' ? [] : some;
  }

  private walk(from: readonly string[], limit: number): string[] | 'too many' {
    const files: string[] = [];
    const open = [...from];
    for (let path = open.pop(); path !== undefined; path = open.pop()) {
      if (path !== '' && !lstatSync(join(this.root, path)).isDirectory()) files.push(path);
      else this.listFolder(path, files, open);
      if (files.length > limit) return 'too many';
    }
    return files;
  }

  private listFolder(folder: string, files: string[], open: string[]): void {
    try {
      for (const entry of readdirSync(join(this.root, folder), { withFileTypes: true })) {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        // A link to a folder is not followed: it can lead in circles.
        if (!entry.isDirectory()) files.push(path);
        else if (!SKIPPED_FOLDERS.has(entry.name)) open.push(path);
      }
    } catch (error) {
      this.refuse(`${folder}/`, inWords(error as NodeJS.ErrnoException));
    }
  }
}

/** What is committed, staged or new and not ignored. Undefined where git is not there or does not answer. */
function gitFiles(root: string, limit: number): string[] | 'too many' | undefined {
  // With its state before each path; one that is tracked and gone stands there twice.
  const lines = git(root, ['ls-files', '-z', '-t', '--cached', '--deleted', '--others', '--exclude-standard']);
  if (lines === undefined || lines === 'too many') return lines;
  const gone = new Set(lines.filter((line) => line.startsWith(DELETED)).map((line) => line.slice(DELETED.length)));
  const there = lines.filter((line) => !line.startsWith(DELETED)).map((line) => line.slice(DELETED.length)).filter((path) => !gone.has(path));
  return there.length > limit ? 'too many' : there;
}

function git(root: string, args: readonly string[]): string[] | 'too many' | undefined {
  // Set inside a hook of another repository.
  const env = { ...process.env, GIT_OPTIONAL_LOCKS: '0' } as NodeJS.ProcessEnv;
  for (const name of ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_PREFIX']) delete env[name];
  // A repository may name a program as its file monitor: looking at it must not run that.
  const { status, stdout, error } = spawnSync('git', ['-c', 'core.fsmonitor=false', ...args], {
    cwd: root, env, encoding: 'utf8', timeout: 60_000, maxBuffer: 64 * 1024 * 1024, stdio: ['ignore', 'pipe', 'ignore'],
  });
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'ENOBUFS') return 'too many';
  return status === 0 ? stdout.split('\0').filter((path) => path !== '') : undefined;
}

function isInside(root: string, file: string): boolean {
  return file === root || file.startsWith(root.endsWith(sep) ? root : `${root}${sep}`);
}

function inWords({ code, name, message }: NodeJS.ErrnoException): string {
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read: permission denied';
  if (code === 'ELOOP') return 'is a symbolic link that leads in a circle';
  if (name === 'TypeError') return 'is no UTF-8 text';
  return `cannot be read: ${message}`;
}
