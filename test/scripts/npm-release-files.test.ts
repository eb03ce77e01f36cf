// npm-release-files.sh: what is committed for a version differs in the version alone, the changelog keeps every line it
// had, the notes tell of this version and no other, and the working tree stays as it was.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Rehearsal } from '../helpers/stand-ins';

const GIT_CLIFF = '2.14.2';
const HEADING = /^## \[1\.3\.0\] - \d{4}-\d\d-\d\d$/;
const reached = spawnSync('npx', ['--yes', `git-cliff@${GIT_CLIFF}`, '--version'], { encoding: 'utf8' });
const cache = spawnSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8' }).stdout?.trim() ?? '';
const withCliff = reached.status === 0 || process.env.CI ? test : test.skip;

let place: Rehearsal;
beforeEach(() => {
  place = new Rehearsal();
  place.command('git', 'init', '--quiet', '--initial-branch=main');
  place.write('package.json', `${JSON.stringify({ name: '@acme/tool', version: '1.2.3', scripts: { version: 'touch ran' } }, null, 2)}\n`);
  place.write('package-lock.json', `${JSON.stringify({ name: '@acme/tool', version: '1.2.3', lockfileVersion: 3, packages: { '': { name: '@acme/tool', version: '1.2.3' } } }, null, 2)}\n`);
  commit('feat: one');
  place.command('git', 'tag', 'v1.2.3');
});
afterEach(() => place.remove());

function commit(message: string): string {
  place.command('git', 'add', '--all');
  place.command('git', 'commit', '--quiet', '--allow-empty', '--message', message);
  return place.command('git', 'rev-parse', 'HEAD').trim();
}

const make = (parameters: Record<string, string> = {}, options = {}) => place.run('npm-release-files.sh', {
  VERSION: '1.3.0', TAG: 'v1.3.0', BUMP: 'true', GIT_CLIFF_VERSION: GIT_CLIFF, npm_config_cache: cache, ...parameters,
}, options);
const notes = () => place.read('release-files/notes.md');
const made = (name: string) => place.read(`release-files/files/${name}`);
const items = () => notes().split('\n').filter((line) => line.startsWith('- '));

