/**
 * Invariants: the simulator does what GitHub documents, case by case, each with its source; no case is lost, and each of the
 * files in `documented/` takes part.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { runCases } from './documented';
import { withActSection } from './documented/act-section';
import type { DocumentedCase, Expected } from './documented/case';
import { answerOf, claimsOf } from './documented/claims';
import { simulationOf } from './documented/simulation-of';

const FOLDER = path.join(__dirname, 'documented');
/** Modules of the table that hold no cases. */
const HELPERS = ['act-section', 'case', 'claims', 'index', 'simulation-of', 'sources'];

const modules = fs.readdirSync(FOLDER).map((file) => path.basename(file, '.ts')).filter((name) => !HELPERS.includes(name));
const allCases = modules.flatMap((name) => casesOf(require(path.join(FOLDER, name)) as Record<string, unknown>));

function casesOf(exported: Record<string, unknown>): DocumentedCase[] {
  return Object.entries(exported).filter(([name]) => name.endsWith('Cases')).flatMap(([, cases]) => cases as DocumentedCase[]);
}

describe('the table of documented behaviour', () => {
  test('has 120 cases or more, of which 80 are about runs', () => {
    expect(allCases.length).toBeGreaterThanOrEqual(120);
    expect(runCases.length).toBeGreaterThanOrEqual(80);
  });

  test('has no id and no title twice, and every case of runs is in the list', () => {
    expect(repeated(allCases.map(({ id }) => id))).toEqual([]);
    expect(repeated(runCases.map(({ title }) => title))).toEqual([]);
    expect(runCases.filter((each) => !allCases.includes(each))).toEqual([]);
  });

  test('names a source for each, of GitHub', () => {
    const sources = allCases.flatMap((each) => [each.source].flat().map((source) => ({ id: each.id, source })));
    expect(sources.filter(({ source }) => !/^https:\/\/(?:docs\.github\.com|github\.com|github\.blog)\//.test(source))).toEqual([]);
    expect(allCases.filter(({ source }) => [source].flat().length === 0).map(({ id }) => id)).toEqual([]);
  });

  test('says where the documentation is silent: the first source is no page of it then, and else it is', () => {
    const isDocumented = ({ source }: DocumentedCase) => [source].flat().some((each) => /docs\.github\.com|github\.blog/.test(each));
    expect(runCases.filter((each) => (each.stated ?? 'documentation') === 'documentation' && !isDocumented(each)).map(({ id }) => id)).toEqual([]);
  });

  test('says something of each run', () => {
    const silent = runCases.filter((each) => expectedOf(each).every((one) => claimsOf(one).length === 0 && !one.refused));
    expect(silent.map(({ id }) => id)).toEqual([]);
  });
});

describe('act', () => {
  test('is asked about each case, or the case says why it is not', () => {
    expect(runCases.filter(({ act }) => act === undefined || (typeof act === 'object' && Object.values(act)[0] === '')).map(({ id }) => id)).toEqual([]);
  });

  test('is told of in docs/simulator.md; WRITE_DOCS=1 writes that anew', () => {
    const file = path.join(__dirname, '../../docs/simulator.md');
    if (process.env.WRITE_DOCS) fs.writeFileSync(file, withActSection(fs.readFileSync(file, 'utf8')));
    const text = fs.readFileSync(file, 'utf8');
    expect(withActSection(text)).toBe(text);
  });
});

describe('the simulator', () => {
  test.each(runCases.filter(({ expected }) => expected?.refused).map((each): [string, DocumentedCase] => [`${each.id}: ${each.title}`, each]))('%s', (_, each) => {
    expect(() => simulationOf(each).run()).toThrow(each.expected?.refused);
  });

  test.each(runCases.filter(({ expected }) => !expected?.refused).map((each): [string, DocumentedCase] => [`${each.id}: ${each.title}`, each]))('%s', (_, each) => {
    const { runs } = simulationOf(each).run();
    const expected = expectedOf(each);
    expect(runs).toHaveLength(expected.length);
    expect(runs.map((run, index) => told(expected[index], (claim) => answerOf(run, claim)))).toEqual(expected.map((one) => told(one, ({ value }) => value)));
  });
});

function expectedOf({ expected, runs }: DocumentedCase): readonly Expected[] {
  return runs ?? (expected ? [expected] : []);
}

function told(expected: Expected, answer: (claim: ReturnType<typeof claimsOf>[number]) => unknown): Record<string, unknown> {
  return Object.fromEntries(claimsOf(expected).map((claim) => [`${claim.kind} ${claim.about}`.trim(), answer(claim)]));
}

function repeated(texts: readonly string[]): string[] {
  return texts.filter((text, index) => texts.indexOf(text) !== index);
}
