/**
 * The parts of GitHub's API that make commits, tags and releases, on a real bare repository and a file with the rest.
 * Run as `gh` it answers `gh api` itself, and fails or ends the script that called as the environment says; with
 * `serve` it answers over HTTP, for the real `gh`.
 */
const { execFileSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const { createServer } = require('node:http');
const path = require('node:path');

const folder = path.dirname(__filename);
const repository = path.join(folder, 'origin.git');
const stateFile = path.join(folder, 'state.json');
const NAME = 'acme/tool';
const BOT = 'github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>';

class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

function git(args, options = {}) {
  return execFileSync('git', ['--git-dir', repository, ...args], { encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'], ...options }).replace(/\n$/, '');
}

function commitOf(name) {
  try {
    return git(['rev-parse', '--verify', '--quiet', `${name}^{commit}`]);
  } catch {
    throw new Refused(404, 'Not Found');
  }
}

function shownCommit(sha) {
  const [parents, date, message] = git(['show', '--no-patch', '--format=%P%x00%cI%x00%B', sha]).split('\0');
  return { sha, commit: { message: message.trimEnd(), committer: { date } }, parents: parents.split(' ').filter(Boolean).map((parent) => ({ sha: parent })) };
}

const lines = (text) => text.split('\n').filter(Boolean);

const routes = [
  [/^GET git\/matching-refs\/(.+)$/, (_, ref) => lines(git(['for-each-ref', '--format=%(refname) %(objecttype) %(objectname)', '--', `refs/${ref}*`, `refs/${ref}*/**`]))
    .map((line) => line.split(' ')).map(([name, type, sha]) => ({ ref: name, object: { type, sha } }))],
  [/^GET git\/tags\/(\w+)$/, (_, sha) => {
    const [, object, type] = /^object (\w+)\ntype (\w+)/.exec(git(['cat-file', '-p', sha]));
    return { sha, object: { sha: object, type } };
  }],
  [/^GET commits\/(\w+)$/, (_, sha) => shownCommit(commitOf(sha))],
  [/^GET compare\/(\w+)\.\.\.(\w+)$/, ({ page }, base, head) => ({ commits: page(lines(git(['rev-list', '--reverse', `${commitOf(base)}..${commitOf(head)}`]))).map(shownCommit) })],
  [/^POST git\/tags$/, ({ body: { tag, message, object, type, tagger } }) => {
    const seconds = Math.floor(Date.parse(tagger.date) / 1000);
    const input = `object ${object}\ntype ${type}\ntag ${tag}\ntagger ${tagger.name} <${tagger.email}> ${seconds} +0000\n\n${message}\n`;
    return { sha: git(['mktag'], { input }), tag };
  }],
  [/^POST git\/refs$/, ({ body: { ref, sha } }) => {
    if (lines(git(['for-each-ref', ref])).length > 0) throw new Refused(422, 'Reference already exists');
    git(['update-ref', ref, sha]);
    return { ref, object: { sha } };
  }],
  [/^GET releases$/, ({ state, page }) => page([...state.releases].reverse())],
  [/^GET releases\/(\d+)$/, ({ state }, id) => release(state, id)],
  [/^POST releases$/, ({ state, body }) => {
    const id = state.next++;
    const made = { body: '', draft: false, prerelease: false, immutable: false, ...body, id, assets: [], upload_url: `${state.uploads}/repos/${NAME}/releases/${id}/assets{?name,label}` };
    made.html_url = `https://github.com/${NAME}/releases/tag/${made.draft ? `untagged-${id}` : made.tag_name}`;
    state.releases.push(made);
    return made;
  }],
  [/^PATCH releases\/(\d+)$/, ({ state, body }, id) => {
    const found = release(state, id);
    if (body.make_latest === 'true' && body.prerelease) throw new Refused(422, 'Validation Failed');
    if (found.draft && body.draft === false) {
      commitOf(`refs/tags/${body.tag_name}`);
      Object.assign(found, { immutable: state.immutable, html_url: `https://github.com/${NAME}/releases/tag/${found.tag_name}` });
    }
    return Object.assign(found, body);
  }],
  [/^POST releases\/(\d+)\/assets$/, ({ state, query, raw }, id) => {
    const found = release(state, id);
    if (found.immutable) throw new Refused(422, 'Cannot upload assets to an immutable release.');
    if (found.assets.some((asset) => asset.name === query.get('name'))) throw new Refused(422, 'already_exists');
    const digest = `sha256:${createHash('sha256').update(raw).digest('hex')}`;
    const asset = { id: state.next++, name: query.get('name'), state: 'uploaded', size: raw.length, ...(state.digests ? { digest } : {}) };
    found.assets.push(asset);
    return asset;
  }],
  [/^DELETE releases\/assets\/(\d+)$/, ({ state }, id) => {
    for (const one of state.releases) one.assets = one.assets.filter((asset) => asset.id !== Number(id));
    return undefined;
  }],
];

function release(state, id) {
  const found = state.releases.find((one) => one.id === Number(id));
  if (!found) throw new Refused(404, 'Not Found');
  return found;
}

// https://docs.github.com/en/graphql/reference/commits#createcommitonbranch
function commitOnBranch({ input: { branch, expectedHeadOid, message, fileChanges } }) {
  const ref = `refs/heads/${branch.branchName}`;
  if (commitOf(ref) !== expectedHeadOid) return { errors: [{ type: 'STALE_DATA', message: `Expected branch to point to "${expectedHeadOid}" but it did not. Pull and try again.` }] };
  const env = { ...process.env, GIT_INDEX_FILE: path.join(folder, 'index'), GIT_COMMITTER_NAME: 'GitHub', GIT_COMMITTER_EMAIL: 'noreply@github.com', GIT_AUTHOR_NAME: BOT.split(' <')[0], GIT_AUTHOR_EMAIL: BOT.split('<')[1].slice(0, -1) };
  git(['read-tree', expectedHeadOid], { env });
  for (const { path: file, contents } of fileChanges.additions) {
    const blob = git(['hash-object', '-w', '--stdin'], { input: Buffer.from(contents, 'base64') });
    git(['update-index', '--add', '--cacheinfo', `100644,${blob},${file}`], { env });
  }
  const oid = git(['commit-tree', git(['write-tree'], { env }), '-p', expectedHeadOid], { env, input: `${message.headline}\n\n${message.body}` });
  git(['update-ref', ref, oid]);
  return { data: { createCommitOnBranch: { commit: { oid } } } };
}

/** Answers one call; `page` cuts lists and tells whether there is more. */
function answer(method, target, raw) {
  const state = JSON.parse(fs.readFileSync(stateFile, 'utf8'));
  const url = new URL(target.replace(/^\/?(?=repos|graphql)/, '/'), 'http://api.github.localhost');
  const query = url.searchParams;
  const size = Math.min(Number(query.get('per_page') ?? 30), state.pageSize);
  const number = Number(query.get('page') ?? 1);
  let more = false;
  const page = (items) => {
    more = items.length > number * size;
    return items.slice((number - 1) * size, number * size);
  };
  const upload = url.pathname.endsWith('/assets');
  const body = raw.length > 0 && !upload ? JSON.parse(raw) : {};
  try {
    if (url.pathname === '/graphql') return { status: 200, value: commitOnBranch(body.variables) };
    const call = `${method} ${decodeURIComponent(url.pathname).replace(`/repos/${NAME}/`, '')}`;
    for (const [form, handle] of routes) {
      const match = form.exec(call);
      if (match) {
        const value = handle({ state, query, body, raw, page }, ...match.slice(1));
        fs.writeFileSync(stateFile, JSON.stringify(state));
        return { status: value === undefined ? 204 : method === 'POST' ? 201 : 200, value, more, next: number + 1 };
      }
    }
    throw new Refused(404, `Not Found: ${call}`);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { status: error.status, value: { message: error.message, status: String(error.status) } };
  }
}

function serve() {
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      if (request.headers.authorization !== 'token token-of-test') return response.writeHead(401).end('{"message":"Bad credentials"}');
      const { status, value, more, next } = answer(request.method, request.url, Buffer.concat(chunks));
      const url = new URL(request.url, 'http://api.github.localhost');
      url.searchParams.set('page', next);
      const link = more ? { link: `<${url.href}>; rel="next"` } : {};
      return response.writeHead(status, { 'content-type': 'application/json', ...link }).end(value === undefined ? '' : JSON.stringify(value));
    });
  });
  server.listen(0, '127.0.0.1', () => fs.writeFileSync(path.join(folder, 'port'), String(server.address().port)));
}

