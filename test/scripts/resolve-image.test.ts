/**
 * resolve-image.sh. Invariants: what is no version is refused before the registry is asked; "not there" and "no answer"
 * are told apart; the password is in no argument and no message; labels can bring in nothing but a commit and a tag.
 */
import { createHash } from 'node:crypto';
import { Rehearsal } from '../helpers/stand-ins';

const REVISION = '0123456789abcdef0123456789abcdef01234567';
const CHILD = `sha256:${'c'.repeat(64)}`;
const MANIFEST = JSON.stringify({
  manifests: [
    { digest: `sha256:${'0'.repeat(64)}`, platform: { os: 'unknown', architecture: 'unknown' } },
    { digest: `sha256:${'a'.repeat(64)}`, platform: { os: 'linux', architecture: 'arm64' } },
    { digest: CHILD, platform: { os: 'linux', architecture: 'amd64' } },
  ],
});
const DIGEST = `sha256:${createHash('sha256').update(MANIFEST).digest('hex')}`;
const LABELS = { 'org.opencontainers.image.revision': REVISION, 'org.opencontainers.image.version': 'main' };

// Answers from $MANIFEST, $CONFIG and $TAGS; fails as $BREAK says.
const SKOPEO = `
case "$*" in
  'inspect --raw '*) if [[ -n "\${BREAK:-}" ]]; then echo "$BREAK" >&2; exit 1; fi; printf '%s' "$MANIFEST" ;;
  'inspect --config '*) printf '%s' "$CONFIG" ;;
  'list-tags '*) printf '%s' "$TAGS" ;;
  *) exit 99 ;;
esac`;

let place: Rehearsal;
beforeEach(() => {
  place = new Rehearsal().standIn('skopeo', SKOPEO);
});
afterEach(() => place.remove());

const resolve = (parameters: Record<string, string>) => place.run('resolve-image.sh', {
  IMAGE: 'ghcr.io/Acme/tool', VERSION: '1.4.0', MANIFEST, CONFIG: JSON.stringify({ config: { Labels: LABELS } }), TAGS: '{"Tags":[]}', ...parameters,
});
const asked = () => place.calls('skopeo').map((call) => call.args[call.args.length - 1]);

test.each(['1.4.0', 'v1.4.0'])('%s is found under the tag without "v"', (version) => {
  const run = resolve({ VERSION: version });
  expect(run.status).toBe(0);
  expect(run.outputs).toEqual({ image: 'ghcr.io/acme/tool', digest: DIGEST, reference: `ghcr.io/acme/tool@${DIGEST}`, tag: '1.4.0', version: '1.4.0', revision: REVISION });
  expect(asked()).toEqual(['docker://ghcr.io/acme/tool:1.4.0', `docker://ghcr.io/acme/tool@${CHILD}`]);
});

test('a commit is found under its first digits', () => {
  expect(resolve({ VERSION: `sha-${REVISION}` }).outputs).toMatchObject({ tag: 'sha-0123456789ab', version: 'main' });
});

test('a digest needs no tag', () => {
  expect(resolve({ VERSION: DIGEST }).outputs).toMatchObject({ digest: DIGEST, tag: '', version: 'main' });
  expect(asked()[0]).toBe(`docker://ghcr.io/acme/tool@${DIGEST}`);
});

test.each(['latest', 'main', '1', '1.4', 'v1.4.0+b', 'sha-0123', `sha256:${'A'.repeat(64)}`, '1.4.0 --tls-verify=false', '$(id)'])('%s is refused before the registry is asked', (version) => {
  const run = resolve({ VERSION: version });
  expect(run.status).toBe(64);
  expect(run.stderr).toContain(`VERSION is ${version}.`);
  expect(place.calls()).toEqual([]);
});

test('a version that is not there is told with those that are near', () => {
  const tags = ['main', 'latest', '1', '1.3.9', '1.4.1', '1.4.10', '1.4.2', '1.40.0', 'sha-0123456789ab'];
  const run = resolve({ BREAK: 'reading manifest 1.4.0: manifest unknown', TAGS: JSON.stringify({ Tags: tags }) });
  expect(run.status).toBe(3);
  expect(run.stderr).toContain('ghcr.io/acme/tool has no 1.4.0. Nearest are: 1.4.1, 1.4.2, 1.4.10.');
  expect(run.outputs).toEqual({});
});

test('a repository without versions says so', () => {
  expect(resolve({ BREAK: 'manifest unknown', TAGS: '' }).stderr).toContain('Nearest are: none.');
});

test.each(['unauthorized: authentication required', 'dial tcp: i/o timeout'])('"%s" is not "no such image"', (message) => {
  const run = resolve({ BREAK: message });
  expect(run.status).toBe(4);
  expect(run.stderr).toContain(message);
  expect(run.stderr).toContain('packages: read');
});

test('labels that are no commit and no tag do not get through', () => {
  const labels = { 'org.opencontainers.image.revision': `${REVISION}\nx=y`, 'org.opencontainers.image.version': '$(id)' };
  expect(resolve({ VERSION: DIGEST, CONFIG: JSON.stringify({ config: { Labels: labels } }) }).outputs).toMatchObject({ version: '', revision: '' });
  expect(resolve({ VERSION: DIGEST, CONFIG: '{"config":{}}' }).outputs).toMatchObject({ version: '', revision: '' });
});

test('REGISTRY_USER and REGISTRY_TOKEN reach the registry by a file that is gone afterwards', () => {
  place.standIn('skopeo', `/bin/cp "\${REGISTRY_AUTH_FILE:?}" '${place.folder}/auth'; /usr/bin/stat --format %a "\${REGISTRY_AUTH_FILE%/*}" > '${place.folder}/mode'\n${SKOPEO}`);
  const run = resolve({ REGISTRY_USER: 'ann', REGISTRY_TOKEN: 'token-of-test' });
  expect(run.status).toBe(0);
  const auth = JSON.parse(place.command('cat', `${place.folder}/auth`));
  expect(Buffer.from(auth.auths['ghcr.io'].auth, 'base64').toString()).toBe('ann:token-of-test');
  expect(place.command('cat', `${place.folder}/mode`)).toBe('700\n');
  expect(place.command('ls', '-A', `${place.folder}/runner-temp`)).toBe('');
  expect(JSON.stringify([place.calls().map((call) => call.args), run.stdout, run.stderr, run.summary])).not.toContain('token-of-test');
});

test('REGISTRY_TOKEN alone is refused', () => {
  expect(resolve({ REGISTRY_TOKEN: 'x' })).toMatchObject({ status: 64, stderr: expect.stringContaining('REGISTRY_USER') });
});

test('TLS_VERIFY is passed on', () => {
  resolve({ TLS_VERIFY: 'false' });
  expect(place.calls('skopeo').every((call) => call.args.includes('--tls-verify=false'))).toBe(true);
});
