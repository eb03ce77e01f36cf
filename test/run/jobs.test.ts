/**
 * Invariants: jobs run beside each other as their needs allow; what deploys, needs another machine, a container or a server that
 * nobody plays does not run, and this is told; time is up when a job or step has none left.
 */
import { createServer } from 'node:net';
import { play, removeRepositories, someRepository, withJobs, workflow } from './some-repository';
import { findPostgres } from '../../src/run/services/postgres';
import { inCi } from '../e2e/helpers/debian';

jest.setTimeout(120_000);
afterAll(removeRepositories);

const results = (played: Awaited<ReturnType<typeof play>>) => Object.fromEntries(played.report.jobs.map(({ key, result }) => [key, result]));
const job = (id: string, more: string, run = 'true') => `${id}:\n  runs-on: ubuntu-latest\n${more.replace(/^(?=.)/gm, '  ')}  steps:\n    - run: ${run}\n`;
const PATIENCE = { interruptMs: 300, terminateMs: 300 };

test('jobs run at the same time, no more than are allowed', async () => {
  const meet = (own: string, other: string) => `touch "/tmp/$GITHUB_SHA.${own}"; for i in $(seq 100); do test -f "/tmp/$GITHUB_SHA.${other}" && exit 0; sleep 0.05; done; exit 1`;
  const root = () => withJobs(`${job('one', '', meet('one', 'two'))}${job('two', '', meet('two', 'one'))}clean:\n  if: always()\n  needs: [one, two]\n  runs-on: ubuntu-latest\n  steps:\n    - run: rm -f "/tmp/$GITHUB_SHA".*\n`);
  expect(results(await play(root(), { maxParallel: 2 }))).toEqual({ one: 'success', two: 'success', clean: 'success' });
  expect(results(await play(root(), { maxParallel: 1 }))).toEqual({ one: 'failure', two: 'success', clean: 'success' });
});

test('needs, conditions, matrices that fail fast, what may fail', async () => {
  const played = await play(withJobs(`
${job('bad', '', 'exit 3')}${job('after', 'needs: bad\n')}${job('last', 'needs: after\nif: always()\n')}${job('allowed', 'continue-on-error: true\n', 'exit 1')}
legs:
  runs-on: ubuntu-latest
  strategy: { matrix: { n: [1, 2] } }
  steps:
    - run: test \${{ matrix.n }} = 2
${job('on-failure', 'needs: [bad]\nif: failure()\n')}
`), { maxParallel: 1 });
  expect(results(played)).toEqual({ 'bad': 'failure', 'after': 'skipped', 'last': 'success', 'allowed': 'success', 'legs (1)': 'failure', 'legs (2)': 'cancelled', 'on-failure': 'success' });
  expect(played.report.conclusion).toBe('failure');
});

test('a called workflow of the repository, and one of another', async () => {
  const called = workflow('made:\n  runs-on: ubuntu-latest\n  outputs: { text: "${{ steps.a.outputs.text }}" }\n  steps:\n    - id: a\n      run: echo "text=${{ inputs.what }} with ${{ secrets.PASS == \'open\' }}" >> "$GITHUB_OUTPUT"\n', 'push')
    .replace('on: push', 'on:\n  workflow_call:\n    inputs: { what: { type: string, required: true } }\n    secrets: { PASS: { required: true } }\n    outputs: { text: { value: "${{ jobs.made.outputs.text }}" } }');
  const calls = '  call:\n    uses: ./.github/workflows/called.yml\n    with: { what: it }\n    secrets: inherit\n  use:\n    needs: call\n    runs-on: ubuntu-latest\n    steps:\n      - run: test "${{ needs.call.outputs.text }}" = "it with true"\n  other:\n    uses: some/repository/.github/workflows/a.yml@v1\n';
  const root = someRepository({ '.github/workflows/ci.yml': `on: push\njobs:\n${calls}`, '.github/workflows/called.yml': called });
  const played = await play(root, { workflow: 'ci', secrets: { PASS: 'open' } });
  expect(results(played)).toEqual({ 'call': 'success', 'call / made': 'success', 'use': 'success', 'other': 'failure' });
});

test('what deploys, signs in or needs another machine does not run, and is told', async () => {
  const root = withJobs(`
${job('deploy', 'environment: production\n')}${job('after', 'needs: deploy\n')}${job('sign', 'permissions: { id-token: write }\n')}
windows:
  runs-on: windows-latest
  steps:
    - run: true
`);
  const played = await play(root);
  expect(results(played)).toEqual({ deploy: 'skipped', after: 'skipped', sign: 'skipped', windows: 'skipped' });
  expect(played.report.notDone).toEqual([expect.stringContaining('--environment production'), expect.stringContaining('--identity sign'), expect.stringContaining('Windows')]);
  expect(results(await play(root, { environments: ['Production'], identities: ['sign'] }))).toEqual({ deploy: 'success', after: 'success', sign: 'success', windows: 'skipped' });
});

