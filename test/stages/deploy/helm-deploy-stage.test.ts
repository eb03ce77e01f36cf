/**
 * Invariants: what a step is told is what the options say, for the environment of the run and no other; every step is checked
 * before the next; and what the deployment would miss at night is missed when it is composed.
 */
import { between, deployJob, deployment, ENVIRONMENTS, refusal } from './composed';
import {
  Cluster, DeployStage, Environment, Expr, HelmDeployStage, HelmDeployStageOptions, KubernetesTools, Metric, MetricGate, RollbackStage, Rollout, SmokeTest, StarterChart, Step,
  StepOptions, Timeout,
} from '../../../src';
import { evaluateCondition } from '../../helpers/expressions';

const GATE = () => MetricGate.prometheus({ server: 'https://prometheus.example.com', require: [Metric.value('errors').below(1)], attempts: 1 });
const changing = (options: Partial<HelmDeployStageOptions>) => between(deployJob(options), 'Record the deployment', 'Record the result');
const rollouts = (options: Partial<HelmDeployStageOptions>) => deployJob(options).steps.filter(({ run }) => run?.includes('helm-rollout.sh')).map(({ name, env }) => [name, env!.STRATEGY, env!.PERCENTAGE ?? env!.PHASE]);

describe('options', () => {
  const job = deployJob();

  test('chart is taken from the version that is deployed, and names the release', () => {
    expect(job.document.env).toMatchObject({ CHART: 'version/helm/tool', RELEASE: 'tool', ENVIRONMENT: '${{ inputs.environment }}' });
    expect(deployJob({ chart: './charts/server' }, { files: { 'charts/server/Chart.yaml': '' } }).document.env).toMatchObject({ CHART: 'version/charts/server', RELEASE: 'server' });
  });

  test('the image is the one that the checks found, by its digest', () => {
    expect(job.document.env).toMatchObject({
      IMAGE: '${{ needs.pre-deployment.outputs.image }}', VERSION: '${{ needs.pre-deployment.outputs.tag }}', DIGEST: '${{ needs.pre-deployment.outputs.digest }}',
    });
  });

  test('release and namespace are those of every job that changes the environment', () => {
    const own = deployment({ release: 'node', namespace: 'net-{environment}' }, { more: (of, pipeline) => new RollbackStage(pipeline, 'Rollback', { of }) });
    const jobs = [own.workflow('deploy').job('deploy'), own.workflow('deploy').job('recovery'), own.workflow('rollback').job('rollback')];
    for (const { document, step } of jobs.map((each) => ({ document: each.document, step: each.step('Check access to the cluster') }))) {
      expect(document.env).toMatchObject({ RELEASE: 'node', NAMESPACE: 'net-${{ inputs.environment }}' });
      expect(step.env).toMatchObject({ NAMESPACE: 'net-${{ inputs.environment }}' });
    }
  });

  test('values are files of the version, those of the environment among them, in their order', () => {
    expect(deployJob({ values: ['helm/values.yaml', './helm/values-{environment}.yaml'] }).document.env.VALUES).toBe('version/helm/values.yaml version/helm/values-${{ inputs.environment }}.yaml');
    expect(job.document.env).not.toHaveProperty('VALUES');
  });

  test('featureFlags are in place before the version that reads them, and every step names them', () => {
    const withFlags = deployJob({ featureFlags: 'config/features-{environment}.toml', rollout: Rollout.steps(10, 100) });
    expect(between(withFlags, 'Record the deployment', 'Record the result')[0]).toBe('Apply feature flags');
    expect(withFlags.step('Apply feature flags').env).toEqual({ FILE: 'version/config/features-${{ inputs.environment }}.toml' });
    for (const name of ['Roll out to 10 %', 'Roll out to 100 %', 'Promote']) expect(withFlags.step(name).env!.CONFIG_MAP).toBe('${{ steps.feature-flags.outputs.config-map }}');
    expect(job.step('Promote').env).not.toHaveProperty('CONFIG_MAP');
  });

  test('readyTimeout is that of every step, and part of the job\'s time', () => {
    const minutes = (ready?: number) => deployJob({ readyTimeout: ready === undefined ? undefined : Timeout.minutes(ready) }).document;
    expect(minutes(3).env.READY_TIMEOUT).toBe('3m');
    expect(minutes().env.READY_TIMEOUT).toBe('10m');
    // One step, two to promote, one back.
    expect(minutes(20)['timeout-minutes'] - minutes(3)['timeout-minutes']).toBe(4 * 17);
    expect(minutes(300)['timeout-minutes']).toBe(360);
  });

  test('cluster brings its steps and what they may', () => {
    const eks = deployJob({ cluster: Cluster.eks({ name: 'c-{environment}', region: 'us-east-1', role: 'arn:aws:iam::123456789012:role/deploy', tools: KubernetesTools.of({ helm: '3' }) }) });
    expect(eks.document.permissions).toEqual({ 'contents': 'read', 'deployments': 'write', 'id-token': 'write' });
    expect(eks.step('Set up Helm').with!.version).toMatch(/^v3\./);
    expect(eks.step('Check access to the cluster').env!.CLUSTER).toContain('c-${{ inputs.environment }}');
  });
});

