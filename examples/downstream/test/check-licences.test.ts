// check-licences.sh, run as CI and as a person runs it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPT = join(__dirname, '..', 'scripts', 'check-licences.sh');
let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'check-licences-')); });
afterEach(() => rmSync(folder, { recursive: true }));

function run(packages: Record<string, unknown> | undefined, env: Record<string, string> = { ALLOWED: 'MIT ISC' }) {
  if (packages) writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ lockfileVersion: 3, packages: { '': { name: 'shop' }, ...packages } }));
  const output = join(folder, 'output');
  writeFileSync(output, '');
  const done = spawnSync('bash', [SCRIPT], { cwd: folder, encoding: 'utf8', env: { PATH: process.env.PATH, GITHUB_OUTPUT: output, ...env } });
  return { ...done, output: readFileSync(output, 'utf8') };
}

test('listed licences pass and are counted', () => {
  const { status, output } = run({ 'node_modules/a': { license: 'MIT' }, 'node_modules/b/node_modules/@x/c': { license: 'ISC' } });
  expect([status, output]).toEqual([0, 'checked=2\n']);
});

test('no dependency at all passes', () => {
  expect(run({})).toMatchObject({ status: 0, output: 'checked=0\n' });
});

test.each([
  ['another licence', { license: 'GPL-3.0-only' }],
  ['no licence', {}],
  ['a licence whose name begins like a listed one', { license: 'MIT-0' }],
  ['both of two, one not listed', { license: '(MIT AND GPL-3.0-only)' }],
])('%s is refused by name', (_, entry) => {
  const { status, stderr } = run({ 'node_modules/@acme/bad': entry, 'node_modules/good': { license: 'MIT' } });
  expect(status).toBe(1);
  expect(stderr).toContain('@acme/bad\t');
  expect(stderr).not.toContain('good');
});

test('one of two alternatives is enough; development dependencies do not count', () => {
  const { status, output } = run({ 'node_modules/a': { license: '(GPL-2.0-only OR MIT)' }, 'node_modules/dev': { license: 'GPL-3.0-only', dev: true } });
  expect([status, output]).toEqual([0, 'checked=1\n']);
});

test.each<[string, Record<string, unknown> | undefined, Record<string, string>]>([
  ['no list', {}, {}],
  ['no lock file', undefined, { ALLOWED: 'MIT' }],
  ['another lock file', {}, { ALLOWED: 'MIT', LOCK_FILE: 'output' }],
])('%s is wrong usage', (_, packages, env) => {
  expect(run(packages, env).status).toBe(64);
});
