// npm-release-plan.sh: a release is decided once. Started again it decides the same, whatever was done before; and what
// is not the highest stable version never becomes what everybody installs.
import { Rehearsal, testWith } from '../helpers/stand-ins';

const TOOLS = ['npm', 'node'];
const RUN = '4711';

let place: Rehearsal;
beforeEach(() => {
  place = new Rehearsal();
  place.command('git', 'init', '--quiet', '--initial-branch=main');
  commit('feat: one', '1.2.3');
});
afterEach(() => place.remove());

const git = (...args: string[]) => place.command('git', ...args).trim();
const head = () => git('rev-parse', 'HEAD');

/** Commits, with package.json at a version if one is given, and lets origin/main follow. */
function commit(message: string, version?: string, more: object = {}): string {
  if (version !== undefined) {
    place.write('package.json', JSON.stringify({ name: '@acme/tool', version, ...more }));
    git('add', '--all');
  }
  git('commit', '--quiet', '--allow-empty', '--message', message);
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  return head();
}

const dispatch = (parameters: Record<string, string> = {}, options = {}) => place.run('npm-release-plan.sh', {
  EVENT: 'workflow_dispatch', BUMP: 'patch', REF_NAME: 'main', RELEASE_BRANCH: 'main', REVISION: head(), RUN_ID: RUN, ...parameters,
}, options);
const released = (tag: string, parameters: Record<string, string> = {}) => dispatch({ EVENT: 'release', BUMP: '', REF_NAME: tag, RELEASE_TAG: tag, ...parameters });
const ownCommit = (version: string, run: string = RUN) => commit(`chore(release): ${version}\n\nRelease-Run: ${run}\nSigned-off-by: Ann <ann@example.com>`, version);

describe('started by hand', () => {
  testWith(TOOLS, 'decides the next version, and leaves everything as it was', () => {
    const plan = dispatch();
    expect(plan.status).toBe(0);
    expect(plan.outputs).toEqual({ 'package': '@acme/tool', 'version': '1.2.4', 'tag': 'v1.2.4', 'dist-tag': 'latest', 'prerelease': 'false', 'bump': 'true', 'revision': head(), 'base': head() });
    expect(plan.summary).toBe([
      '| Release of `@acme/tool` | | why |', '| --- | --- | --- |', '| Version | 1.2.4 | patch of 1.2.3 |', `| Tag | \`v1.2.4\` | to be made, on ${head()} |`,
      '| Dist-tag | `latest` | no stable version is higher |', `| Commit | ${head().slice(0, 12)} | its checks count |`, '',
    ].join('\n'));
    expect(git('status', '--porcelain')).toBe('');
    expect(git('tag')).toBe('');
  });

  test.each([
    ['1.2.3', 'patch', '1.2.4', 'latest'], ['1.2.3', 'minor', '1.3.0', 'latest'], ['1.2.3', 'major', '2.0.0', 'latest'], ['1.2.3', 'prerelease', '1.2.4-rc.0', 'next'],
    ['1.2.4-rc.9', 'prerelease', '1.2.4-rc.10', 'next'], ['1.2.4-rc.9', 'patch', '1.2.4', 'latest'], ['2.0.0-beta.1', 'prerelease', '2.0.0-rc.0', 'next'], ['0.0.0', 'minor', '0.1.0', 'latest'],
  ])('%s, %s: %s as %s', (before, bump, version, tag) => {
    commit('chore: version', before);
    expect(dispatch({ BUMP: bump }).outputs).toMatchObject({ version, 'dist-tag': tag, 'prerelease': String(tag === 'next') });
  });

  test('words and places of one\'s own', () => {
    place.write('packages/tool/package.json', JSON.stringify({ name: 'tool', version: '0.1.0' }));
    git('add', '--all');
    commit('feat: tool');
    git('tag', 'tool@0.2.0');
    const plan = dispatch({ BUMP: 'prerelease', PREID: 'beta', PRERELEASE_DIST_TAG: 'edge', TAG_PREFIX: 'tool@', PACKAGE_DIRECTORY: 'packages/tool' });
    expect(plan.outputs).toMatchObject({ 'package': 'tool', 'version': '0.1.1-beta.0', 'tag': 'tool@0.1.1-beta.0', 'dist-tag': 'edge' });
    expect(dispatch({ TAG_PREFIX: 'tool@', PACKAGE_DIRECTORY: 'packages/tool' }).outputs['dist-tag']).toBe('release-0.1.x');
  });

  test('no configuration, script or workspace of the repository has a say', () => {
    const scripts = { preversion: 'touch ran', version: 'touch ran', postversion: 'touch ran' };
    commit('chore: all of it', '1.2.3', { scripts, workspaces: ['packages/*'], devEngines: { packageManager: { name: 'pnpm', onFail: 'error' } } });
    place.write('.npmrc', 'preid=alpha\nallow-same-version=true\n');
    expect(dispatch({ BUMP: 'prerelease' }).outputs.version).toBe('1.2.4-rc.0');
    expect(place.exists('ran')).toBe(false);
  });

  test.each(['release/1.x', 'rel`touch${IFS}ran`', 'rel${{github.token}}', 'rel"$(touch${IFS}ran)'])('the branch %s is a branch', (branch) => {
    git('update-ref', `refs/remotes/origin/${branch}`, 'HEAD');
    expect(dispatch({ REF_NAME: branch, RELEASE_BRANCH: branch })).toMatchObject({ status: 0, outputs: { version: '1.2.4' } });
    expect(place.exists('ran')).toBe(false);
  });

  test('from another branch it is refused', () => {
    expect(dispatch({ REF_NAME: 'feature' })).toMatchObject({ status: 3, outputs: {}, stderr: expect.stringContaining('versions are made from main') });
  });

  test('a branch that has moved is refused: what is released is what was tested', () => {
    const before = head();
    commit('feat: two');
    expect(dispatch({ REVISION: before })).toMatchObject({ status: 3, outputs: {}, stderr: expect.stringContaining('Start it again') });
  });

  test('a tag that somebody else made is refused', () => {
    git('tag', 'v1.2.4');
    expect(dispatch()).toMatchObject({ status: 3, outputs: {}, stderr: expect.stringContaining('v1.2.4 exists already') });
  });

  test('without the branch nothing can be decided', () => {
    git('update-ref', '-d', 'refs/remotes/origin/main');
    expect(dispatch()).toMatchObject({ status: 3, stderr: expect.stringContaining('fetch-depth: 0') });
  });
});

