import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { readTree } from '../../../src/testing';

const ROOT = path.resolve(__dirname, '../../..');
const WHO = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com'];
/** What a machine needs to reach its registry; nothing else of the tests' environment gets through. */
const PASSED = /^(HOME|TMPDIR|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|(https?|no)_proxy|npm_config_(registry|cache|cafile|userconfig))$/i;

/** What `npm pack` made of this repository. */
export interface Tarball {
  readonly path: string;
  readonly files: string[];
}

/** Compiles the library and packs it, as it is published. */
export function packLibrary(destination: string): Tarball {
  if (!process.env.PROJEN_DELIVERY_COMPILED) execFileSync('npx', ['projen', 'compile'], { cwd: ROOT, stdio: 'pipe' });
  const told = execFileSync('npm', ['pack', '--json', '--pack-destination', destination], { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  // Newer versions of npm key the packed packages by their name.
  const packed: any = Object.values(JSON.parse(told))[0];
  return { path: path.join(destination, packed.filename), files: packed.files.map((file: { path: string }) => file.path) };
}

export interface Run {
  readonly status: number;
  /** Both streams, the standard output first. */
  readonly told: string;
}

/** A git checkout on somebody's machine, in an environment without anything of these tests. */
export class Checkout {
  public constructor(public readonly folder: string, files: Record<string, string>) {
    fs.mkdirSync(folder, { recursive: true });
    this.write(files);
    this.git('init', '--quiet', '--initial-branch=main');
  }

  public run(program: string, ...args: string[]): Run {
    const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: this.folder, env: environment(), encoding: 'utf8', timeout: 300_000 });
    if (error) throw error;
    return { status: status ?? 128, told: `${stdout}${stderr}` };
  }

  /** Runs a program that has to succeed. */
  public must(program: string, ...args: string[]): string {
    const { status, told } = this.run(program, ...args);
    if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}:\n${told}`);
    return told;
  }

  /** The first synth, before there is a task that projen could find. */
  public firstRun(): Run {
    return this.run('node', '-e', 'require(\'projen-delivery/projenrc\').run()');
  }

  public git(...args: string[]): string {
    return this.must('git', ...WHO, ...args);
  }

  public commit(message: string): void {
    this.git('add', '--all');
    this.git('commit', '--quiet', `--message=${message}`);
  }

  /** Goes back to the last commit. */
  public restore(): void {
    this.git('checkout', '--quiet', '.');
    this.git('clean', '--quiet', '--force', '-d');
  }

  public write(files: Record<string, string>): void {
    for (const [name, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(this.at(name)), { recursive: true });
      // A generated file is read-only, and whoever edits it by hand lifts that first.
      if (fs.existsSync(this.at(name))) fs.chmodSync(this.at(name), 0o644);
      fs.writeFileSync(this.at(name), text);
    }
  }

  public read(name: string): string {
    return fs.readFileSync(this.at(name), 'utf8');
  }

  /** Replaces a text that must be in the file. */
  public edit(name: string, from: string, to: string): void {
    const before = this.read(name);
    if (!before.includes(from)) throw new Error(`${name} has no "${from}"`);
    this.write({ [name]: before.replace(from, to) });
  }

  /** What differs from the last commit, by path. */
  public changed(): string[] {
    return this.git('status', '--porcelain', '--untracked-files=all').split('\n').filter((line) => line !== '').map((line) => line.slice(3)).sort();
  }

  /** Every file with its text, by path. */
  public tree(): Record<string, string> {
    return readTree(this.folder);
  }

  /** Its permissions, such as `644`. */
  public mode(name: string): string {
    return fs.statSync(this.at(name)).mode.toString(8).slice(-3);
  }

  public at(name: string): string {
    return path.join(this.folder, name);
  }

  /** Gives another checkout the dependencies that this one has installed. */
  public lend(other: Checkout): void {
    fs.cpSync(this.at('node_modules'), other.at('node_modules'), { recursive: true, verbatimSymlinks: true });
    fs.copyFileSync(this.at('package-lock.json'), other.at('package-lock.json'));
  }
}

/** The paths a run says it created, updated or removed. */
export function toldPaths(told: string, change: 'created' | 'updated' | 'removed'): string[] {
  return [...told.matchAll(new RegExp(`^👾 ${change} (\\S+)$`, 'gm'))].map(([, name]) => name).sort();
}

/** A folder of its own for a story, outside of every package. */
export function storyFolder(): string {
  return fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'packed-')));
}

function environment(): Record<string, string> {
  const passed = Object.entries(process.env).filter(([name, value]) => PASSED.test(name) && value !== undefined) as [string, string][];
  // npx puts our own programs in front.
  const programs = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => !folder.includes('node_modules'));
  return { ...Object.fromEntries(passed), PATH: programs.join(path.delimiter), NO_COLOR: '1', npm_config_update_notifier: 'false', npm_config_audit: 'false', npm_config_fund: 'false' };
}
