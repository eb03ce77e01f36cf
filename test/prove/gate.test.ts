// The gate is a script: here it is really run, in every way in which the jobs that it waits for can end.
import * as path from 'node:path';
import { Event, prove } from '../../src/testing';
import { testWith } from '../helpers/stand-ins';

const vmsnap = path.resolve(__dirname, '..', '..', 'examples', 'vmsnap');

testWith(['jq'], 'the gate of pull requests is red whenever one of its jobs failed, was cancelled, or was skipped and must not be', () => {
  const skippable = ['dependency-review'];
  const proof = prove(vmsnap, Event.pullRequest(), Event.mergeGroup()).executing('gate', {}).that('the gate is green only if all is well', (run) => {
    if (run.workflow.path !== '.github/workflows/pr-validation.yml' || run.isCancelled) return true;
    const isWell = ['lint', 'build', 'dependency-review'].every((id) => run.job(id).result === 'success' || (run.job(id).result === 'skipped' && skippable.includes(id)));
    return (run.job('gate').result === 'success') === isWell;
  }).check();
  expect(String(proof)).toMatch(/^holds {3}the gate is green only if all is well \(all \d+ cases\)$/);
  expect(proof.cases).toBeGreaterThan(20);
});

testWith(['jq'], 'who names a job that is not there is told', () => {
  expect(() => prove(vmsnap, Event.push()).executing('gaet', {}).that('x', () => true).check()).toThrow(/"gaet" is neither a job nor a step of one\. Did you mean gate\?/);
});
