import type { Compared } from './compared-values';
import { OutputPlace, outputUses } from './output-uses';
import type { RepositorySource } from '../read/repository-source';
import type { WorkflowSource } from '../read/workflow-source';

/** Values that an output of a job is tried with, by job and output. The first one is the usual one. */
export type OutputValues = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/** Outputs that nobody gave and that a condition cannot do without, by job. */
export type AssumedOutputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

type Use = Compared<OutputPlace>;

/** What conditions tell apart of the outputs of a workflow's jobs: each literal that they compare, and something else. */
export function outputValues(workflow: WorkflowSource, repository: RepositorySource): OutputValues {
  return mapped(outputUses(workflow, repository), valuesFor);
}

/**
 * What jobs are taken to tell where a condition asks for `contains(fromJSON(needs.job.outputs.name), 'word')`: all the
 * words that any condition asks for. Such a list says what changed, and with all in it everything runs that can; with
 * nothing in it `fromJSON` would be an error.
 */
export function assumedOutputs(repository: RepositorySource): AssumedOutputs {
  const uses = repository.workflows.flatMap((workflow) => outputUses(workflow, repository));
  const lists = mapped(uses, (all) => (all.some(({ isItem }) => isItem) ? [valuesFor(all)[0]] : []));
  const found = [...lists].map(([job, outputs]) => [job, Object.fromEntries([...outputs].flatMap(([name, [value]]) => (value === undefined ? [] : [[name, value]])))] as const);
  return Object.fromEntries(found.filter(([, outputs]) => Object.keys(outputs).length > 0));
}

function mapped(uses: readonly Use[], values: (uses: readonly Use[]) => string[]): OutputValues {
  const byJob = new Map<string, Map<string, Use[]>>();
  for (const use of uses) {
    const { job, output } = use.place;
    const outputs = byJob.get(job) ?? new Map<string, Use[]>();
    byJob.set(job, outputs.set(output, [...(outputs.get(output) ?? []), use]));
  }
  return new Map([...byJob].map(([job, outputs]) => [job, new Map([...outputs].map(([output, all]) => [output, values(all)]))]));
}

function valuesFor(uses: readonly Use[]): string[] {
  const values = [...new Set(uses.map(({ value }) => value))];
  // Beside the literals, what is none of them.
  if (!uses.some(({ isItem }) => isItem)) return [...new Set([...values.filter((value) => value !== ''), ...(values.every((value) => value === '') ? ['something'] : []), ''])];
  const items = [...new Set(uses.filter(({ isItem }) => isItem).map(({ value }) => value))];
  return [...new Set([JSON.stringify(items), ...items.map((item) => JSON.stringify([item])), '[]'])];
}
