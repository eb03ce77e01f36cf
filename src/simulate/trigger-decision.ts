import type { Event } from './event';
import { dispatchInputs } from './event-inputs';
import { filterPattern } from './filter-pattern';
import type { TriggerDecision } from './outcome';
import { branchVerdict, few, pathVerdict, pushVerdict, Verdict } from './trigger-filters';
import type { Located } from '../read/located';
import type { EventSource, WorkflowSource } from '../read/workflow-source';

/** What decides beside the file. */
export interface TriggerOptions {
  /**
   * The default branch of the repository.
   *
   * @default - that of the event
   */
  readonly defaultBranch?: string;
}

/**
 * Activity types that start a workflow that names none; of all other events, every type does.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request
 */
const DEFAULT_TYPES: Readonly<Record<string, readonly string[]>> = {
  pull_request: ['opened', 'synchronize', 'reopened'],
  pull_request_target: ['opened', 'synchronize', 'reopened'],
};

/** @see https://docs.github.com/en/actions/how-tos/manage-workflow-runs/skip-workflow-runs */
const SKIP = ['[skip ci]', '[ci skip]', '[no ci]', '[skip actions]', '[actions skip]'];
const SKIP_TRAILER = /\n\n\n(?:[\w-]+:.*\n)*skip-checks: ?true\s*$/;

/** Types that start nothing while a release is a draft. */
const NOT_OF_DRAFTS = ['created', 'edited', 'deleted'];

/**
 * Whether an event starts a workflow, by the rules of GitHub's service.
 *
 * @throws SimulationError when GitHub would refuse the file or the inputs: broken patterns, a filter beside its `-ignore`, wrong inputs
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
 */
export function decideTrigger(workflow: WorkflowSource, event: Event, options: TriggerOptions = {}): TriggerDecision {
  const told = options.defaultBranch === undefined ? event : event.in({ defaultBranch: options.defaultBranch });
  const verdict = verdictOf(workflow, told);
  return { workflow, starts: verdict.starts, because: verdict.because, at: verdict.at };
}

