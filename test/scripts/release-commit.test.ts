// release-commit.sh: one commit and one tag for a run, whatever call was lost and however often it is started again; a
// branch that moved, or a tag of somebody else, is never built upon.
import { GitHubRepository } from './github-repository';
import { Rehearsal, testWith } from '../helpers/stand-ins';

const RUN = '4711';
const BIG = `${'é'.repeat(200_000)}\n`; // more than one argument of a program may hold

let place: Rehearsal;
let github: GitHubRepository;
let base: string;

function start(): void {
  place = new Rehearsal();
  place.command('git', 'init', '--quiet', '--initial-branch=main');
  place.write('package.json', '{"name":"@acme/tool","version":"1.2.3"}\n');
  place.write('src/index.js', 'one\n');
  commit('feat: one');
  base = place.command('git', 'rev-parse', 'HEAD').trim();
  place.command('git', 'tag', 'v1.2.3');
  github = new GitHubRepository(place);
  place.write('release-files/files/package.json', '{"name":"@acme/tool","version":"1.2.4"}\n');
  place.write('release-files/files/docs/CHANGES `x` ${{ y }}.md', 'text\n');
}

function commit(message: string): void {
  place.command('git', 'add', 'src', 'package.json');
  place.command('git', 'commit', '--quiet', '--allow-empty', '--message', message);
}

beforeEach(start);
afterEach(() => {
  github.stop();
  place.remove();
});

const make = (parameters: Record<string, string> = {}, options = {}) => place.run('release-commit.sh', {
  REPOSITORY: 'acme/tool', BRANCH: 'main', BASE: base, VERSION: '1.2.4', TAG: 'v1.2.4', RUN_ID: RUN, BUMP: 'true', GH_TOKEN: 'token-of-test', ...parameters,
}, options);

/** Somebody's commit on the branch, made as a script in the folder of the repository. */
const PUSH = (message: string, parent = 'main') => `export GIT_DIR=origin.git; git update-ref refs/heads/main "$(git commit-tree 'main^{tree}' -p ${parent} -m '${message}')"`;

/** What a sound end looks like: one commit on what was tested, one annotated tag at it. */
function expectReleased(revision: string): void {
  expect(github.git('rev-list', '--count', `${base}..main`)).toBe('1');
  expect(github.git('rev-parse', 'main')).toBe(revision);
  expect(github.git('rev-parse', 'v1.2.4^{commit}')).toBe(revision);
  expect(github.git('cat-file', '-t', 'v1.2.4')).toBe('tag');
  expect(github.git('fsck', '--unreachable', '--no-progress')).toBe(''); // nothing was made twice
}

test('commits what is to be released, and nothing else, and tags it', () => {
  place.write('release-files/files/docs/CHANGES `x` ${{ y }}.md', BIG);
  const run = make();
  expect(run.status).toBe(0);
  expectReleased(run.outputs.revision);
  expect(github.git('log', '-1', '--format=%B%n%P', 'main')).toBe([
    'chore(release): 1.2.4', '', `Release-Run: ${RUN}`, 'Signed-off-by: github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>', base,
  ].join('\n'));
  expect(github.git('-c', 'core.quotePath=false', 'diff', '--name-status', base, 'main')).toBe('A\tdocs/CHANGES `x` ${{ y }}.md\nM\tpackage.json');
  expect(`${github.git('show', 'main:docs/CHANGES `x` ${{ y }}.md')}\n`).toBe(BIG);
  expect(github.git('for-each-ref', '--format=%(taggername) %(taggeremail) %(contents)', 'refs/tags/v1.2.4')).toBe('github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com> Release 1.2.4');
  expect(run.summary).toBe(`**1.2.4** is \`v1.2.4\`, commit \`${run.outputs.revision}\`.\n`);
});

test('is signed off by whom one wants', () => {
  expect(make({ SIGNED_OFF_BY: 'Ann "A" `touch ran` <ann@example.com>' }).status).toBe(0);
  expect(github.git('log', '-1', '--format=%(trailers:key=Signed-off-by,valueonly)', 'main')).toBe('Ann "A" `touch ran` <ann@example.com>');
  expect(github.git('for-each-ref', '--format=%(taggername)', 'refs/tags/v1.2.4')).toBe('Ann "A" `touch ran`');
  expect(place.exists('ran')).toBe(false);
});

test('started again when all is done it changes nothing', () => {
  const first = make();
  const asked = github.requests().length;
  const again = make();
  expect(again.outputs).toEqual(first.outputs);
  expect(github.requests().slice(asked).every((request) => request.startsWith('GET '))).toBe(true);
  expectReleased(first.outputs.revision);
});

