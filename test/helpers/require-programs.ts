/**
 * Tests that run scripts for real need programs beyond Node. Without one they are skipped locally, and run (and fail)
 * when `CI` is set. Loaded before every test file.
 */
import { findProgram } from './stand-ins';

const NEEDED: [RegExp, string[]][] = [
  [/\/test\/scripts\//, ['awk', 'bash', 'git', 'jq', 'sha256sum', 'tar']],
  [/\/test\/(downstream|seed-defects)\.test\.ts$/, ['awk', 'bash', 'git', 'jq', 'sha256sum', 'tar']],
  [/\/test\/testing\//, ['git']],
];

const { testPath } = expect.getState();
const missing = NEEDED.filter(([files]) => files.test(testPath ?? '')).flatMap(([, programs]) => programs).filter((program) => findProgram(program) === undefined);

if (missing.length > 0 && !process.env.CI) {
  const skip = Object.assign((...args: Parameters<typeof test.skip>) => original.skip(...args), { each: test.skip.each, skip: test.skip, only: test.skip, todo: test.todo });
  const original = test;
  Object.assign(globalThis, { test: skip, it: skip });
  process.stderr.write(`${testPath}: skipped without ${[...new Set(missing)].join(', ')}\n`);
}
