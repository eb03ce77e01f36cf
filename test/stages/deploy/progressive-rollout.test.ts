// Deployments that a controller of the cluster leads: what may be asked of it, and the steps that come of it.
import { Project } from 'projen';
import { Cluster, ContainerImage, Environment, HelmDeployStage, HelmDeployStageOptions, Metric, MetricGate, Pipeline, RollbackStage, Rollout, SmokeTest, StarterChart, Timeout } from '../../../src';
import { SynthesizedJob } from '../../../src/testing';
import { written } from '../in-pipeline';

const gate = MetricGate.prometheus({ server: 'https://prometheus.example.com', require: [Metric.value('errors').below(5)] });

function jobs(options: Partial<HelmDeployStageOptions>): { deploy: SynthesizedJob; rollback: SynthesizedJob; files: string[] } {
  const result = written((pipeline: Pipeline) => {
    new StarterChart(Project.of(pipeline), 'Chart', { path: 'helm/tool' });
    const deploy = new HelmDeployStage(pipeline, 'Deploy', {
      image: ContainerImage.of('ghcr.io/acme/tool'),
      chart: 'helm/tool',
      namespace: 'tool',
      cluster: Cluster.kubeconfig(),
      environments: [Environment.named('production')],
      smokeTest: SmokeTest.job(['/smoke.sh']),
      ...options,
    });
    new RollbackStage(pipeline, 'Rollback', { of: deploy });
  });
  return {
    deploy: result.workflow('deploy').job('deploy'),
    rollback: result.workflow('rollback').job('rollback'),
    files: ['argo', 'flagger'].filter((name) => result.has(`scripts/ci/${name}-rollout.sh`)),
  };
}

const names = (job: SynthesizedJob) => job.steps.map((step) => step.name!);
const between = (job: SynthesizedJob, first: string, last: string) => names(job).slice(names(job).indexOf(first), names(job).indexOf(last));
const step = (job: SynthesizedJob, name: string) => job.steps.find((each) => each.name === name)!;

describe('Rollout.argo', () => {
  test.each([[[10, 50]], [[50, 10, 100]], [[]]])('refuses %j, which does not rise to 100', (steps) => {
    expect(() => Rollout.argo(...steps)).toThrow(/Rollout\.argo: rollout steps must rise to 100/);
  });

  test.each([0, 101, 2.5])('refuses %d', (share) => {
    expect(() => Rollout.argo(share, 100)).toThrow(`Rollout.argo: ${share} is no percentage.`);
  });

  test('takes shares for which Deployments would need many pods', () => {
    expect(Rollout.argo(90, 100).percentages).toEqual([90, 100]);
    expect(() => Rollout.steps(90, 100)).toThrow(/90 % needs 9 times the pods/);
  });
});

describe('Rollout.flagger', () => {
  const analysis = (rollout: Rollout) => rollout._analysis!;

  test('has an analysis without being told', () => {
    expect(analysis(Rollout.flagger()).spec).toEqual({
      interval: '1m', threshold: 5, stepWeight: 10, maxWeight: 50, metrics: [{ name: 'request-success-rate', interval: '1m', thresholdRange: { min: 99 } }],
    });
    expect(analysis(Rollout.flagger()).minutes).toBe(13);
  });

  test('passes on what it is told, and keeps it with a gate', () => {
    const rollout = Rollout.flagger({
      interval: Timeout.minutes(2), threshold: 1, iterations: 4, provider: 'kubernetes', metrics: [{ name: 'errors', max: 0, template: 'error-rate' }],
    }).gatedBy(gate);
    expect(analysis(rollout).spec).toEqual({
      interval: '2m', threshold: 1, iterations: 4, metrics: [{ name: 'errors', templateRef: { name: 'error-rate' }, interval: '2m', thresholdRange: { max: 0 } }],
    });
    expect([analysis(rollout).provider, analysis(rollout).minutes]).toEqual(['kubernetes', 16]);
  });

  test.each<[object, RegExp]>([
    [{ threshold: 0 }, /`threshold` is 0\..*from 1 to 100/s],
    [{ stepWeight: 101 }, /`stepWeight` is 101\./],
    [{ stepWeight: 30, maxWeight: 20 }, /`maxWeight` is 20\..*from 30 to 100/s],
    [{ iterations: 1.5 }, /`iterations` is 1\.5\./],
    [{ provider: 'Istio!' }, /`provider` is "Istio!"\./],
    [{ metrics: [{ name: 'errors' }] }, /the metric "errors" may be anything\./],
    [{ metrics: [{ name: '', max: 1 }] }, /"" is no name of a metric\./],
  ])('refuses %j', (options, message) => {
    expect(() => Rollout.flagger(options)).toThrow(message);
  });
});

