import type { JobLeg } from './job-leg';
import type { Explanation } from './outcome';
import type { Result } from './result';
import { SimulationError } from './simulation-error';
import type { JobSource } from '../read/job-source';
import type { WorkflowSource } from '../read/workflow-source';

/** How a job with all its legs ended, as those see it that need it. */
export interface JobEnd {
  readonly result: Result;
  readonly outputs: Readonly<Record<string, string>>;
}

/** The part of the context `strategy` that all legs of a job share. */
export interface Strategy {
  readonly 'fail-fast': boolean;
  readonly 'job-total': number;
  readonly 'max-parallel': number;
}

/** A job of a workflow in a run. */
export class JobNode {
  public readonly needs: JobNode[] = [];
  /** Undefined until its condition has been looked at. */
  public because?: Explanation & { readonly holds: boolean };
  public legs: JobLeg[] = [];
  /** How its legs go together. */
  public strategy: Strategy = { 'fail-fast': true, 'job-total': 1, 'max-parallel': 1 };
  /** Why it has no legs although its condition held. */
  public problem?: string;
  public end?: JobEnd;
  private before?: JobNode[];

  public constructor(public readonly source: JobSource) {}

  /** The jobs it waits for, directly or through others: what `success()` looks at. */
  public get ancestors(): readonly JobNode[] {
    this.before ??= [...new Set(this.needs.flatMap((need) => [need, ...need.ancestors]))];
    return this.before;
  }

  /** Whether its turn has come. */
  public get isDue(): boolean {
    return this.because === undefined && this.needs.every((need) => need.end !== undefined);
  }

  /** The context `needs`. */
  public get needsContext(): Record<string, JobEnd> {
    return Object.fromEntries(this.needs.map((need) => [need.source.id, need.end!]));
  }
}

/**
 * The jobs of a workflow, each after those it needs.
 *
 * @throws SimulationError where a job needs one that does not exist, jobs need each other, or two steps have one id
 */
export function jobNodes(workflow: WorkflowSource): JobNode[] {
  const nodes = new Map(workflow.jobs.map((job) => [job.id, new JobNode(job)]));
  for (const node of nodes.values()) {
    for (const { id, at } of node.source.needs) {
      const need = nodes.get(id);
      if (!need) throw new SimulationError(`${node.source.id} needs ${id}, and there is no such job. There are: ${[...nodes.keys()].join(', ')}.`, at);
      if (!node.needs.includes(need)) node.needs.push(need);
    }
    checkStepIds(node.source);
  }
  return inOrder([...nodes.values()]);
}

function checkStepIds(job: JobSource): void {
  const known = new Set<string>();
  for (const step of job.steps) {
    const id = step.id?.toLowerCase();
    if (id !== undefined && known.has(id)) throw new SimulationError(`two steps of ${job.id} have the id ${step.id}. Give one of them another.`, step.value.get('id'));
    if (id !== undefined) known.add(id);
  }
}

function inOrder(nodes: readonly JobNode[]): JobNode[] {
  const order: JobNode[] = [];
  const state = new Map<JobNode, 'open' | 'done'>();
  const visit = (node: JobNode, path: readonly JobNode[]): void => {
    if (state.get(node) === 'done') return;
    if (state.get(node) === 'open') {
      const circle = [...path.slice(path.indexOf(node)), node].map(({ source }) => source.id).join(' needs ');
      throw new SimulationError(`jobs need each other: ${circle}. None of them can begin; take one need away.`, node.source.needs[0]?.at ?? node.source.at);
    }
    state.set(node, 'open');
    for (const need of node.needs) visit(need, [...path, node]);
    state.set(node, 'done');
    order.push(node);
  };
  for (const node of nodes) visit(node, []);
  return order;
}