/** Whether a dispatched workflow is this one: by its path, its file with or without ending, or its name. */
export function isAskedFor(workflow: WorkflowSource, wanted: string): boolean {
  const file = workflow.path.split('/').at(-1)!;
  return [workflow.path, file, file.replace(/\.ya?ml$/, ''), workflow.name].includes(wanted.replace(/^\.\//, ''));
}

function verdictOf(workflow: WorkflowSource, event: Event): Verdict {
  const source = workflow.event(event.name);
  if (!source) return notNamed(workflow, event);
  const passed: Verdict[] = [];
  for (const gate of GATES) {
    const verdict = gate(source, event, workflow);
    if (verdict?.starts === false) return verdict;
    if (verdict) passed.push(verdict);
  }
  if (passed.length === 0) return { starts: true, because: `\`on\` has \`${event.name}\`, without filters.`, at: source.at };
  return { starts: true, because: passed.map(({ because }) => because).join(' '), at: passed.at(-1)!.at };
}

function notNamed(workflow: WorkflowSource, event: Event): Verdict {
  const names = workflow.events.map(({ name }) => name);
  const at = workflow.value.get('on')?.key ?? workflow.at;
  if (names.length === 0) return { starts: false, because: 'It has no `on`, and so nothing starts it.', at };
  if (names.length === 1 && names[0] === 'workflow_call') return { starts: false, because: 'Only other workflows call it: `workflow_call` never starts it by itself.', at };
  return { starts: false, because: `\`on\` has no \`${event.name}\`, only ${few(names)}.`, at };
}

type Gate = (source: EventSource, event: Event, workflow: WorkflowSource) => Verdict | undefined;

// In this order, so that the coarsest reason is told.
const GATES: readonly Gate[] = [asked, types, drafts, inactive, cron, conflicts, refs, runBefore, images, paths, skipped];

function asked(source: EventSource, event: Event, workflow: WorkflowSource): Verdict | undefined {
  if (event.name !== 'workflow_dispatch') return undefined;
  if (event.workflow !== undefined && !isAskedFor(workflow, event.workflow)) return { starts: false, because: `Another workflow was dispatched: ${event.workflow}.`, at: source.at };
  dispatchInputs(workflow, event.inputs);
  return { starts: true, because: event.workflow === undefined ? 'It has `workflow_dispatch`, and no workflow in particular was asked for.' : `It was dispatched as ${event.workflow}.`, at: source.at };
}

function types(source: EventSource, event: Event): Verdict | undefined {
  if (event.action === undefined) return undefined;
  const value = source.value?.get('types');
  const named = value?.texts() ?? [];
  const at = value?.key ?? source.at;
  if (value && named.length > 0) {
    const hit = value.list().find(({ text }) => text === event.action);
    if (hit) return { starts: true, because: `\`types\` has ${event.action}.`, at: hit };
    return { starts: false, because: `\`types\` (${few(named)}) does not have ${event.action}.`, at };
  }
  const usual = DEFAULT_TYPES[event.name];
  if (!usual || usual.includes(event.action)) return undefined;
  return { starts: false, because: `\`${event.name}\` names no \`types\`, and then only ${usual.join(', ')} count, not ${event.action}.`, at };
}

function drafts(source: EventSource, event: Event): Verdict | undefined {
  if (event.name !== 'release' || event.payload.release?.draft !== true || !NOT_OF_DRAFTS.includes(event.action ?? '')) return undefined;
  return { starts: false, because: `The release is a draft, and for drafts GitHub starts nothing when they are ${event.action}.`, at: source.at };
}

function inactive(source: EventSource, event: Event): Verdict | undefined {
  if (event.name !== 'deployment_status' || event.payload.deployment_status?.state !== 'inactive') return undefined;
  return { starts: false, because: 'The state is inactive, for which GitHub starts nothing.', at: source.at };
}

function cron(source: EventSource, event: Event): Verdict | undefined {
  if (event.name !== 'schedule') return undefined;
  const lines = (source.value?.items() ?? []).map((item) => item.get('cron')).filter((line) => line !== undefined);
  const wanted = String(event.payload.schedule);
  const hit = lines.find((line) => wanted === '' || plain(line.text ?? '') === plain(wanted));
  if (hit) return { starts: true, because: `\`schedule\` has "${hit.text}".`, at: hit };
  if (lines.length === 0) return { starts: false, because: '`schedule` has no `cron`.', at: source.at };
  return { starts: false, because: `\`schedule\` (${few(lines.map(({ text }) => `"${text}"`))}) does not have "${wanted}".`, at: source.at };
}

function plain(line: string): string {
  return line.trim().replace(/\s+/g, ' ').toUpperCase();
}

// Once merged it runs on its base, where there is nothing left to conflict.
function conflicts(source: EventSource, event: Event): Verdict | undefined {
  if (event.name !== 'pull_request' || !event.hasConflicts || event.payload.pull_request?.merged === true) return undefined;
  return { starts: false, because: 'The pull request has conflicts, so that GitHub has no merge commit to run on.', at: source.at };
}

function refs(source: EventSource, event: Event): Verdict | undefined {
  switch (event.name) {
    case 'push':
      return pushVerdict(source, event);
    case 'pull_request':
    case 'pull_request_target':
      return branchVerdict(source, 'base branch', String(event.payload.pull_request?.base?.ref ?? event.baseRef));
    case 'merge_group':
      return branchVerdict(source, 'base branch', String(event.payload.merge_group?.base_ref).replace(/^refs\/heads\//, ''));
    default:
      return undefined;
  }
}

function runBefore(source: EventSource, event: Event): Verdict | undefined {
  if (event.name !== 'workflow_run') return undefined;
  const value = source.value?.get('workflows');
  const { name, head_branch: branch } = event.payload.workflow_run;
  const hit = value?.list().find(({ text }) => text === name);
  if (!hit) return { starts: false, because: value ? `\`workflows\` (${few(value.texts())}) does not have ${name}.` : '`workflow_run` names no `workflows`.', at: value?.key ?? source.at };
  const verdict = branchVerdict(source, "triggering run's branch", String(branch));
  return verdict?.starts === false ? verdict : { starts: true, because: `\`workflows\` has ${name}.${verdict ? ` ${verdict.because}` : ''}`, at: verdict?.at ?? hit };
}

function images(source: EventSource, event: Event): Verdict | undefined {
  if (event.name !== 'image_version') return undefined;
  for (const [filter, value] of [['names', event.payload.name], ['versions', event.payload.version]] as const) {
    const list = source.value?.get(filter);
    if (list && value !== undefined && !list.texts().some((text) => filterPattern(text).matches(String(value)))) {
      return { starts: false, because: `\`${filter}\` (${few(list.texts())}) does not match ${value}.`, at: list.key };
    }
  }
  return undefined;
}

function paths(source: EventSource, event: Event): Verdict | undefined {
  return ['push', 'pull_request', 'pull_request_target'].includes(event.name) ? pathVerdict(source, event) : undefined;
}

function skipped(source: EventSource, event: Event): Verdict | undefined {
  if (event.name !== 'push' && event.name !== 'pull_request') return undefined;
  const message = event.message ?? '';
  const word = SKIP.find((each) => message.includes(each)) ?? (SKIP_TRAILER.test(message) ? 'skip-checks: true' : undefined);
  if (word === undefined) return undefined;
  const at: Located = source.at;
  return { starts: false, because: `The message of the head commit has ${word}.`, at };
}
