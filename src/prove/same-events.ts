import type { WorkflowSource } from '../read/workflow-source';
import { lookUp } from '../simulate/evaluate';
import type { Event } from '../simulate/event';
import { githubContext } from '../simulate/event-context';
import { eventOfRun } from '../simulate/event-inputs';

/** Parts of a job that a proof looks past: no step is run. */
const UNSEEN = ['steps', 'outputs', 'env', 'defaults'];

/**
 * What the jobs of a workflow can tell of an event: events with the same text start runs that go the same ways. Undefined
 * where nobody can say, since jobs are called from other files or parts of names are calculated.
 */
export function toldOf(happened: Event, workflow: WorkflowSource): string | undefined {
  const { event, inputs } = eventOfRun(workflow, happened);
  const github = githubContext(event, { workflow });
  const parts = workflow.jobs.flatMap((job) => job.value.entries().filter(({ name }) => !UNSEEN.includes(name)));
  const read = new Set(parts.flatMap(({ file, offset, end }) => file.expressionsBetween(offset, end)).flatMap((each) => each.references));
  const asked = [...read].filter((name) => /^(github|inputs)(\.|$)/.test(name)).sort();
  if (workflow.jobs.some(({ uses }) => uses) || asked.some((name) => name.includes('[]'))) return undefined;
  // Its name, ref and fork decide about tokens and environments.
  return JSON.stringify([event.name, event.ref, event.isFork, asked.map((name) => lookUp({ github, inputs }, name.split('.')) ?? null)]);
}
