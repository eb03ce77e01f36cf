// What the scripts of a delivery can do to the world, in the words of their headers, and repositories to look at.
import {
  Channel, Cluster, ContainerImage, DeliveryProject, Environment, Expr, HelmDeployStage, Metric, MetricGate, Pipeline, RollbackStage, Rollout, SmokeTest, StarterChart,
} from '../../../src';
import { StepDocument, synthesize } from '../../../src/testing';
import { StepEnding } from '../../helpers/job-outcomes';

/** What is in a place: nothing, a version, two of which one was there before, two of which none was, the new version. */
export type Service = 'none' | 'old' | 'half' | 'first' | 'new';

export interface World {
  readonly service: Service;
  readonly record: 'none' | 'begun' | 'success' | 'failure' | 'cancelled';
  /** Steps of the rollout that were begun, in order. */
  readonly forward: string[];
  /** Whether a test or a gate failed. */
  readonly isBad: boolean;
  /** Whether a rollout was begun. */
  readonly isTouched: boolean;
  /** Whether the version was taken out of service. */
  readonly isBack: boolean;
  readonly proof: 'none' | 'passed' | 'failed';
  /** Whether closing the record was tried and failed. */
  readonly isUnclosed: boolean;
}

export const worldWith = (service: Service): World =>
  ({ service, record: 'none', forward: [], isBad: false, isTouched: false, isBack: false, proof: 'none', isUnclosed: false });

export const isHalf = ({ service }: World) => service === 'half' || service === 'first';

/** The script of a step, or the action it uses. */
export function scriptOf(step: StepDocument): string {
  return /([\w-]+)\.sh$/.exec(step.run ?? '')?.[1] ?? step.uses?.split('@')[0] ?? '';
}

/** The part of a rollout that a step is; undefined for every other step. */
export function forwardPart(step: StepDocument, env: Record<string, string> = step.env ?? {}): string | undefined {
  const script = scriptOf(step);
  if (script === 'helm-rollout') return `${env.STRATEGY} ${env.PHASE === 'promote' ? 'promote' : env.PERCENTAGE}`;
  if (script === 'metric-gate') return 'metrics';
  return script === 'smoke-test' || script === 'smoke' ? 'smoke' : undefined;
}

/** Every way in which a step can end. */
export function endingsOf(step: StepDocument, env: Record<string, string>, before: World): StepEnding<World>[] {
  const part = forwardPart(step, env);
  const world = part === undefined ? before : { ...before, forward: [...before.forward, part] };
  const script = scriptOf(step);
  if (script === 'helm-rollout') return rollout(env, { ...world, isTouched: true });
  if (script === 'helm-rollback') return env.WHEN === 'interrupted' ? recover(world) : goBack(world);
  if (script === 'deployment-record') return record(env, world);
  if (script === 'verify') return [{ ok: true, world: { ...world, proof: 'passed' } }, { ok: false, world: { ...world, proof: 'failed' } }];
  if (part !== undefined) return [{ ok: true, world }, { ok: false, world: { ...world, isBad: true } }];
  return [{ ok: true, world }, { ok: false, world }];
}

function rollout(env: Record<string, string>, world: World): StepEnding<World>[] {
  const two: World = { ...world, service: world.service === 'none' || world.service === 'first' ? 'first' : 'half' };
  if (env.PHASE !== 'promote') return [{ ok: true, world: two }, { ok: false, world: two }, { ok: false, world }];
  const done: World = { ...world, service: 'new' };
  // The last call of all can fail when everything is done.
  return [{ ok: true, world: done }, { ok: false, world }, { ok: false, world: done }];
}

// WHEN=interrupted: acts only where a rollout did not end.
function recover(world: World): StepEnding<World>[] {
  const failed = { ok: false, world };
  if (!isHalf(world)) return [{ ok: true, outputs: told(world.service === 'none' ? 'absent' : 'in-service', world), world }, failed];
  const left: World = { ...world, service: world.service === 'half' ? 'old' : 'none', isBack: world.isTouched };
  const outputs = told(world.service === 'half' ? 'rolled-back' : 'removed', left);
  return [{ ok: true, outputs, world: left }, failed, { ok: false, world: left }, { ok: false, outputs: { outcome: outputs.outcome }, world: left }];
}

// By hand: to the version before, or to a named one, which may be the one that is in service.
function goBack(world: World): StepEnding<World>[] {
  const failed = { ok: false, world };
  if (world.service === 'none' || world.service === 'first') return [failed];
  const left: World = { ...world, service: 'old', isBack: true };
  const back = [{ ok: true, outputs: told('rolled-back', left), world: left }, failed, { ok: false, world: left }, { ok: false, outputs: { outcome: 'rolled-back' }, world: left }];
  const broken: World = { ...world, service: 'half' };
  return world.service === 'half' ? back : [...back, { ok: true, outputs: told('in-service', world), world }, { ok: false, world: broken }];
}

