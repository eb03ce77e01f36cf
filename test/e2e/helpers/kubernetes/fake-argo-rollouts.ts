/**
 * Follows what Argo Rollouts documents of a canary without traffic routing, with real ReplicaSets: shares by the number of
 * pods, steps that are held until the pause conditions are cleared, abort, full promotion, and labels by role.
 * It is not that program: what is shown with it is that the deployment keeps to the protocol, not how the program behaves.
 *
 * @see https://github.com/argoproj/argo-rollouts/blob/master/rollout/canary.go
 * @see https://github.com/argoproj/argo-rollouts/blob/master/utils/rollout/rolloututil.go
 */
import * as crypto from 'node:crypto';
import { Api, Resource } from './api';
import { FakeController, find } from './custom-resource';

const HASH = 'rollouts-pod-template-hash';
const DEADLINE = 4_000;

export class FakeArgoRollouts extends FakeController {
  private readonly since = new Map<string, number>();

  public constructor(api: Api) {
    super(api, '/apis/argoproj.io/v1alpha1/rollouts', (rollout) => this.reconcile(rollout), 50);
  }

  private async reconcile(rollout: Resource): Promise<void> {
    const { spec, status = {} } = rollout;
    const steps = spec.strategy.canary.steps ?? [];
    const [hash, stepHash] = [hashOf(spec.template), hashOf(steps)];
    if (status.currentPodHash !== hash || status.currentStepHash !== stepHash) {
      this.since.set(rollout.metadata.uid, Date.now());
      return this.write(rollout, {
        currentPodHash: hash,
        currentStepHash: stepHash,
        currentStepIndex: status.stableRS === hash ? steps.length : 0,
        abort: null,
        promoteFull: null,
        pauseConditions: null,
        controllerPause: null,
        phase: 'Progressing',
        message: 'more replicas need to be updated',
      });
    }
    const [current, stable] = [await this.replicaSet(rollout, hash), await this.replicaSet(rollout, status.stableRS)];
    const next = await this.advance(rollout, current!, stable);
    const { phase, message } = this.phaseOf(rollout, { ...status, ...next }, current!, stable);
    await this.write(rollout, { ...next, phase, message, ...countsOf(current!, stable) });
  }

  /** What changes in the status, after the ReplicaSets were brought nearer to what it asks for. */
  private async advance(rollout: Resource, current: Resource, stable: Resource | undefined): Promise<Record<string, unknown>> {
    const { spec, status } = rollout;
    const steps = spec.strategy.canary.steps ?? [];
    const alone = !stable || status.stableRS === status.currentPodHash;
    if (alone) {
      const done = await this.scale(rollout, current, spec.replicas, 'stable');
      const rest = await this.removeOthers(rollout, current);
      return done && rest ? { stableRS: status.currentPodHash, currentStepIndex: steps.length, promoteFull: null } : {};
    }
    if (status.abort) {
      const back = await this.scale(rollout, stable!, spec.replicas, 'stable');
      if (back) await this.scale(rollout, current, 0, 'candidate');
      return { currentStepIndex: 0, pauseConditions: null, controllerPause: null };
    }
    const index = status.promoteFull ? steps.length : status.currentStepIndex;
    if (index >= steps.length) {
      const there = await this.scale(rollout, current, spec.replicas, 'candidate');
      const gone = there && await this.scale(rollout, stable!, 0, 'stable');
      return { currentStepIndex: index, pauseConditions: null, controllerPause: null, ...(gone ? { stableRS: status.currentPodHash, promoteFull: null } : {}) };
    }
    if (steps[index].pause) return pauseOf(status, index);
    const share = steps[index].setWeight / 100;
    const up = await this.scale(rollout, current, Math.ceil(spec.replicas * share), 'candidate');
    const down = up && await this.scale(rollout, stable!, Math.ceil(spec.replicas * (1 - share)), 'stable');
    if (down) this.since.set(rollout.metadata.uid, Date.now());
    return down ? { currentStepIndex: index + 1 } : {};
  }

  private phaseOf(rollout: Resource, status: Resource, current: Resource, stable: Resource | undefined): { phase: string; message: string | null } {
    const late = Date.now() - (this.since.get(rollout.metadata.uid) ?? Date.now()) > DEADLINE && available(current) < current.spec.replicas;
    if (status.abort && status.stableRS !== status.currentPodHash) return { phase: 'Degraded', message: 'RolloutAborted: Rollout aborted update to revision 2' };
    if (late) return { phase: 'Degraded', message: `ProgressDeadlineExceeded: ReplicaSet "${current.metadata.name}" has timed out progressing.` };
    if (status.pauseConditions?.length > 0) return { phase: 'Paused', message: status.pauseConditions[0].reason };
    const isDone = status.stableRS === status.currentPodHash && available(current) === rollout.spec.replicas;
    if (isDone && (!stable || stable.metadata.uid === current.metadata.uid)) return { phase: 'Healthy', message: null };
    return { phase: 'Progressing', message: 'waiting for all steps to complete' };
  }