// Ends the script that called, with all its subshells, as a runner that is lost does.
function killCaller() {
  const chain = [];
  for (let id = process.ppid; ; ) {
    const command = fs.readFileSync(`/proc/${id}/cmdline`, 'utf8');
    const stat = fs.readFileSync(`/proc/${id}/stat`, 'utf8');
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    if (/\.sh\0/.test(command)) chain.unshift(id);
    if (parent <= 1 || (chain.length > 0 && !/\.sh\0/.test(command))) break;
    id = parent;
  }
  if (chain.length === 0) throw new Error('no script to end');
  chain.forEach((id) => process.kill(id, 'SIGKILL'));
  process.exit(137);
}

function gh(args) {
  const [verb, ...rest] = args;
  let method = 'GET', target = '', raw = Buffer.alloc(0), paginate = false;
  while (rest.length > 0) {
    const word = rest.shift();
    if (word === '--method') method = rest.shift();
    else if (word === '--header') rest.shift();
    else if (word === '--paginate') paginate = true;
    else if (word === '--input') {
      const file = rest.shift();
      raw = fs.readFileSync(file === '-' ? 0 : file);
    } else target = word;
  }
  if (target === 'graphql') method = 'POST';
  if (verb !== 'api' || process.env.GH_TOKEN !== 'token-of-test') fail({ message: 'Bad credentials' }, 'gh: Bad credentials (HTTP 401)');
  const call = `${method} ${target}`;
  const { STOP_BEFORE, STOP_AFTER, BREAK, LOSE, SAY, MEANWHILE, CALL } = process.env;
  const chosen = (value) => value !== undefined && value !== '' && (/^\d+$/.test(value) ? value === CALL : call.includes(value));
  fs.appendFileSync(path.join(folder, 'requests'), `${call}\n`);
  if (chosen(STOP_BEFORE)) killCaller();
  if (chosen(BREAK)) fail({ message: 'Server Error' }, 'gh: Server Error (HTTP 502)');
  if (SAY && chosen(SAY.split('=>')[0])) return process.stdout.write(SAY.split('=>')[1]);
  if (MEANWHILE && chosen(MEANWHILE.split('=>')[0])) execFileSync('bash', ['-ec', MEANWHILE.split('=>')[1]], { stdio: 'ignore', cwd: folder });
  let text = '';
  for (let page = 1, more = true; more; page += 1) {
    const result = answer(method, paginate ? `${target}${target.includes('?') ? '&' : '?'}page=${page}` : target, raw);
    const shown = result.value === undefined ? '' : JSON.stringify(result.value);
    if (result.status >= 400 || result.value?.errors) fail(result.value, `gh: ${result.value.message ?? result.value.errors[0].message} (HTTP ${result.status})`);
    text += shown;
    more = paginate && result.more;
  }
  if (chosen(STOP_AFTER)) killCaller();
  if (chosen(LOSE)) fail({ message: 'Server Error' }, 'gh: Server Error (HTTP 504)');
  process.stdout.write(text);
  return true;
}

function fail(value, message) {
  fs.writeSync(1, JSON.stringify(value));
  fs.writeSync(2, `${message}\n`);
  process.exit(1);
}

if (process.argv[2] === 'serve') serve();
else gh(process.argv.slice(2));
