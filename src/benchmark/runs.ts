import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Runs } from './judge';
import { BenchmarkError, Run } from './measurement';
import { Pair } from './series';

/** Reads what the runs of both sides left: `<series>/<number>.<side>.json`, numbered from 1. */
export function readRuns(folder: string): Runs {
  return { first: readSeries(join(folder, 'first')), confirmation: readSeries(join(folder, 'confirmation')) };
}

/** Reads the runs of the head where there is no base. */
export function readAlone(folder: string): Run[] {
  const runs: Run[] = [];
  for (let number = 1; existsSync(join(folder, 'first', `${number}.head.json`)); number++) runs.push(readRun(join(folder, 'first', `${number}.head.json`)));
  if (runs.length === 0) throw new BenchmarkError(`there is no run of the head in ${folder}.`);
  return runs;
}

// A pair whose second run is missing was interrupted, and is not counted; nor is what comes after it.
function readSeries(folder: string): Pair[] {
  const names = new Set(existsSync(folder) ? readdirSync(folder) : []);
  const pairs: Pair[] = [];
  for (let number = 1; names.has(`${number}.base.json`) && names.has(`${number}.head.json`); number++) {
    pairs.push({ base: readRun(join(folder, `${number}.base.json`)), head: readRun(join(folder, `${number}.head.json`)) });
  }
  return pairs;
}

function readRun(file: string): Run {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Run;
  } catch (error) {
    throw new BenchmarkError(`${file} cannot be read: ${(error as Error).message}.`);
  }
}
