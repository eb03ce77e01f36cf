import type { GraphJob, GraphLeg, GraphReason, GraphStep, GraphWorkflow, PipelineGraph } from './graph';
import { linksOf } from './links';
import { defined, GraphOptions, workflowGraph } from './static-graph';
import type { WorkflowSource } from '../read/workflow-source';
import type { Explanation, JobOutcome, RunOutcome, SimulationOutcome, StepOutcome, TriggerDecision } from '../simulate/outcome';
import type { AssumedOutputs } from '../simulate/output-values';
import type { Standing } from '../simulate/result';

/** Beyond this a value is cut: a payload is no thing to read in a picture. */
const MAX_VALUE = 200;

/** The worst first: how legs of a matrix stand together. */
const BY_WEIGHT: readonly Standing[] = ['failure', 'cancelled', 'running', 'waiting', 'pending', 'success', 'skipped'];

/** Options of `graphOfSimulation`. */
export interface SimulatedGraphOptions extends GraphOptions {
  /** Outputs that were made up for the simulation, which is told. @default - none */
  readonly assumed?: AssumedOutputs;
  /** Values that are not shown wherever they turn up, such as the secrets that a simulation was given. @default - none */
  readonly hidden?: readonly string[];
}

/** The graph, lit up by what events do. */
export function graphOfSimulation(outcome: SimulationOutcome, { title = 'Pipelines', only = () => true, assumed = {}, hidden = [] }: SimulatedGraphOptions = {}): PipelineGraph {
  const known = new Map(outcome.decisions.map(({ workflow }) => [workflow.path, workflow]));
  for (const { jobs } of outcome.runs) for (const { source } of jobs) known.set(source.workflow.path, source.workflow);
  const all = [...known.values()];
  const drawn = all.filter((workflow) => only(workflow) && outcome.decisions.some((each) => each.workflow.path === workflow.path));
  const paths = new Set(drawn.map(({ path }) => path));
  const events = [...new Set(outcome.runs.map(({ event }) => event.toString()))];
  const made: PipelineGraph = {
    title,
    ...defined({ event: events.length > 0 ? events.join(', ') : undefined }),
    workflows: drawn.flatMap((workflow) => workflowGraphs(workflow, all, outcome, assumed)),
    links: linksOf(all).filter(({ from, to }) => paths.has(from) && paths.has(to)),
  };
  return hidden.length > 0 ? without(made, hidden) : made;
}

function without<T>(value: T, hidden: readonly string[]): T {
  if (typeof value === 'string') return hidden.filter((each) => each !== '').reduce<string>((text, each) => text.split(each).join('***'), value) as T;
  if (Array.isArray(value)) return value.map((each) => without(each, hidden)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, without(each, hidden)])) as T;
}

function workflowGraphs(workflow: WorkflowSource, all: readonly WorkflowSource[], { decisions, runs }: SimulationOutcome, assumed: AssumedOutputs): GraphWorkflow[] {
  const base = workflowGraph(workflow, all);
  const own = decisions.filter((each) => each.workflow.path === workflow.path);
  const started = own.filter(({ starts }) => starts);
  const made = runs.filter((run) => run.workflow.path === workflow.path);
  if (made.length === 0) return [{ ...base, starts: false, because: reasons(started.length > 0 ? started : own) }];
  return made.map((run, index) => lit(base, run, sentence((started[index] ?? started[0] ?? own[0])?.because ?? base.because), assumed));
}

function reasons(decisions: readonly TriggerDecision[]): string {
  return [...new Set(decisions.map(({ because }) => sentence(because)))].join(' ');
}

