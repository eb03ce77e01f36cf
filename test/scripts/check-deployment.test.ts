// check-deployment.sh: no record, no consent, and a call that fails is never an empty list. The whole story, with the real
// gh, is test/e2e/deployment-records.e2e.ts.
import { Rehearsal } from '../helpers/stand-ins';

// Lists the records of an environment from $RECORDS and statuses by number from $STATUSES; fails a call that $BREAK is in.
const GH = `
path="\${!#}"
if [[ -n "$BREAK" && "$path" == *"$BREAK"* ]]; then echo 'gh: Server Error (HTTP 502)' >&2; exit 1; fi
if [[ "$path" =~ environment=([^\\&]+) ]]; then jq --compact-output --arg name "\${BASH_REMATCH[1]}" '.[$name] // []' <<< "$RECORDS"
elif [[ "$path" =~ deployments/([0-9]+)/statuses ]]; then jq --compact-output --arg id "\${BASH_REMATCH[1]}" '.[$id] // []' <<< "$STATUSES"
else exit 1; fi`;
const TIME = '2026-11-20T10:00:00Z';

interface Given { id: number; version: string; states: string[]; run?: string; created?: string }

let place: Rehearsal;
beforeEach(() => {
  place = new Rehearsal();
  place.standIn('gh', GH);
});
afterEach(() => place.remove());

/** Records by environment, newest first; states of each, newest first as well. */
function check(records: Record<string, Given[]>, parameters: Record<string, string> = {}, options = {}) {
  const status = (id: number, state: string, created: string) => ({ state, created_at: created, log_url: `https://github.com/acme/alys/actions/runs/${id}`, description: '' });
  const statuses = Object.values(records).flat().map(({ id, states, created = TIME }) => [id, states.map((state) => status(id, state, created))]);
  const record = ({ id, version, run = String(id), created = TIME }: Given) => ({ id, created_at: created, payload: { version, run_id: run } });
  const listed = Object.entries(records).map(([name, all]) => [name, all.map(record)]);
  return place.run('check-deployment.sh', {
    REPOSITORY: 'acme/alys',
    ENVIRONMENT: 'staging',
    VERSION: '1.4.0',
    GH_TOKEN: 'token-of-test',
    RECORDS: JSON.stringify(Object.fromEntries(listed)),
    STATUSES: JSON.stringify(Object.fromEntries(statuses)),
    ...parameters,
  }, options);
}

const asked = () => place.calls('gh').map(({ args }) => args.at(-1));

test('a version that the environment before has is let through, also on a laptop', () => {
  const records = { testnet: [{ id: 1, version: '1.4.0', states: ['success', 'in_progress'] }] };
  const run = check(records, { AFTER: 'testnet' });
  expect(run.stderr).toBe('');
  expect(run).toMatchObject({ status: 0, outputs: { 'overridden': '', 'previous-version': '' } });
  expect(asked()).toEqual([
    'repos/acme/alys/deployments?environment=staging&task=deploy&per_page=5',
    'repos/acme/alys/deployments?environment=testnet&task=deploy&per_page=100',
    'repos/acme/alys/deployments/1/statuses?per_page=30',
  ]);
  expect(check(records, { AFTER: 'testnet' }, { onLaptop: true })).toMatchObject({ status: 0, stdout: 'previous-version=\noverridden=\n' });
  expect(run.stdout + run.stderr).not.toContain('token-of-test');
});

test.each([
  [[], 'testnet never got 1.4.0. Deploy it there first. Recorded there: nothing.'],
  [[{ id: 2, version: '1.5.0', states: ['success'] }, { id: 1, version: '1.3.0', states: ['inactive', 'success'] }], 'Recorded there: 1.5.0, 1.3.0.'],
  [[{ id: 1, version: '1.4.0', states: ['failure', 'success'] }], 'testnet got 1.4.0, but it failed or was rolled back'],
  [[{ id: 2, version: '1.4.0', states: ['error'] }, { id: 1, version: '1.4.0', states: ['success'] }], 'runs/2'],
  [[{ id: 1, version: '1.4.0', states: ['in_progress', 'failure'] }], 'testnet is still getting 1.4.0'],
  [[{ id: 1, version: '1.4.0', states: [] }], 'testnet is still getting 1.4.0'],
  [[{ id: 1, version: '1.4.0', states: ['inactive', 'in_progress'] }], 'testnet had 1.4.0 withdrawn'],
])('with %j before it is refused', (testnet, message) => {
  const run = check({ testnet }, { AFTER: 'testnet' });
  expect(run.status).toBe(3);
  expect(run.stderr).toContain(message);
  expect(run.stderr).toContain('start it again with force');
  expect(run.summary).toContain('may not be deployed');
  expect(run.outputs).toEqual({ 'previous-version': '' });
});

