// A repository that delivers to Kubernetes, and what surrounds it: a cluster, Prometheus, GitHub's records of deployments.
import { GitHubApi } from './github-api';
import { Cluster } from './kubernetes/cluster';
import { Repository } from './repository';
import { JobOptions, JobRun, Result, runJob } from './run-job';
import {
  Cluster as TargetCluster, ContainerImage, DeliveryProject, Environment, Expr, HelmDeployStage, KubernetesTools, Metric, MetricGate, Pipeline, RollbackStage, Rollout,
  SmokeTest, StarterChart, Timeout,
} from '../../../src';
import { ArtifactStore } from '../../../src/run/artifact-store';
import { synthesize, Synthesized } from '../../../src/testing';

export const RELEASE = 'alys';
const DIGEST = `sha256:${'a'.repeat(64)}`;
const VERIFY = '#!/usr/bin/env bash\nset -euo pipefail\nprintf \'verified %s in %s\\n\' "$VERSION" "$ENVIRONMENT"\n';

export interface Composition {
  /** Major version of Helm. */
  readonly helm: '3' | '4';
  /** Exact version of kubectl that is there. */
  readonly kubectl: string;
  readonly namespace: string;
  /** How long pods may take. @default 1 minute */
  readonly readyTimeout?: Timeout;
}

/** The repository with its chart, flags and workflows: canary in `production`, blue-green in `staging`, rolling in `testnet`. */
export function composed({ helm, kubectl, namespace, readyTimeout = Timeout.minutes(1) }: Composition): Synthesized {
  const gate = MetricGate.prometheus({
    server: Expr.variable('PROMETHEUS_URL'), require: [Metric.value('alys_errors').below(5)], attempts: 2, intervalSeconds: 1, queryTimeoutSeconds: 2,
  });
  return synthesize((outdir) => {
    const project = new DeliveryProject({ name: RELEASE, repository: 'acme/tool', outdir });
    const delivery = new Pipeline(project, 'Delivery');
    new StarterChart(project, 'Chart', { path: `helm/${RELEASE}` });
    const deploy = new HelmDeployStage(delivery, 'Deploy', {
      image: ContainerImage.of('ghcr.io/acme/tool', { signerWorkflow: 'acme/tool/.github/workflows/image.yml' }),
      chart: `helm/${RELEASE}`,
      namespace,
      cluster: TargetCluster.kubeconfig({ tools: KubernetesTools.of({ helm, kubectl }) }),
      environments: [
        Environment.named('testnet', { rollout: Rollout.rolling() }),
        Environment.named('staging', { rollout: Rollout.blueGreen() }),
        Environment.named('production', { url: 'https://alys.example.com' }).after('staging').approvedBy('ann'),
      ],
      values: ['helm/values.yaml'],
      rollout: Rollout.steps(10, 50, 100).gatedBy(gate),
      featureFlags: 'config/features.toml',
      smokeTest: SmokeTest.job(['/smoke.sh'], { timeout: Timeout.minutes(1) }),
      readyTimeout,
    });
    new RollbackStage(delivery, 'Rollback', { of: deploy, verify: 'tests/verify.sh' });
    return project;
  }, {
    files: { 'helm/values.yaml': 'replicaCount: 4\ndrainSeconds: 1\n', 'config/features.toml': 'fast-sync = false\n', 'tests/verify.sh': VERIFY },
  });
}

/** What of a release can be seen in the cluster. */
export interface ReleaseState {
  readonly deployments: Record<string, { readonly image: string; readonly ready: number; readonly flags: string }>;
  readonly services: Record<string, string | undefined>;
  readonly flags: string;
}

export class Delivery {
  private runs = 0;

  public constructor(
    public readonly repository: Repository, private readonly cluster: Cluster, private readonly api: GitHubApi,
    private readonly namespace: string, private readonly options: { readonly helm: '3' | '4'; readonly prometheus: string },
  ) {}

  /** The commit that a version is built from. */
  public release(files: Record<string, string> = {}): string {
    this.repository.commit('Another version', { 'CHANGES.md': `${this.runs += 1}\n`, ...files });
    const revision = this.repository.git('rev-parse', 'HEAD').trim();
    this.api.deployments.addRefs(revision);
    return revision;
  }

  /** Runs the job that deploys a version. */
  public deploy(environment: string, version: string, revision: string, more: Partial<JobOptions> = {}): Promise<JobRun> {
    const outputs = { image: 'ghcr.io/acme/tool', tag: version, digest: DIGEST, revision };
    return this.run('deploy', 'deploy', { inputs: { environment, version, force: false }, needs: { 'pre-deployment': { result: 'success', outputs } }, ...more });
  }

  /** Runs the checks before a deployment. */
  public check(environment: string, version: string, more: Partial<JobOptions> & { readonly force?: boolean } = {}): Promise<JobRun> {
    const { force = false, ...options } = more;
    return this.run('deploy', 'pre-deployment', { inputs: { environment, version, force }, ...options });
  }

  /** Runs a job after the deployment, with what is known of that. */
  public after(
    job: string, environment: string, version: string,
    needs: Record<string, { result: Result; outputs?: Record<string, string> }>, more: Partial<JobOptions> = {},
  ): Promise<JobRun> {
    return this.run('deploy', job, { inputs: { environment, version, force: false }, needs: { 'pre-deployment': { result: 'success', outputs: {} }, ...needs }, ...more });
  }

  public rollback(environment: string, version: string, more: Partial<JobOptions> = {}): Promise<JobRun> {
    return this.run('rollback', 'rollback', { inputs: { environment, version, emergency: false }, ...more });
  }

  /** What runs now, in words that do not change when nothing does. */
  public async state(): Promise<ReleaseState> {
    const get = async (kind: string) => JSON.parse(await this.cluster.kubectl('get', kind, '--namespace', this.namespace, '--output', 'json')).items;
    const deployments = (await get('deployments')).map((each: any) => {
      const [container] = each.spec.template.spec.containers;
      return [each.metadata.name, { image: container.image, ready: each.status.readyReplicas ?? 0, flags: each.spec.template.spec.volumes?.[0].configMap.name ?? '' }];
    });
    const services = (await get('services')).map((each: any) => [each.metadata.name, each.spec.selector.track]);
    const used = deployments.find(([name]: [string]) => name === RELEASE)?.[1].flags;
    const flags = (await get('configmaps')).find((each: any) => each.metadata.name === used);
    return { deployments: Object.fromEntries(deployments), services: Object.fromEntries(services), flags: flags?.data['flags.toml'] ?? '' };
  }

  private run(workflow: string, job: string, { environment: more, ...options }: Partial<JobOptions>): Promise<JobRun> {
    const { KUBECONFIG: _, ...environment } = this.cluster.env;
    const { helm3, helm4, kubectl } = this.cluster.paths;
    return runJob(this.repository.example.workflow(workflow), job, {
      source: this.repository.folder,
      artifacts: undefined as unknown as ArtifactStore,
      // The proxy that leads gh to its server is for nobody else.
      environment: { ...environment, ...this.api.environment, no_proxy: '127.0.0.1', NO_PROXY: '127.0.0.1', ...more },
      paths: [this.options.helm === '3' ? helm3 : helm4, kubectl],
      vars: { PROMETHEUS_URL: this.options.prometheus },
      secrets: { KUBECONFIG: require('node:fs').readFileSync(this.cluster.kubeconfig, 'utf8') },
      event: { name: 'workflow_dispatch', runId: String(this.runs += 1) },
      ...options,
    });
  }
}
