// npm-publish.sh with the real npm: a version is published once, with these bits, under this dist-tag, to this registry, whatever
// the repository or the package says. What goes wrong on the way: npm-publish-faults.test.ts.
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { NpmRegistry } from './npm-registry';
import { PACKAGE, Release, TOKEN } from './npm-release';

jest.setTimeout(60_000);

let registry: NpmRegistry;
let place: Release;
beforeAll(async () => { registry = await NpmRegistry.start(); });
afterAll(() => registry.stop());
beforeEach(() => { place = new Release(registry); });
afterEach(() => place.remove());

const integrity = (bytes: Buffer) => `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
const packed = () => fs.readFileSync(path.join(place.work, 'package', 'tool.tgz'));
const PUBLISH = 'PUT /@acme%2ftool';

describe('publishing', () => {
  test('the first version gives the package its latest; the bits are those that were packed', () => {
    place.pack('1.0.0');
    const run = place.publish('1.0.0');
    expect(run).toMatchObject({ status: 0, stdout: '', outputs: { published: 'true', integrity: integrity(packed()), previous: '' } });
    expect(registry.tags(PACKAGE)).toEqual({ latest: '1.0.0' });
    expect(registry.tarball(PACKAGE, 'tool-1.0.0.tgz').equals(packed())).toBe(true);
    expect(registry.package(PACKAGE).access).toBe('public');
    expect(run.summary).toContain('Published **@acme/tool 1.0.0**');
  });

  test('the next one tells which version had the dist-tag before', () => {
    place.published('1.0.0');
    expect(place.published('1.1.0').outputs.previous).toBe('1.0.0');
    expect(registry.tags(PACKAGE)).toEqual({ latest: '1.1.0' });
  });

  test('a prerelease gets its own dist-tag and leaves latest alone', () => {
    place.published('1.0.0');
    expect(place.published('1.1.0-rc.1').outputs).toMatchObject({ published: 'true', previous: '' });
    expect(place.published('1.1.0-rc.2').outputs.previous).toBe('1.1.0-rc.1');
    expect(registry.tags(PACKAGE)).toEqual({ latest: '1.0.0', next: '1.1.0-rc.2' });
  });

  test('an older line gets its own dist-tag, though a newer version is there', () => {
    place.published('2.0.0');
    place.published('1.9.1', { DIST_TAG: 'release-1.x' });
    expect(registry.tags(PACKAGE)).toEqual({ 'latest': '2.0.0', 'release-1.x': '1.9.1' });
  });

  test('a package without a scope', () => {
    place.pack('1.0.0', { name: 'tool' });
    expect(place.publish('1.0.0', { PACKAGE: 'tool' }).status).toBe(0);
    expect(registry.tags('tool')).toEqual({ latest: '1.0.0' });
  });

  test('to a registry whose address has no slash at its end', () => {
    place.pack('1.0.0');
    expect(place.publish('1.0.0', { REGISTRY: registry.url.replace(/\/$/, '') }).status).toBe(0);
    expect(registry.changes()).toEqual([PUBLISH]);
  });
});

describe('where it goes', () => {
  const ELSEWHERE = 'http://127.0.0.1:9/';

  test('is not for the package to say', () => {
    const publishConfig = { 'registry': ELSEWHERE, '@acme:registry': ELSEWHERE, 'tag': 'other', 'access': 'restricted', 'provenance': true };
    place.pack('1.0.0', { publishConfig });
    expect(place.publish('1.0.0').status).toBe(0);
    expect(registry.tags(PACKAGE)).toEqual({ latest: '1.0.0' });
    expect(registry.package(PACKAGE).access).toBe('public');
  });

  test('is not for the repository, the user or the runner to say', () => {
    const npmrc = `registry=${ELSEWHERE}\n@acme:registry=${ELSEWHERE}\n//127.0.0.1:9/:_authToken=other\ntag=other\n`;
    place.write('.npmrc', npmrc);
    place.write('package.json', JSON.stringify({ name: 'repository', workspaces: ['*'], publishConfig: { registry: ELSEWHERE } }));
    fs.writeFileSync(path.join(place.folder, 'home', '.npmrc'), npmrc);
    place.pack('1.0.0');
    const run = place.publish('1.0.0', {
      'npm_config_userconfig': path.join(place.work, '.npmrc'), 'npm_config_registry': ELSEWHERE, 'npm_config_@acme:registry': ELSEWHERE, 'NODE_AUTH_TOKEN': 'other',
    });
    expect(run.status).toBe(0);
    expect(registry.tags(PACKAGE)).toEqual({ latest: '1.0.0' });
    expect(registry.requests('PUT').map(({ authorization }) => authorization)).toEqual([`Bearer ${TOKEN}`]);
  });

  test('a field tag in package.json, which npm takes for more than its option, is refused', () => {
    place.pack('1.1.0-rc.1', { tag: 'latest' });
    expect(place.publish('1.1.0-rc.1')).toMatchObject({ status: 3, stderr: expect.stringContaining('field tag, latest') });
    expect(registry.changes()).toEqual([]);
  });

  test('scripts of the package do not run', () => {
    place.pack('1.0.0', { scripts: { prepublishOnly: 'exit 1', prepare: 'exit 1', publish: 'exit 1', postpublish: 'exit 1' } });
    expect(place.publish('1.0.0').status).toBe(0);
  });
});

