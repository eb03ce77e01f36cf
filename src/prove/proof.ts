import type { Event } from '../simulate/event';
import type { SimulatedJob, SimulatedRun } from '../simulate/simulated';

/** A law that does not hold, and the shortest run that shows it. */
export interface Violation {
  readonly law: string;
  readonly event: Event;
  /** The run, or the two runs, that break it; none where no run keeps a law that some run must keep. */
  readonly runs: readonly SimulatedRun[];
  /** How many jobs ended in another way than the usual one. */
  readonly deviations: number;
  /** What is wrong, in a sentence. */
  readonly because: string;
}

/** What was tried for a law. */
export interface Tried {
  readonly law: string;
  readonly workflow: string;
  readonly event: Event;
  readonly cases: number;
  /** Whether these were all; otherwise all with less than `depth` deviations, and others by chance. */
  readonly isComplete: boolean;
  readonly depth: number;
}

/** What came of proving. */
export class Proof {
  public constructor(public readonly tried: readonly Tried[], public readonly violations: readonly Violation[], public readonly seed: number) {}

  /** Whether all laws hold in everything that was tried. */
  public get holds(): boolean {
    return this.violations.length === 0;
  }

  public get cases(): number {
    return this.tried.reduce((sum, { cases }) => sum + cases, 0);
  }

  /** Whether every case was tried. */
  public get isComplete(): boolean {
    return this.tried.every(({ isComplete }) => isComplete);
  }

  /** What holds and what does not; of what does not, the shortest counterexample as a table. */
  public toString(): string {
    const laws = [...new Set(this.tried.map(({ law }) => law))];
    return [...laws.map((law) => this.lineOf(law)), ...this.violations.map(tableOf)].join('\n');
  }

  private lineOf(law: string): string {
    const tried = this.tried.filter((each) => each.law === law);
    const total = tried.reduce((sum, each) => sum + each.cases, 0);
    const cases = `${total.toLocaleString('en')} ${total === 1 ? 'case' : 'cases'}`;
    const partial = tried.filter(({ isComplete }) => !isComplete);
    const broken = this.violations.some((each) => each.law === law);
    const most = Math.min(...partial.map(({ depth }) => depth)) - 1;
    const extent = broken ? cases : partial.length === 0 ? (total === 1 ? 'the only case' : `all ${cases}`)
      : `${cases}: all with up to ${most} ${most === 1 ? 'job that ends' : 'jobs that end'} unusually, others by chance (seed ${this.seed})`;
    return `${broken ? 'broken' : 'holds '}  ${law} (${extent})`;
  }
}

/** The counterexample for people: each job, how it ended, and why. */
export function tableOf({ law, event, runs, because }: Violation): string {
  const rows = runs.flatMap((run) => [
    ...(runs.length > 1 ? [[`${run.name} (${run.workflow.path})`, '', '']] : []),
    ...run.jobs.map((job) => [job.key, job.result, reasonOf(job)]),
  ]);
  const wide = (column: number, head: string) => Math.min(60, Math.max(head.length, ...rows.map((row) => row[column].length)));
  const widths = [wide(0, 'job'), wide(1, 'result')];
  const line = ([job, result, reason]: readonly string[]) => `  ${job.padEnd(widths[0])}  ${result.padEnd(widths[1])}  ${reason}`.trimEnd();
  return ['', `${law}: this breaks it`, `  ${because}`, `  event: ${String(event)}`, '', ...[['job', 'result', 'because'], ...rows].map(line)].join('\n');
}


function reasonOf(job: SimulatedJob): string {
  const outputs = Object.entries(job.outputs).filter(([, value]) => value !== '').map(([name, value]) => `${name}=${value}`).join(' ');
  const told = job.hasRun ? (outputs === '' ? '' : `tells ${outputs}`) : job.because.words;
  return [job.note, told].filter(Boolean).join('; ').slice(0, 160);
}
