// What a kubelet would report of a pod, as a function of how its containers behave and of the time.
import type { Resource } from './api';

/** How the containers of one pod behave. */
export interface PodBehaviour {
  /** Whether a node takes the pod. @default true */
  readonly scheduled?: boolean;
  /** Whether the pod is ever ready. @default true */
  readonly ready?: boolean;
  /** @default - as the cluster has it */
  readonly readyAfterMs?: number;
  /** Reason for which the containers do not run, as `ImagePullBackOff` or `CrashLoopBackOff`. @default - they run */
  readonly waiting?: string;
  /** Exit code of pods that run to their end; `undefined` in a pod of another kind means that it goes on. @default - 0 where a pod is not to be restarted */
  readonly exitCode?: number;
  /** How long a pod runs that comes to its end. @default 100 */
  readonly exitAfterMs?: number;
  /** How long a pod takes to go once it is deleted. @default 0 */
  readonly terminateAfterMs?: number;
  /** What the containers print. @default '' */
  readonly log?: string;
}

/** What is remembered of a pod between two looks at it. */
export interface PodMemory {
  /** When the pod came to its node. */
  readonly since: number;
  readonly ip: string;
  restarts: number;
}

export interface PodMoment {
  readonly behaviour: PodBehaviour;
  readonly memory: PodMemory;
  readonly readyAfterMs: number;
  readonly now: number;
}

const RESTART_AFTER = 1000;

/** The usual behaviour: what the tag of an image, or the arguments, tell. */
export function behaviourOf(pod: Resource): PodBehaviour {
  const containers: Resource[] = pod.spec.containers;
  const tags = containers.map((container) => /:([^/@]+)(?:@|$)/.exec(container.image)?.[1] ?? '');
  if (tags.some((tag) => tag.includes('bad'))) return { waiting: 'ImagePullBackOff' };
  if (tags.some((tag) => tag.includes('crash'))) return { waiting: 'CrashLoopBackOff', log: 'It crashed.\n' };
  if (!ends(pod)) return {};
  const words = [...tags, ...containers.flatMap((container) => [...container.command ?? [], ...container.args ?? []])];
  const failed = words.some((word) => word.includes('fail'));
  return { exitCode: failed ? 1 : 0, log: failed ? 'It failed.\n' : 'It is done.\n' };
}

/** Whether the containers of a pod are meant to come to an end. */
export function ends(pod: Resource): boolean {
  return pod.spec.restartPolicy === 'Never' || pod.spec.restartPolicy === 'OnFailure';
}

/** The status of a pod on a node at a moment. */
export function statusOf(pod: Resource, moment: PodMoment): Resource {
  const state = containerState(pod, moment);
  const phase = phaseOf(state);
  const ready = state.ready && phase === 'Running';
  return {
    phase,
    hostIP: '127.0.0.1',
    podIP: moment.memory.ip,
    podIPs: [{ ip: moment.memory.ip }],
    startTime: stamp(moment.memory.since),
    conditions: conditionsOf(pod, phase, ready, moment.now),
    initContainerStatuses: (pod.spec.initContainers ?? []).map((container: Resource) => ({
      ...common(container, 0), ready: true, started: false, state: terminated(0, 'Completed', moment.memory.since, moment.memory.since),
    })),
    containerStatuses: pod.spec.containers.map((container: Resource) => ({
      ...common(container, moment.memory.restarts), ready, started: state.running, state: state.state, ...state.last ? { lastState: state.last } : {},
    })),
  };
}

/** The status of a pod that was stopped because it is deleted. */
export function stoppedStatus(pod: Resource, moment: PodMoment): Resource {
  const before = statusOf(pod, moment);
  if (before.phase === 'Succeeded' || before.phase === 'Failed') return before;
  return {
    ...before,
    phase: 'Failed',
    conditions: conditionsOf(pod, 'Failed', false, moment.now),
    containerStatuses: before.containerStatuses.map((status: Resource) => ({
      ...status, ready: false, started: false, state: terminated(137, 'Error', moment.memory.since, moment.now),
    })),
  };
}

interface ContainerState {
  readonly state: Resource;
  readonly last?: Resource;
  readonly running: boolean;
  readonly ready: boolean;
}

function containerState(pod: Resource, { behaviour, memory, readyAfterMs, now }: PodMoment): ContainerState {
  const age = now - memory.since;
  const crashes = behaviour.waiting === 'CrashLoopBackOff';
  if (crashes) memory.restarts = Math.min(5, Math.floor(age / RESTART_AFTER));
  if (behaviour.waiting !== undefined) {
    const state = { waiting: { reason: behaviour.waiting, message: `${behaviour.waiting}: ${pod.spec.containers[0].image}` } };
    return { state, ...crashes ? { last: terminated(1, 'Error', memory.since, memory.since) } : {}, running: false, ready: false };
  }
  const exitCode = behaviour.exitCode ?? (ends(pod) ? 0 : undefined);
  const exitAfter = behaviour.exitAfterMs ?? 100;
  if (exitCode === undefined || age < exitAfter) {
    const ready = behaviour.ready !== false && age >= (behaviour.readyAfterMs ?? readyAfterMs);
    return { state: { running: { startedAt: stamp(memory.since) } }, running: true, ready };
  }
  const end = terminated(exitCode, exitCode === 0 ? 'Completed' : 'Error', memory.since, memory.since + exitAfter);
  if (pod.spec.restartPolicy === 'Never' || (exitCode === 0 && pod.spec.restartPolicy !== 'Always')) return { state: end, running: false, ready: false };
  // It is started again where it is.
  memory.restarts = Math.floor(age / (exitAfter + RESTART_AFTER));
  return { state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off restarting failed container' } }, last: end, running: false, ready: false };
}

function phaseOf({ state, last }: ContainerState): string {
  if (state.terminated) return state.terminated.exitCode === 0 ? 'Succeeded' : 'Failed';
  return state.waiting && !last ? 'Pending' : 'Running';
}

// A condition keeps its time until it changes.
function conditionsOf(pod: Resource, phase: string, ready: boolean, now: number): Resource[] {
  const done = phase === 'Succeeded';
  const values: Record<string, boolean> = { PodScheduled: true, Initialized: true, PodReadyToStartContainers: !done, ContainersReady: ready, Ready: ready };
  const others = (pod.status?.conditions ?? []).filter((condition: Resource) => !(condition.type in values));
  return [...others, ...Object.entries(values).map(([type, value]) => {
    const status = value ? 'True' : 'False';
    const before = (pod.status?.conditions ?? []).find((condition: Resource) => condition.type === type && condition.status === status);
    const reason = value ? {} : { reason: done ? 'PodCompleted' : 'ContainersNotReady' };
    return { type, status, ...reason, lastTransitionTime: before?.lastTransitionTime ?? stamp(now) };
  })];
}

function common(container: Resource, restartCount: number): Resource {
  return { name: container.name, image: container.image, imageID: `${container.image}@sha256:${'0'.repeat(64)}`, restartCount };
}

function terminated(exitCode: number, reason: string, from: number, to: number): Resource {
  return { terminated: { exitCode, reason, startedAt: stamp(from), finishedAt: stamp(to) } };
}

function stamp(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}
