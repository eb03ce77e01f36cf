import type { GraphEdge } from './graph';
import type { JobSource } from '../read/job-source';

/** What `actions/upload-artifact` and `actions/download-artifact` call an artifact that nobody names. */
const DEFAULT_NAME = 'artifact';

/**
 * Artifacts that one job of a run hands on to another, by names that are written out.
 *
 * A pattern, a name with an expression and a download from another run say too little to be drawn. So does an upload in a
 * job that the download does not wait for.
 *
 * @see https://docs.github.com/en/actions/tutorials/store-and-share-data
 */
export function artifactEdges(jobs: readonly { readonly key: string; readonly source: JobSource }[], ancestors: ReadonlyMap<string, ReadonlySet<string>>): GraphEdge[] {
  const uploads = jobs.map(({ key, source }) => ({ key, names: names(source, 'actions/upload-artifact') }));
  return jobs.flatMap(({ key: to, source }) => {
    const wanted = names(source, 'actions/download-artifact');
    return uploads.flatMap(({ key: from, names: given }) => {
      const both = [...wanted].filter((name) => given.has(name));
      return both.length > 0 && ancestors.get(to)?.has(from) ? [{ from, to, kind: 'artifact' as const, label: both.join(', ') }] : [];
    });
  });
}

function names(job: JobSource, action: string): Set<string> {
  const found = new Set<string>();
  for (const step of job.steps) {
    if (!step.uses?.is(action) || step.inputs.has('run-id') || step.inputs.has('pattern') || step.inputs.has('artifact-ids')) continue;
    const downloadsAll = action.includes('download') && !step.inputs.has('name');
    const name = step.input('name') ?? DEFAULT_NAME;
    if (!downloadsAll && !name.includes('${{')) found.add(name);
  }
  return found;
}
