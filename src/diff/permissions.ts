import type { Telling } from './telling';
import type { JobSource } from '../read/job-source';
import type { YamlValue } from '../read/yaml-value';

type Level = 'none' | 'read' | 'write';
const LEVELS: readonly Level[] = ['none', 'read', 'write'];

/** What a token may do: by scope, and with all others; undefined where the repository's default decides. */
interface Access {
  readonly scopes: ReadonlyMap<string, Level>;
  readonly others: Level;
  readonly at: YamlValue;
}

/** What the token of a job may do, resolved from the job and its workflow. */
export function permissionChanges(before: JobSource | undefined, after: JobSource, telling: Telling): void {
  const [old, now] = [before && accessOf(before), accessOf(after)];
  const sides = { before: old?.at ?? before?.at, after: now?.at ?? after.at };
  if (!before) {
    for (const scope of now?.scopes.keys() ?? []) if (level(now!, scope) === 'write') widened(scope, 'none', 'write', telling, sides);
    if (!now) telling.tell('permission', 'notice', 'its token has the default permissions of the repository', sides);
    if (now?.others === 'write') widened('*', 'none', 'write', telling, sides);
    return;
  }
  if (!old && !now) return;
  if (!now) return telling.tell('permission', 'risk', `its token now has the default permissions of the repository (before: ${words(old!)})`, { ...sides, old: words(old!), new: 'default' });
  if (!old) return telling.tell('permission', 'notice', `its token no longer has the default permissions of the repository, but: ${words(now)}`, { ...sides, old: 'default', new: words(now) });
  for (const scope of [...new Set([...old.scopes.keys(), ...now.scopes.keys(), '*'])].sort()) {
    const [was, is] = [level(old, scope), level(now, scope)];
    if (was === is) continue;
    if (LEVELS.indexOf(is) > LEVELS.indexOf(was)) widened(scope, was, is, telling, sides);
    else narrowed(scope, was, is, telling, sides);
  }
}

function widened(scope: string, was: Level, is: Level, telling: Telling, sides: object): void {
  telling.tell('permission', 'risk', `its token may now ${may(is, scope)} (${name(scope)}: ${was} → ${is})`, { ...sides, old: was, new: is });
}

function narrowed(scope: string, was: Level, is: Level, telling: Telling, sides: object): void {
  const rest = is === 'read' ? `may only read ${name(scope)} now` : `may no longer ${may(was, scope)}`;
  telling.tell('permission', 'notice', `its token ${rest} (${name(scope)}: ${was} → ${is})`, { ...sides, old: was, new: is });
}

function may(access: Level, scope: string): string {
  if (scope === 'id-token') return 'sign in elsewhere with OpenID Connect';
  return `${access} ${name(scope)}`;
}

function name(scope: string): string {
  return scope === '*' ? 'everything else' : scope;
}

function accessOf(job: JobSource): Access | undefined {
  const at = job.permissions;
  if (!at || at.isNull) return undefined;
  if (at.text === 'write-all' || at.text === 'read-all') return { scopes: new Map(), others: at.text === 'write-all' ? 'write' : 'read', at };
  return { scopes: new Map(at.entries().map((entry) => [entry.name, asLevel(entry.text)])), others: 'none', at };
}

// `id-token` can be written or not: read-all does not give it.
function level({ scopes, others }: Access, scope: string): Level {
  return scopes.get(scope) ?? (scope === 'id-token' && others === 'read' ? 'none' : others);
}

function asLevel(text: string | undefined): Level {
  return text === 'read' || text === 'write' ? text : 'none';
}

function words({ scopes, others }: Access): string {
  const given = [...scopes].filter(([, access]) => access !== 'none').map(([scope, access]) => `${scope}: ${access}`).sort();
  if (others !== 'none') return `${others}-all`;
  return given.length > 0 ? given.join(', ') : 'none';
}
