// smoke-test.sh: the Job runs what was asked for against the new version, its output is shown whatever came of it, and it goes
// away. A Job in a cluster: test/e2e/deploy.e2e.ts.
import { Rehearsal, RunOptions } from '../helpers/stand-ins';

jest.setTimeout(60_000);

// $SERVICES: ports by service. $STATES: conditions of the Job, one for each look; "-" for a look that gets no answer.
const KUBECTL = `
if [[ -n "\${BREAK:-}" && "$*" == *"$BREAK"* ]]; then echo 'The connection to the server was refused' >&2; exit 1; fi
case "$*" in
  'get service'*) jq --arg name "$3" 'if .[$name] then {spec: {ports: [{port: .[$name]}, {port: 9000}]}} else empty end' <<< "\${SERVICES:-{\\}}";;
  'create --filename'*) cat > created.json; echo 'job.batch/x created';;
  'get job'*) looks="$(cat looks 2> /dev/null || true)"; printf x >> looks
    read -r -a states <<< "\${STATES:-Complete}"
    state="\${states[\${#looks}]:-\${states[-1]}}"
    if [[ "$state" == - ]]; then echo 'connection refused' >&2; exit 1; fi
    jq --null-input --arg state "$state" '{status: {conditions: [{type: "Suspended", status: "True"}, {type: "Complete", status: "False"}, {type: $state, status: "True"}]}}';;
  logs*) echo 'block 17 is missing';;
  *) echo "said by kubectl $1 $2";;
esac`;

let place: Rehearsal;
beforeEach(() => { place = new Rehearsal().standIn('kubectl', KUBECTL).standIn('sleep'); });
afterEach(() => place.remove());

const GIVEN = { RELEASE: 'alys', NAMESPACE: 'net', ENVIRONMENT: 'production', IMAGE: 'ghcr.io/acme/alys@sha256:1', VERSION: '2.0.0' };
const smoke = (parameters: Record<string, string> = {}, options: RunOptions = {}) => place.run('smoke-test.sh', { ...GIVEN, ...parameters }, options);
const created = () => JSON.parse(place.read('created.json'));
const container = () => created().spec.template.spec.containers[0];
const kubectl = () => place.calls('kubectl').map(({ args }) => args);

describe('the Job', () => {
  test('has the image, the command and what the test reads, without rights and without a second try', () => {
    expect(smoke({ COMMAND: '["/tests/smoke.sh","--fast $(touch pwned)"]', TIMEOUT: '60' }).status).toBe(0);
    const { metadata, spec } = created();
    expect(metadata).toEqual({ name: expect.stringMatching(/^smoke-test-\d+-\d+$/), namespace: 'net', labels: { 'app.kubernetes.io/component': 'smoke-test', 'app.kubernetes.io/part-of': 'alys' } });
    expect(spec).toMatchObject({ backoffLimit: 0, activeDeadlineSeconds: 60 });
    expect(spec.template.spec).toMatchObject({ restartPolicy: 'Never', automountServiceAccountToken: false, securityContext: { runAsNonRoot: true } });
    expect(container()).toMatchObject({
      image: 'ghcr.io/acme/alys@sha256:1',
      command: ['/tests/smoke.sh', '--fast $(touch pwned)'],
      env: [{ name: 'URL', value: '' }, { name: 'ENVIRONMENT', value: 'production' }, { name: 'VERSION', value: '2.0.0' }],
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    });
    expect(place.exists('pwned')).toBe(false);
  });

  test('is no part of what the services of the release select', () => {
    smoke();
    expect(Object.keys(created().spec.template.metadata.labels)).not.toContain('app.kubernetes.io/instance');
  });

  test('runs the command of the image where none is given', () => {
    smoke();
    expect(container().command).toBeUndefined();
    expect(created().spec.activeDeadlineSeconds).toBe(300);
  });

  test('has a name of its own each time, of at most 63 characters', () => {
    const NAME = `a${'-b'.repeat(20)}c`;
    smoke({ NAME });
    const { name } = created().metadata;
    expect(name.length).toBeLessThanOrEqual(63);
    expect(name.startsWith(`${NAME}-`)).toBe(true);
  });

  test.each([
    [{ 'alys': 80, 'alys-candidate': 8080 }, 'http://alys-candidate.net:8080'],
    [{ alys: 80 }, 'http://alys.net:80'],
    [{}, ''],
  ])('asks the candidate where there is one, else the release: %j', (services, url) => {
    const run = smoke({ SERVICES: JSON.stringify(services) });
    expect(container().env[0]).toEqual({ name: 'URL', value: url });
    expect(run.summary).toBe(`- Smoke test against ${url || 'no address'}: Complete\n`);
  });

  test('asks the address that is given, and looks for none', () => {
    smoke({ URL: 'https://alys.example.com' });
    expect(container().env[0].value).toBe('https://alys.example.com');
    expect(kubectl().some(([command, kind]) => command === 'get' && kind === 'service')).toBe(false);
  });
});

