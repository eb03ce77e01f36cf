import { apartViolation } from './apart';
import { Choices } from './choices';
import type { Stubs } from './executed-job';
import { explore, Verdict } from './explore';
import { EveryLaw, Law, SomeLaw } from './law';
import { Proof, Tried, Violation } from './proof';
import { relevantJobs } from './relevant-jobs';
import { toldOf } from './same-events';
import { someEvents } from './some-events';
import { NotHere, Seen, watched } from './watched-run';
import type { RepositorySource } from '../read/repository-source';
import type { WorkflowSource } from '../read/workflow-source';
import { ConcurrencyGroups } from '../simulate/concurrency-groups';
import type { EnvironmentRules } from '../simulate/environments';
import type { Event } from '../simulate/event';
import { checkGiven, Given, NOTHING_GIVEN } from '../simulate/given';
import type { JobTurn } from '../simulate/job-turn';
import { repositoryOf, SimulationSource } from '../simulate/simulate';
import type { SimulatedRun } from '../simulate/simulated';
import type { SimulationOptions } from '../simulate/simulation';
import { SimulationError } from '../simulate/simulation-error';
import { Clock, startRun } from '../simulate/start-run';
import { decideTrigger } from '../simulate/trigger-decision';

/** How far a proof goes. */
export interface ProofOptions extends SimulationOptions {
  /** Most cases that are tried for a law, a workflow and an event; beyond, others are drawn by chance. @default 20000 */
  readonly budget?: number;
  /** For what is drawn by chance. @default 1 */
  readonly seed?: number;
}

interface Subject {
  readonly workflow: WorkflowSource;
  readonly event: Event;
}

/** Laws for the runs that events start. It never changes: each call gives another one. */
export class Prover {
  public constructor(
    private readonly repository: RepositorySource,
    private readonly events: readonly Event[],
    private readonly laws: readonly Law[] = [],
    private readonly given: Given = NOTHING_GIVEN,
    private readonly options: ProofOptions = {},
    private readonly executed: Readonly<Record<string, Stubs>> = {},
  ) {}

  /** What must hold: a sentence and whether a run keeps it, or laws. */
  public that(name: string, holds: (run: SimulatedRun) => boolean): Prover;
  public that(...laws: readonly Law[]): Prover;
  public that(...what: readonly unknown[]): Prover {
    const [name, holds] = what;
    const laws = typeof name === 'string' ? [Law.every(name, holds as EveryLaw['holds'])] : what as readonly Law[];
    return this.and({ laws: [...this.laws, ...laws] });
  }

  /** What a job tells others, where its conditions do not say what they tell apart. */
  public withOutputs(job: string, outputs: Readonly<Record<string, string>>): Prover {
    return this.and({ given: { ...this.given, outputs: { ...this.given.outputs, [job]: { ...this.given.outputs[job], ...outputs } } } });
  }

  /**
   * The scripts of that job are really run, by the shell of this machine, with these programs in place of the real ones:
   * what becomes of the jobs behind it when GitHub, or a cluster, does not answer. By id of the job. A checkout gives them
   * the pipeline's own files: `.github`, `scripts/ci` and what stands beside.
   */
  public executing(job: string, stubs: Stubs): Prover {
    return this.and({ executed: { ...this.executed, [job]: stubs } });
  }

  /** The rules of an environment. */
  public withEnvironment(name: string, rules: EnvironmentRules): Prover {
    return this.and({ given: { ...this.given, environments: { ...this.given.environments, [name]: rules } } });
  }

  /** How far it goes, and in which repository. */
  public within(options: ProofOptions): Prover {
    return this.and({ options: { ...this.options, ...options } });
  }