describe('ended between two calls', () => {
  const CALLS = 6; // checked below
  test('makes this many calls', () => {
    make();
    expect(github.requests()).toHaveLength(CALLS);
  });

  test.each(Array.from({ length: CALLS }, (_, index) => String(index + 1)))('after call %s: the next attempt ends as the first would have', (call) => {
    expect(make({ STOP_AFTER: call }).status).toBeNull();
    expect(github.requests()).toHaveLength(Number(call)); // no subshell went on
    const again = make();
    expect(again.status).toBe(0);
    expectReleased(again.outputs.revision);
  });

  test.each(['graphql', 'git/tags', 'git/refs'])('before %s', (call) => {
    expect(make({ STOP_BEFORE: `POST ${call === 'graphql' ? '' : 'repos/acme/tool/'}${call}` }).status).toBeNull();
    const again = make();
    expect(again.status).toBe(0);
    expectReleased(again.outputs.revision);
  });
});

describe('answers that are lost', () => {
  test.each(['POST graphql', 'git/refs'])('%s was done all the same: it goes on', (call) => {
    const run = make({ LOSE: call });
    expect(run.status).toBe(0);
    expect(run.stderr).toContain('looking whether');
    expectReleased(run.outputs.revision);
  });

  test('a tag object that was made is used by the next attempt', () => {
    expect(make({ LOSE: 'POST repos/acme/tool/git/tags' }).status).toBe(4);
    const again = make();
    expect(again.status).toBe(0);
    expectReleased(again.outputs.revision);
  });

  test.each([
    ['POST graphql', 'Not committed'], ['git/refs', 'Not tagged'], ['POST repos/acme/tool/git/tags', 'GitHub call failed'], ['matching-refs/tags', 'GitHub call failed'], ['matching-refs/heads', 'GitHub call failed'],
    ['GET repos/acme/tool/commits', 'GitHub call failed'],
  ])('%s that fails is no answer', (call, message) => {
    expect(make({ BREAK: call })).toMatchObject({ status: 4, outputs: {}, stderr: expect.stringContaining(message) });
    const again = make();
    expect(again.status).toBe(0);
    expectReleased(again.outputs.revision);
  });

  test.each(['', 'oops', '{}', '7'])('%j is none either', (text) => {
    for (const call of ['matching-refs/tags/', 'matching-refs/heads/', 'POST graphql', 'GET repos/acme/tool/commits/', 'POST repos/acme/tool/git/tags']) {
      expect([call, make({ SAY: `${call}=>${text}` }).status]).toEqual([call, 4]);
    }
    const again = make();
    expect(again.status).toBe(0);
    expectReleased(again.outputs.revision);
  });

  test.each(['', 'oops', '7'])('%j is no comparison and no tag', (text) => {
    make({ STOP_AFTER: 'POST graphql' });
    expect(make({ SAY: `compare/=>${text}` })).toMatchObject({ status: 4, outputs: {} });
    expect(make({ BREAK: 'compare/' })).toMatchObject({ status: 4, outputs: {}, stderr: expect.stringContaining('GitHub call failed') });
    expect(make().status).toBe(0);
    for (const call of ['GET repos/acme/tool/git/tags/', 'GET repos/acme/tool/commits/']) {
      expect([call, make({ SAY: `${call}=>${text}` }).status]).toEqual([call, 4]);
    }
  });
});

