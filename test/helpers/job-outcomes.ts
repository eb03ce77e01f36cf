/**
 * Every way in which a job, and a run of a workflow, can end: GitHub's rules for steps and jobs, its own evaluator for
 * their conditions, and nothing left out. What scripts do is told by who asks: each step has endings, each with a world.
 *
 * Jobs: `success()` and `failure()` look at all jobs before, not at the needed ones alone; `cancelled()` is of the run.
 * A run can be cancelled between any two jobs and while one is at work; whoever's condition still holds then, goes on.
 * Steps: a job is cancelled (by a person, or because its time is up) before or within any step; a runner is lost within any.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation
 */
import { holds, Scope, Status, textOf } from './expressions';
import type { StepDocument } from '../../src/testing';

export type Result = 'success' | 'failure' | 'cancelled' | 'skipped';

/** One way in which a step that is run to its end can end. */
export interface StepEnding<W> {
  readonly ok: boolean;
  readonly outputs?: Record<string, string>;
  readonly world: W;
}

/** A step at the moment when it is its turn. */
export interface Turn<W> {
  readonly job: string;
  readonly step: StepDocument;
  readonly runs: boolean;
  readonly status: Status;
  /** Its own variables; empty when it does not run. */
  readonly env: Record<string, string>;
  readonly steps: Record<string, { readonly outcome: Result; readonly outputs: Record<string, string> }>;
  readonly needs: Needs;
  readonly world: W;
}

/** What a job knows of those that it needs. */
export type Needs = Record<string, { readonly result: Result; readonly outputs: Record<string, string> }>;

export interface JobEnding<W> {
  readonly result: Result;
  readonly outputs: Record<string, string>;
  readonly world: W;
  /** Whether the job came to its end: a lost one tells nothing. */
  readonly isTold: boolean;
}

/** How a run stands, or ended. */
export interface Run<W> {
  readonly isCancelled: boolean;
  readonly jobs: Record<string, { readonly result: Result; readonly outputs: Record<string, string>; readonly began: boolean }>;
  readonly world: W;
}

/** What happens in a run, told by who asks. */
export interface Play<W> {
  readonly context: Record<string, unknown>;
  endings(step: StepDocument, env: Record<string, string>, world: W): StepEnding<W>[];
  /** Called for each step in each state. */
  turn?(turn: Turn<W>): void;
  /** Called for each ending of each job. */
  ended?(job: string, ending: JobEnding<W>): void;
  /** What of the world the next job can see. */
  forget?(world: W): W;
  /** Jobs whose endings are asked for at the end; runs that differ in those of others alone are one. @default - all */
  readonly asked?: string[];
}

interface State<W> {
  readonly status: Status;
  readonly steps: Turn<W>['steps'];
  readonly world: W;
}

