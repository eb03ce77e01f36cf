/**
 * Invariants: where the cluster has Argo Rollouts or Flagger, these share the traffic; the deployment moves them on only
 * after its checks, tells what they say, and whatever goes wrong, what served before serves again. Where the cluster has
 * them not, nothing changes. The API server and Helm 3 and 4 are the programs themselves; in the place of both
 * controllers a small one follows their documented protocol, so how the real ones behave is not shown.
 */
import { withPrograms } from './helpers/debian';
import { Delivery, RELEASE } from './helpers/delivery';
import { GitHubApi, startGitHubApi } from './helpers/github-api';
import {
  Cluster as TargetCluster, ContainerImage, DeliveryProject, Environment, Expr, HelmDeployStage, KubernetesTools, Metric, MetricGate, Pipeline, RollbackStage, Rollout,
  SmokeTest, StarterChart, Timeout,
} from '../../src';
import { Cluster, startCluster } from './helpers/kubernetes/cluster';
import { addCustomResource } from './helpers/kubernetes/custom-resource';
import { FakeArgoRollouts } from './helpers/kubernetes/fake-argo-rollouts';
import { FakeFlagger } from './helpers/kubernetes/fake-flagger';
import { kubernetesTools, KUBERNETES_VERSION } from './helpers/kubernetes/tools';
import { Prometheus, startPrometheus } from './helpers/prometheus';
import { Repository } from './helpers/repository';
import { expectConclusion, JobRun, removeJobFolders } from './helpers/run-job';
import { Guard } from '../../src/run/guard';
import { synthesize, Synthesized } from '../../src/testing';

jest.setTimeout(600_000);

const programs = withPrograms({ gh: 'gh', jq: 'jq', git: 'git', prometheus: 'prometheus' });
const suite = kubernetesTools() ? programs : describe.skip;
const VERIFY = '#!/usr/bin/env bash\nset -euo pipefail\nprintf \'verified %s in %s\\n\' "$VERSION" "$ENVIRONMENT"\n';

/** Argo Rollouts in `production`, Flagger in `staging`, neither in `testnet`. */
function composed(helm: '3' | '4', namespace: string): Synthesized {
  const gate = MetricGate.prometheus({
    server: Expr.variable('PROMETHEUS_URL'), require: [Metric.value('alys_errors').below(5)], attempts: 2, intervalSeconds: 1, queryTimeoutSeconds: 2,
  });
  return synthesize((outdir) => {
    const project = new DeliveryProject({ name: RELEASE, repository: 'acme/tool', outdir });
    const delivery = new Pipeline(project, 'Delivery');
    new StarterChart(project, 'Chart', { path: `helm/${RELEASE}` });
    const deploy = new HelmDeployStage(delivery, 'Deploy', {
      image: ContainerImage.of('ghcr.io/acme/tool'),
      chart: `helm/${RELEASE}`,
      namespace,
      cluster: TargetCluster.kubeconfig({ tools: KubernetesTools.of({ helm, kubectl: KUBERNETES_VERSION }) }),
      environments: [
        Environment.named('testnet', { rollout: Rollout.rolling() }),
        Environment.named('staging', { rollout: Rollout.flagger({ threshold: 2, stepWeight: 20, maxWeight: 40 }) }),
        Environment.named('production'),
      ],
      values: ['helm/values.yaml'],
      rollout: Rollout.argo(10, 50, 100).gatedBy(gate),
      featureFlags: 'config/features.toml',
      smokeTest: SmokeTest.job(['/smoke.sh'], { timeout: Timeout.minutes(1) }),
      readyTimeout: Timeout.minutes(1),
    });
    new RollbackStage(delivery, 'Rollback', { of: deploy, verify: 'tests/verify.sh' });
    return project;
  }, {
    files: { 'helm/values.yaml': 'replicaCount: 4\ndrainSeconds: 1\n', 'config/features.toml': 'fast-sync = false\n', 'tests/verify.sh': VERIFY },
  });
}