function told(outcome: string, { service }: World): Record<string, string> {
  const version = { none: '', first: '', half: '', old: '1.0.0', new: '2.0.0' }[service];
  return { outcome, version, revision: version === '' ? '' : '7', left: outcome === 'rolled-back' || outcome === 'removed' ? '2.0.0' : '' };
}

function record({ ACTION, STATUS }: Record<string, string>, world: World): StepEnding<World>[] {
  const failed = { ok: false, world };
  if (ACTION === 'find') return [{ ok: true, outputs: { state: world.record === 'none' ? '' : 'in_progress' }, world }, failed];
  if (ACTION === 'start') {
    const begun: World = { ...world, record: 'begun' };
    return [{ ok: true, world: begun }, failed, { ok: false, world: begun }];
  }
  if (!['success', 'failure', 'cancelled'].includes(STATUS)) return [failed];
  const closed: World = world.record === 'none' ? world : { ...world, record: STATUS as World['record'] };
  return [{ ok: true, world: closed }, { ok: false, world: { ...world, isUnclosed: true } }, { ok: false, world: closed }];
}

export interface Repository {
  readonly name: string;
  readonly isNotified: boolean;
  readonly rollback: 'automatic' | 'by hand' | 'none';
  readonly isProved: boolean;
  /** Environments with the parts of their rollout, in order. */
  readonly environments: Record<string, string[]>;
}

const CANARY = ['canary 10', 'smoke', 'metrics', 'canary 50', 'smoke', 'metrics', 'canary 100', 'smoke', 'metrics', 'canary promote'];
const BLUE_GREEN = ['blue-green 0', 'smoke', 'blue-green 100', 'smoke', 'metrics', 'blue-green promote'];
const ROLLING = ['rolling 100', 'smoke', 'rolling promote'];
const several = { testnet: ROLLING, staging: BLUE_GREEN, production: CANARY, second: CANARY };

export const REPOSITORIES: Repository[] = [
  { name: 'everything', isNotified: true, rollback: 'automatic', isProved: true, environments: { testnet: ROLLING, production: CANARY } },
  { name: 'without notifications', isNotified: false, rollback: 'automatic', isProved: true, environments: several },
  { name: 'one rollout, without proof', isNotified: true, rollback: 'automatic', isProved: false, environments: { testnet: CANARY, production: CANARY } },
  { name: 'back by hand', isNotified: true, rollback: 'by hand', isProved: true, environments: several },
  { name: 'no way back', isNotified: true, rollback: 'none', isProved: false, environments: { production: ROLLING } },
  { name: 'nothing beside', isNotified: false, rollback: 'none', isProved: false, environments: { production: BLUE_GREEN } },
];

/** Texts of its workflows. */
export function workflowsOf(repository: Repository): { deploy: string; rollback?: string } {
  const written = synthesize((outdir) => {
    const project = new DeliveryProject({ name: 'alys', repository: 'acme/tool', outdir });
    const delivery = new Pipeline(project, 'Delivery');
    new StarterChart(project, 'Chart', { path: 'helm/alys' });
    const deploy = deployStage(delivery, repository);
    if (repository.rollback !== 'none') {
      new RollbackStage(delivery, 'Rollback', { of: deploy, verify: repository.isProved ? 'tests/verify.sh' : undefined, automatic: repository.rollback === 'automatic' });
    }
    return project;
  }, { files: { 'tests/verify.sh': 'exit 0\n', 'tests/smoke.sh': 'exit 0\n', 'config/features.toml': 'fast-sync = false\n' } });
  return { deploy: written.workflow('deploy').text, rollback: repository.rollback === 'none' ? undefined : written.workflow('rollback').text };
}

function deployStage(delivery: Pipeline, { isNotified, environments, isProved }: Repository): HelmDeployStage {
  const gate = MetricGate.prometheus({ server: Expr.variable('PROMETHEUS_URL'), require: [Metric.value('alys_errors').below(5)] });
  const gated = Rollout.steps(10, 50, 100).gatedBy(gate);
  const rollouts = new Map([[CANARY, gated], [BLUE_GREEN, Rollout.blueGreen().gatedBy(gate)], [ROLLING, Rollout.rolling()]]);
  return new HelmDeployStage(delivery, 'Deploy', {
    image: ContainerImage.of('ghcr.io/acme/tool'),
    chart: 'helm/alys',
    namespace: 'alys',
    cluster: Cluster.kubeconfig(),
    environments: Object.entries(environments).map(([name, parts]) => Environment.named(name, { rollout: rollouts.get(parts) })),
    featureFlags: 'config/features.toml',
    // In the cluster, and on the runner.
    smokeTest: isProved ? SmokeTest.job(['/smoke.sh']) : SmokeTest.script('tests/smoke.sh'),
    notify: isNotified ? [Channel.slack(), Channel.discord(), Channel.webhook()] : undefined,
  });
}
