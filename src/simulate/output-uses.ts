import { MOST_LEVELS } from './called-workflow';
import { Compared, comparedIn, placeIn, PlaceOf, withoutFallback } from './compared-values';
import type { Expression } from '../read/expression';
import type { JobSource } from '../read/job-source';
import type { RepositorySource } from '../read/repository-source';
import type { WorkflowSource } from '../read/workflow-source';
import type { YamlValue } from '../read/yaml-value';

/** An output of a job. */
export interface OutputPlace {
  readonly job: string;
  readonly output: string;
}

/**
 * What conditions compare outputs of a workflow's jobs with: its own, those of the workflows that it hands them to, and those
 * of the workflows that call it and read them as its outputs.
 */
export function outputUses(workflow: WorkflowSource, repository: RepositorySource, depth: number = MOST_LEVELS): Compared<OutputPlace>[] {
  if (depth === 0) return [];
  return [...inConditions(workflow, ofNeeds), ...handedOn(workflow, repository, ofNeeds, depth), ...readByCallers(workflow, repository, depth)];
}

function inConditions<Place>({ jobs }: WorkflowSource, placeOf: PlaceOf<Place>): Compared<Place>[] {
  return jobs.flatMap(({ condition }) => (condition ? treesIn(condition).flatMap((tree) => comparedIn(tree, placeOf)) : []));
}

// As inputs of the workflows that its jobs call.
function handedOn<Place>(workflow: WorkflowSource, repository: RepositorySource, placeOf: PlaceOf<Place>, depth: number): Compared<Place>[] {
  return workflow.jobs.flatMap((job) => {
    const given = job.value.get('with')?.entries() ?? [];
    const called = given.length > 0 ? calledBy(job, repository) : undefined;
    if (!called || depth === 1) return [];
    const asked = [...inConditions(called, ofInputs), ...handedOn(called, repository, ofInputs, depth - 1)];
    return given.flatMap((value) => {
      const [tree, ...others] = treesIn(value);
      const place = others.length === 0 ? placeIn(withoutFallback(tree), placeOf) : undefined;
      if (tree && place === undefined) return comparedIn(tree, placeOf);
      return asked.flatMap((use) => (place !== undefined && use.place === value.name.toLowerCase() ? [{ ...use, place }] : []));
    });
  });
}

function readByCallers(workflow: WorkflowSource, repository: RepositorySource, depth: number): Compared<OutputPlace>[] {
  const outputs = workflow.event('workflow_call')?.value?.get('outputs')?.entries() ?? [];
  if (outputs.length === 0) return [];
  const callers = repository.workflows.flatMap(({ jobs }) => jobs).filter((job) => job.uses && calledBy(job, repository) === workflow);
  const asked = callers.flatMap((job) => outputUses(job.workflow, repository, depth - 1).filter(({ place }) => place.job === job.id));
  return outputs.flatMap((output) => {
    const value = output.get('value');
    const place = value && placeIn(withoutFallback(treesIn(value)[0]), ofJobs);
    return place ? asked.filter((use) => use.place.output === output.name).map((use) => ({ ...use, place })) : [];
  });
}

function calledBy({ uses }: JobSource, repository: RepositorySource): WorkflowSource | undefined {
  return uses?.kind === 'local' ? repository.workflow(uses.target) : undefined;
}

function treesIn(value: YamlValue): Expression[] {
  return value.file.expressionsBetween(value.offset, value.end).flatMap(({ tree }) => tree ?? []);
}

const ofNeeds: PlaceOf<OutputPlace> = (parts) => outputOf('needs', parts);
const ofJobs: PlaceOf<OutputPlace> = (parts) => outputOf('jobs', parts);
const ofInputs: PlaceOf<string> = ([context, name]) => (context === 'inputs' ? name?.toLowerCase() : undefined);

function outputOf(where: string, [context, job, outputs, output]: readonly (string | undefined)[]): OutputPlace | undefined {
  return context === where && job && outputs?.toLowerCase() === 'outputs' && output ? { job, output } : undefined;
}