describe('a branch that moved', () => {
  test('before: nothing is made', () => {
    github.git('update-ref', 'refs/heads/main', github.git('commit-tree', 'main^{tree}', '-p', 'main', '-m', 'feat: theirs'));
    expect(make()).toMatchObject({ status: 3, outputs: {}, stderr: expect.stringContaining('Start a new run') });
    expect(github.git('tag')).toBe('v1.2.3');
    expect(github.requests().join()).not.toContain('POST');
  });

  test('in the very moment: GitHub refuses, nothing is made', () => {
    const run = make({ MEANWHILE: `POST graphql=>${PUSH('feat: theirs')}` });
    expect(run).toMatchObject({ status: 3, outputs: {}, stderr: expect.stringContaining('Branch has moved') });
    expect(github.git('tag')).toBe('v1.2.3');
  });

  test.each([1, 100])('after the commit: that commit is tagged, not what came later (%s a page)', (pageSize) => {
    github.set({ pageSize });
    expect(make({ STOP_AFTER: 'POST graphql' }).status).toBeNull();
    const own = github.git('rev-parse', 'main');
    github.git('update-ref', 'refs/heads/main', github.git('commit-tree', 'main^{tree}', '-p', 'main', '-m', 'feat: theirs'));
    github.git('update-ref', 'refs/heads/main', github.git('commit-tree', 'main^{tree}', '-p', 'main', '-m', 'feat: more'));
    expect(make().outputs).toEqual({ revision: own });
    expect(github.git('rev-parse', 'v1.2.4^{commit}')).toBe(own);
  });

  test.each([
    ['of another run', 'chore(release): 1.2.4\n\nRelease-Run: 47110', 'main'], ['of another version', 'chore(release): 1.2.5\n\nRelease-Run: 4711', 'main'],
    ['whose text only looks so', 'chore(release): 1.2.4\n\nRelease-Run: 4711\n\nmore text', 'main'], ['of something else', 'feat: x\n\nRelease-Run: 4711', 'main'],
    ['that is merged', 'chore(release): 1.2.4\n\nRelease-Run: 4711', 'main -p v1.2.3^{tree}'],
  ])('by a commit %s: it is not taken for its own', (_, message, parents) => {
    const other = parents.includes('tree') ? github.git('commit-tree', 'main^{tree}', '-m', 'other root') : '';
    github.git('update-ref', 'refs/heads/main', github.git('commit-tree', 'main^{tree}', '-p', 'main', ...(other ? ['-p', other] : []), '-m', message));
    expect(make()).toMatchObject({ status: 3, outputs: {}, stderr: expect.stringContaining('Branch has moved') });
    expect(github.git('tag')).toBe('v1.2.3');
  });

  test('by a commit of its own words, but on another one', () => {
    github.git('update-ref', 'refs/heads/main', github.git('commit-tree', 'main^{tree}', '-p', 'main', '-m', 'feat: between'));
    github.git('update-ref', 'refs/heads/main', github.git('commit-tree', 'main^{tree}', '-p', 'main', '-m', 'chore(release): 1.2.4\n\nRelease-Run: 4711'));
    expect(make()).toMatchObject({ status: 3, outputs: {} });
  });

  test('away: there is none', () => {
    expect(make({ BRANCH: 'gone#1' })).toMatchObject({ status: 3, outputs: {}, stderr: expect.stringContaining('has no branch gone#1') });
    expect(github.requests()).toContain('GET repos/acme/tool/git/matching-refs/heads/gone%231');
  });

  test.each(['rel`touch${IFS}ran`', 'rel${{x}}', 'release/1.x#2'])('to a name such as %s it is written as any other', (branch) => {
    github.git('update-ref', `refs/heads/${branch}`, base);
    const run = make({ BRANCH: branch });
    expect(run.status).toBe(0);
    expect(github.git('rev-parse', `refs/heads/${branch}`)).toBe(run.outputs.revision);
    expect(place.exists('ran')).toBe(false);
  });
});

describe('a tag', () => {
  test('of somebody else is refused, at any commit', () => {
    github.git('tag', 'v1.2.4', base);
    expect(make()).toMatchObject({ status: 3, outputs: {}, stderr: expect.stringContaining('Tag is taken') });
  });

  test('made in the very moment by somebody else is not overwritten', () => {
    expect(make({ MEANWHILE: 'git/refs=>git --git-dir origin.git tag v1.2.4 v1.2.3' })).toMatchObject({ status: 4, outputs: {}, stderr: expect.stringContaining('Not tagged') });
    expect(github.git('rev-parse', 'v1.2.4^{commit}')).toBe(base);
  });

  test('whose name begins the same is another one', () => {
    github.git('tag', 'v1.2.40', base);
    github.git('tag', 'v1.2.4-rc.0', base);
    expect(make().status).toBe(0);
  });

  test('that is there only has to be there: by name, or as a tag of a tag', () => {
    const there = (tag: string, more = {}) => make({ BUMP: 'false', BASE: '', VERSION: '1.2.3', TAG: tag, ...more });
    expect(there('v1.2.3').outputs).toEqual({ revision: base });
    github.git('tag', '--annotate', '--message', 'one', 'inner', base);
    github.git('tag', '--annotate', '--message', 'two', 'outer', 'inner');
    expect(there('outer').outputs).toEqual({ revision: base });
    expect(there('v1.2')).toMatchObject({ status: 3, outputs: {}, stderr: expect.stringContaining('has no tag v1.2.') });
    github.git('tag', 'tree', `${base}^{tree}`);
    expect(there('tree')).toMatchObject({ status: 3, outputs: {}, stderr: expect.stringContaining('is at a tree') });
    expect(github.requests().every((request) => request.startsWith('GET '))).toBe(true);
  });

  test('that is there has to be where it was planned, or straight on it', () => {
    const { outputs } = make();
    expect(make({ BUMP: 'false' }).outputs).toEqual(outputs);
    expect(make({ BUMP: 'false', BASE: outputs.revision }).outputs).toEqual(outputs);
    expect(make({ BUMP: 'false', BASE: 'a'.repeat(40) })).toMatchObject({ status: 3, outputs: {}, stderr: expect.stringContaining('Tag was moved') });
  });
});

