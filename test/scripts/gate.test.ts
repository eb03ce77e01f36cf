// gate.sh: open only if every needed job succeeded or was skipped with permission.
import { Rehearsal } from '../helpers/stand-ins';

let place: Rehearsal;
beforeEach(() => { place = new Rehearsal(); });
afterEach(() => place.remove());

const needs = (results: Record<string, string>) => JSON.stringify(
  Object.fromEntries(Object.entries(results).map(([job, result]) => [job, { result, outputs: {} }])));

test('opens when all jobs succeeded', () => {
  const run = place.run('gate.sh', { NEEDS: needs({ build: 'success', test: 'success' }) });
  expect(run.status).toBe(0);
  expect(run.stdout).toMatch(/build +success +passes/);
  expect(run.summary).toContain('| test | success | passes |');
});

test.each(['failure', 'cancelled', 'skipped', 'neutral'])('a job with result "%s" closes it', (result) => {
  const run = place.run('gate.sh', { NEEDS: needs({ build: 'success', test: result }) });
  expect(run.status).toBe(1);
  expect(run.stderr).toContain(`test (${result})`);
  expect(run.stderr).not.toContain('build (');
});

test('a skip with permission passes, a failure of the same job does not', () => {
  const parameters = { SKIPPABLE: 'docs kvm' };
  const skipped = needs({ changes: 'success', docs: 'skipped', kvm: 'success' });
  expect(place.run('gate.sh', { ...parameters, NEEDS: skipped }).status).toBe(0);
  const failed = needs({ changes: 'success', docs: 'failure', kvm: 'success' });
  expect(place.run('gate.sh', { ...parameters, NEEDS: failed }).status).toBe(1);
});

test.each(['failure', 'cancelled', 'skipped'])('no skip is believed when changes ended with %s', (result) => {
  const run = place.run('gate.sh', { NEEDS: needs({ changes: result, docs: 'skipped' }), SKIPPABLE: 'changes docs' });
  expect(run.status).toBe(1);
  expect(run.stderr).toContain(`changes (${result})`);
  expect(run.stderr).toContain('docs (skipped)');
});

test('a name is compared whole', () => {
  const run = place.run('gate.sh', { NEEDS: needs({ 'test': 'skipped', 'test-kvm': 'success' }), SKIPPABLE: 'test-kvm' });
  expect(run.status).toBe(1);
});

test.each([
  ['nothing', ''],
  ['broken JSON', '{"build":'],
  ['no job', '{}'],
  ['a list', '[]'],
  ['null', 'null'],
  ['a job without result', '{"build":{}}'],
  ['an empty result', '{"build":{"result":""}}'],
])('%s fails closed', (_, text) => {
  expect(place.run('gate.sh', { NEEDS: text }).status).toBe(64);
});

test('a skippable job it does not need is wrong usage', () => {
  const run = place.run('gate.sh', { NEEDS: needs({ build: 'success' }), SKIPPABLE: 'docs' });
  expect(run.status).toBe(64);
  expect(run.stderr).toContain('docs');
});

test('without jq it says so', () => {
  const run = place.run('gate.sh', { NEEDS: needs({ build: 'success' }) }, { onlyPrograms: ['cat'] });
  expect(run.status).toBe(69);
  expect(run.stderr).toContain('jq is not on PATH');
});
