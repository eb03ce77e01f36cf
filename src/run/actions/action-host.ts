import type { ArtifactStore } from '../artifact-store';
import type { CacheStore } from '../cache-store';
import type { InstalledVersion } from './installed-versions';

/** What an action may use of the job that calls it. */
export interface ActionHost {
  /** `owner/name` of the action, with its path. */
  readonly action: string;
  /** What stands behind `@`. */
  readonly ref: string;
  readonly workspace: string;
  /** Variables of the step. */
  readonly environment: Readonly<Record<string, string>>;
  /** The repository to check out: a path of a git repository. */
  readonly source: string;
  readonly artifacts: ArtifactStore;
  /** @default - nothing is kept between runs */
  readonly cache?: CacheStore;
  /** Folder that jobs share where an action keeps build results. @default - none */
  sharedFolder(name: string): string | undefined;
  /** Versions of tools by the version a workflow asks for, where this machine has another one. */
  readonly versions: Readonly<Record<string, string>>;
  /** Whether a tool of another version than asked for is taken. */
  readonly anyVersion: boolean;
  /** Versions of a program that this machine keeps beside that of PATH, the newest first. */
  installed(program: string): readonly InstalledVersion[];
  /** Puts a folder first on PATH for the later steps of the job. */
  addPath(folder: string): void;
  /** Sets a variable for the later steps of the job. */
  setVariable(name: string, value: string): void;
  /** Runs a program in the workspace, as the user of the job; fails the step if it fails. */
  run(program: string, args: readonly string[]): Promise<string>;
  say(line: string): void;
  /** Tells what was not done as it would be on GitHub. */
  notDone(words: string): void;
  /** Work for the end of the job, as the `post` of an action. It is done where the job has gone well so far. */
  atEnd(work: () => Promise<void>): void;
}

/** Inputs as a step gives them: names in lower case. */
export type Inputs = Readonly<Record<string, string>>;

/** Does what an action of others does, or says that it does not; gives its outputs. */
export type Action = (inputs: Inputs, host: ActionHost) => Promise<Readonly<Record<string, string>> | void>;

/** Refuses inputs that a stand-in would pass over in silence. */
export function known(inputs: Inputs, ...names: string[]): Inputs {
  const strange = Object.keys(inputs).filter((name) => !names.includes(name));
  if (strange.length > 0) throw new Error(`the stand-in does not know the inputs ${strange.join(', ')}`);
  return inputs;
}

/** The lines of an input, without empty ones. */
export function linesOf(input: string | undefined): string[] {
  return (input ?? '').split('\n').map((line) => line.trim()).filter((line) => line !== '');
}