  // The controller writes what differs, so that what others wrote meanwhile stays.
  private async write(rollout: Resource, status: Record<string, unknown>): Promise<void> {
    const all: Record<string, unknown> = { ...status, observedGeneration: String(rollout.metadata.generation) };
    const before = rollout.status ?? {};
    const changed = Object.entries(all).filter(([name, value]) => JSON.stringify(value ?? null) !== JSON.stringify(before[name] ?? null));
    if (changed.length > 0) await this.api.patch(`${place(rollout, 'argoproj.io/v1alpha1', 'rollouts')}/status`, { status: Object.fromEntries(changed) });
  }

  private async replicaSet(rollout: Resource, hash: string | undefined): Promise<Resource | undefined> {
    if (hash === undefined) return undefined;
    const { name, namespace, uid } = rollout.metadata;
    const folder = `/apis/apps/v1/namespaces/${namespace}/replicasets`;
    const found = await find(this.api, `${folder}/${name}-${hash}`);
    if (found || hash !== hashOf(rollout.spec.template)) return found;
    const labels = { ...rollout.spec.template.metadata.labels, [HASH]: hash };
    return this.api.post(folder, {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { name: `${name}-${hash}`, labels, ownerReferences: [{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name, uid, controller: true }] },
      spec: { replicas: 0, selector: { matchLabels: labels }, template: { ...rollout.spec.template, metadata: { ...rollout.spec.template.metadata, labels } } },
    });
  }

  /** Whether it has that many pods, all of them ready, with the labels of their role. */
  private async scale(rollout: Resource, set: Resource, replicas: number, role: 'stable' | 'candidate'): Promise<boolean> {
    const { canary } = rollout.spec.strategy;
    const labels = (role === 'stable' ? canary.stableMetadata : canary.canaryMetadata)?.labels ?? {};
    const at = place(set, 'apps/v1', 'replicasets');
    const marked = Object.entries(labels).every(([name, value]) => set.spec.template.metadata.labels[name] === value);
    if (set.spec.replicas !== replicas || !marked) {
      await this.api.patch(at, { spec: { replicas, template: { metadata: { labels } } } });
      const hash = set.spec.selector.matchLabels[HASH];
      const pods = await this.api.get(`/api/v1/namespaces/${set.metadata.namespace}/pods?labelSelector=${HASH}%3D${hash}`);
      for (const pod of pods.items) await this.api.patch(`/api/v1/namespaces/${set.metadata.namespace}/pods/${pod.metadata.name}`, { metadata: { labels } });
      return false;
    }
    return (set.status?.replicas ?? 0) === replicas && available(set) === replicas;
  }

  private async removeOthers(rollout: Resource, current: Resource): Promise<boolean> {
    const { items } = await this.api.get(`/apis/apps/v1/namespaces/${rollout.metadata.namespace}/replicasets`);
    const others = items.filter((set: Resource) => set.metadata.ownerReferences?.[0].uid === rollout.metadata.uid && set.metadata.uid !== current.metadata.uid);
    const done = await Promise.all(others.map((set: Resource) => this.scale(rollout, set, 0, 'candidate')));
    return done.every(Boolean);
  }
}

// Held once, and gone on with when somebody cleared the condition.
function pauseOf(status: Resource, index: number): Record<string, unknown> {
  const isHeld = (status.pauseConditions ?? []).length > 0;
  if (isHeld) return {};
  if (status.controllerPause) return { currentStepIndex: index + 1, controllerPause: null };
  return { controllerPause: true, pauseConditions: [{ reason: 'CanaryPauseStep', startTime: new Date().toISOString() }] };
}

function countsOf(current: Resource, stable: Resource | undefined): Record<string, number> {
  const sets = stable && stable.metadata.uid !== current.metadata.uid ? [current, stable] : [current];
  const sum = (count: (set: Resource) => number) => sets.reduce((all, set) => all + count(set), 0);
  return { replicas: sum((set) => set.status?.replicas ?? 0), availableReplicas: sum(available), updatedReplicas: current.status?.replicas ?? 0 };
}

function available(set: Resource): number {
  return set.status?.availableReplicas ?? 0;
}

function place({ metadata }: Resource, api: string, plural: string): string {
  return `/apis/${api}/namespaces/${metadata.namespace}/${plural}/${metadata.name}`;
}

function hashOf(value: unknown): string {
  return crypto.createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 10);
}