  /**
   * Tries every way in which the jobs can end.
   *
   * @throws SimulationError where a workflow is broken, or no started workflow has the jobs of a law
   */
  public check(): Proof {
    const named = Object.fromEntries(Object.keys(this.executed).map((job) => [job, {}]));
    checkGiven({ ...this.given, outputs: { ...named, ...this.given.outputs } }, this.repository, this.options.places ?? {});
    const subjects = this.subjects();
    const tried: Tried[] = [];
    const violations: Violation[] = [];
    for (const law of this.laws) {
      const known = tried.length;
      const nowhere = new Set<string>();
      violations.push(...law.kind === 'apart' ? this.apart(law, tried) : this.explored(law, subjects, tried, nowhere));
      if (tried.length > known) continue;
      const why = law.kind === 'apart' ? `no two jobs that it is about begin: ${this.missing(subjects)}` : `it is about no workflow that these events start: ${this.missing(subjects)}`;
      throw new SimulationError(`the law "${law.name}" says nothing, since ${[why, ...nowhere].join(' ')}`);
    }
    return new Proof(tried, violations, this.options.seed ?? 1);
  }

  private subjects(): Subject[] {
    const events = this.events.length > 0 ? this.events : this.repository.workflows.flatMap(someEvents);
    return events.flatMap((event) => this.repository.workflows
      .filter((workflow) => decideTrigger(workflow, event, this.options).starts)
      .map((workflow) => ({ workflow, event })));
  }

  private explored(law: EveryLaw | SomeLaw, subjects: readonly Subject[], tried: Tried[], nowhere: Set<string>): Violation[] {
    const violations: Violation[] = [];
    let isKept = false;
    let last: Subject | undefined;
    const before = tried.length;
    const seen = new Seen();
    const told = new Set<string>();
    for (const subject of subjects.filter(({ workflow }) => law.workflow === undefined || workflow.path === law.workflow)) {
      // Another event of which the jobs can tell no more has gone all these ways; but the law itself may look at the event.
      const text = this.toldOf(subject);
      if (!seen.event && text !== undefined && told.has(text)) continue;
      if (text !== undefined) told.add(text);
      const found = this.tryAll(law, subject, tried, seen);
      if (found instanceof NotHere) {
        nowhere.add(found.message);
        continue;
      }
      last = subject;
      isKept ||= found.kept;
      if (found.violation) violations.push(found.violation);
      if (law.kind === 'some' && isKept) return [];
    }
    if (law.kind === 'every' || !last) return violations.sort((one, other) => one.deviations - other.deviations).slice(0, 1);
    const usual = this.start(last).outcomeOfUsual();
    const isWhole = tried.slice(before).every(({ isComplete }) => isComplete);
    return [{ law: law.name, event: last.event, runs: [usual], deviations: 0, because: `no run ${isWhole ? '' : 'that was tried '}keeps it; this is the usual one` }];
  }

  private tryAll(law: EveryLaw | SomeLaw, subject: Subject, tried: Tried[], all: Seen): { readonly kept: boolean; readonly violation?: Violation } | NotHere {
    const seen = new Seen();
    for (;;) {
      const known = seen.extent;
      let kept = false;
      let violation: Violation | undefined;
      let nowhere: NotHere | undefined;
      const relevant = this.relevant(subject.workflow, seen);
      const legs = new Set(seen.legs);
      const waiting = whoWaits(subject.workflow, relevant ?? new Set());
      const extent = explore({
        start: () => this.start(subject).run,
        choices: this.choicesOf(subject.workflow),
        isAsked: (turn) => relevant === undefined || relevant.has(topOf(turn)),
        isNamed: (turn) => legs.has(turn.key),
        holdsUp: (turn) => waiting.get(topOf(turn)) ?? '',
        budget: this.options.budget ?? 20_000,
        seed: this.options.seed ?? 1,
      }, ({ run, deviations }): Verdict => {
        const holds = this.judge(law, run, seen);
        if (!holds && law.kind === 'every') {
          violation = { law: law.name, event: subject.event, runs: [run], deviations: deviations.length, because: 'in this run it does not hold' };
          return 'broken';
        }
        // A counterexample that was found stays one, whatever a shorter one lacks.
        if (violation !== undefined) return 'further';
        if (holds instanceof NotHere) nowhere = holds;
        else if (holds) kept = true;
        // It looks at jobs of which nothing was tried: from the beginning, with those.
        const looksFurther = seen.extent !== known;
        return looksFurther || nowhere !== undefined || (law.kind === 'some' && kept) ? 'enough' : 'further';
      });
      all.event ||= seen.event;
      if (nowhere) return nowhere;
      const hasNew = seen.extent !== known;
      if (hasNew && violation === undefined && !(law.kind === 'some' && kept)) continue;
      tried.push({ law: law.name, workflow: subject.workflow.path, event: subject.event, ...extent, isComplete: extent.isComplete || violation !== undefined || (law.kind === 'some' && kept) });
      return { kept, violation };
    }
  }

