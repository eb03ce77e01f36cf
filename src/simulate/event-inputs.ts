import type { Event } from './event';
import { meant } from './event-error';
import { SimulationError } from './simulation-error';
import type { WorkflowSource } from '../read/workflow-source';
import type { YamlValue } from '../read/yaml-value';

/** Inputs of a run that was started by hand. */
export interface DispatchInputs {
  /** The context `inputs`: booleans are booleans, everything else is text, numbers too. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** `github.event.inputs`: all of it text. */
  readonly texts: Readonly<Record<string, string>>;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * The inputs as the run sees them: checked, with defaults where nothing was given.
 *
 * @throws SimulationError for one that is unknown, missing or of the wrong type, as GitHub refuses to start then
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#providing-inputs
 * @see https://github.com/actions/runner/issues/2848
 */
export function dispatchInputs(workflow: WorkflowSource, given: Readonly<Record<string, unknown>> = {}): DispatchInputs {
  const source = workflow.event('workflow_dispatch');
  const declared = new Map((source?.value?.get('inputs')?.entries() ?? []).map((input) => [input.name, input]));
  for (const name of Object.keys(given)) {
    if (declared.has(name)) continue;
    const known = declared.size === 0 ? 'The workflow has no inputs' : `The workflow has: ${[...declared.keys()].join(', ')}`;
    throw new SimulationError(`Input "${name}" is unknown to \`workflow_dispatch\`${meant(name, [...declared.keys()])}. ${known}.`, source?.at ?? workflow.at);
  }
  const inputs: Record<string, unknown> = {};
  const texts: Record<string, string> = {};
  for (const [name, input] of declared) {
    const value = valueOf(name, input, Object.hasOwn(given, name) ? given[name] : undefined);
    inputs[name] = value;
    texts[name] = String(value);
  }
  return { inputs, texts };
}

/** The event as a run of that workflow sees it: inputs filled in, the workflow by its path, the cron line of a schedule. */
export function eventOfRun(workflow: WorkflowSource, event: Event): { readonly event: Event; readonly inputs: Readonly<Record<string, unknown>> } {
  if (event.name === 'workflow_dispatch') {
    const { inputs, texts } = dispatchInputs(workflow, event.inputs);
    return { event: event.with({ inputs: texts, workflow: workflow.path }), inputs };
  }
  if (event.name !== 'schedule') return { event, inputs: {} };
  const cron = event.payload.schedule === '' ? workflow.event('schedule')?.value?.get(0, 'cron')?.text ?? '' : event.payload.schedule;
  return { event: event.with({ schedule: cron, workflow: workflow.path }), inputs: {} };
}

function valueOf(name: string, input: YamlValue, given: unknown): string | boolean {
  const type = input.get('type')?.text ?? 'string';
  const fallback = input.get('default');
  const isRequired = input.get('required')?.scalar === true;
  if (given === undefined || given === null || (given === '' && isRequired)) {
    if (fallback && !fallback.isNull) return typed(name, input, type, fallback.text ?? '', 'default', fallback);
    if (isRequired) throw new SimulationError(`Input "${name}" is required and was not given. Give it a value${allowed(input, type)}.`, input.key);
    return type === 'boolean' ? false : '';
  }
  if (typeof given === 'object') throw new SimulationError(`Input "${name}" was given as ${JSON.stringify(given)}. Inputs are text, numbers and booleans.`, input.key);
  return typed(name, input, type, String(given), 'value', input.key);
}

function typed(name: string, input: YamlValue, type: string, text: string, what: string, at: YamlValue | YamlValue['key']): string | boolean {
  const refuse = (fix: string): SimulationError => new SimulationError(`Input "${name}" is of type ${type}, and its ${what} is "${text}". ${fix}`, at);
  switch (type) {
    case 'string':
    case 'environment':
      return text;
    case 'boolean':
      if (text !== 'true' && text !== 'false') throw refuse('Give true or false.');
      return text === 'true';
    case 'number':
      if (text !== '' && !NUMBER.test(text)) throw refuse('Give a number.');
      return text;
    case 'choice': {
      const options = input.get('options')?.texts() ?? [];
      if (!options.includes(text)) throw refuse(`Give one of: ${options.join(', ')}.`);
      return text;
    }
    default:
      throw new SimulationError(`Input "${name}" is of type "${type}". GitHub knows: boolean, choice, environment, number, string.`, input.get('type'));
  }
}

function allowed(input: YamlValue, type: string): string {
  if (type === 'choice') return `, one of: ${(input.get('options')?.texts() ?? []).join(', ')}`;
  return type === 'boolean' ? ', true or false' : type === 'number' ? ', a number' : '';
}
