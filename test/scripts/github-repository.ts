// A repository on a GitHub of its own: a bare repository, releases in a file, and `gh` in front of both, or the real `gh`
// over HTTP. What a script leaves there is looked at with git.
import { ChildProcess, spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Rehearsal } from '../helpers/stand-ins';

export interface Asset { readonly name: string; readonly state: string; readonly size: number; readonly digest?: string; readonly id?: number }

export interface Release {
  readonly id: number;
  readonly tag_name: string;
  readonly name?: string;
  readonly body: string;
  readonly draft: boolean;
  readonly prerelease: boolean;
  readonly immutable: boolean;
  readonly make_latest?: string;
  readonly assets: Asset[];
}

const NOTHING = { releases: [], next: 1, immutable: false, digests: true, pageSize: 100, uploads: 'https://uploads.github.com' };

export class GitHubRepository {
  public readonly folder: string;
  private server?: ChildProcess;

  /** The repository is what the work folder of the rehearsal has committed and tagged. */
  public constructor(private readonly place: Rehearsal) {
    this.folder = path.join(place.folder, 'github');
    fs.mkdirSync(this.folder);
    fs.copyFileSync(path.join(__dirname, 'github-server.js'), path.join(this.folder, 'github.js'));
    this.set({});
    place.command('git', 'clone', '--quiet', '--bare', place.work, path.join(this.folder, 'origin.git'));
    place.standIn('gh', `exec '${process.execPath}' '${this.folder}/github.js' "$@"`);
  }

  /** Changes what is not in git. */
  public set(state: object): void {
    fs.writeFileSync(path.join(this.folder, 'state.json'), JSON.stringify({ ...NOTHING, ...state }));
  }

  public releases(): Release[] {
    return JSON.parse(fs.readFileSync(path.join(this.folder, 'state.json'), 'utf8')).releases;
  }

  /** Calls so far, as method and path. */
  public requests(): string[] {
    const file = path.join(this.folder, 'requests');
    return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim().split('\n') : [];
  }

  /** What git says of the repository. */
  public git(...args: string[]): string {
    return this.place.command('git', '--git-dir', path.join(this.folder, 'origin.git'), ...args).trim();
  }

  /** Puts the real `gh` before the same repository; answers the variables that lead it there. */
  public serve(): Record<string, string> {
    fs.rmSync(path.join(this.place.bin, 'gh'));
    const state = JSON.parse(fs.readFileSync(path.join(this.folder, 'state.json'), 'utf8'));
    this.set({ ...state, uploads: 'http://uploads.github.localhost' });
    this.server = spawn(process.execPath, [path.join(this.folder, 'github.js'), 'serve'], { stdio: 'inherit' });
    const port = path.join(this.folder, 'port');
    spawnSync('bash', ['-c', 'for i in {1..100}; do if [[ -s "$1" ]]; then exit; fi; sleep 0.1; done', 'bash', port]);
    const proxy = `http://127.0.0.1:${fs.readFileSync(port, 'utf8')}`;
    return { GH_HOST: 'github.localhost', GH_CONFIG_DIR: path.join(this.folder, 'gh'), HTTP_PROXY: proxy, http_proxy: proxy, NO_PROXY: '', no_proxy: '' };
  }

  public stop(): void {
    this.server?.kill();
  }
}
