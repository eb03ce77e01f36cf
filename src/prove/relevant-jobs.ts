import { calls, Expression, references } from '../read/expression';
import type { JobSource } from '../read/job-source';
import type { YamlValue } from '../read/yaml-value';

/**
 * The jobs whose endings decide whether these begin: what their conditions look at, and what those look at in turn. The
 * scripts of one that is executed can look at all that it needs.
 */
export function relevantJobs(jobs: readonly JobSource[], executed: readonly string[] = []): Set<string> {
  const found = new Set<string>();
  const open = [...jobs];
  for (let job = open.pop(); job; job = open.pop()) {
    if (found.has(job.id)) continue;
    found.add(job.id);
    open.push(...lookedAt(job), ...(executed.includes(job.id) ? job.neededJobs : []));
  }
  return found;
}

// Beside the condition: what decides about its legs, about how its result counts, and about the jobs that it calls.
const DECIDING = ['strategy', 'environment', 'concurrency', 'continue-on-error', 'with'];

function lookedAt(job: JobSource): readonly JobSource[] {
  const { condition } = job;
  const trees = condition ? treesIn(condition) : [undefined];
  if (trees.length === 0 || trees.includes(undefined)) return job.ancestors;
  const known = trees as Expression[];
  const asked = known.flatMap(calls);
  // Without a question of its own success() is put before, which looks at all jobs before it.
  if (asked.some((name) => name === 'success' || name === 'failure') || !asked.some((name) => name === 'always' || name === 'cancelled')) return job.ancestors;
  const others = DECIDING.flatMap((key) => job.value.get(key) ?? []).flatMap(treesIn).flatMap((tree) => tree ?? []);
  const read = [...known, ...others].flatMap(references).filter((each) => /^needs(\.|$)/.test(each)).map((each) => each.split('.')[1]);
  return job.neededJobs.filter(({ id }) => read.some((name) => name === undefined || name === '*' || name === '[]' || name.toLowerCase() === id.toLowerCase()));
}

function treesIn({ file, offset, end }: YamlValue): (Expression | undefined)[] {
  return file.expressionsBetween(offset, end).map(({ tree }) => tree);
}
