import type { GraphJob } from './graph';
import type { Standing } from '../simulate/result';

/** How a result is told: never by its colour alone. */
export interface Look {
  /** One column wide in a terminal. */
  readonly mark: string;
  readonly words: string;
  /** The same of several. */
  readonly plural: string;
  /** Number of the colour in a terminal. @see https://en.wikipedia.org/wiki/ANSI_escape_code#Colors */
  readonly colour: number;
}

/** The looks of all results, in the order of a legend. */
export const LOOKS: Readonly<Record<Standing, Look>> = {
  success: { mark: '✓', words: 'succeeds', plural: 'succeed', colour: 32 },
  failure: { mark: '✗', words: 'fails', plural: 'fail', colour: 31 },
  cancelled: { mark: '⊘', words: 'is cancelled', plural: 'are cancelled', colour: 35 },
  skipped: { mark: '–', words: 'is skipped', plural: 'are skipped', colour: 90 },
  running: { mark: '▸', words: 'is running', plural: 'are running', colour: 36 },
  waiting: { mark: '‖', words: 'waits for approval', plural: 'wait for approval', colour: 33 },
  pending: { mark: '…', words: 'is pending', plural: 'are pending', colour: 33 },
};

/** What a box says below the name: the result, legs, environment, called workflow; the number of steps where nothing else is. */
export function detailOf(job: GraphJob, withResult = true): string {
  const parts = [
    withResult && job.result ? LOOKS[job.result].words : undefined,
    job.legs && (job.legs.length === 0 ? 'matrix of a run' : counted(job.legs.length, 'leg')),
    job.environment && `environment ${job.environment}`,
    job.calls && `calls ${job.calls.replace(/^[.$]\/\.github\/workflows\//, '')}`,
  ].filter((part): part is string => Boolean(part));
  return parts.length > 0 ? parts.join(' · ') : counted(job.steps.length, 'step');
}

/** `1 job`, `2 jobs`. */
export function counted(count: number, name: string): string {
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}
