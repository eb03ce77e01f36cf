/**
 * Invariants of what the stories about delivery stand on: the cluster is a real API server with its controllers, which both
 * major versions of Helm deploy to; its pods behave as a story has it, failures included; outages begin and end when told;
 * Prometheus, registry and webhook tell what was put into them; and nothing of all that outlives its story.
 */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { withPrograms } from './helpers/debian';
import { writeChart } from './helpers/kubernetes/chart';
import { Cluster, startCluster } from './helpers/kubernetes/cluster';
import { Daemon, pause } from './helpers/kubernetes/daemon';
import { withKubernetes } from './helpers/kubernetes/tools';
import { startPrometheus } from './helpers/prometheus';
import { startRegistry } from './helpers/registry';
import { startWebhook } from './helpers/webhook';
import { Guard, quoted } from '../../src/run/guard';

// The first run on a machine builds the programs of Kubernetes.
jest.setTimeout(120_000);

const kubernetes = withKubernetes();
const services = withPrograms({ 'prometheus': 'prometheus', 'docker-registry': 'docker-registry', 'skopeo': 'skopeo' });
const guard = new Guard();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kubernetes-'));
guard.undo(`rm -rf ${quoted(folder)}`);
afterAll(() => guard.release());

const commandLines = () => execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });

