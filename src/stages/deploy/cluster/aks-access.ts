import { checkText, ClusterAccess, identityPermission, shown } from './cluster-access';
import { Expr } from '../../../model/expr';
import { ScriptAsset } from '../../../script/script-asset';
import { KUBELOGIN_VERSION } from '../../tool-versions';
import { AksClusterOptions } from '../cluster-options';

const PLACE = 'Cluster.aks';
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Azure Kubernetes Service by an application or managed identity that trusts the identity of the job. */
export function aksAccess(options: AksClusterOptions): ClusterAccess {
  check(options);
  const { name, resourceGroup, clientId, tenantId, subscriptionId } = options;
  return {
    kind: 'aks',
    sessionMinutes: 60,
    name,
    identity: clientId instanceof Expr ? shown(clientId, 'the client id') : `the client ${clientId}`,
    permissions: identityPermission('Azure'),
    steps: (fill) => [
      ScriptAsset._shipped('azure-login').step({
        CLIENT_ID: fill(clientId),
        TENANT_ID: fill(tenantId),
        SUBSCRIPTION_ID: fill(subscriptionId),
      }, { id: 'sign-in', name: 'Sign in to Azure' }),
      ScriptAsset._shipped('aks-kubeconfig').step({
        CLUSTER: fill(name),
        RESOURCE_GROUP: fill(resourceGroup),
        SUBSCRIPTION_ID: fill(subscriptionId),
        KUBELOGIN_VERSION,
      }, { id: 'kubeconfig', name: 'Write kubeconfig' }),
    ],
  };
}

function check({ name, resourceGroup, clientId, tenantId, subscriptionId }: AksClusterOptions): void {
  checkText(PLACE, 'name', name, /^[A-Za-z0-9]([\w-]{0,61}[A-Za-z0-9])?$/, 'alys-{environment}');
  checkText(PLACE, 'resourceGroup', resourceGroup, /^[\w.()-]{0,89}[\w()-]$/, 'alys-{environment}');
  for (const [option, value] of Object.entries({ clientId, tenantId, subscriptionId })) checkText(PLACE, option, value, ID, '01234567-89ab-cdef-0123-456789abcdef');
}
