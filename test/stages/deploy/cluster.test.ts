// A job gets to its cluster by its own identity, with pinned programs, with KUBECONFIG outside the workspace, and proves
// it before anything else; texts that cannot be right are refused where they are written.
import {
  Access, AksClusterOptions, Cluster, EksClusterOptions, Expr, GkeClusterOptions, Job, JobEnvironment, KubernetesTools, Permissions, Pipeline, Runner, Stage, Timeout, Trigger,
  WorkflowInput,
} from '../../../src';
import { checkoutStep } from '../../../src/ci/checkout';
import { SynthesizedJob } from '../../../src/testing';
import { stepNames, written } from '../in-pipeline';

const ROLE = 'arn:aws:iam::123456789012:role/deploy';
const PROVIDER = 'projects/123456789012/locations/global/workloadIdentityPools/github/providers/acme';
const ID = '01234567-89ab-cdef-0123-456789abcdef';
const EKS: EksClusterOptions = { name: 'alys', region: 'us-east-1', role: ROLE };
const GKE: GkeClusterOptions = { name: 'alys', location: 'europe-west1', project: 'acme-alys', workloadIdentityProvider: PROVIDER };
const AKS: AksClusterOptions = { name: 'alys', resourceGroup: 'alys', clientId: ID, tenantId: ID, subscriptionId: ID };
const ENVIRONMENT = 'inputs.environment';

class Deploys extends Stage {
  public constructor(pipeline: Pipeline, private readonly cluster: Cluster) {
    super(pipeline, 'Deploys', { workflow: 'deploy' });
  }

  protected buildJobs(): Job[] {
    const environment = Expr.input('environment');
    const job = this.newJob('deploys', {
      permissions: Permissions.readContents().merge(this.cluster._permissions()),
      environment: JobEnvironment.named(environment, { deployment: false }),
      runner: Runner.UBUNTU_24_04,
      timeout: Timeout.minutes(30),
    });
    job.addStep(checkoutStep(), ...this.cluster._steps(environment, 'alys-{environment}'));
    return [job];
  }
}

// Every check of the synth reads what comes out, and refuses it for any finding.
function jobWith(cluster: Cluster): { job: SynthesizedJob; scripts: string[] } {
  const result = written((pipeline) => {
    pipeline.addWorkflow('deploy', 'deploy', { name: 'Deploy', triggers: [Trigger.workflowDispatch({ environment: WorkflowInput.choice({ description: 'Where to', required: true }, ['staging', 'production']) })] });
    return new Deploys(pipeline, cluster);
  }, { files: { '.github/settings.yml': 'environments:\n  - name: staging\n  - name: production\n' } });
  return { job: result.workflow('deploy').job('deploys'), scripts: result.generated.filter((file) => file.startsWith('scripts/ci/')) };
}

const inserted = (text: string) => text.replace('{environment}', `\${{ ${ENVIRONMENT} }}`);

describe('every cluster', () => {
  const { job } = jobWith(Cluster.eks(EKS));

  test('has kubectl and Helm in the versions of this library', () => {
    expect(job.step('Set up kubectl').with).toEqual({ version: 'v1.36.6' });
    expect(job.step('Set up Helm').with).toEqual({ version: 'v4.3.1' });
  });

  test('is proved last, with those versions and the namespace of the environment', () => {
    expect(job.steps.at(-1)).toMatchObject({
      'name': 'Check access to the cluster',
      'run': 'bash scripts/ci/check-cluster.sh',
      'timeout-minutes': 5,
      'env': { CLUSTER: 'alys', IDENTITY: ROLE, NAMESPACE: inserted('alys-{environment}'), KUBECTL_VERSION: 'v1.36.6', HELM_VERSION: 'v4.3.1' },
    });
  });

  test('has other versions where that is said', () => {
    const tools = KubernetesTools.of({ kubectl: 'v1.34.2', helm: '3' });
    expect([tools.helm, tools.helmMajor]).toEqual(['v3.22.0', 3]);
    const other = jobWith(Cluster.eks({ ...EKS, tools })).job;
    expect(other.step('Set up kubectl').with).toEqual({ version: 'v1.34.2' });
    expect(other.step('Set up Helm').with).toEqual({ version: 'v3.22.0' });
    expect(other.step('Check access to the cluster').env).toMatchObject({ KUBECTL_VERSION: 'v1.34.2', HELM_VERSION: 'v3.22.0' });
  });
});

