/**
 * image-name.sh. Invariants: whatever the ref is called, every tag is one that a registry takes; a branch never gets the
 * tag of a version, of a commit or `latest`; a Git tag that is no version ends the run before anything is built.
 */
import { Rehearsal } from '../helpers/stand-ins';

const REVISION = '0123456789abcdef0123456789abcdef01234567';
// The grammar of tags. @see https://github.com/distribution/reference
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;

let place: Rehearsal;
beforeEach(() => {
  place = new Rehearsal();
});
afterEach(() => place.remove());

const name = (parameters: Record<string, string>) => place.run('image-name.sh', { IMAGE: 'ghcr.io/acme/tool', REF_TYPE: 'branch', REF_NAME: 'main', REVISION, ...parameters });
const ofTag = (tag: string, parameters: Record<string, string> = {}) => name({ REF_TYPE: 'tag', REF_NAME: tag, ...parameters });

test.each([
  ['v1.4.0', '1.4.0', '1.4.0 1.4 1 latest sha-0123456789ab'],
  ['1.4.0', '1.4.0', '1.4.0 1.4 1 latest sha-0123456789ab'],
  ['v0.9.2', '0.9.2', '0.9.2 0.9 latest sha-0123456789ab'],
  ['v2.0.0-rc.1', '2.0.0-rc.1', '2.0.0-rc.1 sha-0123456789ab'],
])('the Git tag %s has the version %s', (tag, version, tags) => {
  expect(ofTag(tag).outputs).toEqual({ image: 'ghcr.io/acme/tool', version, tags });
});

test('TAG_PREFIX is left out of the version', () => {
  expect(ofTag('tool-v1.4.0', { TAG_PREFIX: 'tool-v' }).outputs.version).toBe('1.4.0');
});

test.each(['vnext', 'v1', 'v1.4', 'v1.4.0+build.5', 'v01.4.0', 'v1.4.0-', 'release-1.4.0', `v1.4.0-${'a'.repeat(130)}`])('the Git tag %s is refused', (tag) => {
  const run = ofTag(tag);
  expect(run.status).toBe(64);
  expect(run.stderr).toContain(`The Git tag ${tag} names no version.`);
  expect(run.outputs).toEqual({});
});

test.each([
  ['main', 'main'],
  ['feature/add-Thing', 'feature-add-Thing'],
  ['dependabot/npm_and_yarn/a@b', 'dependabot-npm_and_yarn-a-b'],
  ['.hidden', 'hidden'],
  ['--x', 'x'],
  ['naïve', 'na--ve'],
  ['$(id);"`x`', 'id----x-'],
  ['a'.repeat(200), 'a'.repeat(128)],
  ['1.4.0', 'branch-1.4.0'],
  ['v2', 'branch-v2'],
  ['latest', 'branch-latest'],
  ['sha-0123456789ab', 'branch-sha-0123456789ab'],
  ['...', 'branch-'],
])('the branch %s has the tag %s', (branch, tag) => {
  const run = name({ REF_NAME: branch });
  expect(run.outputs).toEqual({ image: 'ghcr.io/acme/tool', version: tag, tags: `${tag} sha-0123456789ab` });
  for (const each of run.outputs.tags.split(' ')) expect(each).toMatch(TAG);
});

test('capitals of a repository become lower case', () => {
  expect(name({ IMAGE: 'ghcr.io/Acme-Inc/My.Tool' }).outputs.image).toBe('ghcr.io/acme-inc/my.tool');
});

test.each([
  [{ IMAGE: 'tool' }, 'IMAGE is tool'],
  [{ IMAGE: 'ghcr.io/acme/tool:1.0' }, 'IMAGE is ghcr.io/acme/tool:1.0'],
  [{ IMAGE: 'ghcr.io/acme/-tool' }, 'Use registry/owner/name'],
  [{ REVISION: '0123456' }, 'REVISION is 0123456'],
  [{ REF_TYPE: 'pull' }, 'REF_TYPE is pull'],
  [{ REF_NAME: '' }, 'REF_NAME is empty'],
])('%o is refused', (parameters, message) => {
  const run = name(parameters);
  expect(run.status).toBe(64);
  expect(run.stderr).toContain(message);
});
