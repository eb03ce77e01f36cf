/**
 * Invariants: a version comes into service by commits alone, step by step and only after each step was seen to work;
 * whatever goes wrong, the folder is what it was before, by one more commit; what others push is never lost; and the
 * token is told to its server alone.
 *
 * Real: the jobs as synthesized, git over HTTPS with its own server program, yq, kubectl, the API server with its
 * controllers, the starter chart, Prometheus. Not real: Argo CD and Flux. In their place a small loop applies the newest
 * commit and writes the state into objects of their kinds, whose schemas are open; that the real ones write the
 * same fields is by their documentation.
 */
import * as fs from 'node:fs';
import { withPrograms } from './helpers/debian';
import { RELEASE, ReleaseState, Delivery } from './helpers/delivery';
import { GitHubApi, startGitHubApi } from './helpers/github-api';
import { GitServer, TinyController, Watched } from './helpers/gitops';
import {
  Cluster as TargetCluster, ContainerImage, DeliveryProject, Environment, Expr, GitOpsController, GitOpsDeployStage, GitOpsRepository, KubernetesTools, Metric, MetricGate,
  Pipeline, RollbackStage, Rollout, SmokeTest, StarterChart, Timeout,
} from '../../src';
import { yqFolder } from '../helpers/yq';
import { Cluster, startCluster } from './helpers/kubernetes/cluster';
import { kubernetesTools, KUBERNETES_VERSION } from './helpers/kubernetes/tools';
import { Prometheus, startPrometheus } from './helpers/prometheus';
import { Repository } from './helpers/repository';
import { expectConclusion, JobOptions, JobRun, removeJobFolders } from './helpers/run-job';
import { Guard } from '../../src/run/guard';
import { synthesize, Synthesized } from '../../src/testing';

jest.setTimeout(900_000);

const TOKEN = 'token-of-the-deployments';
const FOLDER = 'environments/production/alys';
const yq = yqFolder();
const programs = withPrograms({ gh: 'gh', jq: 'jq', git: 'git', prometheus: 'prometheus', openssl: 'openssl' });
const suite = kubernetesTools() && yq ? programs : describe.skip;

function composed(kind: Watched, namespace: string): Synthesized {
  const gate = MetricGate.prometheus({
    server: Expr.variable('PROMETHEUS_URL'), require: [Metric.value('alys_errors').below(5)], attempts: 2, intervalSeconds: 1, queryTimeoutSeconds: 2,
  });
  return synthesize((outdir) => {
    const project = new DeliveryProject({ name: RELEASE, repository: 'acme/tool', outdir });
    const delivery = new Pipeline(project, 'Delivery');
    new StarterChart(project, 'Chart', { path: `helm/${RELEASE}` });
    const deploy = new GitOpsDeployStage(delivery, 'Deploy', {
      image: ContainerImage.of('ghcr.io/acme/tool'),
      environments: [Environment.named('production')],
      repository: GitOpsRepository.named('acme/deployments', { token: Expr.secret('DEPLOYMENTS_TOKEN') }),
      path: 'environments/{environment}/alys',
      controller: kind === 'Application' ? GitOpsController.argoCd({ application: 'alys', namespace }) : GitOpsController.flux({ name: 'alys', namespace }),
      cluster: TargetCluster.kubeconfig({ tools: KubernetesTools.of({ helm: '4', kubectl: KUBERNETES_VERSION }) }),
      rollout: Rollout.steps(10, 100).gatedBy(gate),
      featureFlags: 'config/features.toml',
      smokeTest: SmokeTest.job(['/smoke.sh'], { timeout: Timeout.minutes(1) }),
      namespace,
      readyTimeout: Timeout.minutes(1),
    });
    new RollbackStage(delivery, 'Rollback', { of: deploy });
    return project;
  }, { files: { 'config/features.toml': 'fast-sync = false\n' } });
}

