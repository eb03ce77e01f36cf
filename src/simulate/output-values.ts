import { children, Expression } from '../read/expression';
import type { RepositorySource } from '../read/repository-source';
import type { WorkflowSource } from '../read/workflow-source';

/** Values that an output of a job is tried with, by job and output. The first one is the usual one. */
export type OutputValues = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/** Outputs that nobody gave and that a condition cannot do without, by job. */
export type AssumedOutputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

interface Use {
  readonly job: string;
  readonly output: string;
  readonly value: string;
  /** Whether it is looked for in a list that is written as JSON. */
  readonly isItem: boolean;
}

type Uses = ReadonlyMap<string, ReadonlyMap<string, readonly Use[]>>;

/** What the conditions of a workflow tell apart of outputs: each literal that they compare, and something else. */
export function outputValues(workflow: WorkflowSource): OutputValues {
  return mapped(usesOf([workflow]), valuesFor);
}

/**
 * What jobs are taken to tell where a condition asks for `contains(fromJSON(needs.job.outputs.name), 'word')`: all the
 * words that any condition asks for. Such a list says what changed, and with all in it everything runs that can; with
 * nothing in it `fromJSON` would be an error.
 */
export function assumedOutputs(repository: RepositorySource): AssumedOutputs {
  const lists = mapped(usesOf(repository.workflows), (uses) => (uses.some(({ isItem }) => isItem) ? [valuesFor(uses)[0]] : []));
  const found = [...lists].map(([job, outputs]) => [job, Object.fromEntries([...outputs].flatMap(([name, [value]]) => (value === undefined ? [] : [[name, value]])))] as const);
  return Object.fromEntries(found.filter(([, outputs]) => Object.keys(outputs).length > 0));
}

function mapped(uses: Uses, values: (uses: readonly Use[]) => string[]): OutputValues {
  return new Map([...uses].map(([job, outputs]) => [job, new Map([...outputs].map(([output, all]) => [output, values(all)]))]));
}

function usesOf(workflows: readonly WorkflowSource[]): Uses {
  const byJob = new Map<string, Map<string, Use[]>>();
  for (const { condition } of workflows.flatMap(({ jobs }) => jobs)) {
    const found = condition ? condition.file.expressionsBetween(condition.offset, condition.end) : [];
    for (const use of found.flatMap(({ tree }) => (tree ? usesIn(tree) : []))) {
      const outputs = byJob.get(use.job) ?? new Map<string, Use[]>();
      byJob.set(use.job, outputs.set(use.output, [...(outputs.get(use.output) ?? []), use]));
    }
  }
  return byJob;
}

function valuesFor(uses: readonly Use[]): string[] {
  const values = [...new Set(uses.map(({ value }) => value))];
  // Beside the literals, what is none of them.
  if (!uses.some(({ isItem }) => isItem)) return [...new Set([...values.filter((value) => value !== ''), ...(values.every((value) => value === '') ? ['something'] : []), ''])];
  const items = [...new Set(uses.filter(({ isItem }) => isItem).map(({ value }) => value))];
  return [...new Set([JSON.stringify(items), ...items.map((item) => JSON.stringify([item])), '[]'])];
}

function usesIn(tree: Expression): Use[] {
  const found = tree.kind === 'compare' ? compared(tree) : tree.kind === 'call' && tree.name === 'contains' ? contained(tree.args) : [];
  if (found.length > 0) return found;
  const own = outputOf(tree);
  return own ? [{ ...own, value: 'true', isItem: false }] : children(tree).flatMap(usesIn);
}

function compared({ left, right }: Expression & { kind: 'compare' }): Use[] {
  return [[left, right], [right, left]].flatMap(([one, other]) => {
    const place = outputOf(one);
    return place && other.kind === 'literal' ? [{ ...place, value: String(other.value ?? ''), isItem: false }] : [];
  });
}

function contained([list, item]: readonly Expression[]): Use[] {
  const inner = list?.kind === 'call' && list.name === 'fromjson' ? withoutFallback(list.args[0]) : undefined;
  const place = outputOf(inner ?? list);
  return place && item?.kind === 'literal' ? [{ ...place, value: String(item.value), isItem: inner !== undefined }] : [];
}

// `fromJSON(needs.changes.outputs.changed || '[]')`: what stands in for an output that was not told.
function withoutFallback(tree: Expression | undefined): Expression | undefined {
  return tree?.kind === 'logic' && tree.operator === '||' && tree.args[1]?.kind === 'literal' ? tree.args[0] : tree;
}

function outputOf(tree: Expression | undefined): { job: string; output: string } | undefined {
  if (tree?.kind !== 'reference') return undefined;
  const [context, job, outputs, output] = tree.parts;
  return context === 'needs' && job && outputs?.toLowerCase() === 'outputs' && output ? { job, output } : undefined;
}