/** Each of them once. */
export function unique<T>(values: T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

type Jobs = Record<string, Record<string, any>>;
type Settled = Run<unknown>['jobs'][string];

/** The runs of one workflow. */
export class Runs<W extends object> {
  private readonly documents: Jobs;
  private readonly answers = new Map<string, unknown>();
  private readonly known = new Known();

  public constructor(workflow: Record<string, any>, private readonly play: Play<W>) {
    this.documents = workflow.jobs;
  }

  /** Every ending of a run that begins in one of these worlds. */
  public from(...worlds: W[]): Run<W>[] {
    let runs: Run<W>[] = worlds.map((world) => ({ isCancelled: false, jobs: {}, world: this.known.same(world) }));
    const order = inOrder(this.documents);
    for (const [index, id] of order.entries()) {
      const before = ancestors(id, this.documents);
      const over = this.over(order.slice(0, index + 1), order.slice(index + 1));
      runs = this.each(this.orCancelled(runs).flatMap((run) => this.afterJob(id, before, run)).map((run) => without(run, over)));
    }
    return this.orCancelled(runs);
  }

  // What ended, is not asked for, and is before none of those to come.
  private over(before: string[], rest: string[]): string[] {
    const { asked } = this.play;
    const seen = new Set(rest.flatMap((id) => ancestors(id, this.documents)));
    return asked === undefined ? [] : before.filter((id) => !seen.has(id) && !asked.includes(id));
  }

  private afterJob(id: string, before: string[], run: Run<W>): Run<W>[] {
    const settled = (job: Settled, world: W): Run<W> => ({ isCancelled: run.isCancelled, world, jobs: { ...run.jobs, [id]: job } });
    if (!this.begins(id, before, run)) {
      const results: Result[] = run.isCancelled && this.tellsApart(id) ? ['skipped', 'cancelled'] : ['skipped'];
      return results.map((result) => settled(this.known.same({ result, outputs: {}, began: false }), run.world));
    }
    const ends = this.remember(`ends ${id} ${this.key(needed(this.documents[id]), run)} ${this.known.number(run.world)}`, () => this.ends(id, run));
    return ends.map(([job, world]) => settled(job, world));
  }

  private ends(id: string, run: Run<W>): [Settled, W][] {
    const needs = this.known.same(needsOf(this.documents[id], run));
    const ends = this.jobEndings(id, needs, run.world).map(({ result, outputs, world }): [Settled, W] =>
      [this.known.same({ result, outputs, began: true }), this.known.same(this.play.forget?.(world) ?? world)]);
    // How it ends makes no difference to anything: the worst stands for all.
    return this.isAside(id) ? [[this.known.same({ result: 'failure', outputs: {}, began: true }), run.world]] : unique(ends);
  }

  // Whether anybody can tell a skipped job from a cancelled one: neither makes success() or failure() true.
  private tellsApart(id: string): boolean {
    return this.remember(`apart ${id}`, () => {
      const { asked } = this.play;
      const text = JSON.stringify(this.documents).replace(/needs\.[\w-]+\.result [!=]= '(success|failure)'/g, '');
      return asked === undefined || asked.includes(id) || text.includes(`needs.${id}.result`) || /needs(\.\*|\[|\))/.test(text);
    });
  }

  // Nobody waits for it and it does not count.
  private isAside(id: string): boolean {
    return this.documents[id]['continue-on-error'] === true && !Object.values(this.documents).some((other) => needed(other).includes(id));
  }

  private begins(id: string, before: string[], run: Run<W>): boolean {
    return this.remember(`begins ${id} ${this.key(before, run)} ${run.isCancelled}`, () => {
      const results = before.map((each) => run.jobs[each].result);
      const functions = {
        success: () => !run.isCancelled && results.every((result) => result === 'success'),
        failure: () => results.includes('failure'),
        cancelled: () => run.isCancelled,
      };
      return holds(this.documents[id].if, { context: { ...this.play.context, needs: needsOf(this.documents[id], run) }, options: { functions } });
    });
  }

  private key(jobs: string[], run: Run<W>): string {
    return jobs.map((id) => this.known.number(run.jobs[id])).join();
  }

  private each(runs: Run<W>[]): Run<W>[] {
    return [...new Map(runs.map((run) => [`${this.key(Object.keys(run.jobs), run)} ${this.known.number(run.world)} ${run.isCancelled}`, run])).values()];
  }

  private orCancelled(runs: Run<W>[]): Run<W>[] {
    return this.each(runs.flatMap((run) => (run.isCancelled ? [run] : [run, { ...run, isCancelled: true }])));
  }

  private remember<T>(question: string, answer: () => T): T {
    if (!this.answers.has(question)) this.answers.set(question, answer());
    return this.answers.get(question) as T;
  }

  // Every ending of a job whose condition held.
  private jobEndings(id: string, needs: Needs, world: W): JobEnding<W>[] {
    const { steps: documents, outputs: wanted } = this.documents[id];
    // Nobody approved, or no runner came.
    const endings: JobEnding<W>[] = (['failure', 'cancelled'] as const).map((result) => ({ result, outputs: {}, world, isTold: false }));
    let states: State<W>[] = [{ status: 'success', steps: {}, world }];
    for (const step of documents as StepDocument[]) {
      const turns = unique(states.flatMap((state) => [state, { ...state, status: 'cancelled' as const }]));
      states = unique(turns.flatMap((state) => this.afterStep({ job: id, step, needs, state }, endings)));
    }
    for (const state of states) {
      endings.push({ result: state.status, outputs: this.texts(wanted, needs, state), world: state.world, isTold: true });
    }
    const all = unique(endings);
    for (const ending of all) this.play.ended?.(id, ending);
    return all;
  }

  // The states after a step; lost runners are among the endings then.
  private afterStep({ job, step, needs, state }: { job: string; step: StepDocument; needs: Needs; state: State<W> }, lost: JobEnding<W>[]): State<W>[] {
    const runs = this.holds(step.if, needs, state);
    const env = runs ? this.texts(step.env, needs, state) : {};
    this.play.turn?.({ job, step, runs, env, needs, ...state });
    if (!runs) return [ended(step, state, { outcome: 'skipped', world: state.world })];
    const endings = this.play.endings(step, env, state.world);
    const worlds = unique([state.world, ...endings.map((ending) => ending.world)]);
    for (const result of ['failure', 'cancelled'] as const) lost.push(...worlds.map((world) => ({ result, outputs: {}, world, isTold: false })));
    const finished = (from: State<W>) => endings.map(({ ok, outputs, world }) => ended(step, from, { outcome: ok ? 'success' as const : 'failure' as const, outputs, world }));
    if (state.status === 'cancelled') return finished(state);
    // Cancelled while it runs: its condition is looked at again.
    const cancelled = { ...state, status: 'cancelled' as const };
    const goesOn = this.holds(step.if, needs, cancelled);
    return [...finished(state), ...(goesOn ? finished(cancelled) : worlds.map((world) => ended(step, cancelled, { outcome: 'cancelled', world })))];
  }

  private holds(condition: unknown, needs: Needs, state: State<W>): boolean {
    return this.remember(`holds ${this.seenBy(String(condition ?? ''), state.status, needs, state.steps)}`, () => holds(condition, this.scope(needs, state)));
  }

  private texts(values: Record<string, unknown> | undefined, needs: Needs, state: State<W>): Record<string, string> {
    return Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => {
      const status = String(value).includes('job.status') ? state.status : '';
      return [name, this.remember(`text ${this.seenBy(String(value), status, needs, state.steps)}`, () => textOf(value, this.scope(needs, state)))];
    }));
  }

  // What an expression can depend on.
  private seenBy(text: string, status: string, needs: Needs, steps: object): string {
    return `${status} ${text.includes('needs') ? this.known.number(needs) : ''} ${text.includes('steps') ? JSON.stringify(steps) : ''} ${text}`;
  }

  private scope(needs: Needs, { status, steps }: State<W>): Scope {
    return { context: { ...this.play.context, env: {}, needs, steps, job: { status } }, options: { status } };
  }
}

