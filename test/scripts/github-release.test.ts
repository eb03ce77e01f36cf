// github-release.sh: a release is published with all its files or not at all, whatever call was lost; no file is ever
// replaced, and a draft that somebody else made is never published.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { GitHubRepository, Release } from './github-repository';
import { Rehearsal, testWith } from '../helpers/stand-ins';

const TARBALL = 'acme-tool-1.2.4.tgz';
const MARK = '<!-- draft of the release workflow for v1.2.4 -->';
const NOTES = '## 1.2.4\n\n- `touch ran` $(touch ran) ${{ github.token }} "é" \\n\n';

let place: Rehearsal;
let github: GitHubRepository;

function start(): void {
  place = new Rehearsal();
  place.command('git', 'init', '--quiet', '--initial-branch=main');
  place.command('git', 'commit', '--quiet', '--allow-empty', '--message', 'chore(release): 1.2.4');
  place.command('git', 'tag', '--annotate', '--message', 'Release 1.2.4', 'v1.2.4');
  github = new GitHubRepository(place);
  place.write('notes.md', NOTES);
  place.write(`package/${TARBALL}`, '\x1f\x8b\0\r\n\xff bytes');
  sum();
}

const sum = () => place.command('bash', '-c', 'cd package && sha256sum -- *.tgz > SHA256SUMS');

beforeEach(start);
afterEach(() => {
  github.stop();
  place.remove();
});

const publish = (parameters: Record<string, string> = {}, options = {}) => place.run('github-release.sh', {
  REPOSITORY: 'acme/tool', TAG: 'v1.2.4', VERSION: '1.2.4', PRERELEASE: 'false', LATEST: 'true', NOTES_FILE: 'notes.md', FILES: 'package', GH_TOKEN: 'token-of-test', ...parameters,
}, options);
const only = (): Release => {
  expect(github.releases()).toHaveLength(1);
  return github.releases()[0];
};
const names = (release: Release) => release.assets.map((asset) => asset.name).sort();
const digest = (name: string) => place.command('sha256sum', `package/${name}`).split(' ')[0];
const asset = (name: string, more = {}) => ({ id: 90, name, state: 'uploaded', size: fs.statSync(path.join(place.work, 'package', name)).size, digest: `sha256:${digest(name)}`, ...more });
const there = (more: object) => ({
  id: 7,
  tag_name: 'v1.2.4',
  name: 'By hand',
  body: 'words',
  draft: false,
  prerelease: false,
  immutable: false,
  assets: [],
  html_url: 'https://github.com/acme/tool/releases/tag/v1.2.4',
  upload_url: 'https://uploads.github.com/repos/acme/tool/releases/7/assets{?name,label}',
  ...more,
});
const given = (more: object, state: object = {}) => github.set({ releases: [there(more)], next: 100, ...state });

function expectPublished(): void {
  const release = only();
  expect(release).toMatchObject({ tag_name: 'v1.2.4', name: 'v1.2.4', body: NOTES.trimEnd(), draft: false, prerelease: false, make_latest: 'true' });
  expect(release.assets.map(({ name, state, digest: sha }) => [name, state, sha]).sort()).toEqual([TARBALL, 'SHA256SUMS'].map((name) => [name, 'uploaded', `sha256:${digest(name)}`]).sort());
}

const CALLS = ['GET repos/acme/tool/git/matching-refs/tags/v1.2.4', 'GET repos/acme/tool/releases?per_page=100', 'POST repos/acme/tool/releases', 'POST https://uploads.github.com/repos/acme/tool/releases/1/assets?name=SHA256SUMS',
  `POST https://uploads.github.com/repos/acme/tool/releases/1/assets?name=${TARBALL}`, 'GET repos/acme/tool/releases/1', 'PATCH repos/acme/tool/releases/1'];

test('makes a draft, attaches the files, then publishes it', () => {
  const run = publish();
  expect(run.status).toBe(0);
  expectPublished();
  expect(run.outputs).toEqual({ url: 'https://github.com/acme/tool/releases/tag/v1.2.4' });
  expect(run.summary).toBe('Release [v1.2.4](https://github.com/acme/tool/releases/tag/v1.2.4) of **1.2.4** with 2 files.\n');
  expect(github.requests()).toEqual(CALLS);
  expect(place.exists('ran')).toBe(false);
});

test('a pre-release is marked so and is not the latest', () => {
  expect(publish({ PRERELEASE: 'true', LATEST: 'false' }).status).toBe(0);
  expect(only()).toMatchObject({ prerelease: true, make_latest: 'false', draft: false });
});

test('where published releases are immutable it is complete before', () => {
  github.set({ immutable: true });
  expect(publish().status).toBe(0);
  expectPublished();
  expect(only().immutable).toBe(true);
  expect(publish()).toMatchObject({ status: 0, stderr: '' });
});

test('started again when all is done it changes nothing', () => {
  publish();
  expect(publish().outputs.url).toBe('https://github.com/acme/tool/releases/tag/v1.2.4');
  expectPublished();
  expect(github.requests().slice(CALLS.length).map((call) => call.split(' ')[0])).toEqual(['GET', 'GET']);
});

