import * as path from 'node:path';
import { execute } from './helpers/execute';
import { Guard } from './helpers/guard';
import { startCluster } from './helpers/kubernetes/cluster';

jest.setTimeout(600_000);
const ALYS = path.resolve(__dirname, '../../examples/alys');
test.each(['testnet', 'production'])('chart in %s', async (environment) => {
  const guard = new Guard();
  const cluster = await startCluster(guard);
  let n = 0;
  const run = async (script: string, env: Record<string, string>) => {
    const done = await execute('bash', [script], { cwd: ALYS, log: `/tmp/d2/zz-${environment}-${n += 1}.log`, env: {
      PATH: `${cluster.paths.helm4}:${cluster.paths.kubectl}:/usr/bin:/bin`, HOME: '/tmp/d2', ...cluster.env,
      RELEASE: 'alys', NAMESPACE: 'alys', ENVIRONMENT: environment, READY_TIMEOUT: '1m', ...env,
    } });
    console.log(script, JSON.stringify(env), done.status, done.log);
    return done.status;
  };
  const flags = async () => {
    await run('scripts/ci/apply-feature-flags.sh', { FILE: `config/features-${environment}.toml` });
    return JSON.parse(await cluster.kubectl('get', 'configmaps', '--namespace', 'alys', '-l', 'app.kubernetes.io/instance=alys', '--output', 'json')).items[0].metadata.name;
  };
  const CONFIG_MAP = await flags();
  const roll = (version: string, more: Record<string, string>) => run('scripts/ci/helm-rollout.sh', {
    CHART: 'helm/alys', VALUES: `helm/values-${environment}.yaml`, IMAGE: 'ghcr.io/alysnetwork/alys', VERSION: version, DIGEST: `sha256:${'a'.repeat(64)}`, CONFIG_MAP, STRATEGY: environment === 'testnet' ? 'rolling' : 'canary', ...more });
  expect(await roll('1.0.0', { PERCENTAGE: '100' })).toBe(0);
  expect(await roll('1.0.0', { PHASE: 'promote' })).toBe(0);
  expect(await run('tests/verify_deployment.sh', { VERSION: '1.0.0' })).toBe(0);
  console.log(await cluster.kubectl('get', 'deployment,service,pdb', '--namespace', 'alys', '--output', 'yaml'));
  if (environment === 'production') {
    expect(await roll('2.0.0', { PERCENTAGE: '10', PREVIOUS: '2' })).toBe(0);
    expect(await run('tests/verify_deployment.sh', { VERSION: '1.0.0' })).toBe(1);
    expect(await run('scripts/ci/helm-rollback.sh', { WHEN: 'interrupted', LOCK_WAIT: '0' })).toBe(0);
    expect(await run('tests/verify_deployment.sh', { VERSION: '1.0.0' })).toBe(0);
  }
  expect(await run('tests/verify_deployment.sh', { VERSION: '' })).toBe(64);
  await cluster.stop();
  await guard.release();
});
