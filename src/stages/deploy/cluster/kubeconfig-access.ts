import { checkText, ClusterAccess } from './cluster-access';
import { DeliveryError } from '../../../model/delivery-error';
import { Expr } from '../../../model/expr';
import { Permissions } from '../../../model/permissions';
import { ScriptAsset } from '../../../script/script-asset';
import { KubeconfigClusterOptions } from '../cluster-options';

const PLACE = 'Cluster.kubeconfig';

/** Any cluster by a kubeconfig that is kept as a secret. */
export function kubeconfigAccess(options: KubeconfigClusterOptions): ClusterAccess {
  const { secret = Expr.secret('KUBECONFIG'), context } = options;
  if (secret.secrets.length !== 1 || secret.isTemplate) {
    throw new DeliveryError({ place: PLACE, problem: `\`secret\` is ${secret.render()}, which is not one secret.`, fix: 'A kubeconfig holds credentials: keep it as a secret of the environment and give Expr.secret(\'KUBECONFIG\').' });
  }
  if (context !== undefined) checkText(PLACE, 'context', context, /^[^\s{}]+$/, 'alys-{environment}');
  const source = `the kubeconfig of the secret ${secret.secrets[0]}`;
  return {
    kind: 'kubeconfig',
    name: `of ${source}`,
    identity: source,
    permissions: Permissions.none(),
    steps: (fill) => [
      ScriptAsset._shipped('write-kubeconfig').step({
        KUBECONFIG_TEXT: secret,
        ...(context === undefined ? {} : { CONTEXT: fill(context) }),
      }, { id: 'kubeconfig', name: 'Write kubeconfig' }),
    ],
  };
}