function lit(base: GraphWorkflow, run: RunOutcome, because: string, assumed: AssumedOutputs): GraphWorkflow {
  const outcomes = new Map<string, JobOutcome[]>();
  for (const job of run.jobs) outcomes.set(job.id, [...outcomes.get(job.id) ?? [], job]);
  return {
    ...base,
    starts: true,
    because,
    result: run.conclusion,
    notes: [
      ...run.notes.map(sentence),
      ...(run.concurrency ? [`Its runs are in the concurrency group ${run.concurrency.group}.`] : []),
      ...run.jobs.flatMap(({ id }) => Object.entries(assumed[id] ?? {}).map(([name, value]) => `The output ${name} of ${id} is taken to be ${value}.`)),
    ],
    jobs: base.jobs.map((job) => litJob(job, outcomes.get(job.key) ?? [])),
  };
}

function litJob(base: GraphJob, legs: readonly JobOutcome[]): GraphJob {
  const [first] = legs;
  if (!first) return base;
  const result = together(legs.map((leg) => leg.result));
  const typical = legs.find((leg) => leg.result === result) ?? first;
  const began = legs.map((leg) => leg.began).filter((each): each is number => each !== undefined);
  const isMatrix = base.legs !== undefined;
  // A job is skipped before its matrix is made.
  const isMade = legs.length > 1 || Object.keys(first.leg).length > 0;
  return {
    ...base,
    // All legs of a matrix share the name that stands in the file.
    name: isMatrix ? base.name : first.name,
    runsOn: [...new Set(legs.flatMap((leg) => leg.runsOn))],
    result,
    because: reasonOf(typical.because),
    steps: isMatrix ? base.steps : litSteps(base.steps, first.steps),
    ...defined({
      environment: typical.environment?.name,
      approval: typical.environment?.approval,
      approvalBecause: typical.environment && sentence(typical.environment.because),
      concurrency: typical.concurrency?.group ?? base.concurrency,
      permissions: typical.permissions ?? base.permissions,
      note: noteOf(typical),
      order: began.length > 0 ? Math.min(...began) : undefined,
      legs: isMatrix && isMade ? legs.map(legOf) : base.legs,
    }),
  };
}

function noteOf({ note, outcome, result }: JobOutcome): string | undefined {
  const forgiven = outcome === 'failure' && result === 'success' ? ['It fails, and `continue-on-error` lets it pass.'] : [];
  const told = [...(note === undefined ? [] : [sentence(note)]), ...forgiven];
  return told.length > 0 ? told.join(' ') : undefined;
}

function together(results: readonly Standing[]): Standing {
  return BY_WEIGHT.find((each) => results.includes(each)) ?? 'skipped';
}

function legOf(leg: JobOutcome): GraphLeg {
  return { name: leg.name, result: leg.result, because: reasonOf(leg.because), steps: leg.steps.map(stepOf), ...defined({ note: noteOf(leg) }) };
}

// A job that did not begin has no steps in the outcome; those of the file are told then.
function litSteps(base: readonly GraphStep[], outcomes: readonly StepOutcome[]): readonly GraphStep[] {
  return outcomes.length > 0 ? outcomes.map(stepOf) : base;
}

function stepOf(step: StepOutcome): GraphStep {
  return { name: step.name, conclusion: step.conclusion, because: reasonOf(step.because), ...defined({ condition: step.source.condition?.text }) };
}

function reasonOf({ words, expression, value, read, at }: Explanation): GraphReason {
  return {
    words: sentence(words),
    expression,
    value: shown('', value),
    read: read.map((each) => ({ name: each.name, value: shown(each.name, each.value) })),
    at: `${at.path}:${at.place.line}`,
  };
}

// A picture is passed on: it tells no secret, not even one that was made up for the simulation.
function shown(name: string, value: unknown): string {
  if (/^secrets\b|^github\.token$/i.test(name)) return value === '' || value === undefined || value === null ? "''" : '***';
  const text = typeof value === 'string' ? `'${value}'` : JSON.stringify(value) ?? 'null';
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text;
}

// So that several can stand behind each other.
function sentence(words: string): string {
  const begun = words.replace(/^[a-z](?=[a-z]* )/, (letter) => letter.toUpperCase());
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}
