import { fillMatrix } from './matrix-text';
import type { JobSource } from '../../read/job-source';
import { legValues, MatrixLeg } from '../../read/matrix-legs';
import type { RepositorySource } from '../../read/repository-source';

/** Names of the checks that a job reports; those with `*` are known in part. */
export type CheckNames = readonly string[];

/**
 * The names under which GitHub shows a job on a pull request: `name`, or the id; with a matrix `Name (a, b)`; below a job that
 * calls a workflow `caller / callee`. A `*` stands for what an expression decides.
 *
 * @see https://docs.github.com/en/pull-requests/collaborating-with-pull-requests/collaborating-on-repositories-with-code-quality-features/about-status-checks
 */
export function checkNames(job: JobSource, repository: RepositorySource, depth = 0): CheckNames {
  const own = ownNames(job);
  if (!job.uses) return own;
  const called = job.uses.kind === 'local' && depth < 5 ? repository.workflow(job.uses.target) : undefined;
  const inner = called ? called.jobs.flatMap((each) => checkNames(each, repository, depth + 1)) : ['*'];
  return own.flatMap((outer) => inner.map((name) => `${outer} / ${name}`));
}

function ownNames(job: JobSource): string[] {
  const given = job.value.get('name')?.text;
  if (!job.value.has('strategy') || job.value.get('strategy', 'matrix') === undefined) return [wild(given ?? job.id)];
  const hasExpression = given?.includes('${{') ?? false;
  const legs = job.namedLegs;
  if (!legs) return [hasExpression ? wild(given!) : `${given ?? job.id} (*)`];
  return [...new Set(legs.map(({ values, shown }) => (hasExpression ? wild(fillMatrix(given!, values)) : `${given ?? job.id}${suffix(shown)}`)))];
}

function suffix(leg: MatrixLeg): string {
  const values = legValues(leg);
  return values.length > 0 ? ` (${values.join(', ')})` : '';
}

function wild(text: string): string {
  return text.replace(/\$\{\{[^]*?\}\}/g, '*').trim();
}