describe('started again', () => {
  test('after the commit: the same version, whose tag is still to be made', () => {
    const base = head();
    ownCommit('1.2.4');
    commit('feat: pushed meanwhile');
    expect(dispatch({ REVISION: base, BUMP: 'patch' }).outputs).toMatchObject({ 'version': '1.2.4', 'tag': 'v1.2.4', 'bump': 'true', 'revision': base, base, 'dist-tag': 'latest' });
  });

  test('after the tag: the same version, and nothing to be made', () => {
    const base = head();
    ownCommit('1.2.4');
    git('tag', '--annotate', '--message', 'Release 1.2.4', 'v1.2.4');
    commit('feat: pushed meanwhile');
    const plan = dispatch({ REVISION: base });
    expect(plan.outputs).toMatchObject({ version: '1.2.4', tag: 'v1.2.4', bump: 'false', revision: base, base: '' });
    expect(plan.summary).toContain('| Tag | `v1.2.4` | it exists |');
  });

  test('after the branch was reset: the tag still tells', () => {
    const base = head();
    ownCommit('1.2.4');
    git('tag', 'v1.2.4');
    git('update-ref', 'refs/remotes/origin/main', base);
    expect(dispatch({ REVISION: base }).outputs).toMatchObject({ version: '1.2.4', bump: 'false' });
  });

  test('after a later version: no latest for the earlier one', () => {
    const base = head();
    ownCommit('1.2.4');
    git('tag', 'v1.2.4');
    ownCommit('1.2.5', '4712');
    git('tag', 'v1.2.5');
    expect(dispatch({ REVISION: base }).outputs).toMatchObject({ 'version': '1.2.4', 'dist-tag': 'release-1.2.x' });
  });

  test('its version taken by a tag elsewhere is refused', () => {
    const base = head();
    git('tag', 'v1.2.4');
    ownCommit('1.2.4');
    expect(dispatch({ REVISION: base })).toMatchObject({ status: 3, outputs: {}, stderr: expect.stringContaining('but this run made') });
  });

  test.each([
    ['of another run', 'chore(release): 1.2.4\n\nRelease-Run: 47110'],
    ['with a text that only looks so', 'chore(release): 1.2.4\n\nRelease-Run: 4711\n\nand more text'],
    ['with two runs', 'chore(release): 1.2.4\n\nRelease-Run: 4711\nRelease-Run: 1'],
    ['that is none of a version', 'feat: mine\n\nRelease-Run: 4711'],
  ])('a commit %s is not its own', (_, message) => {
    const base = head();
    commit(message, '1.2.4');
    expect(dispatch({ REVISION: base })).toMatchObject({ status: 3, stderr: expect.stringContaining('Branch has moved') });
  });

  test('a trailer that was merged later is not its own', () => {
    const base = head();
    commit('feat: between');
    ownCommit('6.6.6');
    expect(dispatch({ REVISION: base })).toMatchObject({ status: 3, stderr: expect.stringContaining('Branch has moved') });
  });
});

