// check-environment.sh: an environment that GitHub would make up, or that nobody guards, is told before anything changes; and
// what GitHub does not say is never taken for consent.
import { Rehearsal, RunOptions } from '../helpers/stand-ins';

jest.setTimeout(60_000);

const REVIEWERS = { type: 'required_reviewers', reviewers: [{ type: 'User', reviewer: { login: 'ann' } }] };
const FOUND = { name: 'production', protection_rules: [{ type: 'wait_timer', wait_timer: 30 }, REVIEWERS, { type: 'branch_policy' }], deployment_branch_policy: { protected_branches: true } };
const MISSING = '{"message":"Not Found","status":"404"}';
const GIVEN = { REPOSITORY: 'acme/alys', ENVIRONMENT: 'production', REF: 'refs/heads/main', BRANCH: 'main', GH_TOKEN: 'token-of-test' };

let place: Rehearsal;
beforeEach(() => {
  place = new Rehearsal().standIn('gh', 'printf \'%s\' "$ANSWER"\nif [[ -n "${CODE:-}" ]]; then echo "gh: HTTP $CODE" >&2; exit 1; fi');
});
afterEach(() => place.remove());

const check = (answer: object | string, parameters: Record<string, string> = {}, options: RunOptions = {}) =>
  place.run('check-environment.sh', { ...GIVEN, ANSWER: typeof answer === 'string' ? answer : JSON.stringify(answer), ...parameters }, options);

test('an environment with its rules passes without a word, also on a laptop', () => {
  expect(check(FOUND, { REVIEWED: 'staging production' })).toMatchObject({ status: 0, stdout: '', stderr: '' });
  expect(check(FOUND, {}, { onLaptop: true })).toMatchObject({ status: 0, stdout: '', stderr: '' });
  expect(place.calls('gh')[0].args).toEqual(['api', 'repos/acme/alys/environments/production']);
  expect(place.calls('gh')[0].env).toMatchObject({ GH_TOKEN: 'token-of-test', GH_PROMPT_DISABLED: '1' });
});

test.each([['eu/west 1?', 'eu%2Fwest%201%3F'], ['{branch}', '%7Bbranch%7D'], ['../../other', '..%2F..%2Fother']])('the name %s is one part of the path', (ENVIRONMENT, part) => {
  check(FOUND, { ENVIRONMENT });
  expect(place.calls('gh')[0].args[1]).toBe(`repos/acme/alys/environments/${part}`);
});

describe('refused is', () => {
  test.each(['refs/heads/feature', 'refs/tags/main', 'main', 'refs/heads/main2', 'refs/heads/*'])('a run of %s, without a question to GitHub', (REF) => {
    const run = check(FOUND, { REF });
    expect(run.status).toBe(3);
    expect(run.stderr).toContain(`Wrong branch: This run is of ${REF}. Deployments start from main`);
    expect(place.calls('gh')).toEqual([]);
  });

  test.each([['refs/tags/v1.2.0', 'v', 0], ['refs/tags/v1.2.0', '', 3], ['refs/tags/tool-v1', 'v', 3], ['refs/tags/v1', 'tool-v', 3], ['refs/heads/v1', 'v', 3], ['refs/tags/v1', '*', 3]])(
    'a run of %s where Git tags may begin with "%s": %d', (REF, TAGS, status) => expect(check(FOUND, { REF, TAGS }).status).toBe(status),
  );

  test('an environment for every branch, where only some may use it', () => {
    const open = { ...FOUND, deployment_branch_policy: null };
    const run = check(open, { RESTRICTED: 'staging production' });
    expect(run.status).toBe(3);
    expect(run.stderr).toContain('Open to every branch: Workflows of any branch may use production');
    expect(check(open, { RESTRICTED: 'preproduction production-eu' }).status).toBe(0);
  });

  test('a branch that is a pattern matches itself alone', () => {
    expect(check(FOUND, { REF: 'refs/heads/main', BRANCH: 'm*' }).status).toBe(3);
    expect(check(FOUND, { REF: 'refs/heads/m*', BRANCH: 'm*' }).status).toBe(0);
  });

  test('an environment that is not declared', () => {
    const run = check(MISSING, { CODE: '404' });
    expect(run.status).toBe(3);
    expect(run.stderr).toMatch(/No environment: production is not declared in acme\/alys\. GitHub would make it on the fly[^]*Settings, Environments/);
    expect(check('{"message":"Not Found","status":404}', { CODE: '404' }).status).toBe(3);
  });

  test.each([
    [[]],
    [[{ type: 'wait_timer', wait_timer: 30 }]],
    [[{ type: 'required_reviewers', reviewers: [] }]],
    [[{ type: 'required_reviewers' }]],
    [undefined],
  ])('an environment without somebody who approves, where that is wanted: %j', (protection_rules) => {
    const run = check({ ...FOUND, protection_rules }, { REVIEWED: 'production' });
    expect(run.status).toBe(3);
    expect(run.stderr).toContain('Nobody approves: Deployments to production need approval');
    expect(check({ ...FOUND, protection_rules }, { REVIEWED: 'preproduction production-eu' }).status).toBe(0);
  });
});

test('secrets that workflows of any branch may use are told', () => {
  const run = check({ ...FOUND, deployment_branch_policy: null });
  expect(run.status).toBe(0);
  expect(run.stderr).toContain('Workflows of any branch may use the secrets of production');
});

describe('no answer is no consent', () => {
  test.each(['401', '403', '500', '502'])('HTTP %s', (CODE) => {
    const run = check(`{"message":"No","status":"${CODE}"}`, { CODE, REVIEWED: 'production' });
    expect(run.status).toBe(4);
    expect(run.stderr).toMatch(new RegExp(`HTTP ${CODE}[^]*GitHub call failed: "gh api repos/acme/alys/environments/production" failed`));
  });

  test.each(['', ' ', '\n', 'null', '{}', '[]', '"404"', '{"name":null}', '<html>', '{"name":"production"', MISSING])('the answer %j, as success and as failure', (answer) => {
    expect(check(answer, { REVIEWED: 'production' }).status).toBe(4);
    expect(check(answer, { REVIEWED: 'production', CODE: '404' }).status).toBe(answer === MISSING ? 3 : 4);
  });

  test('whatever comes, the token is not shown', () => {
    for (const answer of [FOUND, '', MISSING]) {
      const run = check(answer);
      expect(run.stdout + run.stderr).not.toContain('token-of-test');
    }
  });
});

test.each<[Record<string, string>, string]>([
  [{ REPOSITORY: 'alys' }, 'REPOSITORY is alys. Use owner/name'],
  [{ REPOSITORY: '{owner}/{repo}' }, 'Use owner/name'],
  [{ REPOSITORY: 'acme/alys/../other' }, 'Use owner/name'],
  ...Object.keys(GIVEN).map((name): [Record<string, string>, string] => [{ [name]: '' }, `${name} is empty`]),
])('%j is wrong usage', (parameters, message) => {
  const run = check(FOUND, parameters);
  expect(run.status).toBe(64);
  expect(run.stderr).toContain(message);
  expect(place.calls('gh')).toEqual([]);
});
