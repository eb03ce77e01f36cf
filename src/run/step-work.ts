import * as fs from 'node:fs';
import * as path from 'node:path';
import { CommandFileError, CommandFiles } from './command-files';
import { execute, Executed } from './execute';
import { findProgram } from './find-program';
import type { JobMachine } from './job-work';
import { shellCall, ShellError } from './shell';
import { WorkflowCommands } from './workflow-commands';
import type { StepTurn } from '../simulate/step-schedule';

/** What a step told, and how it ended. */
export interface StepDone {
  readonly ok: boolean;
  /** Whether it was told to end, or its machine was. */
  readonly endedBy?: Executed['endedBy'];
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly paths?: readonly string[];
  readonly state?: Readonly<Record<string, string>>;
  readonly summary?: string;
}

/** What limits one program of a step. */
export interface Limits {
  readonly timeoutMs: number;
  readonly cancel?: AbortSignal;
  readonly kill?: AbortSignal;
}

/** A program of a step and what it finds. */
export interface StepProgram {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Runs the programs of steps of one job: reads what they print, and what they write for the runner. */
export class StepPrograms {
  private count = 0;

  public constructor(private readonly machine: JobMachine, private readonly key: string, private readonly keep: (commands: WorkflowCommands) => void) {}

  /** Runs the body of `run`. */
  public async script(turn: StepTurn, body: string, env: Readonly<Record<string, string>>, limits: Limits): Promise<StepDone> {
    const { folders, user } = this.machine;
    const cwd = path.resolve(folders.workspace, turn.workingDirectory ?? '.');
    if (!fs.existsSync(cwd)) return this.refused(`the working directory ${turn.workingDirectory} does not exist`);
    const name = path.join(folders.commands, `script-${this.count + 1}`);
    try {
      const { program, args, extension, text } = shellCall(turn.shell, body, name, (each) => findProgram(each, env.PATH ?? ''));
      // A script may hold secrets.
      fs.writeFileSync(`${name}${extension}`, text, { mode: 0o600 });
      if (user) fs.chownSync(`${name}${extension}`, user.uid, user.gid);
      return await this.run({ program, args, cwd, env }, limits);
    } catch (error) {
      if (error instanceof ShellError) return this.refused(error.message);
      throw error;
    }
  }

  /** Runs a program with the files of a step. */
  public async run({ program, args, cwd, env }: StepProgram, { timeoutMs, cancel, kill }: Limits): Promise<StepDone> {
    const { folders, user, progress, patience } = this.machine;
    const files = new CommandFiles(folders.commands, this.count += 1, user);
    const commands = this.commands();
    const onLine = (line: string) => {
      const shown = commands.read(line);
      if (shown) progress.line(this.key, shown);
    };
    let ended: Executed;
    try {
      ended = await execute(program, args, { cwd, env: { ...env, ...files.environment }, user, timeoutMs, cancel, kill, patience, onLine });
    } catch (error) {
      return this.refused((error as Error).message, commands);
    }
    const log = `${ended.log}(exit code ${ended.status})\n`;
    try {
      const told = {
        outputs: { ...commands.outputs, ...files.outputs },
        env: files.variables,
        paths: files.paths,
        state: { ...commands.state, ...files.state },
        summary: files.summary,
      };
      if (ended.endedBy === 'timeout') return { ...this.refused('the step took longer than it may', commands), ...told, log, endedBy: 'timeout' };
      return { ok: ended.status === 0 && !commands.hasFailed, endedBy: ended.endedBy, log, ...told };
    } catch (error) {
      if (!(error instanceof CommandFileError)) throw error;
      return { ...this.refused(error.message, commands), log: `${log}${error.message}\n` };
    }
  }

  /** A step that fails before it begins, or after it ended. */
  public refused(message: string, commands: WorkflowCommands = this.commands()): StepDone {
    this.machine.progress.line(this.key, commands.error(message));
    return { ok: false, log: `${message}\n`, outputs: {} };
  }

  /** Reads a line that an action here says, as if its program had printed it. */
  public said(line: string, commands: WorkflowCommands): void {
    for (const each of line.split('\n')) {
      const shown = commands.read(each);
      if (shown) this.machine.progress.line(this.key, shown);
    }
  }

  public commands(): WorkflowCommands {
    const made = new WorkflowCommands(this.machine.masks);
    this.keep(made);
    return made;
  }
}
