import { checkText, ClusterAccess, identityPermission, shown } from './cluster-access';
import { ConfigureAwsCredentials } from '../../../catalog/actions/configure-aws-credentials';
import { DeliveryError } from '../../../model/delivery-error';
import { Expr } from '../../../model/expr';
import { Step } from '../../../model/step';
import { ScriptAsset } from '../../../script/script-asset';
import { EksClusterOptions } from '../cluster-options';

const PLACE = 'Cluster.eks';

/** Amazon EKS by a role that trusts the identity of the job. */
export function eksAccess(options: EksClusterOptions): ClusterAccess {
  const { name, region, role, session } = options;
  checkText(PLACE, 'name', name, /^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/, 'alys-{environment}');
  checkText(PLACE, 'region', region, /^[a-z]{2}(-[a-z]+)+-\d+$/, 'us-east-1');
  checkText(PLACE, 'role', role, /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/, 'arn:aws:iam::123456789012:role/deploy-{environment}');
  if (session && session.inMinutes < 15) {
    throw new DeliveryError({ place: PLACE, problem: `\`session\` is ${session.inMinutes} minutes.`, fix: 'AWS holds a role for 15 minutes or more: Timeout.minutes(15).' });
  }
  return {
    kind: 'eks',
    sessionMinutes: session?.inMinutes ?? 60,
    name,
    identity: shown(role, 'the role'),
    permissions: identityPermission('AWS'),
    steps: (fill) => [
      Step.uses(ConfigureAwsCredentials.call({
        awsRegion: fill(region),
        roleToAssume: fill(role),
        roleSessionName: Expr.template('github-actions-{run}', { run: Expr.github('run_id') }),
        ...(session ? { roleDurationSeconds: session.inMinutes * 60 } : {}),
      }), { id: 'sign-in', name: 'Sign in to AWS' }),
      ScriptAsset._shipped('eks-kubeconfig').step({ CLUSTER: fill(name), REGION: fill(region) }, { id: 'kubeconfig', name: 'Write kubeconfig' }),
    ],
  };
}
