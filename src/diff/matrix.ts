import { same } from './same';
import type { Telling } from './telling';
import { defaultedChange, valueChange } from './values';
import { count, inline, list } from './words';
import type { JobSource } from '../read/job-source';
import type { MatrixLeg } from '../read/matrix-legs';
import type { YamlValue } from '../read/yaml-value';

/** The legs of a job, and how they run beside each other. */
export function matrixChanges(before: JobSource, after: JobSource, telling: Telling): void {
  const [old, now] = [before.value.get('strategy'), after.value.get('strategy')];
  legChanges(before, after, telling);
  defaultedChange('matrix', 'notice', 'fail-fast', old?.get('fail-fast'), now?.get('fail-fast'), 'true', telling);
  valueChange('matrix', 'notice', 'max-parallel', old?.get('max-parallel'), now?.get('max-parallel'), telling);
}

function legChanges(before: JobSource, after: JobSource, telling: Telling): void {
  const [old, now] = [before.value.get('strategy', 'matrix'), after.value.get('strategy', 'matrix')];
  if (same(old, now, telling.renames)) return;
  const sides = { before: old ?? before.at, after: now ?? after.at };
  const [olds, news] = [before.legs, after.legs];
  if (!olds || !news) return telling.tell('matrix', 'notice', `matrix: ${inline(old)} → ${inline(now)}`, { ...sides, old: inline(old), new: inline(now) });
  if (!old) return telling.tell('matrix', 'notice', `now runs as a matrix of ${count(news.length, 'leg')}: ${list(news.map(legWords))}`, sides);
  if (!now) return telling.tell('matrix', 'notice', `no longer runs as a matrix (before: ${count(olds.length, 'leg')}: ${list(olds.map(legWords))})`, sides);
  const [axes, nowAxes] = [axesOf(old), axesOf(now)];
  const sizes = `${count(olds.length, 'leg')} → ${news.length}`;
  for (const axis of nowAxes) if (!axes.some(({ name }) => name === axis.name)) telling.tell('matrix', 'notice', `new axis ${axis.name}: ${inline(axis)} (${sizes})`, { after: axis, new: inline(axis) });
  for (const axis of axes) if (!nowAxes.some(({ name }) => name === axis.name)) telling.tell('matrix', 'notice', `the axis ${axis.name} is gone (before: ${inline(axis)}; ${sizes})`, { before: axis, old: inline(axis) });
  // With other axes no leg is what it was.
  const common = axes.filter((axis) => nowAxes.some(({ name }) => name === axis.name)).map(({ name }) => name);
  const isSame = common.length === axes.length && common.length === nowAxes.length;
  const [was, is] = isSame ? [olds, news] : [only(olds, common), only(news, common)];
  const [lost, gained] = [missing(was, is), missing(is, was)];
  if (lost.length > 0) telling.tell('matrix', 'notice', `no longer runs with ${list(lost)}`, { ...sides, old: lost.join('; ') });
  if (gained.length > 0) telling.tell('matrix', 'notice', `now runs with ${list(gained)}`, { ...sides, new: gained.join('; ') });
}

function axesOf(matrix: YamlValue): YamlValue[] {
  return matrix.entries().filter(({ name }) => name !== 'include' && name !== 'exclude');
}

function only(legs: readonly MatrixLeg[], names: readonly string[]): MatrixLeg[] {
  const parts = legs.map((leg): MatrixLeg => Object.fromEntries(names.flatMap((name) => (name in leg ? [[name, leg[name]]] : []))));
  return [...new Map(parts.map((part) => [keyOf(part), part])).values()];
}

function missing(legs: readonly MatrixLeg[], others: readonly MatrixLeg[]): string[] {
  const known = new Set(others.map(keyOf));
  return legs.filter((leg) => !known.has(keyOf(leg))).map(legWords);
}

// `18` and `'18'` are the same text where they are used.
function keyOf(leg: MatrixLeg): string {
  return JSON.stringify(plain(leg));
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object') return String(value ?? '');
  return Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)).map(([key, inner]) => [key, plain(inner)]);
}

function legWords(leg: MatrixLeg): string {
  return Object.entries(leg).map(([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`).join(' + ');
}
