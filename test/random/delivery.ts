// Random deliveries: what image, which environments in which order, how a version comes into service, and back.
import * as fc from 'fast-check';
import { Project } from 'projen';
import {
  Channel, Cluster, ContainerImage, ContainerImageStage, Environment, Expr, HelmDeployStage, KubernetesTools, Metric, MetricGate, Pipeline, Platform, RollbackStage,
  Rollout, Severity, SmokeTest, StarterChart, Timeout,
} from '../../src';

const mostly = <T>(right: readonly T[], wrong: readonly T[]) => fc.oneof({ weight: 60, arbitrary: fc.constantFrom(...right) }, { weight: 1, arbitrary: fc.constantFrom(...wrong) });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const steps = mostly([[100], [10, 50, 100], [5, 25, 80, 100]], [[10, 50], [50, 10, 100], [90, 100], []]);

/** A delivery as data. */
export const delivery = fc.record({
  id: mostly(['Deploy', 'DeployApi'], ['deploy']),
  built: fc.boolean(),
  platforms: maybe(fc.uniqueArray(fc.constantFrom('amd64' as const, 'arm64' as const), { minLength: 1, maxLength: 2 })),
  imageName: maybe(mostly(['api', 'web/api'], ['Api', ''])),
  severity: maybe(fc.constantFrom(...Object.values(Severity))),
  cluster: fc.constantFrom('eks', 'gke', 'aks', 'kubeconfig'),
  helm: maybe(mostly(['3', '4', 'v4.3.1'], ['5', 'latest'])),
  namespace: mostly(['alys', 'alys-{environment}'], ['Alys', '']),
  chart: mostly(['helm/tool'], ['helm/none']),
  environments: fc.uniqueArray(fc.constantFrom('testnet', 'staging', 'production'), { minLength: 1, maxLength: 3 }),
  ordered: fc.boolean(),
  undeclared: mostly([false], [true]),
  reviewers: maybe(mostly([['ann'], ['acme/operators', 'acme/leads']], [['not a name']])),
  url: maybe(mostly(['https://tool.example.com'], ['tool'])),
  rollout: maybe(fc.oneof(fc.record({ kind: fc.constant('steps' as const), steps }), fc.record({ kind: fc.constantFrom('rolling' as const, 'blue-green' as const) }))),
  special: fc.boolean(),
  gated: fc.boolean(),
  settle: maybe(mostly([5, 30], [4000])),
  flags: maybe(mostly(['config/features.toml'], ['config/none-{environment}.toml'])),
  values: maybe(mostly(['config/values.yaml'], ['config/no.yaml'])),
  smokeTest: maybe(fc.constantFrom('job', 'script', 'empty')),
  channels: fc.uniqueArray(fc.constantFrom('slack', 'discord', 'webhook'), { maxLength: 3 }),
  rollback: maybe(fc.record({ automatic: maybe(fc.boolean()), verify: maybe(mostly(['tests/verify.sh'], ['tests/none.sh'])) })),
});

export type RandomDelivery = typeof delivery extends fc.Arbitrary<infer D> ? D : never;

/** What lies in the folder for it. */
export const DELIVERY_FILES = {
  'Dockerfile': 'FROM scratch\nCOPY tool /tool\nUSER 1000\nENTRYPOINT ["/tool"]\n',
  'config/features.toml': 'fast = true\n',
  'config/values.yaml': 'replicaCount: 2\n',
  'tests/verify.sh': '#!/usr/bin/env bash\nset -euo pipefail\nprintf \'%s\\n\' "${VERSION:?}"\n',
  'tests/smoke.sh': '#!/usr/bin/env bash\nset -euo pipefail\nprintf \'%s\\n\' "${ENVIRONMENT:?}"\n',
};

/** Builds what the data says. */
export function addDelivery(project: Project, given: RandomDelivery): void {
  const pipeline = new Pipeline(project, 'Delivery');
  new StarterChart(project, 'Chart', { path: 'helm/tool' });
  const platforms = given.platforms?.map((name) => (name === 'amd64' ? Platform.AMD64 : Platform.ARM64));
  const image = given.built
    ? new ContainerImageStage(pipeline, 'Image', { platforms, name: given.imageName, scan: given.severity })
    : ContainerImage.of(`ghcr.io/acme/${given.imageName ?? 'tool'}`);
  const deploy = new HelmDeployStage(pipeline, given.id, {
    image,
    chart: given.chart,
    namespace: given.namespace,
    cluster: cluster(given),
    environments: environments(given),
    rollout: rollout(given),
    featureFlags: given.flags,
    values: given.values === undefined ? undefined : [given.values],
    smokeTest: smokeTest(given),
    notify: given.channels.map((name) => (name === 'slack' ? Channel.slack() : name === 'discord' ? Channel.discord() : Channel.webhook())),
  });
  if (given.rollback) new RollbackStage(pipeline, 'Rollback', { of: deploy, ...given.rollback });
}

function cluster({ cluster: kind, helm }: RandomDelivery): Cluster {
  const tools = helm === undefined ? undefined : KubernetesTools.of({ helm });
  if (kind === 'eks') return Cluster.eks({ name: 'tool-{environment}', region: 'us-east-1', role: Expr.secret('AWS_ROLE_ARN'), tools });
  if (kind === 'gke') return Cluster.gke({ name: 'tool', location: 'europe-west1', project: 'acme-tool', workloadIdentityProvider: Expr.variable('PROVIDER'), tools });
  if (kind === 'aks') {
    return Cluster.aks({
      name: 'tool', resourceGroup: 'tool', clientId: Expr.variable('CLIENT_ID'), tenantId: Expr.variable('TENANT_ID'), subscriptionId: Expr.variable('SUBSCRIPTION_ID'), tools,
    });
  }
  return Cluster.kubeconfig({ tools });
}

function environments(given: RandomDelivery): Environment[] {
  return given.environments.map((name, index) => {
    const isLast = index === given.environments.length - 1;
    const own = Environment.named(name, { url: isLast ? given.url : undefined, rollout: given.special && index === 0 ? Rollout.rolling() : undefined });
    const after = given.undeclared ? own.after('nowhere') : given.ordered && index > 0 ? own.after(given.environments[index - 1]) : own;
    return isLast && given.reviewers ? after.approvedBy(...given.reviewers) : after;
  });
}

function rollout({ rollout: kind, gated, settle }: RandomDelivery): Rollout | undefined {
  if (!kind) return undefined;
  const plain = kind.kind === 'steps' ? Rollout.steps(...kind.steps) : kind.kind === 'rolling' ? Rollout.rolling() : Rollout.blueGreen();
  const gate = () => MetricGate.prometheus({
    server: Expr.variable('PROMETHEUS_URL'),
    require: [Metric.ratio('errors_total', 'requests_total').where({ environment: '{environment}' }).below(0.01), Metric.value('restarts').atMost(3)],
    settle: settle === undefined ? undefined : Timeout.minutes(settle),
  });
  return gated ? plain.gatedBy(gate()) : plain;
}

function smokeTest({ smokeTest: kind }: RandomDelivery): SmokeTest | undefined {
  if (kind === undefined) return undefined;
  return kind === 'script' ? SmokeTest.script('tests/smoke.sh') : SmokeTest.job(kind === 'empty' ? [] : ['/tool', 'probe']);
}