test('long notes are cut, not refused', () => {
  place.write('notes.md', 'é'.repeat(130_000));
  expect(publish().status).toBe(0);
  expect(only().body).toBe('é'.repeat(120_000));
});

describe('cut off', () => {
  test.each(CALLS)('after %s: the next attempt ends as the first would have', (call) => {
    expect(publish({ STOP_AFTER: String(CALLS.indexOf(call) + 1) }).status).toBeNull();
    expect(github.requests()).toHaveLength(CALLS.indexOf(call) + 1);
    expect(publish().status).toBe(0);
    expectPublished();
  });

  test.each(CALLS)('%s whose answer is lost', (call) => {
    expect(publish({ LOSE: String(CALLS.indexOf(call) + 1) })).toMatchObject({ status: 4, outputs: {}, stderr: expect.stringContaining('GitHub call failed') });
    expect(publish().status).toBe(0);
    expectPublished();
  });

  test.each(CALLS)('%s that fails', (call) => {
    expect(publish({ BREAK: String(CALLS.indexOf(call) + 1) })).toMatchObject({ status: 4, outputs: {} });
    expect(github.releases().every((release) => release.draft)).toBe(true);
    expect(publish().status).toBe(0);
    expectPublished();
  });

  test('an upload that was is done again', () => {
    given({ name: 'v1.2.4', draft: true, body: `${NOTES}\n${MARK}`, assets: [{ id: 90, name: TARBALL, state: 'starter', size: 0 }] });
    expect(publish()).toMatchObject({ status: 0, stderr: expect.stringContaining(`The upload of ${TARBALL} was cut off`) });
    expectPublished();
  });

  test('an upload that did not arrive whole is no success', () => {
    expect(publish({ SAY: 'GET repos/acme/tool/releases/1=>{"id":1,"assets":[]}' })).toMatchObject({ status: 4, outputs: {}, stderr: expect.stringContaining('2 files are still missing') });
    expect(only().draft).toBe(true);
  });

  test.each(['', 'oops', '{}'])('an answer of %j is none', (text) => {
    for (const call of CALLS.filter((one) => !one.includes('uploads.'))) {
      const run = publish({ SAY: `${call}=>${text}` });
      expect([call, run.status, run.outputs]).toEqual([call, 4, {}]);
      github.stop();
      place.remove();
      start();
    }
  });
});

describe('a release that is there', () => {
  test('gets what is missing, and keeps all else', () => {
    given({ assets: [asset('SHA256SUMS'), { id: 91, name: 'more.txt', state: 'uploaded', size: 1, digest: 'sha256:1' }] });
    expect(publish().status).toBe(0);
    expect(only()).toMatchObject({ name: 'By hand', body: 'words' });
    expect(names(only())).toEqual(['SHA256SUMS', TARBALL, 'more.txt']);
    expect(github.requests().some((call) => call.startsWith('PATCH'))).toBe(false);
  });

  test.each([
    ['of another size', { size: 1, digest: undefined }], ['of another digest', { digest: `sha256:${'0'.repeat(64)}` }],
  ])('with a file %s is refused before anything is uploaded', (_, more) => {
    given({ assets: [asset(TARBALL, more)] });
    const before = github.releases();
    expect(publish()).toMatchObject({ status: 3, outputs: {}, stderr: expect.stringContaining('It is not replaced') });
    expect(github.releases()).toEqual(before);
  });

  test('is refused so too if it is a draft of its own', () => {
    given({ draft: true, body: MARK, assets: [asset(TARBALL, { size: 1 })] });
    expect(publish()).toMatchObject({ status: 3, outputs: {} });
    expect(only().draft).toBe(true);
  });

  test('without digests goes by size', () => {
    given({ assets: [asset(TARBALL, { digest: undefined }), asset('SHA256SUMS', { digest: undefined })] }, { digests: false });
    expect(publish().status).toBe(0);
    expect(github.requests()).toHaveLength(2);
  });

  test('that is immutable stays as it is, with a warning', () => {
    given({ immutable: true, assets: [asset('SHA256SUMS')] });
    const run = publish({ GITHUB_ACTIONS: 'true' });
    expect(run).toMatchObject({ status: 0, outputs: { url: 'https://github.com/acme/tool/releases/tag/v1.2.4' }, stderr: expect.stringContaining('::warning title=Immutable release::') });
    expect(run.summary).toContain('1 of 2 are missing');
    expect(names(only())).toEqual(['SHA256SUMS']);
  });

  test('that is immutable with another file is refused all the same', () => {
    given({ immutable: true, assets: [asset(TARBALL, { digest: 'sha256:1' })] });
    expect(publish().status).toBe(3);
  });

  test('as somebody\'s draft gets the files, but is not published', () => {
    given({ draft: true, body: 'draft of the release workflow for v1.2.4' });
    const run = publish();
    expect(run).toMatchObject({ status: 0, stderr: expect.stringContaining('publish it by hand') });
    expect(only()).toMatchObject({ draft: true, name: 'By hand' });
    expect(names(only())).toEqual(['SHA256SUMS', TARBALL]);
  });

  test('as a draft of its own keeps what somebody changed in its notes', () => {
    given({ draft: true, body: `Better words\r\n\r\n${MARK}\r\nand more` });
    expect(publish().status).toBe(0);
    expect(only()).toMatchObject({ draft: false, body: 'Better words\r\n\r\n\r\nand more' });
  });

  test('twice: a published one comes first, then a draft of its own; other tags do not count', () => {
    const both = [there({ id: 5, draft: true, tag_name: 'v1.2.40', body: MARK }), there({ id: 6, draft: true }), there({ id: 8, draft: true, body: MARK, upload_url: 'https://uploads.github.com/repos/acme/tool/releases/8/assets{?name,label}' })];
    github.set({ releases: both, next: 100, pageSize: 1 });
    expect(publish().status).toBe(0);
    expect(github.releases().map(({ id, draft, assets }) => [id, draft, assets.length])).toEqual([[5, true, 0], [6, true, 0], [8, false, 2]]);
    github.set({ releases: [...both, there({ id: 9, assets: [asset(TARBALL), asset('SHA256SUMS')] })], next: 100, pageSize: 1 });
    expect(publish().status).toBe(0);
    expect(github.releases().map(({ id, draft }) => [id, draft])).toEqual([[5, true], [6, true], [8, true], [9, false]]);
  });
});

