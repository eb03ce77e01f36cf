// Guards that the YAML parser of the command `check`, which is changed to be faster, finds the same as the published one in
// every YAML file at hand, and in what is left of them when characters are taken away.
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import * as fc from 'fast-check';
import * as published from 'yaml';
import { copyYaml } from '../../projenrc/yaml-edits';
import { yamlTexts } from '../helpers/yaml-texts';

const SEED = 20261123;
const cache = path.join(__dirname, '..', '..', 'node_modules', '.cache');
fs.mkdirSync(cache, { recursive: true });
const folder = fs.mkdtempSync(path.join(cache, 'yaml-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));
copyYaml(folder);
const edited = createRequire(__filename)(path.join(folder, 'yaml')) as typeof published;

const texts = yamlTexts('test/data', 'examples', '.github');

/** All that is found in a text: tokens, documents with their errors, and where lines begin. */
function foundBy({ Parser, Composer, LineCounter }: typeof published, text: string): string {
  const lines = new LineCounter();
  const tokens = Array.from(new Parser(lines.addNewLine).parse(text));
  const documents = Array.from(new Composer({ keepSourceTokens: true, uniqueKeys: false }).compose(tokens));
  const told = documents.map(({ errors, range }) => ({ range, errors: errors.map(({ code, pos }) => [code, pos]) }));
  return JSON.stringify({ tokens, lines: lines.lineStarts, told }, undefined, 1);
}

test('it is the changed one', () => {
  expect(Array.isArray(new edited.Parser().parse('a: 1\n'))).toBe(true);
  expect(Array.isArray(new published.Parser().parse('a: 1\n'))).toBe(false);
});

test('every file at hand', () => {
  expect(texts.length).toBeGreaterThan(500);
  for (const text of texts) expect(foundBy(edited, text)).toBe(foundBy(published, text));
});

test(`files with characters taken away or put in, seed ${SEED}`, () => {
  const changed = fc.tuple(fc.constantFrom(...texts.filter((text) => text.length < 4_000)), fc.array(fc.tuple(fc.nat(), fc.nat({ max: 12 }), fc.constantFrom('', '{', '[', '"', '\'', '|', '>', '- ', ': ', '#', '&a ', '*a', '!t ', '\n', '\r\n', '\t', '%', '---\n', '...\n')), { minLength: 1, maxLength: 4 }))
    .map(([text, cuts]) => cuts.reduce((left, [at, length, instead]) => left.slice(0, at % (left.length + 1)) + instead + left.slice(at % (left.length + 1) + length), text));
  fc.assert(fc.property(changed, (text) => expect(foundBy(edited, text)).toBe(foundBy(published, text))), { seed: SEED, numRuns: 2_000 });
});

test('a text that comes in pieces', () => {
  const pieces = (yaml: typeof published) => {
    const lexer = new yaml.Lexer();
    return [...lexer.lex('a: "b', true), ...lexer.lex(' c"\nd: |\n  e', true), ...lexer.lex('\n', false)];
  };
  expect(pieces(edited)).toEqual(pieces(published));
});