describe('started by a release', () => {
  test('takes the version of the tag', () => {
    git('tag', '--annotate', '--message', 'one', 'v1.2.3');
    const tagged = head();
    commit('feat: later');
    const plan = released('v1.2.3');
    expect(plan.status).toBe(0);
    expect(plan.outputs).toEqual({ 'package': '@acme/tool', 'version': '1.2.3', 'tag': 'v1.2.3', 'dist-tag': 'latest', 'prerelease': 'false', 'bump': 'false', 'revision': tagged, 'base': '' });
  });

  test('one that is marked as a pre-release never becomes latest', () => {
    git('tag', 'v1.2.3');
    expect(released('v1.2.3', { RELEASE_PRERELEASE: 'true' }).outputs).toMatchObject({ 'dist-tag': 'next', 'prerelease': 'true' });
  });

  test.each([
    ['v1.2.3', ['v1.2.2', 'v1.2.4-rc.0', 'v9.9.9-rc.1', 'other-9.0.0', 'v9', 'v9.9.9.9', 'v09.0.0', 'v9.0.0${IFS}x'], 'latest'],
    ['v1.2.3', ['v1.2.10', 'v1.2.9'], 'release-1.2.x'], ['v1.2.3', ['v1.3.0'], 'release-1.2.x'], ['v1.2.3', ['v2.0.0', 'v1.9.0'], 'release-1.x'], ['v1.2.3', ['v10.0.0'], 'release-1.x'],
  ])('%s beside %j is %s', (tag, others, distTag) => {
    [tag, ...others].forEach((name) => git('tag', name));
    expect(released(tag).outputs['dist-tag']).toBe(distTag);
  });

  test('a tag whose commit has another version is refused, with the way out', () => {
    git('tag', 'v1.2.4');
    expect(released('v1.2.4')).toMatchObject({ status: 3, outputs: {}, stderr: expect.stringContaining('start this workflow by hand') });
  });

  test.each(['v7.7.7', 'main', '-x', 'v1.2.3 x', '$(touch ran)', '`touch ran`', '${{ github.token }}', 'v1\n::set-output name=x::y'])('the tag %j is refused', (tag) => {
    expect(released(tag)).toMatchObject({ status: 3, outputs: {}, stderr: expect.stringContaining('No such tag') });
    expect(place.exists('ran')).toBe(false);
  });

  test.each(['1.2.3', 'x1.2.3', 'v1.2.3-x', 'v1.2.3$(touch${IFS}ran)', 'v1.2.3`touch${IFS}ran`', 'v${{github.token}}'])('the tag %j, which is there, is refused', (tag) => {
    git('tag', tag);
    expect(released(tag)).toMatchObject({ status: 3, outputs: {}, stderr: expect.stringContaining('Other version') });
    expect(place.exists('ran')).toBe(false);
  });

  test('a tag of something else than a commit is none', () => {
    git('tag', 'v1.2.3', 'HEAD^{tree}');
    expect(released('v1.2.3')).toMatchObject({ status: 3, stderr: expect.stringContaining('No such tag') });
    expect(dispatch().outputs.version).toBe('1.2.4');
  });
});

describe('the commit of a release, which starts no CI', () => {
  test('counts with the checks of the one before, for the next version and for its own tag', () => {
    const tested = head();
    const own = ownCommit('1.3.0-rc.0', '1');
    git('tag', 'v1.3.0-rc.0');
    expect(dispatch().outputs).toMatchObject({ version: '1.3.0', revision: tested, base: own });
    expect(released('v1.3.0-rc.0').outputs).toMatchObject({ version: '1.3.0-rc.0', revision: tested, base: '' });
  });

  test.each([
    ['changes code as well', () => { place.write('src/index.js', 'run();\n'); return ownCommit('1.3.0', '1'); }],
    ['has no run', () => commit('chore(release): 1.3.0', '1.3.0')],
    ['has another subject', () => commit('feat: 1.3.0\n\nRelease-Run: 1', '1.3.0')],
  ])('counts with its own checks where it %s', (_, made) => {
    const commitOfSomebody = made();
    git('tag', 'v1.3.0');
    expect(released('v1.3.0').outputs).toMatchObject({ revision: commitOfSomebody });
  });
});

