import type { EnvironmentRules } from './environments';
import type { JobTurn } from './job-turn';
import type { Result } from './result';
import { isNamed, JobPlaces } from './simulated';
import { SimulationError } from './simulation-error';
import { stepName } from './step-name';
import type { StepTurn } from './step-schedule';
import { nearest } from '../catalog/nearest';
import type { JobSource } from '../read/job-source';
import type { RepositorySource } from '../read/repository-source';
import type { StepHolder, StepSource } from '../read/step-source';

/** What the test says of the world; everything else succeeds and tells nothing. */
export interface Given {
  /** By job, or by job and step with `/` between. */
  readonly results: Readonly<Record<string, Result>>;
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly variables: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly environments: Readonly<Record<string, EnvironmentRules>>;
  /** The job at which somebody cancels the run. */
  readonly cancelledAt?: string;
  /** The job that stays at work as long as anything else can go on. */
  readonly held?: string;
}

/** Nothing said. */
export const NOTHING_GIVEN: Given = { results: {}, outputs: {}, variables: {}, secrets: {}, environments: {} };

/** The answers that are given for jobs and steps. */
export class Answers {
  public constructor(private readonly given: Given, private readonly places: JobPlaces) {}

  /** Whether somebody cancels the run at this job. */
  public isCancelledAt(turn: JobTurn): boolean {
    return this.given.cancelledAt !== undefined && this.names(turn, this.given.cancelledAt);
  }

  /** Whether it stays at work. */
  public isHeld(turn: JobTurn): boolean {
    return this.given.held !== undefined && this.names(turn, this.given.held);
  }

  /** The result of the job as a whole. */
  public resultOf(turn: JobTurn): Result | undefined {
    return this.of(this.given.results, turn);
  }

  /** The outputs of the job as a whole. */
  public outputsOf(turn: JobTurn): Readonly<Record<string, string>> | undefined {
    return this.of(this.given.outputs, turn);
  }

  /** How a step ends, and what it tells. */
  public ofStep(turn: JobTurn, step: StepTurn): { readonly result?: Result; readonly outputs?: Readonly<Record<string, string>> } {
    const find = <T>(values: Readonly<Record<string, T>>): T | undefined => Object.entries(values).find(([name]) => {
      const [job, own] = split(name, (text) => this.names(turn, text));
      return job !== undefined && isStep(step.source, own, step.name);
    })?.[1];
    return { result: find(this.given.results), outputs: find(this.given.outputs) };
  }

  private of<T>(values: Readonly<Record<string, T>>, turn: JobTurn): T | undefined {
    const own = Object.entries(values).find(([name]) => name === turn.key) ?? Object.entries(values).find(([name]) => this.names(turn, name));
    return own?.[1];
  }

  private names(turn: JobTurn, what: string): boolean {
    return isNamed(turn, what, this.places[turn.source.workflow.path] ?? {});
  }
}

/**
 * Looks whether everything that is given names a job or step.
 *
 * @throws SimulationError where it does not: a test with a wrong name would say nothing
 */
export function checkGiven(given: Given, repository: RepositorySource, places: JobPlaces): void {
  if (Object.keys({ ...given.results, ...given.outputs }).length === 0 && given.cancelledAt === undefined && given.held === undefined) return;
  const callers = repository.workflows.flatMap((workflow) => workflow.jobs.filter(({ uses }) => uses).map(patternOf));
  const jobs = repository.workflows.flatMap((workflow) => workflow.jobs.map((source) => ({ source, names: namesOf(source, callers, places[workflow.path] ?? {}) })));
  const isJob = (name: string) => jobs.some(({ names }) => names(name));
  for (const name of [...Object.keys(given.results), ...Object.keys(given.outputs), given.cancelledAt, given.held]) {
    if (name === undefined || isJob(name)) continue;
    const candidates = jobs.filter(({ names }) => split(name, names)[0] !== undefined);
    const steps = candidates.flatMap(({ source, names }) => allSteps(source, repository).map((step) => ({ step, own: split(name, names)[1] })));
    if (steps.some(({ step, own }) => isStep(step, own, stepName(step)))) continue;
    const known = candidates.length > 0 ? steps.map(({ step }) => step.id ?? stepName(step)) : jobs.map(({ source }) => source.id);
    const near = nearest(name.split('/').pop()!, known);
    throw new SimulationError(`"${name}" is neither a job nor a step of one.${near ? ` Did you mean ${near}?` : ''} ${candidates.length > 0 ? 'Its steps' : 'The jobs'} are: ${[...new Set(known)].join(', ')}.`);
  }
}

// Its legs too, and the same as a job of a workflow that is called: `test (20)`, `Test on 20`, `caller / test`, `caller/test`.
function namesOf(source: JobSource, callers: readonly RegExp[], places: Readonly<Record<string, string>>): (text: string) => boolean {
  const { id, name } = source;
  const own = patternOf(source);
  return (text) => isNamed({ key: id, id, name }, text, places) || own.test(text) || [' / ', '/'].some((between) => {
    const [caller, called] = text.split(between).slice(-2);
    return called !== undefined && own.test(called) && callers.some((each) => each.test(caller));
  });
}

// Expressions in a name can give anything; a leg stands in brackets behind it.
function patternOf({ id, name }: JobSource): RegExp {
  const texts = [id, ...name.split(/\$\{\{.*?\}\}/)].map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^(?:${texts[0]}|${texts.slice(1).join('.*')})(?: \\(.*\\))?$`);
}

// The longest beginning that is a job; what follows is a step.
function split(name: string, isJob: (text: string) => boolean): [string | undefined, string] {
  for (let at = name.lastIndexOf('/'); at > 0; at = name.lastIndexOf('/', at - 1)) {
    const job = name.slice(0, at).trim();
    if (isJob(job)) return [job, name.slice(at + 1).trim()];
  }
  return [undefined, name];
}

function isStep(source: StepSource, what: string, shown: string): boolean {
  return source.id === what || shown === what || stepName(source) === what || source.uses?.text.split('@')[0] === what;
}

function allSteps(holder: StepHolder, repository: RepositorySource, depth: number = 0): StepSource[] {
  return holder.steps.flatMap((step) => {
    const action = step.uses?.kind === 'local' && depth < 10 ? repository.action(step.uses.target) : undefined;
    return [step, ...(action ? allSteps(action, repository, depth + 1) : [])];
  });
}