describe('rollout', () => {
  test('is one of pods where nothing is said', () => {
    expect(rollouts({})).toEqual([['Roll out', 'rolling', 100], ['Promote', 'rolling', 'promote']]);
  });

  test('by steps, and blue-green', () => {
    expect(rollouts({ rollout: Rollout.steps(10, 50, 100) })).toEqual([['Roll out to 10 %', 'canary', 10], ['Roll out to 50 %', 'canary', 50], ['Roll out to 100 %', 'canary', 100], ['Promote', 'canary', 'promote']]);
    expect(rollouts({ rollout: Rollout.blueGreen() })).toEqual([['Start without traffic', 'blue-green', 0], ['Switch the traffic', 'blue-green', 100], ['Promote', 'blue-green', 'promote']]);
  });

  test('knows the revision that was in service before, at each step', () => {
    for (const step of deployJob({ rollout: Rollout.steps(10, 100) }).steps.filter(({ run }) => run?.includes('helm-rollout.sh'))) expect(step.env!.PREVIOUS).toBe('${{ steps.look.outputs.revision }}');
  });

  test('with a gate asks metrics after each step with traffic, with smoke tests before', () => {
    const smokeTest = SmokeTest.job(['/smoke']);
    expect(changing({ rollout: Rollout.steps(10, 100).gatedBy(GATE()), smokeTest })).toEqual([
      'Roll out to 10 %', 'Smoke test at 10 %', 'Check metrics at 10 %', 'Roll out to 100 %', 'Smoke test at 100 %', 'Check metrics at 100 %', 'Promote',
    ]);
    expect(changing({ rollout: Rollout.blueGreen().gatedBy(GATE()), smokeTest })).toEqual([
      'Start without traffic', 'Smoke test at 0 %', 'Switch the traffic', 'Smoke test at 100 %', 'Check metrics at 100 %', 'Promote',
    ]);
  });

  test('has its conditions in a file that a pull request shows', () => {
    const gated = deployment({ rollout: Rollout.steps(100).gatedBy(GATE()) });
    expect(JSON.parse(gated.text('.github/delivery/deploy-gate.json')).gates).toEqual({ rollout: [expect.objectContaining({ query: 'errors', comparison: '<', threshold: 1 })] });
    expect(gated.workflow('deploy').job('deploy').step('Check metrics at 100 %').env).toMatchObject({
      GATE_FILE: '.github/delivery/deploy-gate.json', GATE: 'rollout', ENVIRONMENT: '${{ inputs.environment }}', VERSION: '${{ needs.pre-deployment.outputs.tag }}',
    });
  });

  describe('of its own in an environment', () => {
    const both = deployment({
      rollout: Rollout.steps(10, 100).gatedBy(GATE()),
      environments: [Environment.named('testnet', { rollout: Rollout.rolling() }), Environment.named('staging'), Environment.named('production', { rollout: Rollout.blueGreen().gatedBy(GATE()) }), Environment.named('eu')],
    });
    const job = both.workflow('deploy').job('deploy');

    test.each([
      ['testnet', ['Roll out', 'Promote']],
      ['staging', ['Roll out to 10 %', 'Check metrics at 10 %', 'Roll out to 100 %', 'Check metrics at 100 %', 'Promote']],
      ['eu', ['Roll out to 10 %', 'Check metrics at 10 %', 'Roll out to 100 %', 'Check metrics at 100 %', 'Promote']],
      ['production', ['Start without traffic', 'Switch the traffic', 'Check metrics at 100 %', 'Promote']],
    ])('%s runs its steps alone', (environment, names) => {
      const first = job.steps.findIndex(({ name }) => name === 'Record the deployment') + 1;
      const own = job.steps.slice(first, -1).filter((step) => evaluateCondition(step.if ?? 'true', { inputs: { environment } }));
      expect(own.map(({ name }) => name)).toEqual(names);
      expect(new Set(own.map(({ env }) => env!.STRATEGY).filter(Boolean)).size).toBe(1);
    });

    test('fails with the step: none runs after one that failed', () => {
      for (const step of job.steps.filter(({ name }) => /^(Roll out|Promote|Check metrics|Switch)/.test(name!))) expect(evaluateCondition(step.if ?? 'true', { inputs: { environment: 'staging' } }, { status: 'failure' })).toBe(false);
    });

    test('has a gate of its own', () => {
      expect(Object.keys(JSON.parse(both.text('.github/delivery/deploy-gate.json')).gates)).toEqual(['rollout-staging-eu', 'rollout-production']);
    });
  });
});

