// Runs the shipped scripts in a folder of their own, with stand-ins first on PATH that record
// how they were called and misbehave as a test wants.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

export const SCRIPTS = path.resolve(__dirname, '..', '..', 'assets', 'scripts');

/** One recorded call of a stand-in. */
export interface StandInCall {
  readonly program: string;
  readonly args: string[];
  readonly env: Record<string, string>;
}

/** What a run of a script left behind. */
export interface ScriptRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: Record<string, string>;
  readonly summary: string;
  readonly paths: string[];
  readonly environment: Record<string, string>;
}

export interface RunOptions {
  /** Only these real programs are on PATH, beside the stand-ins. */
  readonly onlyPrograms?: string[];
  /** Leave out the files and variables that GitHub provides. */
  readonly onLaptop?: boolean;
  /** User to run as; only root may choose. */
  readonly uid?: number;
  /** Folder to run in, below the work folder. */
  readonly cwd?: string;
}

/** A place to run scripts in: work folder, home, stand-ins and the files GitHub provides. */
export class Rehearsal {
  public readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rehearsal-'));
  public readonly work = path.join(this.folder, 'work');
  public readonly bin = path.join(this.folder, 'bin');
  private readonly records = path.join(this.folder, 'calls');

  public constructor() {
    for (const name of ['work', 'bin', 'calls', 'home', 'runner-temp', 'programs']) {
      fs.mkdirSync(path.join(this.folder, name));
      fs.chmodSync(path.join(this.folder, name), 0o777);
    }
    fs.chmodSync(this.folder, 0o755);
  }

  /** Puts a program first on PATH. Its bash text sees the number of its call as $CALL. */
  public standIn(program: string, text: string = ''): this {
    const file = path.join(this.bin, program);
    fs.writeFileSync(file, [
      '#!/bin/bash',
      `record='${this.records}' program="\${0##*/}" CALL=0`,
      'before=("$record"/*); n=${#before[@]}',
      'while printf -v place "$record/%05d.%s" "$n" "$program"; ! /bin/mkdir "$place" 2> /dev/null; do n=$((n + 1)); done',
      '/usr/bin/env -0 > "$place/env"',
      'if (( $# > 0 )); then printf \'%s\\0\' "$@"; fi > "$place/args"',
      'for place in "$record"/*."$program"; do CALL=$((CALL + 1)); done',
      `export CALL ROOT='${this.folder}/root'`,
      'unset record program before n place',
      text,
    ].join('\n'), { mode: 0o755 });
    return this;
  }

  /** Writes a file below the work folder. */
  public write(name: string, text: string, mode: number = 0o644): string {
    const file = path.join(this.work, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text, { mode });
    return file;
  }

  public read(name: string): string {
    return fs.readFileSync(path.join(this.work, name), 'utf8');
  }

  public exists(name: string): boolean {
    return fs.existsSync(path.join(this.work, name));
  }

  /** The recorded calls in order, of one program or of all. */
  public calls(program?: string): StandInCall[] {
    return fs.readdirSync(this.records).sort()
      .map((name) => this.readCall(path.join(this.records, name)))
      .filter((call) => program === undefined || call.program === program);
  }

  /** Runs a real program in the work folder and fails the test if it fails. */
  public command(program: string, ...args: string[]): string {
    const done = spawnSync(program, args, {
      cwd: this.work, encoding: 'utf8', env: this.baseEnvironment(process.env.PATH ?? ''),
    });
    if (done.status !== 0) {
      throw new Error(`${program} ${args.join(' ')} ended with ${done.status}: ${done.stderr}`);
    }
    return done.stdout;
  }

