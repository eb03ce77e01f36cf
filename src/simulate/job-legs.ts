import { dataAt, Scope, textAt } from './evaluate';
import { JobLeg } from './job-leg';
import type { JobNode, Strategy } from './job-node';
import type { WorkflowFacts } from './run-facts';
import type { JobSource } from '../read/job-source';
import { legValues, NamedLeg, namedLegs } from '../read/matrix-legs';

/** Most jobs that a matrix makes. @see https://docs.github.com/en/actions/reference/limits */
const MOST_LEGS = 256;
const LONGEST_NAME = 100;

/** The legs of a job, or why GitHub makes none and fails it. */
export function legsOf(node: JobNode, facts: WorkflowFacts, scope: Scope): JobLeg[] | string {
  const { source } = node;
  const matrix = source.value.get('strategy', 'matrix');
  let all: readonly NamedLeg[] = [{ values: {}, shown: {} }];
  if (matrix && !matrix.isNull) {
    let data: unknown;
    try {
      data = dataAt(matrix, scope);
    } catch (error) {
      return `GitHub cannot evaluate its matrix: ${(error as Error).message} Give the outputs that it is made of.`;
    }
    const legs = namedLegs(data);
    if (!legs) return `${matrix.path}:${matrix.place.line}: its matrix is neither lists of values nor include`;
    if (legs.length === 0) return `${matrix.path}:${matrix.place.line}: its matrix has no values`;
    if (legs.length > MOST_LEGS) return `${matrix.path}:${matrix.place.line}: its matrix makes ${legs.length} jobs, and ${MOST_LEGS} are allowed`;
    all = legs;
  }
  node.strategy = strategyOf(source, scope, all.length);
  const { strategy } = node;
  return all.map((leg, index) => makeLeg(source, facts, leg, { ...scope, contexts: { ...scope.contexts, matrix: leg.values, strategy: { ...strategy, 'job-index': index } } }));
}

function strategyOf(source: JobSource, scope: Scope, total: number): Strategy {
  const failFast = dataAt(source.value.get('strategy', 'fail-fast'), scope);
  const most = dataAt(source.value.get('strategy', 'max-parallel'), scope);
  return { 'fail-fast': failFast === undefined ? true : failFast === true || failFast === 'true', 'job-total': total, 'max-parallel': most === undefined ? total : Number(most) };
}

/** The name of a job as written, for one that has no legs. */
export function plainName(source: JobSource, facts: WorkflowFacts): string {
  return below(facts.caller?.name, source.name);
}

/** Keys and names of jobs of a called workflow stand behind those of its caller. */
export function below(caller: string | undefined, own: string, between: string = ' / '): string {
  return caller === undefined ? own : `${caller}${between}${own}`;
}

function makeLeg(source: JobSource, facts: WorkflowFacts, { values, shown }: NamedLeg, scope: Scope): JobLeg {
  const texts = legValues(shown);
  const suffix = texts.length > 0 ? ` (${texts.join(', ')})` : '';
  const given = source.value.get('name');
  const isOwn = given?.text?.includes('${{') ?? false;
  const name = given === undefined ? `${source.id}${suffix}` : `${textAt(given, scope)}${isOwn ? '' : suffix}`;
  const key = below(facts.caller?.key, `${source.id}${suffix}`);
  const contexts = { ...scope.contexts, secrets: facts.contexts.secrets };
  return new JobLeg(
    { key, id: below(facts.caller?.id, source.id, '/'), name: below(facts.caller?.name, cut(name)), values, scope: { ...scope, contexts } },
    `${key} of ${facts.run.label}`,
  );
}

// As GitHub's service cuts it. @see https://github.com/actions/runner/blob/main/src/Sdk/WorkflowParser/Conversion/JobNameBuilder.cs
function cut(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 3)}...` : name;
}
