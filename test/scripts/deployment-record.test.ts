// deployment-record.sh: one record a run, closed with its result, and nothing passes for done that GitHub did not confirm.
// The whole story, with the real gh, is test/e2e/deployment-records.e2e.ts.
import { Rehearsal } from '../helpers/stand-ins';

// Keeps what is sent; answers a list from $LIST, a status from $LAST, and what is made with its own state.
const GH = `
path="\${!#}"
if [[ -n "$BREAK" && "$path" == $BREAK ]]; then echo 'gh: Server Error (HTTP 502)' >&2; exit 1; fi
if [[ "$*" == *'--method POST'* ]]; then body="$(cat)"; printf '%s %s\\n' "$path" "$(jq --compact-output . <<< "$body")" >> "\${0%/*}/sent"; fi
case "$path" in
  *'?environment='*) printf '%s' "$LIST" ;;
  *'/statuses?per_page=1') printf '%s' "$LAST" ;;
  */statuses) jq '{ state: .state }' <<< "$body" ;;
  *) printf '%s' "\${MADE-{\\"id\\":42\\}}" ;;
esac`;
const PARAMETERS = {
  REPOSITORY: 'acme/alys',
  ENVIRONMENT: 'us east/1',
  VERSION: 'v1.4.0',
  REF: 'v1.4.0',
  RUN_ID: '7',
  RUN_URL: 'https://github.com/acme/alys/actions/runs/7',
  GH_TOKEN: 'token-of-test',
  LIST: '[]',
  LAST: '[]',
};
const OWN = '[{"id":9,"payload":{"run_id":"8"}},{"id":5,"payload":"{\\"run_id\\":7}"},{"id":4,"payload":""},{"id":3,"payload":null}]';

let place: Rehearsal;
beforeEach(() => {
  place = new Rehearsal();
  place.standIn('gh', GH);
});
afterEach(() => place.remove());

const record = (ACTION: string, parameters: Record<string, string> = {}, options = {}) => place.run('deployment-record.sh', { ...PARAMETERS, ACTION, ...parameters }, options);
const sent = () => (place.exists('../bin/sent') ? place.read('../bin/sent') : '').split('\n').filter(Boolean).map((line) => {
  const at = line.indexOf(' ');
  return [line.slice('repos/acme/alys/'.length, at), JSON.parse(line.slice(at + 1))];
});

describe('start', () => {
  test('makes a record and says that it runs', () => {
    const run = record('start', { DIGEST: 'sha256:abc', PRODUCTION: 'true', ENVIRONMENT_URL: 'https://alys.example.com' });
    expect(run.stderr).toBe('');
    expect(run).toMatchObject({ status: 0, outputs: { id: '42', state: 'in_progress' } });
    expect(place.calls('gh')[0].args).toEqual(['api', 'repos/acme/alys/deployments?environment=us%20east%2F1&task=deploy&per_page=30']);
    expect(sent()).toEqual([
      ['deployments', expect.objectContaining({ ref: 'v1.4.0', environment: 'us east/1', auto_merge: false, required_contexts: [], production_environment: true, payload: { version: '1.4.0', digest: 'sha256:abc', run_id: '7' } })],
      ['deployments/42/statuses', { state: 'in_progress', log_url: PARAMETERS.RUN_URL, auto_inactive: false, description: '', environment_url: 'https://alys.example.com' }],
    ]);
    expect(place.calls().flatMap(({ args }) => args).join(' ') + run.stdout + run.stderr).not.toContain('token-of-test');
  });

  test('goes on with the record of the same run, whatever the form of its payload', () => {
    expect(record('start', { LIST: OWN }).outputs).toEqual({ id: '5', state: 'in_progress' });
    expect(sent().map(([path]) => path)).toEqual(['deployments/5/statuses']);
  });

  test('says nothing twice', () => {
    expect(record('start', { LIST: OWN, LAST: '[{"state":"in_progress"}]' }).outputs).toEqual({ id: '5', state: 'in_progress' });
    expect(sent()).toEqual([]);
  });

  test.each([{ VERSION: '' }, { REF: '' }])('without %j it is wrong usage', (parameters) => {
    const run = record('start', parameters as unknown as Record<string, string>);
    expect(run.status).toBe(64);
    expect(run.stderr).toContain('VERSION and REF are needed');
  });

  test.each(['{}', '', '[]', '{"id":"42"}', '{"message":"Auto-merged"}'])('an answer of %j is no record', (MADE) => {
    expect(record('start', { MADE })).toMatchObject({ status: 4, outputs: {} });
  });

  test.each([['*environment=*', {}], ['*/deployments', {}], ['*per_page=1', { id: '42' }], ['*/statuses', { id: '42' }]])('a failed call of %s ends the run', (BREAK, outputs) => {
    const run = record('start', { BREAK });
    expect(run.status).toBe(4);
    expect(run.outputs).toEqual(outputs);
    expect(run.stderr).toMatch(/HTTP 502[^]*permission for deployments/);
  });
});

