import type { Diagnostic } from '../../read/language-services';
import type { Located } from '../../read/located';
import type { EventSource, WorkflowSource } from '../../read/workflow-source';
import type { YamlFile } from '../../read/yaml-file';
import type { CheckContext } from '../check-context';
import { keysOf } from './diagnostic-place';
import { didYouMean } from './did-you-mean';
import { EVENT_TYPES } from '../../model/events.const';
import { Told, ValidatorCheck } from '../validator-check';

const PATTERNS = ['branches', 'branches-ignore', 'paths', 'paths-ignore'];
/**
 * Filters by event, beside `types`.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#on
 */
const FILTERS: Readonly<Record<string, readonly string[]>> = {
  push: [...PATTERNS, 'tags', 'tags-ignore'],
  pull_request: PATTERNS,
  pull_request_target: PATTERNS,
  workflow_run: ['workflows', 'branches', 'branches-ignore'],
  merge_group: ['branches', 'branches-ignore'],
  workflow_call: ['inputs', 'outputs', 'secrets'],
  workflow_dispatch: ['inputs'],
  image_version: ['names', 'versions'],
  repository_dispatch: ['types'],
};
const MEANT = [/^Unexpected value '/, /^A (?:sequence|mapping) was not expected/, /^Unexpected type '/, /^There's not enough info/];

/** A filter that GitHub does not know stops the workflow, or is left out, so that it runs for everything or for nothing. */
export class EventFilters extends ValidatorCheck {
  public readonly id = 'event-filters';
  public readonly description = 'Events, their activity types and their filters are those that GitHub knows, and fit together.';
  public readonly covers = ['R10'];
  public readonly severity = { baseline: 'error' } as const;
  public readonly actionlint = 'events';
  public readonly messages = [/^Required property is missing: on$/];

  public claims(diagnostic: Diagnostic, file: YamlFile): boolean {
    if (super.claims(diagnostic, file)) return true;
    const keys = keysOf(diagnostic, file);
    if (keys[0] !== 'on' || keys[1] === 'schedule' || !MEANT.some((pattern) => pattern.test(diagnostic.message))) return false;
    return !(/^workflow_(?:call|dispatch)$/.test(String(keys[1])) && keys.length > 3);
  }

  public visitWorkflow(workflow: WorkflowSource, context: CheckContext): void {
    super.visitWorkflow(workflow, context);
    const on = workflow.value.get('on');
    if (on && !on.isNull && workflow.events.length === 0 && !on.isScalar) context.report(on.key, 'Nothing starts the workflow: `on` is empty.', 'Name at least one event, such as push or workflow_dispatch.');
    for (const event of workflow.events) this.look(event, context);
  }

  protected explain(diagnostic: Diagnostic, file: YamlFile): Told | undefined {
    if (/^Required/.test(diagnostic.message)) return { problem: 'Nothing starts the workflow: it has no `on`.', fix: 'Name the events that start it, such as `on: push`.' };
    const keys = keysOf(diagnostic, file);
    // Told of the same place by another message.
    if (/^Unexpected type '/.test(diagnostic.message)) return undefined;
    const value = /^Unexpected value '([\s\S]*)'$/.exec(diagnostic.message)?.[1];
    if (value === '' && keys.length === 1) return { problem: 'Nothing starts the workflow: `on` is empty.', fix: 'Name at least one event, such as push or workflow_dispatch.' };
    const event = String(keys[1]);
    if (value === undefined) return misshapen(event, keys.length > 2 ? String(keys[2]) : undefined);
    const isName = keys.length === 1 || typeof keys[1] === 'number' || (keys.length === 2 && event === value);
    if (isName) return { problem: `There is no event "${value}".`, fix: oneOf(value, Object.keys(EVENT_TYPES), 'GitHub knows') };
    if (keys.length === 2) return { problem: `The event "${event}" has the value "${value}".`, fix: fits(event) };
    if (keys[2] === 'types' && (keys.length > 3 || value !== 'types')) return { problem: `The event "${event}" has no activity type "${value}".`, fix: oneOf(value, EVENT_TYPES[event] ?? [], 'It has') };
    if (value === '') return { problem: `The filter "${String(keys[2])}" of "${event}" is empty.`, fix: 'Give it a pattern, or remove it.' };
    return { problem: `The event "${event}" has no filter "${value}".`, fix: oneOf(value, allowed(event), 'It has') };
  }

  private look({ name, at, value }: EventSource, context: CheckContext): void {
    for (const filter of ['branches', 'tags', 'paths']) {
      const twin = value?.get(`${filter}-ignore`);
      if (value?.has(filter) && twin) context.report(twin.key, `The event "${name}" has both ${filter} and ${filter}-ignore, and GitHub takes one of them.`, `Keep ${filter}, and write what is left out as a pattern that begins with "!".`);
    }
    if (name === 'pull_request_target' && !value?.has('branches') && !value?.has('branches-ignore')) this.openTarget(at, context);
    if (name === 'workflow_run' && !value?.has('workflows')) context.report(at, 'The event "workflow_run" names no workflow, so that nothing starts this one.', 'Name them: `workflows: [CI]`.', 'warning');
  }

  private openTarget(at: Located, context: CheckContext): void {
    context.report(at, 'pull_request_target runs with secrets for pull requests into every branch, also one it was not written for.', 'Name the branches it is meant for: `branches: [main]`.', 'info');
  }
}

function misshapen(event: string, filter: string | undefined): Told {
  const none = EVENT_TYPES[event] !== undefined && allowed(event).length === 0;
  // GitHub starts such workflows all the same, without the filter.
  if (none) return { problem: `The event "${event}" has no filters, and GitHub does not look at these.`, fix: 'Remove them; decide in a condition of the job.', atMost: 'warning' };
  if (filter !== undefined) return { problem: `The filter "${filter}" of "${event}" is neither a text nor a list of texts.`, fix: 'Write a list of patterns.' };
  return { problem: `The value of the event "${event}" is no map.`, fix: fits(event) };
}

function fits(event: string): string {
  const names = allowed(event);
  return names.length > 0 ? `Write a map with ${names.join(', ')}, or nothing.` : 'Write nothing behind it.';
}

function allowed(event: string): readonly string[] {
  return [...((EVENT_TYPES[event] ?? []).length > 0 ? ['types'] : []), ...(FILTERS[event] ?? [])];
}

function oneOf(value: string, names: readonly string[], said: string): string {
  return `${didYouMean(value, names)}${said}: ${names.join(', ') || 'none'}.`;
}
