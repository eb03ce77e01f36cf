/**
 * Invariants: what plays GitHub's API in the stories behaves as GitHub does, told by the real gh and Octokit, with a real
 * repository behind it; and nothing that GitHub's own description forbids gets through in either direction.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { withPrograms } from './helpers/debian';
import { GitHubApi, startGitHubApi } from './helpers/github-api';
import { bareCopy } from './helpers/github-git';
import { Checkout } from './helpers/packed';
import { Executed, execute } from '../../src/run/execute';

jest.setTimeout(120_000);

const ROOT = path.resolve(__dirname, '../..');
const answers = (url: string) => fetch(url).then(() => true, () => false);

withPrograms({ gh: 'gh', jq: 'jq', git: 'git' })('GitHub\'s API', () => {
  const additions = [{ path: 'package.json', contents: Buffer.from('{"version":"1.1.0"}\n').toString('base64') }];
  let folder: string;
  let api: GitHubApi;
  let first: string;
  let count = 0;

  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'github-api-'));
    const checkout = new Checkout(path.join(folder, 'checkout'), { 'package.json': '{"version":"1.0.0"}\n', 'old.txt': 'old\n' });
    checkout.commit('A first version');
    first = checkout.git('rev-parse', 'HEAD').trim();
    const git = bareCopy(checkout.folder, path.join(folder, 'origin.git'));
    api = await startGitHubApi('acme/tool', 'token-of-the-job', { git, tokens: { reader: { contents: 'read' } } });
  });
  afterEach(async () => {
    fs.rmSync(folder, { recursive: true, force: true });
    await api.stop();
  });

  /** Runs gh; what it sends is in a file, as large things must be. */
  function gh(args: string[], options: { send?: unknown; token?: string } = {}): Promise<Executed> {
    const file = path.join(folder, `${count += 1}.json`);
    if (options.send !== undefined) fs.writeFileSync(file, Buffer.isBuffer(options.send) ? options.send : JSON.stringify(options.send));
    return execute('gh', [...args, ...options.send === undefined ? [] : ['--input', file]], {
      cwd: folder,
      log: path.join(folder, `${count}.log`),
      timeoutMs: 30_000,
      env: { PATH: process.env.PATH!, HOME: folder, GH_TOKEN: options.token ?? 'token-of-the-job', GH_PROMPT_DISABLED: '1', NO_COLOR: '1', ...api.environment },
    });
  }
  const post = (place: string, send: unknown, token?: string) => gh(['api', '--method', 'POST', `repos/acme/tool/${place}`], { send, token });
  const get = async (place: string) => JSON.parse((await gh(['api', `repos/acme/tool/${place}`])).log);
  const commit = (changes: object = { additions }, expectedHeadOid = first) => gh(['api', 'graphql'], {
    send: {
      query: 'mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }',
      variables: { input: { branch: { repositoryNameWithOwner: 'acme/tool', branchName: 'main' }, message: { headline: 'chore(release): 1.1.0', body: 'Release-Run: 7' }, expectedHeadOid, fileChanges: changes } },
    },
  });

  test('a commit is made on the branch that is expected, and on no other', async () => {
    const made = await commit({ additions: [...additions, { path: 'docs/new.md', contents: '' }], deletions: [{ path: 'old.txt' }] });
    const { oid } = JSON.parse(made.log).data.createCommitOnBranch.commit;
    expect(JSON.parse(made.log).data.createCommitOnBranch.commit).toEqual({ oid });
    expect(api.git!.head('main')).toBe(oid);
    expect(api.git!.commit(oid)).toMatchObject({ parents: [first], message: 'chore(release): 1.1.0\n\nRelease-Run: 7', author: { name: 'github-actions[bot]' } });
    expect(api.git!.git(['ls-tree', '-r', '--name-only', oid])).toBe('docs/new.md\npackage.json\n');
    expect(api.git!.file(oid, 'package.json')).toBe('{"version":"1.1.0"}\n');
    expect((await get(`commits/${oid}`)).commit.verification.verified).toBe(true);
    expect(await commit()).toMatchObject({ status: 1, log: expect.stringContaining(`Expected branch to point to "${first}" but it did not.`) });
    expect(await commit({ additions: [{ path: 'package.json', text: 'no' }] }, oid)).toMatchObject({ status: 1, log: expect.stringContaining('additions') });
    expect(api.git!.head('main')).toBe(oid);
  });

  test('a tag is an object first and a ref then, once', async () => {
    const tag = JSON.parse((await post('git/tags', { tag: 'v1.0.0', message: 'v1.0.0', object: first, type: 'commit' })).log);
    expect(await gh(['api', 'repos/acme/tool/git/ref/tags/v1.0.0'])).toMatchObject({ status: 1, log: expect.stringContaining('404') });
    expect((await post('git/refs', { ref: 'refs/tags/v1.0.0', sha: tag.sha })).status).toBe(0);
    expect((await get('git/ref/tags/v1.0.0')).object).toMatchObject({ type: 'tag', sha: tag.sha });
    expect((await get(`git/tags/${tag.sha}`)).object).toMatchObject({ type: 'commit', sha: first });
    expect((await get('commits/v1.0.0')).sha).toBe(first);
    expect(api.git!.git(['describe', 'main']).trim()).toBe('v1.0.0');
    expect((await post('git/refs', { ref: 'refs/tags/v1.0.0', sha: first })).log).toContain('Reference already exists');
    expect((await post('git/refs', { ref: 'refs/tags/v1.0.1', sha: '0'.repeat(40) })).log).toContain('Object does not exist');
    expect((await get('git/matching-refs/tags/v1')).map(({ ref }: { ref: string }) => ref)).toEqual(['refs/tags/v1.0.0']);
    expect(await get('branches/main')).toMatchObject({ commit: { sha: first } });
  });

  test('files are written as trees, on a branch of their own and then forward alone', async () => {
    const text = 'a line\n'.repeat(20);
    const made = async (place: string, send: unknown) => JSON.parse((await post(`git/${place}`, send)).log);
    const write = async (content: string, base?: string) => (await made('trees', { ...base ? { base_tree: base } : {}, tree: [{ path: `data/${content.length}.txt`, mode: '100644', type: 'blob', content }] })).sha;
    const begun = await made('commits', { message: 'Begin', tree: await write(text), parents: [] });
    expect((await post('git/refs', { ref: 'refs/heads/history', sha: begun.sha })).status).toBe(0);
    const next = await made('commits', { message: 'Go on', tree: await write('more', begun.sha), parents: [begun.sha] });
    const move = (sha: string) => gh(['api', '--method', 'PATCH', 'repos/acme/tool/git/refs/heads/history'], { send: { sha, force: false } });
    expect((await move(next.sha)).status).toBe(0);
    expect((await move(first)).log).toContain('Update is not a fast forward');
    expect(api.git!.log(next.sha).map(({ message }) => message)).toEqual(['Go on', 'Begin']);
    const { tree, truncated } = await get(`git/trees/${next.sha}?recursive=1`);
    expect([tree.map((one: { path: string }) => one.path), truncated]).toEqual([['data', 'data/140.txt', 'data/4.txt'], false]);
    const blob = await get(`git/blobs/${tree[1].sha}`);
    expect(Math.max(...blob.content.split('\n').map((line: string) => line.length))).toBe(60);
    expect(Buffer.from(blob.content, 'base64').toString()).toBe(text);
  });

  test('a release is a draft, gets its assets, is published and then takes none', async () => {
    api.releases.immutable = true;
    const draft = JSON.parse((await post('releases', { tag_name: 'v1.0.0', target_commitish: first, name: '1.0.0', body: 'Notes', draft: true })).log);
    expect((await gh(['api', 'repos/acme/tool/releases/tags/v1.0.0'])).status).toBe(1);
    expect(JSON.parse((await gh(['api', 'repos/acme/tool/releases'], { token: 'reader' })).log)).toEqual([]);
    const address = draft.upload_url.replace(/\{.*$/, '');
    const upload = (name: string) => gh(['api', '--method', 'POST', '--header', 'content-type: application/gzip', `${address}?name=${name}`], { send: Buffer.from([0x1f, 0x8b, 0, 0xff]) });
    expect(JSON.parse((await upload('tool-1.0.0.tgz')).log)).toMatchObject({ size: 4, content_type: 'application/gzip', digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) });
    expect((await upload('tool-1.0.0.tgz')).log).toContain('already_exists');
    const published = JSON.parse((await gh(['api', '--method', 'PATCH', `repos/acme/tool/releases/${draft.id}`], { send: { draft: false } })).log);
    expect(published).toMatchObject({ draft: false, immutable: true });
    expect(api.git!.resolve('v1.0.0')).toBe(first);
    expect((await upload('more.txt')).log).toContain('Cannot upload assets to an immutable release.');
    expect((await post('releases', { tag_name: 'v1.0.0' })).log).toContain('already_exists');
    expect(await get('releases/latest')).toMatchObject({ tag_name: 'v1.0.0', assets: [{ name: 'tool-1.0.0.tgz' }] });
    expect((await gh(['release', 'view', 'v1.0.0', '--repo', 'acme/tool', '--json', 'tagName,body', '--jq', '.body'])).log.trim()).toBe('Notes');
    expect((await gh(['release', 'download', 'v1.0.0', '--repo', 'acme/tool', '--dir', 'downloaded'])).status).toBe(0);
    expect(fs.readFileSync(path.join(folder, 'downloaded/tool-1.0.0.tgz'))).toEqual(Buffer.from([0x1f, 0x8b, 0, 0xff]));
  });

  test('checks of a commit are those of the newest run', async () => {
    api.checks.all.push({ name: 'gate', sha: first, status: 'completed', conclusion: 'failure', started_at: '2026-01-01T00:00:00Z' });
    api.checks.pass(first, 'gate', 'other gate');
    expect((await get('commits/main/check-runs?check_name=other%20gate')).total_count).toBe(1);
    expect((await get(`commits/${first}/check-runs?filter=latest`)).check_runs.map(({ conclusion }: { conclusion: string }) => conclusion)).toEqual(['success', 'success']);
    expect((await get(`commits/${first}/check-runs?filter=all`)).total_count).toBe(3);
  });

  test('a list goes on to the next page', async () => {
    api.issues.push({ number: 1, title: 'One', labels: [], bodies: ['', 'first', 'second', 'third'], state: 'OPEN' });
    const all = await gh(['api', '--paginate', 'repos/acme/tool/issues/1/comments?per_page=2', '--jq', '.[].body']);
    expect(all.log).toBe('first\nsecond\nthird\n');
    expect(api.requests.filter((request) => request.endsWith('/comments'))).toHaveLength(2);
  });

  test('what GitHub\'s description does not have is refused', async () => {
    for (const [place, body, fault] of [
      ['releases', { name: 'no tag' }, 'tag_name'],
      ['releases', { tag_name: 'v1', draft: 'true' }, 'draft'],
      ['releases', { tag_name: 'v1', make_latest: true }, 'make_latest'],
      ['releases', { tag_name: 'v1', asset: [] }, 'asset'],
      ['git/tags', { tag: 'v1', message: '', object: first, type: 'branch' }, 'type'],
      ['git/refs', { ref: 'refs/tags/v1' }, 'sha'],
      ['issues', { body: 'no title' }, 'title'],
    ] as const) {
      expect((await post(place, body)).log).toMatch(new RegExp(`Invalid request[^]*${fault}[^]*HTTP 422`));
    }
    expect((await gh(['api', 'repos/acme/tool/releases?per_page=101'])).log).toContain('HTTP 422');
    expect((await gh(['api', 'repos/acme/tool/releases?state=open'])).log).toContain('HTTP 422');
    expect([api.releases.all, api.issues]).toEqual([[], []]);
  });

  test('an answer that GitHub would not give, or a question that is not played, fails the story', async () => {
    api.checks.all.push({ name: 'gate', sha: first, status: 'waiting for long' as 'queued', conclusion: null });
    await get(`commits/${first}/check-runs`);
    await gh(['api', 'repos/acme/tool/stargazers']);
    await gh(['api', 'repos/somebody/else/issues']);
    expect(api.faults).toHaveLength(3);
    await expect(api.stop()).rejects.toThrow(/check-runs 200: .*status must be equal to one of the allowed values[^]*stargazers is not played[^]*somebody/);
  });

  test('a token may do what its job may', async () => {
    expect((await gh(['api', 'repos/acme/tool/git/ref/heads/main'], { token: 'reader' })).status).toBe(0);
    for (const done of [await post('git/refs', { ref: 'refs/tags/v1', sha: first }, 'reader'), await post('issues', { title: 'No' }, 'reader')]) {
      expect(done.log).toContain('Resource not accessible by integration');
    }
    api.issues.push({ number: 1, title: 'One', labels: [], bodies: [''], state: 'OPEN' });
    expect((await gh(['issue', 'comment', '1', '--repo', 'acme/tool', '--body', 'No'], { token: 'reader' })).log).toContain('Resource not accessible by integration');
    expect(api.issues[0].bodies).toEqual(['']);
    expect((await post('issues', { title: 'No' }, 'nobody')).log).toContain('Bad credentials');
    expect(api.git!.object('refs/tags/v1')).toBeUndefined();
  });

  test('an answer is lost after all was done, or is an error, or comes too late', async () => {
    api.interrupt(/createCommitOnBranch/, 'lost');
    expect((await commit()).status).toBe(1);
    const made = api.git!.head('main')!;
    expect(api.git!.commit(made).parents).toEqual([first]);
    api.interrupt(/^POST .*\/git\/refs$/, { status: 502, body: 'Bad Gateway' });
    expect((await post('git/refs', { ref: 'refs/tags/v1', sha: made })).status).toBe(1);
    expect(api.git!.object('refs/tags/v1')).toBeUndefined();
    api.interrupt(/createCommitOnBranch/, () => api.git!.setRef('refs/heads/main', first));
    expect((await commit({ additions }, made)).log).toContain('but it did not');
    expect((await post('git/refs', { ref: 'refs/tags/v1', sha: made })).status).toBe(0);
  });

  test('Octokit speaks to it as gh does', async () => {
    const program = `
      import { Octokit } from '@octokit/core';
      const octokit = new Octokit({ auth: 'token-of-the-job', baseUrl: process.env.API });
      const at = { owner: 'acme', repo: 'tool' };
      const { data: issue } = await octokit.request('POST /repos/{owner}/{repo}/issues', { ...at, title: 'Failed', labels: ['release'] });
      const { data: comment } = await octokit.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { ...at, issue_number: issue.number, body: 'Once' });
      await octokit.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', { ...at, comment_id: comment.id, body: 'Twice' });
      await octokit.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', { ...at, issue_number: issue.number, state: 'closed' });
      const { data: release } = await octokit.request('POST /repos/{owner}/{repo}/releases', { ...at, tag_name: 'v1.0.0', draft: true });
      const { data: asset } = await octokit.request({ method: 'POST', url: release.upload_url, name: 'a.txt', data: 'text', headers: { 'content-type': 'text/plain' } });
      const { repository } = await octokit.graphql('query LabelList { repository { labels { nodes { name } } } }');
      const refused = await octokit.request('PATCH /repos/{owner}/{repo}/releases/{release_id}', { ...at, release_id: release.id, draft: 'no' }).catch(({ status }) => status);
      console.log(JSON.stringify({ labels: repository.labels.nodes.map(({ name }) => name), asset: asset.size, refused }));`;
    const done = await execute(process.execPath, ['--input-type=module', '--eval', program], { cwd: ROOT, log: path.join(folder, 'octokit.log'), env: { PATH: process.env.PATH!, API: api.url } });
    expect(done.log).toBe(`${JSON.stringify({ labels: ['release'], asset: 4, refused: 422 })}\n`);
    expect(api.issues).toEqual([{ number: 1, title: 'Failed', labels: ['release'], bodies: ['', 'Twice'], state: 'CLOSED' }]);
    expect(api.releases.all[0].assets[0]).toMatchObject({ name: 'a.txt', content: Buffer.from('text') });
  });

  test('nothing answers after its end, and nothing of it is left', async () => {
    const { url, environment } = api;
    await api.stop();
    expect([await answers(url), fs.existsSync(environment.GH_CONFIG_DIR)]).toEqual([false, false]);
  });
});
