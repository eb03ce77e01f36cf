import * as fs from 'node:fs';
import * as path from 'node:path';
import type { User } from './user';

const NAMES = ['GITHUB_OUTPUT', 'GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STEP_SUMMARY', 'GITHUB_STATE'] as const;
/** GitHub keeps no longer summary of a step. */
const MOST_SUMMARY = 1024 * 1024;

/** What a step told through a file cannot be taken; the step fails. */
export class CommandFileError extends Error {}

/**
 * The files through which one step tells the runner something.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#environment-files
 */
export class CommandFiles {
  public readonly environment: Record<string, string> = {};

  public constructor(folder: string, step: number | string, user?: User) {
    for (const name of NAMES) {
      const file = path.join(folder, `${step}.${name.toLowerCase()}`);
      fs.writeFileSync(file, '');
      if (user) fs.chownSync(file, user.uid, user.gid);
      this.environment[name] = file;
    }
  }

  public get outputs(): Record<string, string> {
    return this.pairs('GITHUB_OUTPUT');
  }

  /** @throws CommandFileError for one that GitHub does not let a step set */
  public get variables(): Record<string, string> {
    const variables = this.pairs('GITHUB_ENV');
    const refused = Object.keys(variables).find((name) => name.toUpperCase() === 'NODE_OPTIONS');
    if (refused) throw new CommandFileError(`Unable to process file command 'env': ${refused} cannot be set through GITHUB_ENV. Set it in env of the step that needs it.`);
    return variables;
  }

  public get state(): Record<string, string> {
    return this.pairs('GITHUB_STATE');
  }

  /** Folders for PATH; the last one told comes first. */
  public get paths(): string[] {
    return this.read('GITHUB_PATH').split('\n').filter((line) => line !== '').reverse();
  }

  /** @throws CommandFileError where it is longer than GitHub keeps */
  public get summary(): string {
    const text = this.read('GITHUB_STEP_SUMMARY');
    if (Buffer.byteLength(text) > MOST_SUMMARY) throw new CommandFileError(`the summary of the step has ${Buffer.byteLength(text)} bytes; GitHub takes 1,048,576`);
    return text;
  }

  private pairs(name: (typeof NAMES)[number]): Record<string, string> {
    try {
      return readPairs(this.read(name));
    } catch (error) {
      throw new CommandFileError(`Unable to process file command '${name.slice('GITHUB_'.length).toLowerCase()}': ${(error as Error).message}`);
    }
  }

  private read(name: (typeof NAMES)[number]): string {
    const file = this.environment[name];
    // A step may have removed it.
    return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, '') : '';
  }
}

/** `name=value` lines and `name<<END` blocks; anything else is an error, as on GitHub. */
export function readPairs(text: string): Record<string, string> {
  const pairs: Record<string, string> = {};
  const lines = text.split('\n');
  while (lines.length > 0) {
    const line = lines.shift()!;
    if (line === '') continue;
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    if (equals > 0 && (heredoc < 0 || equals < heredoc)) {
      pairs[line.slice(0, equals)] = line.slice(equals + 1);
    } else if (heredoc > 0 && heredoc + 2 < line.length && (equals < 0 || heredoc < equals)) {
      const delimiter = line.slice(heredoc + 2);
      const end = lines.indexOf(delimiter);
      if (end === -1) throw new Error(`Matching delimiter not found '${delimiter}'`);
      pairs[line.slice(0, heredoc)] = lines.splice(0, end + 1).slice(0, -1).join('\n');
    } else {
      throw new Error(`Invalid format '${line}'`);
    }
  }
  return pairs;
}
