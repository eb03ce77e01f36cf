// enable-package-manager.sh: the version the repository names answers, or the run fails.
import { Rehearsal } from '../helpers/stand-ins';

// corepack puts a shim in the folder it is told; the shim answers with $ANSWER or the version installed.
const COREPACK = `
case "$1" in
  --version) echo "\${COREPACK_ANSWERS:-0.34.7}" ;;
  enable) shims="$3"; printf '#!/bin/bash\\ncat "%s/version"\\n' "$ROOT" > "$shims/$4"; chmod +x "$shims/$4" ;;
  install) mkdir -p "$ROOT"; version="\${3#*@}"; echo "\${ANSWER:-\${version%%+*}}" > "$ROOT/version" ;;
esac`;
// npm installs corepack into the prefix.
const NPM = `
while (( $# > 0 )); do if [[ "$1" == --prefix ]]; then prefix="$2"; fi; shift; done
mkdir -p "$prefix/bin"; cp "$ROOT-corepack" "$prefix/bin/corepack"`;

let place: Rehearsal;
beforeEach(() => {
  place = new Rehearsal();
  place.standIn('npm', NPM);
});
afterEach(() => place.remove());

const withField = (field: string) => place.write('package.json', JSON.stringify({ packageManager: field }));
const basics = ['node', 'jq', 'sort', 'head', 'mktemp', 'mkdir', 'cat', 'chmod', 'cp', 'env', 'bash'];

test('takes the version, without its hash, from package.json', () => {
  place.standIn('corepack', COREPACK);
  withField('pnpm@10.4.1+sha512.abc');
  const run = place.run('enable-package-manager.sh', { PACKAGE_MANAGER: 'pnpm' });
  expect(run.stderr).not.toContain('error');
  expect(run.outputs).toEqual({ version: '10.4.1' });
  expect(place.calls('corepack').at(-1)?.args).toEqual(['install', '--global', 'pnpm@10.4.1+sha512.abc']);
  expect(place.calls('npm')).toEqual([]);
  expect(run.paths).toHaveLength(1);
  expect(run.environment).toEqual({ COREPACK_ENABLE_DOWNLOAD_PROMPT: '0', COREPACK_ENABLE_AUTO_PIN: '0' });
});

test('takes VERSION where package.json names none', () => {
  place.standIn('corepack', COREPACK);
  const run = place.run('enable-package-manager.sh', { PACKAGE_MANAGER: 'yarn', VERSION: '4.18.1' });
  expect(run.outputs).toEqual({ version: '4.18.1' });
});

test.each([
  ['missing', undefined],
  ['too old for the signing keys', '0.29.4'],
])('installs the pinned corepack where it is %s', (_, current) => {
  place.standIn('corepack', COREPACK);
  place.command('mv', `${place.bin}/corepack`, `${place.folder}/root-corepack`);
  if (current) {
    place.standIn('corepack', `echo ${current}`);
  }
  const run = place.run('enable-package-manager.sh', { PACKAGE_MANAGER: 'pnpm', VERSION: '10.4.1' },
    { onlyPrograms: basics });
  expect(run.status).toBe(0);
  expect(place.calls('npm')[0].args).toContain('corepack@0.34.7');
  expect(place.calls('npm')[0].args).toContain('--ignore-scripts');
  expect(run.outputs).toEqual({ version: '10.4.1' });
});

test('fails when another version answers', () => {
  place.standIn('corepack', COREPACK);
  const run = place.run('enable-package-manager.sh', { PACKAGE_MANAGER: 'pnpm', VERSION: '10.4.1', ANSWER: '9.0.0' });
  expect(run.status).toBe(3);
  expect(run.stderr).toContain('9.0.0 answers');
  expect(run.outputs).toEqual({});
});

test('fails when corepack fails', () => {
  place.standIn('corepack', 'if [[ "$1" == --version ]]; then echo 0.34.7; elif [[ "$1" == install ]]; then echo no network >&2; exit 1; fi');
  const run = place.run('enable-package-manager.sh', { PACKAGE_MANAGER: 'pnpm', VERSION: '10.4.1' });
  expect(run.status).toBe(3);
  expect(run.stderr).toContain('no network');
  expect(run.outputs).toEqual({});
});

test.each([
  ['no version anywhere', { PACKAGE_MANAGER: 'pnpm' }, undefined, 'Add "packageManager"'],
  ['a range', { PACKAGE_MANAGER: 'pnpm', VERSION: '^10' }, undefined, 'no exact version'],
  ['two versions', { PACKAGE_MANAGER: 'pnpm', VERSION: '10.4.1' }, 'pnpm@9.0.0', 'Remove one'],
  ['another manager in package.json', { PACKAGE_MANAGER: 'pnpm' }, 'yarn@4.0.0', 'Make them agree'],
  ['npm', { PACKAGE_MANAGER: 'npm' }, undefined, 'Use pnpm or yarn'],
  ['nothing', {}, undefined, 'PACKAGE_MANAGER is empty'],
])('%s is wrong usage', (_, parameters, field, message) => {
  if (field) {
    withField(field);
  }
  const run = place.run('enable-package-manager.sh', parameters as unknown as Record<string, string>);
  expect(run.status).toBe(64);
  expect(run.stderr).toContain(message);
});
