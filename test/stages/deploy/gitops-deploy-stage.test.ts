// A version is written, waited for, looked at, and only then written further; each step stands on the one before; who may
// write is named; and what nobody could see, or two environments would share, is refused where it is composed.
import {
  Cluster, ContainerImage, Environment, Expr, FluxKind, GitOpsController, GitOpsDeployStage, GitOpsDeployStageOptions, GitOpsRepository, GitOpsTarget, Metric, MetricGate, Pipeline,
  RollbackStage, Rollout, SmokeTest,
} from '../../../src';
import { StepDocument, SynthesizedJob } from '../../../src/testing';
import { stepNames, written } from '../in-pipeline';

const FILES = { 'config/features-production.toml': '', 'config/features-staging.toml': '', 'tests/smoke.sh': '#!/usr/bin/env bash\nset -euo pipefail\ntrue\n' };
const GATE = MetricGate.prometheus({ server: 'https://prometheus.example.com', require: [Metric.value('errors').below(5)] });
const TOKEN = Expr.secret('DEPLOYMENTS_TOKEN');
const WATCHED = { controller: GitOpsController.argoCd({ application: 'alys-{environment}' }), cluster: Cluster.kubeconfig() };
const COMMON = {
  image: ContainerImage.of('ghcr.io/acme/tool'),
  environments: [Environment.named('production')],
  repository: GitOpsRepository.named('acme/deployments', { token: TOKEN }),
  path: 'environments/{environment}/alys',
};

function stage(options: Partial<GitOpsDeployStageOptions> = {}) {
  return (pipeline: Pipeline) => new GitOpsDeployStage(pipeline, 'Deploy', { ...COMMON, ...options });
}

function deployJob(options: Partial<GitOpsDeployStageOptions> = {}, withRollback = true): SynthesizedJob {
  const settings = { '.github/settings.yml': 'environments:\n  - name: production\n  - name: staging\n' };
  return written((pipeline) => {
    const deploy = stage(options)(pipeline);
    if (withRollback) new RollbackStage(pipeline, 'Rollback', { of: deploy });
  }, { files: { ...FILES, ...settings } }).workflow('deploy').job('deploy');
}

const envOf = (step: StepDocument) => step.env ?? {};
const AFTER_LOOK = (names: string[]) => names.slice(names.indexOf('Record the deployment') + 1);

test('steps: each share is written, waited for, tested and measured before the next', () => {
  const job = deployJob({ ...WATCHED, rollout: Rollout.steps(10, 100).gatedBy(GATE), smokeTest: SmokeTest.script('tests/smoke.sh') });
  expect(AFTER_LOOK(stepNames(job))).toEqual([
    'Roll out to 10 %', 'Wait for it (roll out to 10 %)', 'Smoke test at 10 %', 'Check metrics at 10 %',
    'Roll out to 100 %', 'Wait for it (roll out to 100 %)', 'Smoke test at 100 %', 'Check metrics at 100 %',
    'Promote', 'Wait for it (promote)', 'End the rollout', 'Wait for it (end the rollout)', 'Roll back', 'Record the result',
  ]);
  expect(envOf(job.step('Roll out to 10 %'))).toEqual({
    STRATEGY: 'canary', PREVIOUS: '${{ steps.look.outputs.revision }}', PERCENTAGE: 10, GIT_TOKEN: '${{ secrets.DEPLOYMENTS_TOKEN }}',
  });
  expect(envOf(job.step('Roll out to 100 %')).PREVIOUS).toBe('${{ steps.roll-out-10.outputs.revision }}');
  expect(envOf(job.step('Promote'))).toMatchObject({ PHASE: 'promoting', PREVIOUS: '${{ steps.roll-out-100.outputs.revision }}' });
  expect(envOf(job.step('End the rollout'))).toMatchObject({ PHASE: 'stable', PREVIOUS: '${{ steps.promote.outputs.revision }}' });
  expect(envOf(job.step('Wait for it (promote)')).REVISION).toBe('${{ steps.promote.outputs.revision }}');
});

