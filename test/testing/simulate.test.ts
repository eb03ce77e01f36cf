/**
 * Invariants: jobs are found by key, id, name and construct path, in simulations, results that are given, and laws; the
 * environments of a composition have the reviewers and branches that it gives them; the composition is synthesized once.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from 'projen';
import { DeliveryProject, Environment, NodeCiPipeline, NpmReleasePipeline, PublishTarget } from '../../src';
import { Event, Law, prove, Result, simulate, synthesize } from '../../src/testing';
import { exampleProject, synthesizeExample } from '../helpers/example';

let synths = 0;
const SCRIPTS = Object.fromEntries(['build', 'lint', 'check-format', 'test', 'test:unit', 'test:coverage'].map((name) => [name, `node ${name}.js`]));

const compose = (outdir: string): Project => {
  synths += 1;
  writeFileSync(join(outdir, 'package.json'), JSON.stringify({ name: 'shop', version: '1.0.0', repository: { type: 'git', url: 'git+https://github.com/octo-org/shop.git' }, files: ['lib'], license: 'MIT', scripts: SCRIPTS }));
  writeFileSync(join(outdir, 'package-lock.json'), '{"name":"shop","version":"1.0.0","lockfileVersion":3,"packages":{}}');
  const project = new DeliveryProject({ name: 'shop', repository: 'octo-org/shop', outdir });
  const ci = new NodeCiPipeline(project, 'Ci', { nodeVersion: '24', testVersions: ['22', '24'], branches: ['main'] });
  new NpmReleasePipeline(project, 'Release', {
    tested: ci,
    production: PublishTarget.npm({ environment: Environment.named('production').approvedBy('octo-org/maintainers').onlyFrom({ branches: ['main'], tags: ['v*'] }) }),
  });
  return project;
};
const release = Event.dispatch('release', { bump: 'patch' });

describe('jobs of a composition', () => {
  const run = simulate(compose, Event.push({ branch: 'main' })).run().run('ci');

  test.each([
    ['key of a leg', 'unit-tests (22)', 'unit-tests (22)'],
    ['name of its check', 'Unit Tests (Node 24)', 'unit-tests (24)'],
    ['id', 'gate', 'gate'],
    ['name', 'Continuous Integration Gate', 'gate'],
    ['construct path and id', 'Ci/Security/security', 'security'],
    ['construct path', 'Ci/Security', 'security'],
    ['end of a construct path', 'Security/security', 'security'],
  ])('by %s', (_, what, key) => {
    expect(run.job(what).key).toBe(key);
  });

  test('that are several have to be told apart', () => {
    expect(() => run.job('unit-tests')).toThrow('"unit-tests" are 2 jobs of .github/workflows/ci.yml: unit-tests (22), unit-tests (24). Name one of them.');
    expect(run.jobsOf('unit-tests').map(({ key }) => key)).toEqual(['unit-tests (22)', 'unit-tests (24)']);
  });

  test('that are not there are told with the nearest', () => {
    expect(() => run.job('gaet')).toThrow('The run of .github/workflows/ci.yml has no job "gaet". Did you mean gate?');
    expect(() => run.job('Ci/Nowhere')).toThrow('has no job "Ci/Nowhere". There are: ');
  });

  test('are found by the same names where results are given, and where laws are about them', () => {
    const failed = simulate(compose, release).withResult('Release/Tag', Result.FAILURE).run().run('release');
    expect([failed.job('tag').result, failed.job('publish-production').result, failed.conclusion]).toEqual(['failure', 'skipped', 'failure']);
    expect(prove(compose, release).that(Law.onlyAfterSuccessOf('Production/publish-production', 'Release/Tag', 'Plan/tested')).check().violations).toEqual([]);
    expect(prove(compose, Event.push({ branch: 'main' })).that(Law.alwaysRuns('Ci/gate')).check().holds).toBe(true);
  });
});

describe('a simulation of a composition', () => {
  test('synthesizes it once, however often it is asked', () => {
    synths = 0;
    const other = (outdir: string) => compose(outdir);
    simulate(other, release).run();
    simulate(other, release).withResult('tag', 'failure').run();
    prove(other, release).that(Law.canRun('tag')).check();
    expect(synths).toBe(1);
  });

  test('takes what was synthesized, files, or a folder', () => {
    const made = synthesize(compose);
    const workflow = '.github/workflows/ci.yml';
    const orders = [simulate(made, release), simulate(made.outdir, release), simulate(compose, release)].map((each) => each.run().run('release').order);
    expect(orders[1]).toEqual(orders[0]);
    expect(orders[2]).toEqual(orders[0]);
    expect(simulate({ [workflow]: made.text(workflow) }, Event.push()).run().run('ci').job('gate').hasRun).toBe(true);
    expect(made.job('Ci/Security').id).toBe('security');
  });

  test('knows the repository', () => {
    expect(simulate(compose, release).run().run('release').job('publish-production').source.workflow.path).toBe('.github/workflows/release.yml');
    expect(simulate(compose, release).run().runs[0].event.place.repository).toBe('octo-org/shop');
  });

  test('asks the reviewers of its environments', () => {
    const environment = (simulation: ReturnType<typeof simulate>) => {
      const job = simulation.run().job('publish-production');
      return [job.result, job.environment?.approval, job.environment?.because];
    };
    expect(environment(simulate(compose, release))).toEqual(['success', 'approved', 'octo-org/maintainers consented to production']);
    const rules = { reviewers: ['octo-org/maintainers'] };
    expect(environment(simulate(compose, release).withEnvironment('production', { ...rules, approval: 'rejected' }))).toEqual(['failure', 'rejected', 'octo-org/maintainers rejected production']);
    expect(environment(simulate(compose, release).withEnvironment('production', { ...rules, approval: 'waiting' }))).toEqual(['waiting', 'waiting', 'production waits for octo-org/maintainers']);
  });

  test('refuses them to other branches', () => {
    const job = simulate(compose, Event.dispatch('release', { bump: 'patch' }, { branch: 'dev' })).run().job('publish-production');
    expect([job.result, job.environment?.approval, job.note]).toEqual(['failure', 'refused', 'dev may not use production: branch main, tag v* may']);
  });
});

describe('the deployment of alys', () => {
  const alys = exampleProject('alys');
  const made = synthesizeExample('alys');
  const deploy = Event.dispatch('deploy', { environment: 'production', version: '1.4.0' });

  test('that fails is looked at, and recovered where something was left unfinished', () => {
    const run = simulate(made, deploy)
      .withResult('Deploy/deploy', Result.FAILURE)
      .withOutputs('Deploy/deploy', { finish: '' })
      .withOutputs('Deploy/unfinished', { state: 'pending-upgrade' })
      .run();
    expect(run.job('Deploy/deploy').result).toBe('failure');
    expect(run.job('Deploy/unfinished').hasRun).toBe(true);
    expect(run.job('Deploy/recovery').hasRun).toBe(true);
    expect(run.run('deploy').conclusion).toBe('failure');
  });

  test('that rolled itself back needs no recovery', () => {
    const run = simulate(made, deploy).withResult('Deploy/deploy', Result.FAILURE).withOutputs('Deploy/deploy', { 'finish': 'success', 'roll-back': 'success' }).run();
    expect(run.job('Deploy/unfinished').because.words).toContain("needs.deploy.outputs.finish is 'success'");
    expect([run.job('unfinished').result, run.job('recovery').result, run.job('notify-result').result]).toEqual(['skipped', 'skipped', 'success']);
  });

  test('waits for those who were named in the composition', () => {
    expect(simulate(made, deploy).run().job('deploy').environment).toMatchObject({ name: 'production', approval: 'approved', because: 'alysnetwork/operators, alysnetwork/leads consented to production' });
    expect(simulate(made, Event.dispatch('deploy', { environment: 'staging', version: '1.4.0' })).run().job('deploy').environment).toMatchObject({ name: 'staging', approval: 'none' });
  });

  test('holds the group of its environment, so that a rollback comes after it', () => {
    const { runs } = simulate(made, deploy, Event.dispatch('rollback', { environment: 'production' })).holding('Deploy/deploy').run();
    const [deployed, rolledBack] = [runs[0].job('deploy'), runs[1].job('rollback')];
    expect(rolledBack.began).toBeGreaterThan(deployed.ended!);
  });

  test('is composed by the example itself', () => {
    expect(typeof alys).toBe('function');
    expect(made.project.name).toBe('alys');
  });

  test('answers one event in less than 20 ms once it is warm', () => {
    const once = () => {
      const began = performance.now();
      simulate(made, deploy).run();
      return performance.now() - began;
    };
    const times = Array.from({ length: 30 }, once).sort((one, other) => one - other);
    // The quickest third: other work on the machine is not what is measured.
    expect(times[10]).toBeLessThan(20);
  });
});
