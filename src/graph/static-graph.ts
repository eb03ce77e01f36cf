import { artifactEdges } from './artifacts';
import type { GraphEdge, GraphJob, GraphLeg, GraphStep, GraphWorkflow, PipelineGraph } from './graph';
import { GraphError } from './graph-error';
import { calledBy, linksOf } from './links';
import { ancestorsOf, reduced } from './order';
import type { JobSource } from '../read/job-source';
import type { MatrixLeg } from '../read/matrix-legs';
import type { RepositorySource } from '../read/repository-source';
import type { WorkflowSource } from '../read/workflow-source';

/**
 * How deep calls of workflows are drawn: what GitHub allows below the first.
 *
 * @see https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows#nesting-reusable-workflows
 */
const MAX_CALLS = 9;

/** Options of `graphOf`. */
export interface GraphOptions {
  /** What stands above it. @default 'Pipelines' */
  readonly title?: string;
  /** Which workflows are drawn. @default - all */
  readonly only?: (workflow: WorkflowSource) => boolean;
}

/** A job, and where it was read. */
interface Drawn {
  readonly key: string;
  readonly source: JobSource;
}

/** The jobs of one workflow file, and those of the workflows that they call. */
interface Part {
  readonly jobs: readonly Drawn[];
  readonly edges: readonly GraphEdge[];
  /** Keys of the jobs that wait for none of it. */
  readonly first: readonly string[];
  /** Keys of the jobs that none of it waits for. */
  readonly last: readonly string[];
}

/**
 * The graph that the files of a repository describe.
 *
 * @throws GraphError where GitHub refuses the jobs: they need each other in a circle, or need a job that is not there
 */
export function graphOf(repository: RepositorySource, { title = 'Pipelines', only = () => true }: GraphOptions = {}): PipelineGraph {
  const drawn = repository.workflows.filter(only);
  const paths = new Set(drawn.map(({ path }) => path));
  return {
    title,
    workflows: drawn.map((workflow) => workflowGraph(workflow, repository.workflows)),
    links: linksOf(repository.workflows).filter(({ from, to }) => paths.has(from) && paths.has(to)),
  };
}

/** The graph of one workflow; `all` are those that it may call. */
export function workflowGraph(workflow: WorkflowSource, all: readonly WorkflowSource[]): GraphWorkflow {
  const { jobs, edges } = jobsOf(workflow, all, '', [workflow]);
  const needs = reduced(edges);
  const artifacts = artifactEdges(jobs, ancestorsOf(edges));
  return {
    path: workflow.path,
    name: workflow.name,
    events: workflow.events.map(({ name }) => name),
    because: startWords(workflow.events.map(({ name }) => name)),
    notes: [],
    jobs: jobs.map((job) => jobGraph(job)),
    edges: withArtifacts(needs, artifacts),
  };
}

function startWords(events: readonly string[]): string {
  return events.length === 0 ? 'No event starts it.' : `Started by ${events.join(', ')}.`;
}

function jobsOf(workflow: WorkflowSource, all: readonly WorkflowSource[], prefix: string, callers: readonly WorkflowSource[]): Part {
  refuseCircles(workflow);
  const jobs: Drawn[] = [];
  const edges: GraphEdge[] = [];
  // What stands for a job to those that need it: itself, or the last jobs of the workflow it calls.
  const ends = new Map<string, readonly string[]>();
  for (const source of workflow.jobs) {
    const key = `${prefix}${source.id}`;
    jobs.push({ key, source });
    const target = calledBy(source.uses, all);
    const inner = target && !callers.includes(target) && callers.length <= MAX_CALLS ? jobsOf(target, all, `${key}/`, [...callers, target]) : undefined;
    ends.set(source.id, inner && inner.last.length > 0 ? inner.last : [key]);
    jobs.push(...inner?.jobs ?? []);
    edges.push(...inner?.edges ?? [], ...(inner?.first ?? []).map((to) => ({ from: key, to, kind: 'calls' as const })));
  }
  for (const source of workflow.jobs) {
    for (const { id } of source.needs) for (const from of ends.get(id) ?? []) edges.push({ from, to: `${prefix}${source.id}`, kind: 'needs' });
  }
  const needed = new Set(workflow.jobs.flatMap((job) => job.needs.map(({ id }) => id)));
  return {
    jobs,
    edges,
    first: workflow.jobs.filter((job) => job.needs.length === 0).map(({ id }) => `${prefix}${id}`),
    last: workflow.jobs.filter(({ id }) => !needed.has(id)).flatMap(({ id }) => ends.get(id) ?? []),
  };
}

