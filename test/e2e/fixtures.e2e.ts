/**
 * Invariants: what plays npmjs and GitHub Packages in the stories of releases behaves as they do, told by the real npm: rights
 * of tokens, trusted publishing, refusals, outages; and nothing is left behind, also by a story that was killed.
 */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { withPrograms } from './helpers/debian';
import { pause } from './helpers/kubernetes/daemon';
import { NpmProgram } from './helpers/npm-program';
import { NpmRegistry, startNpmRegistry } from './helpers/npm-registry';
import { Executed, execute } from '../../src/run/execute';
import { Guard } from '../../src/run/guard';

jest.setTimeout(180_000);

const ROOT = path.resolve(__dirname, '../..');
const answers = (url: string) => fetch(url).then(() => true, () => false);
const runs = (pid: number) => fs.existsSync(`/proc/${pid}`);

withPrograms({ npm: undefined })('registries of npm', () => {
  const guard = new Guard();
  const trusted = { '@acme/tool': { repository: 'acme/tool', workflow: 'release.yml', environment: 'npm' }, '@acme/new': { repository: 'acme/tool', workflow: 'release.yml' } };
  const job = { repository: 'acme/tool', workflow: 'release.yml', environment: 'npm' };
  let folder: string;
  let npm: NpmProgram;
  let registry: NpmRegistry;
  let count = 0;

  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'registries-'));
    guard.undo(`rm -rf ${folder}`);
    npm = new NpmProgram(path.join(folder, 'bin'));
    registry = await startNpmRegistry(guard, { trusted });
  });
  afterAll(async () => {
    await registry.stop();
    await guard.release();
  });

  // Everything in a folder of its own, as a job has it; a token is in no argument.
  function run(args: string[], options: { token?: string; at?: NpmRegistry; cwd?: string; env?: Record<string, string> } = {}): Promise<Executed> {
    const { token, at = registry, cwd = folder, env = {} } = options;
    const npmrc = path.join(folder, `${count += 1}.npmrc`);
    fs.writeFileSync(npmrc, token === undefined ? '' : `${at.url.replace('http:', '')}/:_authToken=${token}\n`);
    return execute(path.join(npm.folder, 'npm'), [...args, '--registry', at.url], {
      cwd,
      log: path.join(folder, `${count}.log`),
      timeoutMs: 60_000,
      env: { PATH: process.env.PATH!, HOME: folder, npm_config_cache: path.join(folder, 'cache'), npm_config_userconfig: npmrc, npm_config_fetch_retries: '0', npm_config_update_notifier: 'false', ...env },
    });
  }

  function source(name: string, version: string): string {
    const at = path.join(folder, `source-${count += 1}`);
    fs.mkdirSync(at);
    fs.writeFileSync(path.join(at, 'package.json'), JSON.stringify({ name, version, bin: { tool: 'tool.js' } }));
    fs.writeFileSync(path.join(at, 'tool.js'), `#!/usr/bin/env node\nconsole.log('${name} ${version}');\n`, { mode: 0o755 });
    return at;
  }

  const publish = (version: string, options: { name?: string; args?: string[]; token?: string; at?: NpmRegistry; env?: Record<string, string> } = {}) => {
    const { name = '@acme/tool', args = [], at = registry, ...more } = options;
    return run(['publish', '--access', 'public', ...args], { token: at.tokens.publish, at, ...more, cwd: source(name, version) });
  };
  const expectRefusal = (done: Executed, code: string) => {
    expect(done.log).toContain(`npm error code ${code}`);
    expect(done.status).not.toBe(0);
  };

  test('a version that is published is installed and runs', async () => {
    expect(await publish('1.0.0')).toMatchObject({ status: 0 });
    expect(await run(['install', '--global', '--prefix', path.join(folder, 'installed'), '@acme/tool@1.0.0'], { env: { npm_config_cache: path.join(folder, 'another cache') } })).toMatchObject({ status: 0 });
    const { log } = await execute(path.join(folder, 'installed/bin/tool'), [], { cwd: folder, log: path.join(folder, 'tool.log'), env: { PATH: process.env.PATH! } });
    expect(log).toBe('@acme/tool 1.0.0\n');
    expect(registry.requests).toEqual(expect.arrayContaining(['publish @acme/tool 1.0.0', 'tarball @acme/tool tool-1.0.0.tgz']));
  });

  test('a version is published once, also after it was taken away', async () => {
    const again = await publish('1.0.0');
    expect(again.status).not.toBe(0);
    expect(again.log).toContain('cannot publish over the previously published version');
    expect((await publish('0.9.0', { args: ['--tag', 'old'] })).status).toBe(0);
    expect(await run(['unpublish', '@acme/tool@0.9.0', '--force'], { token: registry.tokens.publish })).toMatchObject({ status: 0 });
    expect(Object.keys((await registry.packument('@acme/tool'))!.versions)).toEqual(['1.0.0']);
    expectRefusal(await publish('0.9.0', { args: ['--tag', 'old'] }), 'E403');
  });

  test('a token may do what it is for', async () => {
    expectRefusal(await publish('1.1.0', { token: undefined }), 'ENEEDAUTH');
    expectRefusal(await publish('1.1.0', { token: 'nobody' }), 'E401');
    expectRefusal(await publish('1.1.0', { token: registry.tokens.read }), 'E403');
    expectRefusal(await publish('1.1.0', { token: registry.tokens.stage }), 'E403');
    expectRefusal(await run(['dist-tag', 'add', '@acme/tool@1.0.0', 'next'], { token: registry.tokens.read }), 'E403');
    expect(Object.keys((await registry.packument('@acme/tool'))!.versions)).toEqual(['1.0.0']);
    expect((await run(['whoami'], { token: registry.tokens.publish })).log.trim()).toBe('publisher');
  });

  test('the narrow token moves dist-tags and deprecates', async () => {
    const token = registry.tokens.stage;
    expect(await publish('1.1.0-rc.1', { args: ['--tag', 'next'] })).toMatchObject({ status: 0 });
    expect((await registry.packument('@acme/tool'))!['dist-tags']).toEqual({ latest: '1.0.0', next: '1.1.0-rc.1' });
    expect(await run(['dist-tag', 'add', '@acme/tool@1.0.0', 'next'], { token })).toMatchObject({ status: 0 });
    expect(await run(['deprecate', '@acme/tool@1.1.0-rc.1', 'It does not start.'], { token })).toMatchObject({ status: 0 });
    const found = await registry.packument('@acme/tool');
    expect(found!['dist-tags']).toEqual({ latest: '1.0.0', next: '1.0.0' });
    expect(found!.versions['1.1.0-rc.1'].deprecated).toBe('It does not start.');
    expect(await run(['deprecate', '@acme/tool@1.1.0-rc.1', ''], { token })).toMatchObject({ status: 0 });
    expect((await registry.packument('@acme/tool'))!.versions['1.1.0-rc.1'].deprecated ?? '').toBe('');
    expect(await run(['dist-tag', 'rm', '@acme/tool', 'next'], { token })).toMatchObject({ status: 0 });
    expect((await registry.packument('@acme/tool'))!['dist-tags']).toEqual({ latest: '1.0.0' });
  });

  describe('trusted publishing', () => {
    const withoutToken = (env: Record<string, string>) => ({ token: undefined, env, args: ['--provenance'] });

    test('publishes for the workflow that is trusted, with provenance asked for', async () => {
      expect(await publish('1.2.0', withoutToken(registry.identity(job)))).toMatchObject({ status: 0 });
      expect((await registry.packument('@acme/tool'))!['dist-tags'].latest).toBe('1.2.0');
      expect(npm.provenance.at(-1)).toBe('true');
      expect(registry.requests).toEqual(expect.arrayContaining(['id-token', 'exchange @acme/tool', 'publish @acme/tool 1.2.0']));
    });

    test('refuses a first version, another workflow, environment or repository, and a job that cannot tell who it is', async () => {
      expectRefusal(await publish('1.0.0', { name: '@acme/new', ...withoutToken(registry.identity(job)) }), 'ENEEDAUTH');
      for (const other of [{ workflow: 'ci.yml' }, { environment: 'github' }, { repository: 'eve/tool' }]) {
        expectRefusal(await publish('1.3.0', withoutToken(registry.identity({ ...job, ...other }))), 'ENEEDAUTH');
      }
      expectRefusal(await publish('1.3.0', withoutToken({ GITHUB_ACTIONS: 'true' })), 'ENEEDAUTH');
      expectRefusal(await publish('1.3.0', withoutToken({ ...registry.identity(job), ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'guessed' })), 'ENEEDAUTH');
    });

    test('gives a token for one package, which moves no dist-tag and deprecates nothing', async () => {
      const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: request } = registry.identity(job);
      const { value } = await (await fetch(`${url}&audience=npm:127.0.0.1`, { headers: { authorization: `Bearer ${request}` } })).json() as { value: string };
      const exchanged = await fetch(`${registry.url}/-/npm/v1/oidc/token/exchange/package/@acme%2ftool`, { method: 'POST', headers: { authorization: `Bearer ${value}` } });
      const { token } = await exchanged.json() as { token: string };
      expectRefusal(await run(['dist-tag', 'add', '@acme/tool@1.0.0', 'old'], { token }), 'E403');
      expectRefusal(await run(['deprecate', '@acme/tool@1.0.0', 'Old.'], { token }), 'E403');
      expectRefusal(await publish('1.0.0', { name: '@acme/other', token }), 'E403');
      expect(await publish('1.3.0', { token })).toMatchObject({ status: 0 });
      const forged = `${value.slice(0, -3)}abc`;
      expect((await fetch(exchanged.url, { method: 'POST', headers: { authorization: `Bearer ${forged}` } })).status).toBe(401);
    });
  });

  describe('a bad day', () => {
    test('nobody answers, and then everything is there again', async () => {
      await registry.down();
      expectRefusal(await run(['view', '@acme/tool', 'version']), 'ECONNREFUSED');
      await registry.up();
      expect((await run(['view', '@acme/tool', 'version'])).log.trim()).toBe('1.3.0');
    });

    test('an error as often as it is wanted, with nothing done', async () => {
      registry.interrupt('publish', { status: 503 }, 2);
      expectRefusal(await publish('1.4.0'), 'E503');
      expectRefusal(await publish('1.4.0'), 'E503');
      expect((await registry.packument('@acme/tool'))!.versions['1.4.0']).toBeUndefined();
      expect(await publish('1.4.0')).toMatchObject({ status: 0 });
    });

    test('an answer that is lost after all was done', async () => {
      registry.interrupt('publish', 'lost');
      expect((await publish('1.5.0')).status).not.toBe(0);
      expect((await registry.packument('@acme/tool'))!['dist-tags'].latest).toBe('1.5.0');
    });

    test('a version that is shown late, with its dist-tag', async () => {
      registry.visibleAfter = 4000;
      expect(await publish('1.6.0')).toMatchObject({ status: 0 });
      const end = Date.now() + 4000;
      registry.visibleAfter = 0;
      const view = async (what: string) => JSON.parse((await run(['view', '@acme/tool', what, '--json'])).log);
      expect(await view('versions')).not.toContain('1.6.0');
      expect(await view('dist-tags')).toEqual({ latest: '1.5.0' });
      expect((await registry.packument('@acme/tool'))!['dist-tags']).toEqual({ latest: '1.6.0' });
      await pause(Math.max(0, end - Date.now()));
      expect(await view('versions')).toContain('1.6.0');
      expect(await view('dist-tags')).toEqual({ latest: '1.6.0' });
    });
  });

  test('as GitHub Packages it is read with a token, and passes on what has no scope', async () => {
    const github = await startNpmRegistry(guard, { plays: 'github', refuses: ['deprecate'], passOn: registry.url, trusted });
    try {
      expect(await publish('2.0.0', { name: 'plain-dependency' })).toMatchObject({ status: 0 });
      // As long as npm does not see a version, it is the registry that refuses it.
      github.visibleAfter = 3000;
      expect(await publish('2.0.0', { at: github })).toMatchObject({ status: 0 });
      const shown = Date.now() + 3000;
      expectRefusal(await publish('2.0.0', { at: github }), 'E409');
      await pause(Math.max(0, shown - Date.now()));
      expectRefusal(await publish('2.1.0', { at: github, token: undefined, env: registry.identity(job) }), 'ENEEDAUTH');
      expectRefusal(await run(['view', '@acme/tool', 'version'], { at: github }), 'E401');
      expect((await run(['view', '@acme/tool', 'version'], { at: github, token: github.tokens.read })).log.trim()).toBe('2.0.0');
      expectRefusal(await run(['deprecate', '@acme/tool@2.0.0', 'Bad.'], { at: github, token: github.tokens.publish }), 'E400');
      expect(await run(['dist-tag', 'add', '@acme/tool@2.0.0', 'old'], { at: github, token: github.tokens.publish })).toMatchObject({ status: 0 });
      expect((await run(['view', 'plain-dependency', 'version'], { at: github, token: github.tokens.read })).log.trim()).toBe('2.0.0');
    } finally {
      const { pid, url } = github;
      await github.stop();
      expect([runs(pid), await answers(url)]).toEqual([false, false]);
    }
  });

  test('nothing is left of a story that was killed', async () => {
    const story = `
      const { Guard } = require('./src/run/guard');
      const { startNpmRegistry } = require('./test/e2e/helpers/npm-registry');
      const guard = new Guard();
      startNpmRegistry(guard).then(({ url, pid }) => console.log(JSON.stringify({ url, pid })));`;
    const child = spawn(process.execPath, ['--require', 'ts-node/register/transpile-only', '--eval', story], {
      cwd: ROOT, env: { ...process.env, TS_NODE_PROJECT: path.join(ROOT, 'test/tsconfig.json') }, stdio: ['ignore', 'pipe', 'inherit'],
    });
    const told = await new Promise<string>((resolve, reject) => {
      createInterface(child.stdout).once('line', resolve);
      child.once('exit', (code) => reject(new Error(`the story ended with ${code}`)));
    });
    const { url, pid } = JSON.parse(told) as { url: string; pid: number };
    expect([runs(pid), await answers(url)]).toEqual([true, true]);
    child.kill('SIGKILL');
    for (const end = Date.now() + 20_000; runs(pid) && Date.now() < end; await pause(50));
    expect([runs(pid), await answers(url)]).toEqual([false, false]);
  });
});
