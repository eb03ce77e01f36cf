import { changeChart, historyCharts } from './chart';
import { HistoryRow } from './history';
import { CONFIDENCE, judge, Judgement, Runs, Settings, Verdict } from './judge';
import { Run } from './measurement';
import { sortPairs } from './series';
import { median } from './statistics';
import { code, LIMIT, percentage, quantity, signed } from './text';

/** How a comparison ended. */
export type Outcome = 'passed' | 'regressed' | 'no-base';

/** What is known of a comparison beside its runs. */
export interface Context {
  /** What is compared, such as the name of the stage. */
  readonly title: string;
  /** Commit that is compared with; empty where there is none. */
  readonly base: string;
  readonly head: string;
  readonly runUrl: string;
  readonly at: Date;
  readonly history: readonly HistoryRow[];
}

/** The whole result, as result.json has it. */
export interface Result {
  readonly outcome: Outcome;
  readonly base: string;
  readonly head: string;
  readonly settings: Settings & { readonly confidence: number };
  readonly pairs: { readonly first: number; readonly confirmation: number };
  readonly benchmarks: readonly Judgement[];
  /** Benchmarks that one side alone has. */
  readonly onlyBase: readonly string[];
  readonly onlyHead: readonly string[];
  /** Seconds of processor time that the command took, in the middle. */
  readonly cpu: { readonly base: number; readonly head: number };
}

const WORDS: Record<Verdict, string> = { slower: '**regression**', faster: 'improvement', unchanged: 'no change', unclear: 'too noisy to tell' };
const ORDER: Verdict[] = ['slower', 'unclear', 'faster', 'unchanged'];
const ROWS = 100;

/** The result of these runs. */
export function resultOf(runs: Runs, settings: Settings, { base, head }: Context): Result {
  const pairs = [...runs.first, ...runs.confirmation];
  const { onlyBase, onlyHead } = sortPairs(pairs);
  const benchmarks = judge(runs, settings);
  return {
    outcome: benchmarks.some(({ verdict }) => verdict === 'slower') ? 'regressed' : 'passed',
    base,
    head,
    settings: { ...settings, confidence: CONFIDENCE },
    pairs: { first: runs.first.length, confirmation: runs.confirmation.length },
    benchmarks,
    onlyBase,
    onlyHead,
    cpu: { base: cpuOf(pairs.map((pair) => pair.base)), head: cpuOf(pairs.map((pair) => pair.head)) },
  };
}

/** The result of the head alone, where there is nothing to compare with. */
export function resultWithoutBase(runs: readonly Run[], settings: Settings, { head }: Context): Result {
  // Each run as its own base: the values are sorted by benchmark, and no change comes of it.
  const { benchmarks } = sortPairs(runs.map((run) => ({ base: run, head: run })));
  const alone = benchmarks.map(({ name, unit, head: values }): Judgement => {
    const value = median(values);
    return { name, unit, pairs: 0, base: value, head: value, change: 0, low: 0, high: 0, noise: 0, limit: settings.threshold, p: 1, suspected: false, verdict: 'unchanged' };
  });
  return {
    outcome: 'no-base',
    base: '',
    head,
    settings: { ...settings, confidence: CONFIDENCE },
    pairs: { first: 0, confirmation: 0 },
    benchmarks: alone,
    onlyBase: [],
    onlyHead: [],
    cpu: { base: 0, head: cpuOf(runs) },
  };
}

/** The line that the history keeps. */
export function rowOf(result: Result, { head, at, runUrl }: Context): HistoryRow {
  return {
    commit: head,
    at: at.toISOString(),
    run: runUrl,
    cpu: Number(result.cpu.head.toFixed(3)),
    benchmarks: result.benchmarks.map(({ name, unit, head: value }) => ({ name, unit, value: Number(value.toPrecision(6)) })),
  };
}

/** The result for people, as Markdown. */
export function markdownOf(result: Result, context: Context): string {
  if (result.outcome === 'no-base') return withoutBase(result, context);
  const sorted = [...result.benchmarks].sort((left, right) => ORDER.indexOf(left.verdict) - ORDER.indexOf(right.verdict) || right.change - left.change);
  const charts = ['', ...changeChart(sorted), ...historyCharts(context.history, sorted)];
  const head = [`### ${context.title.replace(/[\r\n]+/g, ' ')}: ${headline(result)}`, '', ...table(sorted), '', ...notes(result), ...foot(result, context)];
  const text = [...head, ...charts].join('\n');
  return text.length <= LIMIT ? `${text}\n` : `${head.join('\n')}\n`.slice(0, LIMIT);
}

