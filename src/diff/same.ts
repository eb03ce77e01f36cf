import { canonicalText, conjuncts } from './expression-text';
import type { YamlValue } from '../read/yaml-value';

/** New names by old ones: what refers to them has not changed. */
export interface Renames {
  readonly jobs: ReadonlyMap<string, string>;
  readonly steps: ReadonlyMap<string, string>;
}

export const NO_RENAMES: Renames = { jobs: new Map(), steps: new Map() };

/** Whether two values mean the same: key order, quotes, style, anchors and the spelling of expressions do not count. */
export function same(before: YamlValue | undefined, after: YamlValue | undefined, renames: Renames): boolean {
  if (!before || !after) return isNothing(before) && isNothing(after);
  if (before.isMap || after.isMap) return before.isMap && after.isMap && sameMap(before, after, renames);
  if (before.isList || after.isList) {
    const [olds, news] = [before.items(), after.items()];
    return before.isList && after.isList && olds.length === news.length && olds.every((old, index) => same(old, news[index], renames));
  }
  return sameText(scalarText(before), scalarText(after), renames);
}

/** Whether two texts mean the same. */
export function sameText(before: string, after: string, renames: Renames): boolean {
  if (before === after && renames.jobs.size === 0 && renames.steps.size === 0) return true;
  if (!before.includes('${{') && !after.includes('${{')) return before === after;
  return canonicalText(before, renames) === canonicalText(after, NO_RENAMES);
}

/** Whether a job or step runs under the same condition. */
export function sameCondition(before: YamlValue | undefined, after: YamlValue | undefined, renames: Renames): boolean {
  if (before?.text === after?.text && renames.jobs.size === 0 && renames.steps.size === 0) return true;
  return String(conjuncts(before?.text, renames)) === String(conjuncts(after?.text, NO_RENAMES));
}

/** Whether what held before must hold still, beside more. */
export function isNarrower(before: YamlValue | undefined, after: YamlValue | undefined, renames: Renames): boolean {
  const now = new Set(conjuncts(after?.text, NO_RENAMES));
  return conjuncts(before?.text, renames).every((part) => now.has(part));
}

/** A scalar as GitHub hands it on: `3.10` without quotes is the number 3.1. */
export function scalarText(value: YamlValue): string {
  const text = value.text ?? '';
  if (value.style !== 'PLAIN') return text;
  if (/^[-+.\d]/.test(text)) {
    const data = value.toJs();
    return typeof data === 'number' ? String(data) : text;
  }
  return /^(true|false)$/i.test(text) ? text.toLowerCase() : text;
}

/** The entries of a map by name; of a key that stands twice the last. */
export function entriesOf(value: YamlValue | undefined): Map<string, YamlValue> {
  return new Map((value?.entries() ?? []).map((entry) => [entry.name, entry]));
}

/** Names in either, those of the new order last. */
export function namesOf(before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])];
}

function sameMap(before: YamlValue, after: YamlValue, renames: Renames): boolean {
  const [olds, news] = [entriesOf(before), entriesOf(after)];
  return olds.size === news.size && [...olds].every(([name, old]) => news.has(name) && same(old, news.get(name), renames));
}

function isNothing(value: YamlValue | undefined): boolean {
  return value === undefined || value.isNull;
}