describe('the token', () => {
  test('stands in no argument, no file and no log', () => {
    place.watchNpm('userconfig="$(printf "%s\\n" "$@" | sed -n "s/^--userconfig=//p")"; if [[ -n "$userconfig" ]]; then cp "$userconfig" "$HOME/kept"; fi');
    place.standIn('curl', 'exec /usr/bin/curl "$@"');
    place.pack('1.0.0');
    const run = place.publish('1.0.0');
    expect(run.status).toBe(0);
    expect(JSON.stringify([...place.calls('npm'), ...place.calls('curl')].map((call) => call.args))).not.toContain(TOKEN);
    expect(run.stdout + run.stderr + run.summary + JSON.stringify(run.outputs)).not.toContain(TOKEN);
    const kept = fs.readFileSync(path.join(place.folder, 'home', 'kept'), 'utf8');
    expect(kept).toBe(`${registry.url.replace('http:', '')}:_authToken=\${NPM_TOKEN}\n`);
    expect(fs.readdirSync(path.join(place.folder, 'runner-temp')).filter((name) => name.startsWith('projen-delivery.'))).toEqual([]);
  });

  test('with other characters than a token has is refused, unseen', () => {
    place.pack('1.0.0');
    const run = place.publish('1.0.0', { NPM_TOKEN: 'sec"ret\nurl = "http://127.0.0.1:9"' });
    expect(run).toMatchObject({ status: 64, stderr: expect.stringContaining('line break') });
    expect(run.stderr).not.toContain('sec');
    expect(registry.requests()).toEqual([]);
  });

  test.each([['that may not publish', 403, ['read']], ['that is unknown', 401, undefined]])('%s is told, and nothing is tried twice', (_, code, rights) => {
    if (rights) {
      registry.token('weak', 'read');
    }
    place.pack('1.0.0');
    const run = place.publish('1.0.0', { NPM_TOKEN: 'weak' });
    expect(run).toMatchObject({ status: 3, told: [], stderr: expect.stringContaining(`(E${code}). Check that NPM_TOKEN has not expired`) });
    expect(registry.changes()).toEqual([PUBLISH]);
  });

  test('is asked for where the registry wants one to read', () => {
    registry.close();
    place.pack('1.0.0');
    expect(place.publish('1.0.0', { NPM_TOKEN: '' })).toMatchObject({ status: 4, stderr: expect.stringContaining('Not allowed to read') });
    expect(place.publish('1.0.0').status).toBe(0);
  });
});