  /** Runs a shipped script with these parameters and nothing else from outside. */
  public run(script: string, parameters: Record<string, string> = {}, options: RunOptions = {}): ScriptRun {
    const files = this.freshFiles();
    const search = options.onlyPrograms ? this.linkPrograms(options.onlyPrograms) : process.env.PATH ?? '';
    const github = options.onLaptop ? {} : {
      GITHUB_OUTPUT: files.output,
      GITHUB_STEP_SUMMARY: files.summary,
      GITHUB_PATH: files.path,
      GITHUB_ENV: files.env,
      RUNNER_TEMP: path.join(this.folder, 'runner-temp'),
    };
    const done = spawnSync('/bin/bash', [this.copyOf(script)], {
      cwd: path.join(this.work, options.cwd ?? '.'),
      encoding: 'utf8',
      uid: options.uid,
      gid: options.uid,
      env: { ...this.baseEnvironment(`${this.bin}:${search}`), ...github, ...parameters },
    });
    return {
      status: done.status,
      stdout: done.stdout,
      stderr: done.stderr,
      outputs: readPairs(files.output),
      summary: fs.readFileSync(files.summary, 'utf8'),
      paths: fs.readFileSync(files.path, 'utf8').split('\n').filter((line) => line !== ''),
      environment: readPairs(files.env),
    };
  }

  /** Removes everything. */
  public remove(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  private copyOf(script: string): string {
    const copy = path.join(this.folder, script);
    fs.copyFileSync(path.join(SCRIPTS, script), copy);
    return copy;
  }

  // Rust keeps its toolchains in the home folder, which is replaced, so its place is passed on.
  private baseEnvironment(search: string): Record<string, string> {
    const home = os.homedir();
    return {
      PATH: search,
      HOME: path.join(this.folder, 'home'),
      TMPDIR: path.join(this.folder, 'runner-temp'),
      LANG: 'C.UTF-8',
      CARGO_HOME: process.env.CARGO_HOME ?? path.join(home, '.cargo'),
      RUSTUP_HOME: process.env.RUSTUP_HOME ?? path.join(home, '.rustup'),
      CARGO_NET_OFFLINE: 'true',
      npm_config_cache: path.join(this.folder, 'home', '.npm'),
      npm_config_update_notifier: 'false',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_AUTHOR_NAME: 'Ann',
      GIT_AUTHOR_EMAIL: 'ann@example.com',
      GIT_COMMITTER_NAME: 'Ann',
      GIT_COMMITTER_EMAIL: 'ann@example.com',
    };
  }

  private linkPrograms(programs: string[]): string {
    const folder = path.join(this.folder, 'programs');
    for (const program of programs) {
      const found = findProgram(program);
      if (found && !fs.existsSync(path.join(folder, program))) {
        fs.symlinkSync(found, path.join(folder, program));
      }
    }
    return folder;
  }

  private freshFiles(): Record<'output' | 'summary' | 'path' | 'env', string> {
    const place = (name: string) => path.join(this.folder, name);
    const files = { output: place('output'), summary: place('summary'), path: place('path'), env: place('environment') };
    Object.values(files).forEach((file) => {
      fs.writeFileSync(file, '');
      fs.chmodSync(file, 0o666);
    });
    return files;
  }

  private readCall(folder: string): StandInCall {
    const read = (name: string) => fs.readFileSync(path.join(folder, name), 'utf8');
    const pairs = read('env').split('\0').filter((line) => line.includes('='));
    return {
      program: path.basename(folder).replace(/^\d+\./, ''),
      args: read('args').split('\0').slice(0, -1),
      env: Object.fromEntries(pairs.map(splitPair)),
    };
  }
}

/** Path of a program on PATH, undefined if there is none. */
export function findProgram(program: string): string | undefined {
  return (process.env.PATH ?? '').split(':')
    .map((folder) => path.join(folder, program))
    .find((file) => fs.existsSync(file));
}

/** A test that needs real programs: skipped where one is missing, but never in CI. */
export function testWith(programs: string[], name: string, body: () => void, timeout?: number): void {
  const missing = programs.filter((program) => findProgram(program) === undefined);
  if (missing.length > 0 && !process.env.CI) {
    test.skip(`${name} (missing: ${missing.join(', ')})`, body);
  } else {
    test(name, body, timeout);
  }
}

function readPairs(file: string): Record<string, string> {
  const lines = fs.readFileSync(file, 'utf8').split('\n').filter((line) => line.includes('='));
  return Object.fromEntries(lines.map(splitPair));
}

function splitPair(line: string): [string, string] {
  const at = line.indexOf('=');
  return [line.slice(0, at), line.slice(at + 1)];
}
