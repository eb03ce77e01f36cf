import { dataAt, decide, Scope, textAt, textsAt, valueOf } from './evaluate';
import { isTruthy, textOf } from './expression-data';
import type { Explanation, StepOutcome } from './outcome';
import type { Result } from './result';
import { EvaluationError } from './simulation-error';
import { CompositeFrame, JobFrame, StepFrame } from './step-frame';
import { stepName } from './step-name';
import type { ActionSource } from '../read/action-source';
import type { StepSource } from '../read/step-source';
import type { UsesSource } from '../read/uses-source';

/** A step whose turn it is: everything in it evaluated. */
export interface StepTurn {
  readonly source: StepSource;
  readonly name: string;
  readonly because: Explanation;
  /** Variables of the workflow, the job, earlier steps and its own. */
  readonly env: Readonly<Record<string, string>>;
  /** The body of `run`; undefined for an action. */
  readonly run?: string;
  /** As `shell` says, or its default; undefined where nobody says. */
  readonly shell?: string;
  readonly workingDirectory?: string;
  /** The action; undefined for `run`. */
  readonly uses?: UsesSource;
  readonly inputs: Readonly<Record<string, string>>;
  /** Minutes; undefined where the job's time alone counts. */
  readonly timeoutMinutes?: number;
  /** Folder of the composite action it stands in. */
  readonly actionFolder?: string;
  /** How many composite actions it stands in. */
  readonly depth: number;
  /** Everything that its expressions see. */
  readonly scope: Scope;
}

/** How a step ended, and what it told. */
export interface StepEnding {
  readonly outcome: 'success' | 'failure' | 'cancelled';
  readonly outputs?: Readonly<Record<string, string>>;
  /** Variables for the steps after it, as through `GITHUB_ENV`. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Contexts that GitHub knows where it decides whether a step runs. */
const OF_CONDITIONS = ['github', 'needs', 'strategy', 'matrix', 'job', 'runner', 'env', 'vars', 'steps', 'inputs'];
/** Contexts that actions do not see. */
const OF_JOBS = ['secrets', 'needs', 'vars'];

/** What a job gives its steps. */
export interface StepsOptions {
  readonly steps: readonly StepSource[];
  /** Contexts of the job: all but `steps`, `env` and `job`. */
  readonly scope: Scope;
  readonly env: Readonly<Record<string, string>>;
  readonly defaults: { readonly shell?: string; readonly workingDirectory?: string };
  /** The composite action of the repository that a step calls. @default - none is followed, all are turns */
  action?(uses: UsesSource): ActionSource | undefined;
  /** Whether the run is being cancelled. */
  isCancelled(): boolean;
}

/**
 * The steps of one job in their order, without running any: `next` gives the step whose turn it is, `settle` takes how
 * it ended. Steps of composite actions are turns of their own.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#steps-context
 */
export class StepSchedule {
  private readonly frames: StepFrame[];
  private readonly variables: Record<string, string>;
  private readonly job: JobFrame;
  private turn?: StepTurn;
  private isCut = false;

  public constructor(private readonly options: StepsOptions) {
    this.variables = { ...options.env };
    this.job = new JobFrame(options.steps);
    this.frames = [this.job];
  }

  /** What came of the steps so far. */
  public get outcomes(): readonly StepOutcome[] {
    return this.job.outcomes;
  }

  /** How the job stands by its steps. */
  public get result(): 'success' | 'failure' | 'cancelled' {
    return this.isCut ? 'cancelled' : this.job.status;
  }

  /** Contexts once the steps have ended: what the outputs of the job see. */
  public get scope(): Scope {
    return this.scopeOf(this.job);
  }

  /** The next step that runs; undefined when all have ended. Steps whose condition does not hold are passed over. */
  public next(): StepTurn | undefined {
    if (this.turn) return this.turn;
    for (;;) {
      const frame = this.frames[this.frames.length - 1];
      const source = frame.steps[frame.index];
      if (source) this.begin(frame, source);
      else if (frame instanceof CompositeFrame) this.leave(frame);
      else return undefined;
      if (this.turn) return this.turn;
    }
  }

  /** Whether the condition of the step whose turn it is still holds, now that the run may be being cancelled: then it goes on. */
  public stillHolds({ source, scope }: StepTurn): boolean {
    const { contexts, ...now } = this.scopeOf(this.frames[this.frames.length - 1]);
    return decide(source.condition, { ...now, contexts: { ...contexts, env: scope.contexts.env } }, source.at, OF_CONDITIONS).holds;
  }

  /** Takes how the step ended that `next` gave. */
  public settle(turn: StepTurn, ending: StepEnding): void {
    if (turn !== this.turn) throw new Error(`The step "${turn.name}" is not the one whose turn it is.`);
    this.turn = undefined;
    Object.assign(this.variables, ending.env);
    this.end(this.frames[this.frames.length - 1], turn.source, turn.name, turn.because, ending, turn.scope, []);
  }

