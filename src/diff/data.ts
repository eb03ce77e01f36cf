import { entriesOf, namesOf, same } from './same';
import { featuresOf } from './steps';
import type { Telling } from './telling';
import { inline } from './words';
import type { YamlFile } from '../read/yaml-file';
import type { YamlValue } from '../read/yaml-value';

/** So deep differences are looked for, and so many told. */
const DEEPEST = 6;
const MOST = 20;

/** Settings as data: what differs, by its keys. */
export function dataChanges(before: YamlFile, after: YamlFile, telling: Telling): void {
  const found: { readonly keys: string; readonly old?: YamlValue; readonly now?: YamlValue }[] = [];
  const visit = (old: YamlValue | undefined, now: YamlValue | undefined, keys: string, depth: number): void => {
    if (found.length > MOST || same(old, now, telling.renames) && Boolean(old) === Boolean(now)) return;
    if (depth < DEEPEST && old?.isMap && now?.isMap) {
      const [olds, news] = [entriesOf(old), entriesOf(now)];
      for (const name of namesOf(olds, news)) visit(olds.get(name), news.get(name), keys === '' ? name : `${keys}.${name}`, depth + 1);
    } else if (depth < DEEPEST && old?.isList && now?.isList && old.items().length === now.items().length) {
      const news = now.items();
      old.items().forEach((item, index) => visit(item, news[index], `${keys}[${index}]`, depth + 1));
    } else if (old?.isList && now?.isList) {
      const [gone, come] = [without(old, now), without(now, old)];
      for (const item of gone) found.push({ keys: `${keys}[${item.name}]`, old: item });
      for (const item of come) found.push({ keys: `${keys}[${item.name}]`, now: item });
      if (gone.length + come.length === 0) found.push({ keys, old, now });
    } else {
      found.push({ keys, old, now });
    }
  };
  visit(before.root, after.root, '', 0);
  for (const { keys, old, now } of found.slice(0, MOST)) {
    const [was, is] = [inline(old), inline(now)];
    telling.tell('file', 'notice', `${keys === '' ? 'the whole' : keys}: ${was} → ${was === is ? `${is} (further on)` : is}`, { before: old, after: now, old: was, new: is });
  }
  if (found.length > MOST) telling.tell('file', 'notice', 'and more');
}

// Items of a list that another has not.
function without(list: YamlValue, other: YamlValue): YamlValue[] {
  const known = new Set(other.items().map((item) => featuresOf(item).join('\n')));
  return list.items().filter((item) => !known.has(featuresOf(item).join('\n')));
}
