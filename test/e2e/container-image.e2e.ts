/**
 * Invariants: what the scripts of the image stage say about a registry is what the registry holds. Images of two platforms
 * that were pushed without a tag become one image under its tags; a version is found under both of its spellings and
 * never moves; nobody without the password reads anything.
 */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { withPrograms } from './helpers/debian';
import { Daemon, freePort } from './helpers/kubernetes/daemon';
import { Registry, startRegistry } from './helpers/registry';
import { Guard, quoted } from '../../src/run/guard';
import { Rehearsal, ScriptRun } from '../helpers/stand-ins';

jest.setTimeout(300_000);

const NAME = 'Acme/Tool';
const FIRST = '0123456789abcdef0123456789abcdef01234567';
const SECOND = '89abcdef0123456789abcdef0123456789abcdef';
// Of the password "token-of-test".
const HASH = '$2y$05$abcdefghijklmnopqrstuucoeqEKnIAhS/psN0Gk10efuFY4kFb66';

withPrograms({ 'docker-registry': 'docker-registry', 'skopeo': 'skopeo', 'buildah': 'buildah', 'jq': 'jq' })('an image in a registry', () => {
  const guard = new Guard();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'images-'));
  guard.undo(`rm -rf ${quoted(folder)}`);
  let registry: Registry;
  let place: Rehearsal;

  beforeAll(async () => {
    registry = await startRegistry(guard);
  });
  beforeEach(() => {
    place = new Rehearsal();
  });
  afterEach(() => place.remove());
  afterAll(async () => {
    await registry.end();
    await guard.release();
  });

  const image = () => `${registry.host}/${NAME}`;
  const script = (name: string, parameters: Record<string, string>): ScriptRun => place.run(`${name}.sh`, { IMAGE: image(), TLS_VERIFY: 'false', ...parameters });
  const passed = (run: ScriptRun): ScriptRun => {
    if (run.status !== 0) throw new Error(run.stderr);
    return run;
  };
  const ask = (...words: string[]) => JSON.parse(execFileSync('skopeo', [words[0], ...words.slice(1, -1), '--tls-verify=false', `docker://${image().toLowerCase()}${words.at(-1)}`], { encoding: 'utf8' }));
  const tags = () => (ask('list-tags', '') as { Tags: string[] }).Tags.sort();

  /** Builds for a platform and pushes by digest alone, as Buildx does. */
  function build(platform: string, labels: Record<string, string>, text: string, format = 'oci'): string {
    const context = fs.mkdtempSync(path.join(folder, 'context-'));
    fs.writeFileSync(path.join(context, 'tool'), text);
    fs.writeFileSync(path.join(context, 'Dockerfile'), 'FROM scratch\nCOPY tool /tool\n');
    const storage = ['--storage-driver', 'vfs', '--root', path.join(folder, 'storage'), '--runroot', path.join(folder, 'run')];
    const run = (...args: string[]) => execFileSync('buildah', [...storage, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    const labelled = Object.entries(labels).flatMap(([key, value]) => ['--label', `org.opencontainers.image.${key}=${value}`]);
    run('build', '--isolation', 'chroot', '--platform', platform, '--format', format, ...labelled, '--tag', 'localhost/built', context);
    const layout = path.join(context, 'layout');
    run('push', '--format', format === 'oci' ? 'oci' : 'v2s2', 'localhost/built', `dir:${layout}`);
    const digest = execFileSync('skopeo', ['manifest-digest', path.join(layout, 'manifest.json')], { encoding: 'utf8' }).trim();
    execFileSync('skopeo', ['copy', '--preserve-digests', '--dest-tls-verify=false', `dir:${layout}`, `docker://${image().toLowerCase()}@${digest}`], { stdio: ['ignore', 'ignore', 'pipe'] });
    return digest;
  }

  /** What the workflow does for a Git ref, from the name to the tags. */
  function publish(ref: string, revision: string, type = 'tag'): { digest: string; tags: string; platforms: string } {
    const named = passed(script('image-name', { REF_TYPE: type, REF_NAME: ref, REVISION: revision })).outputs;
    const labels = { version: named.version, revision };
    const platforms = ['linux/amd64', 'linux/arm64'].map((platform) => `${platform}@${build(platform, labels, ref + platform)}`).join(' ');
    const merged = passed(script('merge-image', { IMAGE: named.image, PLATFORMS: platforms, VERSION: named.version, REVISION: revision, SOURCE: 'https://github.com/Acme/Tool' })).outputs;
    const tagged = passed(script('tag-image', { IMAGE: named.image, DIGEST: merged.digest, TAGS: named.tags })).outputs;
    return { digest: merged.digest, tags: tagged.tags, platforms };
  }

  test('a release: nothing has a tag before the end, then both platforms are under each of its tags', () => {
    const labels = { version: '1.4.0', revision: FIRST };
    const platforms = ['linux/amd64', 'linux/arm64'].map((platform) => `${platform}@${build(platform, labels, platform)}`);
    const merged = passed(script('merge-image', { PLATFORMS: platforms.join(' '), VERSION: '1.4.0', REVISION: FIRST })).outputs;
    expect(() => tags()).toThrow();
    const again = passed(script('merge-image', { PLATFORMS: platforms.join(' '), VERSION: '1.4.0', REVISION: FIRST })).outputs;
    expect(again).toEqual(merged);
    const named = passed(script('image-name', { REF_TYPE: 'tag', REF_NAME: 'v1.4.0', REVISION: FIRST })).outputs;
    passed(script('tag-image', { DIGEST: merged.digest, TAGS: named.tags }));
    expect(tags()).toEqual(['1', '1.4', '1.4.0', 'latest', 'sha-0123456789ab']);
    for (const tag of tags()) {
      const index = ask('inspect', '--raw', `:${tag}`);
      expect(index.manifests.map((each: any) => `${each.platform.os}/${each.platform.architecture}@${each.digest}`)).toEqual(platforms);
      expect(index.annotations).toEqual({ 'org.opencontainers.image.version': '1.4.0', 'org.opencontainers.image.revision': FIRST });
      expect(ask('inspect', `:${tag}`).Digest).toBe(merged.digest);
    }
  });

  test.each(['1.4.0', 'v1.4.0', `sha-${FIRST}`])('%s is found, with the commit it was built from', (version) => {
    const found = passed(script('resolve-image', { VERSION: version })).outputs;
    const digest = ask('inspect', ':1.4.0').Digest;
    expect(found).toMatchObject({ image: image().toLowerCase(), digest, reference: `${image().toLowerCase()}@${digest}`, version: '1.4.0', revision: FIRST });
    expect(passed(script('resolve-image', { VERSION: digest })).outputs).toMatchObject({ digest, tag: '', version: '1.4.0', revision: FIRST });
  });

  test('a version that is not there is not found, and those that are near are named', () => {
    const run = script('resolve-image', { VERSION: '1.4.7' });
    expect(run.status).toBe(3);
    expect(run.stderr).toContain('has no 1.4.7. Nearest are: 1.4.0.');
    const other = script('resolve-image', { VERSION: '1.4.0', IMAGE: `${registry.host}/acme/none` });
    expect(other.stderr).toContain('Nearest are: none.');
    expect(other.status).toBe(3);
  });

  test('a fix of an old release leaves 1 and latest with the higher one; a prerelease touches neither', () => {
    const newer = publish('v1.5.0', SECOND).digest;
    expect(publish('v1.4.1', FIRST).tags).toBe('sha-0123456789ab 1.4.1 1.4');
    expect(publish('v2.0.0-rc.1', SECOND).tags).toBe('sha-89abcdef0123 2.0.0-rc.1');
    for (const tag of ['1', '1.5', '1.5.0', 'latest']) expect(ask('inspect', `:${tag}`).Digest).toBe(newer);
  });

  test('a version is not given to another image', () => {
    const before = ask('inspect', ':1.4.0').Digest;
    const other = ask('inspect', ':1.5.0').Digest;
    const run = script('tag-image', { DIGEST: other, TAGS: '1.4.0 1.4 1 latest' });
    expect(run.status).toBe(3);
    expect(ask('inspect', ':1.4.0').Digest).toBe(before);
    expect(passed(script('tag-image', { DIGEST: before, TAGS: '1.4.0' })).outputs.tags).toBe('1.4.0');
  });

  test('a branch has its own tag and is found by its commit alone', () => {
    const { digest, tags: given } = publish('feature/Images', SECOND, 'branch');
    expect(given).toBe('feature-Images sha-89abcdef0123');
    expect(passed(script('resolve-image', { VERSION: `sha-${SECOND}` })).outputs).toMatchObject({ digest, version: 'feature-Images', revision: SECOND });
    expect(script('resolve-image', { VERSION: 'feature-Images' }).status).toBe(64);
  });

  test('images that do not fit are not joined', () => {
    const [digest] = build('linux/amd64', {}, 'x').split(' ');
    expect(script('merge-image', { PLATFORMS: `linux/arm64@${digest}` })).toMatchObject({ status: 3, stderr: expect.stringContaining('it is an image for linux/amd64') });
    expect(script('merge-image', { PLATFORMS: `linux/amd64@sha256:${'0'.repeat(64)}` })).toMatchObject({ status: 4, stderr: expect.stringContaining('manifest unknown') });
    const index = ask('inspect', ':1.5.0').Digest;
    expect(script('merge-image', { PLATFORMS: `linux/amd64@${index}` }).status).toBe(3);
  });

  test('images in Docker\'s own form are joined in that form', () => {
    const platforms = ['linux/amd64', 'linux/arm64'].map((platform) => `${platform}@${build(platform, {}, platform, 'docker')}`).join(' ');
    const { digest } = passed(script('merge-image', { PLATFORMS: platforms, VERSION: '3.0.0' })).outputs;
    expect(ask('inspect', '--raw', `@${digest}`)).toMatchObject({ mediaType: 'application/vnd.docker.distribution.manifest.list.v2+json' });
  });

  test('a registry that is down is not a version that is missing', async () => {
    await registry.stop();
    expect(script('resolve-image', { VERSION: '1.4.0' }).status).toBe(4);
    await registry.start();
    expect(script('resolve-image', { VERSION: '1.4.0' }).status).toBe(0);
  });

  test('a registry with a password is read with it, and with none or a wrong one it is not', async () => {
    const host = `127.0.0.1:${await freePort()}`;
    const users = path.join(folder, 'users');
    const config = path.join(folder, 'closed.yml');
    fs.writeFileSync(users, `ann:${HASH}\n`);
    fs.writeFileSync(config, JSON.stringify({
      version: '0.1', log: { level: 'error' }, http: { addr: host }, auth: { htpasswd: { realm: 'test', path: users } }, storage: { filesystem: { rootdirectory: path.join(folder, 'closed') } },
    }));
    const closed = new Daemon(guard, 'closed', { program: 'docker-registry', args: ['serve', config], folder });
    closed.start();
    await closed.ready(async () => (await fetch(`http://${host}/v2/`)).status === 401);
    execFileSync('skopeo', ['copy', '--all', '--src-tls-verify=false', '--dest-tls-verify=false', '--dest-creds', 'ann:token-of-test',
      `docker://${image().toLowerCase()}:1.4.0`, `docker://${host}/acme/tool:1.4.0`], { stdio: ['ignore', 'ignore', 'pipe'] });
    const resolve = (parameters: Record<string, string>) => script('resolve-image', { IMAGE: `${host}/acme/tool`, VERSION: '1.4.0', ...parameters });
    expect(resolve({}).status).toBe(4);
    expect(resolve({ REGISTRY_USER: 'ann', REGISTRY_TOKEN: 'wrong' }).status).toBe(4);
    expect(passed(resolve({ REGISTRY_USER: 'ann', REGISTRY_TOKEN: 'token-of-test' })).outputs.revision).toBe(FIRST);
    await closed.stop();
  });
});
