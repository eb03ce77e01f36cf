import { checkText, ClusterAccess, identityPermission, shown } from './cluster-access';
import { GetGkeCredentials } from '../../../catalog/actions/get-gke-credentials';
import { GoogleAuth } from '../../../catalog/actions/google-auth';
import { Step } from '../../../model/step';
import { ScriptAsset } from '../../../script/script-asset';
import { GkeClusterOptions } from '../cluster-options';

const PLACE = 'Cluster.gke';

/** Google Kubernetes Engine by a workload identity provider that trusts the identity of the job. */
export function gkeAccess(options: GkeClusterOptions): ClusterAccess {
  check(options);
  const { name, location, project, workloadIdentityProvider: provider, serviceAccount, dnsEndpoint } = options;
  return {
    kind: 'gke',
    sessionMinutes: 60,
    name,
    identity: serviceAccount ? shown(serviceAccount, 'the service account') : 'the identity of the job',
    permissions: identityPermission('Google Cloud'),
    steps: (fill) => {
      const signIn = GoogleAuth.call({
        projectId: fill(project),
        workloadIdentityProvider: fill(provider),
        ...(serviceAccount ? { serviceAccount: fill(serviceAccount) } : {}),
      });
      const credentials = Step.uses(GetGkeCredentials.call({
        clusterName: fill(name),
        location: fill(location),
        projectId: fill(project),
        ...(dnsEndpoint ? { useDnsBasedEndpoint: true } : {}),
      }), { id: 'gke-credentials', name: 'Get credentials of the cluster' });
      return [
        Step.uses(signIn, { id: 'sign-in', name: 'Sign in to Google Cloud' }),
        credentials,
        ScriptAsset._shipped('keep-kubeconfig').step({ SOURCE: credentials.output('kubeconfig_path') }, { id: 'kubeconfig', name: 'Move kubeconfig out of the workspace' }),
      ];
    },
  };
}

function check({ name, location, project, workloadIdentityProvider, serviceAccount }: GkeClusterOptions): void {
  checkText(PLACE, 'name', name, /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/, 'alys-{environment}');
  checkText(PLACE, 'location', location, /^[a-z]+-[a-z]+\d+(-[a-z])?$/, 'europe-west1');
  checkText(PLACE, 'project', project, /^([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/, 'acme-{environment}');
  checkText(PLACE, 'workloadIdentityProvider', workloadIdentityProvider,
    /^projects\/\d+\/locations\/global\/workloadIdentityPools\/[a-z0-9-]{4,32}\/providers\/[a-z0-9-]{4,32}$/,
    'projects/123456789012/locations/global/workloadIdentityPools/github/providers/acme');
  if (serviceAccount) checkText(PLACE, 'serviceAccount', serviceAccount, /^[\w.-]+@[\w.-]+\.gserviceaccount\.com$/, 'deploy@acme-{environment}.iam.gserviceaccount.com');
}
