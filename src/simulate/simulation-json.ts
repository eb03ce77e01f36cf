import type { Event } from './event';
import type { Explanation, StepOutcome } from './outcome';
import type { Simulated, SimulatedJob, SimulatedRun } from './simulated';
import type { Located } from '../read/located';
import type { WorkflowSource } from '../read/workflow-source';

/** What events did, as plain data. */
export function simulationJson(events: readonly Event[], { decisions, runs }: Simulated, asked: (workflow: WorkflowSource) => boolean): object {
  return {
    events: events.map((event) => ({ name: event.name, action: event.action, ref: event.ref, text: String(event) })),
    workflows: decisions.filter(({ workflow }) => asked(workflow)).map(({ workflow, starts, because, at }) => ({ path: workflow.path, starts, because, ...placed(at) })),
    runs: runs.filter(({ workflow }) => asked(workflow)).map(ofRun),
  };
}

function ofRun({ workflow, name, event, conclusion, isCancelled, concurrency, jobs, notes }: SimulatedRun): object {
  return { workflow: workflow.path, name, event: String(event), conclusion, isCancelled, concurrency, notes, jobs: jobs.map(ofJob) };
}

function ofJob({ source, because, steps, ...job }: SimulatedJob): object {
  return { ...job, ...placed(source.at), because: explained(because), steps: steps.map(ofStep) };
}

function ofStep({ source, because, inner, ...step }: StepOutcome): object {
  return { ...step, id: source.id, because: explained(because), inner: inner.map(ofStep) };
}

function explained({ expression, value, read, words, at }: Explanation): object {
  return { expression, value, read, words, ...placed(at) };
}

function placed(at: Located): object {
  return { at: `${at.path}:${at.place.line}:${at.place.column}` };
}
