// What the laws find in the workflows that this project began with, as they were written.
import * as path from 'node:path';
import { repositoryOf } from '../../src/simulate/simulate';
import { Event, Law, Proof, prove, standingLaws } from '../../src/testing';

const vmsnap = path.resolve(__dirname, '..', 'data', 'seeds', 'vmsnap');
const alys = path.resolve(__dirname, '..', 'data', 'seeds', 'alys');
const dispatched = Event.dispatch('release', { release_type: 'patch', prerelease: true });
const published = Event.release({ action: 'published', tag: 'v1.0.0' });
const deploy = Event.dispatch('deploy', { environment: 'production', version: 'v1.4.0' });
const rollback = Event.dispatch('rollback', { environment: 'production' });

function broken(proof: Proof): string[] {
  return proof.violations.map(({ law }) => law);
}

test('V30: on a release nothing is ever published, because a job before was skipped', () => {
  const proof = prove(vmsnap, published).that(Law.canRun('publish-github')).that(Law.canRun('publish-npm')).check();
  expect(broken(proof)).toEqual(['publish-github can run', 'publish-npm can run']);
  const [{ runs: [run] }] = proof.violations;
  expect(run.job('build-and-test').result).toBe('success');
  expect(run.job('publish-github').because.words).toBe("success() is false: result of prepare-release is 'skipped'");
});

test('V31: documentation is never published', () => {
  const proof = prove(vmsnap).that(Law.canRun('update-documentation')).check();
  expect(broken(proof)).toEqual(['update-documentation can run']);
  expect(String(proof)).toContain('needs.build-and-test.result is null');
});

test('V32: a prerelease that is dispatched is published as a stable release', () => {
  const proof = prove(vmsnap, dispatched).that('a prerelease does not reach npm as a stable one', (run) => !run.job('publish-npm').hasRun).check();
  expect(proof.holds).toBe(false);
  expect(proof.violations[0]).toMatchObject({ deviations: 0 });
});

test('V35: tests run although the release was not prepared', () => {
  const proof = prove(vmsnap, dispatched).that(Law.neverAfterFailureOf('build-and-test', 'prepare-release')).check();
  expect(proof.violations).toHaveLength(1);
  expect(proof.violations[0].deviations).toBe(1);
  expect(proof.violations[0].runs[0].job('prepare-release').result).toBe('failure');
});

test('A36: without an answer of GitHub it deploys all the same', () => {
  const law = 'nothing is deployed unless GitHub said that the last deployment succeeded';
  const unanswered = prove(alys, deploy).executing('pre-deployment', { gh: { exit: 4 } }).that(law, (run) => !run.job('deploy').hasRun).check();
  expect(broken(unanswered)).toEqual([law]);
  expect(unanswered.violations[0].runs[0].job('pre-deployment').outputs).toEqual({ proceed: 'true' });
  // Where GitHub answers, the same script does what it should.
  const failed = prove(alys, deploy).executing('pre-deployment', { gh: { stdout: 'failure\n' } }).that(law, (run) => !run.job('deploy').hasRun).check();
  expect(failed.violations).toEqual([]);
});

test('A53: a deployment and its rollback, and two deployments, run at once', () => {
  const proof = prove(alys, deploy, rollback).that(Law.neverTogether('deploy', 'rollback')).that(Law.oneAtATime()).check();
  expect(broken(proof)).toEqual(['deploy and rollback are never at work at once', 'an environment is never deployed to by two runs at once']);
  expect(proof.violations[0].because).toContain('rollback was still at work when deploy began');
});

test('the laws that stand everywhere find V30, V31 and A53 without being told what to look for', () => {
  const found = [vmsnap, alys].flatMap((folder) => broken(standingLaws(repositoryOf(folder)).reduce((prover, law) => prover.that(law), prove(folder)).check()));
  expect(found).toEqual([
    'release.yml: publish-github runs once all that it needs has succeeded',
    'release.yml: update-documentation can run',
    'an environment is never deployed to by two runs at once',
  ]);
});
