// Guards that a defect put at a random place of files that are right is found there: at least 99 of 100 mutants, over
// every class of defects in the catalogue that files can have.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Files, Mutant, Mutation, Random } from './mutation';
import { REPOSITORY } from './repository';
import { SECURITY } from './security';
import { SHELL } from './shell';
import { WORKFLOW } from './workflow';
import { PolicyPack } from '../../src/checks/policy-pack';
import { sourceChecks } from '../../src/checks/registry';
import { runSourceChecks } from '../../src/checks/run-source-checks';
import type { SourceCheck } from '../../src/checks/source-check';
import { findingLine, SourceFinding } from '../../src/checks/source-finding';
import { RepositorySource } from '../../src/read/repository-source';
import { MemoryTree } from '../../src/read/tree';
import { TODAY } from '../checks/check-data';

const SEED = 20261122;
const MUTANTS = 2_000;
const MUTATIONS = [...WORKFLOW, ...SHELL, ...SECURITY, ...REPOSITORY];
const checks = sourceChecks();
const examples = ['vmsnap', 'alys'].map(readExample);

interface Outcome {
  readonly mutation: Mutation;
  readonly mutant: Mutant;
  readonly found: SourceFinding[];
}

const outcomes: Outcome[] = [];
const idle = new Set(MUTATIONS);

beforeAll(() => {
  console.info(`mutations: seed ${SEED}, ${MUTANTS} mutants`);
  const random = new Random(SEED);
  const seen = new Set<string>();
  for (let round = 0; outcomes.length < MUTANTS && round < MUTANTS * 5; round++) {
    const mutation = MUTATIONS[round % MUTATIONS.length];
    // Some places are in one of the examples only.
    const first = random.below(examples.length);
    const mutant = mutation.mutate(examples[first], random) ?? mutation.mutate(examples[1 - first], random);
    if (!mutant) continue;
    idle.delete(mutation);
    seen.add(`${mutation.code} ${mutation.name} ${mutant.path}:${mutant.line}`);
    outcomes.push({ mutation, mutant, found: look(mutant.files, checks.filter(({ id }) => mutation.checks.includes(id))) });
  }
  console.info(`${outcomes.length} mutants of ${MUTATIONS.length} kinds, ${seen.size} of them different`);
}, 900_000);

test('the files are right before', () => {
  expect(examples.flatMap((files) => look(files)).filter(({ severity }) => severity !== 'info').map(findingLine)).toEqual([]);
});

test('every kind finds a place', () => {
  expect([...idle].map(({ code, name }) => `${code} ${name}`)).toEqual([]);
});

test('at least 99 of 100 are reported at their line', () => {
  const missed = outcomes.filter(({ mutation: { checks: named }, mutant, found }) => {
    return !found.some(({ check, path: file, line }) => named.includes(check) && file === mutant.path && line === mutant.line);
  });
  const kinds = new Map<string, string[]>();
  for (const { mutation, mutant, found } of missed) {
    const near = found.filter(({ check }) => mutation.checks.includes(check)).map(findingLine)[0] ?? 'nothing';
    const key = `${mutation.code} ${mutation.name}`;
    kinds.set(key, [...(kinds.get(key) ?? []), `${mutant.path}:${mutant.line} but ${near}`]);
  }
  console.info(`${outcomes.length - missed.length} of ${outcomes.length} reported at their line`);
  expect(outcomes.length).toBeGreaterThanOrEqual(MUTANTS);
  if (missed.length > outcomes.length / 100) expect([...kinds].map(([kind, places]) => `${kind}: ${places.length} missed, such as ${places[0]}`)).toEqual([]);
  // A kind that is mostly missed is a check that does not work, however many others do.
  for (const [kind, places] of kinds) expect([kind, places.length]).toEqual([kind, Math.min(places.length, Math.ceil(outcomes.length / MUTATIONS.length / 4))]);
});

function look(files: Files, wanted: readonly SourceCheck[] = checks): SourceFinding[] {
  return runSourceChecks(new RepositorySource(new MemoryTree(files)), wanted, { pack: PolicyPack.RELEASE, today: TODAY });
}

function readExample(name: string): Files {
  const root = path.join(__dirname, '..', '..', 'examples', name);
  const entries = fs.readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && !/node_modules|\/target\b/.test(entry.parentPath));
  return Object.fromEntries(entries.map((entry) => {
    const file = path.join(entry.parentPath, entry.name);
    return [path.relative(root, file), fs.readFileSync(file, 'utf8')];
  }));
}
