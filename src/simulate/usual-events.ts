import { posix } from 'node:path';
import { Event } from './event';
import type { RepositorySource } from '../read/repository-source';
import type { WorkflowSource } from '../read/workflow-source';
import type { YamlValue } from '../read/yaml-value';

const DEFAULT_BRANCH = 'main';
const SAMPLE_TAG = 'v1.0.0';
const LITERAL = /^[\w./-]+$/;

/** The events that the files wait for, one of each kind: what a page offers unless somebody asks for others. */
export function usualEvents(repository: RepositorySource): Event[] {
  const { workflows } = repository;
  const made = [
    ...pushes(workflows),
    ...(has(workflows, 'pull_request') ? [Event.pullRequest(), Event.pullRequest({ fork: true })] : []),
    ...(has(workflows, 'pull_request_target') ? [Event.pullRequestTarget({ fork: true })] : []),
    ...(has(workflows, 'merge_group') ? [Event.mergeGroup()] : []),
    ...crons(workflows).map((cron) => Event.schedule(cron)),
    ...(has(workflows, 'release') ? [Event.release()] : []),
    ...followed(workflows).map((workflow) => Event.workflowRun({ workflow })),
    ...workflows.filter((workflow) => workflow.hasEvent('workflow_dispatch')).map((workflow) => Event.dispatch(shortName(workflow, workflows), requiredInputs(workflow))),
  ];
  return [...new Map(made.map((event) => [event.toString(), event])).values()];
}

function has(workflows: readonly WorkflowSource[], event: string): boolean {
  return workflows.some((workflow) => workflow.hasEvent(event));
}

function pushes(workflows: readonly WorkflowSource[]): Event[] {
  const filters = workflows.flatMap((workflow) => (workflow.hasEvent('push') ? [workflow.event('push')?.value] : []));
  if (filters.length === 0) return [];
  const branches = new Set([DEFAULT_BRANCH, ...filters.flatMap((filter) => filter?.get('branches')?.texts() ?? []).filter((name) => LITERAL.test(name))]);
  const tags = filters.some((filter) => filter?.has('tags')) ? [Event.push({ tag: SAMPLE_TAG })] : [];
  return [...[...branches].map((branch) => Event.push({ branch })), ...tags];
}

function crons(workflows: readonly WorkflowSource[]): string[] {
  return [...new Set(workflows.flatMap((workflow) => (workflow.event('schedule')?.value?.items() ?? []).flatMap((item) => item.get('cron')?.text ?? [])))];
}

function followed(workflows: readonly WorkflowSource[]): string[] {
  return [...new Set(workflows.flatMap((workflow) => workflow.event('workflow_run')?.value?.get('workflows')?.texts() ?? []))];
}

// As a maintainer calls it, where that names one file.
function shortName({ path }: WorkflowSource, all: readonly WorkflowSource[]): string {
  const stem = (each: string) => posix.basename(each).replace(/\.ya?ml$/, '');
  return all.some((other) => other.path !== path && (stem(other.path) === stem(path) || other.name === stem(path))) ? path : stem(path);
}

// A dispatch without them would be refused; what has a default keeps it.
function requiredInputs(workflow: WorkflowSource): Record<string, unknown> {
  const inputs = workflow.event('workflow_dispatch')?.value?.get('inputs')?.entries() ?? [];
  return Object.fromEntries(inputs.filter((input) => input.get('required')?.scalar === true && !input.has('default')).map((input) => [input.name, sample(input)]));
}

function sample(input: YamlValue): unknown {
  const type = input.get('type')?.text;
  if (type === 'boolean') return false;
  if (type === 'number') return 1;
  if (type === 'choice') return input.get('options')?.texts()[0] ?? '';
  return type === 'environment' ? 'production' : input.name;
}
