// Refs, tags, branches and commits of GitHub's API, with a real repository behind them.
import { account, ApiAnswer, ApiRequest, BOT, declined, Handlers, missing, now, paged, Place } from './github-answers';
import { Commit, GitRepository, Signature, Tag } from './github-git';

type Ref = { readonly ref: string; readonly sha: string; readonly type: string };

export function commitHandlers(git: GitRepository): Handlers {
  return {
    'GET /git/ref/{ref}': ({ parameters, place }) => answerOr404(refOf(git, `refs/${parameters.ref}`), (ref) => shownRef(ref, place)),
    'GET /git/matching-refs/{ref}': ({ parameters, place }) => ({ status: 200, body: git.refs(`refs/${parameters.ref}`).map((ref) => shownRef(ref, place)) }),
    'POST /git/refs': (request) => createRef(git, request),
    'PATCH /git/refs/{ref}': (request) => moveRef(git, request),
    'DELETE /git/refs/{ref}': ({ parameters }) => removeRef(git, `refs/${parameters.ref}`),
    'POST /git/tags': (request) => createTag(git, request),
    'GET /git/tags/{tag_sha}': ({ parameters, place }) => (git.type(parameters.tag_sha) === 'tag' ? { status: 200, body: shownTag(git.tag(parameters.tag_sha), place) } : missing()),
    'GET /git/commits/{commit_sha}': ({ parameters, place }) => (git.type(parameters.commit_sha) === 'commit' ? { status: 200, body: shownGitCommit(git, git.commit(parameters.commit_sha), place) } : missing()),
    'GET /commits': (request) => listCommits(git, request),
    'GET /commits/{ref}': ({ parameters: { ref }, place }) => {
      const sha = git.resolve(ref);
      return sha === undefined ? declined(422, `No commit found for SHA: ${ref}`) : { status: 200, body: shownCommit(git, git.commit(sha), place) };
    },
    'GET /tags': (request) => paged(git.refs('refs/tags/').map(({ ref }) => shownTagName(git, ref, request.place)).reverse(), request),
    'GET /branches/{branch}': ({ parameters, place }) => answerOr404(git.head(parameters.branch), (sha) => shownBranch(git, parameters.branch, sha, place)),
    'GET /compare/{basehead}': (request) => compare(git, request),
  };
}

function answerOr404<T>(found: T | undefined, show: (found: T) => object): ApiAnswer {
  return found === undefined ? missing() : { status: 200, body: show(found) };
}

function refOf(git: GitRepository, ref: string): Ref | undefined {
  return git.refs(ref).find((one) => one.ref === ref);
}

function createRef(git: GitRepository, { body, place }: ApiRequest): ApiAnswer {
  const { ref, sha } = body;
  if (!/^refs\/[^/]+\/.+/.test(ref)) return declined(422, 'Reference name must start with \'refs/\' and have at least two slashes.');
  if (git.object(ref) !== undefined) return declined(422, 'Reference already exists');
  const type = git.type(sha);
  if (type === undefined) return declined(422, 'Object does not exist');
  if (!git.setRef(ref, sha)) return declined(422, 'Reference update failed');
  return { status: 201, body: shownRef({ ref, sha, type }, place) };
}

function moveRef(git: GitRepository, { parameters, body, place }: ApiRequest): ApiAnswer {
  const found = refOf(git, `refs/${parameters.ref}`);
  const type = git.type(body.sha);
  if (!found) return declined(422, 'Reference does not exist');
  if (type === undefined) return declined(422, 'Object does not exist');
  if (body.force !== true && !git.isAncestor(found.sha, body.sha)) return declined(422, 'Update is not a fast forward');
  if (!git.setRef(found.ref, body.sha, found.sha)) return declined(422, 'Reference cannot be updated');
  return { status: 200, body: shownRef({ ref: found.ref, sha: body.sha, type }, place) };
}

function removeRef(git: GitRepository, ref: string): ApiAnswer {
  if (git.object(ref) === undefined) return declined(422, 'Reference does not exist');
  git.removeRef(ref);
  return { status: 204 };
}

function createTag(git: GitRepository, { body, place }: ApiRequest): ApiAnswer {
  if (git.type(body.object) !== body.type) return declined(422, `Object ${body.object} is no ${body.type}`);
  const sha = git.addTag(body.tag, body.object, body.type, body.message, body.tagger);
  return { status: 201, body: shownTag(git.tag(sha), place) };
}

