import { UsageError } from './usage-error';
import type { RepositorySource } from '../read/repository-source';
import type { Event } from '../simulate/event';
import type { AssumedOutputs } from '../simulate/output-values';
import type { Result } from '../simulate/result';
import type { Simulation } from '../simulate/simulation';

const many = { type: 'string', multiple: true, default: [] as string[] } as const;

/** Options that say in which world an event happens. */
export const WORLD_OPTIONS = {
  'result': many,
  'given': many,
  'var': many,
  'waiting': many,
  'cancel-at': { type: 'string' },
} as const;

/** What `--help` says of them. */
export const WORLD_HELP = `  --result JOB=RESULT
                   how a job ends, or a step of it as JOB/STEP: success, failure
                   or cancelled; may be repeated, as the three that follow
  --given JOB.OUTPUT=VALUE
                   what a job tells others
  --var NAME=VALUE a variable of the repository
  --waiting ENVIRONMENT
                   its reviewers have not consented yet
  --cancel-at JOB  somebody cancels the run while that job is at work
`;

/** Those options as they were given. */
export interface WorldValues {
  readonly 'result': readonly string[];
  readonly 'given': readonly string[];
  readonly 'var': readonly string[];
  readonly 'waiting': readonly string[];
  readonly 'cancel-at'?: string;
}

const RESULTS = ['success', 'failure', 'cancelled'];

/** The world of a simulation: what was said of it, and what is assumed. */
export interface World {
  /** Outputs that are assumed since a condition cannot do without them. */
  readonly assumed: AssumedOutputs;
  apply(simulation: Simulation): Simulation;
}

/** @throws UsageError where an option is not of its form */
export function worldOf(repository: RepositorySource, values: WorldValues): World {
  const { assumedOutputs } = require('../simulate/output-values') as typeof import('../simulate/output-values');
  const given = outputsOf(values.given);
  const assumed = Object.fromEntries(Object.entries(assumedOutputs(repository)).filter(([job]) => !(job in given)));
  const results = values.result.map(resultOf);
  const variables = Object.fromEntries(values.var.map((text) => pair('--var', text, 'NAME=VALUE')));
  return {
    assumed,
    apply: (simulation) => {
      let all = simulation.withVariables(variables);
      for (const [job, outputs] of Object.entries({ ...assumed, ...given })) all = all.withOutputs(job, outputs);
      for (const [what, result] of results) all = all.withResult(what, result);
      for (const name of values.waiting) all = all.withEnvironment(name, { reviewers: ['its reviewers'], approval: 'waiting' });
      return values['cancel-at'] === undefined ? all : all.cancelledAt(values['cancel-at']);
    },
  };
}

/**
 * An event by its name, or as JSON: `push`, `{"push": {"tag": "v1.0.0"}}`.
 *
 * @throws UsageError where it is broken JSON, EventError where there is no such event
 */
export function eventOf(text: string): Event {
  const { Event: events } = require('../simulate/event') as typeof import('../simulate/event');
  if (!text.trimStart().startsWith('{')) return events.from(text);
  try {
    return events.from(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`--event ${text}: this is no JSON: ${error.message}`);
    throw error;
  }
}

/** What a simulation cannot do, as what the command was asked for. @throws what was thrown, or a UsageError */
export function asUsageError(error: unknown): never {
  const { EventError } = require('../simulate/event-error') as typeof import('../simulate/event-error');
  const { SimulationError } = require('../simulate/simulation-error') as typeof import('../simulate/simulation-error');
  if (error instanceof EventError || error instanceof SimulationError) throw new UsageError(error.message);
  throw error;
}

function outputsOf(given: readonly string[]): Record<string, Record<string, string>> {
  const told: Record<string, Record<string, string>> = {};
  for (const text of given) {
    const [, job, name, value] = /^(.+?)\.([\w-]+)=([\s\S]*)$/.exec(text) ?? [];
    if (job === undefined) throw new UsageError(`--given ${text}: write JOB.OUTPUT=VALUE, such as --given 'changes.changed=["docs"]'`);
    told[job] = { ...told[job], [name]: value };
  }
  return told;
}

function resultOf(text: string): [string, Result] {
  const [what, result] = pair('--result', text, 'JOB=RESULT');
  if (!RESULTS.includes(result)) throw new UsageError(`--result ${text}: a job ends with one of ${RESULTS.join(', ')}`);
  return [what, result as Result];
}

function pair(option: string, text: string, form: string): [string, string] {
  const at = text.lastIndexOf('=');
  const split = option === '--var' ? text.indexOf('=') : at;
  if (split <= 0) throw new UsageError(`${option} ${text}: write ${form}`);
  return [text.slice(0, split), text.slice(split + 1)];
}
