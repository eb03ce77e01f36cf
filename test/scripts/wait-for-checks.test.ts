// wait-for-checks.sh: only a check that ended with success lets the run go on; silence and unknown answers never do.
import { Rehearsal } from '../helpers/stand-ins';

// Answers from $ANSWERS, one JSON text a line, the last one again and again.
const GH = `
if [[ -n "$BREAK" ]]; then echo 'gh: Server Error (HTTP 502)' >&2; exit 1; fi
mapfile -t answers <<< "$ANSWERS"
if (( CALL > \${#answers[@]} )); then CALL=\${#answers[@]}; fi
printf '%s' "\${answers[CALL - 1]}"`;
const REVISION = 'a'.repeat(40);
const PARAMETERS = { REPOSITORY: 'acme/tool', REVISION, CHECKS: 'CI Gate (Größe)', GH_TOKEN: 'token-of-test', INTERVAL: '0' };
const run = (status: string, conclusion: string | null = null, started = '2026-01-01T00:00:00Z') => ({ status, conclusion, started_at: started });
const answer = (...runs: object[]) => JSON.stringify({ total_count: runs.length, check_runs: runs });

let place: Rehearsal;
beforeEach(() => {
  place = new Rehearsal();
  place.standIn('gh', GH);
});
afterEach(() => place.remove());

const wait = (answers: string[], parameters: Record<string, string> = {}, options = {}) => place.run('wait-for-checks.sh', { ...PARAMETERS, ANSWERS: answers.join('\n'), ...parameters }, options);

test('a check that passed lets the run go on; its name is asked for as it is', () => {
  const passed = wait([answer(run('completed', 'success'))]);
  expect(passed).toMatchObject({ status: 0, stderr: 'CI Gate (Größe): passed.\n' });
  const [verb, path] = place.calls('gh')[0].args;
  expect([verb, path.replace('%28', '(').replace('%29', ')')]).toEqual(['api', `repos/acme/tool/commits/${REVISION}/check-runs?check_name=CI%20Gate%20(Gr%C3%B6%C3%9Fe)&filter=latest&per_page=100`]);
  expect(place.calls('gh')[0].env.GH_TOKEN).toBe('token-of-test');
});

test('one that is not there yet, or at work, is waited for', () => {
  const passed = wait([answer(), answer(run('queued')), answer(run('in_progress')), answer(run('completed', 'success'))]);
  expect(passed.status).toBe(0);
  expect(place.calls('gh')).toHaveLength(4);
});

test.each(['failure', 'cancelled', 'timed_out', 'skipped', 'neutral', 'stale', 'action_required'])('one that ended with %s ends the run', (conclusion) => {
  expect(wait([answer(run('completed', conclusion))])).toMatchObject({ status: 3, stderr: expect.stringContaining(`ended with ${conclusion}`) });
});

test('of several runs the newest counts', () => {
  expect(wait([answer(run('completed', 'success', '2026-01-02T00:00:00Z'), run('completed', 'failure'))]).status).toBe(0);
  expect(wait([answer(run('completed', 'success'), run('completed', 'failure', '2026-01-02T00:00:00Z'))]).status).toBe(3);
});

test('every check must have passed', () => {
  expect(wait([answer(run('completed', 'success')), answer(run('completed', 'failure'))], { CHECKS: 'one\n\ntwo' })).toMatchObject({ status: 3, stderr: expect.stringContaining('two ended with failure') });
});

test('one that never comes ends the run in time', () => {
  expect(wait([answer()], { TIMEOUT: '0' })).toMatchObject({ status: 5, stderr: expect.stringContaining('has not ended') });
});

test.each(['', 'null', '[]', '{}', '{"check_runs":{}}', 'oops'])('an answer of %j is none', (text) => {
  expect(wait([text]).status).toBe(4);
});

test('a call that fails is no "not yet"', () => {
  expect(wait([answer()], { BREAK: 'yes' })).toMatchObject({ status: 4, stderr: expect.stringContaining('GitHub call failed') });
});

test.each([
  [{ REPOSITORY: 'acme' }, 'Use owner/name'], [{ REVISION: 'main' }, 'Use 40 hex digits'], [{ TIMEOUT: '1h' }, 'Use seconds'], [{ INTERVAL: '08' }, 'Use seconds'], [{ CHECKS: '' }, 'CHECKS is empty'],
])('%j is wrong usage', (parameters, message) => {
  const wrong = wait([answer()], parameters as unknown as Record<string, string>);
  expect(wrong).toMatchObject({ status: 64, stderr: expect.stringContaining(message) });
  expect(place.calls('gh')).toEqual([]);
});

test('runs the same on a laptop', () => {
  expect(wait([answer(run('completed', 'success'))], {}, { onLaptop: true }).status).toBe(0);
});
