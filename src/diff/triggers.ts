import { entriesOf, namesOf, same } from './same';
import type { Telling } from './telling';
import { inline, list } from './words';
import type { EventSource, WorkflowSource } from '../read/workflow-source';
import type { YamlValue } from '../read/yaml-value';

/**
 * Events that people without any right to the repository can cause, and that run with its token and secrets.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
 */
const OUTSIDERS: Readonly<Record<string, string>> = {
  pull_request_target: 'a pull request from a fork starts it, with the token and secrets of this repository',
  workflow_run: 'a run of another workflow starts it, also one for a fork, with the token and secrets of this repository',
  issue_comment: 'whoever comments starts it, with the token and secrets of this repository',
  issues: 'whoever opens an issue starts it, with the token and secrets of this repository',
  discussion: 'whoever opens a discussion starts it, with the token and secrets of this repository',
  discussion_comment: 'whoever comments on a discussion starts it, with the token and secrets of this repository',
};
/** What a pull request does when no `types` are given. */
const PULL_REQUEST_TYPES = ['opened', 'reopened', 'synchronize'];
/** Compared by themselves. */
const INTERFACE = ['inputs', 'outputs', 'secrets'];

/** What starts a workflow. */
export function triggerChanges(before: WorkflowSource | undefined, after: WorkflowSource | undefined, telling: Telling): void {
  const [olds, news] = [byName(before), byName(after)];
  for (const name of namesOf(olds, news)) {
    const [old, now] = [olds.get(name), news.get(name)];
    if (old && now) {
      if (name === 'schedule') scheduleChanges(old, now, telling);
      else filterChanges(old, now, telling);
      interfaceChanges(old.value, now.value, name, telling);
    } else if (now) {gained(now, telling);} else if (old) {telling.tell('trigger', 'notice', `no longer starts on ${name}${filters(old)}`, { before: old.at, old: name });}
  }
}

function gained(event: EventSource, telling: Telling): void {
  const { name, at } = event;
  const why = Object.hasOwn(OUTSIDERS, name) ? OUTSIDERS[name] : undefined;
  telling.tell('trigger', why ? 'risk' : 'notice', `now starts on ${name}${filters(event)}${why ? `: ${why}` : ''}`, { after: at, new: name });
}

function filters({ name, value }: EventSource): string {
  if (name === 'schedule') return ` (${crons(value).map((cron) => cron.text).join(', ')})`;
  const parts = (value?.entries() ?? []).filter((entry) => !INTERFACE.includes(entry.name)).map((entry) => `${entry.name}: ${inline(entry, 80)}`);
  const inputs = [...entriesOf(value?.get('inputs')).keys()];
  if (inputs.length > 0) parts.push(`inputs: ${list(inputs)}`);
  return parts.length > 0 ? ` (${parts.join('; ')})` : '';
}

function filterChanges(old: EventSource, now: EventSource, telling: Telling): void {
  const [olds, news] = [entriesOf(old.value), entriesOf(now.value)];
  for (const key of namesOf(olds, news).filter((name) => !INTERFACE.includes(name))) {
    const [before, after] = [olds.get(key), news.get(key)];
    const [was, is] = [patterns(now.name, key, olds), patterns(now.name, key, news)];
    if (was.set === is.set && (isPlainList(before) && isPlainList(after) || same(before, after, telling.renames))) continue;
    telling.tell('trigger', 'notice', `${now.name}: ${key} ${was.words} → ${is.words}`, { before: before ?? old.at, after: after ?? now.at, old: was.words, new: is.words });
  }
}

function isPlainList(value: YamlValue | undefined): boolean {
  return value === undefined || value.list().every((item) => item.isScalar);
}

// The order counts where a pattern takes away again what one before it gave.
function patterns(event: string, key: string, filter: ReadonlyMap<string, YamlValue>): { readonly set: string; readonly words: string } {
  const isPullRequest = event === 'pull_request' || event === 'pull_request_target';
  const value = filter.get(key);
  const texts = value?.texts() ?? (key === 'types' && isPullRequest ? PULL_REQUEST_TYPES : []);
  const given = texts.length > 0 || !isPullRequest || key !== 'types' ? texts : PULL_REQUEST_TYPES;
  const unique = [...new Set(given)];
  const ordered = unique.some((text) => text.startsWith('!')) ? given : [...unique].sort();
  return { set: JSON.stringify(ordered), words: value || given.length > 0 ? list(ordered, 12) || 'none' : others(event, key).some((name) => filter.has(name)) ? 'none' : 'any' };
}

