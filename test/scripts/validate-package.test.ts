// validate-package.sh: all problems at once, and publint that cannot be had is no problem of the package.
import { Rehearsal } from '../helpers/stand-ins';

const GOOD = {
  name: '@acme/tool',
  version: '1.2.3-rc.1',
  license: 'MIT',
  repository: { type: 'git', url: 'git+https://github.com/acme/tool.git' },
  files: ['lib'],
  bin: { tool: 'lib/cli.js' },
};

let place: Rehearsal;
beforeEach(() => {
  place = new Rehearsal();
  place.write('lib/cli.js', '#!/usr/bin/env node\n');
  place.standIn('npx', 'if [[ "$*" == *--version* ]]; then exit "${INSTALL:-0}"; fi; echo "${SAYS}"; exit "${LINT:-0}"');
});
afterEach(() => place.remove());

const validate = (manifest: object, parameters: Record<string, string> = {}) => {
  place.write('package.json', JSON.stringify(manifest));
  return place.run('validate-package.sh', { VERSION: '0.3.25', ...parameters });
};

test('a sound package passes, strictly linted by the pinned publint', () => {
  const run = validate(GOOD);
  expect(run.stderr).toContain('ready');
  expect(run.status).toBe(0);
  expect(place.calls('npx').map((call) => call.args.join(' '))).toEqual(
    ['--yes publint@0.3.25 --version', '--yes publint@0.3.25 run . --strict']);
});

test.each([
  ['no name', { name: undefined }, 'name is ""'],
  ['a name with capitals', { name: 'Tool' }, 'name is "Tool"'],
  ['a version that is none', { version: '1.2' }, 'version is "1.2"'],
  ['a leading zero', { version: '1.02.0' }, 'no semantic version'],
  ['no license', { license: undefined }, 'license is missing'],
  ['no repository', { repository: undefined }, 'repository is missing'],
  ['no files', { files: undefined }, 'neither files nor .npmignore'],
  ['a program not built', { bin: { tool: 'lib/none.js' } }, 'bin tool: lib/none.js does not exist'],
  ['a program without shebang', { bin: 'plain.js' }, 'bin tool: plain.js does not start with a shebang'],
])('%s', (_, change, message) => {
  place.write('plain.js', 'console.log(1)\n');
  const run = validate({ ...GOOD, ...change });
  expect(run.status).toBe(3);
  expect(run.stderr).toContain(`1 problems:\n- ${message.startsWith('no semantic') ? 'version' : message.slice(0, 4)}`);
  expect(run.stderr).toContain(message);
});

test('all problems are told at once', () => {
  const run = validate({ bin: { a: 'x', b: 'y' } }, { LINT: '1', SAYS: 'pkg.main is missing' });
  expect(run.status).toBe(3);
  for (const message of ['name is', 'version is', 'license', 'repository', 'files', 'bin a', 'bin b', 'pkg.main is missing']) {
    expect(run.stderr).toContain(message);
    expect(run.summary).toContain(message);
  }
});

test('.npmignore, a repository as text and one program as text are fine', () => {
  place.write('.npmignore', '');
  expect(validate({ ...GOOD, files: undefined, repository: 'github:acme/tool', bin: './lib/cli.js' }).status).toBe(0);
});

test('publint that cannot be had fails with 4', () => {
  expect(validate(GOOD, { INSTALL: '1' }).status).toBe(4);
});

test('no manifest, or none that is JSON', () => {
  expect(place.run('validate-package.sh', { VERSION: '0.3.25' }).status).toBe(3);
  place.write('package.json', 'no');
  expect(place.run('validate-package.sh', { VERSION: '0.3.25' }).status).toBe(3);
});

test('no version of publint is wrong usage', () => {
  expect(place.run('validate-package.sh').status).toBe(64);
});