test('the plan of the next attempt knows what was made', () => {
  const plan = () => {
    place.command('git', 'fetch', '--quiet', `${github.folder}/origin.git`, '+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*');
    return place.run('npm-release-plan.sh', { EVENT: 'workflow_dispatch', BUMP: 'patch', REF_NAME: 'main', RELEASE_BRANCH: 'main', REVISION: base, RUN_ID: RUN }).outputs;
  };
  expect(plan()).toMatchObject({ version: '1.2.4', tag: 'v1.2.4', bump: 'true', base });
  make({ STOP_AFTER: 'POST graphql' });
  expect(plan()).toMatchObject({ version: '1.2.4', tag: 'v1.2.4', bump: 'true', base });
  make();
  expect(plan()).toMatchObject({ version: '1.2.4', tag: 'v1.2.4', bump: 'false', base: '', revision: base });
});

test('without files there is no version', () => {
  place.command('mkdir', 'empty');
  expect(make({ FILES: 'empty' })).toMatchObject({ status: 3, outputs: {}, stderr: expect.stringContaining('Nothing to commit') });
});

test.each([
  [{ REPOSITORY: 'acme' }, 'owner/name'], [{ BUMP: 'yes' }, 'true or false'], [{ BASE: 'main' }, '40 hex'], [{ BASE: '' }, 'BASE is empty'], [{ VERSION: 'v1' }, 'such as 1.2.3'], [{ TAG: 'v1`x`' }, 'such as v1.2.3'],
  [{ TAG: 'v1?x=y' }, 'such as v1.2.3'], [{ TAG: '${{ x }}' }, 'such as v1.2.3'], [{ RUN_ID: '1\nSigned-off-by: x' }, 'number of the run'], [{ SIGNED_OFF_BY: 'Ann' }, 'Name <mail'], [{ SIGNED_OFF_BY: 'Ann\nRelease-Run: 1 <a@b>' }, 'Name <mail'],
  [{ BRANCH: '' }, 'BRANCH is empty'], [{ GH_TOKEN: '' }, 'GH_TOKEN is empty'],
])('%j is wrong usage', (parameters, message) => {
  expect(make(parameters as Record<string, string>)).toMatchObject({ status: 64, outputs: {}, stderr: expect.stringContaining(message) });
  expect(github.requests()).toEqual([]);
});

test('a missing program is named; the token is in no argument', () => {
  expect(make({}, { onlyPrograms: ['bash', 'base64', 'find', 'mktemp', 'sort', 'node', 'git'] })).toMatchObject({ status: 69, stderr: expect.stringContaining('jq is not on PATH') });
  expect(make({}, { onLaptop: true })).toMatchObject({ status: 0, stdout: expect.stringContaining('revision=') });
  expect(place.calls('gh').some((call) => call.args.join().includes('token-of-test'))).toBe(false);
});

testWith(['gh'], 'the real gh takes these calls, with several pages too', () => {
  const variables = github.serve();
  expect(make({ ...variables, GH_TOKEN: 'another' })).toMatchObject({ status: 4, outputs: {} });
  const run = make(variables);
  expect(run.status).toBe(0);
  expectReleased(run.outputs.revision);
  github.git('update-ref', '-d', 'refs/tags/v1.2.4');
  github.git('update-ref', 'refs/heads/main', github.git('commit-tree', 'main^{tree}', '-p', 'main', '-m', 'feat: theirs'));
  github.git('update-ref', 'refs/heads/main', github.git('commit-tree', 'main^{tree}', '-p', 'main', '-m', 'feat: more'));
  github.set({ pageSize: 1 });
  expect(make(variables).outputs).toEqual(run.outputs);
  expect(make({ ...variables, BUMP: 'false', BASE: '' }).outputs).toEqual(run.outputs);
});
