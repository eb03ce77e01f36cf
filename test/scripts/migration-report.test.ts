// migration-report.sh: a report never reads better than what happened, whatever is missing.
import { Rehearsal, ScriptRun } from '../helpers/stand-ins';

let place: Rehearsal;
beforeEach(() => {
  place = new Rehearsal();
});
afterEach(() => place.remove());

const report = (parameters: Record<string, string> = {}): ScriptRun => place.run('migration-report.sh', { PHASE: 'actor-core', STEPS: 'Back up=success\nTest migration=success', ...parameters });
const written = () => JSON.parse(place.read('migration-results/report.json'));

test('tells the steps, the backup, the tests and the metrics', () => {
  place.write('backup/checksums.tsv', 'public.a\t3\tabc\npublic.a_seq\t-\tdef\npublic.b\t4\tghi\n');
  place.write('backup/SHA256SUMS', 'x\n');
  place.write('tests.xml', '<?xml version="1.0"?>\n<testsuites name="run" tests="5" skipped="0" failures="1" errors="1" time="0.1">\n');
  place.write('metrics.json', '{"verdict":"met"}');
  const run = report({ BACKUP: 'backup', JUNIT: 'tests.xml', METRICS: 'metrics.json', REVISION: 'abc123', RUN_URL: 'https://github.com/acme/tool/actions/runs/1' });
  expect(run.status).toBe(0);
  expect(run.outputs).toEqual({ result: 'success' });
  expect(written()).toEqual({
    phase: 'actor-core',
    result: 'success',
    revision: 'abc123',
    run: 'https://github.com/acme/tool/actions/runs/1',
    steps: [{ name: 'Back up', outcome: 'success' }, { name: 'Test migration', outcome: 'success' }],
    backup: { tables: 2, rows: 7 },
    tests: { tests: 5, failed: 2 },
    metrics: { verdict: 'met' },
  });
  expect(place.read('migration-results/report.md')).toBe(
    '### Migration phase actor-core: success\n\n| step | outcome |\n| --- | --- |\n| Back up | success |\n| Test migration | success |\n\nTests: 5, failed: 2.\nBackup: 2 tables, 7 rows.\nCommit `abc123`.\n');
  expect(run.summary.trim()).toBe(place.read('migration-results/report.md').trim());
});

test.each([
  ['a=success\nb=failure\nc=skipped', 'failure'],
  ['a=success\nb=cancelled\nc=skipped', 'cancelled'],
  ['a=success\nb=skipped', 'incomplete'],
  ['\na=success\n\n', 'success'],
])('of %j the result is %s', (STEPS, result) => {
  expect(report({ STEPS }).outputs).toEqual({ result });
  expect(written().result).toBe(result);
});

test('what is not there, not sealed or not readable is told as nothing', () => {
  place.write('backup/checksums.tsv', 'public.a\t3\tabc\n');
  place.write('metrics.json', '{"verdict":');
  place.write('tests.xml', 'no report');
  expect(report({ BACKUP: 'backup', METRICS: 'metrics.json', JUNIT: 'tests.xml' }).status).toBe(0);
  expect(written()).toMatchObject({ backup: null, tests: null, metrics: null });
  expect(report({ BACKUP: 'none', METRICS: 'none', JUNIT: 'none' }).status).toBe(0);
  expect(written()).toMatchObject({ backup: null, tests: null, metrics: null });
});

test.each(['Back up=', 'Back up=succes', 'success', '=success', 'a|b=success'])('steps of the form %j are refused', (STEPS) => {
  const run = report({ STEPS: `Test migration=success\n${STEPS}` });
  expect(run.status).toBe(64);
  expect(run.stderr).toContain('Unknown outcome');
  expect(run.outputs).toEqual({});
});