describe('finish', () => {
  test.each([
    ['success', 'success', 'Deployed.', true],
    ['failure', 'failure', 'Failed.', false],
    ['error', 'error', 'Failed.', false],
    ['inactive', 'inactive', 'No longer deployed.', false],
    ['cancelled', 'error', 'Cancelled.', false],
    ['skipped', 'inactive', 'Nothing was deployed.', false],
  ])('with %s says %s', (STATUS, state, description, others) => {
    expect(record('finish', { DEPLOYMENT_ID: '42', STATUS }).outputs).toEqual({ id: '42', state });
    expect(sent()).toEqual([['deployments/42/statuses', { state, log_url: PARAMETERS.RUN_URL, auto_inactive: others, description }]]);
  });

  test('cuts a long description and leaves its letters alone', () => {
    record('finish', { DEPLOYMENT_ID: '42', STATUS: 'failure', DESCRIPTION: `"$(id)" ${'é'.repeat(200)}` });
    const [[, { description }]] = sent();
    expect([...description]).toHaveLength(140);
    expect(description).toMatch(/^"\$\(id\)" é+…$/);
  });

  test('finds the record of its run, which may have none', () => {
    expect(record('finish', { STATUS: 'error', LIST: OWN }).outputs).toEqual({ id: '5', state: 'error' });
    expect(record('finish', { STATUS: 'error' })).toMatchObject({ status: 0, outputs: { id: '', state: '' } });
  });

  test('says nothing twice, and leaves a result alone where only what runs is closed', () => {
    const LAST = '[{"state":"success","description":"Deployed."}]';
    record('finish', { DEPLOYMENT_ID: '42', STATUS: 'success', LAST });
    expect(record('finish', { DEPLOYMENT_ID: '42', STATUS: 'error', LAST, ONLY_RUNNING: 'true' }).outputs).toEqual({ id: '42', state: 'success' });
    expect(sent()).toEqual([]);
    record('finish', { DEPLOYMENT_ID: '42', STATUS: 'error', LAST: '[{"state":"in_progress"}]', ONLY_RUNNING: 'true' });
    expect(sent()).toHaveLength(1);
  });

  test.each(['{}', '', 'null', '[{'])('statuses that are %j end the run', (LAST) => {
    expect(record('finish', { DEPLOYMENT_ID: '42', STATUS: 'success', LAST }).status).toBe(4);
  });

  test('runs the same on a laptop', () => {
    expect(record('finish', { DEPLOYMENT_ID: '42', STATUS: 'success' }, { onLaptop: true })).toMatchObject({ status: 0, stdout: 'id=42\nstate=success\n' });
  });
});

test.each([
  ['stop', {}, 'Use start, finish or find'],
  ['finish', { STATUS: '' }, 'STATUS is ""'],
  ['finish', { STATUS: 'timed_out' }, 'STATUS is "timed_out"'],
  ['finish', { STATUS: 'success', DEPLOYMENT_ID: '4/../5' }, 'Both are numbers'],
  ['start', { RUN_ID: 'x' }, 'Both are numbers'],
  ['start', { PRODUCTION: 'yes' }, 'PRODUCTION is yes'],
  ['start', { REPOSITORY: 'acme' }, 'Use owner/name'],
  ['start', { GH_TOKEN: '' }, 'GH_TOKEN is empty'],
])('%s with %j is wrong usage', (action, parameters, message) => {
  const run = record(action, parameters as unknown as Record<string, string>);
  expect(run.status).toBe(64);
  expect(run.stderr).toContain(message);
  expect(sent()).toEqual([]);
});

describe('find', () => {
  test('tells the record of this run and how far it came, and changes nothing', () => {
    expect(record('find', { LIST: OWN, LAST: '[{"state":"in_progress"}]' })).toMatchObject({ status: 0, outputs: { id: '5', state: 'in_progress' } });
    expect(record('find', { LIST: OWN, LAST: '[{"state":"failure","description":"Failed."}]' }).outputs).toEqual({ id: '5', state: 'failure' });
    expect(sent()).toEqual([]);
  });

  test('a record whose first status is missing was begun all the same', () => {
    expect(record('find', { LIST: OWN }).outputs.state).toBe('none');
  });

  test('a run that never began has none', () => {
    expect(record('find').outputs).toEqual({ id: '', state: '' });
  });

  test('no answer is not "none"', () => {
    expect(record('find', { BREAK: '*environment=*' })).toMatchObject({ status: 4, outputs: {} });
  });
});
