/**
 * Invariants: nothing is deployed that is not in the registry, was not built by the repository's own workflow, skips an
 * environment, goes to one that nobody declared or guards, or comes from another branch; each refusal says why. With a real
 * registry, skopeo and gh; what gh alone cannot do here, asking Sigstore, is played.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { withPrograms } from './helpers/debian';
import { composed } from './helpers/delivery';
import { GitHubApi, startGitHubApi } from './helpers/github-api';
import { PushedImage, Registry, startRegistry } from './helpers/registry';
import { Repository } from './helpers/repository';
import { expectConclusion, JobRun, removeJobFolders, runJob } from './helpers/run-job';
import { ArtifactStore } from '../../src/run/artifact-store';
import { Guard } from '../../src/run/guard';
import { findProgram } from '../helpers/stand-ins';

jest.setTimeout(300_000);

withPrograms({ 'gh': 'gh', 'jq': 'jq', 'git': 'git', 'skopeo': 'skopeo', 'docker-registry': 'docker-registry' })('before a deployment', () => {
  const guard = new Guard();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pre-deployment-'));
  let registry: Registry;
  let repository: Repository;
  let api: GitHubApi;
  let image: PushedImage;
  let revision: string;

  beforeAll(async () => {
    guard.undo(`rm -rf ${folder}`);
    registry = await startRegistry(guard);
    repository = new Repository(composed({ helm: '4', kubectl: 'v1.36.6', namespace: 'alys' }));
    guard.undo(repository.removal);
    revision = repository.git('rev-parse', 'HEAD').trim();
    image = await registry.push({ name: 'acme/tool', tags: ['1.4.0'], labels: { 'org.opencontainers.image.revision': revision, 'org.opencontainers.image.version': '1.4.0' } });
    // Verifies what is listed; all else is done by gh.
    const signed = path.join(folder, 'signed');
    fs.writeFileSync(path.join(folder, 'gh'), [
      '#!/usr/bin/env bash',
      `if [[ "$1 $2" != 'attestation verify' ]]; then exec ${findProgram('gh')} "$@"; fi`,
      `if grep --quiet --fixed-strings -- "\${3##*@}" ${signed} && [[ "$*" == *'--repo acme/tool --signer-workflow acme/tool/.github/workflows/image.yml'* ]]; then exit 0; fi`,
      'echo "no attestations found" >&2',
      'exit 1',
    ].join('\n'), { mode: 0o755 });
  });
  beforeEach(async () => {
    api = await startGitHubApi('acme/tool', 'token-of-the-job');
    api.deployments.addRefs(revision);
    Object.assign(api.environments, { testnet: {}, staging: {}, production: { reviewers: ['ann'] } });
    sign(image.digest, ...Object.values(image.platforms));
  });
  afterEach(() => api.stop());
  afterAll(async () => {
    removeJobFolders();
    await registry.end();
    await guard.release();
  });

  const sign = (...digests: string[]) => fs.writeFileSync(path.join(folder, 'signed'), `${digests.join('\n')}\n`);
  const check = (environment: string, version: string, force = false): Promise<JobRun> => runJob(repository.example.workflow('deploy'), 'pre-deployment', {
    source: repository.folder,
    artifacts: undefined as unknown as ArtifactStore,
    inputs: { environment, version, force },
    // The registry here speaks no TLS, and the proxy that leads gh to its server is for nobody else.
    environment: { ...api.environment, TLS_VERIFY: 'false', no_proxy: '127.0.0.1', NO_PROXY: '127.0.0.1' },
    replace: { 'ghcr.io': registry.host },
    paths: [folder],
    event: { name: 'workflow_dispatch' },
  });
  const refusal = async (run: JobRun) => {
    expectConclusion(run, 'failure');
    const failed = run.steps.filter(({ outcome }) => outcome === 'failure');
    expect(failed).toHaveLength(1);
    return failed[0].log;
  };

  test('a signed image passes, with its digest and the commit it was built from', async () => {
    const run = await check('testnet', 'v1.4.0');
    expectConclusion(run, 'success');
    expect(run.outputs).toEqual({ image: `${registry.host}/acme/tool`, tag: '1.4.0', digest: image.digest, revision });
  });

  test('an image that is missing, is no version, or nobody signed does not', async () => {
    expect(await refusal(await check('testnet', '1.5.0'))).toMatch(/1\.5\.0/);
    expect(await refusal(await check('testnet', '1.4.0; rm -rf /'))).toMatch(/1\.4\.0; rm -rf/);
    sign('sha256:0');
    expect(await refusal(await check('testnet', '1.4.0'))).toMatch(/Image not verified/);
  });

  test('production waits for staging, unless it is forced', async () => {
    expect(await refusal(await check('production', '1.4.0'))).toMatch(/staging/);
    const forced = await check('production', '1.4.0', true);
    expectConclusion(forced, 'success');
    expect(forced.steps.find(({ name }) => name === 'Check earlier deployments')!.log).toMatch(/ann/);
  });

  test('an environment that is not declared, or that nobody guards, is refused', async () => {
    delete api.environments.testnet;
    expect(await refusal(await check('testnet', '1.4.0'))).toMatch(/No environment::testnet is not declared/);
    api.environments.production = {};
    expect(await refusal(await check('production', '1.4.0'))).toMatch(/Nobody approves/);
    api.environments.staging = { restricted: false };
    const open = await check('staging', '1.4.0');
    expectConclusion(open, 'success');
    expect(open.steps.find(({ name }) => name === 'Check the environment')!.log).toMatch(/any branch may use the secrets of staging/);
  });

  test('GitHub that does not answer is a refusal', async () => {
    await api.stop();
    expect(await refusal(await check('testnet', '1.4.0'))).toMatch(/GitHub call failed/);
    api = await startGitHubApi('acme/tool', 'token-of-the-job');
  });
});
