import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildSync } from 'esbuild';

const repository = path.join(__dirname, '..', '..');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Record<string, string>;
  /** @default 20000 */
  readonly timeout?: number;
  /** Who runs it. @default - whoever runs the test */
  readonly uid?: number;
}

/**
 * The command as a user has it: compiled, in a folder of its own, with the packages that are bundled and no
 * other. Neither projen nor constructs can be found there.
 */
export class InstalledCli {
  private readonly folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'projen-delivery-cli-')));
  private count = 0;

  public constructor() {
    const sources = fs.readdirSync(path.join(repository, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    buildSync({
      absWorkingDir: repository,
      entryPoints: sources.map((name) => path.join('src', name)),
      outbase: 'src',
      outdir: path.join(this.home, 'lib'),
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      sourcemap: false,
    });
    for (const name of ['bin', 'assets', 'docs', 'package.json']) fs.cpSync(path.join(repository, name), path.join(this.home, name), { recursive: true });
    fs.mkdirSync(path.join(this.home, 'node_modules'));
    fs.chmodSync(this.folder, 0o755);
    for (const name of ['@dagrejs', 'mvdan-sh', 'smol-toml', 'yaml']) fs.cpSync(path.join(repository, 'node_modules', name), path.join(this.home, 'node_modules', name), { recursive: true });
  }

  /** Where it is installed. */
  public get home(): string {
    return path.join(this.folder, 'home');
  }

  /** A new folder with these files. */
  public repository(files: Record<string, string | Buffer>): string {
    const folder = path.join(this.folder, `repository-${++this.count}`);
    fs.mkdirSync(folder);
    for (const [name, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), text);
    }
    return folder;
  }

  public run(args: readonly string[], { cwd, env, timeout = 20_000, uid }: RunOptions): Ended {
    const start = process.hrtime.bigint();
    const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(this.home, 'bin', 'projen-delivery'), ...args], {
      cwd, timeout, uid, encoding: 'utf8', killSignal: 'SIGKILL', maxBuffer: 256 * 1024 * 1024, env: { ...process.env, ...env },
    });
    return { code: status, stdout, stderr, seconds: Number(process.hrtime.bigint() - start) / 1e9 };
  }

  public remove(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