test('chosen jobs run with those that they need', async () => {
  const root = withJobs(`${job('a', '')}${job('b', 'needs: a\n')}${job('c', '')}`);
  expect(results(await play(root, { jobs: ['b'] }))).toEqual({ a: 'success', b: 'success' });
  await expect(play(root, { jobs: ['d'] })).rejects.toThrow('--job d: .github/workflows/ci.yml has no such job.');
});

test('a container and a service that nobody plays fail the job; a server that was named is reached', async () => {
  const container = await play(withJobs(job('one', 'container: node:24\n')));
  expect(results(container)).toEqual({ one: 'failure' });
  expect(container.told[container.told.length - 1]).toContain('no container engine');
  const root = withJobs(job('one', 'services: { redis: { image: "redis:8", ports: ["6379:6379"] } }\nenv: { ADDRESS: "localhost:6379" }\n', 'exec 3<> "/dev/tcp/${ADDRESS/://}" && test "${{ job.services.redis.ports[6379] }}" != ""'));
  const missing = await play(root);
  expect(results(missing)).toEqual({ one: 'failure' });
  expect(missing.report.jobs[0].because).toContain('--service redis=HOST:PORT');
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  expect(results(await play(root, { services: { redis: { host: '127.0.0.1', port } } }))).toEqual({ one: 'success' });
  server.close();
});

(findPostgres() || inCi ? test : test.skip)('PostgreSQL is played by a server of this machine, on the loopback alone', async () => {
  const services = 'services: { postgres: { image: "postgres:18", env: { POSTGRES_PASSWORD: secret, POSTGRES_USER: ann, POSTGRES_DB: shop }, ports: ["5432:5432"] } }\nenv: { URL: "postgres://ann:secret@localhost:5432/shop" }\n';
  const both = `${job('one', services, 'psql "$URL" -Atc "select current_user, current_database()"; ss -Hltn | grep ":${{ job.services.postgres.ports[5432] }} " | grep -v "127.0.0.1:" && exit 1; sleep 0.5')}${job('two', services, 'psql "$URL" -Atc "create table t (a int)"')}`;
  const played = await play(withJobs(both), { maxParallel: 2 });
  expect(results(played)).toEqual({ one: 'success', two: 'success' });
  expect(played.told).toContain('one|text|ann|shop');
});

test('a step that takes too long fails; a job that does is cancelled, and what always runs still does', async () => {
  const step = await play(withJobs('one:\n  runs-on: ubuntu-latest\n  steps:\n    - run: sleep 60\n      timeout-minutes: 0.01\n    - run: echo after\n      if: failure()\n'), { patience: PATIENCE });
  expect(results(step)).toEqual({ one: 'failure' });
  expect(step.told).toContain('one|text|after');
  const stubborn = await play(withJobs('one:\n  runs-on: ubuntu-latest\n  timeout-minutes: 0.01\n  steps:\n    - run: trap "" INT TERM; while true; do sleep 60; done\n    - run: echo "after ${{ job.status }}"\n      if: always()\n    - run: echo never\n'), { patience: PATIENCE });
  expect(results(stubborn)).toEqual({ one: 'cancelled' });
  expect(stubborn.told).toContain('one|text|after cancelled');
  expect(stubborn.told).not.toContain('one|text|never');
});

test('inputs of a dispatch are checked and typed; what cannot be run says why', async () => {
  const on = '\n  workflow_dispatch:\n    inputs:\n      level: { type: choice, options: [low, high], default: low }\n      really: { type: boolean }';
  const root = someRepository({ '.github/workflows/ci.yml': workflow(job('one', '', 'echo "${{ inputs.level }} ${{ inputs.really == true }}"'), on) });
  expect((await play(root, { inputs: { really: 'true' } })).told).toContain('one|text|low true');
  await expect(play(root, { inputs: { level: 'middle' } })).rejects.toThrow('Give one of: low, high');
  await expect(play(root, { event: 'push' })).rejects.toThrow('is not started by push. It has: workflow_dispatch');
  await expect(play(root, { event: 'pushed' })).rejects.toThrow('did you mean "push"');
  await expect(play(root, { workflow: 'cj' })).rejects.toThrow('Did you mean ci?');
  await expect(play(withJobs(job('a', 'needs: b\n') + job('b', 'needs: a\n')))).rejects.toThrow('jobs need each other');
});