suite.each<Watched>(['Application', 'Kustomization'])('watching an %s', (kind) => {
  const guard = new Guard();
  let cluster: Cluster;
  let prometheus: Prometheus;
  let api: GitHubApi;
  let server: GitServer;
  let controller: TinyController;
  let delivery: Delivery;
  let secrets: Record<string, string>;

  beforeAll(async () => {
    cluster = await startCluster(guard);
    prometheus = await startPrometheus(guard);
  });
  beforeEach(async () => {
    api = await startGitHubApi('acme/tool', 'token-of-the-job');
    const namespace = await cluster.namespace();
    cluster.behave();
    await prometheus.set({ alys_errors: 0 });
    const repository = new Repository(composed(kind, namespace));
    guard.undo(repository.removal);
    const chart = repository.git('ls-files', `helm/${RELEASE}`).trim().split('\n')
      .map((file) => [file.replace(`helm/${RELEASE}`, 'chart'), fs.readFileSync(`${repository.folder}/${file}`, 'utf8')]);
    server = await GitServer.start(TOKEN, { ...Object.fromEntries(chart), [`${FOLDER}/values.yaml`]: '# Production\nreplicaCount: 4\ndrainSeconds: 1\n', 'environments/other.yaml': 'a: 1\n' });
    controller = await TinyController.start(cluster, server, namespace, kind);
    secrets = { KUBECONFIG: fs.readFileSync(cluster.kubeconfig, 'utf8'), DEPLOYMENTS_TOKEN: TOKEN };
    delivery = new Delivery(repository, cluster, api, namespace, { helm: '4', prometheus: prometheus.url });
  });
  afterEach(async () => {
    await controller.stop();
    await server.stop();
    await api.stop();
  });
  afterAll(async () => {
    removeJobFolders();
    await cluster.stop();
    await prometheus.end();
    await guard.release();
  });

  const more = (options: Partial<JobOptions> = {}): Partial<JobOptions> => {
    const { KUBECONFIG: _, ...environment } = cluster.env;
    return {
      environment: { ...environment, ...api.environment, ...server.environment, no_proxy: '127.0.0.1', NO_PROXY: '127.0.0.1', INTERVAL: '1' },
      paths: [yq!, cluster.paths.helm4, cluster.paths.kubectl],
      secrets,
      ...options,
    };
  };
  const deploy = (version: string, options: Partial<JobOptions> = {}, files: Record<string, string> = {}): Promise<JobRun> =>
    delivery.deploy('production', version, delivery.release(files), more(options));
  const first = async (): Promise<{ state: ReleaseState; tree: string }> => {
    expectConclusion(await deploy('1.0.0'), 'success');
    return now();
  };
  const now = async () => ({ state: await delivery.state(), tree: server.git('rev-parse', `main:${FOLDER}`) });
  const ended = (run: JobRun) => Object.fromEntries(run.steps.map(({ name, outcome }) => [name, outcome]));
  const logOf = (run: JobRun, name: string) => run.steps.find((step) => step.name === name)!.log;
  const image = (version: string) => expect.objectContaining({ image: `ghcr.io/acme/tool:${version}@sha256:${'a'.repeat(64)}`, ready: 4 });

  test('a version comes into service in steps, by commits that say so', async () => {
    const before = await first();
    expect(before.state.deployments).toEqual({ [RELEASE]: image('1.0.0') });
    const start = server.tip;
    const seen: Record<string, ReleaseState> = {};
    const run = await deploy('2.0.0', { beforeStep: async (name) => { if (/^Smoke test/.test(name)) seen[name] = await delivery.state(); } }, { 'config/features.toml': 'fast-sync = true\n' });
    expectConclusion(run, 'success');
    expect(seen['Smoke test at 10 %']).toMatchObject({ deployments: { [RELEASE]: image('1.0.0'), [`${RELEASE}-candidate`]: { ready: 1 } }, flags: 'fast-sync = false\n' });
    expect(seen['Smoke test at 100 %']).toMatchObject({ deployments: { [RELEASE]: image('1.0.0'), [`${RELEASE}-candidate`]: image('2.0.0') }, services: { [RELEASE]: 'candidate' } });
    const { state } = await now();
    expect(state).toMatchObject({ services: { [RELEASE]: undefined }, flags: 'fast-sync = true\n' });
    expect(state.deployments).toEqual({ [RELEASE]: image('2.0.0') });
    expect(server.phases().slice(0, 4)).toEqual(['2.0.0 stable', '2.0.0 promoting', '2.0.0 rolling', '2.0.0 rolling']);
    expect(server.git('diff', '--name-only', start, 'main').split('\n').every((file) => file.startsWith(`${FOLDER}/`))).toBe(true);
    expect(server.show(`${FOLDER}/values.yaml`)).toMatch(/^# Production\nreplicaCount: 4\n/);
    expect(controller.asked).toBeGreaterThan(0);
    expect(api.deployments.history('production').map(({ states }) => states[states.length - 1])).toEqual(['inactive', 'success']);
  });

  test('metrics that are bad take it back, by one more commit', async () => {
    const before = await first();
    const run = await deploy('2.0.0', { beforeStep: async (name) => { if (name === 'Check metrics at 10 %') await prometheus.set({ alys_errors: 9 }); } }, { 'config/features.toml': 'fast-sync = true\n' });
    expectConclusion(run, 'failure');
    expect(ended(run)).toMatchObject({ 'Check metrics at 10 %': 'failure', 'Roll out to 100 %': 'skipped', 'End the rollout': 'skipped', 'Roll back': 'success', 'Record the result': 'success' });
    expect(run.outputs).toMatchObject({ 'roll-back-outcome': 'rolled-back', 'before': '1.0.0' });
    expect(await now()).toEqual(before);
    expect(server.phases().slice(0, 3)).toEqual(['1.0.0 stable', '2.0.0 rolling', '1.0.0 stable']);
  });

  test('a version that does not become healthy goes, with the reason', async () => {
    const before = await first();
    cluster.behave((pod) => (pod.spec.containers[0].image.includes(':2.0.0') ? { ready: false } : {}));
    const run = await deploy('2.0.0');
    expectConclusion(run, 'failure');
    expect(ended(run)).toMatchObject({ 'Wait for it (roll out to 10 %)': 'failure', 'Smoke test at 10 %': 'skipped', 'Roll back': 'success' });
    expect(logOf(run, 'Wait for it (roll out to 10 %)')).toMatch(/failed at [0-9a-f]{40}/);
    expect(await now()).toEqual(before);
  });

  // What follows does not depend on who is watched.
  if (kind !== 'Application') return;

  test('what others push beside it stays, and what they push into it stops the rollout', async () => {
    await first();
    const beside = await deploy('2.0.0', { beforeStep: (name) => { if (/^(Roll out|Wait|Promote|End)/.test(name)) server.commit('Beside', { [`environments/${name.replace(/\W/g, '')}.yaml`]: 'b: 1\n' }); } });
    expectConclusion(beside, 'success');
    expect(server.git('ls-tree', '--name-only', 'main:environments').split('\n').filter((name) => name.endsWith('.yaml')).length).toBe(9);
    const before = await now();
    const into = await deploy('3.0.0', { beforeStep: (name) => { if (name === 'Roll out to 100 %') server.commit('Into', { [`${FOLDER}/more.yaml`]: 'c: 1\n' }); } });
    expect(ended(into)).toMatchObject({ 'Roll out to 10 %': 'success', 'Roll out to 100 %': 'failure', 'Roll back': 'success' });
    expect(logOf(into, 'Roll out to 100 %')).toContain('was changed by somebody else');
    expect(await now()).toEqual(before);
    expect(server.git('log', '--format=%s', 'main')).toContain('Into');
  });

  test('a wrong token changes nothing, and is not seen', async () => {
    await first();
    const tip = server.tip;
    secrets = { ...secrets, DEPLOYMENTS_TOKEN: 'another-token' };
    const run = await deploy('2.0.0');
    expectConclusion(run, 'failure');
    expect(ended(run)).toMatchObject({ 'Recover an interrupted rollout, if there is one': 'failure', 'Record the deployment': 'skipped', 'Roll out to 10 %': 'skipped', 'Roll back': 'skipped' });
    expect(server.tip).toBe(tip);
    expect(run.steps.map(({ log }) => log).join('')).not.toContain('another-token');
    expect(server.requests.some(({ isKnown }) => !isKnown)).toBe(true);
  });

  test('a controller that does not move is no success, neither there nor back', async () => {
    const before = await first();
    controller.isStuck = true;
    const run = await deploy('2.0.0');
    expectConclusion(run, 'failure');
    expect(ended(run)).toMatchObject({ 'Roll out to 10 %': 'success', 'Wait for it (roll out to 10 %)': 'failure', 'Roll back': 'failure' });
    expect(logOf(run, 'Wait for it (roll out to 10 %)')).toContain('did not reach');
    expect(server.git('rev-parse', `main:${FOLDER}`)).toBe(before.tree);
    controller.isStuck = false;
    const again = await deploy('2.0.0');
    expectConclusion(again, 'success');
  });

  test('by hand it goes back to the version before', async () => {
    await first();
    expectConclusion(await deploy('2.0.0'), 'success');
    const run = await delivery.rollback('production', '', more());
    expectConclusion(run, 'success');
    expect(run.outputs).toMatchObject({ version: '1.0.0', left: '2.0.0' });
    expect((await delivery.state()).deployments).toEqual({ [RELEASE]: image('1.0.0') });
  });
});
