/**
 * verify-image.sh. Invariant: it ends well only when gh verified the provenance of the image and the list of materials of
 * each of its platforms, for this repository and this workflow; whatever else happens, it fails.
 */
import { createHash } from 'node:crypto';
import { Rehearsal } from '../helpers/stand-ins';

const AMD64 = `sha256:${'a'.repeat(64)}`;
const ARM64 = `sha256:${'b'.repeat(64)}`;
const index = (...manifests: object[]) => JSON.stringify({ manifests });
const BOTH = index({ digest: AMD64, platform: { os: 'linux' } }, { digest: ARM64, platform: { os: 'linux' } }, { digest: 'x', platform: { os: 'unknown' } });
const digestOf = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;

let place: Rehearsal;
beforeEach(() => {
  place = new Rehearsal();
  place.standIn('skopeo', 'if [[ -n "${NO_ANSWER:-}" ]]; then echo "no answer" >&2; exit 1; fi; printf "%s" "$MANIFEST"');
  place.standIn('gh', 'if [[ "$CALL" == "${BREAK:-}" ]]; then echo "no attestations found" >&2; exit 1; fi');
});
afterEach(() => place.remove());

const verify = (parameters: Record<string, string> = {}) => place.run('verify-image.sh', {
  IMAGE: 'ghcr.io/acme/tool',
  DIGEST: digestOf(parameters.MANIFEST ?? BOTH),
  REPOSITORY: 'Acme/Tool',
  SIGNER_WORKFLOW: 'Acme/Tool/.github/workflows/image.yml',
  GH_TOKEN: 'token-of-test',
  MANIFEST: BOTH,
  ...parameters,
});
const asked = () => place.calls('gh').map((call) => [call.args[2].replace('oci://ghcr.io/acme/tool@', ''), call.args[call.args.indexOf('--predicate-type') + 1]]);

test('provenance is that of the image, materials are those of each platform', () => {
  const run = verify();
  expect(run.status).toBe(0);
  expect(asked()).toEqual([
    [digestOf(BOTH), 'https://slsa.dev/provenance/v1'],
    [AMD64, 'https://cyclonedx.org/bom'],
    [ARM64, 'https://cyclonedx.org/bom'],
  ]);
  for (const call of place.calls('gh')) {
    expect(call.args.join(' ')).toMatch(/^attestation verify oci:\S+ --repo Acme\/Tool --signer-workflow Acme\/Tool\/\.github\/workflows\/image\.yml --predicate-type \S+$/);
    expect(call.env.GH_TOKEN).toBe('token-of-test');
  }
  expect(run.summary).toContain('built and signed by');
  expect(run.stdout + run.stderr + run.summary).not.toContain('token-of-test');
});

test.each([['1', 'provenance'], ['2', 'bill of materials'], ['3', 'bill of materials']])('call %s of gh that fails ends the run: %s', (call, what) => {
  const run = verify({ BREAK: call });
  expect(run.status).toBe(3);
  expect(run.stderr).toContain(`has no ${what} that Acme/Tool/.github/workflows/image.yml signed`);
  expect(run.summary).toBe('');
});

test('an image of one platform is its own platform', () => {
  const single = '{"config":{}}';
  expect(verify({ MANIFEST: single }).status).toBe(0);
  expect(asked().map(([digest]) => digest)).toEqual([digestOf(single), digestOf(single)]);
});

test('BILL_OF_MATERIALS is another kind, or none', () => {
  verify({ BILL_OF_MATERIALS: 'https://spdx.dev/Document/v2.3' });
  expect(asked().slice(1).map(([, kind]) => kind)).toEqual(['https://spdx.dev/Document/v2.3', 'https://spdx.dev/Document/v2.3']);
  place.remove();
  place = new Rehearsal().standIn('gh').standIn('skopeo', 'exit 1');
  expect(verify({ BILL_OF_MATERIALS: 'none' }).status).toBe(0);
});

test.each([
  ['a registry that does not answer', { NO_ANSWER: '1' }, 4],
  ['a registry that answers with something else', { DIGEST: AMD64 }, 3],
  ['an image without platforms', { MANIFEST: index() }, 3],
  ['a platform that is no digest', { MANIFEST: index({ digest: '--help', platform: { os: 'linux' } }) }, 64],
  ['a digest that is none', { DIGEST: '1.4.0' }, 64],
  ['a workflow that is none', { SIGNER_WORKFLOW: 'image.yml' }, 64],
  ['a repository that is none', { REPOSITORY: 'acme' }, 64],
  ['no token', { GH_TOKEN: '' }, 64],
])('%s fails', (_, parameters: Record<string, string>, status) => {
  expect(verify(parameters).status).toBe(status);
});