describe('what is not published', () => {
  test('a version without its tag: GitHub would make one, anywhere', () => {
    github.git('update-ref', '-d', 'refs/tags/v1.2.4');
    github.git('tag', 'v1.2.40');
    expect(publish()).toMatchObject({ status: 3, outputs: {}, stderr: expect.stringContaining('has no tag v1.2.4') });
    expect(github.releases()).toEqual([]);
  });

  test('a file that is not the packed one', () => {
    place.write(`package/${TARBALL}`, 'other');
    expect(publish()).toMatchObject({ status: 3, outputs: {}, stderr: expect.stringContaining('Pack again') });
    expect(github.requests()).toEqual([]);
  });

  test.each(['extra.tgz', 'a b.tgz', '$(touch ran).tgz', '-x.tgz', '..tgz'])('a file %j that was added', (name) => {
    place.write(`package/${name}`, 'x');
    expect(publish()).toMatchObject({ status: name === '..tgz' ? 0 : 3, stderr: name === '..tgz' ? expect.anything() : expect.stringContaining('Unknown file') });
    expect(place.exists('ran')).toBe(false);
    if (name === '..tgz') expect(names(only())).toEqual(['SHA256SUMS', TARBALL]); // hidden, so never seen
  });

  test('a checksum of a file that is not there', () => {
    fs.appendFileSync(path.join(place.work, 'package', 'SHA256SUMS'), `${'0'.repeat(64)}  gone.tgz\n`);
    expect(publish().status).toBe(3);
  });
});

test.each([
  [{ REPOSITORY: 'acme' }, 'owner/name'], [{ TAG: 'v1`x`' }, 'such as v1.2.3'], [{ TAG: '${{ x }}' }, 'such as v1.2.3'], [{ TAG: 'v1\nx' }, 'such as v1.2.3'], [{ VERSION: 'latest' }, 'such as 1.2.3'], [{ PRERELEASE: 'yes' }, 'true or false'],
  [{ LATEST: '1' }, 'true or false'], [{ PRERELEASE: 'true' }, 'never the latest'], [{ NOTES_FILE: 'none.md' }, 'No notes'], [{ FILES: 'none' }, 'No checksums'], [{ GH_TOKEN: '' }, 'GH_TOKEN is empty'],
])('%j is wrong usage', (parameters, message) => {
  expect(publish(parameters as Record<string, string>)).toMatchObject({ status: 64, outputs: {}, stderr: expect.stringContaining(message) });
  expect(github.requests()).toEqual([]);
});

test('a missing program is named; the token is in no argument', () => {
  expect(publish({}, { onlyPrograms: ['bash', 'awk', 'mktemp', 'node', 'sha256sum', 'wc'] })).toMatchObject({ status: 69, stderr: expect.stringContaining('jq is not on PATH') });
  expect(publish({}, { onLaptop: true })).toMatchObject({ status: 0, stdout: 'url=https://github.com/acme/tool/releases/tag/v1.2.4\n' });
  expect(place.calls('gh').some((call) => call.args.join().includes('token-of-test'))).toBe(false);
});

testWith(['gh'], 'the real gh takes these calls, with several pages too', () => {
  github.set({ releases: [there({ id: 5, tag_name: 'v1' }), there({ id: 6, tag_name: 'v2' })], next: 100, pageSize: 1 });
  const variables = github.serve();
  expect(publish(variables).status).toBe(0);
  const [, , release] = github.releases();
  expect(release).toMatchObject({ draft: false, body: NOTES.trimEnd() });
  expect(release.assets.map((one) => one.digest).sort()).toEqual([TARBALL, 'SHA256SUMS'].map((name) => `sha256:${digest(name)}`).sort());
  expect(publish(variables).status).toBe(0);
  expect(github.releases()).toHaveLength(3);
});
