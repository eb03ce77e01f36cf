import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { quoted } from '../../../src/run/guard';
import type { Synthesized } from '../../../src/testing';

const WHO = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com'];

/** A git repository made of a synthesized example, as GitHub would have it. */
export class Repository {
  public constructor(public readonly example: Synthesized) {
    this.git('init', '--quiet', '--initial-branch=main');
    this.commit('A first version');
  }

  public get folder(): string {
    return this.example.outdir;
  }

  public git(...args: string[]): string {
    return execFileSync('git', [...WHO, ...args], { cwd: this.folder, encoding: 'utf8' });
  }

  /** Writes files and commits everything. */
  public commit(message: string, files: Record<string, string> = {}): void {
    for (const [name, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(this.folder, name)), { recursive: true });
      fs.writeFileSync(path.join(this.folder, name), text);
    }
    this.git('add', '--all');
    this.git('commit', '--quiet', '--no-verify', `--message=${message}`);
  }

  /** A pull request that changes these files: main then is its merge commit, as `refs/pull/1/merge` is. */
  public pullRequest(files: Record<string, string>): void {
    this.git('checkout', '--quiet', '-B', 'topic');
    this.commit('A change', files);
    this.git('checkout', '--quiet', 'main');
    this.git('commit', '--quiet', '--allow-empty', '--message=Meanwhile on main');
    this.git('merge', '--quiet', '--no-ff', '--message=Merge the pull request', 'topic');
  }

  /** Undoes everything after the first version. */
  public reset(): void {
    const [first] = this.git('rev-list', '--max-parents=0', 'HEAD').trim().split('\n');
    this.git('reset', '--quiet', '--hard', first);
  }

  /** The command that removes it. */
  public get removal(): string {
    return `rm -rf ${quoted(this.folder)}`;
  }
}