test('the job says where and what, and holds no token', () => {
  const job = deployJob({ ...WATCHED, featureFlags: 'config/features-{environment}.toml' });
  expect(job.document.env).toEqual({
    ENVIRONMENT: '${{ inputs.environment }}',
    REPOSITORY_URL: '${{ github.server_url }}/acme/deployments.git',
    BRANCH: 'main',
    FOLDER: 'environments/${{ inputs.environment }}/alys',
    FILE: 'values.yaml',
    TARGET_KIND: 'helm-values',
    CONTROLLER: 'argo-cd',
    CONTROLLER_KIND: 'Application',
    CONTROLLER_NAME: 'alys-${{ inputs.environment }}',
    CONTROLLER_NAMESPACE: 'argocd',
    WAIT_TIMEOUT: 600,
    RUN_URL: '${{ github.server_url }}/${{ github.repository }}/actions/runs/${{ github.run_id }}',
    ROLLOUT_VALUES: true,
    IMAGE: '${{ needs.pre-deployment.outputs.image }}',
    VERSION: '${{ needs.pre-deployment.outputs.tag }}',
    DIGEST: '${{ needs.pre-deployment.outputs.digest }}',
    FLAGS_FILE: 'version/config/features-${{ inputs.environment }}.toml',
  });
  expect(envOf(job.step('Check access to the cluster')).ACTIONS).toBe('get applications.argoproj.io');
  expect(envOf(job.step('Check access to the cluster')).NAMESPACE).toBe('argocd');
});

test('without a cluster it writes, and ends', () => {
  const job = deployJob({ target: GitOpsTarget.kustomize({ image: 'alys' }) });
  expect(AFTER_LOOK(stepNames(job))).toEqual(['Roll out', 'End the rollout', 'Roll back', 'Record the result']);
  expect(job.document.env).toMatchObject({ TARGET_KIND: 'kustomize', FILE: 'kustomization.yaml', IMAGE_KEY: 'alys' });
  expect(job.document.env).not.toHaveProperty('CONTROLLER');
  expect(stepNames(job)).not.toContain('Set up kubectl');
});

test('blue-green and rolling: what no version has to take over is left out', () => {
  expect(AFTER_LOOK(stepNames(deployJob({ ...WATCHED, rollout: Rollout.blueGreen() }, false)))).toEqual(expect.arrayContaining(['Start without traffic', 'Switch the traffic', 'Promote', 'End the rollout']));
  expect(stepNames(deployJob(WATCHED, false))).not.toContain('Promote');
});

test('environments with rollouts of their own have steps of their own', () => {
  const job = deployJob({ ...WATCHED, environments: [Environment.named('staging', { rollout: Rollout.blueGreen() }), Environment.named('production').after('staging')] }, false);
  const last = job.steps.find(({ id }) => id === 'finish-rollout-production')!;
  expect(last.if).toBe("inputs.environment == 'production'");
  expect(envOf(last).PREVIOUS).toBe('${{ steps.roll-out-100-production.outputs.revision }}');
});

describe('who writes', () => {
  test('an App: a token for that repository and its contents alone, in every job that changes something', () => {
    const app = { clientId: Expr.variable('APP_CLIENT_ID'), privateKey: Expr.secret('APP_KEY') };
    const result = written((pipeline) => {
      const deploy = stage({ repository: GitOpsRepository.named('acme/deployments', { app }) })(pipeline);
      new RollbackStage(pipeline, 'Rollback', { of: deploy });
    }, { files: FILES });
    for (const job of [result.workflow('deploy').job('deploy'), result.workflow('deploy').job('recovery'), result.workflow('rollback').job('rollback')]) {
      expect(job.step('Get a token for the desired state').with).toEqual({
        'client-id': '${{ vars.APP_CLIENT_ID }}', 'private-key': '${{ secrets.APP_KEY }}', 'owner': 'acme', 'repositories': 'deployments', 'permission-contents': 'write',
      });
      expect(envOf(job.step('Roll back')).GIT_TOKEN).toBe('${{ steps.app-token.outputs.token }}');
      expect(job.document.permissions).toMatchObject({ contents: 'read' });
    }
  });

  test('the job itself, in its own repository: then it may write contents', () => {
    const job = deployJob({ repository: GitOpsRepository.same({ branch: 'deployments' }) });
    expect(job.document.permissions).toMatchObject({ contents: 'write' });
    expect(job.document.env).toMatchObject({ REPOSITORY_URL: '${{ github.server_url }}/${{ github.repository }}.git', BRANCH: 'deployments' });
    expect(envOf(job.step('Roll out')).GIT_TOKEN).toBe('${{ github.token }}');
  });
});

