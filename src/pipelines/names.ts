import { PipelineOptions } from '../ci/pipeline';

// The pipeline whose main workflow is `ci.yml` has the plain names; a further one of the repository keeps its own apart,
// because a branch rule knows a check by its name alone.
function mainFile(id: string, options: PipelineOptions): string {
  return options.fileName ?? id.toLowerCase();
}

/** File name of a workflow beside the main one. @internal */
export function fileNameFor(name: string, id: string, options: PipelineOptions): string {
  const main = mainFile(id, options);
  return main === 'ci' ? name : `${main}-${name}`;
}

/** Name of a workflow. @internal */
export function workflowNameFor(name: string, id: string, options: PipelineOptions): string {
  return mainFile(id, options) === 'ci' ? name : `${name} (${id})`;
}

/** The options, with a name for the main workflow. @internal */
export function named<T extends PipelineOptions>(id: string, options: T): T {
  return { ...options, workflowName: options.workflowName ?? workflowNameFor('Continuous Integration', id, options) };
}
