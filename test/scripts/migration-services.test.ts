// migration-services.sh: services that are not healthy stop the job, and logs never hide why it failed.
import { Rehearsal, ScriptRun } from '../helpers/stand-ins';

const DOCKER = `
case "$4" in
  up) exit "\${UP_STATUS:-0}" ;;
  ps) printf "\${CONTAINER_ID-0123456789abcdef}\\n" ;;
  logs) printf 'db  | ready\\n'; exit "\${LOGS_STATUS:-0}" ;;
esac`;

let place: Rehearsal;
beforeEach(() => {
  place = new Rehearsal().standIn('docker', DOCKER);
  place.write('compose.yml', 'services: {}\n');
});
afterEach(() => place.remove());

const run = (parameters: Record<string, string>): ScriptRun => place.run('migration-services.sh', { COMPOSE_FILE: 'compose.yml', ...parameters });
const asked = () => place.calls('docker').map((call) => call.args.join(' '));

test('up waits for health and tells the container', () => {
  expect(run({ COMMAND: 'up', SERVICE: 'db', WAIT_SECONDS: '60' }).outputs).toEqual({ container: '0123456789abcdef' });
  expect(asked()).toEqual(['compose --file compose.yml up --detach --wait --wait-timeout 60', 'compose --file compose.yml ps --quiet db']);
});

test('without a service there is no container to tell', () => {
  expect(run({ COMMAND: 'up' })).toMatchObject({ status: 0, outputs: {} });
  expect(asked()).toEqual(['compose --file compose.yml up --detach --wait --wait-timeout 180']);
});

test('services that do not become healthy fail, with their state', () => {
  const failed = run({ COMMAND: 'up', SERVICE: 'db', UP_STATUS: '1' });
  expect(failed).toMatchObject({ status: 3, outputs: {} });
  expect(asked().at(-1)).toBe('compose --file compose.yml ps --all');
});

test.each(['', '0123\\n4567'])('a service whose container is %j fails', (CONTAINER_ID) => {
  const failed = run({ COMMAND: 'up', SERVICE: 'db', CONTAINER_ID });
  expect(failed.status).toBe(3);
  expect(failed.stderr).toContain('db has no container, or several');
});

test('logs are kept and shown, and never fail', () => {
  expect(run({ COMMAND: 'logs', DESTINATION: 'kept/services.log' }).stderr).toContain('db  | ready');
  expect(place.read('kept/services.log')).toBe('db  | ready\n');
  expect(run({ COMMAND: 'logs', LOGS_STATUS: '1' }).status).toBe(0);
});

test('down takes the volumes along', () => {
  expect(run({ COMMAND: 'down' }).status).toBe(0);
  expect(asked()).toEqual(['compose --file compose.yml down --volumes --remove-orphans']);
});

test.each<[Record<string, string>, string]>([
  [{ COMMAND: 'restart' }, 'Give up, logs or down'],
  [{ COMMAND: 'up', WAIT_SECONDS: '0' }, 'WAIT_SECONDS is 0'],
  [{ COMMAND: 'up', COMPOSE_FILE: 'none.yml' }, 'none.yml is no file'],
  [{ COMMAND: '' }, 'COMMAND is empty'],
])('%j is refused', (parameters, told) => {
  const refused = run(parameters);
  expect(refused.status).toBe(64);
  expect(refused.stderr).toContain(told);
  expect(asked()).toEqual([]);
});
