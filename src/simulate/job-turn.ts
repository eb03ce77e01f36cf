import { dataAt, Functions, Scope, textAt, textsAt } from './evaluate';
import { Contexts, isTruthy, textOf } from './expression-data';
import type { JobLeg } from './job-leg';
import type { Explanation, StepOutcome } from './outcome';
import type { Result } from './result';
import { StepSchedule } from './step-schedule';
import type { JobSource } from '../read/job-source';
import type { RepositorySource } from '../read/repository-source';
import type { UsesSource } from '../read/uses-source';

/** What a machine adds to what steps see. */
export interface Machine {
  /** Such as `runner`. @default - none */
  readonly contexts?: Contexts;
  /** Such as `hashfiles`. @default - those of the run */
  readonly functions?: Functions;
  /** Variables that are already set. @default - none */
  readonly env?: Readonly<Record<string, string>>;
}

/** How a job ended. */
export interface JobEnding {
  /** `skipped` where who runs it leaves it out. */
  readonly result: Result;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps?: readonly StepOutcome[];
  /** Address of its environment. */
  readonly environmentUrl?: string;
  /** Why, where no step tells. */
  readonly note?: string;
}

/** A job whose turn it is: what a machine needs to know of it. */
export class JobTurn {
  /** Unique in its run: `test (20)`. */
  public readonly key: string;
  public readonly id: string;
  public readonly name: string;
  public readonly permissions?: Readonly<Record<string, 'read' | 'write'>>;
  public readonly environment?: { readonly name: string; readonly url?: string };
  /** A workflow of another repository that it calls instead of running steps. */
  public readonly calls?: UsesSource;

  public constructor(
    public readonly source: JobSource,
    public readonly because: Explanation,
    private readonly legState: JobLeg,
    private readonly repository: RepositorySource,
    /** All legs of its matrix. */
    private readonly legs: readonly JobLeg[],
  ) {
    const { key, id, name } = legState.facts;
    this.key = key;
    this.id = id;
    this.name = name;
    this.permissions = legState.permissions;
    this.environment = legState.environment;
    this.calls = source.uses;
  }

  /** Labels of its runner. */
  public get runsOn(): readonly string[] {
    return labelsOf(this.source, this.scope);
  }

  /** Variables of the workflow and the job. */
  public get env(): Readonly<Record<string, string>> {
    return { ...textsAt(this.source.workflow.value.get('env'), this.scope), ...textsAt(this.source.value.get('env'), this.scope) };
  }

  /** Minutes until it is cancelled. */
  public get timeoutMinutes(): number {
    return Number(dataAt(this.source.value.get('timeout-minutes'), this.scope) ?? 360);
  }

  /** What expressions of the job see. */
  public get scope(): Scope {
    return this.legState.facts.scope;
  }

  /** Values of its matrix. */
  public get leg(): Readonly<Record<string, unknown>> {
    return this.legState.facts.values;
  }

  /** Whether it is to end: its run is cancelled and its condition does not hold any more, or another took its place. */
  public isCancelled(): boolean {
    return this.legState.isCut;
  }

  /** Its steps, to be run one after the other. */
  public steps({ contexts = {}, functions = {}, env = {} }: Machine = {}): StepSchedule {
    const run = (name: string) => textAt(this.source.value.get('defaults', 'run', name), this.scope) || textAt(this.source.workflow.value.get('defaults', 'run', name), this.scope) || undefined;
    return new StepSchedule({
      steps: this.source.steps,
      scope: { contexts: { ...this.scope.contexts, ...contexts }, functions: { ...this.scope.functions, ...functions } },
      env: { ...env, ...this.env },
      defaults: { shell: run('shell'), workingDirectory: run('working-directory') },
      action: (uses) => (uses.kind === 'local' ? this.repository.action(uses.target) : undefined),
      isCancelled: () => this.isCancelled(),
    });
  }

  /** Its outputs once its steps have ended. */
  public outputs(steps: StepSchedule): Record<string, string> {
    return textsAt(this.source.value.get('outputs'), steps.scope);
  }

  /** Address of its environment once its steps have ended. */
  public environmentUrl(steps: StepSchedule): string | undefined {
    return textAt(this.source.value.get('environment', 'url'), steps.scope) || undefined;
  }

  /** Whether it may fail. */
  public get mayFail(): boolean {
    return mayFail(this.source, this.scope);
  }

  /** Whether it can stand for its matrix: it is the first leg whose failure counts, or the first of all where none's does. */
  public get isFirstToCount(): boolean {
    const [first] = this.legs;
    return this.legState === (this.legs.length > 1 ? this.legs.find(({ facts }) => !mayFail(this.source, facts.scope)) ?? first : first);
  }
}

function mayFail(job: JobSource, scope: Scope): boolean {
  return isTruthy(dataAt(job.value.get('continue-on-error'), scope));
}

/** The labels of a job, evaluated. */
export function labelsOf(job: JobSource, scope: Scope): string[] {
  const value = job.value.get('runs-on');
  const given = dataAt(value?.isMap ? value.get('labels') ?? value.get('group') : value, scope);
  return (Array.isArray(given) ? given : given === undefined ? [] : [given]).map(textOf);
}
