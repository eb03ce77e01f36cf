import { KubernetesTools } from './kubernetes-tools';
import { Expr } from '../../model/expr';
import { Timeout } from '../../model/timeout';

/** What holds for every cluster. */
export interface ClusterOptions {
  /** Versions of kubectl and Helm. @default - KubernetesTools.of() */
  readonly tools?: KubernetesTools;
}

/** A cluster of Amazon EKS. In texts `{environment}` becomes the environment that is deployed to. */
export interface EksClusterOptions extends ClusterOptions {
  /** Name of the cluster. */
  readonly name: string | Expr;
  /** Region of the cluster, such as `us-east-1`. */
  readonly region: string | Expr;
  /** Role that the job takes on by its identity, as `arn:aws:iam::<account>:role/<name>`. */
  readonly role: string | Expr;
  /** How long the role is held, 15 minutes or more; no longer than the role allows. @default - one hour */
  readonly session?: Timeout;
}

/** A cluster of Google Kubernetes Engine. In texts `{environment}` becomes the environment that is deployed to. */
export interface GkeClusterOptions extends ClusterOptions {
  /** Name of the cluster. */
  readonly name: string | Expr;
  /** Region or zone of the cluster, such as `europe-west1`. */
  readonly location: string | Expr;
  /** Project of the cluster. */
  readonly project: string | Expr;
  /** Provider that trusts the repository, as `projects/<number>/locations/global/workloadIdentityPools/<pool>/providers/<name>`. */
  readonly workloadIdentityProvider: string | Expr;
  /** Service account that the job acts as. @default - none: the job's identity has its own rights */
  readonly serviceAccount?: string | Expr;
  /** Whether the cluster is reached by its DNS name, as private clusters are. @default false */
  readonly dnsEndpoint?: boolean;
}

/** A cluster of Azure Kubernetes Service. In texts `{environment}` becomes the environment that is deployed to. */
export interface AksClusterOptions extends ClusterOptions {
  /** Name of the cluster. */
  readonly name: string | Expr;
  /** Resource group of the cluster. */
  readonly resourceGroup: string | Expr;
  /** Client id of the application or managed identity that trusts the repository. */
  readonly clientId: string | Expr;
  /** Tenant of that identity. */
  readonly tenantId: string | Expr;
  /** Subscription of the cluster. */
  readonly subscriptionId: string | Expr;
}

/** A cluster by its kubeconfig. In texts `{environment}` becomes the environment that is deployed to. */
export interface KubeconfigClusterOptions extends ClusterOptions {
  /** Secret with the kubeconfig as it is in the file; best one of the environment. @default Expr.secret('KUBECONFIG') */
  readonly secret?: Expr;
  /** Context of it that is used. @default - its current one */
  readonly context?: string | Expr;
}
