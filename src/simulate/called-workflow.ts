import { dataAt, Scope, textAt } from './evaluate';
import { textOf } from './expression-data';
import { TokenPermissions, tokenPermissions } from './job-permissions';
import { SimulationError } from './simulation-error';
import type { JobSource } from '../read/job-source';
import type { RepositorySource } from '../read/repository-source';
import { entriesByName } from '../read/step-source';
import type { WorkflowSource } from '../read/workflow-source';
import type { YamlValue } from '../read/yaml-value';

/** Most workflows that call one another, the first included. @see https://docs.github.com/en/actions/reference/workflows-and-actions/reusing-workflow-configurations */
export const MOST_LEVELS = 10;

/**
 * The workflow of this repository that a job calls; undefined where it is one of another repository.
 *
 * @throws SimulationError where it does not exist, cannot be called, or calls go too deep
 */
export function calledWorkflow(job: JobSource, repository: RepositorySource, depth: number): WorkflowSource | undefined {
  const { uses } = job;
  if (uses?.kind !== 'local') return undefined;
  const workflow = repository.workflow(uses.target);
  if (!workflow) throw new SimulationError(`${job.id} calls ${uses.text}, and there is no such workflow.`, uses.at);
  if (!workflow.event('workflow_call')) throw new SimulationError(`${job.id} calls ${uses.text}, which cannot be called: it has no event workflow_call.`, uses.at);
  if (depth >= MOST_LEVELS) throw new SimulationError(`${job.id} calls ${uses.text} at the ${depth + 1}th level, and ${MOST_LEVELS} are allowed.`, uses.at);
  return workflow;
}

/**
 * The context `inputs` of a called workflow.
 *
 * @throws SimulationError where an input is unknown, missing, or of another type
 */
export function callInputs(job: JobSource, workflow: WorkflowSource, scope: Scope): Record<string, unknown> {
  const declared = entriesByName(workflow.event('workflow_call')?.value?.get('inputs'));
  const given = entriesByName(job.value.get('with'));
  for (const [name, entry] of given) {
    if (!declared.has(name)) throw new SimulationError(`${workflow.path} has no input ${name}. It has: ${[...declared.keys()].join(', ') || 'none'}.`, entry.key);
  }
  return Object.fromEntries([...declared].map(([name, input]) => [name, inputValue(name, input, given.get(name), { job, scope })]));
}

function inputValue(name: string, input: YamlValue, given: YamlValue | undefined, { job, scope }: { job: JobSource; scope: Scope }): unknown {
  const type = input.get('type')?.text ?? 'string';
  if (!given) {
    if (input.get('required')?.scalar === true && !input.has('default')) throw new SimulationError(`${job.id} gives no input ${name}, which ${input.path} requires.`, job.uses!.at);
    return dataAt(input.get('default'), scope) ?? { boolean: false, number: 0 }[type] ?? '';
  }
  const value = dataAt(given, scope);
  if (type === 'boolean' && typeof value !== 'boolean') return refuse(name, type, value, given);
  if (type === 'number') return typeof value === 'number' || /^-?\d+(\.\d+)?$/.test(textOf(value)) ? Number(value) : refuse(name, type, value, given);
  return type === 'string' ? textOf(value) : value;
}

function refuse(name: string, type: string, value: unknown, at: YamlValue): never {
  throw new SimulationError(`the input ${name} is a ${type}, and was given ${JSON.stringify(value)}.`, at);
}

/**
 * The context `secrets` of a called workflow: all of the caller, or those it hands over.
 *
 * @throws SimulationError where one that is required is not handed over
 */
export function callSecrets(job: JobSource, workflow: WorkflowSource, scope: Scope): Record<string, string> {
  const own = scope.contexts.secrets as Record<string, string>;
  const given = job.value.get('secrets');
  if (given?.text === 'inherit') return own;
  for (const [name, secret] of entriesByName(workflow.event('workflow_call')?.value?.get('secrets'))) {
    if (secret.get('required')?.scalar === true && !given?.has(name)) throw new SimulationError(`${job.id} hands over no secret ${name}, which ${workflow.path} requires.`, job.uses!.at);
  }
  const handed = Object.fromEntries((given?.entries() ?? []).map((entry) => [entry.name, textAt(entry, scope)]));
  return { ...(own.GITHUB_TOKEN === undefined ? {} : { GITHUB_TOKEN: own.GITHUB_TOKEN }), ...handed };
}

/** The outputs of a called workflow, made of those of its jobs. */
export function callOutputs(workflow: WorkflowSource, scope: Scope): Record<string, string> {
  const declared = entriesByName(workflow.event('workflow_call')?.value?.get('outputs'));
  return Object.fromEntries([...declared].map(([name, entry]) => [name, textAt(entry.get('value'), scope)]));
}

/**
 * Looks whether the jobs of a called workflow ask for more than the calling job may do.
 *
 * @throws SimulationError as GitHub refuses the run then
 */
export function checkCallPermissions(job: JobSource, workflow: WorkflowSource, caller: TokenPermissions | undefined): void {
  if (!caller) return;
  for (const called of workflow.jobs) {
    for (const [scope, level] of Object.entries(tokenPermissions(called, { isFork: false }) ?? {})) {
      const allowed = caller[scope];
      if (allowed === 'write' || allowed === level) continue;
      throw new SimulationError(`${workflow.path}: ${called.id} asks for ${scope}: ${level}, and ${job.id}, which calls it, has ${scope}: ${allowed ?? 'none'}. Give it that permission.`, job.uses!.at);
    }
  }
}
