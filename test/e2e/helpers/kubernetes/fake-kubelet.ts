// Nodes without machines: pending pods are bound to them, and their status follows the behaviour that a story gives them.
import * as https from 'node:https';
import { Api, ApiError, Resource } from './api';
import { pause } from './daemon';
import { answerLogs } from './kubelet-logs';
import { behaviourOf, PodBehaviour, PodMemory, PodMoment, statusOf, stoppedStatus } from './pod-status';
import { ReadyHistory } from './ready-history';
import { listen } from '../local-server';

/** Decides about one pod; undefined leaves it to the usual behaviour. */
export type OnPod = (pod: Resource) => PodBehaviour | undefined;

export interface FakeKubeletOptions {
  readonly nodes: number;
  readonly readyAfterMs: number;
  readonly onPod?: OnPod;
  /** Key and certificate of the port that gives logs. */
  readonly tls: { readonly key: Buffer; readonly cert: Buffer };
}

interface Remembered extends PodMemory {
  /** Status that was written last. */
  written: string;
  /** Nothing is done with the pod before this moment: a request is on its way, or one failed. */
  busyUntil: number;
  deletedAt?: number;
  warned?: string;
}

const TICK = 25;
const RETRY_AFTER = 500;

export class FakeKubelet {
  public readonly history = new ReadyHistory();
  public onPod: OnPod | undefined;
  private readonly pods = new Map<string, Resource>();
  private readonly memories = new Map<string, Remembered>();
  private readonly abort = new AbortController();
  private readonly server: https.Server;
  private readonly running: Promise<void>[] = [];
  /** Requests that were wrong in themselves: a mistake here, not a state of the cluster. */
  private readonly refused = new Set<string>();
  private readonly bindings = new Map<string, number>();
  private addresses = 0;

  public constructor(private readonly api: Api, private readonly options: FakeKubeletOptions) {
    this.onPod = options.onPod;
    this.server = https.createServer(options.tls, (request, response) => answerLogs(request, response, (namespace, name) => this.podLog(namespace, name)));
  }

  public async start(): Promise<void> {
    const port = await listen(this.server);
    for (let index = 1; index <= this.options.nodes; index += 1) await this.register(`node-${index}`, port);
    this.running.push(this.follow(), this.work());
  }

  public async stop(): Promise<void> {
    this.abort.abort();
    await Promise.all(this.running);
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    if (this.refused.size > 0) throw new Error(`the API server refused what the nodes told: ${[...this.refused].join('; ')}`);
  }

