import { ActionCall } from './action-call';
import { callSite } from './call-site';
import { DeliveryError } from './delivery-error';
import { Expr } from './expr';
import { Timeout } from './timeout';

/** What every step may say. */
export interface StepOptions {
  /** What the step does, in the words of the trade. @default - the command or the action's name */
  readonly name?: string | Expr;
  /**
   * Name of the step within its job: for slots and outputs. In YAML only where something refers to it.
   *
   * @default - made from the name
   */
  readonly id?: string;
  /** Run only when this is true. @default - when every earlier step succeeded */
  readonly condition?: Expr;
  /** Environment variables. @default - none */
  readonly env?: Record<string, string | number | boolean | Expr>;
  /** How long it may take. @default - the job's timeout */
  readonly timeout?: Timeout;
  /** Whether the job goes on when it fails. @default false */
  readonly continueOnError?: boolean | Expr;
  /** Folder it runs in, relative to the repository. @default - the repository's root */
  readonly workingDirectory?: string;
}

/** A script file of the repository, as a step runs it. */
export interface ScriptReference {
  /** Path in the repository, or `$GITHUB_ACTION_PATH/…` inside a composite action. */
  readonly path: string;
  /** Where the file is read from. */
  readonly source: string;
  /** Outputs its header declares. */
  readonly outputs: string[];
}

/** One step: an action, a script file or a short command. Immutable. */
export class Step {
  /** A call of an action. */
  public static uses(action: ActionCall, options: StepOptions = {}): Step {
    return new Step({ action }, options, action.action);
  }

  /**
   * A short command line. Values reach it through `env`, never by `${{ }}`.
   *
   * @throws when the command is empty or holds `${{`
   */
  public static command(command: string, options: StepOptions = {}): Step {
    checkCommand(command);
    return new Step({ command }, options, command.split('\n')[0]);
  }

  /** A script file; made by `ScriptAsset.step`, which checks its parameters. */
  public static script(script: ScriptReference, options: StepOptions = {}): Step {
    return new Step({ script }, options, script.path);
  }

  /** Name of the step within its job. */
  public readonly id: string;
  /** What the step does. */
  public readonly name: string | Expr;
  /** The action it calls. */
  public readonly action?: ActionCall;
  /** The command line it runs. */
  public readonly commandLine?: string;
  /** The script file it runs. */
  public readonly scriptFile?: ScriptReference;
  /** Everything else. */
  public readonly options: StepOptions;
  /** Where the user wrote it, where known. */
  public readonly at?: string;

  private constructor(parts: { action?: ActionCall; command?: string; script?: ScriptReference }, options: StepOptions, fallback: string) {
    this.name = options.name ?? fallback;
    this.id = options.id ?? slug(typeof this.name === 'string' ? this.name : this.name.text);
    if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(this.id)) {
      throw new DeliveryError({ place: 'Step', problem: `"${this.id}" is not an id.`, fix: 'Letters, digits, "_" and "-" are allowed, and it starts with a letter or "_".' });
    }
    for (const name of Object.keys(options.env ?? {})) checkVariable(name);
    this.action = parts.action;
    this.commandLine = parts.command;
    this.scriptFile = parts.script;
    this.options = options;
    this.at = callSite();
  }

  /**
   * An output of this step, for later steps of the same job.
   *
   * @throws when it runs a script whose header does not declare the output
   */
  public output(name: string): Expr {
    const declared = this.scriptFile?.outputs;
    if (declared && !declared.includes(name)) {
      throw new DeliveryError({
        place: `Step ${this.id}`,
        problem: `${this.scriptFile?.path} has no output "${name}".`,
        fix: declared.length > 0 ? `It declares: ${declared.join(', ')}.` : 'Declare it in the header with `# @output`.',
      });
    }
    return Expr.step(this.id, name);
  }

  /** The same step with other options on top. */
  public with(options: StepOptions): Step {
    const parts = { action: this.action, command: this.commandLine, script: this.scriptFile };
    return new Step(parts, { id: this.id, name: this.name, ...this.options, ...options, env: { ...this.options.env, ...options.env } }, this.id);
  }

  /** Every expression in it. */
  public expressions(): Expr[] {
    const { name, condition, env, continueOnError } = this.options;
    return [name, condition, continueOnError, ...Object.values(env ?? {}), ...Object.values(this.action?.inputs ?? {})]
      .filter((value): value is Expr => value instanceof Expr);
  }
}

function checkCommand(command: string): void {
  if (command.trim() === '') {
    throw new DeliveryError({ place: 'Step.command', problem: 'the command is empty.', fix: 'Give the command line that the step runs.' });
  }
  if (command.includes('${{')) {
    throw new DeliveryError({
      place: 'Step.command',
      problem: `"${command}" pastes an expression into shell text.`,
      fix: 'Whoever controls the value controls the shell. Pass it through `env` and write "$NAME" in the command.',
    });
  }
}

function checkVariable(name: string): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || /^(GITHUB|RUNNER)_/.test(name)) {
    throw new DeliveryError({ place: 'Step env', problem: `"${name}" is not allowed as a variable.`, fix: 'Use letters, digits and "_", and not the prefixes GITHUB_ and RUNNER_, which GitHub sets.' });
  }
}

function slug(text: string): string {
  const id = text.replace(/\$\{\{.*?\}\}/g, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
  return /^[a-z_]/.test(id) ? id : `step-${id}`;
}
