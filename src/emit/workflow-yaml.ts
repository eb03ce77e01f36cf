import { concurrencyYaml, jobYaml, permissionsYaml } from './job-yaml';
import { PinResolver } from './step-yaml';
import { triggersYaml } from './trigger-yaml';
import { rendered, renderedMap } from './values';
import { Spaced, writeYaml } from './yaml-writer';
import { DEFAULT_SHELL } from '../model/defaults';
import { Workflow } from '../model/workflow';

/** The text of a workflow file. @internal */
export function workflowYaml(workflow: Workflow, pins: PinResolver, marker?: string): string {
  const { options } = workflow;
  const jobs = Object.fromEntries(workflow.jobs.map((job) => [job.id, jobYaml(job, pins, options.workingDirectory)]));
  const runs = workflow.jobs.some((job) => job.steps.some((step) => step.action === undefined));
  const text = writeYaml({
    'name': workflow.name,
    'run-name': rendered(options.runName),
    'on': triggersYaml(workflow.triggers),
    'permissions': options.permissions ? permissionsYaml(options.permissions) : {},
    'concurrency': concurrencyYaml(workflow.concurrency),
    'cache-mode': options.cacheMode,
    'env': renderedMap(options.env),
    'defaults': runs ? { run: { 'shell': DEFAULT_SHELL, 'working-directory': options.workingDirectory } } : undefined,
    'jobs': new Spaced(jobs),
  }, marker);
  return setApart(text);
}

// A blank line before each top-level block that a reader looks for.
function setApart(text: string): string {
  return text.replace(/\n(?:'(on)'|(permissions|jobs)):/g, '\n\n$1$2:');
}
