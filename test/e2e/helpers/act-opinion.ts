import type { ActReply } from './act';
import { MARK, OBSERVER } from './act-workflow';
import type { SimulatedJob } from '../../../src/simulate/simulated';
import { Claim, parts } from '../../simulate/documented/claims';

interface SeenStep { readonly conclusion: string; readonly outcome: string; readonly outputs: Readonly<Record<string, string>> | null }
interface SeenNeed { readonly result: string; readonly outputs: Readonly<Record<string, string>> | null }
interface SeenJob { readonly key: string; readonly id: string; readonly status: string; readonly leg: unknown; readonly steps: Readonly<Record<string, SeenStep>> }

/** Kinds of claims that act can be asked; for the others it has no word. */
const ASKED: readonly Claim['kind'][] = ['conclusion', 'jobs', 'steps', 'outcomes', 'outputs', 'legs', 'order'];

/** What act did with the workflow of a case. */
export class ActRun {
  private readonly jobs: readonly SeenJob[];
  private readonly needs?: Readonly<Record<string, SeenNeed>>;

  /** @param simulated the jobs of the simulated case, for the keys of legs */
  public constructor(private readonly reply: ActReply, private readonly simulated: readonly SimulatedJob[]) {
    const lines = reply.printed.filter((line) => line.startsWith(MARK)).map((line) => line.slice(MARK.length).trim().split(' '));
    this.jobs = lines.filter(([file]) => file !== OBSERVER).map((words) => this.seen(words));
    const told = lines.find(([file]) => file === OBSERVER);
    this.needs = told && decoded(told[1]) as Record<string, SeenNeed>;
  }

  /** Whether it ran nothing and said no. */
  public get isRefused(): boolean {
    return this.reply.exitCode !== 0 && this.jobs.length === 0 && this.needs === undefined;
  }

  /** All jobs with their results, in words. */
  public get words(): string {
    const results = Object.entries(this.needs ?? {}).map(([id]) => `${id} ${this.resultOf(id)}`);
    return results.join(', ') || `nothing: ${this.reply.tail}`;
  }

  public canAnswer({ kind }: Claim): boolean {
    return ASKED.includes(kind);
  }

  public answerTo({ kind, about, value }: Claim): unknown {
    switch (kind) {
      case 'conclusion': return this.conclusion;
      case 'order': return this.jobs.map(({ key }) => key);
      // It starts legs in any order.
      case 'legs': return sameLegs(this.legsOf(about), value) ? value : this.legsOf(about);
      case 'jobs': return this.job(about)?.status ?? this.resultOf(about);
      case 'steps': return this.step(about)?.conclusion ?? 'skipped';
      case 'outcomes': return this.step(about)?.outcome ?? 'skipped';
      case 'outputs': return this.outputOf(about);
      default: throw new Error(`act says nothing of ${kind}`);
    }
  }

  private get conclusion(): string {
    if (this.reply.exitCode !== 0) return 'failure';
    return this.jobs.length === 0 ? 'skipped' : 'success';
  }

  // Of a job that did not run: as others see it.
  private resultOf(id: string): string {
    const need = this.needs?.[id];
    return need ? need.result || 'nothing' : 'skipped';
  }

  private legsOf(id: string): unknown[] {
    return this.jobs.filter((job) => job.id === id).map(({ leg }) => leg);
  }

  private job(key: string): SeenJob | undefined {
    return this.jobs.find((job) => job.key === key);
  }

  private step(about: string): SeenStep | undefined {
    const [job, step] = parts(about);
    return this.job(job)?.steps[step];
  }

  private outputOf(about: string): string {
    const dot = about.lastIndexOf('.');
    const [holder, name] = [about.slice(0, dot), about.slice(dot + 1)];
    return (this.needs?.[holder] ?? this.step(holder))?.outputs?.[name] ?? '';
  }

  private seen([file, id, status, leg, steps]: string[]): SeenJob {
    const values = decoded(leg) ?? {};
    const own = this.simulated.filter(({ source }) => source.id === id && source.workflow.path === file);
    const found = own.find((job) => canonical(job.leg) === canonical(values)) ?? own[0];
    return { key: found?.key ?? id, id: found?.id ?? id, status, leg: values, steps: decoded(steps) as Record<string, SeenStep> };
  }
}

function sameLegs(one: readonly unknown[], other: unknown): boolean {
  const sorted = (legs: readonly unknown[]) => legs.map(canonical).sort().join('\n');
  return Array.isArray(other) && sorted(one) === sorted(other);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (each !== null && typeof each === 'object' && !Array.isArray(each) ? Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1))) : each));
}

function decoded(text: string): unknown {
  return JSON.parse(Buffer.from(text, 'base64').toString('utf8'));
}