describe('files', () => {
  test('are the scripts that the jobs run, and no more', () => {
    const scripts = deployment().generated.filter((path) => path.startsWith('scripts/ci/')).map((path) => path.slice('scripts/ci/'.length));
    expect(scripts).toEqual(['check-cluster.sh', 'check-deployment.sh', 'check-environment.sh', 'deployment-record.sh', 'helm-rollback.sh', 'helm-rollout.sh', 'resolve-image.sh', 'write-kubeconfig.sh']);
  });

  test('are the same a second time', () => {
    expect(deployment({ rollout: Rollout.steps(10, 100).gatedBy(GATE()) }).resynthesize()).toEqual([]);
  });
});

describe('a subclass', () => {
  test('may add to a step and to its checks, with fields of its own', () => {
    class Careful extends HelmDeployStage {
      private readonly label = 'careful';
      protected rolloutStep(parameters: Record<string, string | number | boolean | Expr>, options: StepOptions): Step {
        return super.rolloutStep({ ...parameters, HISTORY: 20 }, { ...options, name: `${options.name} (${this.label})` });
      }

      protected checkSteps(rollout: Rollout, percentage: number, suffix: string, condition?: Expr): Step[] {
        return [...super.checkSteps(rollout, percentage, suffix, condition), Step.command('make look', { id: `look-${percentage}`, name: `Look at ${percentage} %`, condition })];
      }
    }
    const job = deployJob({ rollout: Rollout.steps(10, 100), smokeTest: SmokeTest.job(['/smoke']) }, { type: Careful, files: { Makefile: 'look:\n' } });
    expect(between(job, 'Record the deployment', 'Record the result')).toEqual([
      'Roll out to 10 % (careful)', 'Smoke test at 10 %', 'Look at 10 %', 'Roll out to 100 % (careful)', 'Smoke test at 100 %', 'Look at 100 %', 'Promote (careful)',
    ]);
    expect(job.step('Promote (careful)').env!.HISTORY).toBe(20);
  });

  test('may say otherwise how a version goes out of service', () => {
    class ByHand extends HelmDeployStage {
      protected rollBackStep(_: Record<string, string | number | boolean | Expr>, options: StepOptions): Step { return Step.command('make back', options); }
    }
    const own = deployment({}, { type: ByHand, files: { Makefile: 'back:\n' }, more: (of, pipeline) => new RollbackStage(pipeline, 'Rollback', { of }) });
    for (const [workflow, job] of [['deploy', 'deploy'], ['deploy', 'recovery'], ['rollback', 'rollback']]) expect(own.workflow(workflow).job(job).step('Roll back').run).toBe('make back');
  });

  test('is a stage that deploys', () => {
    deployment({}, { more: (deploy) => expect(deploy).toBeInstanceOf(DeployStage) });
  });
});

describe('refused is', () => {
  test('a chart that is not there, with the way to one', () => {
    const text = refusal({ chart: './helm/other/' });
    expect(text).toMatch(/^Delivery\/Deploy: there is no chart in \.\/helm\/other\/: helm\/other\/Chart\.yaml is missing\.$/m);
    expect(text).toContain('Correct `chart`, or begin with one: new StarterChart(project, \'Chart\', { path: \'helm/other\' });');
  });

  test('a starter chart of another folder', () => {
    expect(refusal({ chart: 'charts/two' }, { before: (pipeline) => void new StarterChart(pipeline, 'Two', { path: 'charts/three' }) })).toContain('there is no chart in charts/two');
  });

  test('a file that an environment lacks', () => {
    expect(refusal({ values: ['helm/values.yaml', 'helm/more-{environment}.yaml'] }, { files: { 'helm/more-staging.yaml': '' } })).toMatch(/Delivery\/Deploy: helm\/more-production\.yaml is not in this repository\.\n.*\n {2}Add the file, or correct the option that names it\./);
    expect(refusal({ values: ['helm/none.yaml'] })).toContain('helm/none.yaml is not in this repository.');
    expect(refusal({ featureFlags: 'config/{environment}.toml' })).toContain(`${ENVIRONMENTS.map((name) => `config/${name}.toml`).join(', ')} are not in this repository.`);
  });

  test.each(['Tool', 'tool_1', '-tool', 'a'.repeat(54), '${{ x }}', ''])('the release %j', (release) => {
    expect(refusal({ release })).toContain(`Delivery/Deploy: \`release\` is "${release}".`);
  });

  test.each(['Net', 'net_1', 'net-', '{env}', 'a'.repeat(64)])('the namespace %j', (namespace) => {
    expect(refusal({ namespace })).toMatch(/Delivery\/Deploy: `namespace` is ".*"\.\n.*\n {2}Use lower-case letters, digits and hyphens, 63 at most\./);
  });
});
