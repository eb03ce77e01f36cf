/**
 * merge-image.sh and tag-image.sh, where the registry misbehaves; with a real one they run in test/e2e. Invariants: an
 * image that is not what it was given for is never joined; a version that exists is never moved.
 */
import { createHash } from 'node:crypto';
import { Rehearsal } from '../helpers/stand-ins';

const AMD64 = `sha256:${'a'.repeat(64)}`;
const ARM64 = `sha256:${'b'.repeat(64)}`;
const DOCKER = 'application/vnd.docker.distribution.manifest.v2+json';

const SKOPEO = `
if [[ -n "\${BREAK:-}" && "$*" == $BREAK ]]; then echo "denied" >&2; exit 1; fi
case "$*" in
  'inspect --raw --config '*aaaa) printf '{"os":"linux","architecture":"amd64"}' ;;
  'inspect --raw --config '*) printf '{"os":"linux","architecture":"arm64","variant":"v8"}' ;;
  'inspect --raw '*) printf '%s' "$MANIFEST" ;;
  'list-tags '*) printf '%s' "$TAGS" ;;
  copy*dir:*) for word; do if [[ "$word" == dir:* ]]; then /bin/cp "\${word#dir:}/manifest.json" pushed.json; fi; done ;;
esac`;

let place: Rehearsal;
beforeEach(() => {
  place = new Rehearsal().standIn('skopeo', SKOPEO);
});
afterEach(() => place.remove());

describe('merge-image.sh', () => {
  const merge = (parameters: Record<string, string> = {}) => place.run('merge-image.sh', {
    IMAGE: 'ghcr.io/acme/tool', PLATFORMS: `linux/amd64@${AMD64} linux/arm64@${ARM64}`, MANIFEST: JSON.stringify({ config: {}, mediaType: DOCKER }), ...parameters,
  });
  const pushed = () => JSON.parse(place.read('pushed.json'));

  test('what is pushed has the digest that is told, and the platforms as the images say', () => {
    const run = merge({ VERSION: '1.4.0' });
    expect(run.status).toBe(0);
    expect(run.outputs.digest).toBe(`sha256:${createHash('sha256').update(place.read('pushed.json')).digest('hex')}`);
    expect(run.outputs.reference).toBe(`ghcr.io/acme/tool@${run.outputs.digest}`);
    expect(pushed().manifests.map((each: any) => each.platform)).toEqual([{ architecture: 'amd64', os: 'linux' }, { architecture: 'arm64', os: 'linux', variant: 'v8' }]);
  });

  test('images in Docker\'s own form get a list in that form, without annotations; others an index with them', () => {
    merge({ VERSION: '1.4.0' });
    expect(pushed()).toMatchObject({ mediaType: 'application/vnd.docker.distribution.manifest.list.v2+json' });
    expect(pushed().annotations).toBeUndefined();
    merge({ VERSION: '1.4.0', REVISION: 'abc', MANIFEST: '{"config":{}}' });
    expect(pushed()).toMatchObject({ mediaType: 'application/vnd.oci.image.index.v1+json', annotations: { 'org.opencontainers.image.version': '1.4.0', 'org.opencontainers.image.revision': 'abc' } });
    expect(Object.keys(pushed().annotations)).toHaveLength(2);
  });

  test.each([
    ['a platform without a digest', { PLATFORMS: `linux/amd64@${AMD64} linux/arm64@` }, 64, 'The digest for linux/arm64 is ""'],
    ['an image for another platform', { PLATFORMS: `linux/arm64@${AMD64}` }, 3, 'linux/amd64'],
    ['another variant', { PLATFORMS: `linux/arm64/v7@${ARM64}` }, 3, 'linux/arm64/v8'],
    ['an index among the images', { MANIFEST: '{"manifests":[]}' }, 3, 'was given for linux/amd64'],
    ['an index that has no configuration', { BREAK: '*--config*' }, 3, 'provenance: false'],
    ['an image that cannot be read', { BREAK: '*inspect --raw --tls*' }, 4, 'denied'],
    ['a push that is refused', { BREAK: '*copy*' }, 4, 'packages: write'],
  ])('%s ends the run', (_, parameters: Record<string, string>, status, message) => {
    const run = merge(parameters);
    expect(run.stderr).toContain(message);
    expect([run.status, run.outputs]).toEqual([status, {}]);
    expect(place.exists('pushed.json')).toBe(false);
  });
});

describe('tag-image.sh', () => {
  const tag = (tags: string, known: string[], parameters: Record<string, string> = {}) => place.run('tag-image.sh', {
    IMAGE: 'ghcr.io/acme/tool',
    DIGEST: AMD64,
    TAGS: tags,
    MANIFEST: 'other',
    ...parameters,
    ...{ TAGS_OF_REGISTRY: JSON.stringify({ Tags: known }) },
  });
  beforeEach(() => place.standIn('skopeo', SKOPEO.replace('"$TAGS"', '"$TAGS_OF_REGISTRY"')));
  const written = () => place.calls('skopeo').filter((call) => call.args[0] === 'copy').map((call) => call.args[call.args.length - 1].replace('docker://ghcr.io/acme/tool:', ''));
  const RELEASE = '1.4.0 1.4 1 latest sha-0123456789ab';

  test('a branch has its tags, and the registry is asked nothing', () => {
    expect(tag('main sha-0123456789ab', []).outputs).toEqual({ tags: 'main sha-0123456789ab' });
    expect(place.calls('skopeo')).toHaveLength(2);
  });

  test.each([
    [[], ['1.4.0', '1.4', '1', 'latest']],
    [['1.3.9', '0.1.0', '2.0.0-rc.1', '1.4.1-rc.1', 'main'], ['1.4.0', '1.4', '1', 'latest']],
    [['1.4.1'], ['1.4.0']],
    [['1.10.0'], ['1.4.0', '1.4']],
    [['10.0.0', '14.0.0'], ['1.4.0', '1.4', '1']],
    [['1.40.0'], ['1.4.0', '1.4']],
  ])('beside %j a release gets %j', (known, tags) => {
    expect(tag(RELEASE, known).status).toBe(0);
    expect(written()).toEqual(['sha-0123456789ab', ...tags]);
  });

  test('a version that is another image stays, and nothing of the release is tagged', () => {
    const run = tag(RELEASE, ['1.4.0']);
    expect(run.status).toBe(3);
    expect(run.stderr).toContain('a version is never moved');
    expect(written()).toEqual(['sha-0123456789ab']);
  });

  test('a version that is this image already is no obstacle: a second run repairs the first', () => {
    const digest = `sha256:${createHash('sha256').update('same').digest('hex')}`;
    expect(tag(RELEASE, ['1.4.0'], { DIGEST: digest, MANIFEST: 'same' }).status).toBe(0);
    expect(written()).toEqual(['sha-0123456789ab', '1.4.0', '1.4', '1', 'latest']);
  });

  test.each([
    ['-abc1234', {}, 64, 'TAGS has -abc1234'],
    ['main', { DIGEST: 'latest' }, 64, 'DIGEST is "latest"'],
    ['main', { BREAK: '*copy*' }, 4, 'ghcr.io/acme/tool:main cannot be written'],
    [RELEASE, { BREAK: '*list-tags*' }, 4, 'cannot be read'],
  ])('%s with %o ends the run', (tags, parameters: Record<string, string>, status, message) => {
    const run = tag(tags, [], parameters);
    expect(run.stderr).toContain(message);
    expect([run.status, run.outputs]).toEqual([status, {}]);
  });
});
