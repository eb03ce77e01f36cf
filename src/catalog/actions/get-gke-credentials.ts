// Generated from resources/actions.json and resources/action-bindings.json by projenrc/generate-constants.ts.
import { ActionCall } from '../../model/action-call';
import { Expr } from '../../model/expr';
import { bindingCall } from '../binding-call';

/** Inputs of google-github-actions/get-gke-credentials v3.0.0. */
export interface GetGkeCredentialsInputs {
  /** Name of the cluster. */
  readonly clusterName: string | Expr;
  /** Region or zone of the cluster. @default - not set */
  readonly location?: string | Expr;
  /** Project of the cluster. @default - not set */
  readonly projectId?: string | Expr;
  /** Name of the context. @default - not set */
  readonly contextName?: string | Expr;
  /** Namespace of the context. @default - not set */
  readonly namespace?: string | Expr;
  /** Whether the plugin of Google Cloud is used in place of a token that soon expires. @default false */
  readonly useAuthProvider?: boolean | Expr;
  /** Whether the internal address is used. @default false */
  readonly useInternalIp?: boolean | Expr;
  /** Whether the Connect gateway is used. @default false */
  readonly useConnectGateway?: boolean | Expr;
  /** Whether the address by name is used. @default false */
  readonly useDnsBasedEndpoint?: boolean | Expr;
  /** Membership in the fleet, for the Connect gateway. @default - not set */
  readonly fleetMembershipName?: string | Expr;
  /** Project that the requests count for. @default - not set */
  readonly quotaProjectId?: string | Expr;
}

/**
 * Writes a kubeconfig for a cluster of Google Kubernetes Engine into the workspace.
 *
 * Described by google-github-actions/get-gke-credentials v3.0.0.
 *
 * @see https://github.com/google-github-actions/get-gke-credentials/tree/3da1e46a907576cefaa90c484278bb5b259dd395
 */
export class GetGkeCredentials {
  /** Name of the action. */
  public static readonly ACTION = 'google-github-actions/get-gke-credentials';
  /** Output, for `step.output()`: Path of the kubeconfig. */
  public static readonly OUTPUT_KUBECONFIG_PATH = 'kubeconfig_path';

  /** A call of the action, for `Step.uses`. */
  public static call(inputs: GetGkeCredentialsInputs): ActionCall {
    return bindingCall(GetGkeCredentials.ACTION, {
      cluster_name: inputs.clusterName,
      location: inputs.location,
      project_id: inputs.projectId,
      context_name: inputs.contextName,
      namespace: inputs.namespace,
      use_auth_provider: inputs.useAuthProvider,
      use_internal_ip: inputs.useInternalIp,
      use_connect_gateway: inputs.useConnectGateway,
      use_dns_based_endpoint: inputs.useDnsBasedEndpoint,
      fleet_membership_name: inputs.fleetMembershipName,
      quota_project_id: inputs.quotaProjectId,
    });
  }

  private constructor() {}
}