describe('Cluster.eks', () => {
  test('signs in by a role and writes a kubeconfig', () => {
    const { job, scripts } = jobWith(Cluster.eks({ ...EKS, name: 'alys-{environment}', role: `${ROLE}-{environment}` }));
    expect(stepNames(job)).toEqual(['Check out', 'Set up kubectl', 'Set up Helm', 'Sign in to AWS', 'Write kubeconfig', 'Check access to the cluster']);
    expect(job.step('Sign in to AWS').with).toEqual({ 'aws-region': 'us-east-1', 'role-to-assume': inserted(`${ROLE}-{environment}`), 'role-session-name': 'github-actions-${{ github.run_id }}' });
    expect(job.step('Write kubeconfig').env).toEqual({ CLUSTER: inserted('alys-{environment}'), REGION: 'us-east-1' });
    expect(job.document.permissions).toEqual({ 'contents': 'read', 'id-token': 'write' });
    expect(scripts).toEqual(expect.arrayContaining(['scripts/ci/check-cluster.sh', 'scripts/ci/eks-kubeconfig.sh']));
  });

  test('holds the role as long as said', () => {
    expect(jobWith(Cluster.eks({ ...EKS, session: Timeout.minutes(120) })).job.step('Sign in to AWS').with).toMatchObject({ 'role-duration-seconds': 7200 });
  });

  test('takes the role from a secret, and no message shows it', () => {
    const { job } = jobWith(Cluster.eks({ ...EKS, role: Expr.secret('AWS_ROLE_ARN'), region: Expr.variable('REGION') }));
    expect(job.step('Sign in to AWS').with).toMatchObject({ 'role-to-assume': '${{ secrets.AWS_ROLE_ARN }}', 'aws-region': '${{ vars.REGION }}' });
    expect(job.step('Check access to the cluster').env!.IDENTITY).toBe('the role of the secret AWS_ROLE_ARN');
  });

  test.each([
    [{ name: 'alys_-' + 'x'.repeat(100) }, '`name`'],
    [{ name: '-alys' }, '`name`'],
    [{ name: 'alys-{stage}' }, '{stage} has no meaning'],
    [{ name: 'alys-${{ inputs.environment }}' }, 'has no meaning'],
    [{ region: 'US-East-1' }, 'us-east-1'],
    [{ region: 'us-east-1a' }, '`region`'],
    [{ role: 'deploy' }, 'arn:aws:iam::123456789012:role/'],
    [{ role: 'arn:aws:iam::123456789012:user/deploy' }, '`role`'],
    [{ session: Timeout.minutes(10) }, '15 minutes or more'],
  ])('refuses %j', (wrong, message) => {
    expect(() => Cluster.eks({ ...EKS, ...wrong })).toThrow(message);
    expect(() => Cluster.eks({ ...EKS, ...wrong })).toThrow(/^Cluster\.eks: /);
  });

  test.each(['cn-north-1', 'us-gov-west-1', 'eu-central-2'])('takes the region %s', (region) => {
    const partition = region.startsWith('cn') ? 'aws-cn' : region.includes('gov') ? 'aws-us-gov' : 'aws';
    expect(() => Cluster.eks({ name: 'alys', region, role: `arn:${partition}:iam::123456789012:role/path/to+deploy` })).not.toThrow();
  });
});

describe('Cluster.gke', () => {
  test('signs in by a provider and moves the kubeconfig out of the workspace', () => {
    const { job } = jobWith(Cluster.gke({ ...GKE, project: 'acme-{environment}' }));
    expect(stepNames(job)).toEqual(['Check out', 'Set up kubectl', 'Set up Helm', 'Sign in to Google Cloud', 'Get credentials of the cluster', 'Move kubeconfig out of the workspace', 'Check access to the cluster']);
    expect(job.step('Sign in to Google Cloud').with).toEqual({ project_id: inserted('acme-{environment}'), workload_identity_provider: PROVIDER });
    expect(job.step('gke-credentials').with).toEqual({ cluster_name: 'alys', location: 'europe-west1', project_id: inserted('acme-{environment}') });
    expect(job.step('Move kubeconfig out of the workspace').env).toEqual({ SOURCE: '${{ steps.gke-credentials.outputs.kubeconfig_path }}' });
    expect(job.document.permissions).toEqual({ 'contents': 'read', 'id-token': 'write' });
  });

  test('acts as a service account and uses the DNS name where that is said', () => {
    const serviceAccount = 'deploy@acme-alys.iam.gserviceaccount.com';
    const { job } = jobWith(Cluster.gke({ ...GKE, serviceAccount, dnsEndpoint: true }));
    expect(job.step('Sign in to Google Cloud').with).toMatchObject({ service_account: serviceAccount });
    expect(job.step('gke-credentials').with).toMatchObject({ use_dns_based_endpoint: true });
    expect(job.step('Check access to the cluster').env!.IDENTITY).toBe(serviceAccount);
  });

  test.each([
    [{ name: 'Alys' }, '`name`'],
    [{ location: 'Frankfurt' }, 'europe-west1'],
    [{ project: 'x' }, '`project`'],
    [{ workloadIdentityProvider: 'github' }, 'workloadIdentityPools'],
    [{ serviceAccount: 'deploy' }, 'iam.gserviceaccount.com'],
  ])('refuses %j', (wrong, message) => {
    expect(() => Cluster.gke({ ...GKE, ...wrong })).toThrow(message);
  });

  test('takes a zone and a project of an organization', () => {
    expect(() => Cluster.gke({ ...GKE, location: 'us-central1-a', project: 'example.com:acme-alys' })).not.toThrow();
  });
});