function listCommits(git: GitRepository, request: ApiRequest): ApiAnswer {
  const { sha = 'HEAD', path, author, since, until } = request.query;
  const from = sha === 'HEAD' ? git.object('HEAD') : git.resolve(sha);
  if (from === undefined) return missing();
  const commits = git.log(from, path === undefined ? [] : [path])
    .filter((commit) => author === undefined || [commit.author.name, commit.author.email].includes(author))
    .filter(({ committer: { date } }) => (since === undefined || date >= since) && (until === undefined || date <= until));
  return paged(commits, request, (items: Commit[]) => items.map((commit) => shownCommit(git, commit, request.place)));
}

function compare(git: GitRepository, request: ApiRequest): ApiAnswer {
  const [base, head] = request.parameters.basehead.split('...').map((ref) => git.resolve(ref));
  if (base === undefined || head === undefined) return missing();
  const count = (range: string) => git.git(['rev-list', '--reverse', range]).split('\n').filter((line) => line !== '');
  const [ahead, behind] = [count(`${base}..${head}`), count(`${head}..${base}`)];
  const both = (many: boolean, other: boolean) => (many ? other ? 'diverged' : 'ahead' : other ? 'behind' : 'identical');
  const { place } = request;
  const address = `${place.html}/compare/${request.parameters.basehead}`;
  return {
    status: 200,
    body: {
      url: `${place.api}/compare/${request.parameters.basehead}`,
      html_url: address,
      permalink_url: address,
      diff_url: `${address}.diff`,
      patch_url: `${address}.patch`,
      base_commit: shownCommit(git, git.commit(base), place),
      merge_base_commit: shownCommit(git, git.commit(git.git(['merge-base', base, head]).trim()), place),
      status: both(ahead.length > 0, behind.length > 0),
      ahead_by: ahead.length,
      behind_by: behind.length,
      total_commits: ahead.length,
      commits: ahead.map((sha) => shownCommit(git, git.commit(sha), place)),
    },
  };
}

function shownRef({ ref, sha, type }: Ref, place: Place): object {
  return { ref, node_id: `REF_${ref}`, url: `${place.api}/git/${ref}`, object: { type, sha, url: `${place.api}/git/${type}s/${sha}` } };
}

function shownTag({ sha, tag, message, tagger, object }: Tag, place: Place): object {
  return {
    sha,
    tag,
    message,
    tagger,
    node_id: `TA_${sha}`,
    url: `${place.api}/git/tags/${sha}`,
    object: { ...object, url: `${place.api}/git/${object.type}s/${object.sha}` },
    verification: verification(false),
  };
}

function shownTagName(git: GitRepository, ref: string, place: Place): object {
  const [name, sha] = [ref.replace('refs/tags/', ''), git.resolve(ref)!];
  return { name, commit: { sha, url: `${place.api}/commits/${sha}` }, zipball_url: `${place.api}/zipball/${ref}`, tarball_url: `${place.api}/tarball/${ref}`, node_id: `REF_${ref}` };
}

function verification(verified: boolean): object {
  return { verified, reason: verified ? 'valid' : 'unsigned', signature: verified ? '-----BEGIN PGP SIGNATURE-----' : null, payload: verified ? 'tree' : null, verified_at: verified ? now() : null };
}

export function shownGitCommit(git: GitRepository, commit: Commit, place: Place): object {
  const { sha, author, committer, message } = commit;
  return { sha, author, committer, message, node_id: `C_${sha}`, url: `${place.api}/git/commits/${sha}`, html_url: `${place.html}/commit/${sha}`, ...linked(commit, place), verification: verification(git.signed.has(sha)) };
}

function linked({ tree, parents }: Commit, place: Place): { tree: object; parents: object[] } {
  return {
    tree: { sha: tree, url: `${place.api}/git/trees/${tree}` },
    parents: parents.map((sha) => ({ sha, url: `${place.api}/commits/${sha}`, html_url: `${place.html}/commit/${sha}` })),
  };
}

function shownCommit(git: GitRepository, commit: Commit, place: Place): object {
  const { sha, author, committer, message } = commit;
  const { tree, parents } = linked(commit, place);
  const url = `${place.api}/commits/${sha}`;
  const who = (person: Signature) => (person.name === BOT ? account(BOT) : null);
  return {
    sha,
    node_id: `C_${sha}`,
    commit: { author, committer, message, tree, url: `${place.api}/git/commits/${sha}`, comment_count: 0, verification: verification(git.signed.has(sha)) },
    url,
    html_url: `${place.html}/commit/${sha}`,
    comments_url: `${url}/comments`,
    author: who(author),
    committer: who(committer),
    parents,
  };
}

function shownBranch(git: GitRepository, name: string, sha: string, place: Place): object {
  const url = `${place.api}/branches/${name}`;
  return {
    name,
    commit: shownCommit(git, git.commit(sha), place),
    _links: { self: url, html: `${place.html}/tree/${name}` },
    protected: false,
    protection: { enabled: false },
    protection_url: `${url}/protection`,
  };
}