kubernetes('cluster', () => {
  let cluster: Cluster;
  const chart = writeChart(folder);

  beforeAll(async () => {
    const before = Date.now();
    cluster = await startCluster(guard);
    expect(Date.now() - before).toBeLessThan(15_000);
  });
  afterEach(() => cluster.behave());

  const manifest = (name: string, content: object) => {
    const file = path.join(folder, `${name}.json`);
    fs.writeFileSync(file, JSON.stringify(content));
    return file;
  };
  const job = (name: string, image: string, options: { backoffLimit?: number; restartPolicy?: string } = {}) => {
    const { backoffLimit = 0, restartPolicy = 'Never' } = options;
    return manifest(name, { apiVersion: 'batch/v1', kind: 'Job', metadata: { name }, spec: { backoffLimit, template: { spec: { restartPolicy, containers: [{ name: 'main', image }] } } } });
  };

  test('versions are those of the modules', async () => {
    const modules = (name: string) => fs.readFileSync(path.join(__dirname, 'helpers', 'kubernetes', 'go', name, 'go.mod'), 'utf8');
    const { clientVersion, serverVersion } = JSON.parse(await cluster.kubectl('version', '--output=json'));
    expect(serverVersion.gitVersion).toBe(clientVersion.gitVersion);
    expect(modules('kubernetes')).toContain(`k8s.io/kubernetes ${serverVersion.gitVersion}`);
    for (const major of [3, 4] as const) {
      expect(modules(`helm${major}`)).toContain(`helm.sh/helm/v${major} ${(await cluster.helm(major, 'version', '--template={{.Version}}')).trim()} `);
    }
  });

  describe.each([3, 4] as const)('helm %d', (major) => {
    let namespace: string;
    const helm = (...args: string[]) => cluster.helm(major, '--namespace', namespace, ...args);
    const upgrade = (tag: string, timeout = '30s') => cluster.tryHelm(major, '--namespace', namespace, 'upgrade', '--install', 'web', chart, '--wait', '--timeout', timeout, '--set', `tag=${tag}`);
    const images = async () => {
      const told = await cluster.kubectl('--namespace', namespace, 'get', 'pods', '--output=jsonpath={range .items[*]}{.status.conditions[?(@.type=="Ready")].status} {.spec.containers[0].image}{"\\n"}{end}');
      return told.trim().split('\n').sort();
    };
    const history = async () => (JSON.parse(await helm('history', 'web', '--output=json')) as { status: string }[]).map((revision) => revision.status);

    beforeAll(async () => {
      namespace = await cluster.namespace(`helm-${major}`);
    });

    test('installs and upgrades, and never are fewer ready than wanted', async () => {
      expect(await upgrade('1.0.0')).toMatchObject({ status: 0 });
      const since = Date.now();
      expect(await upgrade('1.1.0')).toMatchObject({ status: 0 });
      await cluster.kubectl('--namespace', namespace, 'wait', '--for=jsonpath={.status.replicas}=3', 'deployment/web', '--timeout=10s');
      expect(await images()).toEqual(Array(3).fill('True registry.example/web:1.1.0'));
      expect(cluster.fewestReady('app.kubernetes.io/instance=web', since, namespace)).toBe(3);
      expect(Math.max(...cluster.samples('app.kubernetes.io/instance=web', namespace).map((sample) => sample.ready))).toBe(4);
      const slices = JSON.parse(await cluster.kubectl('--namespace', namespace, 'get', 'endpointslices', '--output=json'));
      expect(slices.items.flatMap((slice: any) => slice.endpoints).filter((endpoint: any) => endpoint.conditions.ready)).toHaveLength(3);
    });

    test('an upgrade to an image that cannot be pulled fails in its time, and the old pods go on', async () => {
      const since = Date.now();
      const failed = await upgrade('bad', '3s');
      expect(failed).toMatchObject({ status: 1, log: expect.stringContaining('context deadline exceeded') });
      expect(Date.now() - since).toBeLessThan(10_000);
      expect(await images()).toEqual(['False registry.example/web:bad', ...Array(3).fill('True registry.example/web:1.1.0')]);
      expect(await cluster.kubectl('--namespace', namespace, 'get', 'pods')).toMatch(/0\/1 +ImagePullBackOff/);
      expect(await cluster.kubectl('--namespace', namespace, 'get', 'events')).toMatch(/Warning +Failed +pod\/web-\S+ +ImagePullBackOff: registry.example\/web:bad/);
      expect(cluster.fewestReady('app.kubernetes.io/instance=web', since, namespace)).toBe(3);
      expect(await history()).toEqual(['superseded', 'deployed', 'failed']);
    });

    test('rolls back', async () => {
      await helm('rollback', 'web', '1', '--wait', '--timeout', '30s');
      expect(new Set(await images())).toEqual(new Set(['True registry.example/web:1.0.0']));
      expect(await history()).toEqual(['superseded', 'superseded', 'failed', 'deployed']);
      await helm('uninstall', 'web', '--wait', '--timeout', '30s');
      expect(await cluster.kubectl('--namespace', namespace, 'get', 'all')).toContain('No resources found');
    });
  });

  test('jobs end as their image has it, and their log can be read', async () => {
    const namespace = await cluster.namespace();
    const kubectl = (...args: string[]) => cluster.kubectl('--namespace', namespace, ...args);
    await kubectl('apply', '--filename', job('smoke', 'tool:1'), '--filename', job('smoke-broken', 'tool:fail'));
    await kubectl('wait', '--for=condition=Complete', 'job/smoke', '--timeout=20s');
    await kubectl('wait', '--for=condition=Failed', 'job/smoke-broken', '--timeout=20s');
    expect(await kubectl('logs', 'job/smoke')).toBe('It is done.\n');
    expect(await kubectl('logs', 'job/smoke-broken', '--tail=1')).toBe('It failed.\n');
    expect(await kubectl('get', 'pods', '--selector=job-name=smoke-broken', '--output=jsonpath={.items[*].status.containerStatuses[0].state.terminated.exitCode}')).toBe('1');
    await kubectl('apply', '--filename', job('again', 'tool:fail', { backoffLimit: 1, restartPolicy: 'OnFailure' }));
    await kubectl('wait', '--for=condition=Failed', 'job/again', '--timeout=20s');
    await cluster.kubectl('delete', 'namespace', namespace, '--timeout=30s');
  });

  test('pods behave as the story has it, also those that are there', async () => {
    const namespace = await cluster.namespace();
    const kubectl = (...args: string[]) => cluster.kubectl('--namespace', namespace, ...args);
    await kubectl('create', 'deployment', 'web', '--image=web:1', '--replicas=2');
    await kubectl('rollout', 'status', 'deployment/web', '--timeout=20s');
    cluster.behave(() => ({ ready: false, log: 'Not well.\n' }));
    await kubectl('wait', '--for=condition=Available=False', 'deployment/web', '--timeout=20s');
    expect(cluster.fewestReady('app=web', 0, namespace)).toBe(0);
    expect(await kubectl('logs', 'deployment/web')).toContain('Not well.\n');
    cluster.behave();
    await kubectl('rollout', 'status', 'deployment/web', '--timeout=20s');
    cluster.behave((pod) => (pod.metadata.labels?.app === 'held' ? { scheduled: false } : undefined));
    await kubectl('create', 'deployment', 'held', '--image=web:1');
    await kubectl('wait', '--for=jsonpath={.status.replicas}=1', 'deployment/held', '--timeout=20s');
    await pause(1000);
    expect(await kubectl('get', 'pods', '--selector=app=held')).toMatch(/Pending/);
    cluster.behave();
    await kubectl('rollout', 'status', 'deployment/held', '--timeout=20s');
    await kubectl('run', 'crashing', '--image=web:crash');
    await kubectl('wait', '--for=jsonpath={.status.containerStatuses[0].restartCount}=2', 'pod/crashing', '--timeout=20s');
    expect(await kubectl('get', 'pod', 'crashing')).toMatch(/0\/1 +CrashLoopBackOff/);
  });

  test('followed logs go on until the pod ends', async () => {
    const namespace = await cluster.namespace();
    cluster.behave(() => ({ exitAfterMs: 2000, log: 'One.\nTwo.\n' }));
    await cluster.kubectl('--namespace', namespace, 'apply', '--filename', job('slow', 'tool:1'));
    await cluster.kubectl('--namespace', namespace, 'wait', '--for=jsonpath={.status.ready}=1', 'job/slow', '--timeout=20s');
    expect(await cluster.kubectl('--namespace', namespace, 'logs', '--follow', 'job/slow')).toBe('One.\nTwo.\n');
    expect(await cluster.kubectl('--namespace', namespace, 'get', 'pods')).toMatch(/Completed/);
  });

  test('the API server can be silent, or gone, for a while', async () => {
    const nodes = () => cluster.tryKubectl('get', 'nodes', '--request-timeout=2s');
    cluster.pause();
    expect((await nodes()).log).toMatch(/timeout|deadline exceeded/i);
    await cluster.resume();
    expect(await nodes()).toMatchObject({ status: 0 });
    await cluster.stopApiServer();
    expect((await nodes()).log).toContain('was refused');
    await cluster.startApiServer();
    expect(await nodes()).toMatchObject({ status: 0 });
  });

  test.each([3, 4] as const)('helm %d gets over an API server that is silent while it waits', async (major) => {
    const namespace = await cluster.namespace();
    cluster.behave(() => ({ readyAfterMs: 3000 }));
    const done = cluster.tryHelm(major, '--namespace', namespace, 'install', 'web', chart, '--wait', '--timeout=60s');
    for (const end = Date.now() + 20_000; cluster.samples('app.kubernetes.io/instance=web', namespace).length === 0 && Date.now() < end;) await pause(50);
    cluster.pause();
    await pause(4000);
    expect(Math.max(...cluster.samples('app.kubernetes.io/instance=web', namespace).map((sample) => sample.ready))).toBe(0);
    await cluster.resume();
    expect(await done).toMatchObject({ status: 0, log: expect.stringContaining('STATUS: deployed') });
    expect(cluster.samples('app.kubernetes.io/instance=web', namespace).slice(-1)[0]).toMatchObject({ pods: 3, ready: 3 });
  });

  test('nothing outlives it', async () => {
    const place = path.dirname(cluster.kubeconfig);
    expect(commandLines()).toContain(place);
    await cluster.stop();
    expect(commandLines()).not.toContain(place);
    expect(fs.existsSync(place)).toBe(false);
  });
});

