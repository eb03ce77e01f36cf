import { EventPlace, fullRef, shaOf } from './event-facts';
import type { AnyEventOptions } from './event-options';

const SERVER = 'https://github.com';
const API = 'https://api.github.com';
/** Time of everything that happens: that of the documentation's examples would do as well. */
export const SOME_TIME = '2026-01-02T03:04:05Z';
export const NO_COMMIT = '0'.repeat(40);

/** Who causes events that say nothing of it. */
export const SOMEBODY = 'octocat';

/** A number that always is the same for a text: ids of users and repositories. */
export function idOf(text: string): number {
  return parseInt(shaOf(text).slice(0, 7), 16);
}

/** A user as webhooks tell it. */
export function userPayload(login: string): Record<string, unknown> {
  return { login, id: idOf(login), url: `${API}/users/${login}`, html_url: `${SERVER}/${login}`, type: login.endsWith('[bot]') ? 'Bot' : 'User', site_admin: false };
}

/** A repository as webhooks tell it. */
export function repositoryPayload(place: EventPlace, fork: boolean = false): Record<string, unknown> {
  const { repository, defaultBranch } = place;
  const [owner, name] = repository.split('/');
  return {
    id: idOf(repository),
    name,
    full_name: repository,
    private: false,
    owner: userPayload(owner),
    html_url: `${SERVER}/${repository}`,
    description: null,
    fork,
    url: `${API}/repos/${repository}`,
    created_at: SOME_TIME,
    updated_at: SOME_TIME,
    pushed_at: SOME_TIME,
    git_url: `git://github.com/${repository}.git`,
    ssh_url: `git@github.com:${repository}.git`,
    clone_url: `${SERVER}/${repository}.git`,
    homepage: null,
    language: null,
    archived: false,
    default_branch: defaultBranch,
  };
}

/** What every payload holds: who, and where. */
export function commonPayload(place: EventPlace, options: AnyEventOptions): Record<string, unknown> {
  return { repository: repositoryPayload(place), sender: userPayload(options.actor ?? SOMEBODY) };
}

/** A label as webhooks tell it. */
export function labelPayload(place: EventPlace, name: string): Record<string, unknown> {
  return { id: idOf(name), url: `${API}/repos/${place.repository}/labels/${encodeURIComponent(name)}`, name, color: 'ededed', default: false, description: null };
}

/** The default branch as a ref, and its commit. */
export function onDefaultBranch(place: EventPlace): { readonly ref: string; readonly sha: string } {
  const ref = fullRef('heads', place.defaultBranch);
  return { ref, sha: shaOf(ref) };
}

/** A copy of plain data, with a patch merged in: maps are merged, everything else is replaced. */
export function merged<T extends object>(base: T, patch: Readonly<Record<string, unknown>>): T & Record<string, any> {
  const result = { ...base } as Record<string, unknown>;
  for (const [key, value] of Object.entries(patch)) {
    const before = Object.hasOwn(result, key) ? result[key] : undefined;
    const value_ = isMap(value) ? merged(isMap(before) ? before : {}, value) : Array.isArray(value) ? structuredClone(value) : value;
    Object.defineProperty(result, key, { value: value_, enumerable: true, writable: true, configurable: true });
  }
  return result as T & Record<string, any>;
}

/** The value, which nobody can change any more. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