test('Flux is watched by the object that applies the folder', () => {
  const controller = GitOpsController.flux({ kind: FluxKind.HELM_RELEASE, name: 'alys', namespace: 'flux-{environment}' });
  const job = deployJob({ ...WATCHED, controller });
  expect(job.document.env).toMatchObject({ CONTROLLER: 'flux', CONTROLLER_KIND: 'HelmRelease', CONTROLLER_NAME: 'alys', CONTROLLER_NAMESPACE: 'flux-${{ inputs.environment }}' });
  expect(envOf(job.step('Check access to the cluster')).ACTIONS).toBe('get helmreleases.helm.toolkit.fluxcd.io');
});

test('a rollback by hand waits for health as well, and gives up no lock that git does not have', () => {
  const result = written((pipeline) => void new RollbackStage(pipeline, 'Rollback', { of: stage(WATCHED)(pipeline) }), { files: FILES });
  const job = result.workflow('rollback').job('rollback');
  expect(envOf(job.step('Roll back'))).toEqual({ TARGET_VERSION: '${{ inputs.version }}', GIT_TOKEN: '${{ secrets.DEPLOYMENTS_TOKEN }}' });
  expect(job.document.env).toMatchObject({ CONTROLLER: 'argo-cd' });
  expect(result.generated).toEqual(expect.arrayContaining(['scripts/ci/gitops-rollback.sh', 'scripts/ci/gitops-wait.sh', 'scripts/ci/gitops-deploy.sh']));
});

describe('refuses', () => {
  const two = [Environment.named('staging'), Environment.named('production')];
  test.each<[string, Partial<GitOpsDeployStageOptions>, string]>([
    ['a folder that environments share', { environments: two, path: 'apps/alys' }, 'all environments would share "apps/alys"'],
    ['a path that leaves the repository', { path: '../{environment}' }, '`path` is "../{environment}"'],
    ['a cluster in which nothing is watched', { cluster: WATCHED.cluster }, 'nothing in the cluster is watched'],
    ['a controller that cannot be asked', { controller: WATCHED.controller }, '`controller` cannot be watched'],
    ['a smoke test of what nobody sees running', { smokeTest: SmokeTest.script('tests/smoke.sh') }, 'without `cluster` nobody knows'],
    ['a gate on what nobody sees running', { rollout: Rollout.rolling().gatedBy(GATE) }, 'without `cluster` nobody knows'],
    ['steps in a file without values for them', { ...WATCHED, target: GitOpsTarget.kustomize(), rollout: Rollout.steps(10, 100) }, 'kustomization.yaml has no values'],
    ['a Job without a namespace', { ...WATCHED, smokeTest: SmokeTest.job(['/smoke.sh']) }, 'has no namespace'],
    ['flags that are not there', { featureFlags: 'config/none.toml' }, 'config/none.toml is not in this repository'],
    ['a ConfigMap that cannot be named', { featureFlags: 'config/features-production.toml', path: '{environment}/Alys' }, 'no name of Kubernetes'],
  ])('%s', (_, options, message) => {
    expect(() => written(stage(options), { files: FILES })).toThrow(message);
  });

  test.each<[string, () => unknown, string]>([
    ['no repository', () => GitOpsRepository.named('deployments', { token: TOKEN }), '"deployments" is no repository'],
    ['another repository without anybody who may write', () => GitOpsRepository.named('acme/deployments', {}), 'nobody may write'],
    ['a token that is no secret', () => GitOpsRepository.named('acme/deployments', { token: Expr.variable('TOKEN') }), '`token` is no secret'],
    ['two ways to sign in', () => GitOpsRepository.same({ token: TOKEN, app: { clientId: 'a', privateKey: TOKEN } }), 'both `app` and `token`'],
    ['no branch', () => GitOpsRepository.same({ branch: 'a b' }), '"a b" is no branch'],
    ['a file above the folder', () => GitOpsTarget.helmValues('../values.yaml'), 'no YAML file below'],
    ['a key where the chart has its own', () => GitOpsTarget.helmValues('values.yaml', { image: 'api.image' }), 'has it under "image"'],
    ['no key', () => GitOpsTarget.helmValues('values.yaml', { rollout: false, image: 'a[0]' }), '"a[0]" is no key'],
    ['no name of an image', () => GitOpsTarget.kustomize({ image: 'Alys' }), 'no name of an image'],
    ['no name of an Application', () => GitOpsController.argoCd({ application: 'Alys' }), 'the name "Alys" is none'],
    ['no namespace', () => GitOpsController.flux({ name: 'alys', namespace: '' }), 'the namespace "" is none'],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});