describe('for a version to be made', () => {
  withCliff('manifest, lock file, changelog and notes; the working tree stays as it was', () => {
    commit('fix: two');
    commit('plain words');
    place.write('package.json', '{"version":"6.6.6"}'); // a build wrote this; what is committed counts
    const run = make();
    expect(run.status).toBe(0);
    expect(run.outputs).toEqual({ files: '["CHANGELOG.md","package-lock.json","package.json"]', notes: 'release-files/notes.md' });
    expect(made('package.json')).toBe(place.command('git', 'show', 'HEAD:package.json').replace('1.2.3', '1.3.0'));
    expect(made('package-lock.json')).toBe(place.command('git', 'show', 'HEAD:package-lock.json').replaceAll('1.2.3', '1.3.0'));
    expect(notes().split('\n')[0]).toMatch(HEADING);
    expect(items()).toEqual(['- Two', '- Plain words']);
    expect(made('CHANGELOG.md')).toBe(`# Changelog\n\n${notes()}`);
    expect(place.command('git', 'status', '--porcelain')).toBe(' M package.json\n?? release-files/\n');
    expect(place.exists('ran')).toBe(false);
  });

  withCliff('the text of the changelog stays, below the new section', () => {
    const before = '# Changes\n\nWritten by hand.\n\n```md\n## not a version\n```\n\n## [Unreleased]\n\n- soon\n\n## 1.2.3\n\n- `one` ${{ two }} & <three> \\4\n';
    place.write('CHANGELOG.md', before);
    commit('fix: two');
    expect(make().status).toBe(0);
    const [above, below] = made('CHANGELOG.md').split(notes());
    expect(`${above}${below.replace('\n', '')}`).toBe(before);
    expect(above.endsWith('- soon\n\n')).toBe(true);
    expect(below.startsWith('\n## 1.2.3\n')).toBe(true);
  });

  test.each([
    ['a title alone', '# Changes\n', (section: string) => `# Changes\n\n${section}`],
    ['no title', 'Old words\n', (section: string) => `${section}\nOld words\n`],
    ['a section at once', '## 1.2.3\n\n- one\n', (section: string) => `${section}\n## 1.2.3\n\n- one\n`],
    ['nothing but what is to come', '# Changes\n\n## Unreleased\n\n- soon', (section: string) => `# Changes\n\n## Unreleased\n\n- soon\n\n${section}`],
    ['nothing', '', (section: string) => `# Changelog\n\n${section}`],
  ])('a changelog with %s', (_, before, after) => {
    place.standIn('npx', 'printf "\\n## [1.3.0] - today\\n\\n- Two\\n\\n"');
    place.write('CHANGELOG.md', before);
    commit('fix: two');
    expect(make().status).toBe(0);
    expect(made('CHANGELOG.md')).toBe(after(notes()));
  });

  withCliff('names and places of one\'s own; a package below the root is in the lock file there', () => {
    place.write('packages/tool/package.json', '{\n\t"name": "tool",\n\t"version": "0.1.0"\n}\n');
    place.write('packages/tool/src.js', '1');
    place.write('package-lock.json', `${JSON.stringify({ lockfileVersion: 3, packages: { '': { name: 'all' }, 'packages/tool': { version: '0.1.0' } } }, null, '\t')}\n`);
    commit('feat: in the package');
    place.write('elsewhere.js', '1');
    commit('feat: elsewhere');
    const run = make({ PACKAGE_DIRECTORY: 'packages/tool', CHANGELOG: 'docs/HISTORY.md', TAG_PREFIX: 'tool@', VERSION: '0.2.0', TAG: 'tool@0.2.0', DESTINATION: 'out/here' });
    expect(run.outputs).toEqual({ files: '["package-lock.json","packages/tool/docs/HISTORY.md","packages/tool/package.json"]', notes: 'out/here/notes.md' });
    expect(place.read('out/here/files/packages/tool/package.json')).toBe('{\n\t"name": "tool",\n\t"version": "0.2.0"\n}\n');
    expect(place.read('out/here/files/package-lock.json')).toBe(place.command('git', 'show', 'HEAD:package-lock.json').replace('0.1.0', '0.2.0'));
    expect(place.read('out/here/notes.md').split('\n').filter((line) => line.startsWith('- '))).toEqual(['- In the package']);
  });

  withCliff('npm-shrinkwrap.json is a lock file too; a file that is not there is not made', () => {
    place.command('git', 'mv', 'package-lock.json', 'npm-shrinkwrap.json');
    commit('chore: pinned');
    expect(make().outputs.files).toBe('["CHANGELOG.md","npm-shrinkwrap.json","package.json"]');
    expect(JSON.parse(made('npm-shrinkwrap.json')).packages[''].version).toBe('1.3.0');
  });

  withCliff('another package manager in devEngines does not stop it', () => {
    place.write('package.json', JSON.stringify({ name: 'tool', version: '1.2.3', workspaces: ['packages/*'], devEngines: { packageManager: { name: 'pnpm', onFail: 'error' } } }));
    commit('chore: pnpm');
    expect(make().status).toBe(0);
    expect(JSON.parse(made('package.json')).version).toBe('1.3.0');
  });

  withCliff('a version that package.json has already is no error', () => {
    place.write('package.json', '{"name":"tool","version":"1.3.0"}');
    commit('chore: by hand');
    expect(make().status).toBe(0);
  });

  withCliff('a cliff.toml is followed', () => {
    place.write('cliff.toml', '[changelog]\nbody = """\n## {{ version }}\n{% for commit in commits %}\n* {{ commit.message }}{% endfor %}\n"""\n[git]\nconventional_commits = true\nfilter_unconventional = true\ntag_pattern = "other"\n');
    commit('fix: two');
    commit('plain words');
    expect(make().status).toBe(0);
    expect(notes()).toBe('## v1.3.0\n\n* two\n');
  });

  withCliff('messages are text, whatever is in them', () => {
    commit('fix: `touch ran` $(touch ran) ${{ github.token }} <b> \\n "quoted"\n\n::error::no');
    expect(make().status).toBe(0);
    expect(items()).toEqual(['- `touch ran` $(touch ran) ${{ github.token }} <b> \\n "quoted"']);
    expect(place.exists('ran')).toBe(false);
  });
});

