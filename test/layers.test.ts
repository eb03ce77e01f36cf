/**
 * Invariants: imports point one way through the layers, and what is left of `files` knows neither projen nor constructs.
 * Lint holds it; this shows that lint does.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..');
// Texts in place of files that exist, since the rules need a file's place.
const PROBES: [string, string, string][] = [
  ['src/model/cron.ts', "export * from '../ci/stage';\n", 'src/model may import only: nothing of ours'],
  ['src/catalog/nearest.ts', "export * from '../script/script-asset';\n", 'src/catalog may import only: model'],
  ['src/emit/values.ts', "export * from '../files/marked';\n", 'src/emit may import only: model, catalog, script'],
  ['src/files/marked.ts', "export * from '../ci/ci';\n", 'src/files may import only'],
  ['src/ci/slot.ts', "export * from '../stages/security/severity';\n", 'src/ci may import only'],
  ['src/stages/tool-versions.ts', "export * from '../pipelines/node-ci-pipeline';\n", 'src/stages may import only'],
  ['src/checks/finding.ts', "import { Project } from 'projen';\n\nexport type Probe = Project;\n", "'projen' import is restricted"],
];
const ALLOWED: [string, string] = ['src/emit/values.ts', "export * from '../model/expr';\n"];
const RULES = ['import/no-restricted-paths', 'no-restricted-imports'];

// In a process of its own: ESLint loads its plugins by itself.
const LINT = `
const { LegacyESLint } = require('eslint/use-at-your-own-risk');
const lint = new LegacyESLint({ cwd: process.cwd() });
const probes = JSON.parse(process.argv[1]);
(async () => {
  const results = [];
  for (const [filePath, text] of probes) results.push((await lint.lintText(text, { filePath }))[0].messages);
  console.log(JSON.stringify(results));
})();`;

let found: string[][];

beforeAll(() => {
  const probes = [...PROBES.map(([path, text]) => [path, text]), ALLOWED];
  const output = execFileSync('node', ['--eval', LINT, JSON.stringify(probes)], { cwd: ROOT, encoding: 'utf8' });
  const results = JSON.parse(output) as { ruleId: string; message: string }[][];
  found = results.map((messages) => messages.filter(({ ruleId }) => RULES.includes(ruleId)).map(({ message }) => message));
});

test.each(PROBES.map(([path, , message], index) => [path, message, index] as const))('%s: %s', (_path, message, index) => {
  expect(found[index].join('\n')).toContain(message);
});

test('an import to the left is accepted', () => {
  expect(found[PROBES.length]).toEqual([]);
});

test('every source file has fewer than 300 lines, unless it is generated', () => {
  const files = (folder: string): string[] => readdirSync(join(ROOT, folder)).flatMap((name) => {
    const path = `${folder}/${name}`;
    return statSync(join(ROOT, path)).isDirectory() ? files(path) : [path];
  });
  const long = files('src').filter((path) => !path.endsWith('.const.ts') && !path.startsWith('src/catalog/actions/') && readFileSync(join(ROOT, path), 'utf8').split('\n').length > 300);
  expect(long).toEqual([]);
});
