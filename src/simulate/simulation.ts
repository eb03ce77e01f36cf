import { ConcurrencyGroups } from './concurrency-groups';
import type { EnvironmentRules } from './environments';
import { Event } from './event';
import { Answers, checkGiven, Given, NOTHING_GIVEN } from './given';
import type { JobEnding, JobTurn } from './job-turn';
import type { TriggerDecision } from './outcome';
import type { Result } from './result';
import type { RunSchedule } from './run-schedule';
import { JobPlaces, Simulated } from './simulated';
import { SimulationError } from './simulation-error';
import { Clock, SIMULATED_RUNNER, startRun } from './start-run';
import { decideTrigger } from './trigger-decision';
import type { RepositorySource } from '../read/repository-source';

/** What is known of the repository beside its files. */
export interface SimulationOptions {
  /** @default 'main' */
  readonly defaultBranch?: string;
  /** `owner/name`. @default 'owner/name' */
  readonly repositoryName?: string;
  /** Construct paths of jobs. @default - none */
  readonly places?: JobPlaces;
}

/** Longest chain of workflows that start one another with `workflow_run`. @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflow_run */
const LONGEST_CHAIN = 3;

interface Begun {
  readonly run: RunSchedule;
  readonly turn: JobTurn;
}

/** Events and a world in which they happen. It never changes: each `with…` gives another one. */
export class Simulation {
  public constructor(
    private readonly repository: RepositorySource,
    private readonly events: readonly Event[],
    private readonly options: SimulationOptions = {},
    private readonly given: Given = NOTHING_GIVEN,
  ) {}

  /** How a job ends, or a step of it as `job/step`: by id, name, key of a leg, or construct path. @default - everything succeeds */
  public withResult(what: string, result: Result): Simulation {
    return this.and({ results: { ...this.given.results, [what]: result } });
  }

  /** What a job, or a step of it as `job/step`, tells others. @default - nothing */
  public withOutputs(what: string, outputs: Readonly<Record<string, string>>): Simulation {
    return this.and({ outputs: { ...this.given.outputs, [what]: { ...this.given.outputs[what], ...outputs } } });
  }

  /** Variables of the repository. */
  public withVariables(variables: Readonly<Record<string, string>>): Simulation {
    return this.and({ variables: { ...this.given.variables, ...variables } });
  }

  /** Secrets of the repository; runs of forks do not see them. */
  public withSecrets(secrets: Readonly<Record<string, string>>): Simulation {
    return this.and({ secrets: { ...this.given.secrets, ...secrets } });
  }

  /** The rules of an environment, and how its reviewers decide. */
  public withEnvironment(name: string, rules: EnvironmentRules): Simulation {
    return this.and({ environments: { ...this.given.environments, [name]: rules } });
  }

  /** Somebody cancels the run while that job is at work. */
  public cancelledAt(job: string): Simulation {
    return this.and({ cancelledAt: job });
  }

  /** That job stays at work until nothing else can go on: what could happen beside it, does. */
  public holding(job: string): Simulation {
    return this.and({ held: job });
  }

  /** What is known of the repository beside its files. */
  public inRepository(options: SimulationOptions): Simulation {
    return new Simulation(this.repository, this.events, { ...this.options, ...options }, this.given);
  }

  /**
   * What happens. Several events come one after the other, while the jobs that the earlier ones started are at work.
   *
   * @throws SimulationError where a workflow is broken (expressions, needs, inputs), or something given names nothing
   */
  public run(): Simulated {
    const { places = {} } = this.options;
    checkGiven(this.given, this.repository, places);
    return new Play(this.repository, this.options, this.given).play(this.events);
  }

  private and(given: Partial<Given>): Simulation {
    return new Simulation(this.repository, this.events, this.options, { ...this.given, ...given });
  }
}

/** One playing of a simulation. */
class Play {
  private readonly groups = new ConcurrencyGroups();
  private readonly runs: RunSchedule[] = [];
  private readonly decisions: TriggerDecision[] = [];
  private readonly atWork: Begun[] = [];
  private readonly answers: Answers;
  private readonly clock = new Clock();
  private isCancelled = false;

  public constructor(private readonly repository: RepositorySource, private readonly options: SimulationOptions, private readonly given: Given) {
    this.answers = new Answers(given, options.places ?? {});
  }

