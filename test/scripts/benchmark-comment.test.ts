// benchmark-comment.sh and benchmark-store.sh: what is refused, and that no failed call looks like "nothing there". What
// they write is shown by the story against GitHub's API.
import { Rehearsal } from '../helpers/stand-ins';

// Fails the call that $BREAK is part of; answers a list of comments, or what $ANSWER says.
const GH = `
if [[ -n "$BREAK" && "$*" == *"$BREAK"* ]]; then echo "gh: $MESSAGE" >&2; exit 1; fi
for (( i = 1; i <= $#; i++ )); do if [[ "\${!i}" == --input ]]; then next=$(( i + 1 )); cp "\${!next}" "$SENT"; fi; done
case "$*" in
  *comments*--paginate*) printf '%s' "$COMMENTS" ;;
  *--method*POST*) echo 7 ;;
  *matching-refs*) printf '%s' "$REFS" ;;
  *git/trees/*) echo '{"tree":[{"path":"benchmark.jsonl","type":"blob","sha":"abc"}]}' ;;
  *git/blobs/*) printf '%s' "$HISTORY" | base64 ;;
esac`;
const REVISION = 'a'.repeat(40);
let place: Rehearsal;
beforeEach(() => {
  place = new Rehearsal();
  place.standIn('gh', GH).standIn('sleep');
});
afterEach(() => place.remove());

const calls = () => place.calls('gh').map(({ args }) => args.slice(1, 2).concat(args.filter((_, index) => args[index - 1] === '--method')).join(' '));

describe('benchmark-comment.sh', () => {
  const MARKER = '<!-- projen-delivery: speed -->';
  const comment = (parameters: Record<string, string> = {}, body = '### Speed: no regression\n') => place.run('benchmark-comment.sh', {
    REPOSITORY: 'acme/tool', NUMBER: '4', KEY: 'speed', BODY_FILE: place.write('report.md', body), GH_TOKEN: 'token-of-test', COMMENTS: '[]', BREAK: '', SENT: `${place.work}/sent`, ...parameters,
  });
  const by = (type: string, body: string, id: number) => ({ id, body, user: { type } });

  test('writes one, updates it, and takes no quotation of a person and no comment of another key for it', () => {
    expect(comment().outputs).toEqual({ comment: '7' });
    expect(JSON.parse(place.read('sent'))).toEqual({ body: `${MARKER}\n### Speed: no regression\n` });
    const pages = [[by('User', `${MARKER}\nmine`, 1), by('Bot', `> ${MARKER}`, 2)], [by('Bot', '<!-- projen-delivery: speed-2 -->', 3), by('Bot', `${MARKER}\nold`, 5)]];
    expect(comment({ COMMENTS: pages.map((page) => JSON.stringify(page)).join('') }).outputs).toEqual({ comment: '5' });
    expect(calls()).toEqual([
      'repos/acme/tool/issues/4/comments?per_page=100', 'repos/acme/tool/issues/4/comments POST',
      'repos/acme/tool/issues/4/comments?per_page=100', 'repos/acme/tool/issues/comments/5 PATCH',
    ]);
  });

  test('is never longer than GitHub takes, and passes text on as it is', () => {
    comment({}, `$(id) \`"quoted"\`\n${'ö'.repeat(200_000)}`);
    const { body } = JSON.parse(place.read('sent'));
    expect(body).toContain('$(id) `"quoted"`');
    expect(body.length).toBeLessThan(65_536);
    expect(body.endsWith('The rest is left out.')).toBe(true);
  });

  test.each(['comments?per_page', 'POST'])('a call that fails ends the run: %s', (broken) => {
    expect(comment({ BREAK: broken, MESSAGE: 'HTTP 403' })).toMatchObject({ status: 4, stderr: expect.stringContaining('pull-requests: write'), outputs: {} });
  });

  test.each<Record<string, string>>([{ NUMBER: '1; id' }, { NUMBER: '' }, { KEY: '--> x' }, { REPOSITORY: 'tool' }, { BODY_FILE: 'none.md' }])('%j is refused', (wrong) => {
    expect(comment(wrong)).toMatchObject({ status: 64 });
    expect(place.calls('gh')).toEqual([]);
  });
});

describe('benchmark-store.sh', () => {
  const record = (commit = REVISION) => JSON.stringify({ commit, at: '2026-01-01T00:00:00Z', run: 'https://github.com/acme/tool/actions/runs/2', benchmarks: [] });
  const REFS = JSON.stringify([{ ref: 'refs/heads/benchmarks-old', object: { sha: 'old' } }, { ref: 'refs/heads/benchmarks', object: { sha: 'tip' } }]);
  const store = (parameters: Record<string, string> = {}) => place.run('benchmark-store.sh', {
    REPOSITORY: 'acme/tool', RECORD: place.write('record.json', record()), REVISION, GH_TOKEN: 'token-of-test', REFS, HISTORY: '', BREAK: '', SENT: `${place.work}/sent`, ...parameters,
  });
  const API = 'repos/acme/tool/git';

  test('adds to what is at the tip of this branch and of no other, forwards only', () => {
    expect(store({ HISTORY: '{"commit":"b"}' })).toMatchObject({ status: 0 });
    expect(calls()).toEqual([`${API}/matching-refs/heads/benchmarks`, `${API}/trees/tip`, `${API}/blobs/abc`, `${API}/trees POST`, `${API}/commits POST`, `${API}/refs/heads/benchmarks PATCH`]);
    expect(JSON.parse(place.read('sent'))).toEqual({ sha: '7', force: false });
  });

  test('tries again while others are faster, and ends where they always are', () => {
    const run = store({ BREAK: 'PATCH', MESSAGE: 'Update is not a fast forward (HTTP 422)', ATTEMPTS: '3' });
    expect(run).toMatchObject({ status: 4, stderr: expect.stringContaining('Start the job again') });
    expect(calls().filter((call) => call.endsWith('PATCH'))).toHaveLength(3);
  });

  test.each(['matching-refs', 'git/trees/tip', 'git/blobs', 'git/trees --method', 'git/commits', 'PATCH'])('a call that fails ends the run, and stores nothing: %s', (broken) => {
    const run = store({ BREAK: broken, MESSAGE: 'HTTP 500' });
    expect(run.status).toBe(4);
    expect(run.outputs).toEqual({});
    const reached = calls();
    expect(reached[reached.length - 1]).toContain(broken.split(' ')[0]);
    expect(reached.filter((call) => call.includes('PATCH')).length).toBe(broken === 'PATCH' ? 1 : 0);
  });

  test.each(['{"commit":', '[]', 'lost'])('a history that is damaged is left alone: %s', (HISTORY) => {
    expect(store({ HISTORY })).toMatchObject({ status: expect.any(Number), stderr: expect.stringContaining('nothing was written') });
    expect(calls().some((call) => / (POST|PATCH)$/.test(call))).toBe(false);
  });

  test('a result of another commit is not stored', () => {
    expect(store({ RECORD: place.write('other.json', record('c'.repeat(40))) })).toMatchObject({ status: 3, stderr: expect.stringContaining(`is no result of ${REVISION}`) });
    expect(place.calls('gh')).toEqual([]);
  });

  test.each<Record<string, string>>([{ BRANCH: '--force' }, { FILE: '../x' }, { FILE: 'a/b' }, { REPOSITORY: 'a/b/c' }, { ATTEMPTS: '0' }])('%j is refused', (wrong) => {
    expect(store(wrong)).toMatchObject({ status: 64 });
    expect(place.calls('gh')).toEqual([]);
  });
});
