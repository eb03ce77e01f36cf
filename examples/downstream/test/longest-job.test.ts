// The company's rule holds in every repository of it, for jobs of any stage.
import { AcmeProject, LongestJob } from 'acme-delivery';
import { Ci, DeliveryProject, KvmIntegrationStage, NodeCiPipeline, Timeout } from 'projen-delivery';
import { attempt } from 'projen-delivery/testing';
import { REPOSITORY } from './repository';

function withTests<T extends DeliveryProject>(project: T, minutes: number): T {
  const ci = new NodeCiPipeline(project, 'Ci', { nodeVersion: '24' });
  new KvmIntegrationStage(ci, 'Integration', { command: 'node --test', timeout: Timeout.minutes(minutes) });
  return project;
}

// #region check-test
test('a job over the limit is refused before anything is written', () => {
  const { error, changed } = attempt((outdir) => withTests(new AcmeProject({ name: 'shop', outdir }), 60), { files: REPOSITORY });
  expect(error?.message).toContain('Ci/Integration: the job "integration" of .github/workflows/ci.yml may take 60 minutes. [acme-longest-job]');
  expect(changed).toEqual([]);
});
// #endregion

test('a job at the limit passes', () => {
  const { error } = attempt((outdir) => withTests(new AcmeProject({ name: 'shop', outdir }), 45), { files: REPOSITORY });
  expect(error).toBeUndefined();
});

test('a project of the library takes the rule with another limit', () => {
  const { error } = attempt((outdir) => {
    const project = withTests(new DeliveryProject({ name: 'shop', outdir }), 30);
    Ci.of(project).addCheck(new LongestJob(Timeout.minutes(20)));
    return project;
  }, { files: REPOSITORY });
  expect(error?.message).toContain('may take 30 minutes.');
});