  private judge(law: EveryLaw | SomeLaw, run: SimulatedRun, seen: Seen): boolean | NotHere {
    run.places = this.options.places?.[run.workflow.path] ?? {};
    try {
      return law.holds(watched(run, seen));
    } catch (error) {
      if (error instanceof NotHere) return error;
      throw error;
    }
  }

  // Only the jobs that a law looks at matter, and those that decide about them.
  private relevant(workflow: WorkflowSource, seen: Seen): ReadonlySet<string> | undefined {
    if (seen.all) return undefined;
    return relevantJobs([...seen.jobs].flatMap((id) => workflow.job(id) ?? []), Object.keys(this.executed));
  }

  private readonly choices = new Map<WorkflowSource, Choices>();

  private choicesOf(workflow: WorkflowSource): Choices {
    const known = this.choices.get(workflow) ?? new Choices(this.given, this.executed, this.repository);
    this.choices.set(workflow, known);
    return known;
  }

  private toldOf({ workflow, event }: Subject): string | undefined {
    const told = Object.keys(this.executed).length > 0 ? undefined : toldOf(event, workflow);
    return told === undefined ? undefined : `${workflow.path} ${told}`;
  }

  private start({ workflow, event }: Subject): { readonly run: ReturnType<typeof startRun>; outcomeOfUsual(): SimulatedRun } {
    const { repository, options, given } = this;
    const run = startRun({ workflow, event, number: 1, id: 1, repository, options, given, groups: new ConcurrencyGroups(), clock: new Clock() });
    const choices = this.choicesOf(workflow);
    return {
      run,
      outcomeOfUsual: () => {
        const asked = { isAsked: false, isNamed: false, mayCancel: false };
        for (let open = run.ready(); open.length > 0; open = run.ready()) for (const turn of open) run.settle(turn, choices.of(turn, asked)[0]);
        return run.outcome();
      },
    };
  }

  private apart(law: Law & { kind: 'apart' }, tried: Tried[]): Violation[] {
    const events = this.events.length > 0 ? this.events : this.repository.workflows.flatMap(someEvents);
    const { cases, violation } = apartViolation({ repository: this.repository, events, options: this.options, given: this.given }, law);
    if (cases > 0) tried.push({ law: law.name, workflow: '', event: events[0], cases, isComplete: true, depth: 0 });
    return violation ? [violation] : [];
  }

  private missing(subjects: readonly Subject[]): string {
    const started = subjects.map(({ workflow, event }) => `${String(event)} starts ${workflow.path}`);
    return started.length > 0 ? `${[...new Set(started)].join(', ')}.` : `nothing is started by ${this.events.map(String).join(', ')}.`;
  }

  private and(more: { readonly laws?: readonly Law[]; readonly given?: Given; readonly options?: ProofOptions; readonly executed?: Readonly<Record<string, Stubs>> }): Prover {
    const { laws = this.laws, given = this.given, options = this.options, executed = this.executed } = more;
    return new Prover(this.repository, this.events, laws, given, options, executed);
  }
}

/**
 * Laws for the runs that events start: `prove(files, Event.push()).that(Law.alwaysRuns('gate')).check()`. Without
 * events, for events of every kind that the workflows ask for.
 */
export function prove(source: SimulationSource, ...events: readonly Event[]): Prover {
  return new Prover(repositoryOf(source), events);
}

function topOf(turn: JobTurn): string {
  return turn.id.split('/')[0];
}

// By job, who waits for it among these.
function whoWaits(workflow: WorkflowSource, asked: ReadonlySet<string>): ReadonlyMap<string, string> {
  const before = workflow.jobs.filter(({ id }) => asked.has(id)).map((job) => ({ id: job.id, ancestors: job.ancestors }));
  return new Map(workflow.jobs.map((job) => [job.id, before.filter(({ ancestors }) => ancestors.includes(job)).map(({ id }) => id).join(' ')]));
}
