import type { ConcurrencyGroups } from './concurrency-groups';
import type { Event } from './event';
import { githubContext } from './event-context';
import { eventOfRun } from './event-inputs';
import type { Given } from './given';
import { RunSchedule } from './run-schedule';
import type { SimulationOptions } from './simulation';
import type { RepositorySource } from '../read/repository-source';
import type { WorkflowSource } from '../read/workflow-source';

/** Moments in the order in which they come, for all runs of a simulation. */
export class Clock {
  private now = 0;

  public tick(): number {
    this.now += 1;
    return this.now;
  }
}

/** A run that an event starts. */
export interface RunStart {
  readonly workflow: WorkflowSource;
  readonly event: Event;
  /** Number among the runs of its workflow. */
  readonly number: number;
  /** Number among all runs. */
  readonly id: number;
  readonly repository: RepositorySource;
  readonly options: SimulationOptions;
  readonly given: Given;
  readonly groups: ConcurrencyGroups;
  readonly clock: Clock;
}

/** What stands for the token: it opens nothing. */
const TOKEN = '***';

/** The context `runner` where nothing is run. */
export const SIMULATED_RUNNER = { os: 'Linux', arch: 'X64', name: 'GitHub Actions 1', environment: 'github-hosted', temp: '/tmp', tool_cache: '/opt/hostedtoolcache' };

/** Starts a run, in which nothing has happened yet. */
export function startRun({ workflow, event: happened, number, id, repository, options, given, groups, clock }: RunStart): RunSchedule {
  const { event, inputs, github } = known(workflow, happened, options, id, number);
  const isClosed = seesNoSecrets(event);
  return new RunSchedule({
    workflow,
    event,
    github,
    inputs,
    repository,
    variables: given.variables,
    secrets: { ...(isClosed ? {} : given.secrets), GITHUB_TOKEN: TOKEN },
    environments: given.environments,
    groups,
    functions: { hashfiles: (...patterns) => `hash of ${patterns.join(', ')}` },
    tick: () => clock.tick(),
  });
}

interface Told {
  readonly event: Event;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly github: Readonly<Record<string, unknown>>;
}

const told = new WeakMap<WorkflowSource, { readonly of: readonly unknown[]; readonly told: Told }>();

// Proofs start one run many thousand times: what its expressions see of the event is made once.
function known(workflow: WorkflowSource, happened: Event, { defaultBranch, repositoryName }: SimulationOptions, id: number, number: number): Told {
  const of = [happened, defaultBranch, repositoryName, id, number];
  const last = told.get(workflow);
  if (last?.of.every((each, index) => each === of[index])) return last.told;
  const { event, inputs } = eventOfRun(workflow, happened);
  const github = { ...githubContext(event, { workflow, repository: repositoryName, defaultBranch, runId: id, runNumber: number }), token: TOKEN };
  told.set(workflow, { of, told: { event, inputs, github } });
  return { event, inputs, github };
}

/**
 * Whether runs of an event see no secrets of Actions: those of forks, and those that Dependabot starts.
 *
 * @see https://docs.github.com/en/actions/reference/security/secure-use
 * @see https://docs.github.com/en/code-security/dependabot/troubleshooting-dependabot/troubleshooting-dependabot-on-github-actions
 */
function seesNoSecrets(event: Event): boolean {
  return event.actor === 'dependabot[bot]' || (event.isFork && event.name !== 'pull_request_target');
}
