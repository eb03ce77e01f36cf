import { execFile, execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { inCi } from './debian';
import { findProgram } from '../../helpers/stand-ins';

/** The newest release whose module the public proxy of Go has. */
export const ACT_VERSION = 'v0.2.89';

/** What act is asked. */
export interface ActRequest {
  readonly event: string;
  readonly payload: unknown;
  /** The workflow to run, by its path. */
  readonly workflow: string;
  /** Files of the repository by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
}

/** What act said. */
export interface ActReply {
  readonly exitCode: number;
  /** Lines that steps printed, in order. */
  readonly printed: readonly string[];
  /** The last lines of everything, for people. */
  readonly tail: string;
}

/** The program by nektos: built once, in CI alone; undefined where there is none. */
export function actProgram(): string | undefined {
  const cache = process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache');
  const folder = path.join(cache, 'projen-delivery', 'act', ACT_VERSION);
  const program = path.join(folder, 'act');
  if (fs.existsSync(program)) return program;
  if (!inCi) return undefined;
  if (findProgram('go') === undefined) throw new Error('act is missing: it is built with Go');
  // Its own folder first: one that was cut off must not look like a program.
  const building = `${folder}.building-${process.pid}`;
  const env = { ...process.env, GOBIN: building, CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off' };
  execFileSync('nice', ['go', 'install', '-trimpath', '-ldflags', '-s -w', `github.com/nektos/act@${ACT_VERSION}`], { cwd: os.tmpdir(), env, stdio: ['ignore', 'inherit', 'inherit'] });
  if (!fs.existsSync(folder)) fs.renameSync(building, folder);
  fs.rmSync(building, { recursive: true, force: true });
  return program;
}

/** Runs a workflow in act's host mode: steps are processes of this machine, in folders of their own. It listens on nothing. */
export async function askAct(program: string, request: ActRequest): Promise<ActReply> {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'act-'));
  try {
    const repository = path.join(root, 'repository');
    writeRepository(repository, request.files);
    fs.writeFileSync(path.join(root, 'event.json'), JSON.stringify(request.payload));
    return await run(program, argumentsOf(request, root), root, repository);
  } finally {
    fs.rmSync(root, { recursive: true, force: true });
  }
}

function argumentsOf({ event, workflow, secrets, variables }: ActRequest, root: string): string[] {
  const options = (flag: string, values: Readonly<Record<string, string>>) => Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`]);
  return [
    event, '-W', workflow, '-e', path.join(root, 'event.json'), '--json', '--no-cache-server', '--artifact-server-addr', '127.0.0.1',
    // Else it takes images, and asks people which ones.
    '-P', 'ubuntu-latest=-self-hosted',
    // Else it asks the program of GitHub for the token of whoever is signed in.
    ...options('-s', { GITHUB_TOKEN: 'a-token-that-opens-nothing', ...secrets }),
    ...options('--var', variables),
  ];
}

function writeRepository(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=ann', '-c', 'user.email=ann@example.org', ...args], { cwd: folder, stdio: 'ignore' });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message=files');
}

// Its home is the folder too: it reads settings there, and keeps what steps work in. It would ask its makers for news.
function run(program: string, args: string[], home: string, cwd: string): Promise<ActReply> {
  const env = { PATH: process.env.PATH, LANG: 'C.UTF-8', HOME: home, XDG_CACHE_HOME: path.join(home, 'cache'), TMPDIR: home, ACT_DISABLE_VERSION_CHECK: '1' };
  return new Promise((resolve, reject) => {
    execFile(program, args, { cwd, env, timeout: 60_000, killSignal: 'SIGKILL', maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
      if (error !== null && typeof error.code !== 'number') {
        reject(new Error(`act did not end by itself: ${error.message}`));
        return;
      }
      resolve({ exitCode: Number(error?.code ?? 0), printed: lines.map(printedBy).filter((text) => text !== undefined), tail: lines.slice(-8).join('\n') });
    });
  });
}

function printedBy(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined;
  const entry = JSON.parse(line) as { readonly raw_output?: boolean; readonly msg?: string };
  return entry.raw_output ? entry.msg?.trim() : undefined;
}