describe('a deployment by Argo Rollouts', () => {
  test('has its shares held, tested and measured one by one', () => {
    const { deploy } = jobs({ rollout: Rollout.argo(10, 100).gatedBy(gate) });
    expect(between(deploy, 'Start the rollout', 'Roll back')).toEqual([
      'Start the rollout', 'Roll out to 10 %', 'Smoke test at 10 %', 'Check metrics at 10 %', 'Roll out to 100 %', 'Smoke test at 100 %', 'Check metrics at 100 %', 'Promote',
      'Keep as the version in service',
    ]);
    expect(step(deploy, 'Start the rollout').env).toMatchObject({ STRATEGY: 'argo', STEPS: '10 100', PERCENTAGE: 10 });
    expect(step(deploy, 'Roll out to 10 %').env).toMatchObject({ ACTION: 'advance', PERCENTAGE: 10 });
    expect(step(deploy, 'Smoke test at 10 %').env).toMatchObject({ URL: '${{ steps.roll-out-10.outputs.url }}' });
    expect(step(deploy, 'Keep as the version in service').env).toMatchObject({ STRATEGY: 'argo', STEPS: '10 100', PHASE: 'promote' });
  });

  test('looks for it before anything is recorded or changed, and not on the way back', () => {
    const { deploy, rollback } = jobs({ rollout: Rollout.argo(100) });
    const order = names(deploy);
    expect(order.indexOf('Look for Argo Rollouts')).toBeLessThan(order.indexOf('Recover an interrupted rollout, if there is one'));
    expect(order).toContain('Look for Argo Rollouts');
    expect(names(rollback)).not.toContain('Look for Argo Rollouts');
  });
});

describe('a deployment by Flagger', () => {
  test('waits for its decision as long as that may take', () => {
    const { deploy } = jobs({ rollout: Rollout.flagger(), readyTimeout: Timeout.minutes(4) });
    expect(between(deploy, 'Look at what Flagger knows', 'Roll back')).toEqual([
      'Look at what Flagger knows', 'Start the rollout', 'Wait for Flagger', 'Smoke test at 100 %', 'Keep as the version in service',
    ]);
    expect(step(deploy, 'Wait for Flagger').env).toMatchObject({ ACTION: 'wait', READY_TIMEOUT: '17m', BEFORE: '${{ steps.look-before.outputs.before }}' });
    expect(JSON.parse(String(step(deploy, 'Start the rollout').env!.ANALYSIS))).toMatchObject({ maxWeight: 50 });
    expect(deploy.document['timeout-minutes']).toBeGreaterThan(17 + 5);
  });
});

test('each environment has the steps of its own rollout, and the scripts of both are there for the way back', () => {
  const { deploy, files } = jobs({
    rollout: Rollout.argo(100),
    environments: [Environment.named('testnet', { rollout: Rollout.rolling() }), Environment.named('staging', { rollout: Rollout.flagger() }), Environment.named('production')],
  });
  expect(step(deploy, 'Look for Argo Rollouts').if).toBe('inputs.environment == \'production\'');
  expect(step(deploy, 'Look for Flagger').if).toBe('inputs.environment == \'staging\'');
  expect(step(deploy, 'Wait for Flagger').env).toMatchObject({ ACTION: 'wait' });
  expect(step(deploy, 'Roll out to 100 %').env).toMatchObject({ ACTION: 'advance' });
  expect(files).toEqual(['argo', 'flagger']);
});

test('without a controller nothing of it is there', () => {
  const { deploy, files } = jobs({ rollout: Rollout.steps(10, 100) });
  expect(names(deploy).filter((name) => /Argo|Flagger|Start the rollout|Keep/.test(name))).toEqual([]);
  expect(files).toEqual([]);
});