// A push of a tag starts nothing where only branches are named, and the other way round.
function others(event: string, key: string): string[] {
  if (event !== 'push') return [];
  if (key.startsWith('tags')) return ['branches', 'branches-ignore'];
  return key.startsWith('branches') ? ['tags', 'tags-ignore'] : [];
}

function scheduleChanges(old: EventSource, now: EventSource, telling: Telling): void {
  const [olds, news] = [crons(old.value), crons(now.value)];
  const gone = olds.filter(({ text }) => !news.some((each) => each.text === text));
  const come = news.filter(({ text }) => !olds.some((each) => each.text === text));
  if (gone.length === 1 && come.length === 1) {
    telling.tell('trigger', 'notice', `schedule: ${gone[0].text} → ${come[0].text}`, { before: gone[0].at, after: come[0].at, old: gone[0].text, new: come[0].text });
    return;
  }
  for (const { text, at } of gone) telling.tell('trigger', 'notice', `no longer starts at ${text}`, { before: at, old: text });
  for (const { text, at } of come) telling.tell('trigger', 'notice', `now also starts at ${text}`, { after: at, new: text });
}

function crons(value: YamlValue | undefined): { readonly text: string; readonly at: YamlValue }[] {
  return (value?.items() ?? []).map((item) => {
    const cron = item.get('cron')?.text?.trim().split(/\s+/).join(' ');
    const rest = item.entries().filter(({ name }) => name !== 'cron').map((entry) => ` ${entry.name} ${inline(entry)}`).sort().join('');
    return { text: `${cron ?? inline(item)}${rest}`, at: item };
  });
}

/** Inputs, outputs and secrets of a workflow that is called or started by hand. */
function interfaceChanges(before: YamlValue | undefined, after: YamlValue | undefined, event: string, telling: Telling): void {
  for (const part of INTERFACE) parameterChanges(before?.get(part), after?.get(part), `${part.slice(0, -1)} of ${event}`, telling);
}

/** Inputs or outputs of a workflow or action: come, gone, or described otherwise. */
export function parameterChanges(before: YamlValue | undefined, after: YamlValue | undefined, what: string, telling: Telling): void {
  const [olds, news] = [entriesOf(before), entriesOf(after)];
  const kind = what.startsWith('output') ? 'output' : 'input';
  for (const name of namesOf(olds, news)) {
    const [old, now] = [olds.get(name), news.get(name)];
    if (old && now) propertyChanges(old, now, `${what} ${name}`, kind, telling);
    else if (now) telling.tell(kind, 'notice', `new ${what}: ${name}${isRequired(now) ? ', which must be given' : ''}`, { after: now.key });
    else telling.tell(kind, 'notice', `${what} is gone: ${name}`, { before: old!.key });
  }
}

function propertyChanges(before: YamlValue, after: YamlValue, what: string, kind: 'input' | 'output', telling: Telling): void {
  const [olds, news] = [entriesOf(before), entriesOf(after)];
  if (olds.size === 0 && news.size === 0 && !same(before, after, telling.renames)) telling.tell(kind, 'notice', `${what}: ${inline(before)} → ${inline(after)}`, { before, after });
  for (const name of namesOf(olds, news)) {
    const [old, now] = [olds.get(name), news.get(name)];
    if (same(old, now, telling.renames) || isDefault(name, old, now)) continue;
    telling.tell(kind, name === 'description' ? 'none' : 'notice', `${what}: ${name} ${inline(old)} → ${inline(now)}`, { before: old ?? before.key, after: now ?? after.key, old: inline(old), new: inline(now) });
  }
}

// `required: false` says what holds anyway.
function isDefault(name: string, old: YamlValue | undefined, now: YamlValue | undefined): boolean {
  return name === 'required' && (old?.text ?? 'false') === (now?.text ?? 'false');
}

function isRequired(value: YamlValue): boolean {
  return value.get('required')?.text === 'true' && !value.has('default');
}

function byName(workflow: WorkflowSource | undefined): Map<string, EventSource> {
  return new Map((workflow?.events ?? []).map((event) => [event.name, event]));
}
