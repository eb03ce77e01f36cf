import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parseScriptHeader, ScriptHeader } from './script-header';
import { DeliveryError } from '../model/delivery-error';
import { Expr } from '../model/expr';
import { Step, StepOptions } from '../model/step';

/** Where the scripts of this library are, from `src/script` and from `lib/script` alike. */
const SHIPPED = join(__dirname, '..', '..', 'assets', 'scripts');
/** Where scripts go in a repository. */
const DESTINATION = 'scripts/ci';

/**
 * A bash script that a step runs: a real file with a declared header, copied verbatim.
 *
 * Values reach it as environment variables, so no expression is ever pasted into shell text.
 */
export class ScriptAsset {
  /**
   * A script of the repository or of a downstream package.
   *
   * @throws when the file does not exist, is not bash, pastes `${{`, or its header is incomplete
   */
  public static fromFile(path: string): ScriptAsset {
    return new ScriptAsset(resolve(path));
  }

  /**
   * A script that this library ships.
   *
   * @internal
   */
  public static _shipped(name: string): ScriptAsset {
    let asset = shipped.get(name);
    if (!asset) shipped.set(name, asset = new ScriptAsset(join(SHIPPED, `${name}.sh`)));
    return asset;
  }

  /** Where the file is read from. */
  public readonly sourcePath: string;
  /** File name with its ending. */
  public readonly fileName: string;
  /** What its header declares. */
  public readonly header: ScriptHeader;
  /** The text of the file. */
  public readonly content: string;

  private constructor(sourcePath: string) {
    this.sourcePath = sourcePath;
    this.fileName = basename(sourcePath);
    if (!existsSync(sourcePath)) throw refuse(sourcePath, 'does not exist', 'Create it, or correct the path; relative paths start at the current folder.');
    if (!/^[\w.-]+$/.test(this.fileName)) throw refuse(sourcePath, 'has a name that a shell would split or expand', 'Name it with letters, digits, ".", "_" and "-".');
    this.content = readFileSync(sourcePath, 'utf8');
    if (!/^#!.*\bbash\b/.test(this.content)) throw refuse(sourcePath, 'is not a bash script', 'Begin it with #!/usr/bin/env bash.');
    if (this.content.includes('${{')) throw refuse(sourcePath, 'pastes an expression into shell text', 'Declare a parameter with # @param NAME and read "$NAME".');
    this.header = parseScriptHeader(sourcePath, this.content);
  }

  /** Where it goes in the repository. */
  public get repositoryPath(): string {
    return `${DESTINATION}/${this.fileName}`;
  }

  /**
   * A step of a workflow that runs it with these parameters.
   *
   * @throws when a parameter is unknown or a required one is missing
   */
  public step(parameters: Record<string, string | number | boolean | Expr>, options: StepOptions = {}): Step {
    return this.stepAt(this.repositoryPath, parameters, options);
  }

  /**
   * A step of a job whose environment already gives some of the parameters.
   *
   * @internal
   */
  public _stepIn(jobEnv: Record<string, string | number | boolean | Expr>, parameters: Record<string, string | number | boolean | Expr>, options: StepOptions = {}): Step {
    const known = this.header.parameters.map(({ name }) => name);
    this.checkParameters({ ...Object.fromEntries(Object.entries(jobEnv).filter(([name]) => known.includes(name))), ...parameters });
    return this.stepOf(this.repositoryPath, parameters, options);
  }

  /**
   * A step of a composite action that carries the script beside its `action.yml`.
   *
   * @throws when a parameter is unknown or a required one is missing
   */
  public actionStep(parameters: Record<string, string | number | boolean | Expr>, options: StepOptions = {}): Step {
    return this.stepAt(`$GITHUB_ACTION_PATH/${this.fileName}`, parameters, options);
  }

  /**
   * The script and those that it calls, each once.
   *
   * @internal
   */
  public _withCalled(known: ScriptAsset[] = []): ScriptAsset[] {
    if (known.some(({ sourcePath }) => sourcePath === this.sourcePath)) return known;
    return this.header.calls.reduce((found, name) => ScriptAsset.fromFile(join(dirname(this.sourcePath), name))._withCalled(found), [...known, this]);
  }

  private stepAt(path: string, parameters: Record<string, string | number | boolean | Expr>, options: StepOptions): Step {
    this.checkParameters(parameters);
    return this.stepOf(path, parameters, options);
  }

  private stepOf(path: string, parameters: Record<string, string | number | boolean | Expr>, options: StepOptions): Step {
    const script = { path, source: this.sourcePath, outputs: Object.keys(this.header.outputs) };
    return Step.script(script, { ...options, env: { ...parameters, ...options.env } });
  }

  private checkParameters(given: Record<string, string | number | boolean | Expr>): void {
    const known = this.header.parameters.map((parameter) => parameter.name);
    const unknown = Object.keys(given).find((name) => !known.includes(name));
    if (unknown) throw refuse(this.fileName, `has no parameter "${unknown}"`, `Its parameters are: ${known.join(', ') || 'none'}.`);
    for (const parameter of this.header.parameters) {
      const value = given[parameter.name];
      if (parameter.required && value === undefined) throw refuse(this.fileName, `is called without ${parameter.name}`, `${parameter.name}: ${parameter.description}`);
      if (parameter.secret && value !== undefined && !isSecret(value)) throw refuse(this.fileName, `takes ${parameter.name} from a secret, not from plain text`, 'Use Expr.secret(…) or Expr.token().');
    }
  }
}

const shipped = new Map<string, ScriptAsset>();

function isSecret(value: unknown): boolean {
  return value instanceof Expr && (value.secrets.length > 0 || value.text === 'github.token' || value.references.length > 0);
}

function refuse(script: string, problem: string, fix: string): DeliveryError {
  return new DeliveryError({ place: `Script ${script}`, problem: `it ${problem}.`, fix });
}
