/**
 * Invariants: a version comes into service step by step and only after each step was found good; whatever goes wrong, what
 * served before serves again, with its feature flags and never with fewer pods; and each deployment has one record that
 * tells the truth. With the programs themselves: a Kubernetes API server with its controllers, Helm 3 and 4, Prometheus.
 */
import { withPrograms } from './helpers/debian';
import { composed, Delivery, RELEASE } from './helpers/delivery';
import { GitHubApi, startGitHubApi } from './helpers/github-api';
import { Guard } from './helpers/guard';
import { Cluster, startCluster } from './helpers/kubernetes/cluster';
import { kubernetesTools, KUBERNETES_VERSION } from './helpers/kubernetes/tools';
import { Prometheus, startPrometheus } from './helpers/prometheus';
import { Repository } from './helpers/repository';
import { expectConclusion, JobRun, removeJobFolders } from './helpers/run-job';

jest.setTimeout(900_000);

const programs = withPrograms({ gh: 'gh', jq: 'jq', git: 'git', prometheus: 'prometheus' });
const suite = kubernetesTools() ? programs : describe.skip;
const POD = `app.kubernetes.io/instance=${RELEASE}`;

suite.each(['3', '4'] as const)('Helm %s', (helm) => {
  const guard = new Guard();
  let cluster: Cluster;
  let prometheus: Prometheus;
  let api: GitHubApi;
  let namespace: string;
  let delivery: Delivery;

  beforeAll(async () => {
    cluster = await startCluster(guard);
    prometheus = await startPrometheus(guard);
  });
  beforeEach(async () => {
    api = await startGitHubApi('acme/tool', 'token-of-the-job');
    namespace = await cluster.namespace();
    cluster.behave();
    await prometheus.set({ alys_errors: 0 });
    const repository = new Repository(composed({ helm, kubectl: KUBERNETES_VERSION, namespace }));
    guard.undo(repository.removal);
    delivery = new Delivery(repository, cluster, api, namespace, { helm, prometheus: prometheus.url });
  });
  afterEach(() => api.stop());
  afterAll(async () => {
    removeJobFolders();
    await cluster.stop();
    await prometheus.end();
    await guard.release();
  });

  const first = async () => {
    expectConclusion(await delivery.deploy('production', '1.0.0', delivery.release()), 'success');
    return delivery.state();
  };
  const ended = (run: JobRun) => Object.fromEntries(run.steps.map(({ name, outcome }) => [name, outcome]));
  const records = () => api.deployments.all.map(({ environment, payload, statuses }) => ({ environment, version: (payload as any).version, state: statuses[statuses.length - 1].state }));
  const stable = (version: string) => ({ image: `ghcr.io/acme/tool:${version}@sha256:${'a'.repeat(64)}`, ready: 4 });

  test('a version comes into service in steps, and no pod of the old one goes before it is good', async () => {
    const before = await first();
    expect(before.deployments).toEqual({ [RELEASE]: expect.objectContaining(stable('1.0.0')) });
    expect(before.flags).toBe('fast-sync = false\n');

    const since = Date.now();
    const shares: Record<string, unknown> = {};
    const run = await delivery.deploy('production', '2.0.0', delivery.release({ 'config/features.toml': 'fast-sync = true\n' }), {
      beforeStep: async (name) => { if (/^Smoke test/.test(name)) shares[name] = await delivery.state(); },
    });
    expectConclusion(run, 'success');
    const during = (ready: number) => ({
      deployments: { [RELEASE]: expect.objectContaining(stable('1.0.0')), [`${RELEASE}-candidate`]: expect.objectContaining({ ...stable('2.0.0'), ready }) },
      flags: 'fast-sync = false\n',
    });
    expect(shares).toMatchObject({ 'Smoke test at 10 %': during(1), 'Smoke test at 50 %': during(4), 'Smoke test at 100 %': during(4) });
    expect(Object.values(shares).map((share: any) => share.services[RELEASE])).toEqual([undefined, undefined, 'candidate']);
    const after = await delivery.state();
    expect(after.deployments).toEqual({ [RELEASE]: expect.objectContaining(stable('2.0.0')) });
    expect(after.services).toEqual({ [RELEASE]: undefined });
    expect(after.flags).toBe('fast-sync = true\n');
    expect(cluster.fewestReady(POD, since, namespace)).toBe(4);
    expect(records()).toEqual([{ environment: 'production', version: '1.0.0', state: 'success' }, { environment: 'production', version: '2.0.0', state: 'success' }]);
    expect(api.deployments.all[1].statuses[0].environment_url).toBe('https://alys.example.com');
  });

  test('metrics that are bad at 50 % send it back: the state is that of before', async () => {
    const before = await first();
    const since = Date.now();
    const run = await delivery.deploy('production', '2.0.0', delivery.release({ 'config/features.toml': 'fast-sync = true\n' }), {
      beforeStep: async (name) => { if (name === 'Check metrics at 50 %') await prometheus.set({ alys_errors: 9 }); },
    });
    expectConclusion(run, 'failure');
    expect(ended(run)).toMatchObject({
      'Check metrics at 10 %': 'success', 'Check metrics at 50 %': 'failure', 'Roll out to 100 %': 'skipped', 'Promote': 'skipped', 'Roll back': 'success',
      'Verify the version that is back': 'success', 'Record the result': 'success',
    });
    expect(run.outputs).toMatchObject({ 'finish': 'success', 'roll-back': 'success', 'roll-back-outcome': 'rolled-back', 'before': '1.0.0' });
    expect(await delivery.state()).toEqual(before);
    expect(cluster.fewestReady(POD, since, namespace)).toBe(4);
    expect(records().map(({ state }) => state)).toEqual(['success', 'failure']);
  });

  test('without Prometheus, or without data, nothing is promoted', async () => {
    const before = await first();
    await prometheus.remove('alys_errors');
    const empty = await delivery.deploy('production', '2.0.0', delivery.release());
    expect(ended(empty)).toMatchObject({ 'Check metrics at 10 %': 'failure', 'Promote': 'skipped', 'Roll back': 'success' });
    await prometheus.stop();
    const down = await delivery.deploy('production', '2.0.0', delivery.release());
    await prometheus.start();
    expect(ended(down)).toMatchObject({ 'Check metrics at 10 %': 'failure', 'Promote': 'skipped', 'Roll back': 'success' });
    expect(await delivery.state()).toEqual(before);
  });

  test('a smoke test that fails is shown and sends it back', async () => {
    const before = await first();
    cluster.behave((pod) => (pod.metadata.labels?.['job-name'] ? { exitCode: 1, log: 'connection refused by alys\n' } : {}));
    const run = await delivery.deploy('production', '2.0.0', delivery.release());
    expect(ended(run)).toMatchObject({ 'Smoke test at 10 %': 'failure', 'Check metrics at 10 %': 'skipped', 'Promote': 'skipped', 'Roll back': 'success' });
    expect(run.steps.find(({ name }) => name === 'Smoke test at 10 %')!.log).toContain('connection refused by alys');
    expect(await delivery.state()).toEqual(before);
  });

  test('a first installation that fails goes away', async () => {
    await prometheus.set({ alys_errors: 9 });
    const run = await delivery.deploy('production', '1.0.0', delivery.release());
    expectConclusion(run, 'failure');
    expect(run.outputs).toMatchObject({ 'roll-back-outcome': 'removed', 'before': '' });
    expect(await delivery.state()).toEqual({ deployments: {}, services: {}, flags: '' });
  });

  test('blue-green: no traffic until all pods are there, then all of it', async () => {
    expectConclusion(await delivery.deploy('staging', '1.0.0', delivery.release()), 'success');
    const seen: (string | undefined)[] = [];
    const since = Date.now();
    const run = await delivery.deploy('staging', '2.0.0', delivery.release(), {
      beforeStep: async (name) => { if (/^Smoke test/.test(name)) seen.push((await delivery.state()).services[RELEASE]); },
    });
    expectConclusion(run, 'success');
    expect(seen).toEqual(['stable', 'candidate']);
    expect((await delivery.state()).deployments).toEqual({ [RELEASE]: expect.objectContaining(stable('2.0.0')) });
    expect(cluster.fewestReady(POD, since, namespace)).toBe(4);
  });
});