describe('trusted publishing', () => {
  const identity = () => ({ NPM_TOKEN: '', GITHUB_ACTIONS: 'true', ACTIONS_ID_TOKEN_REQUEST_URL: `${registry.url}identity?x=1`, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request' });

  test('needs no token where the registry knows the workflow', () => {
    place.published('1.0.0');
    registry.trust(PACKAGE);
    place.pack('1.1.0');
    const run = place.publish('1.1.0', identity());
    if (place.command('npm', '--version').startsWith('10.')) { // which knows no trusted publishing
      expect(run).toMatchObject({ status: 3, stderr: expect.stringContaining('That needs npm 11.5.1') });
    } else {
      expect(run).toMatchObject({ status: 0, outputs: { published: 'true', previous: '1.0.0' } });
      expect(registry.requests('PUT').at(-1)!.authorization).toBe('Bearer token-of-exchange');
    }
  });

  test.each([['that does not know the workflow', true], ['without the package, whose first version needs a token', false]])('a registry %s', (_, there) => {
    if (there) {
      place.published('1.0.0');
    }
    place.pack('1.1.0');
    const run = place.publish('1.1.0', identity());
    expect(run).toMatchObject({ status: 3, told: [] });
    expect(run.stderr).toMatch(/ENEEDAUTH.*trusted publisher in the settings of @acme\/tool.*publish its first version with a token/s);
  });

  test('signs where the tarball was made, or not, as asked', () => {
    place.watchNpm();
    place.pack('1.0.0');
    expect(place.publish('1.0.0', { PROVENANCE: 'true' })).toMatchObject({ status: 3, stderr: expect.stringContaining('set PROVENANCE to false') });
    expect(place.publish('1.0.0').status).toBe(0);
    const options = place.calls('npm').filter(({ args }) => args[0] === 'publish').map(({ args }) => args.filter((one) => one.startsWith('--provenance')));
    expect(options).toEqual([['--provenance=true'], ['--provenance=false']]);
  });
});

describe('a version that is there already', () => {
  test('with the same bits is taken for done', () => {
    place.published('1.0.0');
    const run = place.publish('1.0.0');
    expect(run).toMatchObject({ status: 0, outputs: { published: 'false', integrity: integrity(packed()), previous: '' }, stderr: expect.stringContaining('nothing to publish') });
    expect(registry.changes()).toEqual([PUBLISH]);
  });

  test('with the same bits, by SHA-1 where a registry keeps no more', () => {
    place.published('1.0.0');
    registry.change((state) => { delete state.packages[PACKAGE].versions['1.0.0'].dist.integrity; });
    expect(place.publish('1.0.0').outputs.published).toBe('false');
    registry.change((state) => { state.packages[PACKAGE].versions['1.0.0'].dist.shasum = '0'.repeat(40); });
    expect(place.publish('1.0.0').status).toBe(3);
  });

  test('with other bits ends the run', () => {
    place.published('1.0.0');
    place.pack('1.0.0', { description: 'other' });
    expect(place.publish('1.0.0')).toMatchObject({ status: 3, told: [], stderr: expect.stringContaining('other bits') });
    expect(registry.changes()).toEqual([PUBLISH]);
  });

  test('and was taken back ends the run', () => {
    place.published('1.0.0');
    registry.change((state) => { state.packages[PACKAGE].versions['1.0.0'].deprecated = 'Taken back.'; });
    expect(place.publish('1.0.0')).toMatchObject({ status: 3, told: [], stderr: expect.stringContaining('it was taken back. Release a new version') });
  });

  test('and whose deprecation was undone is as good as any', () => {
    place.published('1.0.0');
    registry.change((state) => { state.packages[PACKAGE].versions['1.0.0'].deprecated = ''; });
    expect(place.publish('1.0.0').status).toBe(0);
  });

  test('may have lost the dist-tag to a later release', () => {
    place.published('1.9.0');
    place.published('1.10.0');
    place.pack('1.9.0');
    registry.change((state) => { state.packages[PACKAGE].versions['1.9.0'].dist.integrity = integrity(packed()); });
    expect(place.publish('1.9.0')).toMatchObject({ status: 0, outputs: { published: 'false', previous: '1.10.0' } });
  });

  test.each([['an older version', '0.9.0'], ['none', undefined]])('but whose dist-tag is at %s ends the run with the command', (_, at) => {
    place.published('1.0.0');
    registry.change((state) => { state.packages[PACKAGE]['dist-tags'] = { other: '1.0.0', ...at && { latest: at } }; });
    expect(place.publish('1.0.0')).toMatchObject({ status: 3, stderr: expect.stringContaining('npm dist-tag add @acme/tool@1.0.0 latest --registry http') });
  });
});

describe('before anything is asked', () => {
  test.each([
    ['another name', { name: '@acme/other' }, 'holds @acme/other 1.0.0'], ['another version', { version: '1.0.1' }, 'holds @acme/tool 1.0.1'],
  ])('%s in the tarball ends the run', (_, manifest, message) => {
    place.pack('1.0.0', manifest);
    expect(place.publish('1.0.0')).toMatchObject({ status: 3, stderr: expect.stringContaining(message) });
  });

  test('other bits than were packed end the run', () => {
    place.pack('1.0.0');
    place.write('package/tool.tgz', 'other');
    expect(place.publish('1.0.0')).toMatchObject({ status: 3, stderr: expect.stringContaining('Wrong checksum') });
  });

  test('a tarball that is none ends the run', () => {
    place.pack('1.0.0');
    place.write('package/tool.tgz', 'other');
    place.command('bash', '-c', 'cd package && sha256sum tool.tgz > SHA256SUMS');
    expect(place.publish('1.0.0')).toMatchObject({ status: 3, stderr: expect.stringContaining('Bad tarball') });
  });

  test.each([
    [{ VERSION: '1.0.0-rc.1', DIST_TAG: 'latest' }, 'Use a DIST_TAG as next'], [{ VERSION: 'v1.0.0' }, 'Use one as'], [{ VERSION: '1.0.0+1' }, 'no build metadata'],
    [{ DIST_TAG: 'v1' }, 'reads as a version'], [{ DIST_TAG: '1.x' }, 'reads as a version'], [{ DIST_TAG: 'x' }, 'reads as a version'], [{ DIST_TAG: '--force' }, 'reads as a version'],
    [{ PACKAGE: '../x' }, 'Use a name'], [{ REGISTRY: 'registry.npmjs.org' }, 'Use an address'], [{ REGISTRY: 'http://user:pass@x' }, 'Use an address'],
    [{ ACCESS: 'private' }, 'public or restricted'], [{ PROVENANCE: 'yes' }, 'true or false'], [{ TIMEOUT: '5m' }, 'Use seconds'], [{ INTERVAL: '-1' }, 'Use seconds'], [{ REGISTRY: '' }, 'REGISTRY is empty'],
  ])('%j is wrong usage', (parameters, message) => {
    place.pack('1.0.0', 'VERSION' in parameters ? { version: parameters.VERSION } : 'PACKAGE' in parameters ? { name: parameters.PACKAGE } : {});
    expect(place.publish('1.0.0', parameters as Record<string, string>)).toMatchObject({ status: 64, told: [], stderr: expect.stringContaining(message) });
    expect(registry.requests()).toEqual([]);
  });
});

test('runs the same on a laptop', () => {
  place.pack('1.0.0');
  expect(place.publish('1.0.0', {}, { onLaptop: true })).toMatchObject({ status: 0, stdout: expect.stringContaining('published=true\n') });
});