  private begin(frame: StepFrame, source: StepSource): void {
    if (this.options.isCancelled()) this.isCut = true;
    const outer = this.scopeOf(frame);
    try {
      this.look(frame, source, outer);
    } catch (error) {
      // What cannot be calculated fails the step.
      if (!(error instanceof EvaluationError)) throw error;
      const because = { expression: source.condition?.text ?? 'success()', value: null, read: [], at: error.at ?? source.at, words: error.message };
      frame.end({ source, name: nameOf(source, outer), because, outcome: 'failure', conclusion: 'failure', outputs: {}, inner: [] });
    }
  }

  // Its own variables count in its condition too. @see https://github.com/actions/runner/blob/main/src/Runner.Worker/StepsRunner.cs
  private look(frame: StepFrame, source: StepSource, outer: Scope): void {
    const own = textsAt(source.value.get('env'), outer);
    const env = { ...outer.contexts.env as Record<string, string>, ...own };
    const scope = { ...outer, contexts: { ...outer.contexts, env } };
    const because = decide(source.condition, scope, source.at, OF_CONDITIONS);
    if (!because.holds) {
      frame.skip(source, nameOf(source, outer), because);
      return;
    }
    const name = nameOf(source, scope);
    const uses = source.uses;
    const inputs = textsAt(source.value.get('with'), scope);
    const action = uses && this.options.action?.(uses);
    if (action?.using === 'composite') {
      this.frames.push(new CompositeFrame({ action, source, name, because, scope, env: { ...frame.env, ...own }, inputs: inputsOf(action, inputs, scope) }));
      return;
    }
    this.turn = { ...this.details(frame, source, scope), source, name, because, env, uses, inputs, scope, depth: this.frames.length - 1, actionFolder: frame.folder };
  }

  private details(frame: StepFrame, source: StepSource, scope: Scope): Pick<StepTurn, 'run' | 'shell' | 'workingDirectory' | 'timeoutMinutes'> {
    const { value } = source;
    // Steps of an action take nothing from the job that calls it.
    const defaults = frame instanceof CompositeFrame ? {} : this.options.defaults;
    const minutes = dataAt(value.get('timeout-minutes'), scope);
    const run = value.get('run');
    return {
      run: run?.text === undefined ? undefined : textAt(run, scope),
      shell: textAt(value.get('shell'), scope) || defaults.shell,
      workingDirectory: textAt(value.get('working-directory'), scope) || defaults.workingDirectory,
      timeoutMinutes: minutes === undefined ? undefined : Number(minutes),
    };
  }

  private leave(frame: CompositeFrame): void {
    this.frames.pop();
    const { action, source, name, because, scope } = frame.call;
    const outputs = Object.fromEntries([...action.outputs].map(([output, entry]) => [output, textAt(entry.get('value'), this.scopeOf(frame))]));
    this.end(this.frames[this.frames.length - 1], source, name, because, { outcome: this.isCut ? 'cancelled' : frame.status, outputs }, scope, frame.outcomes);
  }

  private end(frame: StepFrame, source: StepSource, name: string, because: Explanation, ending: StepEnding, scope: Scope, inner: readonly StepOutcome[]): void {
    const allowed = isTruthy(dataAt(source.value.get('continue-on-error'), scope));
    const { outcome, outputs = {} } = ending;
    const conclusion: Result = outcome === 'failure' && allowed ? 'success' : outcome;
    if (outcome === 'cancelled') this.isCut = true;
    frame.end({ source, name, outcome, conclusion, because, outputs, inner });
  }

  private scopeOf(frame: StepFrame): Scope {
    const { scope } = this.options;
    // As it is now: what was decided is told later.
    const isCut = this.isCut || this.options.isCancelled();
    const { status, outcomes } = frame;
    const seen = outcomes.length;
    const isEmbedded = frame instanceof CompositeFrame;
    const contexts = {
      ...scope.contexts,
      ...(isEmbedded ? { inputs: frame.call.inputs, github: { ...scope.contexts.github as object, action_path: frame.folder } } : {}),
      env: { ...this.variables, ...frame.env },
      steps: frame.context,
      job: { ...scope.contexts.job as object, status: isCut ? 'cancelled' : this.job.status },
    };
    const functions = {
      ...scope.functions,
      always: () => true,
      cancelled: () => isCut,
      success: () => !isCut && status === 'success',
      failure: () => !isCut && status === 'failure',
    };
    const before = () => outcomes.slice(0, seen).filter(({ conclusion }) => conclusion === 'failure' || conclusion === 'cancelled').map(({ name, conclusion }) => ({ name: `result of "${name}"`, value: conclusion }));
    return { contexts, functions, before, closed: isEmbedded ? OF_JOBS : undefined };
  }
}

/** Inputs of an action with their defaults, as GitHub gives them to it: names in their own case, values as texts. */
export function inputsOf(action: ActionSource, given: Readonly<Record<string, string>>, scope: Scope): Record<string, string> {
  const byName = new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
  return Object.fromEntries([...action.inputs].map(([name, input]) => [name, byName.get(name.toLowerCase()) ?? textAt(input.get('default'), scope)]));
}

function nameOf(source: StepSource, scope: Scope): string {
  const name = stepName(source);
  if (!source.value.has('name')) return name;
  try {
    return textOf(valueOf(name, scope, source.at));
  } catch {
    // A name is for people: it is shown as written where it cannot be told yet.
    return name;
  }
}
