import { EventError, knownEvent, meant } from './event-error';

/** Name and options of an event that was told as plain data. */
export interface ReadEvent {
  readonly name: string;
  readonly options: Readonly<Record<string, any>>;
}

type Kind = 'a text' | 'a number' | 'true or false' | 'a list of texts' | 'a map' | 'true, false or owner/name' | 'a text or null';

const REF: Readonly<Record<string, Kind>> = { branch: 'a text', tag: 'a text' };
const DISCUSSED: Readonly<Record<string, Kind>> = { action: 'a text', number: 'a number', title: 'a text', labels: 'a list of texts' };
const PULL_REQUEST: Readonly<Record<string, Kind>> = {
  ...DISCUSSED,
  branch: 'a text',
  base: 'a text',
  fork: 'true, false or owner/name',
  files: 'a list of texts',
  draft: 'true or false',
  merged: 'true or false',
  conflicts: 'true or false',
  sha: 'a text',
  message: 'a text',
  commits: 'a number',
};

/** Options of every event; the makers in `Event` say what they mean. */
const COMMON: Readonly<Record<string, Kind>> = { actor: 'a text', payload: 'a map' };
const OPTIONS: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  push: { ...REF, files: 'a list of texts', sha: 'a text', message: 'a text', forced: 'true or false', deleted: 'true or false', created: 'true or false', commits: 'a number' },
  pull_request: PULL_REQUEST,
  pull_request_target: PULL_REQUEST,
  pull_request_review: PULL_REQUEST,
  pull_request_review_comment: PULL_REQUEST,
  workflow_dispatch: { ...REF, workflow: 'a text', inputs: 'a map' },
  schedule: { cron: 'a text' },
  release: { action: 'a text', tag: 'a text', prerelease: 'true or false', draft: 'true or false', title: 'a text' },
  merge_group: { base: 'a text', number: 'a number' },
  workflow_run: { action: 'a text', workflow: 'a text', conclusion: 'a text or null', branch: 'a text', event: 'a text', fork: 'true, false or owner/name' },
  repository_dispatch: { type: 'a text', clientPayload: 'a map' },
  issues: DISCUSSED,
  issue_comment: { ...DISCUSSED, comment: 'a text', onPullRequest: 'true or false' },
  create: REF,
  delete: REF,
  deployment: { ...REF, environment: 'a text' },
  deployment_status: { ...REF, environment: 'a text', state: 'a text' },
  check_run: { action: 'a text', check: 'a text', conclusion: 'a text', branch: 'a text' },
  check_suite: { action: 'a text', check: 'a text', conclusion: 'a text', branch: 'a text' },
  discussion: { action: 'a text', number: 'a number' },
  discussion_comment: { action: 'a text', number: 'a number' },
  registry_package: { ...REF, action: 'a text' },
};
const OTHER: Readonly<Record<string, Kind>> = { action: 'a text', files: 'a list of texts' };

const IS: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  'a text': isText,
  'a number': (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  'true or false': (value) => typeof value === 'boolean',
  'a list of texts': (value) => Array.isArray(value) && value.every(isText),
  'a map': isMap,
  'true, false or owner/name': (value) => typeof value === 'boolean' || isText(value),
  'a text or null': (value) => value === null || isText(value),
};

/**
 * Reads `"push"`, `{ "push": { … } }` and `{ "name": "push", … }`.
 *
 * @throws EventError when it is none of these, when GitHub knows no such event, and for options that are unknown or of the wrong kind
 */
export function readEvent(data: unknown): ReadEvent {
  if (typeof data === 'string') return { name: knownEvent(data), options: {} };
  if (!isMap(data)) throw malformed(data);
  if (typeof data.name === 'string') {
    const { name, ...options } = data;
    return checked(name as string, options);
  }
  const [entry, ...others] = Object.entries(data);
  if (!entry || others.length > 0) throw malformed(data);
  const [name, options] = entry;
  if (options !== null && options !== undefined && !isMap(options)) throw malformed(data);
  return checked(name, options ?? {});
}

/** Names of the options that an event has. */
export function optionNames(event: string): string[] {
  return Object.keys(optionsOf(event));
}

function optionsOf(event: string): Readonly<Record<string, Kind>> {
  return { ...(OPTIONS[event] ?? OTHER), ...COMMON };
}

function checked(name: string, options: Readonly<Record<string, any>>): ReadEvent {
  const kinds = optionsOf(knownEvent(name));
  for (const [option, value] of Object.entries(options)) {
    const kind = Object.hasOwn(kinds, option) ? kinds[option] : undefined;
    if (kind === undefined) throw new EventError(`Event "${name}" has no option "${option}"${meant(option, Object.keys(kinds))}. It has: ${Object.keys(kinds).join(', ')}.`);
    if (!IS[kind](value)) throw new EventError(`Event "${name}" has ${JSON.stringify(value)} as \`${option}\`. Give ${kind}.`);
  }
  return { name, options };
}

function malformed(data: unknown): EventError {
  return new EventError(`An event was told as ${JSON.stringify(data)}. Write its name, or a map with its name alone, such as { "push": { "branch": "main" } }.`);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isMap(value: unknown): value is Record<string, any> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
