// Runs one suite of test/ and keeps its result as JUnit in test-results/.
// Files are listed here because `node --test` reads a folder differently in Node 20 and in Node 22.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const [suite, ...options] = process.argv.slice(2);
const folder = join('test', suite ?? '');
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.test.js'))
  .map((name) => join(folder, name));

if (suite === undefined || files.length === 0) {
  console.error(`run-tests: no test files in ${folder}`);
  process.exit(2);
}

mkdirSync('test-results', { recursive: true });
const { status, signal } = spawnSync(
  process.execPath,
  [
    '--test',
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=junit',
    `--test-reporter-destination=test-results/${suite}.xml`,
    ...options,
    ...files,
  ],
  { stdio: 'inherit' },
);
if (signal) console.error(`run-tests: ended by ${signal}`);
process.exit(status ?? 1);
