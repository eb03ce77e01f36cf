// Invariants: a name that no registry takes is refused where it is written; a version has one tag, however it is written.
import { ContainerImage, Expr, Platform, Runner } from '../../../src';

test('a reference has its registry and its name', () => {
  const image = ContainerImage.of('ghcr.io/acme/tool/part');
  expect([image.registry, image.name, image.reference]).toEqual(['ghcr.io', 'acme/tool/part', 'ghcr.io/acme/tool/part']);
  expect(ContainerImage.of('localhost:5000/tool').registry).toBe('localhost:5000');
});

test.each([
  ['ghcr.io/Acme/tool', 'has capitals'],
  ['acme/tool', 'is not the name of an image'],
  ['ghcr.io/acme/tool:1.0', 'is not the name of an image'],
  ['ghcr.io/acme/tool@sha256:1', 'is not the name of an image'],
  ['https://ghcr.io/acme/tool', 'is not the name of an image'],
  ['ghcr.io/acme/-tool', 'is not the name of an image'],
  ['ghcr.io', 'is not the name of an image'],
])('%s is refused', (reference, message) => {
  expect(() => ContainerImage.of(reference)).toThrow(message);
});

test('a version and its Git tag have the same tag', () => {
  const image = ContainerImage.of('ghcr.io/acme/tool');
  expect(['1.4.0', 'v1.4.0', 'v2.0.0-rc.1'].map((version) => image.tagFor(version))).toEqual(['1.4.0', '1.4.0', '2.0.0-rc.1']);
  for (const wrong of ['latest', '1.4', 'v1.4.0+build', 'main']) expect(() => image.tagFor(wrong)).toThrow(`"${wrong}" is not a version`);
});

test('resolveStep asks for the version in the registry', () => {
  const step = ContainerImage.of('ghcr.io/acme/tool').resolveStep(Expr.input('version'));
  expect(step.options.env).toMatchObject({ IMAGE: 'ghcr.io/acme/tool', VERSION: { text: 'inputs.version' } });
  expect(() => ['digest', 'reference', 'tag', 'version', 'revision'].map((output) => step.output(output))).not.toThrow();
});

test('verifyStep asks for the workflow that signs, and there is none without one', () => {
  const signed = ContainerImage.of('ghcr.io/acme/tool', { repository: 'Acme/Tool', signerWorkflow: 'Acme/Tool/.github/workflows/image.yml' });
  expect(signed.isSigned).toBe(true);
  expect(signed.verifyStep('sha256:1').options.env).toMatchObject({ DIGEST: 'sha256:1', REPOSITORY: 'Acme/Tool', SIGNER_WORKFLOW: 'Acme/Tool/.github/workflows/image.yml' });
  const unsigned = ContainerImage.of('ghcr.io/acme/tool');
  expect(unsigned.isSigned).toBe(false);
  expect(() => unsigned.verifyStep('sha256:1')).toThrow('nobody signs the image');
});

describe('Platform', () => {
  test('is built on a machine with its processor', () => {
    expect([Platform.AMD64.runner.labels, Platform.ARM64.runner.labels]).toEqual([['ubuntu-24.04'], ['ubuntu-24.04-arm']]);
    expect(Platform.of('linux/arm/v7', Runner.scaleSet('arm')).architecture).toBe('arm-v7');
  });

  test.each([
    ['amd64', Runner.UBUNTU_24_04, 'is not a platform'],
    ['windows/amd64', Runner.WINDOWS_2025, 'is not a platform'],
    ['linux/arm64', Runner.UBUNTU_24_04, 'cannot be built natively'],
    ['linux/s390x', Runner.UBUNTU_24_04, 'cannot be built natively'],
    ['linux/arm64', Runner.selfHosted(['arm']), 'a single label'],
  ])('%s on %s is refused', (name, runner, message) => {
    expect(() => Platform.of(name, runner)).toThrow(message);
  });
});
