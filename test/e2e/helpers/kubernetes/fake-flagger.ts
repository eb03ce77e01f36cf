/**
 * Follows what Flagger documents of a canary with growing shares, with real Deployments: a primary copied from the target,
 * phases with their conditions, failed checks up to the threshold, no analysis of the version promoted last, and none at
 * all with skipAnalysis. It plays the autoscaler too, of which the cluster has none.
 * It is not that program: what is shown with it is that the deployment keeps to the protocol, not how the program behaves.
 *
 * @see https://docs.flagger.app/usage/how-it-works
 * @see https://github.com/fluxcd/flagger/blob/main/pkg/controller/scheduler.go
 */
import * as crypto from 'node:crypto';
import { Api, Resource } from './api';
import { FakeController, find } from './custom-resource';

const MESSAGES: Record<string, [string, string]> = {
  Initializing: ['Unknown', 'New Deployment detected, starting initialization.'],
  Initialized: ['True', 'Deployment initialization completed.'],
  Progressing: ['Unknown', 'New revision detected, progressing canary analysis.'],
  Promoting: ['Unknown', 'Canary analysis completed, starting primary rolling update.'],
  Finalising: ['Unknown', 'Canary analysis completed, routing all traffic to primary.'],
  Succeeded: ['True', 'Canary analysis completed successfully, promotion finished.'],
  Failed: ['False', 'Canary analysis failed, Deployment scaled to zero.'],
};

export class FakeFlagger extends FakeController {
  /** Whether a version is good; asked at each look. */
  public isGood: (image: string) => boolean = () => true;
  /** Whether it waits before its next look. */
  public isHeld = false;
  /** Images that were looked at, and the share they had. */
  public readonly looks: { readonly image: string; readonly weight: number }[] = [];

  public constructor(api: Api) {
    super(api, '/apis/flagger.app/v1beta1/canaries', (canary) => this.advance(canary), 200);
  }

  private async advance(canary: Resource): Promise<void> {
    const { name } = canary.spec.targetRef;
    const target = await this.deployment(canary, name);
    if (!target) return;
    const primary = await this.deployment(canary, `${name}-primary`) ?? await this.createPrimary(canary, target);
    const phase = canary.status?.phase ?? '';
    if (phase === '' || phase === 'Initializing') return this.initialize(canary, target, primary);
    if (phase === 'Promoting') return isReady(primary) ? this.setPhase(canary, 'Finalising') : undefined;
    if (phase === 'Finalising') return this.end(canary, target, 'Succeeded');
    if (phase === 'Progressing') return this.analyse(canary, target, primary);
    const hash = hashOf(target.spec.template);
    if (hash === canary.status.lastPromotedSpec || hash === canary.status.lastAppliedSpec) return undefined;
    await this.scale(target, await this.wantedPods(canary));
    return this.setPhase(canary, 'Progressing', { lastAppliedSpec: hash, canaryWeight: 0, failedChecks: 0, iterations: 0 });
  }

  private async initialize(canary: Resource, target: Resource, primary: Resource): Promise<void> {
    if (!canary.status?.phase) return this.setPhase(canary, 'Initializing');
    if (!isReady(primary)) return;
    const { name, namespace } = canary.metadata;
    const { port, targetPort } = canary.spec.service;
    for (const [service, app] of [[name, `${name}-primary`], [`${name}-canary`, name]]) {
      if (await find(this.api, `/api/v1/namespaces/${namespace}/services/${service}`)) continue;
      await this.api.post(`/api/v1/namespaces/${namespace}/services`, {
        apiVersion: 'v1', kind: 'Service', metadata: { name: service, ownerReferences: [owner(canary)] }, spec: { selector: { app }, ports: [{ name: 'http', port, targetPort }] },
      });
    }
    await this.scale(target, 0);
    const hash = hashOf(target.spec.template);
    await this.setPhase(canary, 'Initialized', { lastAppliedSpec: hash, lastPromotedSpec: hash });
  }

  private async analyse(canary: Resource, target: Resource, primary: Resource): Promise<void> {
    const { threshold, stepWeight, maxWeight } = canary.spec.analysis;
    const { canaryWeight = 0, failedChecks = 0, lastAppliedSpec, lastPromotedSpec } = canary.status;
    const hash = hashOf(target.spec.template);
    if (hash !== lastPromotedSpec && hash !== lastAppliedSpec) return this.setPhase(canary, 'Progressing', { lastAppliedSpec: hash, canaryWeight: 0, failedChecks: 0 });
    if (!isReady(target)) return;
    if (canary.spec.skipAnalysis) {
      await this.promote(target, primary);
      return this.end(canary, target, 'Succeeded', hash);
    }
    if (this.isHeld) return;
    if (failedChecks >= threshold) return this.end(canary, target, 'Failed');
    const { image } = target.spec.template.spec.containers[0];
    this.looks.push({ image, weight: canaryWeight });
    if (!this.isGood(image)) {
      await this.warn(canary, `Halt ${canary.metadata.name} advancement success rate 50.00% < 99%`);
      return this.write(canary, { failedChecks: failedChecks + 1 });
    }
    if (canaryWeight < maxWeight) return this.write(canary, { canaryWeight: canaryWeight + stepWeight });
    await this.promote(target, primary);
    return this.setPhase(canary, 'Promoting');
  }