describe('what the notes tell of', () => {
  withCliff('a stable version of everything since the stable one before, a pre-release of what is new in it', () => {
    commit('feat: big');
    const bot = commit('chore(release): 1.3.0-rc.9\n\nRelease-Run: 1');
    place.command('git', 'tag', 'v1.3.0-rc.9', bot);
    place.command('git', 'tag', 'unrelated');
    place.command('git', 'tag', 'v2');
    commit('fix: small');
    expect(make().status).toBe(0);
    expect(items()).toEqual(['- Big', '- Small']);
    fs.rmSync(path.join(place.work, 'release-files'), { recursive: true });
    expect(make({ VERSION: '1.3.0-rc.10', TAG: 'v1.3.0-rc.10' }).status).toBe(0);
    expect(items()).toEqual(['- Small']);
  });

  withCliff('a tag that is there, of what is in it: the same notes as before it was made', () => {
    commit('fix: two');
    expect(make().status).toBe(0);
    const before = notes();
    fs.rmSync(path.join(place.work, 'release-files'), { recursive: true });
    commit('chore(release): 1.3.0\n\nRelease-Run: 1\nSigned-off-by: Ann <ann@example.com>');
    place.command('git', 'tag', '--annotate', '--message', 'Release 1.3.0', 'v1.3.0');
    commit('feat: later');
    const run = make({ BUMP: 'false' });
    expect(run.outputs).toEqual({ files: '[]', notes: 'release-files/notes.md' });
    expect(notes()).toBe(before);
    expect(place.exists('release-files/files')).toBe(false);
  });

  withCliff('the first version of everything, made or to be made', () => {
    place.command('git', 'tag', '--delete', 'v1.2.3');
    commit('fix: two');
    expect(make().status).toBe(0);
    expect(items()).toEqual(['- One', '- Two']);
    fs.rmSync(path.join(place.work, 'release-files'), { recursive: true });
    place.command('git', 'tag', 'v1.3.0');
    commit('feat: later');
    expect(make({ BUMP: 'false' }).status).toBe(0);
    expect(notes().split('\n')[0]).toMatch(HEADING);
    expect(items()).toEqual(['- One', '- Two']);
  });

  withCliff('a version without changes says so', () => {
    expect(make().status).toBe(0);
    expect(notes()).toBe('## 1.3.0\n\nNo notable changes since v1.2.3.\n');
  });

  withCliff('a configuration that prints nothing does not leave them empty', () => {
    place.write('cliff.toml', '[changelog]\nbody = ""\n');
    commit('fix: two');
    expect(make().status).toBe(0);
    expect(notes()).toBe('## 1.3.0\n\nNo notable changes since v1.2.3.\n');
  });
});

describe('what ends it', () => {
  test('a history that is cut off, or none', () => {
    commit('fix: two');
    place.command('git', 'clone', '--quiet', '--depth=1', `file://${place.work}`, 'shallow');
    expect(make({}, { cwd: 'shallow' })).toMatchObject({ status: 3, outputs: {}, stderr: expect.stringContaining('fetch-depth: 0') });
    fs.rmSync(path.join(place.work, '.git'), { recursive: true });
    expect(make()).toMatchObject({ status: 3, stderr: expect.stringContaining('no git repository') });
  });

  test('a tag that is to be there and is not', () => {
    expect(make({ BUMP: 'false' })).toMatchObject({ status: 3, outputs: {}, stderr: expect.stringContaining('refs/tags/v1.3.0 is not in this repository') });
  });

  test('git-cliff that fails or cannot be had', () => {
    place.standIn('npx', 'echo "npm error 404" >&2; exit 1');
    expect(make()).toMatchObject({ status: 3, outputs: {}, stderr: expect.stringContaining('Check the network') });
    expect(place.calls('npx')[0].args.slice(0, 2)).toEqual(['--yes', 'git-cliff@2.14.2']);
  });

  test('a manifest that npm cannot read', () => {
    place.standIn('npx', 'echo "## 1.3.0"; echo; echo "- two"');
    place.write('package.json', 'oops');
    commit('chore: oops');
    expect(make()).toMatchObject({ status: 3, outputs: {}, stderr: expect.stringContaining('npm could not write 1.3.0') });
  });

  test('a destination that holds something', () => {
    place.write('release-files/old', '');
    expect(make()).toMatchObject({ status: 64, stderr: expect.stringContaining('Destination not empty') });
  });

  test.each([
    [{ VERSION: 'patch' }, 'version such as 1.2.3'], [{ VERSION: '1.3.0;x' }, 'version such as 1.2.3'], [{ TAG: 'v1.3.1' }, 'is the tag of 1.3.0'], [{ BUMP: 'yes' }, 'true or false'], [{ PACKAGE_DIRECTORY: '../..' }, 'path in the repository'],
    [{ CHANGELOG: '/etc/passwd' }, 'folder of the package'], [{ GIT_CLIFF_VERSION: 'latest' }, 'such as 2.14.2'], [{ GIT_CLIFF_VERSION: '' }, 'GIT_CLIFF_VERSION is empty'],
  ])('%j, which is wrong usage', (parameters, message) => {
    expect(make(parameters as Record<string, string>)).toMatchObject({ status: 64, outputs: {}, stderr: expect.stringContaining(message) });
  });

  test('a missing program', () => {
    expect(make({}, { onlyPrograms: ['bash', 'awk', 'find', 'git', 'jq', 'mktemp', 'sed'] })).toMatchObject({ status: 69, stderr: expect.stringContaining('npm is not on PATH') });
  });
});

withCliff('runs again after a run that was cut off, in a place of its own, and on a laptop', () => {
  commit('fix: two');
  place.standIn('npm', 'kill -9 $PPID; sleep 1');
  expect(make({ DESTINATION: 'first' }).status).toBeNull();
  place.standIn('npm', `exec ${spawnSync('which', ['npm'], { encoding: 'utf8' }).stdout.trim()} "$@"`);
  expect(make({}, { onLaptop: true })).toMatchObject({ status: 0, stdout: expect.stringContaining('notes=release-files/notes.md') });
  expect(items()).toEqual(['- Two']);
});
