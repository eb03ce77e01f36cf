/** What was and what is, as one. */
export interface Pair<T> {
  readonly before: T;
  readonly after: T;
}

export interface Pairs<T> {
  readonly pairs: readonly Pair<T>[];
  readonly removed: readonly T[];
  readonly added: readonly T[];
}

/** So many comparisons by content are made at most: beyond them a rename is told as one gone and one come. */
const MOST = 10_000;

/**
 * Finds what was in what is: first by keys, the surest first, then by content. A key that is undefined fits nothing.
 *
 * @param features what the content consists of, in small texts
 * @param least share of the features that both must have in common
 */
export function pairUp<T>(
  olds: readonly T[], news: readonly T[], keys: readonly ((item: T) => string | undefined)[], features: (item: T) => readonly string[], least = 0.6,
): Pairs<T> {
  const pairs: Pair<T>[] = [];
  let removed = [...olds];
  let added = [...news];
  const take = (found: readonly Pair<T>[]) => {
    pairs.push(...found);
    const [befores, afters] = [new Set(found.map(({ before }) => before)), new Set(found.map(({ after }) => after))];
    removed = removed.filter((item) => !befores.has(item));
    added = added.filter((item) => !afters.has(item));
  };
  for (const key of keys) take(byKey(removed, added, key));
  if (removed.length * added.length <= MOST) take(byContent(removed, added, features, least));
  return { pairs, removed, added };
}

/** Which of these pairs stand elsewhere than the others: all but the longest row that kept its order. */
export function moved<T>(pairs: readonly Pair<T>[], oldIndex: (item: T) => number, newIndex: (item: T) => number): Pair<T>[] {
  const inOrder = [...pairs].sort((left, right) => oldIndex(left.before) - oldIndex(right.before));
  const kept = longestRise(inOrder.map(({ after }) => newIndex(after)));
  return inOrder.filter((_, index) => !kept.has(index));
}

function byKey<T>(olds: readonly T[], news: readonly T[], key: (item: T) => string | undefined): Pair<T>[] {
  const waiting = new Map<string, T[]>();
  for (const item of news) {
    const name = key(item);
    if (name === undefined) continue;
    const others = waiting.get(name);
    if (others) others.push(item);
    else waiting.set(name, [item]);
  }
  return olds.flatMap((before) => {
    const name = key(before);
    const after = name === undefined ? undefined : waiting.get(name)?.shift();
    return after === undefined ? [] : [{ before, after }];
  });
}

function byContent<T>(olds: readonly T[], news: readonly T[], features: (item: T) => readonly string[], least: number): Pair<T>[] {
  if (olds.length === 0 || news.length === 0) return [];
  const [left, right] = [olds.map((item) => counted(features(item))), news.map((item) => counted(features(item)))];
  const scores = left.flatMap((before, old) => right.map((after, now) => ({ old, now, score: likeness(before, after) }))).filter(({ score }) => score >= least);
  scores.sort((one, other) => other.score - one.score || one.old - other.old || one.now - other.now);
  const [usedOld, usedNew] = [new Set<number>(), new Set<number>()];
  const pairs: Pair<T>[] = [];
  for (const { old, now } of scores) {
    if (usedOld.has(old) || usedNew.has(now)) continue;
    usedOld.add(old);
    usedNew.add(now);
    pairs.push({ before: olds[old], after: news[now] });
  }
  return pairs;
}

function counted(features: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const feature of features) counts.set(feature, (counts.get(feature) ?? 0) + 1);
  return counts;
}

function likeness(left: ReadonlyMap<string, number>, right: ReadonlyMap<string, number>): number {
  let common = 0;
  let all = 0;
  for (const [feature, number] of left) {
    common += 2 * Math.min(number, right.get(feature) ?? 0);
    all += number;
  }
  for (const number of right.values()) all += number;
  return all === 0 ? 0 : common / all;
}

// Patience: the last index of the best row of each length.
function longestRise(values: readonly number[]): Set<number> {
  const tails: number[] = [];
  const before: number[] = [];
  values.forEach((value, index) => {
    let low = 0;
    for (let high = tails.length; low < high;) {
      const middle = Math.floor((low + high) / 2);
      if (values[tails[middle]] < value) low = middle + 1;
      else high = middle;
    }
    before[index] = low > 0 ? tails[low - 1] : -1;
    tails[low] = index;
  });
  const kept = new Set<number>();
  for (let index = tails.length > 0 ? tails[tails.length - 1] : -1; index >= 0; index = before[index]) kept.add(index);
  return kept;
}
