/**
 * Invariants: one deployment has exactly one record, however often a run is attempted and however it ends; a version goes
 * on only after the environment before had it with success; a failed deployment never stands in the way of its fix; and
 * whatever GitHub does not answer as expected is a refusal. Told by the real `gh`.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { withPrograms } from './helpers/debian';
import { GitHubApi, startGitHubApi } from './helpers/github-api';
import { CommandFiles } from '../../src/run/command-files';
import { execute } from '../../src/run/execute';
import { SCRIPTS } from '../helpers/stand-ins';

jest.setTimeout(120_000);

withPrograms({ gh: 'gh', jq: 'jq' })('records of deployments', () => {
  let api: GitHubApi;
  let folder: string;
  let count = 0;

  beforeEach(async () => {
    api = await startGitHubApi('acme/alys', 'token-of-the-job');
    api.deployments.addRefs('v1.3.0', 'v1.4.0', 'v1.5.0');
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'records-'));
  });
  afterEach(async () => {
    await api.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  async function runScript(script: string, parameters: Record<string, string>): Promise<{ status: number; log: string; outputs: Record<string, string>; summary: string }> {
    const files = new CommandFiles(folder, count += 1);
    const env = { PATH: process.env.PATH!, HOME: folder, GITHUB_ACTIONS: 'true', GH_TOKEN: 'token-of-the-job', REPOSITORY: 'acme/alys', ...api.environment, ...files.environment, ...parameters };
    const { status, log } = await execute('/bin/bash', [path.join(SCRIPTS, script)], { cwd: folder, env, log: path.join(folder, `${count}.log`) });
    expect(log).not.toContain('token-of-the-job');
    return { status, log, outputs: files.outputs, summary: files.summary };
  }

  const address = (id: string) => `https://github.com/acme/alys/actions/runs/${id}`;
  const record = (action: 'start' | 'finish', environment: string, version: string, runId: string, more: Record<string, string> = {}) => runScript('deployment-record.sh', {
    ACTION: action, ENVIRONMENT: environment, VERSION: version, REF: `v${version}`, RUN_ID: runId, RUN_URL: address(runId), ...more,
  });
  const check = (environment: string, version: string, more: Record<string, string> = {}) => runScript('check-deployment.sh', { ENVIRONMENT: environment, VERSION: version, ...more });
  const deploy = async (environment: string, version: string, runId: string, result: string, more: Record<string, string> = {}) => {
    const { outputs } = await record('start', environment, version, runId);
    return record('finish', environment, version, runId, { DEPLOYMENT_ID: outputs.id, STATUS: result, ...more });
  };

  describe('a record', () => {
    test('is made in full and closed with its result', async () => {
      const digest = `sha256:${'a'.repeat(64)}`;
      const begun = await record('start', 'production', '1.4.0', '7', { DIGEST: digest, PRODUCTION: 'true', ENVIRONMENT_URL: 'https://alys.example.com' });
      expect(begun).toMatchObject({ status: 0, outputs: { id: '1000', state: 'in_progress' } });
      expect(api.deployments.requests.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET', 'POST']);
      expect(api.deployments.requests[1].body).toEqual({
        ref: 'v1.4.0',
        task: 'deploy',
        auto_merge: false,
        required_contexts: [],
        environment: 'production',
        payload: { version: '1.4.0', digest, run_id: '7' },
        description: 'Version 1.4.0',
        transient_environment: false,
        production_environment: true,
      });
      const done = await record('finish', 'production', '1.4.0', '7', { DEPLOYMENT_ID: '1000', STATUS: 'success', ENVIRONMENT_URL: 'https://alys.example.com' });
      expect(done).toMatchObject({ status: 0, outputs: { id: '1000', state: 'success' } });
      expect(api.deployments.all).toHaveLength(1);
      expect(api.deployments.all[0].statuses).toEqual([
        expect.objectContaining({ state: 'in_progress', log_url: address('7'), environment_url: 'https://alys.example.com' }),
        expect.objectContaining({ state: 'success', log_url: address('7'), environment_url: 'https://alys.example.com', description: 'Deployed.' }),
      ]);
    });

    test('is the same one in the second attempt of a run, and another in another run or environment', async () => {
      await deploy('testnet', '1.4.0', '7', 'failure');
      const again = await record('start', 'testnet', '1.4.0', '7');
      expect(again.outputs).toEqual({ id: '1000', state: 'in_progress' });
      expect((await record('start', 'testnet', '1.4.0', '7')).outputs.id).toBe('1000');
      expect(api.deployments.history('testnet')).toEqual([{ version: '1.4.0', states: ['in_progress', 'failure', 'in_progress'] }]);
      expect((await record('start', 'staging', '1.4.0', '7')).outputs.id).toBe('1001');
      expect((await record('start', 'testnet', '1.4.0', '8')).outputs.id).toBe('1002');
    });

    test.each([
      ['success', 'success', 'Deployed.'],
      ['failure', 'failure', 'Failed.'],
      ['error', 'error', 'Failed.'],
      ['inactive', 'inactive', 'No longer deployed.'],
      ['cancelled', 'error', 'Cancelled.'],
      ['skipped', 'inactive', 'Nothing was deployed.'],
    ])('that ends with %s is %s', async (status, state, description) => {
      await deploy('testnet', '1.4.0', '7', status);
      expect(api.deployments.all[0].statuses.at(-1)).toMatchObject({ state, description });
    });

    test('is closed once, also when that is asked twice', async () => {
      await deploy('testnet', '1.4.0', '7', 'success');
      await record('finish', 'testnet', '1.4.0', '7', { DEPLOYMENT_ID: '1000', STATUS: 'success' });
      expect(api.deployments.history('testnet')[0].states).toEqual(['in_progress', 'success']);
    });

    test('is closed by its run alone after its job was lost, and keeps a result it has', async () => {
      await record('start', 'testnet', '1.4.0', '7');
      const settle = (id: string) => record('finish', 'testnet', '', id, { STATUS: 'error', DESCRIPTION: 'The job was lost.', ONLY_RUNNING: 'true' });
      expect((await settle('7')).outputs).toEqual({ id: '1000', state: 'error' });
      await deploy('testnet', '1.5.0', '8', 'success');
      expect((await settle('8')).outputs).toEqual({ id: '1001', state: 'success' });
      expect(await settle('9')).toMatchObject({ status: 0, outputs: { id: '', state: '' } });
      expect(api.deployments.history('testnet').map(({ states }) => states)).toEqual([['in_progress', 'error'], ['in_progress', 'success']]);
    });

    test('takes a description of any length and any letters', async () => {
      await deploy('testnet', '1.4.0', '7', 'failure', { DESCRIPTION: `"$(id)" ${'é'.repeat(200)}` });
      const { description } = api.deployments.all[0].statuses.at(-1)!;
      expect([...description]).toHaveLength(140);
      expect(description).toMatch(/^"\$\(id\)" é+…$/);
    });

    test('of a ref that is not there, or with a token that may only read, is an error', async () => {
      expect((await record('start', 'testnet', '9.9.9', '7')).status).toBe(4);
      api.deployments.access = 'read';
      const run = await record('start', 'testnet', '1.4.0', '7');
      expect(run.status).toBe(4);
      expect(run.log).toContain('permission for deployments');
      expect(run.outputs).toEqual({});
      expect(api.deployments.all).toEqual([]);
    });

    test('that was made but could not be started is known to whoever closes it', async () => {
      api.deployments.instead = ({ path: place, method }) => (method === 'POST' && place.endsWith('/statuses') ? { status: 502, body: 'Bad Gateway' } : undefined);
      expect(await record('start', 'testnet', '1.4.0', '7')).toMatchObject({ status: 4, outputs: { id: '1000' } });
    });
  });

  describe('the way from one environment to the next', () => {
    test('is open after success, by its version or its tag', async () => {
      await deploy('testnet', '1.4.0', '7', 'success');
      const run = await check('staging', '1.4.0', { AFTER: 'testnet' });
      expect(run).toMatchObject({ status: 0, outputs: { 'overridden': '', 'previous-version': '' } });
      expect((await check('staging', 'v1.4.0', { AFTER: 'testnet' })).status).toBe(0);
    });

    test('asks for one environment at a time, with a token that may only read', async () => {
      api.deployments.access = 'read';
      expect((await check('us east/1', '1.4.0')).status).toBe(0);
      expect(api.deployments.requests.map(({ query }) => query)).toEqual([{ environment: 'us east/1', task: 'deploy', per_page: '5' }]);
    });

    test('is closed to a version that was never there', async () => {
      await deploy('testnet', '1.3.0', '6', 'success');
      const run = await check('staging', '1.4.0', { AFTER: 'testnet' });
      expect(run.status).toBe(3);
      expect(run.log).toContain('testnet never got 1.4.0. Deploy it there first. Recorded there: 1.3.0.');
      expect(run.outputs).toEqual({ 'previous-version': '' });
    });

    test.each(['failure', 'error', 'cancelled'])('is closed after %s', async (result) => {
      await deploy('testnet', '1.4.0', '7', result);
      const run = await check('staging', '1.4.0', { AFTER: 'testnet' });
      expect(run.status).toBe(3);
      expect(run.log).toContain('testnet got 1.4.0, but it failed or was rolled back');
      expect(run.log).toContain(address('7'));
    });

    test('is closed after a rollback of what had succeeded', async () => {
      await deploy('testnet', '1.4.0', '7', 'success');
      await record('finish', 'testnet', '1.4.0', '9', { DEPLOYMENT_ID: '1000', STATUS: 'failure', DESCRIPTION: 'Rolled back to 1.3.0.' });
      const run = await check('staging', '1.4.0', { AFTER: 'testnet' });
      expect(run.status).toBe(3);
      expect(run.log).toContain('Rolled back to 1.3.0.');
    });

    test('stays open when a later version took over there, and closes when the same version failed later', async () => {
      await deploy('testnet', '1.4.0', '7', 'success');
      await deploy('testnet', '1.5.0', '8', 'success');
      expect(api.deployments.history('testnet')[0].states).toEqual(['in_progress', 'success', 'inactive']);
      expect((await check('staging', '1.4.0', { AFTER: 'testnet' })).status).toBe(0);
      await deploy('testnet', '1.4.0', '9', 'failure');
      expect((await check('staging', '1.4.0', { AFTER: 'testnet' })).status).toBe(3);
    });

    test('is closed while the version is still being deployed there', async () => {
      await record('start', 'testnet', '1.4.0', '7');
      const run = await check('staging', '1.4.0', { AFTER: 'testnet' });
      expect(run.status).toBe(3);
      expect(run.log).toContain('testnet is still getting 1.4.0');
    });
  });

  describe('the environment itself', () => {
    test('takes the fix after any number of failures, and tells of the last', async () => {
      await deploy('testnet', '1.3.0', '5', 'success');
      await deploy('testnet', '1.4.0', '6', 'failure', { DESCRIPTION: 'The smoke test failed.' });
      const run = await check('testnet', '1.5.0');
      expect(run).toMatchObject({ status: 0, outputs: { 'overridden': '', 'previous-version': '1.3.0' } });
      expect(run.log).toMatch(/::warning title=Last deployment failed::The last deployment to testnet failed: 1\.4\.0, .*The smoke test failed\..*runs\/6/);
    });

    test('is closed while another run deploys, which is told, and open to that run itself', async () => {
      await record('start', 'testnet', '1.4.0', '7');
      const run = await check('testnet', '1.5.0', { RUN_ID: '8' });
      expect(run.status).toBe(3);
      expect(run.log).toContain('A deployment to testnet is still in progress (1.4.0, ');
      expect(run.log).toContain(address('7'));
      expect((await check('testnet', '1.5.0')).status).toBe(3);
      expect((await check('testnet', '1.4.0', { RUN_ID: '7' })).status).toBe(0);
    });

    test('opens again when the other run is lost for long', async () => {
      await record('start', 'testnet', '1.4.0', '7');
      api.deployments.age(59);
      expect((await check('testnet', '1.5.0', { MAX_AGE: '60' })).status).toBe(3);
      api.deployments.age(2);
      const run = await check('testnet', '1.5.0', { MAX_AGE: '60' });
      expect(run.status).toBe(0);
      expect(run.log).toContain('::warning title=Lost deployment::');
    });

    test('knows records of others, whose payload is a text or nothing', async () => {
      const made = { ref: 'v1.3.0', sha: '0'.repeat(40), task: 'deploy', environment: 'testnet', description: null, transient_environment: false, production_environment: false };
      const created = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
      api.deployments.all.push({ ...made, id: 1, payload: '', created_at: created, statuses: [] });
      expect((await check('testnet', '1.5.0')).log).toContain('still in progress (a version that is not recorded');
      api.deployments.all[0].statuses.push({ state: 'inactive', description: '', log_url: '', environment_url: '', created_at: created });
      expect((await check('testnet', '1.5.0')).status).toBe(0);
      api.deployments.all.push({ ...made, id: 2, payload: '{"version":"1.4.0"}', created_at: created, statuses: [{ state: 'success', description: '', log_url: '', environment_url: '', created_at: created }] });
      expect((await check('staging', '1.4.0', { AFTER: 'testnet' })).status).toBe(0);
    });
  });

  describe('force', () => {
    test('overrides a refusal and names who overrode what', async () => {
      await record('start', 'staging', '1.3.0', '6');
      const run = await check('staging', '1.4.0', { AFTER: 'testnet', FORCE: 'true', ACTOR: 'ann' });
      expect(run.status).toBe(0);
      expect(run.log).toContain('::warning title=Refusal overridden::ann deploys 1.4.0 to staging by force');
      for (const reason of ['still in progress', 'testnet never got 1.4.0']) {
        expect(run.log).toContain(reason);
        expect(run.summary).toContain(reason);
        expect(run.outputs.overridden).toContain(reason);
      }
    });

    test('says nothing where nothing was refused', async () => {
      await deploy('testnet', '1.4.0', '7', 'success');
      const run = await check('staging', '1.4.0', { AFTER: 'testnet', FORCE: 'true', ACTOR: 'ann' });
      expect(run.outputs.overridden).toBe('');
      expect(run.log).not.toContain('force');
    });

    test('overrides no unknown', async () => {
      api.deployments.instead = () => ({ status: 500, body: { message: 'Server Error' } });
      expect((await check('staging', '1.4.0', { FORCE: 'true' })).status).toBe(4);
    });
  });

  describe.each([
    ['a server error', { status: 500, body: { message: 'Server Error' } }],
    ['an empty answer', { status: 200, body: '' }],
    ['half an answer', { status: 200, body: '[{"id": 1' }],
    ['a page of HTML', { status: 200, body: '<html></html>' }],
    ['an object', { status: 200, body: { message: 'moved' } }],
    ['a list of something else', { status: 200, body: [{}] }],
    ['null', { status: 200, body: 'null' }],
  ])('%s', (_name, answer) => {
    test('in place of the records is a refusal', async () => {
      api.deployments.instead = () => answer;
      for (const one of [await check('staging', '1.4.0'), await check('staging', '1.4.0', { AFTER: 'testnet' })]) {
        expect(one.status).toBe(4);
        expect(one.outputs).toEqual({});
      }
    });

    test('in place of the statuses is a refusal', async () => {
      await deploy('testnet', '1.4.0', '7', 'success');
      api.deployments.instead = ({ path: place }) => (place.endsWith('/statuses') ? answer : undefined);
      expect((await check('staging', '1.4.0', { AFTER: 'testnet' })).status).toBe(4);
      expect((await check('testnet', '1.4.0')).status).toBe(4);
    });

    test('in place of a record makes none pass for made', async () => {
      api.deployments.instead = ({ method }) => (method === 'POST' ? answer : undefined);
      expect(await record('start', 'testnet', '1.4.0', '7')).toMatchObject({ status: 4, outputs: {} });
    });
  });

  test('a wrong token is an error, not an empty list', async () => {
    const run = await check('staging', '1.4.0', { GH_TOKEN: 'wrong' });
    expect(run.status).toBe(4);
    expect(run.log).toContain('401');
  });
});
