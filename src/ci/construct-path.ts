import { IConstruct } from 'constructs';
import { Project } from 'projen';

/** Path of a construct below its project, such as `Ci/Integration`. @internal */
export function constructPath(construct: IConstruct, ...more: string[]): string {
  const scopes = construct.node.scopes;
  const start = lastProject(scopes) + 1;
  return [...scopes.slice(start).map((scope) => scope.node.id), ...more].join('/');
}

function lastProject(scopes: IConstruct[]): number {
  return scopes.map((scope) => Project.isProject(scope)).lastIndexOf(true);
}
