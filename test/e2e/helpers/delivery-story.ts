import { withPrograms } from './debian';
import { composed, Delivery, ReleaseState } from './delivery';
import { GitHubApi, startGitHubApi } from './github-api';
import { Cluster, startCluster } from './kubernetes/cluster';
import { KUBERNETES_VERSION, withKubernetes } from './kubernetes/tools';
import { Prometheus, startPrometheus } from './prometheus';
import { Repository } from './repository';
import { expectConclusion, JobRun, removeJobFolders } from './run-job';
import { Guard } from '../../../src/run/guard';

/** What surrounds a repository that delivers: there is a new namespace, repository and memory of GitHub for each test. */
export class DeliveryStory {
  public cluster!: Cluster;
  public prometheus!: Prometheus;
  public api!: GitHubApi;
  public namespace!: string;
  public delivery!: Delivery;
  private readonly guard = new Guard();

  public constructor(private readonly helm: '3' | '4') {}

  public async start(): Promise<void> {
    this.cluster = await startCluster(this.guard);
    this.prometheus = await startPrometheus(this.guard);
  }

  public async begin(): Promise<void> {
    this.api = await startGitHubApi('acme/tool', 'token-of-the-job');
    this.namespace = await this.cluster.namespace();
    this.cluster.behave();
    await this.prometheus.set({ alys_errors: 0 });
    const repository = new Repository(composed({ helm: this.helm, kubectl: KUBERNETES_VERSION, namespace: this.namespace }));
    this.guard.undo(repository.removal);
    this.delivery = new Delivery(repository, this.cluster, this.api, this.namespace, { helm: this.helm, prometheus: this.prometheus.url });
  }

  public async end(): Promise<void> {
    await this.api.stop();
  }

  public async stop(): Promise<void> {
    removeJobFolders();
    await this.cluster.stop();
    await this.prometheus.end();
    await this.guard.release();
  }

  /** Brings these versions into service, one after the other; gives the state after the last. */
  public async inService(...versions: string[]): Promise<ReleaseState> {
    for (const version of versions) {
      const revision = this.delivery.release({ 'config/features.toml': `version = "${version}"\n` });
      expectConclusion(await this.delivery.deploy('production', version, revision), 'success');
    }
    return this.delivery.state();
  }

  /** Versions by how GitHub's record of their deployment ended, oldest first. */
  public records(): string[] {
    return this.api.deployments.all.map(({ payload, statuses }) => `${(payload as any).version} ${statuses[statuses.length - 1].state}`);
  }
}

/** The stories, for each major version of Helm, or for some. */
export function withDelivery(body: (story: DeliveryStory) => void, majors: readonly ('3' | '4')[] = ['3', '4']): void {
  const suite = withKubernetes() === describe ? withPrograms({ gh: 'gh', jq: 'jq', git: 'git', prometheus: 'prometheus' }) : describe.skip;
  suite.each([...majors])('Helm %s', (helm) => {
    const story = new DeliveryStory(helm);
    beforeAll(() => story.start());
    beforeEach(() => story.begin());
    afterEach(() => story.end());
    afterAll(() => story.stop());
    body(story);
  });
}

/** How each step that ran, ran. */
export function outcomes(run: JobRun): Record<string, string> {
  return Object.fromEntries(run.steps.map(({ name, outcome }) => [name, outcome]));
}