test('what was superseded had its success', () => {
  expect(check({ testnet: [{ id: 1, version: '1.4.0', states: ['inactive', 'success', 'in_progress'] }] }, { AFTER: 'testnet' }).status).toBe(0);
});

test.each(['queued', 'pending', 'in_progress'])('a deployment that is %s stands in the way until it is lost', (state) => {
  const created = new Date(Date.now() - 30 * 60_000).toISOString().replace(/\.\d+Z$/, 'Z');
  const records = { staging: [{ id: 7, version: '1.3.0', states: [state], created }] };
  const run = check(records);
  expect(run.status).toBe(3);
  expect(run.stderr).toContain(`A deployment to staging is still in progress (1.3.0, ${created}, https://github.com/acme/alys/actions/runs/7)`);
  expect(check(records, { RUN_ID: '7' }).status).toBe(0);
  const lost = check(records, { MAX_AGE: '20' });
  expect(lost.status).toBe(0);
  expect(lost.stderr).toContain('counts as lost');
});

test('a failure is told and stands in no way; the last success before it is the previous version', () => {
  const run = check({ staging: [{ id: 3, version: '1.3.1', states: ['failure'] }, { id: 2, version: '1.3.0', states: ['success'] }] });
  expect(run).toMatchObject({ status: 0, outputs: { 'overridden': '', 'previous-version': '1.3.0' } });
  expect(run.stderr).toContain('The last deployment to staging failed: 1.3.1');
});

test('force overrides every refusal and names them and who did it', () => {
  const created = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const run = check({ staging: [{ id: 7, version: '1.3.0', states: ['in_progress'], created }] }, { AFTER: 'testnet', FORCE: 'true', ACTOR: 'ann' });
  expect(run.status).toBe(0);
  expect(run.stderr).toMatch(/ann deploys 1\.4\.0 to staging by force[^]*still in progress[^]*testnet never got 1\.4\.0/);
  expect(run.outputs.overridden).toMatch(/still in progress.*testnet never got/);
  expect(run.summary).toContain('by force of ann');
});

test.each(['environment=staging', 'environment=testnet', 'deployments/1/'])('a failed call of %s is a refusal that force does not override', (BREAK) => {
  const run = check({ testnet: [{ id: 1, version: '1.4.0', states: ['success'] }] }, { AFTER: 'testnet', FORCE: 'true', BREAK });
  expect(run.status).toBe(4);
  expect(run.stderr).toMatch(/HTTP 502[^]*permission for deployments/);
  expect(run.outputs.overridden).toBeUndefined();
});

test.each(['', '{}', '[{}]', '[{"id":1', 'null', '"text"'])('a list that is %j is a refusal', (text) => {
  place.standIn('gh', `printf '%s' '${text}'`);
  const run = check({});
  expect(run.status).toBe(4);
  expect(run.outputs).toEqual({});
});

test.each([
  [{ REPOSITORY: 'alys' }, 'Use owner/name'],
  [{ FORCE: 'yes' }, 'FORCE is yes'],
  [{ MAX_AGE: '0' }, 'MAX_AGE is 0'],
  [{ MAX_AGE: 'a[$(id)]' }, 'MAX_AGE is a[$(id)]'],
  [{ AFTER: 'staging' }, 'AFTER is staging itself'],
  [{ VERSION: '' }, 'VERSION is empty'],
  [{ GH_TOKEN: '' }, 'GH_TOKEN is empty'],
])('%j is wrong usage', (parameters, message) => {
  const run = check({}, parameters as Record<string, string>);
  expect(run.status).toBe(64);
  expect(run.stderr).toContain(message);
  expect(place.calls('gh')).toEqual([]);
});
