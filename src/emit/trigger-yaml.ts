import { rendered, unlessEmpty } from './values';
import { EMPTY } from './yaml-writer';
import { Cron } from '../model/cron';
import { Trigger } from '../model/trigger';
import { WorkflowOutput, WorkflowSecret } from '../model/trigger-options';
import { WorkflowInput } from '../model/workflow-input';

const FILTERS: Record<string, string> = {
  workflows: 'workflows',
  types: 'types',
  branches: 'branches',
  branchesIgnore: 'branches-ignore',
  tags: 'tags',
  tagsIgnore: 'tags-ignore',
  paths: 'paths',
  pathsIgnore: 'paths-ignore',
};

/** The value of `on`. @internal */
export function triggersYaml(triggers: Trigger[]): Record<string, unknown> {
  return Object.fromEntries(triggers.map((trigger) => [trigger.eventName, triggerYaml(trigger)]));
}

function triggerYaml(trigger: Trigger): unknown {
  const { options } = trigger;
  if (trigger.eventName === 'schedule') return (options.crons as Cron[]).map((cron) => ({ cron: cron.expression, timezone: cron.timezone }));
  const body: Record<string, unknown> = {};
  for (const [option, key] of Object.entries(FILTERS)) body[key] = options[option];
  body.inputs = inputsYaml(options.inputs);
  body.secrets = unlessEmpty(secretsYaml(options.secrets));
  body.outputs = unlessEmpty(outputsYaml(options.outputs));
  const defined = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
  return Object.keys(defined).length > 0 ? defined : EMPTY;
}

function inputsYaml(inputs: Record<string, WorkflowInput> | undefined): Record<string, unknown> | undefined {
  const entries = Object.entries(inputs ?? {}).map(([name, input]) => [name, {
    description: input.description,
    type: input.type,
    required: input.required || undefined,
    default: input.defaultValue,
    options: input.choices,
  }]);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function secretsYaml(secrets: Record<string, WorkflowSecret> | undefined): Record<string, unknown> {
  return Object.fromEntries(Object.entries(secrets ?? {}).map(([name, secret]) => [name, { description: secret.description, required: secret.required ?? false }]));
}

function outputsYaml(outputs: Record<string, WorkflowOutput> | undefined): Record<string, unknown> {
  return Object.fromEntries(Object.entries(outputs ?? {}).map(([name, output]) => [name, { description: output.description, value: rendered(output.value) }]));
}