function refuseCircles(workflow: WorkflowSource): void {
  const done = new Set<JobSource>();
  const look = (job: JobSource, way: readonly JobSource[]): void => {
    if (done.has(job)) return;
    for (const { id, at } of job.needs) {
      const next = workflow.job(id);
      if (!next) throw new GraphError(`${job.id} needs ${id}, and there is no such job. Name one of ${workflow.jobs.map((each) => each.id).join(', ')}.`, at);
      const circle = [...way, job];
      const from = circle.indexOf(next);
      if (from >= 0) throw new GraphError(`these jobs wait for each other: ${[...circle.slice(from), next].map((each) => each.id).join(' → ')}. Take one of the needs away.`, at);
      look(next, circle);
    }
    done.add(job);
  };
  for (const job of workflow.jobs) look(job, []);
}

function withArtifacts(needs: readonly GraphEdge[], artifacts: readonly GraphEdge[]): GraphEdge[] {
  const same = (left: GraphEdge, right: GraphEdge) => left.from === right.from && left.to === right.to;
  return [
    ...needs.map((edge) => ({ ...edge, ...labelOf(artifacts.find((each) => same(each, edge))) })),
    ...artifacts.filter((edge) => !needs.some((each) => same(each, edge))),
  ];
}

function labelOf(edge: GraphEdge | undefined): { label?: string } {
  return edge?.label === undefined ? {} : { label: edge.label };
}

function jobGraph({ key, source }: Drawn): GraphJob {
  const prefix = key.slice(0, key.length - source.id.length);
  const { legs } = source;
  const isMatrix = source.value.get('strategy', 'matrix') !== undefined;
  return {
    key,
    name: nameOf(source, legs),
    at: `${source.at.path}:${source.at.place.line}`,
    needs: source.needs.map(({ id }) => `${prefix}${id}`),
    runsOn: source.runnerNames ?? source.runnerLabels.map(({ text }) => text ?? ''),
    steps: stepsOf(source),
    ...defined({
      condition: source.condition?.text,
      calls: source.uses?.text,
      environment: source.environment?.text,
      concurrency: source.concurrency?.isMap ? source.concurrency.get('group')?.text : source.concurrency?.text,
      permissions: permissionsOf(source),
      legs: isMatrix ? (legs ?? []).map((leg): GraphLeg => ({ name: legName(source, leg), steps: [] })) : undefined,
    }),
  };
}

function stepsOf(source: JobSource): GraphStep[] {
  return source.steps.map((step) => ({ name: step.label, ...defined({ condition: step.condition?.text }) }));
}

function permissionsOf(source: JobSource): Record<string, string> | undefined {
  const given = source.permissions;
  if (!given || (given.isNull && !given.isMap)) return undefined;
  if (given.text !== undefined) return { 'all scopes': given.text.replace(/-all$/, '') };
  return Object.fromEntries(given.entries().map((entry) => [entry.name, entry.text ?? 'none']));
}

const MATRIX_VALUE = /\$\{\{\s*matrix\.([\w.-]+)\s*\}\}/g;

// `Test (Node 20, 22)` for `Test (Node ${{ matrix.node }})`.
function nameOf(source: JobSource, legs: readonly MatrixLeg[] | undefined): string {
  if (!legs || legs.length === 0) return source.name;
  return source.name.replace(MATRIX_VALUE, (_, way: string) => {
    const values = [...new Set(legs.map((leg) => valueAt(leg, way)))];
    return values.length > 3 ? `${values[0]} … ${values[values.length - 1]}` : values.join(', ');
  });
}

function legName(source: JobSource, leg: MatrixLeg): string {
  if (source.name.includes('${{')) return source.name.replace(MATRIX_VALUE, (_, way: string) => valueAt(leg, way));
  return `${source.name} (${Object.values(leg).map(plain).join(', ')})`;
}

function valueAt(leg: MatrixLeg, way: string): string {
  return plain(way.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], leg) ?? '');
}

function plain(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Without what is undefined, so that the graph is the same after a way through JSON. */
export function defined<T extends object>(values: T): Partial<{ [K in keyof T]: NonNullable<T[K]> }> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<{ [K in keyof T]: NonNullable<T[K]> }>;
}
