import { executedEnding, Stubs } from './executed-job';
import type { JobSource } from '../read/job-source';
import type { RepositorySource } from '../read/repository-source';
import type { WorkflowSource } from '../read/workflow-source';
import type { Given } from '../simulate/given';
import type { JobEnding, JobTurn } from '../simulate/job-turn';
import { OutputValues, outputValues } from '../simulate/output-values';

/** One way in which a job can end; with `cancelsRun` it is still at work when somebody cancels the run, and ends after that. */
export interface Choice extends JobEnding {
  readonly cancelsRun?: boolean;
}

/** What is asked about a job. */
export interface Asked {
  /** Whether it matters how it ends. */
  readonly isAsked: boolean;
  /** Whether the law means this leg of its matrix. */
  readonly isNamed: boolean;
  /** Whether the run may be cancelled while it is at work. */
  readonly mayCancel: boolean;
}

/** More combinations of outputs than these are tried one output at a time. */
const MOST_COMBINATIONS = 16;

const CANCEL: Choice = { result: 'cancelled', cancelsRun: true };

/** The ways in which jobs of a workflow can end. */
export class Choices {
  private readonly known = new Map<JobSource, readonly Choice[]>();
  private readonly values = new Map<WorkflowSource, OutputValues>();
  private readonly runs = new Map<string, Choice>();

  public constructor(private readonly given: Given, private readonly executed: Readonly<Record<string, Stubs>>, private readonly repository: RepositorySource) {}

  /** The ways in which this job can end, the usual one first. */
  public of(turn: JobTurn, { isAsked, isNamed, mayCancel }: Asked): readonly Choice[] {
    // The legs of a matrix count together: it is enough that one of them differs, and those that the law names.
    const differs = isNamed || turn.isFirstToCount;
    if (turn.source.id in this.executed) return mayCancel && differs && !turn.isCancelled() ? [this.run(turn), CANCEL] : [this.run(turn)];
    if (turn.isCancelled()) return differs && isAsked ? [{ result: 'cancelled' }, { result: 'success', outputs: this.usual(turn.source) }] : [{ result: 'cancelled' }];
    const usual: Choice = { result: 'success', outputs: this.usual(turn.source) };
    // When the run is cancelled matters, whoever is at work then.
    if (!differs || !isAsked) return mayCancel && differs ? [usual, CANCEL] : [usual];
    return mayCancel ? [...this.endings(turn.source), CANCEL] : this.endings(turn.source);
  }

  // Once for each thing that it can see of the jobs before it.
  private run(turn: JobTurn): Choice {
    const key = JSON.stringify([turn.key, turn.isCancelled(), turn.scope.contexts.needs]);
    const known = this.runs.get(key) ?? executedEnding(turn, this.executed[turn.source.id], this.repository);
    this.runs.set(key, known);
    return known;
  }

  private endings(job: JobSource): readonly Choice[] {
    let all = this.known.get(job);
    if (all === undefined) {
      const combinations = this.combinations(job);
      const failed = combinations.some((each) => Object.keys(each).length === 0) ? combinations : [...combinations, {}];
      all = [
        ...combinations.map((outputs): Choice => ({ result: 'success', outputs })),
        ...failed.map((outputs): Choice => ({ result: 'failure', outputs })),
        { result: 'cancelled' },
      ];
      this.known.set(job, all);
    }
    return all;
  }

  private usual(job: JobSource): Readonly<Record<string, string>> {
    return this.combinations(job)[0];
  }

  private combinations(job: JobSource): readonly Readonly<Record<string, string>>[] {
    const fixed = this.given.outputs[job.id] ?? {};
    const open = [...(this.valuesOf(job.workflow).get(job.id) ?? [])].filter(([output]) => !(output in fixed));
    const total = open.reduce((product, [, values]) => product * values.length, 1);
    const usual = { ...Object.fromEntries(open.map(([output, values]) => [output, values[0]])), ...fixed };
    if (total > MOST_COMBINATIONS) return [usual, ...open.flatMap(([output, values]) => values.slice(1).map((value) => ({ ...usual, [output]: value })))];
    return open.reduce<Record<string, string>[]>((all, [output, values]) => all.flatMap((each) => values.map((value) => ({ ...each, [output]: value }))), [fixed]);
  }

  // Those of called workflows too: their jobs have conditions of their own.
  private valuesOf(workflow: WorkflowSource): OutputValues {
    const known = this.values.get(workflow) ?? outputValues(workflow, this.repository);
    this.values.set(workflow, known);
    return known;
  }
}
