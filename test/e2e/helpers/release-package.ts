/** Name of the package that the example releases. */
export const PACKAGE = '@slackdaystudio/vmsnap';

/** The package as it is published: a program that tells its version, or one that fails. */
export function publishedFiles(version: string, program: 'runs' | 'fails' = 'runs'): Record<string, string> {
  const manifest = { name: PACKAGE, version, license: 'Apache-2.0', type: 'module', bin: { vmsnap: 'dist/vmsnap.js' }, files: ['dist'] };
  return { 'package.json': `${JSON.stringify(manifest, null, 2)}\n`, 'dist/vmsnap.js': programText(program) };
}

/** A small package in the place of the example's: the same names and scripts, and nothing to be installed. */
export function smallPackage(version: string, program: 'runs' | 'fails' = 'runs'): Record<string, string> {
  const about = { name: PACKAGE, version, license: 'Apache-2.0' };
  const bin = { vmsnap: 'dist/vmsnap.js' };
  const scripts = {
    'build': 'node tools/build.js',
    'lint': 'node --check src/vmsnap.js',
    'check-format': 'node tools/check-format.js',
    'test:unit': 'node --test',
    'generate-docs': 'node tools/document.js',
  };
  const manifest = { ...about, type: 'module', bin, files: ['dist'], publishConfig: { access: 'public' }, scripts };
  const lock = { name: PACKAGE, version, lockfileVersion: 3, requires: true, packages: { '': { ...about, bin } } };
  return {
    'package.json': `${JSON.stringify(manifest, null, 2)}\n`,
    'package-lock.json': `${JSON.stringify(lock, null, 2)}\n`,
    'src/vmsnap.js': programText(program),
    'test/vmsnap.test.js': 'import { equal } from \'node:assert/strict\';\nimport { test } from \'node:test\';\n\ntest(\'adds\', () => equal(1 + 1, 2));\n',
    'tools/build.js': 'import { cpSync } from \'node:fs\';\n\ncpSync(\'src\', \'dist\', { recursive: true });\n',
    'tools/check-format.js': 'import { readFileSync } from \'node:fs\';\n\nif (/[ \\t]$/m.test(readFileSync(\'src/vmsnap.js\', \'utf8\'))) throw new Error(\'space at the end of a line\');\n',
    'tools/document.js': 'import { mkdirSync, writeFileSync } from \'node:fs\';\n\nmkdirSync(\'docs/generated\', { recursive: true });\nwriteFileSync(\'docs/generated/index.html\', \'<h1>vmsnap</h1>\\n\');\n',
  };
}

function programText(program: 'runs' | 'fails'): string {
  const reads = 'const { version } = JSON.parse(readFileSync(new URL(\'../package.json\', import.meta.url), \'utf8\'));';
  const ends = program === 'runs' ? 'console.log(`vmsnap ${version}`);' : 'throw new Error(`vmsnap ${version} does not start`);';
  return `#!/usr/bin/env node\nimport { readFileSync } from 'node:fs';\n\n${reads}\n${ends}\n`;
}
