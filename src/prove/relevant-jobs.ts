import { calls, Expression, references } from '../read/expression';
import type { JobSource } from '../read/job-source';

/** The jobs whose endings decide whether these begin: what their conditions look at, and what those look at in turn. */
export function relevantJobs(jobs: readonly JobSource[]): Set<string> {
  const found = new Set<string>();
  const open = [...jobs];
  for (let job = open.pop(); job; job = open.pop()) {
    if (found.has(job.id)) continue;
    found.add(job.id);
    open.push(...lookedAt(job));
  }
  return found;
}

function lookedAt(job: JobSource): readonly JobSource[] {
  const { condition } = job;
  const trees = condition ? condition.file.expressionsBetween(condition.offset, condition.end).map(({ tree }) => tree) : [undefined];
  if (trees.length === 0 || trees.includes(undefined)) return job.ancestors;
  const known = trees as Expression[];
  const asked = known.flatMap(calls);
  // Without a question of its own success() is put before, which looks at all jobs before it.
  if (asked.some((name) => name === 'success' || name === 'failure') || !asked.some((name) => name === 'always' || name === 'cancelled')) return job.ancestors;
  const read = known.flatMap(references).filter((each) => /^needs(\.|$)/.test(each)).map((each) => each.split('.')[1]);
  return job.neededJobs.filter(({ id }) => read.some((name) => name === undefined || name === '*' || name === '[]' || name.toLowerCase() === id.toLowerCase()));
}
