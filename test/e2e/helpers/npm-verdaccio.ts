import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Daemon, freePort } from './kubernetes/daemon';
import { fromNpm, runNpm } from './npm-cache';
import { Guard, quoted } from '../../../src/run/guard';

const VERSION = '6.8.0';
/** Verdaccio asks for a dist-tag of it that mirrors of npm may not have. */
const OVERRIDES = { 'node-fetch': '2.7.0' };

/** The program, from npm: it has more dependencies than this repository. */
function verdaccioProgram(): string {
  const folder = fromNpm('verdaccio', VERSION, (building) => {
    fs.writeFileSync(path.join(building, 'package.json'), JSON.stringify({ private: true, dependencies: { verdaccio: VERSION }, overrides: OVERRIDES }));
    runNpm(building, 'install', '--ignore-scripts', '--no-package-lock');
  });
  return path.join(folder, 'node_modules/verdaccio/bin/verdaccio');
}

const CONFIGURATION = {
  storage: './storage',
  auth: { htpasswd: { file: './htpasswd' } },
  web: { enable: false },
  uplinks: {},
  packages: { '**': { access: '$all', publish: 'publisher', unpublish: 'publisher' } },
  max_body_size: '100mb',
  log: { type: 'stdout', format: 'pretty', level: 'http' },
};

/** A registry of npm on the loopback, with two users: `publisher` may do everything, `reader` may read. */
export class Verdaccio {
  public readonly tokens: Record<'publisher' | 'reader', string> = { publisher: '', reader: '' };

  private constructor(public readonly url: string, public readonly pid: () => number, private readonly daemon: Daemon, private readonly folder: string) {}

  public static async start(guard: Guard): Promise<Verdaccio> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'verdaccio-'));
    guard.undo(`rm -rf ${quoted(folder)}`);
    // A file of JSON is one of YAML.
    fs.writeFileSync(path.join(folder, 'config.yaml'), JSON.stringify(CONFIGURATION));
    const address = `127.0.0.1:${await freePort()}`;
    const daemon = new Daemon(guard, 'verdaccio', {
      program: process.execPath, folder, args: [verdaccioProgram(), '--config', path.join(folder, 'config.yaml'), '--listen', address], env: { HOME: folder, NO_COLOR: '1' },
    });
    const pid = () => Number(fs.readFileSync(path.join(folder, 'verdaccio.pid'), 'utf8'));
    const verdaccio = new Verdaccio(`http://${address}`, pid, daemon, folder);
    daemon.start();
    await daemon.ready(async () => (await fetch(`${verdaccio.url}/-/ping`)).ok);
    for (const name of ['publisher', 'reader'] as const) verdaccio.tokens[name] = await verdaccio.addUser(name);
    return verdaccio;
  }

  /** Stops and removes everything. */
  public async end(): Promise<void> {
    await this.daemon.stop();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  private async addUser(name: string): Promise<string> {
    const answer = await fetch(`${this.url}/-/user/org.couchdb.user:${name}`, {
      method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name, password: `password-of-${name}` }),
    });
    const { token } = await answer.json() as { token?: string };
    if (!token) throw new Error(`no token for ${name}: ${answer.status}`);
    return token;
  }
}