describe('Cluster.aks', () => {
  test('signs in by the identity of the job and writes a kubeconfig', () => {
    const { job, scripts } = jobWith(Cluster.aks({ ...AKS, resourceGroup: 'alys-{environment}', clientId: Expr.variable('AZURE_CLIENT_ID') }));
    expect(stepNames(job)).toEqual(['Check out', 'Set up kubectl', 'Set up Helm', 'Sign in to Azure', 'Write kubeconfig', 'Check access to the cluster']);
    expect(job.step('Sign in to Azure').env).toEqual({ CLIENT_ID: '${{ vars.AZURE_CLIENT_ID }}', TENANT_ID: ID, SUBSCRIPTION_ID: ID });
    expect(job.step('Write kubeconfig').env).toEqual({ CLUSTER: 'alys', RESOURCE_GROUP: inserted('alys-{environment}'), SUBSCRIPTION_ID: ID, KUBELOGIN_VERSION: 'v0.2.22' });
    expect(job.document.permissions).toEqual({ 'contents': 'read', 'id-token': 'write' });
    expect(scripts).toEqual(expect.arrayContaining(['scripts/ci/aks-kubeconfig.sh', 'scripts/ci/azure-login.sh']));
  });

  test.each([
    [{ name: 'alys.staging' }, '`name`'],
    [{ resourceGroup: 'alys.' }, '`resourceGroup`'],
    [{ clientId: 'alys' }, '`clientId`'],
    [{ tenantId: 'example.onmicrosoft.com' }, '`tenantId`'],
    [{ subscriptionId: '' }, '`subscriptionId`'],
  ])('refuses %j', (wrong, message) => {
    expect(() => Cluster.aks({ ...AKS, ...wrong })).toThrow(message);
  });
});

describe('Cluster.kubeconfig', () => {
  test('writes the file from the secret of the environment, and needs no identity', () => {
    const { job } = jobWith(Cluster.kubeconfig());
    expect(stepNames(job)).toEqual(['Check out', 'Set up kubectl', 'Set up Helm', 'Write kubeconfig', 'Check access to the cluster']);
    expect(job.step('Write kubeconfig').env).toEqual({ KUBECONFIG_TEXT: '${{ secrets.KUBECONFIG }}' });
    expect(job.document.permissions).toEqual({ contents: 'read' });
    expect(job.step('Check access to the cluster').env!.CLUSTER).toBe('of the kubeconfig of the secret KUBECONFIG');
  });

  test('takes another secret and a context of the environment', () => {
    const { job } = jobWith(Cluster.kubeconfig({ secret: Expr.secret('ALYS_CLUSTER'), context: 'alys-{environment}' }));
    expect(job.step('Write kubeconfig').env).toEqual({ KUBECONFIG_TEXT: '${{ secrets.ALYS_CLUSTER }}', CONTEXT: inserted('alys-{environment}') });
  });

  test.each([
    [{ secret: Expr.variable('KUBECONFIG') }, 'keep it as a secret'],
    [{ secret: Expr.template('{a}', { a: Expr.secret('A') }) }, 'not one secret'],
    [{ context: 'two words' }, '`context`'],
    [{ context: 'alys-{stage}' }, '{stage} has no meaning'],
  ])('refuses %j', (wrong, message) => {
    expect(() => Cluster.kubeconfig(wrong)).toThrow(message);
  });
});

test('the sign-in permission is told with its reason', () => {
  const permissions = Cluster.eks(EKS)._permissions();
  expect(permissions.accessTo('id-token')).toBe(Access.WRITE);
  expect(permissions.reasonFor('id-token')).toBe('sign in to AWS with OpenID Connect, no stored token');
  expect(Cluster.kubeconfig()._permissions().scopes()).toEqual({});
});

describe('KubernetesTools', () => {
  test.each(['latest', '1.36.6', 'v1.36', 'v2.0.0'])('refuses %s of kubectl', (kubectl) => {
    expect(() => KubernetesTools.of({ kubectl })).toThrow(`"${kubectl}" is not a version of kubectl.`);
  });

  test.each(['latest', '2', 'v4', 'v4.3', 'v5.0.0', '4.3.1'])('refuses %s of Helm', (helm) => {
    expect(() => KubernetesTools.of({ helm })).toThrow(`"${helm}" is not a version of helm.`);
  });

  test('takes a version of either line', () => {
    expect(KubernetesTools.of({ helm: 'v3.21.4' })).toMatchObject({ helm: 'v3.21.4', helmMajor: 3 });
    expect(KubernetesTools.of()).toMatchObject({ kubectl: 'v1.36.6', helm: 'v4.3.1', helmMajor: 4 });
  });
});
