import { PERMISSION_SCOPES } from '../catalog/permission-scopes.const';
import type { JobSource } from '../read/job-source';
import type { YamlValue } from '../read/yaml-value';

/** What a token may do, by scope; scopes that are not there are closed. */
export type TokenPermissions = Readonly<Record<string, 'read' | 'write'>>;

/** What bounds the token of a job. */
export interface PermissionBounds {
  /** What the calling job may do; undefined where nobody calls, or the default of the repository holds there. */
  readonly caller?: TokenPermissions;
  /** Whether the run is of a pull request from a fork: it only reads. */
  readonly isFork: boolean;
}

/**
 * What the token of a job may do; undefined where nobody says, so that the default of the repository holds.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions
 */
export function tokenPermissions(job: JobSource, { caller, isFork }: PermissionBounds): TokenPermissions | undefined {
  const given = permissionsOf(job.permissions) ?? caller;
  if (!given) return undefined;
  const entries = Object.entries(given).flatMap(([scope, level]): [string, 'read' | 'write'][] => {
    const bound = caller ? caller[scope] : 'write';
    if (bound === undefined) return [];
    const least = bound === 'read' ? 'read' : level;
    if (!isFork || least === 'read') return [[scope, least]];
    return PERMISSION_SCOPES[scope]?.includes('read') ? [[scope, 'read']] : [];
  });
  return Object.fromEntries(entries);
}

function permissionsOf(value: YamlValue | undefined): TokenPermissions | undefined {
  if (!value || (value.isNull && !value.isMap)) return undefined;
  if (value.text === 'write-all' || value.text === 'read-all') return all(value.text === 'write-all');
  const entries = value.entries().map((entry) => [entry.name, entry.text] as const);
  return Object.fromEntries(entries.filter((entry): entry is readonly [string, 'read' | 'write'] => entry[1] === 'read' || entry[1] === 'write'));
}

function all(isWrite: boolean): TokenPermissions {
  return Object.fromEntries(Object.entries(PERMISSION_SCOPES).flatMap(([scope, levels]): [string, 'read' | 'write'][] => {
    if (isWrite && levels.includes('write')) return [[scope, 'write']];
    return levels.includes('read') ? [[scope, 'read']] : [];
  }));
}
