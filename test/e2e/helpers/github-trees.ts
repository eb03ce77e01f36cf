// Trees, blobs and commits made from them: what writes files without a checkout.
// https://docs.github.com/en/rest/git/trees
import { ApiAnswer, ApiRequest, declined, Handlers, missing, Place } from './github-answers';
import { shownGitCommit } from './github-commits';
import type { GitRepository } from './github-git';

export function treeHandlers(git: GitRepository): Handlers {
  return {
    'GET /git/trees/{tree_sha}': (request) => getTree(git, request),
    'POST /git/trees': (request) => createTree(git, request),
    'GET /git/blobs/{file_sha}': (request) => getBlob(git, request),
    'POST /git/blobs': ({ body: { content, encoding = 'utf-8' }, place }) => {
      const sha = git.addBlob(Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8'));
      return { status: 201, body: { sha, url: `${place.api}/git/blobs/${sha}` } };
    },
    'POST /git/commits': (request) => createCommit(git, request),
  };
}

function getTree(git: GitRepository, { parameters, query, place }: ApiRequest): ApiAnswer {
  const sha = git.tree(parameters.tree_sha);
  // Any value asks for it, as GitHub has it.
  return sha === undefined ? missing() : { status: 200, body: shownTree(git, sha, place, query.recursive !== undefined) };
}

function createTree(git: GitRepository, { body, place }: ApiRequest): ApiAnswer {
  const base = body.base_tree === undefined ? undefined : git.tree(body.base_tree);
  if (body.base_tree !== undefined && base === undefined) return declined(404, 'Not Found');
  const files: Record<string, any>[] = body.tree;
  const wrong = files.find(({ sha, content }) => (sha === undefined) === (content === undefined) || (typeof sha === 'string' && git.type(sha) === undefined));
  if (files.length === 0 || wrong) return declined(422, wrong ? 'Must supply either tree.sha or tree.content' : 'Invalid tree info');
  const sha = git.addTree(base, files.map(({ path, mode = '100644', sha: object, content }) => ({ path, mode, sha: content === undefined ? object : git.addBlob(Buffer.from(content)) })));
  return { status: 201, body: shownTree(git, sha, place, false) };
}

function getBlob(git: GitRepository, { parameters: { file_sha: sha }, headers, place }: ApiRequest): ApiAnswer {
  if (git.type(sha) !== 'blob') return missing();
  const content = git.bytes(['cat-file', 'blob', sha]);
  if (/\.raw\b/.test(String(headers.accept))) return { status: 200, body: content };
  // GitHub breaks lines, also behind the last one.
  const encoded = content.toString('base64').replace(/.{1,60}/g, '$&\n');
  return { status: 200, body: { sha, node_id: `B_${sha}`, url: `${place.api}/git/blobs/${sha}`, size: content.length, encoding: 'base64', content: encoded } };
}

function createCommit(git: GitRepository, { body, place }: ApiRequest): ApiAnswer {
  const { message, tree, parents = [] } = body;
  if (git.type(tree) !== 'tree') return declined(422, 'Tree SHA does not exist');
  if (parents.some((sha: string) => git.type(sha) !== 'commit')) return declined(422, 'Parent SHA does not exist or is not a commit object');
  const sha = git.addCommitOf(tree, parents, message);
  return { status: 201, body: shownGitCommit(git, git.commit(sha), place) };
}

function shownTree(git: GitRepository, sha: string, place: Place, recursive: boolean): object {
  const lines = git.git(['ls-tree', '-z', '--long', '--full-tree', ...recursive ? ['-r', '-t'] : [], sha]).split('\0').filter((line) => line !== '');
  const tree = lines.map((line) => {
    const [, mode, type, object, size, path] = /^(\d+) (\w+) ([0-9a-f]+) +(\S+)\t(.*)$/s.exec(line)!;
    return { path, mode, type, sha: object, ...type === 'blob' ? { size: Number(size) } : {}, url: `${place.api}/git/${type}s/${object}` };
  });
  return { sha, url: `${place.api}/git/trees/${sha}`, tree, truncated: false };
}