describe('a package that may not be published', () => {
  test.each([
    ['{"name":"tool","version":"1.0.0","private":true}', 'private: true'], ['{"version":"1.0.0"}', 'no name'], ['{"name":"tool"}', 'no version'], ['[]', 'no object'], ['oops', 'no JSON'], ['', 'no object'],
    ['{"name":"Tool X","version":"1.0.0"}', 'no name'], ['{"name":"tool\\nversion=9","version":"1.0.0"}', 'no name'], ['{"name":"tool","version":"1.0.0+build"}', 'no version'],
    ['{"name":"tool","version":"1.0"}', 'no version'], ['{"name":"tool","version":"1.0.0\\n$(touch ran)"}', 'no version'], ['{"name":"tool","version":"01.0.0"}', 'no version'], ['{"name":"tool","version":7}', 'no version'],
  ])('%s', (text, message) => {
    place.write('package.json', text);
    git('add', '--all');
    commit('chore: manifest');
    expect(dispatch()).toMatchObject({ status: 3, outputs: {}, stderr: expect.stringContaining(message) });
    expect(place.exists('ran')).toBe(false);
  });

  test('or that is not there', () => {
    expect(dispatch({ PACKAGE_DIRECTORY: 'packages/none' })).toMatchObject({ status: 3, stderr: expect.stringContaining('There is no packages/none/package.json') });
  });
});

describe('a history that is not whole', () => {
  test('is refused where it is cut off', () => {
    commit('feat: two');
    place.command('git', 'clone', '--quiet', '--depth=1', `file://${place.work}`, 'shallow');
    expect(dispatch({}, { cwd: 'shallow' })).toMatchObject({ status: 3, outputs: {}, stderr: expect.stringContaining('fetch-depth: 0') });
  });

  test('is refused without the commit, and where there is none', () => {
    expect(dispatch({ REVISION: 'a'.repeat(40) })).toMatchObject({ status: 3, stderr: expect.stringContaining('Unknown commit') });
    place.command('rm', '-rf', '.git');
    expect(place.run('npm-release-plan.sh', { EVENT: 'release', REF_NAME: 'v1', RELEASE_TAG: 'v1', RELEASE_BRANCH: 'main', REVISION: 'a'.repeat(40), RUN_ID: RUN })).toMatchObject({ status: 3, stderr: expect.stringContaining('no git repository') });
  });
});

test('what npm cannot raise is told', () => {
  place.standIn('npm', 'echo "npm error Invalid version" >&2; exit 1');
  expect(dispatch()).toMatchObject({ status: 3, outputs: {}, stderr: expect.stringContaining('npm could not raise 1.2.3') });
});

test.each([
  [{ EVENT: 'push' }, 'Use workflow_dispatch or release'], [{ BUMP: 'huge' }, 'Use patch'], [{ BUMP: '' }, 'Use patch'], [{ EVENT: 'release' }, 'Give the tag'],
  [{ RELEASE_PRERELEASE: 'yes' }, 'true or false'], [{ REVISION: 'main' }, '40 hex'], [{ RUN_ID: '1;2' }, 'number of the run'], [{ PREID: '0' }, 'such as rc'], [{ TAG_PREFIX: '-' }, 'beginning of a tag'],
  [{ PACKAGE_DIRECTORY: '../x' }, 'path in the repository'], [{ PRERELEASE_DIST_TAG: 'latest' }, 'Wrong dist-tag'], [{ PRERELEASE_DIST_TAG: 'v1' }, 'Wrong dist-tag'], [{ PRERELEASE_DIST_TAG: '1.x' }, 'Wrong dist-tag'],
  [{ PRERELEASE_DIST_TAG: 'x' }, 'Wrong dist-tag'], [{ RELEASE_BRANCH: '' }, 'RELEASE_BRANCH is empty'],
])('%j is wrong usage', (parameters, message) => {
  expect(dispatch(parameters as Record<string, string>)).toMatchObject({ status: 64, outputs: {}, stderr: expect.stringContaining(message) });
});

test('a missing program is named', () => {
  const programs = ['bash', 'git', 'mktemp', 'npm', 'node', 'rm'];
  expect(dispatch({}, { onlyPrograms: programs })).toMatchObject({ status: 69, stderr: expect.stringContaining('jq is not on PATH') });
});

test('runs the same on a laptop', () => {
  expect(dispatch({}, { onLaptop: true })).toMatchObject({ status: 0, stdout: expect.stringContaining('version=1.2.4') });
});
