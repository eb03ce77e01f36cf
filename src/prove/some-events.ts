import type { EventSource, WorkflowSource } from '../read/workflow-source';
import type { YamlValue } from '../read/yaml-value';
import { Event } from '../simulate/event';

/** Most ways in which a workflow is dispatched. */
const MOST_DISPATCHES = 32;

/** Events of each kind that a workflow asks for: those that its conditions are likely to tell apart. */
export function someEvents(workflow: WorkflowSource): Event[] {
  return workflow.events.flatMap((event) => eventsFor(event, workflow));
}

function eventsFor(source: EventSource, workflow: WorkflowSource): Event[] {
  const types = source.value?.get('types')?.list().flatMap((type) => type.text ?? []) ?? [];
  switch (source.name) {
    case 'push': return pushes(source);
    case 'pull_request': return requests(source).flatMap((options) => [false, true].map((fork) => Event.pullRequest({ ...options, fork })));
    case 'pull_request_target': return requests(source).flatMap((options) => [false, true].map((fork) => Event.pullRequestTarget({ ...options, fork })));
    case 'workflow_dispatch': return inputsOf(source).map((inputs) => Event.dispatch(workflow.path, inputs));
    case 'schedule': return [Event.schedule()];
    case 'release': return [false, true].flatMap((prerelease) => (types.length > 0 ? types : ['published']).map((action) => Event.release({ action, tag: prerelease ? 'v1.0.0-rc.1' : 'v1.0.0', prerelease })));
    case 'workflow_run': return (source.value?.get('workflows')?.list().flatMap((name) => name.text ?? []) ?? []).flatMap((name) =>
      ['success', 'failure'].map((conclusion) => Event.workflowRun({ workflow: name, conclusion, branch: first(source, 'branches') ?? 'main' })));
    case 'repository_dispatch': return (types.length > 0 ? types : ['something']).map((type) => Event.repositoryDispatch(type));
    // Another workflow starts it.
    case 'workflow_call': return [];
    default: return (types.length > 0 ? types : [undefined]).map((action) => Event.of(source.name, action === undefined ? {} : { action }));
  }
}

function pushes(source: EventSource): Event[] {
  const branch = first(source, 'branches');
  const tag = first(source, 'tags');
  const events = [...(branch !== undefined ? [Event.push({ branch })] : []), ...(tag !== undefined ? [Event.push({ tag })] : [])];
  return events.length > 0 ? events : [Event.push()];
}

function requests(source: EventSource): { readonly base: string; readonly branch: string }[] {
  return [{ base: first(source, 'branches') ?? 'main', branch: 'change' }];
}

// A name that the pattern matches: what stands for anything is replaced by a word.
function first(source: EventSource, filter: string): string | undefined {
  const pattern = source.value?.get(filter)?.list().find((each) => each.text !== undefined && !each.text.startsWith('!'))?.text;
  return pattern?.replace(/\[(.)[^\]]*\][+?]?/g, '$1').replace(/\*+/g, 'x').replace(/[?+]/g, '');
}

// Each choice and both values of each switch, all with all while they are few.
function inputsOf(source: EventSource): Record<string, unknown>[] {
  const inputs = source.value?.get('inputs')?.entries() ?? [];
  const values = inputs.map((input) => ({ name: input.name, values: valuesOf(input) }));
  const total = values.reduce((product, each) => product * each.values.length, 1);
  const usual = Object.fromEntries(values.map((each) => [each.name, each.values[0]]));
  if (total > MOST_DISPATCHES) return [usual, ...values.flatMap((each) => each.values.slice(1).map((value) => ({ ...usual, [each.name]: value })))];
  return values.reduce<Record<string, unknown>[]>((all, each) => all.flatMap((known) => each.values.map((value) => ({ ...known, [each.name]: value }))), [{}]);
}

function valuesOf(input: YamlValue): unknown[] {
  const type = input.get('type')?.text ?? 'string';
  const fallback = input.get('default')?.scalar;
  if (type === 'boolean') return fallback === true ? [true, false] : [false, true];
  if (type === 'choice') return input.get('options')?.texts() ?? [];
  if (type === 'number') return [fallback ?? 1];
  return input.get('required')?.scalar === true || fallback ? [fallback ?? 'something'] : ['', 'something'];
}