/** Values that are equal, as one object with a number. */
class Known {
  private readonly objects = new Map<string, object>();
  private readonly numbers = new WeakMap<object, number>();

  public same<T extends object>(value: T): T {
    const key = JSON.stringify(value);
    const known = this.objects.get(key);
    if (known) return known as T;
    this.objects.set(key, value);
    // Once for each object: a number of two would lose all runs of one of them.
    this.numbers.set(value, this.objects.size);
    return value;
  }

  public number(value: object): number {
    return this.numbers.get(value) ?? this.numbers.get(this.same(value))!;
  }
}

function without<W>(run: Run<W>, over: string[]): Run<W> {
  return over.length === 0 ? run : { ...run, jobs: Object.fromEntries(Object.entries(run.jobs).filter(([id]) => !over.includes(id))) };
}

function ended<W>(step: StepDocument, state: State<W>, { outcome, outputs = {}, world }: { outcome: Result; outputs?: Record<string, string>; world: W }): State<W> {
  const steps = step.id === undefined ? state.steps : { ...state.steps, [step.id]: { outcome, outputs } };
  const isFailure = outcome === 'failure' && step['continue-on-error'] !== true;
  return { status: state.status === 'success' && isFailure ? 'failure' : state.status, steps, world };
}

/** What the run as a whole shows: jobs that may fail do not count. */
export function conclusion<W>(workflow: Record<string, any>, { jobs, isCancelled }: Run<W>): Result {
  const counted = Object.entries(jobs).filter(([id]) => workflow.jobs[id]['continue-on-error'] !== true).map(([, { result }]) => result);
  if (counted.includes('failure')) return 'failure';
  return isCancelled || counted.includes('cancelled') ? 'cancelled' : 'success';
}

/** Jobs that a job needs. */
export function needed(document: Record<string, any>): string[] {
  return [document.needs ?? []].flat();
}

/** Jobs that a job needs, and those that these need. */
export function ancestors(id: string, documents: Record<string, Record<string, any>>): string[] {
  const direct = needed(documents[id]);
  return [...new Set([...direct, ...direct.flatMap((each) => ancestors(each, documents))])];
}

function needsOf<W>(document: Record<string, any>, run: Run<W>): Needs {
  return Object.fromEntries(needed(document).map((id) => [id, { result: run.jobs[id].result, outputs: run.jobs[id].outputs }]));
}

function inOrder(documents: Record<string, Record<string, any>>): string[] {
  const order: string[] = [];
  const rest = Object.keys(documents);
  while (rest.length > 0) {
    const index = rest.findIndex((id) => needed(documents[id]).every((each) => order.includes(each)));
    if (index < 0) throw new Error(`these jobs need each other, or one that is not there: ${rest.join(', ')}`);
    order.push(...rest.splice(index, 1));
  }
  return order;
}
