import { conditionOf, overrides } from './job-conditions';
import type { Expression } from '../../read/expression';
import type { JobSource } from '../../read/job-source';
import type { WorkflowSource } from '../../read/workflow-source';

/** A job with what decides whether it runs. */
export interface JobNode {
  readonly job: JobSource;
  readonly condition: Expression | 'none' | undefined;
  /** Whether it runs although jobs before it were skipped or failed. */
  readonly overrides: boolean;
  readonly needs: readonly string[];
}

/** The jobs of a workflow and what waits for what. */
export class JobGraph {
  public readonly nodes: ReadonlyMap<string, JobNode>;
  private readonly above = new Map<string, ReadonlySet<string>>();

  public constructor(workflow: WorkflowSource) {
    this.nodes = new Map(workflow.jobs.map((job) => {
      const condition = conditionOf(job);
      return [job.id, { job, condition, overrides: overrides(condition), needs: job.needs.map(({ id }) => id) }];
    }));
  }

  /** The ids of all jobs it waits for. */
  public ancestors(id: string): ReadonlySet<string> {
    let found = this.above.get(id);
    if (!found) this.above.set(id, found = this.reach(id, () => true));
    return found;
  }

  /** The ids of the jobs whose skipping visibly reaches it: no job between them runs all the same. */
  public visible(id: string): ReadonlySet<string> {
    return this.reach(id, (node) => !node.overrides);
  }

  private reach(id: string, through: (node: JobNode) => boolean): Set<string> {
    const found = new Set<string>();
    const open = [...this.nodes.get(id)?.needs ?? []];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const node = this.nodes.get(next);
      if (!node || next === id || found.has(next)) continue;
      found.add(next);
      if (through(node)) open.push(...node.needs);
    }
    return found;
  }
}