test('a daemon ends with its guard, even one that stands still', async () => {
  const own = new Guard();
  const daemon = new Daemon(own, 'sleeper', { program: 'sleep', args: ['7654321'], folder });
  daemon.start();
  await daemon.ready(async () => commandLines().includes('sleep 7654321'));
  daemon.pause();
  await own.release();
  expect(commandLines()).not.toContain('sleep 7654321');
});

services('services', () => {
  test('Prometheus answers with what was set, and without what was taken away', async () => {
    const prometheus = await startPrometheus(guard);
    await prometheus.set({ 'errors_total{code="500"}': 3, 'strange': NaN });
    expect(await prometheus.query('errors_total')).toBe(3);
    expect(await prometheus.query('strange')).toBeNaN();
    expect(await prometheus.query('never_set')).toBeUndefined();
    await prometheus.remove('errors_total{code="500"}');
    expect(await prometheus.query('errors_total')).toBeUndefined();
    await prometheus.stopExporter();
    for (const end = Date.now() + 10_000; await prometheus.query('up') !== 0 && Date.now() < end;) await pause(50);
    expect([await prometheus.query('up'), await prometheus.query('strange')]).toEqual([0, undefined]);
    await prometheus.startExporter();
    expect(await prometheus.query('up')).toBe(1);
    await prometheus.stop();
    await expect(prometheus.query('up')).rejects.toThrow('fetch failed');
    await prometheus.start();
    let growing = 0;
    await prometheus.set({ growing: () => (growing += 1) });
    expect(await prometheus.query('growing')).toBeGreaterThan(0);
    await prometheus.end();
    await expect(prometheus.query('up')).rejects.toThrow('fetch failed');
  });

  test('the registry gives the images that were pushed', async () => {
    const registry = await startRegistry(guard);
    const pushed = await registry.push({ name: 'acme/tool', tags: ['1.4.0', 'latest'], labels: { 'org.opencontainers.image.revision': 'abc' }, annotations: { note: 'of the index' } });
    expect([await registry.digest('acme/tool', 'latest'), await registry.digest('acme/tool', '9.9.9')]).toEqual([pushed.digest, undefined]);
    const inspect = (...args: string[]) => JSON.parse(execFileSync('skopeo', ['inspect', '--tls-verify=false', ...args], { encoding: 'utf8' }));
    expect(inspect('--override-arch=arm64', `docker://${registry.host}/acme/tool:1.4.0`)).toMatchObject({ Digest: pushed.digest, Architecture: 'arm64', Labels: { 'org.opencontainers.image.revision': 'abc' } });
    expect(inspect('--raw', `docker://${pushed.reference}`)).toMatchObject({ annotations: { note: 'of the index' }, manifests: [{ digest: pushed.platforms['linux/amd64'] }, { digest: pushed.platforms['linux/arm64'] }] });
    await registry.end();
    await expect(fetch(registry.url)).rejects.toThrow('fetch failed');
  });
});

test('a webhook keeps what came, and answers as told', async () => {
  const webhook = await startWebhook();
  const send = (body: string) => fetch(`${webhook.url}/hook`, { method: 'POST', body, signal: AbortSignal.timeout(500) });
  webhook.next.push({ status: 500 }, { status: 429, headers: { 'retry-after': '1' } }, 'hang');
  expect((await send('{"text":"one"}')).status).toBe(500);
  expect((await send('{"text":"two"}')).headers.get('retry-after')).toBe('1');
  await expect(send('three')).rejects.toThrow(/timeout/);
  expect(await (await send('{}')).text()).toBe('ok');
  expect(webhook.bodies).toEqual([{ text: 'one' }, { text: 'two' }, undefined, {}]);
  expect((await webhook.received(3))[2]).toMatchObject({ method: 'POST', path: '/hook', text: 'three' });
  await webhook.stop();
});
