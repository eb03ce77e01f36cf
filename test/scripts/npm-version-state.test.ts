// npm-version-state.sh: what a registry has of a version, in three words; versions in the order of semver; silence is no answer.
import { NpmRegistry } from './npm-registry';
import { PACKAGE, Release, TOKEN } from './npm-release';

let registry: NpmRegistry;
let place: Release;
beforeAll(async () => { registry = await NpmRegistry.start(); });
afterAll(() => registry.stop());
beforeEach(() => { place = new Release(registry); });
afterEach(() => place.remove());

const state = (version: string, parameters: Record<string, string> = {}) => place.release('npm-version-state.sh', version, parameters);

test.each([
  ['1.0.0', {}, 'same newer 1.1.0'], ['1.1.0', {}, 'same here 1.1.0'], ['1.2.0', {}, 'absent elsewhere 1.1.0'], ['0.9.0', {}, 'deprecated newer 1.1.0'],
  ['1.1.0', { INTEGRITY: 'sha512-1.1.0' }, 'same here 1.1.0'], ['1.1.0', { INTEGRITY: 'sha512-other' }, 'other here 1.1.0'],
  ['1.1.0', { INTEGRITY: 'sha512-other', SHASUM: '1.1.0' }, 'other here 1.1.0'], ['1.1.0', { DIST_TAG: 'next' }, 'same elsewhere '],
])('%s with %j is %s', (version, parameters, expected) => {
  registry.seed(PACKAGE, { '0.9.0': { deprecated: 'Taken back.' }, '1.0.0': {}, '1.1.0': {} }, { latest: '1.1.0' });
  expect(state(version, parameters as Record<string, string>)).toMatchObject({ status: 0, stderr: '', stdout: `${expected}\n` });
});

// From the example of semver.org, and what goes wrong by letter.
const ORDER = ['0.9.10', '1.0.0-0', '1.0.0-2', '1.0.0-10', '1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta', '1.0.0-beta.2', '1.0.0-beta.11', '1.0.0-rc.1', '1.0.0-rc-1.0', '1.0.0', '1.9.0', '1.10.0', '10.0.0'];

test('versions stand in the order of semver', () => {
  for (const [index, version] of ORDER.slice(1).entries()) {
    registry.seed(PACKAGE, ORDER, { latest: version });
    expect([version, state(ORDER[index]).stdout]).toEqual([version, `same newer ${version}\n`]);
    registry.seed(PACKAGE, ORDER, { latest: ORDER[index] });
    expect([version, state(version).stdout]).toEqual([version, `same elsewhere ${ORDER[index]}\n`]);
  }
});

test('a package that is not there has no version', () => {
  expect(state('1.0.0').stdout).toBe('absent elsewhere \n');
});

test('asks past caches, with the token on standard input', () => {
  registry.seed(PACKAGE, ['1.0.0'], { latest: '1.0.0' });
  place.standIn('curl', 'exec /usr/bin/curl "$@"');
  expect(state('1.0.0').status).toBe(0);
  expect(registry.requests()).toEqual([{ method: 'GET', url: '/@acme%2ftool?write=true', authorization: `Bearer ${TOKEN}` }]);
  expect(JSON.stringify(place.calls('curl')[0].args)).not.toContain(TOKEN);
});

test('keeps what the registry tells, where a file is named', () => {
  registry.seed(PACKAGE, ['1.0.0'], { latest: '1.0.0' });
  state('1.0.0', { FILE: 'told.json' });
  expect(JSON.parse(place.read('told.json'))['dist-tags']).toEqual({ latest: '1.0.0' });
});

test.each([['a page', '<html>'], ['a list', '[]'], ['nothing', ''], ['null', 'null'], ['no versions', '{"name":"@acme/tool","dist-tags":{}}']])('%s for an answer is none', (_, body) => {
  place.standIn('curl', `while (( $# > 0 )); do if [[ "$1" == --output ]]; then printf '%s' '${body}' > "$2"; fi; shift; done; printf 200`);
  expect(state('1.0.0')).toMatchObject({ status: 4, stdout: '', stderr: expect.stringContaining('no package in the answer') });
});
