import { Concurrency } from './concurrency';
import { Container } from './container';
import { DEFAULT_TIMEOUT } from './defaults';
import { DeliveryError } from './delivery-error';
import { Expr } from './expr';
import { JobEnvironment } from './job-environment';
import { Matrix } from './matrix';
import { Permissions } from './permissions';
import { ReusableWorkflowCall } from './reusable-workflow';
import { Runner } from './runner';
import { Step } from './step';
import { Timeout } from './timeout';

/** What a workflow's or job's token may do with the cache. */
export enum CacheMode {
  /** Neither restore nor save: release and deploy jobs cannot be poisoned. */
  NONE = 'none',
  /** Restore only. */
  READ = 'read',
  /** Restore and save. */
  WRITE = 'write',
  /** Save only. */
  WRITE_ONLY = 'write-only',
}

/** What a job may say. */
export interface JobOptions {
  /** Name shown to people and to branch rules. @default - the id */
  readonly name?: string | Expr;
  /** The machine. @default Runner.UBUNTU_24_04 */
  readonly runner?: Runner;
  /** How long it may take. @default - 15 minutes */
  readonly timeout?: Timeout;
  /** What its token may do. @default - nothing */
  readonly permissions?: Permissions;
  /** Jobs that must have ended first. @default - none */
  readonly needs?: Job[];
  /** Run only when this is true. @default - when every job it needs succeeded */
  readonly condition?: Expr;
  /** One run per combination of values. @default - a single run */
  readonly matrix?: Matrix;
  /** Environment whose secrets and rules apply. @default - none */
  readonly environment?: JobEnvironment;
  /** Which runs of the job may not overlap. @default - the workflow's rule alone */
  readonly concurrency?: Concurrency;
  /** Environment variables of all its steps. No secrets: those belong to the step that uses them. @default - none */
  readonly env?: Record<string, string | number | boolean | Expr>;
  /** Outputs for jobs that need it. @default - none */
  readonly outputs?: Record<string, Expr>;
  /** Containers beside it, by host name. @default - none */
  readonly services?: Record<string, Container>;
  /** Container its steps run in. @default - the runner itself */
  readonly container?: Container;
  /** Whether the workflow passes although it failed. @default false */
  readonly continueOnError?: boolean | Expr;
  /** What its token may do with the cache. @default - the workflow's */
  readonly cacheMode?: CacheMode;
  /** Name of the custom runner image made from this job. @default - none */
  readonly snapshot?: string;
  /** Folder its commands run in. @default - the repository's root */
  readonly workingDirectory?: string;
  /** The reusable workflow it calls instead of running steps. @default - it runs steps */
  readonly calls?: ReusableWorkflowCall;
  /** Construct path for messages. @default - the id */
  readonly origin?: string;
}

/** One job of a workflow: grows by `addStep`, `addNeed` and `addOutput`, renders late. */
export class Job {
  /** Id within the workflow. */
  public readonly id: string;
  /** Everything it was given. */
  public readonly options: JobOptions;
  private readonly _steps: Step[] = [];
  private readonly _needs: Job[] = [];
  private readonly _outputs: Record<string, Expr> = {};
  private _permissions: Permissions;
  private adopter?: string;