  private async register(name: string, port: number): Promise<void> {
    await this.api.post('/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' } } });
    const room = { cpu: '16', memory: '64Gi', pods: '500' };
    await this.api.patch(`/api/v1/nodes/${name}/status`, {
      status: {
        capacity: room,
        allocatable: room,
        addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
        daemonEndpoints: { kubeletEndpoint: { Port: port } },
        conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady', lastTransitionTime: new Date().toISOString(), lastHeartbeatTime: new Date().toISOString() }],
      },
    });
  }

  // A watch ends now and then, also because the API server is away: then all is read anew.
  private async follow(): Promise<void> {
    const { signal } = this.abort;
    while (!signal.aborted) {
      try {
        const { metadata, items } = await this.api.get('/api/v1/pods');
        const there = new Set(items.map((pod: Resource) => pod.metadata.uid));
        for (const [uid, pod] of this.pods) if (!there.has(uid)) this.forget(pod);
        for (const pod of items) this.see(pod);
        await this.api.watch(`/api/v1/pods?watch=true&timeoutSeconds=60&resourceVersion=${metadata.resourceVersion}`, signal, ({ type, object }) => {
          if (type === 'ADDED' || type === 'MODIFIED') this.see(object);
          if (type === 'DELETED') this.forget(object);
        });
      } catch {
        if (!signal.aborted) await pause(100);
      }
    }
  }

  // Everything is looked at again and again, not only what changed: nothing can be missed that way.
  private async work(): Promise<void> {
    while (!this.abort.signal.aborted) {
      for (const pod of [...this.pods.values()]) this.attend(pod);
      await pause(TICK);
    }
  }

  private see(pod: Resource): void {
    this.pods.set(pod.metadata.uid, pod);
    this.history.see(pod);
  }

  private forget(pod: Resource): void {
    this.pods.delete(pod.metadata.uid);
    this.history.see(pod, true);
  }

  private attend(pod: Resource): void {
    const now = Date.now();
    const memory = this.memoryOf(pod, now);
    if (!memory) {
      if (!pod.metadata.deletionTimestamp && this.behaviour(pod).scheduled !== false) this.bind(pod, now);
      return;
    }
    if (now < memory.busyUntil) return;
    const moment: PodMoment = { behaviour: this.behaviour(pod), memory, readyAfterMs: this.options.readyAfterMs, now };
    if (pod.metadata.deletionTimestamp) return this.end(pod, memory, moment);
    if (pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed') return;
    const status = statusOf(pod, moment);
    const text = JSON.stringify(status, (key, value) => (key === 'lastTransitionTime' ? undefined : value));
    if (text === memory.written) return;
    this.request(memory, async () => {
      await this.api.patch(`${place(pod)}/status`, { status });
      memory.written = text;
      await this.warn(pod, memory, moment.behaviour.waiting);
    });
  }

  private end(pod: Resource, memory: Remembered, moment: PodMoment): void {
    memory.deletedAt ??= moment.now;
    if (moment.now - memory.deletedAt < (moment.behaviour.terminateAfterMs ?? 0)) return;
    this.request(memory, async () => {
      await this.api.patch(`${place(pod)}/status`, { status: stoppedStatus(pod, moment) });
      await this.api.remove(place(pod), { gracePeriodSeconds: 0, preconditions: { uid: pod.metadata.uid } });
      memory.busyUntil = Date.now() + RETRY_AFTER;
    });
  }

  private bind(pod: Resource, now: number): void {
    const { uid, name } = pod.metadata;
    if (now < (this.bindings.get(uid) ?? 0)) return;
    this.bindings.set(uid, now + RETRY_AFTER);
    const node = `node-${1 + this.bindings.size % this.options.nodes}`;
    const binding = { apiVersion: 'v1', kind: 'Binding', metadata: { name }, target: { apiVersion: 'v1', kind: 'Node', name: node } };
    this.api.post(`${place(pod)}/binding`, binding).catch(() => undefined);
  }

  // One request at a time for each pod; what failed is tried again later.
  private request(memory: Remembered, body: () => Promise<void>): void {
    memory.busyUntil = Infinity;
    body().then(() => {
      if (memory.busyUntil === Infinity) memory.busyUntil = 0;
    }, (error) => {
      if (error instanceof ApiError && [400, 415, 422].includes(error.status)) this.refused.add(error.message);
      memory.busyUntil = Date.now() + RETRY_AFTER;
    });
  }

  private memoryOf(pod: Resource, now: number): Remembered | undefined {
    const { uid } = pod.metadata;
    if (!pod.spec.nodeName) return undefined;
    if (!this.memories.has(uid)) {
      this.addresses += 1;
      this.memories.set(uid, { since: now, ip: `10.244.${Math.floor(this.addresses / 250)}.${1 + this.addresses % 250}`, restarts: 0, written: '', busyUntil: 0 });
    }
    return this.memories.get(uid);
  }

  private async warn(pod: Resource, memory: Remembered, reason: string | undefined): Promise<void> {
    if (reason === undefined || memory.warned === reason) return;
    memory.warned = reason;
    const { name, namespace, uid } = pod.metadata;
    const time = new Date().toISOString();
    await this.api.post(`/api/v1/namespaces/${namespace}/events`, {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { generateName: `${name}.`, namespace },
      involvedObject: { apiVersion: 'v1', kind: 'Pod', name, namespace, uid },
      type: 'Warning',
      reason: reason === 'CrashLoopBackOff' ? 'BackOff' : 'Failed',
      message: `${reason}: ${pod.spec.containers[0].image}`,
      source: { component: 'kubelet', host: pod.spec.nodeName },
      firstTimestamp: time,
      lastTimestamp: time,
      count: 1,
    });
  }

  private behaviour(pod: Resource): PodBehaviour {
    return this.onPod?.(pod) ?? behaviourOf(pod);
  }

  private podLog(namespace: string, name: string): { log: string; running: boolean } | undefined {
    const pod = [...this.pods.values()].find((one) => one.metadata.namespace === namespace && one.metadata.name === name);
    if (!pod) return undefined;
    return { log: this.behaviour(pod).log ?? '', running: pod.status.phase === 'Running' || pod.status.phase === 'Pending' };
  }
}

function place(pod: Resource): string {
  return `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}`;
}
