import type { ChangeKind, Risk } from './change';
import { entriesOf, namesOf, same } from './same';
import type { Telling } from './telling';
import { inline } from './words';
import type { YamlValue } from '../read/yaml-value';

/** Tells a value that is another now, by its name. */
export function valueChange(kind: ChangeKind, risk: Risk, what: string, before: YamlValue | undefined, after: YamlValue | undefined, telling: Telling): void {
  if (same(before, after, telling.renames)) return;
  const [old, now] = [inline(before), inline(after)];
  telling.tell(kind, risk, `${what}: ${old} → ${old === now ? `${now} (further on)` : now}`, { before, after, old, new: now });
}

/** Tells the entries of a map that came, went or are others. */
export function entryChanges(kind: ChangeKind, what: string, before: YamlValue | undefined, after: YamlValue | undefined, telling: Telling, skipped: readonly string[] = []): void {
  const [olds, news] = [entriesOf(before), entriesOf(after)];
  // An expression can stand in place of the map.
  if ((before && !before.isMap && !before.isNull) || (after && !after.isMap && !after.isNull)) return valueChange(kind, 'notice', what, before, after, telling);
  for (const name of namesOf(olds, news)) {
    if (skipped.includes(name)) continue;
    const [old, now] = [olds.get(name), news.get(name)];
    if (old && now) valueChange(kind, 'notice', `${what} ${name}`, old, now, telling);
    else if (now) telling.tell(kind, 'notice', `${what} ${name} is new: ${inline(now)}`, { after: now, new: inline(now) });
    else telling.tell(kind, 'notice', `${what} ${name} is gone (before: ${inline(old)})`, { before: old, old: inline(old) });
  }
}

/** Tells a value whose absence means another: nothing where both come to the same. */
export function defaultedChange(kind: ChangeKind, risk: Risk, what: string, before: YamlValue | undefined, after: YamlValue | undefined, fallback: string, telling: Telling): void {
  const isFallback = (value: YamlValue | undefined) => value === undefined || value.isNull || value.text === fallback;
  if (isFallback(before) && isFallback(after)) return;
  if (same(before, after, telling.renames)) return;
  const [old, now] = [before ? inline(before) : fallback, after ? inline(after) : fallback];
  telling.tell(kind, risk, `${what}: ${old} → ${now}`, { before, after, old, new: now });
}
