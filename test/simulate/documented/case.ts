import type { Event } from '../../../src/simulate/event';
import type { Result, Standing } from '../../../src/simulate/result';

/** One behaviour of GitHub Actions, with the place where it is stated. */
export interface DocumentedCase {
  /** Unique in the table: `conditions/implicit-success`. */
  readonly id: string;
  /** The rule in a sentence. */
  readonly title: string;
  /** Where the rule is stated; the first one decides. */
  readonly source: string | readonly string[];
  /**
   * Where the documentation is silent, the best there is: an issue, or the source of the runner.
   *
   * @default 'documentation'
   */
  readonly stated?: 'documentation' | 'issue' | 'source';
  /** The file `.github/workflows/ci.yml`, or files by their path. */
  readonly workflow: string | Readonly<Record<string, string>>;
  /** What happens; several events come one after the other, while the runs of the earlier ones are still at work. */
  readonly event: Event | readonly Event[];
  /**
   * Whether the event starts `ci.yml`.
   *
   * @default true
   */
  readonly starts?: boolean;
  /**
   * What the world does to the run.
   *
   * @default - every step and job succeeds
   */
  readonly given?: Given;
  /** What GitHub does. Only what is named is compared. */
  readonly expected?: Expected;
  /** As `expected`, by run, where several events start several. */
  readonly runs?: readonly Expected[];
  /**
   * What act, the second opinion, does with the same workflow.
   *
   * @default - act is not asked, since the case is about what starts a workflow
   */
  readonly act?: ActOpinion;
}

/** What jobs and steps answer, and how the repository is set up. */
export interface Given {
  /** Results by `job`, a leg's key such as `test (20)`, or `job/step` with the step's id or name. */
  readonly results?: Readonly<Record<string, Result>>;
  /** Outputs by `job/step`, or by `job` where its result is given too. */
  readonly outputs?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly variables?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly environments?: Readonly<Record<string, GivenEnvironment>>;
  /** Somebody cancels the run while this job is at work. */
  readonly cancelledAt?: string;
}

/** Protection rules of an environment, and what its reviewers say. */
export interface GivenEnvironment {
  readonly reviewers?: string[];
  readonly branches?: string[];
  readonly tags?: string[];
  readonly approval?: 'approved' | 'rejected' | 'waiting';
  readonly secrets?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
}

/** What a run comes to. */
export interface Expected {
  readonly conclusion?: Standing;
  /** Results by key, as `needs` tells them. */
  readonly jobs?: Readonly<Record<string, Standing>>;
  /** Results by key before the job's own `continue-on-error`. */
  readonly jobOutcomes?: Readonly<Record<string, Standing>>;
  /** Keys of all jobs, in the order of the file and of the matrix. */
  readonly keys?: readonly string[];
  /** Matrix values by id of the job, in the order in which the legs are created. */
  readonly legs?: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  /** Keys of the jobs that began, in the order in which they did. */
  readonly order?: readonly string[];
  /** Names of checks by the key of their job. */
  readonly names?: Readonly<Record<string, string>>;
  /** Conclusions by `job/step`, after `continue-on-error`. */
  readonly steps?: Readonly<Record<string, Result>>;
  /** Outcomes by `job/step`, before `continue-on-error`. */
  readonly outcomes?: Readonly<Record<string, Result>>;
  /** Outputs by `job` or `job/step`. Only those named are compared; an absent one is an empty text. */
  readonly outputs?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Rights of the token by job; what is not named is absent, and undefined is the default of the repository. */
  readonly permissions?: Readonly<Record<string, Readonly<Record<string, 'read' | 'write'>> | undefined>>;
  /** What protection rules say, by job. */
  readonly approvals?: Readonly<Record<string, 'none' | 'approved' | 'rejected' | 'waiting' | 'refused'>>;
  /** Addresses of environments, by job. */
  readonly urls?: Readonly<Record<string, string>>;
  /** Concurrency groups by job; that of the run stands at the empty key. */
  readonly groups?: Readonly<Record<string, string>>;
  /** The workflow is refused, with this in the message. */
  readonly refused?: RegExp;
}

/**
 * `agrees`: act says the same of everything that the case expects of jobs, steps and outputs. `not supported`: act leaves the
 * feature out, and why it cannot be asked. `differs`: what act says instead; a test fails when it no longer does.
 */
export type ActOpinion = 'agrees' | { readonly notSupported: string } | { readonly differs: string };

/**
 * A workflow that a push starts, of jobs by id. Each runs one step on Ubuntu unless it says otherwise.
 *
 * @param head what stands above the jobs
 */
export function onPush(jobs: Readonly<Record<string, string>>, head = ''): string {
  return workflowOf('on: push', jobs, head);
}

/** As `onPush`, of a workflow that others call; `call` is what stands below `workflow_call`. */
export function onCall(jobs: Readonly<Record<string, string>>, call = '', head = ''): string {
  return workflowOf(`on:\n  workflow_call:\n${indented(call, 4)}`.trimEnd(), jobs, head);
}

/** As `onPush`, with another trigger. */
export function workflowOf(on: string, jobs: Readonly<Record<string, string>>, head = ''): string {
  return `${[on, dedented(head)].filter((each) => each !== '').join('\n')}\njobs:\n${Object.entries(jobs).map(([id, text]) => jobOf(id, dedented(text))).join('')}`;
}

function jobOf(id: string, text: string): string {
  const has = (key: string) => new RegExp(`^${key}:`, 'm').test(text);
  const lines = [text];
  if (!has('uses') && !has('runs-on')) lines.push('runs-on: ubuntu-latest');
  if (!has('uses') && !has('steps')) lines.push(`steps: [{ run: make ${id} }]`);
  return `  ${id}:\n${indented(lines.filter((each) => each !== '').join('\n'), 4)}`;
}

function indented(text: string, by: number): string {
  const lines = dedented(text);
  return lines === '' ? '' : `${lines.replace(/^(?=.)/gm, ' '.repeat(by))}\n`;
}

function dedented(text: string): string {
  const lines = text.replace(/^\n/, '').trimEnd().split('\n');
  const depth = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => /^ */.exec(line)?.[0].length ?? 0));
  return lines.map((line) => line.slice(Math.min(depth, line.length))).join('\n');
}
