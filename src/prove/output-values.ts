import { children, Expression } from '../read/expression';
import type { WorkflowSource } from '../read/workflow-source';

/** Values that an output of a job is tried with, by job and output. The first one is the usual one. */
export type OutputValues = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

type Use = { readonly job: string; readonly output: string; readonly value: string; readonly isItem: boolean };

/** What the conditions of a workflow tell apart of outputs: each literal that they compare, and something else. */
export function outputValues(workflow: WorkflowSource): OutputValues {
  const uses = workflow.jobs.flatMap((job) => {
    const { condition } = job;
    const found = condition ? condition.file.expressionsBetween(condition.offset, condition.end) : [];
    return found.flatMap(({ tree }) => (tree ? usesIn(tree) : []));
  });
  const byJob = new Map<string, Map<string, Use[]>>();
  for (const use of uses) {
    const outputs = byJob.get(use.job) ?? new Map<string, Use[]>();
    byJob.set(use.job, outputs.set(use.output, [...(outputs.get(use.output) ?? []), use]));
  }
  return new Map([...byJob].map(([job, outputs]) => [job, new Map([...outputs].map(([output, all]) => [output, valuesFor(all)]))]));
}

function valuesFor(uses: readonly Use[]): string[] {
  const values = [...new Set(uses.map(({ value }) => value))];
  // Beside the literals, what is none of them.
  if (!uses.some(({ isItem }) => isItem)) return [...new Set([...values.filter((value) => value !== ''), ...(values.every((value) => value === '') ? ['something'] : []), ''])];
  const items = [...new Set(uses.filter(({ isItem }) => isItem).map(({ value }) => value))];
  return [...new Set([JSON.stringify(items), ...items.map((item) => JSON.stringify([item])), '[]'])];
}

function usesIn(tree: Expression): Use[] {
  if (tree.kind === 'compare') {
    const sides = [[tree.left, tree.right], [tree.right, tree.left]] as const;
    const found = sides.flatMap(([one, other]) => {
      const place = outputOf(one);
      return place && other.kind === 'literal' ? [{ ...place, value: String(other.value ?? ''), isItem: false }] : [];
    });
    if (found.length > 0) return found;
  }
  if (tree.kind === 'call' && tree.name === 'contains') {
    const [list, item] = tree.args;
    const inner = list?.kind === 'call' && list.name === 'fromjson' ? list.args[0] : undefined;
    const place = outputOf(inner ?? list);
    if (place && item?.kind === 'literal') return [{ ...place, value: String(item.value), isItem: inner !== undefined }];
  }
  const own = outputOf(tree);
  return own ? [{ ...own, value: 'true', isItem: false }] : children(tree).flatMap(usesIn);
}

function outputOf(tree: Expression | undefined): { job: string; output: string } | undefined {
  if (tree?.kind !== 'reference') return undefined;
  const [context, job, outputs, output] = tree.parts;
  return context === 'needs' && job && outputs?.toLowerCase() === 'outputs' && output ? { job, output } : undefined;
}
