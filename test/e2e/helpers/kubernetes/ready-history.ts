import type { Resource } from './api';

/** How many pods there were, and how many of them could serve, from a moment on. */
export interface ReadySample {
  readonly at: number;
  readonly pods: number;
  readonly ready: number;
}

interface Change {
  readonly at: number;
  readonly uid: string;
  readonly namespace: string;
  readonly labels: Record<string, string>;
  readonly state: 'ready' | 'there' | 'gone';
}

/** What became of the pods of a cluster in the course of time. */
export class ReadyHistory {
  private readonly changes: Change[] = [];
  private readonly last = new Map<string, string>();

  public see(pod: Resource, gone = false): void {
    const { uid, namespace, labels = {}, deletionTimestamp } = pod.metadata;
    // A pod that is to go serves no more: endpoints leave it out from that moment.
    const serves = !deletionTimestamp && pod.status?.conditions?.some((one: Resource) => one.type === 'Ready' && one.status === 'True');
    const state = gone ? 'gone' : serves ? 'ready' : 'there';
    const key = JSON.stringify([state, labels]);
    if (this.last.get(uid) === key) return;
    this.last.set(uid, key);
    this.changes.push({ at: Date.now(), uid, namespace, labels, state });
  }

  /** The course of the pods with these labels (`name=value,…`). */
  public samples(selector: string, namespace?: string): ReadySample[] {
    const wanted = selector.split(',').map((pair) => pair.split('='));
    const states = new Map<string, string>();
    const samples: ReadySample[] = [];
    for (const change of this.changes) {
      if (namespace !== undefined && change.namespace !== namespace) continue;
      const matches = wanted.every(([name, value]) => change.labels[name] === value);
      if (!matches && !states.has(change.uid)) continue;
      if (matches && change.state !== 'gone') states.set(change.uid, change.state);
      else states.delete(change.uid);
      samples.push({ at: change.at, pods: states.size, ready: [...states.values()].filter((state) => state === 'ready').length });
    }
    return samples;
  }
}
