import * as fs from 'node:fs';
import * as path from 'node:path';
import type { User } from './execute';

const NAMES = ['GITHUB_OUTPUT', 'GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STEP_SUMMARY', 'GITHUB_STATE'] as const;

/** The files through which one step tells the runner something. */
export class CommandFiles {
  public readonly environment: Record<string, string> = {};

  public constructor(folder: string, step: number, user?: User) {
    for (const name of NAMES) {
      const file = path.join(folder, `${step}.${name.toLowerCase()}`);
      fs.writeFileSync(file, '');
      if (user) fs.chownSync(file, user.uid, user.gid);
      this.environment[name] = file;
    }
  }

  public get outputs(): Record<string, string> {
    return readPairs(this.read('GITHUB_OUTPUT'));
  }

  public get variables(): Record<string, string> {
    return readPairs(this.read('GITHUB_ENV'));
  }

  /** Folders for PATH; the last one told comes first. */
  public get paths(): string[] {
    return this.read('GITHUB_PATH').split('\n').filter((line) => line !== '').reverse();
  }

  public get summary(): string {
    return this.read('GITHUB_STEP_SUMMARY');
  }

  private read(name: (typeof NAMES)[number]): string {
    return fs.readFileSync(this.environment[name], 'utf8');
  }
}

/** `name=value` lines and `name<<END` blocks; anything else is an error, as on GitHub. */
export function readPairs(text: string): Record<string, string> {
  const pairs: Record<string, string> = {};
  const lines = text.split('\n');
  while (lines.length > 0) {
    const line = lines.shift()!;
    if (line === '') continue;
    const block = /^([^=]+?)<<(.+)$/.exec(line);
    const plain = /^([^=]+)=(.*)$/.exec(line);
    if (block) {
      const end = lines.indexOf(block[2]);
      if (end === -1) throw new Error(`Matching delimiter not found '${block[2]}'`);
      pairs[block[1]] = lines.splice(0, end + 1).slice(0, -1).join('\n');
    } else if (plain) {
      pairs[plain[1]] = plain[2];
    } else {
      throw new Error(`Invalid format '${line}'`);
    }
  }
  return pairs;
}