  private async end(canary: Resource, target: Resource, phase: string, applied = canary.status.lastAppliedSpec): Promise<void> {
    await this.scale(target, 0);
    await this.setPhase(canary, phase, { canaryWeight: 0, ...(phase === 'Succeeded' ? { lastAppliedSpec: applied, lastPromotedSpec: applied } : {}) });
  }

  private async promote(target: Resource, primary: Resource): Promise<void> {
    const { metadata, spec } = target.spec.template;
    const labels = { ...metadata.labels, app: primary.metadata.name };
    await this.api.text('PUT', place(primary), { ...primary, spec: { ...primary.spec, template: { metadata: { labels }, spec: await this.withOwnConfig(target, spec) } } });
  }

  private async createPrimary(canary: Resource, target: Resource): Promise<Resource> {
    const name = `${target.metadata.name}-primary`;
    const { metadata, spec } = target.spec.template;
    const template = { metadata: { labels: { ...metadata.labels, app: name } }, spec: await this.withOwnConfig(target, spec) };
    return this.api.post(`/apis/apps/v1/namespaces/${target.metadata.namespace}/deployments`, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, ownerReferences: [owner(canary)] },
      spec: { replicas: await this.wantedPods(canary), strategy: target.spec.strategy, selector: { matchLabels: { app: name } }, template },
    });
  }

  // Configuration is copied, so that the old version keeps its own.
  private async withOwnConfig({ metadata: { namespace } }: Resource, spec: Resource): Promise<Resource> {
    const volumes = [];
    for (const volume of spec.volumes ?? []) {
      const name = `${volume.configMap.name}-primary`;
      const folder = `/api/v1/namespaces/${namespace}/configmaps`;
      const { data } = await this.api.get(`${folder}/${volume.configMap.name}`);
      if (!await find(this.api, `${folder}/${name}`)) await this.api.post(folder, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });
      volumes.push({ ...volume, configMap: { ...volume.configMap, name } });
    }
    return { ...spec, volumes };
  }

  private async wantedPods(canary: Resource): Promise<number> {
    const { namespace } = canary.metadata;
    const scaler = await this.api.get(`/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers/${canary.spec.autoscalerRef.name}`);
    return scaler.spec.minReplicas;
  }

  // As a whole, as the program does: then the number of pods is its own for Helm.
  private async scale(deployment: Resource, replicas: number): Promise<void> {
    if (deployment.spec.replicas === replicas) return;
    await this.api.text('PUT', `${place(deployment)}?fieldManager=flagger`, { ...deployment, spec: { ...deployment.spec, replicas } });
  }

  private setPhase(canary: Resource, phase: string, more: Record<string, unknown> = {}): Promise<void> {
    const [status, message] = MESSAGES[phase];
    const now = new Date().toISOString().replace(/\.\d+/, '');
    return this.write(canary, { ...more, phase, lastTransitionTime: now, conditions: [{ type: 'Promoted', status, reason: phase, message, lastUpdateTime: now, lastTransitionTime: now }] });
  }

  private async write(canary: Resource, status: Record<string, unknown>): Promise<void> {
    await this.api.patch(`/apis/flagger.app/v1beta1/namespaces/${canary.metadata.namespace}/canaries/${canary.metadata.name}/status`, { status });
  }

  private async warn({ metadata: { name, namespace, uid } }: Resource, message: string): Promise<void> {
    const time = new Date().toISOString();
    await this.api.post(`/api/v1/namespaces/${namespace}/events`, {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { generateName: `${name}.`, namespace },
      type: 'Warning',
      reason: 'Synced',
      message,
      involvedObject: { apiVersion: 'flagger.app/v1beta1', kind: 'Canary', name, namespace, uid },
      source: { component: 'flagger' },
      firstTimestamp: time,
      lastTimestamp: time,
      count: 1,
    });
  }

  private deployment({ metadata: { namespace } }: Resource, name: string): Promise<Resource | undefined> {
    return find(this.api, `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`);
  }
}

function isReady({ metadata, spec, status = {} }: Resource): boolean {
  const { observedGeneration = 0, updatedReplicas = 0, availableReplicas = 0, replicas = 0 } = status;
  return observedGeneration >= metadata.generation && updatedReplicas === spec.replicas && availableReplicas === spec.replicas && replicas === spec.replicas;
}

function owner({ metadata: { name, uid } }: Resource): Resource {
  return { apiVersion: 'flagger.app/v1beta1', kind: 'Canary', name, uid, controller: true };
}

function place({ metadata: { namespace, name } }: Resource): string {
  return `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;
}

function hashOf(value: unknown): string {
  return crypto.createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 10);
}
