import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { collect } from './formats';
import { baselineOf, HistoryRow, readHistory } from './history';
import { next, Settings } from './judge';
import { BenchmarkError, checkMeasurements, Measurement } from './measurement';
import { Context, headline, markdownOf, Result, resultOf, resultWithoutBase, rowOf } from './report';
import { readAlone, readRuns } from './runs';

/** Where a command writes. */
export interface Streams {
  result(text: string): void;
  note(text: string): void;
}

/** Exit codes: 3 a regression, 2 the command could not do what it was asked. */
const REGRESSION = 3;
const FAILED = 2;

const SETTINGS = ['runs', 'threshold', 'repetitions'];
const OPTIONS: Record<string, readonly string[]> = {
  collect: ['format', 'path', 'elapsed', 'cpu', 'to'],
  next: SETTINGS,
  report: [...SETTINGS, 'title', 'base', 'head', 'run-url', 'history', 'to'],
  baseline: ['history', 'days'],
};

type Values = Record<string, string | undefined>;

/** Runs a command of the comparison; gives its exit code. */
export function run(args: readonly string[], streams: Streams): number {
  try {
    return dispatch(args, streams);
  } catch (error) {
    if (!(error instanceof BenchmarkError)) throw error;
    streams.note(`benchmark: ${error.message}`);
    return FAILED;
  }
}

function dispatch([command, ...rest]: readonly string[], streams: Streams): number {
  if (command === undefined || !Object.hasOwn(OPTIONS, command)) throw new BenchmarkError(`there is no command ${command ?? ''}. Known are: ${Object.keys(OPTIONS).join(', ')}.`);
  const values = parse(command, rest);
  switch (command) {
    case 'collect': return collectRun(values);
    case 'next': return tellNext(values, streams);
    case 'report': return report(values, streams);
    default: return tellBaseline(values, streams);
  }
}

function collectRun(values: Values): number {
  const format = required(values, 'format');
  const elapsed = number(values, 'elapsed');
  const measurements = format === 'duration' ? [duration(elapsed)] : collect(format, required(values, 'path'));
  write(required(values, 'to'), json({ measurements: checkMeasurements(measurements, 'The run'), cpu: number(values, 'cpu') }));
  return 0;
}

// Which pairs are run next, as `first 1 10`; nothing when all is known.
function tellNext(values: Values, streams: Streams): number {
  const step = next(readRuns(required(values, 'runs')), settingsOf(values));
  streams.result(step ? `${step.series} ${step.from} ${step.to}\n` : '');
  return 0;
}

function report(values: Values, streams: Streams): number {
  const context = contextOf(values, streams);
  const result = resultFrom(required(values, 'runs'), settingsOf(values), context);
  const folder = required(values, 'to');
  write(join(folder, 'result.json'), `${JSON.stringify(result, undefined, 2)}\n`);
  write(join(folder, 'record.json'), json(rowOf(result, context)));
  write(join(folder, 'report.md'), markdownOf(result, context));
  streams.result(`${result.outcome} ${result.outcome === 'no-base' ? 'nothing to compare with' : headline(result)}\n`);
  return result.outcome === 'regressed' ? REGRESSION : 0;
}

function resultFrom(folder: string, settings: Settings, context: Context): Result {
  if (context.base === '') return resultWithoutBase(readAlone(folder), settings, context);
  const runs = readRuns(folder);
  if (runs.first.length === 0) throw new BenchmarkError(`there is no pair of runs in ${folder}.`);
  return resultOf(runs, settings, context);
}

function tellBaseline(values: Values, streams: Streams): number {
  const commit = baselineOf(readHistory(readFile(required(values, 'history'))), new Date(), number(values, 'days'));
  streams.result(commit === undefined ? '' : `${commit}\n`);
  return 0;
}

function contextOf(values: Values, streams: Streams): Context {
  return {
    title: values.title ?? 'Benchmark',
    base: values.base ?? '',
    head: required(values, 'head'),
    runUrl: values['run-url'] ?? '',
    at: new Date(),
    history: values.history && existsSync(values.history) ? historyOf(values.history, streams) : [],
  };
}

// Only charts come from it here, which are no reason to fail.
function historyOf(file: string, streams: Streams): HistoryRow[] {
  try {
    return readHistory(readFile(file));
  } catch (error) {
    streams.note(`benchmark: the history is left out: ${(error as Error).message}`);
    return [];
  }
}

function settingsOf(values: Values): Settings {
  return { threshold: number(values, 'threshold'), repetitions: number(values, 'repetitions') };
}

function duration(elapsed: number): Measurement {
  return { name: 'duration', unit: 's', value: elapsed, better: 'smaller' };
}

function required(values: Values, name: string): string {
  const value = values[name];
  if (value === undefined || value === '') throw new BenchmarkError(`--${name} is missing.`);
  return value;
}

function number(values: Values, name: string): number {
  const text = required(values, name);
  if (!/^\d+(\.\d+)?$/.test(text)) throw new BenchmarkError(`--${name} is ${text}. Give a number.`);
  return Number(text);
}

function parse(command: string, args: readonly string[]): Values {
  try {
    const options = Object.fromEntries(OPTIONS[command].map((name) => [name, { type: 'string' as const }]));
    return parseArgs({ args: [...args], options, strict: true }).values as Values;
  } catch (error) {
    throw new BenchmarkError(`${command}: ${(error as Error).message.split('\n')[0]}`);
  }
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new BenchmarkError(`${file} cannot be read: ${(error as Error).message}.`);
  }
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function json(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
