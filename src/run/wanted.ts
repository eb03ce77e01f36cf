import { RunError } from './run-error';
import { nearest } from '../catalog/nearest';
import type { RepositorySource } from '../read/repository-source';
import type { WorkflowSource } from '../read/workflow-source';
import { isAskedFor } from '../simulate/trigger-decision';

/**
 * The workflow that was asked for, or the only one.
 *
 * @throws RunError where there is none, or more than one, or where it is no YAML
 */
export function wantedWorkflow(repository: RepositorySource, wanted: string | undefined): WorkflowSource {
  const all = repository.workflows;
  const names = all.map(({ path }) => path.split('/').pop()!.replace(/\.ya?ml$/, ''));
  if (all.length === 0) throw new RunError('there is no workflow in .github/workflows');
  if (wanted === undefined && all.length > 1) throw new RunError(`there are several workflows: ${names.join(', ')}. Name one of them`);
  const found = all.filter((workflow) => wanted === undefined || isAskedFor(workflow, wanted));
  if (found.length > 1) throw new RunError(`"${wanted}" are several workflows: ${found.map(({ path }) => path).join(', ')}. Name the file`);
  if (found.length === 0) {
    const near = nearest(wanted!, names);
    throw new RunError(`there is no workflow ${wanted}.${near ? ` Did you mean ${near}?` : ''} There are: ${names.join(', ')}`);
  }
  const [problem] = found[0].file.problems;
  if (problem) throw new RunError(`${problem.at.path}:${problem.at.place.line}:${problem.at.place.column}: ${problem.message}`);
  return found[0];
}

/**
 * Ids of the jobs to run: those named, and all that they need.
 *
 * @throws RunError where there is no such job
 */
export function wantedJobs(workflow: WorkflowSource, wanted: readonly string[] | undefined): ReadonlySet<string> {
  const all = workflow.jobs;
  if (!wanted || wanted.length === 0) return new Set(all.map(({ id }) => id));
  const ids = wanted.map((name) => {
    const job = all.find(({ id }) => id === name) ?? all.find((each) => each.name === name);
    if (job) return job;
    const near = nearest(name, all.map(({ id }) => id));
    throw new RunError(`--job ${name}: ${workflow.path} has no such job.${near ? ` Did you mean ${near}?` : ''} It has: ${all.map(({ id }) => id).join(', ')}`);
  });
  return new Set(ids.flatMap((job) => [job, ...job.ancestors]).map(({ id }) => id));
}
