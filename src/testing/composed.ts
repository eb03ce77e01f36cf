import type { Project } from 'projen';
import { Ci } from '../ci/ci';
import type { EnvironmentRules } from '../simulate/environments';
import type { JobPlaces } from '../simulate/simulated';
import { Environment } from '../stages/environment';

/** Construct paths of the jobs that a project composes, by file of the workflow and id of the job. */
export function placesOf(project: Project): JobPlaces {
  return Object.fromEntries(Ci.of(project).workflows.map((workflow) => [workflow.path, Object.fromEntries(workflow.jobs.map((job) => [job.id, job.origin]))]));
}

/** Rules of the environments that a project composes, by name. */
export function environmentsOf(project: Project): Record<string, EnvironmentRules> {
  const environments = project.node.findAll().flatMap((construct) => Object.values(construct).flatMap(environmentsIn));
  return Object.fromEntries(environments.map(({ name, reviewers, refs }) => [name, { reviewers, branches: refs?.branches, tags: refs?.tags }]));
}

// As a property of a stage, in a list of one, or in something that a stage was given, such as a target of a release.
function environmentsIn(value: unknown): Environment[] {
  if (value instanceof Environment) return [value];
  if (Array.isArray(value)) return value.filter((each): each is Environment => each instanceof Environment);
  const isPlain = value !== null && typeof value === 'object' && !('node' in value);
  return isPlain ? Object.values(value).filter((each): each is Environment => each instanceof Environment) : [];
}
