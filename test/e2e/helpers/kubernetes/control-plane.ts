import * as crypto from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Api } from './api';
import { Daemon, freePort } from './daemon';
import type { KubernetesTools } from './tools';
import { Guard, quoted } from '../../../../src/run/guard';

// What workloads need; nodes have no controller, as they are not real.
const CONTROLLERS = ['deployment', 'replicaset', 'statefulset', 'daemonset', 'job', 'cronjob', 'ttl-after-finished', 'namespace', 'garbage-collector',
  'endpoints', 'endpointslice', 'serviceaccount', 'root-ca-certificate-publisher', 'clusterrole-aggregation', 'disruption', 'resourcequota'];

/** etcd, the API server and its controllers, on free ports of the loopback. */
export interface ControlPlane {
  readonly folder: string;
  readonly kubeconfig: string;
  readonly server: string;
  readonly api: Api;
  readonly apiServer: Daemon;
  readonly controllers: Daemon;
  /** Key and certificate that the API server made for itself. */
  readonly tls: { readonly key: Buffer; readonly cert: Buffer };
  /** Waits until the API server answers. */
  ready(): Promise<void>;
  stop(): Promise<void>;
}

export async function startControlPlane(guard: Guard, tools: KubernetesTools): Promise<ControlPlane> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cluster-'));
  guard.undo(`rm -rf ${quoted(folder)}`);
  const etcd = await startEtcd(guard, tools, folder);
  const token = crypto.randomBytes(20).toString('hex');
  const port = await freePort();
  const apiServer = startApiServer(guard, tools, { folder, token, port, etcd: etcd.port });
  const certificates = path.join(folder, 'certificates');
  const read = (name: string) => fs.readFileSync(path.join(certificates, `apiserver.${name}`));
  await apiServer.ready(async () => fs.existsSync(path.join(certificates, 'apiserver.key')));
  const api = new Api({ port, token, ca: read('crt') });
  const ready = () => apiServer.ready(async () => (await api.text('GET', '/readyz')) === 'ok', 60_000);
  await ready();
  const server = `https://127.0.0.1:${port}`;
  const kubeconfig = path.join(folder, 'kubeconfig');
  fs.writeFileSync(kubeconfig, kubeconfigOf(server, read('crt'), token), { mode: 0o600 });
  const controllers = startControllers(guard, tools, folder, kubeconfig);
  const stop = async () => {
    api.close();
    for (const daemon of [controllers, apiServer, etcd.daemon]) await daemon.stop('SIGKILL');
    fs.rmSync(folder, { recursive: true, force: true });
  };
  return { folder, kubeconfig, server, api, apiServer, controllers, tls: { key: read('key'), cert: read('crt') }, ready, stop };
}

async function startEtcd(guard: Guard, tools: KubernetesTools, folder: string): Promise<{ daemon: Daemon; port: number }> {
  const [port, peer] = [await freePort(), await freePort()];
  const [url, peerUrl] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${peer}`];
  const daemon = new Daemon(guard, 'etcd', {
    program: path.join(tools.etcd, 'server'),
    folder,
    args: ['--name=one', `--data-dir=${path.join(folder, 'etcd')}`, '--unsafe-no-fsync', '--log-level=warn', `--listen-client-urls=${url}`, `--advertise-client-urls=${url}`,
      `--listen-peer-urls=${peerUrl}`, `--initial-advertise-peer-urls=${peerUrl}`, `--initial-cluster=one=${peerUrl}`],
  });
  daemon.start();
  await daemon.ready(async () => (await fetch(`${url}/health`)).ok);
  return { daemon, port };
}

function startApiServer(guard: Guard, tools: KubernetesTools, options: { folder: string; token: string; port: number; etcd: number }): Daemon {
  const { folder, token, port, etcd } = options;
  const file = (name: string, content: string) => {
    fs.writeFileSync(path.join(folder, name), content, { mode: 0o600 });
    return path.join(folder, name);
  };
  const key = crypto.generateKeyPairSync('rsa', { modulusLength: 2048, publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } });
  const daemon = new Daemon(guard, 'kube-apiserver', {
    program: path.join(tools.kubernetes, 'kube-apiserver'),
    folder,
    args: [
      `--etcd-servers=http://127.0.0.1:${etcd}`,
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      `--secure-port=${port}`,
      `--cert-dir=${path.join(folder, 'certificates')}`,
      '--service-cluster-ip-range=10.99.0.0/16',
      '--endpoint-reconciler-type=none',
      `--token-auth-file=${file('tokens.csv', `${token},admin,admin,"system:masters"\n`)}`,
      '--authorization-mode=RBAC',
      `--service-account-key-file=${file('sa.pub', key.publicKey)}`,
      `--service-account-signing-key-file=${file('sa.key', key.privateKey)}`,
      '--service-account-issuer=https://kubernetes.default.svc',
      '--kubelet-preferred-address-types=InternalIP',
      // Nodes that are not real have nobody who would take the taint of a new node away.
      '--disable-admission-plugins=TaintNodesByCondition',
      '--allow-privileged',
    ],
  });
  daemon.start();
  return daemon;
}

function startControllers(guard: Guard, tools: KubernetesTools, folder: string, kubeconfig: string): Daemon {
  const daemon = new Daemon(guard, 'kube-controller-manager', {
    program: path.join(tools.kubernetes, 'kube-controller-manager'),
    folder,
    args: [
      `--kubeconfig=${kubeconfig}`,
      '--leader-elect=false',
      '--secure-port=0',
      `--controllers=${CONTROLLERS.map((name) => `${name}-controller`).join(',')}`,
      `--root-ca-file=${path.join(folder, 'certificates', 'apiserver.crt')}`,
      '--kube-api-qps=200',
      '--kube-api-burst=400',
    ],
  });
  daemon.start();
  return daemon;
}

function kubeconfigOf(server: string, certificate: Buffer, token: string): string {
  const value = {
    'apiVersion': 'v1',
    'kind': 'Config',
    'clusters': [{ name: 'local', cluster: { server, 'certificate-authority-data': certificate.toString('base64') } }],
    'users': [{ name: 'admin', user: { token } }],
    'contexts': [{ name: 'local', context: { cluster: 'local', user: 'admin' } }],
    'current-context': 'local',
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}
