import * as fs from 'node:fs';
import * as path from 'node:path';
import { ActionHost, Inputs, known, linesOf } from './action-host';

type Git = (...args: string[]) => Promise<string>;

/** What changes nothing here: nothing is fetched from elsewhere, and no credentials are left. */
const WITHOUT_EFFECT = ['persist-credentials', 'token', 'set-safe-directory', 'show-progress', 'clean', 'ssh-strict', 'ssh-user', 'github-server-url'];

/**
 * `actions/checkout`: a clone of the repository that the run is of, at its commit.
 *
 * @see https://github.com/actions/checkout
 */
export async function checkout(inputs: Inputs, host: ActionHost): Promise<Record<string, string>> {
  const given = known(inputs, 'repository', 'ref', 'path', 'fetch-depth', 'fetch-tags', 'filter', 'sparse-checkout', 'sparse-checkout-cone-mode', 'submodules', 'lfs', ...WITHOUT_EFFECT);
  refuse(given, host);
  const place = path.resolve(host.workspace, given.path ?? '.');
  if (place !== host.workspace && !place.startsWith(`${host.workspace}/`)) throw new Error(`Repository path '${place}' is not under '${host.workspace}'`);
  fs.mkdirSync(place, { recursive: true });
  for (const name of fs.readdirSync(place)) fs.rmSync(path.join(place, name), { recursive: true });
  const git: Git = (...args) => host.run('git', ['-C', place, ...args]);
  await git('init', '--quiet', '--initial-branch=main', '.');
  await git('remote', 'add', 'origin', `file://${host.source}`);
  await sparse(git, given);
  const target = await fetchCommit(git, given, host.environment);
  await git('checkout', '--quiet', '--force', ...target);
  await git('log', '-1', '--format=Checked out %H');
  return { ref: given.ref || host.environment.GITHUB_REF || '', commit: (await git('rev-parse', 'HEAD')).trim() };
}

function refuse(given: Inputs, { environment }: ActionHost): void {
  if (given.repository && given.repository.toLowerCase() !== environment.GITHUB_REPOSITORY.toLowerCase()) {
    throw new Error(`${given.repository} is another repository: clone it beside this one and give the step with --action actions/checkout=DIR, or leave it out with --job`);
  }
  for (const name of ['submodules', 'lfs']) if (given[name] && given[name] !== 'false') throw new Error(`${name} are not fetched here. Run the job on GitHub, or leave it out with --job`);
}

async function sparse(git: Git, given: Inputs): Promise<void> {
  const patterns = linesOf(given['sparse-checkout']);
  if (patterns.length === 0) return;
  await git('sparse-checkout', 'set', given['sparse-checkout-cone-mode'] === 'false' ? '--no-cone' : '--cone', ...patterns);
}

// With the whole history come all branches and tags. As the action does it, the branch of the run is then set back to the
// commit of the run, if it has moved since: that is also so when a run is started again.
async function fetchCommit(git: Git, given: Inputs, { GITHUB_SHA: sha, GITHUB_REF: ref = '' }: Readonly<Record<string, string>>): Promise<string[]> {
  const depth = Number(given['fetch-depth'] ?? '1');
  const commit = given.ref || sha;
  const [, branch] = given.ref ? [] : /^refs\/heads\/(.+)$/.exec(ref) ?? [];
  const spec = branch ? `+${commit}:refs/remotes/origin/${branch}` : commit;
  const tags = given['fetch-tags'] === 'true' ? '--tags' : '--no-tags';
  const filter = given.filter ? [`--filter=${given.filter}`] : [];
  if (depth > 0) {
    await git('fetch', '--quiet', tags, ...filter, `--depth=${depth}`, 'origin', spec);
  } else {
    await git('fetch', '--quiet', '--no-tags', ...filter, 'origin', '+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*');
    await git('fetch', '--quiet', '--no-tags', ...filter, 'origin', spec);
  }
  return branch ? ['-B', branch, `refs/remotes/origin/${branch}`] : ['--detach', 'FETCH_HEAD'];
}
