import { aksAccess } from './cluster/aks-access';
import { ClusterAccess, fillText } from './cluster/cluster-access';
import { eksAccess } from './cluster/eks-access';
import { gkeAccess } from './cluster/gke-access';
import { kubeconfigAccess } from './cluster/kubeconfig-access';
import { AksClusterOptions, ClusterOptions, EksClusterOptions, GkeClusterOptions, KubeconfigClusterOptions } from './cluster-options';
import { KubernetesTools } from './kubernetes-tools';
import { Expr } from '../../model/expr';
import { Permissions } from '../../model/permissions';
import { Step } from '../../model/step';
import { Timeout } from '../../model/timeout';
import { ScriptAsset } from '../../script/script-asset';

/**
 * The Kubernetes cluster that is deployed to, and how a job gets to it.
 *
 * In the clouds the job signs in by its own identity, so there is no key to keep or to lose. In every text option
 * `{environment}` becomes the environment that is deployed to.
 *
 * @see https://docs.github.com/en/actions/concepts/security/openid-connect
 */
export class Cluster {
  /**
   * A cluster of Amazon EKS.
   *
   * @throws when name, region or role are not of their form, or the session is shorter than AWS allows
   */
  public static eks(options: EksClusterOptions): Cluster {
    return new Cluster(eksAccess(options), options);
  }

  /**
   * A cluster of Google Kubernetes Engine.
   *
   * @throws when name, location, project, provider or service account are not of their form
   */
  public static gke(options: GkeClusterOptions): Cluster {
    return new Cluster(gkeAccess(options), options);
  }

  /**
   * A cluster of Azure Kubernetes Service.
   *
   * @throws when name, resource group or one of the ids are not of their form
   */
  public static aks(options: AksClusterOptions): Cluster {
    return new Cluster(aksAccess(options), options);
  }

  /**
   * Any cluster, by a kubeconfig that is kept as a secret. Prefer the others: such a file mostly holds for ever.
   *
   * @throws when `secret` is not one secret
   */
  public static kubeconfig(options: KubeconfigClusterOptions = {}): Cluster {
    return new Cluster(kubeconfigAccess(options), options);
  }

  /** How it is reached: `eks`, `gke`, `aks` or `kubeconfig`. */
  public readonly kind: string;
  /** Versions of kubectl and Helm. */
  public readonly tools: KubernetesTools;
  private readonly access: ClusterAccess;

  private constructor(access: ClusterAccess, options: ClusterOptions) {
    this.access = access;
    this.kind = access.kind;
    this.tools = options.tools ?? KubernetesTools.of();
  }

  /**
   * Steps after which KUBECONFIG is set for the rest of the job and the cluster is known to answer. They come after the
   * checkout, which would remove what signing in leaves in the workspace. `actions` are what is done there, where it is no
   * deployment, as `check-cluster.sh` takes them.
   *
   * @internal
   */
  public _steps(environment: Expr, namespace: string | Expr = 'default', actions?: string): Step[] {
    const fill = (text: string | Expr) => fillText(text, environment);
    return [...this.tools._steps(), ...this.access.steps(fill), this.checkStep(fill, fill(namespace), actions)];
  }

  /**
   * Steps that sign in anew, where a job may outlast what it signed in for: its way back must not be locked.
   *
   * @internal
   */
  public _renewSteps(environment: Expr, job: Timeout, condition: Expr): Step[] {
    const { sessionMinutes } = this.access;
    if (sessionMinutes === undefined || sessionMinutes > job.inMinutes) return [];
    return this.access.steps((text) => fillText(text, environment)).map((step) => step.with({ id: `${step.id}-again`, name: `${step.name} again`, condition }));
  }

  /** What those steps need of the job's token. @internal */
  public _permissions(): Permissions {
    return this.access.permissions;
  }

  private checkStep(fill: (text: string | Expr) => string | Expr, namespace: string | Expr, actions: string | undefined): Step {
    return ScriptAsset._shipped('check-cluster').step({
      CLUSTER: fill(this.access.name),
      IDENTITY: fill(this.access.identity),
      NAMESPACE: namespace,
      ...(actions === undefined ? {} : { ACTIONS: actions }),
      KUBECTL_VERSION: this.tools.kubectl,
      HELM_VERSION: this.tools.helm,
    }, { id: 'check-cluster', name: 'Check access to the cluster', timeout: Timeout.minutes(5) });
  }
}
