import * as fs from 'node:fs';
import * as path from 'node:path';
import { Api, ApiError } from './api';
import { ControlPlane, startControlPlane } from './control-plane';
import { pause } from './daemon';
import { FakeKubelet, OnPod } from './fake-kubelet';
import type { ReadySample } from './ready-history';
import { kubernetesTools, KubernetesTools } from './tools';
import { execute } from '../../../../src/run/execute';
import { Guard } from '../../../../src/run/guard';

export interface ClusterOptions {
  /** @default 2 */
  readonly nodes?: number;
  /** How long a pod takes until it is ready. @default 100 */
  readonly readyAfterMs?: number;
  /** How pods behave. @default - as `behaviourOf` reads it from image and arguments */
  readonly onPod?: OnPod;
}

/** How a program ended, and what it printed on both streams. */
export interface Ended {
  readonly status: number;
  readonly log: string;
}

/** Starts a control plane with nodes that are not real. It is stopped when the story is over. */
export async function startCluster(guard: Guard, options: ClusterOptions = {}): Promise<Cluster> {
  const tools = kubernetesTools();
  if (!tools) throw new Error('the programs of Kubernetes were not built yet: run once with CI=true');
  const plane = await startControlPlane(guard, tools);
  const { nodes = 2, readyAfterMs = 100, onPod } = options;
  const kubelet = new FakeKubelet(plane.api, { nodes, readyAfterMs, onPod, tls: plane.tls });
  await kubelet.start();
  const cluster = new Cluster(plane, kubelet, tools);
  await cluster.account('default');
  return cluster;
}

export class Cluster {
  /** File that leads kubectl and helm here, with all rights. */
  public readonly kubeconfig: string;
  /** Address of the API server. */
  public readonly server: string;
  /** The API server without a program between. */
  public readonly api: Api;
  /** Folders to put first on PATH, for kubectl, and for `helm` in its third and fourth major version. */
  public readonly paths: { readonly kubectl: string; readonly helm3: string; readonly helm4: string };
  /** What programs need to come here; helm keeps nothing outside the cluster's own folder. */
  public readonly env: Record<string, string>;
  private calls = 0;
  private names = 0;

  /** @internal */
  public constructor(private readonly plane: ControlPlane, private readonly kubelet: FakeKubelet, tools: KubernetesTools) {
    this.kubeconfig = plane.kubeconfig;
    this.server = plane.server;
    this.api = plane.api;
    this.paths = { kubectl: tools.kubernetes, helm3: tools.helm3, helm4: tools.helm4 };
    const helm = (name: string) => path.join(plane.folder, 'helm', name);
    this.env = { KUBECONFIG: plane.kubeconfig, HELM_CACHE_HOME: helm('cache'), HELM_CONFIG_HOME: helm('config'), HELM_DATA_HOME: helm('data') };
  }

  /** What kubectl prints; an error if it fails. */
  public async kubectl(...args: string[]): Promise<string> {
    return this.must(path.join(this.paths.kubectl, 'kubectl'), args);
  }

  /** What helm prints; an error if it fails. */
  public async helm(major: 3 | 4, ...args: string[]): Promise<string> {
    return this.must(this.helmProgram(major), args);
  }

  /** As `helm`, for a call that may fail. */
  public async tryHelm(major: 3 | 4, ...args: string[]): Promise<Ended> {
    return this.run(this.helmProgram(major), args);
  }

  /** As `kubectl`, for a call that may fail. */
  public async tryKubectl(...args: string[]): Promise<Ended> {
    return this.run(path.join(this.paths.kubectl, 'kubectl'), args);
  }

  /** A namespace of its own for a story; tells its name. */
  public async namespace(name = `story-${this.names += 1}`): Promise<string> {
    await this.api.post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    await this.account(name);
    return name;
  }

  /** From now on pods behave so; without a function they behave as usual. Pods that are there already follow too, unless they have ended. */
  public behave(onPod?: OnPod): void {
    this.kubelet.onPod = onPod;
  }

  /** How many pods with these labels (`name=value,…`) there were and could serve, at each change. */
  public samples(selector: string, namespace?: string): ReadySample[] {
    return this.kubelet.history.samples(selector, namespace);
  }

  /** The fewest pods that could serve since a moment (`Date.now()`), which has to be one after the first pod was there. */
  public fewestReady(selector: string, since: number, namespace?: string): number {
    const samples = this.samples(selector, namespace);
    const before = samples.filter((sample) => sample.at < since).slice(-1);
    return Math.min(...[...before, ...samples.filter((sample) => sample.at >= since)].map((sample) => sample.ready));
  }

  /** The API server answers nobody, and connections wait. */
  public pause(): void {
    this.plane.apiServer.pause();
  }

  public async resume(): Promise<void> {
    this.plane.apiServer.resume();
    await this.plane.ready();
  }

  /** The API server is gone, its controllers with it: connections are refused. */
  public async stopApiServer(): Promise<void> {
    await this.plane.controllers.stop('SIGKILL');
    await this.plane.apiServer.stop('SIGKILL');
  }

  /** The API server is there again, on the same port. */
  public async startApiServer(): Promise<void> {
    this.plane.apiServer.start();
    await this.plane.ready();
    // Controllers that stayed would wait longer and longer between two attempts, up to a minute.
    this.plane.controllers.start();
  }

  public async stop(): Promise<void> {
    await this.kubelet.stop().finally(() => this.plane.stop());
  }

  /**
   * Waits for the account of pods in a namespace: without it the first pods would be refused.
   * @internal
   */
  public async account(namespace: string): Promise<void> {
    for (const end = Date.now() + 20_000; ;) {
      const found = await this.api.get(`/api/v1/namespaces/${namespace}/serviceaccounts/default`).catch((error) => {
        if (!(error instanceof ApiError) || error.status !== 404 || Date.now() > end) throw error;
      });
      if (found) return;
      await pause(20);
    }
  }

  private helmProgram(major: 3 | 4): string {
    return path.join(major === 3 ? this.paths.helm3 : this.paths.helm4, 'helm');
  }

  private async must(program: string, args: string[]): Promise<string> {
    const { status, log } = await this.run(program, args);
    if (status !== 0) throw new Error(`${path.basename(program)} ${args.join(' ')} ended with ${status}: ${log}`);
    return log;
  }

  // The nodes live in this process, so it must not wait for a program without turning its own wheels.
  private async run(program: string, args: string[]): Promise<Ended> {
    const log = path.join(this.plane.folder, `call-${this.calls += 1}.log`);
    try {
      return await execute(program, args, { cwd: this.plane.folder, env: { PATH: '/usr/bin:/bin', HOME: this.plane.folder, ...this.env }, log });
    } finally {
      fs.rmSync(log, { force: true });
    }
  }
}