describe('its end', () => {
  const cleaned = () => kubectl().at(-1);

  test('is waited for; a moment without an answer is none', () => {
    const run = smoke({ STATES: 'Running - - Complete' });
    expect(run).toMatchObject({ status: 0, outputs: {}, stdout: '' });
    expect(kubectl().filter(([command, kind]) => command === 'get' && kind === 'job')).toHaveLength(4);
    expect(run.stderr).toContain('block 17 is missing');
    expect(cleaned()).toEqual(['delete', 'job', created().metadata.name, '--namespace', 'net', '--ignore-not-found', '--wait=false']);
  });

  test('as a failure shows what it printed, and the Job goes away', () => {
    const run = smoke({ STATES: 'Running Failed' });
    expect(run.status).toBe(3);
    expect(run.stderr).toMatch(/block 17 is missing[^]*Smoke test failed: The smoke test of alys 2\.0\.0 in production ended with: Failed/);
    expect(run.summary).toContain(': Failed');
    expect(cleaned()?.slice(0, 2)).toEqual(['delete', 'job']);
  });

  test('that never comes is a failure as well', () => {
    // The script allows half a minute beyond the limit; here a look takes a quarter of that.
    place.standIn('sleep', 'exec /bin/sleep 8');
    const run = smoke({ TIMEOUT: '1', STATES: 'Running' });
    expect(run.status).toBe(3);
    expect(run.stderr).toContain('ended with: no end');
    expect(cleaned()?.slice(0, 2)).toEqual(['delete', 'job']);
  });

  test.each(['get service', 'create --filename'])('"%s" without an answer is an error, and leaves nothing behind', (BREAK) => {
    const run = smoke({ BREAK });
    expect(run.status).not.toBe(0);
    expect(run.stderr).toContain('connection to the server was refused');
    expect(place.exists('created.json')).toBe(false);
  });

  test('is that of the test though its logs cannot be had and the Job stays', () => {
    place.standIn('kubectl', `if [[ "$1" == logs || "$1" == delete || "$2" == events ]]; then exit 1; fi\n${KUBECTL}`);
    expect(smoke().status).toBe(0);
    expect(smoke({ STATES: 'Failed' }).status).toBe(3);
  });
});

test('on a laptop it is the same', () => {
  expect(smoke({}, { onLaptop: true })).toMatchObject({ status: 0, stdout: '' });
});

test.each<[Record<string, string>, string]>([
  [{ COMMAND: '/tests/smoke.sh' }, 'COMMAND is /tests/smoke.sh'],
  [{ COMMAND: ' ' }, 'COMMAND is  '],
  [{ COMMAND: '["a", 1]' }, 'COMMAND is ["a", 1]'],
  [{ COMMAND: '{"a": "b"}' }, 'Use a JSON list of words'],
  [{ COMMAND: '[] []' }, 'COMMAND is [] []'],
  [{ TIMEOUT: '0' }, 'TIMEOUT is 0'],
  [{ TIMEOUT: '5m' }, 'TIMEOUT is 5m'],
  [{ TIMEOUT: 'a[$(touch pwned)]' }, 'TIMEOUT is a['],
  [{ NAME: 'Smoke' }, 'NAME is Smoke'],
  [{ NAME: 'a'.repeat(43) }, 'NAME is aaa'],
  ...['RELEASE', 'NAMESPACE', 'ENVIRONMENT', 'IMAGE'].map((name): [Record<string, string>, string] => [{ [name]: '' }, `${name} is empty`]),
])('%j is wrong usage', (parameters, message) => {
  const run = smoke(parameters);
  expect(run.status).toBe(64);
  expect(run.stderr).toContain(message);
  expect(place.calls()).toEqual([]);
  expect(place.exists('pwned')).toBe(false);
});
