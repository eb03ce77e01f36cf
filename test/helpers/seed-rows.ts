/**
 * A row of the list of defects as a test: it looks for the defect in what an example synthesizes, finds none, and finds it
 * once it is put back. What a script does is looked for as well: the synthesized text is run in a place of its own.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { Rehearsal } from './stand-ins';
import { changed, Document, Repository, repositoryOf, stepsOf } from '../pipelines/repository';
import { repositoryNamed } from '../variants/repositories';

/** The examples by their workflows: those of delivery, of releases and of benchmarks are looked at by themselves. */
export type Example = 'vmsnap' | 'alys' | 'delivery' | 'release' | 'vmsnap-speed' | 'alys-speed';
export type Change = (repository: Repository) => unknown;

export interface Row {
  /** Places where the defect is. */
  readonly found: (repository: Repository) => string[];
  /** Puts it back; of several ways each does. */
  readonly comeback: Change | Change[];
  /** Where it is looked for; it is put back in the first. @default all */
  readonly examples?: Example[];
}

const PARTS: Record<Example, { readonly of: 'vmsnap' | 'alys'; readonly workflows?: RegExp }> = {
  'vmsnap': { of: 'vmsnap' },
  'alys': { of: 'alys' },
  'delivery': { of: 'alys', workflows: /\/(image|migration|deploy|rollback)\.yml$/ },
  'release': { of: 'vmsnap', workflows: /\/(release(-rollback)?|snapshot)\.yml$/ },
  'vmsnap-speed': { of: 'vmsnap', workflows: /\/performance\.yml$/ },
  'alys-speed': { of: 'alys', workflows: /\/performance\.yml$/ },
};
const NAMES = Object.keys(PARTS) as Example[];
const SEEDS = join(__dirname, '..', 'data', 'seeds', 'alys');
const examples = new Map<Example, Repository>();

export function example(name: Example): Repository {
  const known = examples.get(name);
  if (known) return known;
  const whole = repositoryOf(repositoryNamed(PARTS[name].of));
  const part = { ...whole, workflows: Object.fromEntries(Object.entries(whole.workflows).filter(([path]) => partOf(PARTS[name].of, path) === name)) };
  examples.set(name, part);
  return part;
}

// What is no part by itself is CI.
function partOf(repository: Example, path: string): Example {
  return NAMES.find((name) => PARTS[name].of === repository && PARTS[name].workflows?.test(path)) ?? repository;
}

export function row(title: string, { found, comeback, examples: where = NAMES }: Row): void {
  test(title, () => {
    for (const name of where) expect(found(example(name))).toEqual([]);
    for (const back of [comeback].flat()) expect(found(changed(example(where[0]), back))).not.toEqual([]);
  });
}

/** The words as a finding where something is so. */
export const when = (problem: boolean, words: string): string[] => (problem ? [words] : []);
export const placesOf = (repository: Repository, problem: (step: Document) => boolean): string[] => stepsOf(repository)
  // The pins never run.
  .filter(({ step, place }) => !place.includes('/pins/') && problem(step)).map(({ place }) => place);
export const scriptsOf = (repository: Repository): [string, string][] => Object.entries(repository.files).filter(([path]) => path.endsWith('.sh'));
export const shellOf = (repository: Repository): [string, string][] => [...scriptsOf(repository), ...stepsOf(repository).map(({ step, place }): [string, string] => [place, step.run ?? ''])];
export const inShell = (repository: Repository, pattern: RegExp): string[] => shellOf(repository).filter(([, text]) => pattern.test(code(text))).map(([place]) => place);
export const pinned = (repository: Repository, action: string, version: RegExp): string[] => Object.entries(repository.files)
  .flatMap(([path, text]) => [...text.matchAll(new RegExp(`uses: ${action}@\\S+ # (\\S+)`, 'g'))].filter(([, found]) => !version.test(found)).map(() => path));

export function edit(repository: Repository, path: string, from: string | RegExp, to: string): void {
  const text = repository.files[path].replace(from, to);
  if (text === repository.files[path]) throw new Error(`${path} has no ${from}`);
  repository.files[path] = text;
}

/** Comments may name what the code must not do. */
export function code(text: string): string {
  return text.split('\n').filter((line) => !/^\s*#/.test(line)).join('\n');
}

/** What a run of a text of shell left behind. */
export interface Enacted {
  /** Null where it did not end in time. */
  readonly status: number | null;
  readonly outputs: Record<string, string>;
  readonly summary: string;
  /** Everything it printed. */
  readonly said: string;
}

/** Runs a text of shell as a step would be: in the folder, and with the programs and stand-ins, of the place. */
export function enact(place: Rehearsal, text: string, parameters: Record<string, string> = {}, ...args: string[]): Enacted {
  const file = (name: string, content: string) => {
    writeFileSync(join(place.folder, name), content);
    return join(place.folder, name);
  };
  const github = { GITHUB_OUTPUT: file('output', ''), GITHUB_STEP_SUMMARY: file('summary', ''), GITHUB_ENV: file('environment', ''), RUNNER_TEMP: join(place.folder, 'runner-temp') };
  const done = spawnSync('/bin/bash', [file('enacted.sh', text), ...args], {
    cwd: place.work,
    encoding: 'utf8',
    timeout: 60_000,
    env: { PATH: `${place.bin}:${process.env.PATH}`, HOME: join(place.folder, 'home'), LANG: 'C.UTF-8', ...github, ...parameters },
  });
  const lines = readFileSync(github.GITHUB_OUTPUT, 'utf8').split('\n').filter((line) => line.includes('='));
  const outputs = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
  return { status: done.status, outputs, summary: readFileSync(github.GITHUB_STEP_SUMMARY, 'utf8'), said: done.stdout + done.stderr };
}

/** Does something in a place that is removed afterwards. */
export function rehearsed<T>(place: Rehearsal, body: (place: Rehearsal) => T): T {
  try {
    return body(place);
  } finally {
    place.remove();
  }
}

/** The text of a file as it first was. */
export function seedFile(path: string): string {
  return readFileSync(join(SEEDS, path), 'utf8');
}

/** The shell of a step as it first was, with GitHub's shell around it and values where expressions stood. */
export function seedStep(workflow: string, step: string, values: Record<string, string> = {}): string {
  const { jobs } = parse(seedFile(`.github/workflows/${workflow}.yml`));
  const { run } = Object.values<Document>(jobs).flatMap((job) => job.steps).find(({ name }: Document) => name === step);
  return `set -e\n${run.replace(/\$\{\{ *([^}]+?) *\}\}/g, (_: string, expression: string) => values[expression.replace(/^.*\./, '')] ?? '')}`;
}
