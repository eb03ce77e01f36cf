import type { JobLeg } from './job-leg';
import { below, plainName } from './job-legs';
import type { JobNode } from './job-node';
import { labelsOf } from './job-turn';
import type { Explanation } from './outcome';
import type { Standing } from './result';
import { SimulatedJob } from './simulated';
import type { WorkflowJobs } from './workflow-jobs';

/** What came of the jobs of a workflow, in the order of its file; those of called workflows behind the job that calls. */
export function jobOutcomes(jobs: WorkflowJobs): SimulatedJob[] {
  const bySource = new Map(jobs.nodes.map((node) => [node.source, node]));
  return jobs.workflow.jobs.flatMap((source) => ofNode(bySource.get(source)!, jobs));
}

function ofNode(node: JobNode, jobs: WorkflowJobs): SimulatedJob[] {
  if (node.legs.length === 0) return [withoutLegs(node, jobs)];
  return node.legs.flatMap((leg) => [ofLeg(node, leg), ...(leg.called ? jobOutcomes(leg.called) : [])]);
}

function withoutLegs(node: JobNode, { facts }: WorkflowJobs): SimulatedJob {
  const { source, end, because, problem } = node;
  const standing: Standing = end?.result ?? 'pending';
  const key = below(facts.caller?.key, source.id);
  return new SimulatedJob({
    source,
    because: because ?? waits(node),
    needs: needsOf(node),
    key,
    id: below(facts.caller?.id, source.id, '/'),
    name: plainName(source, facts),
    leg: {},
    result: standing,
    outcome: standing,
    outputs: {},
    steps: [],
    runsOn: [],
    note: problem,
  });
}

function ofLeg(node: JobNode, leg: JobLeg): SimulatedJob {
  const { key, id, name, values } = leg.facts;
  return new SimulatedJob({
    source: node.source,
    because: node.because!,
    needs: needsOf(node),
    key,
    id,
    name,
    leg: values,
    result: leg.standing,
    outcome: leg.outcome === 'pending' ? leg.standing : leg.outcome,
    outputs: leg.outputs,
    steps: leg.steps,
    permissions: leg.permissions,
    environment: leg.environment,
    concurrency: leg.concurrency,
    runsOn: leg.began === undefined ? [] : labelsOf(node.source, leg.facts.scope),
    began: leg.began,
    ended: leg.ended,
    note: leg.note,
  });
}

function needsOf(node: JobNode): string[] {
  return node.needs.flatMap((need) => (need.legs.length > 0 ? need.legs.map((leg) => leg.facts.key) : [need.source.id]));
}

function waits(node: JobNode): Explanation {
  const open = node.needs.filter((need) => need.end === undefined).map((need) => need.source.id);
  const words = open.length > 0 ? `it waits for ${open.join(', ')}` : 'its turn has not come';
  return { expression: node.source.condition?.text ?? 'success()', value: null, read: [], at: node.source.condition ?? node.source.at, words };
}