  public constructor(id: string, options: JobOptions = {}) {
    if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(id)) {
      throw new DeliveryError({ place: options.origin ?? 'Job', problem: `"${id}" is not a job id.`, fix: 'Letters, digits, "_" and "-" are allowed, and it starts with a letter or "_".' });
    }
    this.id = id;
    this.options = options;
    this._permissions = options.permissions ?? Permissions.none();
    for (const [name, value] of Object.entries(options.env ?? {})) this.checkVariable(name, value);
    for (const need of options.needs ?? []) this.addNeed(need);
    for (const [name, value] of Object.entries(options.outputs ?? {})) this.addOutput(name, value);
  }

  /** Name shown to people. */
  public get name(): string | Expr {
    return this.options.name ?? this.id;
  }

  /** Construct path, for messages. */
  public get origin(): string {
    return this.options.origin ?? this.adopter ?? this.id;
  }

  /** The machine. */
  public get runner(): Runner {
    return this.options.runner ?? Runner.UBUNTU_24_04;
  }

  /** How long it may take. */
  public get timeout(): Timeout {
    return this.options.timeout ?? DEFAULT_TIMEOUT;
  }

  /** Its steps, in order. */
  public get steps(): Step[] {
    return [...this._steps];
  }

  /** Jobs that must have ended first. */
  public get needs(): Job[] {
    return [...this._needs];
  }

  /** What its token may do. */
  public get permissions(): Permissions {
    return this._permissions;
  }

  /** Its outputs. */
  public get outputs(): Record<string, Expr> {
    return { ...this._outputs };
  }

  /** Names of its check runs: one for each leg of its matrix. Empty when they are only known at run time. */
  public get checkNames(): string[] {
    const name = this.name;
    // A call has one check for each job of the called workflow.
    if (this.options.calls) return [];
    if (typeof name === 'string' && !this.options.matrix) return [name];
    const legs = this.options.matrix?.legs() ?? [{}];
    const names = legs.map((leg) => legName(name, leg));
    return names.some((text) => text.includes('${{')) ? [] : names;
  }

  /**
   * Adds steps at the end.
   *
   * @throws when the job calls a reusable workflow or has a step of that id
   */
  public addStep(...steps: Step[]): void {
    for (const step of steps) this.insert(this._steps.length, step);
  }

  /** Adds steps before the one with that id. */
  public insertBefore(stepId: string, ...steps: Step[]): void {
    const index = this.indexOf(stepId);
    steps.forEach((step, offset) => this.insert(index + offset, step));
  }

  /** Adds steps after the one with that id. */
  public insertAfter(stepId: string, ...steps: Step[]): void {
    const index = this.indexOf(stepId);
    steps.forEach((step, offset) => this.insert(index + 1 + offset, step));
  }

  /** Waits for another job. */
  public addNeed(job: Job): void {
    if (job === this) throw new DeliveryError({ place: this.origin, problem: `the job "${this.id}" needs itself.`, fix: 'Name another job.' });
    if (!this._needs.includes(job)) this._needs.push(job);
  }

  /** Gives a value to the jobs that need this one. */
  public addOutput(name: string, value: Expr): void {
    this._outputs[name] = value;
  }

  /** Lets the token do more. */
  public addPermissions(permissions: Permissions): void {
    this._permissions = this._permissions.merge(permissions);
  }

  /**
   * An output of this job for one that needs it.
   *
   * @throws when the job does not declare the output
   */
  public output(name: string): Expr {
    if (!this._outputs[name] && !this.options.calls) {
      throw new DeliveryError({ place: this.origin, problem: `the job "${this.id}" has no output "${name}".`, fix: `Its outputs are: ${Object.keys(this._outputs).join(', ') || 'none'}; add one with addOutput.` });
    }
    return Expr.needs(this.id, name);
  }

  /** Every expression in it, its steps included. */
  public expressions(): Expr[] {
    const { name, condition, env, continueOnError, environment, concurrency, matrix, services, container, calls, runner } = this.options;
    const containers = [container, ...Object.values(services ?? {})];
    const loose: unknown[] = [name, condition, continueOnError, environment?.name, environment?.url, matrix?.expression, runner?.computed];
    loose.push(concurrency?.groupName, concurrency?.cancelInProgress);
    loose.push(...Object.values(env ?? {}), ...Object.values(this._outputs), ...Object.values(calls?.options.inputs ?? {}), ...Object.values(calls?.options.secrets ?? {}));
    for (const each of containers) loose.push(each?.imageName, each?.options.username, each?.options.password, ...Object.values(each?.options.env ?? {}));
    return [...loose.filter((value): value is Expr => value instanceof Expr), ...this._steps.flatMap((step) => step.expressions())];
  }

  /** Names the stage it was added to, unless it names its own origin. @internal */
  public _adopt(origin: string): void {
    this.adopter = origin;
  }

  private insert(index: number, step: Step): void {
    if (this.options.calls) throw new DeliveryError({ place: this.origin, problem: `the job "${this.id}" calls a workflow and cannot have steps.`, fix: 'Put the steps into another job.' });
    if (this._steps.some((other) => other.id === step.id)) {
      throw new DeliveryError({ place: this.origin, problem: `the job "${this.id}" has two steps "${step.id}".`, fix: `Give one of them another id; taken are: ${this._steps.map((other) => other.id).join(', ')}.`, at: step.at });
    }
    this._steps.splice(index, 0, step);
  }

  private indexOf(stepId: string): number {
    const index = this._steps.findIndex((step) => step.id === stepId);
    if (index < 0) throw new DeliveryError({ place: this.origin, problem: `the job "${this.id}" has no step "${stepId}".`, fix: `Its steps are: ${this._steps.map((step) => step.id).join(', ')}.` });
    return index;
  }

  private checkVariable(name: string, value: unknown): void {
    if (value instanceof Expr && value.secrets.length > 0) {
      throw new DeliveryError({ place: this.origin, problem: `the secret ${value.secrets[0]} would reach every step of the job "${this.id}" as ${name}.`, fix: 'Give it to the one step that uses it, in the `env` of that step.' });
    }
  }
}

function legName(name: string | Expr, leg: Record<string, any>): string {
  if (typeof name === 'string') {
    const values = Object.values(leg).filter((value) => typeof value !== 'object');
    return values.length > 0 ? `${name} (${values.join(', ')})` : name;
  }
  return name.render().replace(/\$\{\{ matrix\.([\w.-]+) \}\}/g, (whole, path: string) => {
    const value = path.split('.').reduce<any>((object, key) => object?.[key], leg);
    return value === undefined ? whole : String(value);
  });
}