  public play(events: readonly Event[]): Simulated {
    for (const event of events) {
      this.happen(event);
      this.begin();
    }
    for (let chain = 0, from = 0; from < this.runs.length; chain += 1) {
      this.work();
      const ended = this.runs.slice(from);
      from = this.runs.length;
      if (chain < LONGEST_CHAIN) for (const run of ended) this.follow(run);
      this.begin();
    }
    return new Simulated(this.decisions, this.runs.map((run) => this.outcomeOf(run)));
  }

  private happen(happened: Event): void {
    const { repositoryName: repository, defaultBranch } = this.options;
    const event = happened.in({ ...(repository && { repository }), ...(defaultBranch && { defaultBranch }) });
    let isWanted = false;
    for (const workflow of this.repository.workflows) {
      const decision = decideTrigger(workflow, event, this.options);
      this.decisions.push(decision);
      if (!decision.starts) continue;
      isWanted = true;
      this.runs.push(this.start(decision, event));
    }
    if (!isWanted && event.workflow !== undefined) throw new SimulationError(`no workflow is started by ${String(event)}. ${this.decisions[this.decisions.length - 1]?.because ?? 'There is none.'}`);
  }

  private start({ workflow }: TriggerDecision, event: Event): RunSchedule {
    const number = this.runs.filter((run) => run.workflow === workflow).length + 1;
    const { repository, options, given, groups, clock } = this;
    return startRun({ workflow, event, number, id: this.runs.length + 1, repository, options, given, groups, clock });
  }

  private begin(): void {
    for (const run of this.runs) this.atWork.push(...run.ready().map((turn) => ({ run, turn })));
  }

  private work(): void {
    for (let next = this.next(); next; next = this.next()) {
      const { run, turn } = next;
      if (!this.isCancelled && this.answers.isCancelledAt(turn)) {
        this.isCancelled = true;
        run.cancel();
      }
      run.settle(turn, this.endingOf(turn));
      this.begin();
    }
  }

  private next(): Begun | undefined {
    const index = this.atWork.findIndex(({ turn }) => !this.answers.isHeld(turn));
    return index < 0 ? this.atWork.shift() : this.atWork.splice(index, 1)[0];
  }

  private endingOf(turn: JobTurn): JobEnding {
    const result = this.answers.resultOf(turn);
    const outputs = this.answers.outputsOf(turn);
    if (result === 'skipped') throw new SimulationError(`"${turn.key}" cannot be given the result skipped: its condition decides that, and it holds (${turn.because.words}).`, turn.because.at);
    if (result !== undefined) return { result, outputs };
    // What stands in another repository is not at hand.
    if (turn.calls) return { result: turn.isCancelled() ? 'cancelled' : 'success', outputs, note: `${turn.calls.text} is not at hand: it is taken to succeed` };
    return this.stepped(turn, outputs);
  }

  private stepped(turn: JobTurn, given: Readonly<Record<string, string>> | undefined): JobEnding {
    const steps = turn.steps({ contexts: { runner: SIMULATED_RUNNER } });
    for (let step = steps.next(); step; step = steps.next()) {
      const { result = 'success', outputs } = this.answers.ofStep(turn, step);
      if (result === 'skipped') throw new SimulationError(`"${step.name}" cannot be given the result skipped: its condition decides that.`, step.because.at);
      steps.settle(step, { outcome: result, outputs });
    }
    return { result: steps.result, outputs: given ?? turn.outputs(steps), steps: steps.outcomes, environmentUrl: turn.environmentUrl(steps) };
  }

  // Workflows that begin when this run has ended.
  private follow(run: RunSchedule): void {
    const { standing, event } = run;
    if (standing === 'pending' || standing === 'waiting' || standing === 'running' || standing === 'skipped') return;
    const next = Event.workflowRun({ workflow: run.workflow.name, conclusion: standing, branch: event.headRef ?? event.refName, event: event.name }).in(event.place);
    for (const workflow of this.repository.workflows) {
      if (!workflow.event('workflow_run')) continue;
      const decision = decideTrigger(workflow, next, this.options);
      if (!decision.starts) continue;
      this.decisions.push(decision);
      this.runs.push(this.start(decision, next));
    }
  }

  private outcomeOf(run: RunSchedule): Simulated['runs'][number] {
    const outcome = run.outcome();
    outcome.places = this.options.places?.[run.workflow.path] ?? {};
    return outcome;
  }
}