function withoutBase({ benchmarks, head }: Result, { title }: Context): string {
  return [
    `### ${title}: nothing to compare with`,
    '',
    '| benchmark | head |',
    '| --- | ---: |',
    ...benchmarks.slice(0, ROWS).map(({ name, unit, head: value }) => `| ${code(name)} | ${quantity(value, unit)} |`),
    '',
    `\`${head.slice(0, 7)}\` alone: there is no base, or the command does not work in it.`,
    '',
  ].join('\n');
}

/** The result in one line. */
export function headline({ benchmarks }: Result): string {
  const slower = benchmarks.filter(({ verdict }) => verdict === 'slower').sort((left, right) => right.change - left.change);
  const [worst] = slower;
  if (worst) return `${slower.length} ${slower.length > 1 ? 'regressions' : 'regression'}, ${code(worst.name)} costs ${signed(worst.change)}`;
  const faster = benchmarks.filter(({ verdict }) => verdict === 'faster').length;
  const unclear = benchmarks.filter(({ verdict }) => verdict === 'unclear').length;
  return ['no regression', ...(faster > 0 ? [`${faster} faster`] : []), ...(unclear > 0 ? [`${unclear} too noisy to tell`] : [])].join(', ');
}

function table(judgements: readonly Judgement[]): string[] {
  const rows = judgements.slice(0, ROWS).map(({ name, unit, base, head, change, low, high, noise, limit, pairs, verdict }) => (
    `| ${code(name)} | ${quantity(base, unit)} | ${quantity(head, unit)} | ${signed(change)} | ${signed(low)} … ${signed(high)} | ±${percentage(noise)} | ${percentage(limit)} | ${pairs} | ${WORDS[verdict]} |`
  ));
  return [
    '| benchmark | base | head | cost | 99 % interval | noise | limit | pairs | verdict |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |',
    ...rows,
    ...(judgements.length > ROWS ? ['', `${judgements.length - ROWS} more are in \`result.json\`.`] : []),
  ];
}

function notes({ benchmarks, onlyBase, onlyHead, pairs, settings }: Result): string[] {
  const lines: string[] = [];
  const refuted = benchmarks.filter(({ suspected, verdict }) => suspected && verdict !== 'slower').map(({ name }) => code(name));
  const unclear = benchmarks.filter(({ verdict }) => verdict === 'unclear');
  if (pairs.confirmation > 0 && refuted.length > 0) lines.push(`Suspected at first, not confirmed by ${pairs.confirmation} more pairs: ${some(refuted)}.`);
  if (unclear.length > 0) lines.push(`The noise is larger than the threshold of ${settings.threshold} %, so a regression of that size could hide: make the benchmark steadier, or raise \`repetitions\` (${settings.repetitions}).`);
  if (onlyHead.length > 0) lines.push(`New: ${some(onlyHead.map(code))}.`);
  if (onlyBase.length > 0) lines.push(`Gone: ${some(onlyBase.map(code))}.`);
  return lines.flatMap((line) => [line, '']);
}

function foot({ base, head, cpu, pairs }: Result, { runUrl }: Context): string[] {
  const took = cpu.base > 0 && cpu.head > 0 ? ` The command took ${quantity(cpu.base, 's')} and ${quantity(cpu.head, 's')} of processor time.` : '';
  const run = runUrl === '' ? '' : ` [Run](${runUrl}).`;
  return [`\`${base.slice(0, 7)}\` and \`${head.slice(0, 7)}\`, ${pairs.first + pairs.confirmation} pairs of runs, interleaved on one machine.${took}${run}`];
}

function some(names: readonly string[]): string {
  return names.length > 20 ? `${names.slice(0, 20).join(', ')} and ${names.length - 20} more` : names.join(', ');
}

function cpuOf(runs: readonly Run[]): number {
  const known = runs.map(({ cpu }) => cpu).filter((cpu) => cpu > 0);
  return known.length > 0 ? median(known) : 0;
}
