import type { Checks } from './checks';
import { concurrencyChanges, jobAdded, jobChanges } from './job';
import { orderChanges } from './order';
import { entriesOf, namesOf } from './same';
import { Pairs, pairUp } from './similar';
import { actionsOf, featuresOf, pairSteps, stepFeatures, stepRenames } from './steps';
import type { Telling } from './telling';
import { triggerChanges } from './triggers';
import { entryChanges, valueChange } from './values';
import { count, list } from './words';
import type { JobSource } from '../read/job-source';
import type { WorkflowSource } from '../read/workflow-source';

const HANDLED = ['name', 'on', 'permissions', 'concurrency', 'env', 'defaults', 'jobs'];

/** A workflow that is there still. */
export function workflowChanges(before: WorkflowSource, after: WorkflowSource, checks: Checks, inFile: Telling): void {
  const jobs = pairJobs(before, after);
  const telling = inFile.inWorkflow(new Map(jobs.pairs.flatMap((pair) => (pair.before.id === pair.after.id ? [] : [[pair.before.id, pair.after.id]]))));
  const [old, now] = [before.value, after.value];
  triggerChanges(before, after, telling);
  valueChange('setting', 'notice', 'name', old.get('name'), now.get('name'), telling);
  concurrencyChanges(old.get('concurrency'), now.get('concurrency'), after.at, telling);
  entryChanges('env', 'env', old.get('env'), now.get('env'), telling);
  for (const name of namesOf(entriesOf(old), entriesOf(now))) if (!HANDLED.includes(name)) valueChange('setting', 'notice', name, old.get(name), now.get(name), telling);
  const known = actionsOfWorkflow(before);
  orderChanges(jobs.pairs, before.jobs, after.jobs, telling);
  for (const pair of jobs.pairs) {
    const steps = pairSteps(pair.before, pair.after);
    jobChanges(pair, steps, known, telling.inJob(pair.after.id, stepRenames(steps)));
  }
  for (const job of jobs.removed) telling.inJob(job.id, new Map()).tell('job', 'notice', 'is gone', { before: job.at });
  for (const job of jobs.added) jobAdded(job, known, telling.inJob(job.id, new Map()));
  checks.tell(jobs, telling);
}

/** A workflow that was not there. */
export function workflowAdded(workflow: WorkflowSource, checks: Checks, telling: Telling): void {
  telling.tell('file', 'notice', `is a new workflow: ${workflow.name}, ${count(workflow.jobs.length, 'job')}`, { after: workflow.at });
  triggerChanges(undefined, workflow, telling);
  for (const job of workflow.jobs) jobAdded(job, new Set(), telling.inJob(job.id, new Map()));
  checks.tell({ pairs: [], removed: [], added: workflow.jobs }, telling);
}

/** A workflow that is gone. */
export function workflowRemoved(workflow: WorkflowSource, checks: Checks, telling: Telling): void {
  const events = workflow.events.map(({ name }) => name);
  telling.tell('file', 'notice', `is gone: the workflow ${workflow.name}${events.length > 0 ? `, which started on ${list(events)}` : ''}`, { before: workflow.at });
  checks.tell({ pairs: [], removed: workflow.jobs, added: [] }, telling);
}

/** What a workflow consists of, for telling whether two are the same. */
export function workflowFeatures(workflow: WorkflowSource): string[] {
  return [...workflow.events.map(({ name }) => `on ${name}`), ...workflow.jobs.flatMap(jobFeatures)];
}

function pairJobs(before: WorkflowSource, after: WorkflowSource): Pairs<JobSource> {
  return pairUp(before.jobs, after.jobs, [({ id }) => id, (job) => jobFeatures(job).join('\n')], jobFeatures);
}

function jobFeatures(job: JobSource): string[] {
  return [...featuresOf(job.value, ['name', 'steps', 'needs']), ...job.steps.flatMap((step) => stepFeatures(step))];
}

function actionsOfWorkflow(workflow: WorkflowSource): Set<string> {
  const known = actionsOf(workflow.jobs);
  for (const { uses } of workflow.jobs) if (uses) known.add(uses.action || uses.text);
  return known;
}
