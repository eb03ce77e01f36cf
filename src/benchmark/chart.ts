import { HistoryRow } from './history';
import { Judgement } from './judge';
import { label } from './text';

/** What fits side by side. */
const BARS = 12;
const POINTS = 30;
const LINES = 6;

/** The change of each benchmark as bars, the largest first. */
export function changeChart(judgements: readonly Judgement[]): string[] {
  const shown = [...judgements].sort((left, right) => Math.abs(right.change) - Math.abs(left.change)).slice(0, BARS);
  if (shown.length === 0) return [];
  const reach = Math.max(...shown.flatMap(({ change, limit }) => [Math.abs(change), limit]));
  return chart('Change of the cost in percent', shown.map(({ name }) => label(name, 24)), '%', [-reach, reach], [
    ['bar', shown.map(({ change }) => change)],
    ['line', shown.map(({ limit }) => limit)],
  ]);
}

/** The course of each benchmark over the commits of the default branch, with the commit that was measured now at the end. */
export function historyCharts(history: readonly HistoryRow[], judgements: readonly Judgement[]): string[] {
  return judgements.slice(0, LINES).flatMap(({ name, unit, head }) => {
    const past = history.flatMap(({ commit, benchmarks }) => benchmarks
      .filter((benchmark) => benchmark.name === name && benchmark.unit === unit && Number.isFinite(benchmark.value))
      .map(({ value }) => ({ commit: commit.slice(0, 7), value }))).slice(-POINTS);
    if (past.length === 0) return [];
    const points = [...past, { commit: 'now', value: head }];
    const values = points.map(({ value }) => value);
    return ['', ...chart(name, points.map(({ commit }) => label(commit)), unit, [0, Math.max(...values) * 1.1], [['line', values]])];
  });
}

function chart(title: string, names: string[], unit: string, [from, to]: [number, number], data: [string, number[]][]): string[] {
  return [
    '```mermaid',
    'xychart-beta',
    `  title ${label(title, 60)}`,
    `  x-axis [${names.join(', ')}]`,
    `  y-axis ${label(unit || 'value')} ${plain(from)} --> ${plain(to)}`,
    ...data.map(([kind, values]) => `  ${kind} [${values.map(plain).join(', ')}]`),
    '```',
  ];
}

// Mermaid reads no exponents.
function plain(value: number): string {
  return Number(value.toPrecision(6)).toLocaleString('en', { useGrouping: false, maximumFractionDigits: 12 });
}