// Helm 3 differs in waiting alone, which these releases do without.
suite.each(['4'] as const)('Helm %s', (helm) => {
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
    const repository = new Repository(composed(helm, namespace));
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

  const get = async (kind: string) => JSON.parse(await cluster.kubectl('get', kind, '--namespace', namespace, '--output', 'json')).items;
  // Steps of other environments have the same names, and are skipped.
  const ended = (run: JobRun) => {
    const skipped = run.steps.filter(({ outcome }) => outcome === 'skipped');
    return Object.fromEntries([...skipped, ...run.steps.filter((step) => !skipped.includes(step))].map(({ name, outcome }) => [name, outcome]));
  };
  const logOf = (run: JobRun, step: string) => run.steps.filter(({ name }) => name === step).map(({ log }) => log).join('');
  /** What became of each deployment, before a later one took its place. */
  const states = () => api.deployments.all.map(({ statuses }) => statuses.map(({ state }) => state).filter((state) => state !== 'inactive').pop());
  const isReady = (pod: any) => pod.status.conditions?.some(({ type, status }: any) => type === 'Ready' && status === 'True');

  /** Ready pods behind a service, by version. */
  const behind = async (name: string) => {
    const service = (await get('services')).find(({ metadata }: any) => metadata.name === name);
    if (!service) return undefined;
    const chosen = (await get('pods')).filter(({ metadata }: any) => Object.entries(service.spec.selector).every(([label, value]) => metadata.labels[label] === value));
    const counts: Record<string, number> = {};
    for (const pod of chosen.filter((each: any) => isReady(each) && !each.metadata.deletionTimestamp)) {
      const version = /:([^@]+)/.exec(pod.spec.containers[0].image)![1];
      counts[version] = (counts[version] ?? 0) + 1;
    }
    return counts;
  };
  const settled = async (name: string, expected: Record<string, number>) => {
    for (const end = Date.now() + 20_000; Date.now() < end;) {
      if (JSON.stringify(await behind(name)) === JSON.stringify(expected)) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(await behind(name)).toEqual(expected);
  };

  test.each([['production', 'Look for Argo Rollouts', 'The cluster has no Argo Rollouts'], ['staging', 'Look for Flagger', 'The cluster has no Flagger']])(
    'a cluster without the controller of %s is not touched', async (environment, step, message) => {
      const run = await delivery.deploy(environment, '1.0.0', delivery.release());
      expectConclusion(run, 'failure');
      expect(ended(run)).toMatchObject({ [step]: 'failure', 'Record the deployment': 'skipped', 'Start the rollout': 'skipped', 'Roll back': 'skipped' });
      expect(logOf(run, step)).toContain(message);
      expect(await delivery.state()).toEqual({ deployments: {}, services: {}, flags: '' });
      expect(states()).toEqual([]);
    });

  describe('Argo Rollouts', () => {
    let controller: FakeArgoRollouts;
    beforeAll(async () => {
      await addCustomResource(cluster.api, 'argoproj.io', 'v1alpha1', 'Rollout', 'rollouts');
      controller = new FakeArgoRollouts(cluster.api);
    });
    afterAll(() => controller.stop());

    const deploy = (version: string, more: Parameters<Delivery['deploy']>[3] = {}, files: Record<string, string> = {}) => delivery.deploy('production', version, delivery.release(files), more);
    const first = async () => {
      expectConclusion(await deploy('1.0.0'), 'success');
      expect(await behind(RELEASE)).toEqual({ '1.0.0': 4 });
    };
    const rollout = async () => (await get('rollouts.argoproj.io'))[0];

    test('a version gets its shares step by step, each held until its checks have passed', async () => {
      await first();
      const seen: Record<string, unknown> = {};
      const run = await deploy('2.0.0', {
        beforeStep: async (name) => { if (/^Smoke test/.test(name)) seen[name] = [await behind(RELEASE), await behind(`${RELEASE}-candidate`), (await rollout()).status.phase]; },
      });
      expectConclusion(run, 'success');
      expect(seen).toEqual({
        'Smoke test at 10 %': [{ '1.0.0': 4, '2.0.0': 1 }, { '2.0.0': 1 }, 'Paused'],
        'Smoke test at 50 %': [{ '1.0.0': 2, '2.0.0': 2 }, { '2.0.0': 2 }, 'Paused'],
        'Smoke test at 100 %': [{ '2.0.0': 4 }, { '2.0.0': 4 }, 'Paused'],
      });
      expect(await behind(RELEASE)).toEqual({ '2.0.0': 4 });
      expect(await behind(`${RELEASE}-candidate`)).toBeUndefined();
      expect((await rollout()).status).toMatchObject({ phase: 'Healthy' });
      expect(run.summary).toContain('10 %: 1 of 5 pods run the new version');
      expect(states()).toEqual(['success', 'success']);
    });

    test('metrics that are bad at 50 % abort it: the old version serves at once, before Helm has done anything', async () => {
      await first();
      const before = (await rollout()).spec.template;
      const run = await deploy('2.0.0', { beforeStep: async (name) => { if (name === 'Check metrics at 50 %') await prometheus.set({ alys_errors: 9 }); } }, { 'config/features.toml': 'fast-sync = true\n' });
      expectConclusion(run, 'failure');
      expect(ended(run)).toMatchObject({
        'Check metrics at 10 %': 'success', 'Check metrics at 50 %': 'failure', 'Roll out to 100 %': 'skipped', 'Promote': 'skipped', 'Roll back': 'success', 'Verify the version that is back': 'success',
      });
      const log = logOf(run, 'Roll back');
      expect(log.indexOf('patched')).toBeGreaterThan(-1);
      expect(log.indexOf('patched')).toBeLessThan(log.indexOf('Rollback was a success'));
      expect(await behind(RELEASE)).toEqual({ '1.0.0': 4 });
      expect(await rollout()).toMatchObject({ spec: { template: before }, status: { phase: 'Healthy' } });
      expect(run.outputs).toMatchObject({ 'roll-back-outcome': 'rolled-back', 'before': '1.0.0' });
      expect(states()).toEqual(['success', 'failure']);
    });

    test('a controller that reports failure ends it with what it says', async () => {
      await first();
      cluster.behave((pod) => (pod.spec.containers[0].image.includes(':2.0.0') && !pod.metadata.labels?.['job-name'] ? { ready: false } : {}));
      const run = await deploy('2.0.0');
      expect(ended(run)).toMatchObject({ 'Roll out to 10 %': 'failure', 'Smoke test at 10 %': 'skipped', 'Roll back': 'success' });
      expect(logOf(run, 'Roll out to 10 %')).toContain('ProgressDeadlineExceeded');
      await settled(RELEASE, { '1.0.0': 4 });
    });

    test('by hand it goes back without the steps, and a version that is there already needs none', async () => {
      await first();
      expectConclusion(await deploy('2.0.0'), 'success');
      expectConclusion(await deploy('2.0.0'), 'success');
      const back = await delivery.rollback('production', '1.0.0');
      expectConclusion(back, 'success');
      expect(await behind(RELEASE)).toEqual({ '1.0.0': 4 });
      expect((await rollout()).status.phase).toBe('Healthy');
    });

    test('a first installation that fails goes away; a release of Helm alone does not change over', async () => {
      await prometheus.set({ alys_errors: 9 });
      const failed = await deploy('1.0.0');
      expect(failed.outputs).toMatchObject({ 'roll-back-outcome': 'removed' });
      expect(await get('rollouts.argoproj.io')).toEqual([]);
      await prometheus.set({ alys_errors: 0 });
      expectConclusion(await delivery.deploy('testnet', '1.0.0', delivery.release()), 'success');
      const before = await delivery.state();
      const run = await deploy('2.0.0');
      expect(ended(run)).toMatchObject({ 'Start the rollout': 'failure' });
      expect(logOf(run, 'Start the rollout')).toContain('alys runs by Helm alone and cannot change to argo');
      expect(await delivery.state()).toEqual(before);
    });
  });

  describe('Flagger', () => {
    let controller: FakeFlagger;
    beforeAll(async () => {
      await addCustomResource(cluster.api, 'flagger.app', 'v1beta1', 'Canary', 'canaries');
      controller = new FakeFlagger(cluster.api);
    });
    beforeEach(() => {
      controller.isGood = () => true;
      controller.isHeld = false;
      controller.looks.splice(0);
    });
    afterAll(() => controller.stop());

    const deploy = (version: string, more: Parameters<Delivery['deploy']>[3] = {}) => delivery.deploy('staging', version, delivery.release(), more);
    const first = async () => {
      expectConclusion(await deploy('1.0.0'), 'success');
      expect(await behind(RELEASE)).toEqual({ '1.0.0': 4 });
    };
    const canary = async () => (await get('canaries.flagger.app'))[0];

    test('a version that Flagger finds good comes into service, and by hand it goes back without an analysis', async () => {
      await first();
      controller.isHeld = true;
      const run = await deploy('2.0.0', { beforeStep: (name) => { if (name === 'Wait for Flagger') setTimeout(() => { controller.isHeld = false; }, 5_000); } });
      expectConclusion(run, 'success');
      expect(controller.looks.map(({ weight }) => weight)).toEqual([0, 20, 40]);
      expect(logOf(run, 'Wait for Flagger')).toContain('Progressing: weight 0 %, iteration 0, 0 failed checks');
      expect(logOf(run, 'Wait for Flagger')).toContain('Canary analysis completed successfully, promotion finished.');
      expect(await behind(RELEASE)).toEqual({ '2.0.0': 4 });

      expectConclusion(await deploy('2.0.0'), 'success');
      expectConclusion(await delivery.rollback('staging', '1.0.0'), 'success');
      expect(await behind(RELEASE)).toEqual({ '1.0.0': 4 });
      expect(controller.looks.filter(({ image }) => image.includes(':1.0.0'))).toEqual([]);
      expect((await canary()).spec.skipAnalysis).toBeUndefined();
      expect(states().slice(0, 3)).toEqual(['success', 'success', 'success']);
    });

    test('a version that Flagger refuses is told, and the old one stays', async () => {
      await first();
      controller.isGood = () => false;
      const run = await deploy('2.0.0');
      expectConclusion(run, 'failure');
      expect(ended(run)).toMatchObject({ 'Wait for Flagger': 'failure', 'Smoke test at 100 %': 'skipped', 'Keep as the version in service': 'skipped', 'Roll back': 'success' });
      expect(logOf(run, 'Wait for Flagger')).toContain('success rate 50.00% < 99%');
      expect(logOf(run, 'Wait for Flagger')).toContain('Canary analysis failed, Deployment scaled to zero.');
      expect(await behind(RELEASE)).toEqual({ '1.0.0': 4 });
      expect((await get('deployments')).find(({ metadata }: any) => metadata.name === RELEASE).spec.template.spec.containers[0].image).toContain(':1.0.0');

      controller.isGood = () => true;
      expectConclusion(await deploy('2.0.1'), 'success');
      expect(await behind(RELEASE)).toEqual({ '2.0.1': 4 });
      expect(states()).toEqual(['success', 'failure', 'success']);
    });
  });
});
