// Guards the command as a user runs it: what it compares, what it writes, its exit codes, and that no content of a
// repository can crash it, keep it busy or make it run something.
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { InstalledCli } from './installed-cli';

const cli = new InstalledCli();
afterAll(() => cli.remove());

const FILE = '.github/workflows/ci.yml';
const OLD = 'on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    timeout-minutes: 5\n    steps:\n      - run: "true"\n';
const NEW = OLD.replace('5', '6');
const RISKY = OLD.replace('    timeout-minutes: 5\n', '');
const REPORT = `${FILE}\n  notice  a: timeout: 5 → 6 minutes   ci.yml:5\n1 change, 0 risks\n`;

const diff = (cwd: string, ...args: string[]) => {
  const { status: code, stdout, stderr } = spawnSync(process.execPath, [path.join(cli.home, 'bin', 'projen-delivery'), 'diff', ...args], { cwd, encoding: 'utf8', timeout: 60_000, env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' } });
  return { code, stdout, stderr };
};
const git = (cwd: string, ...args: string[]) => execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', '-c', 'commit.gpgsign=false', ...args], { cwd, encoding: 'utf8', stdio: 'pipe' });

/** A repository with OLD committed and tagged, and NEW in its working tree. */
function checkout(files: Record<string, string> = {}): string {
  const folder = cli.repository({ [FILE]: OLD, ...files });
  git(folder, 'init', '--quiet', '--initial-branch', 'main');
  git(folder, 'add', '.');
  git(folder, 'commit', '--quiet', '-m', 'one');
  git(folder, 'tag', 'v1');
  fs.writeFileSync(path.join(folder, FILE), NEW);
  return folder;
}

describe('what is compared', () => {
  const folder = checkout({ 'src/x': '', 'sub/.github/workflows/sub.yml': OLD });

  test.each([
    [['HEAD']], [['HEAD', 'worktree']], [['HEAD', '.']], [['v1', 'worktree']], [['main', '.']],
  ])('%s', (args) => {
    expect(diff(folder, ...args)).toEqual({ code: 0, stdout: REPORT, stderr: '' });
    expect(diff(path.join(folder, 'src'), ...args)).toEqual({ code: 0, stdout: REPORT, stderr: '' });
  });

  test('a commit with a commit, also of a folder that is a repository for itself', () => {
    expect(diff(folder, 'v1', 'HEAD')).toEqual({ code: 0, stdout: 'no change\n', stderr: '' });
    fs.writeFileSync(path.join(folder, 'sub', '.github/workflows/sub.yml'), NEW);
    expect(diff(path.join(folder, 'sub'), 'HEAD').stdout).toBe(REPORT.replace(/ci\.yml/g, 'sub.yml'));
  });

  test('two folders, without git, also their .github', () => {
    const [old, now] = [cli.repository({ [FILE]: OLD }), cli.repository({ [FILE]: NEW })];
    expect(diff(old, old, now)).toEqual({ code: 0, stdout: REPORT, stderr: '' });
    expect(diff(old, '.', now)).toEqual({ code: 0, stdout: REPORT, stderr: '' });
    expect(diff(old, path.join(old, '.github'), path.join(now, '.github'))).toEqual({ code: 0, stdout: REPORT, stderr: '' });
  });

  test('a name that is a folder and a commit is the folder, and that is said', () => {
    const both = checkout({ 'v1/.github/workflows/ci.yml': RISKY });
    const { stdout, stderr } = diff(both, 'v1');
    expect(stderr).toBe('projen-delivery: v1 is a folder and also a commit; the folder is compared. The commit: refs/heads/v1 or refs/tags/v1\n');
    expect(stdout).toContain('now ends after 6 minutes');
    expect(diff(both, 'refs/tags/v1')).toEqual({ code: 0, stdout: REPORT, stderr: '' });
    fs.mkdirSync(path.join(both, 'worktree'));
    expect(diff(both, 'HEAD', 'worktree')).toEqual({ code: 0, stdout: REPORT, stderr: 'projen-delivery: worktree is the working tree; the folder of that name is ./worktree\n' });
  });

  test('a folder without pipelines is said', () => {
    expect(diff(folder, './src', './src')).toEqual({ code: 0, stdout: 'no change\n', stderr: 'projen-delivery: ./src holds no pipelines: neither .github nor scripts/ci\n'.repeat(2) });
  });
});

describe('exit codes', () => {
  const [old, now, risky] = [OLD, NEW, RISKY].map((each) => cli.repository({ [FILE]: each }));
  test.each([
    ['none', [1, 0, 0, 0]], ['any', [1, 0, 1, 1]], ['risk', [1, 0, 0, 1]],
  ])('--fail-on %s', (limit, [, same, changed, risk]) => {
    expect([old, now, risky].map((each) => diff(old, old, each, '--fail-on', limit).code)).toEqual([same, changed, risk]);
  });
});

describe('what is refused', () => {
  const folder = checkout({ 'src/x': '' });
  test.each([
    [[], 'diff: name what to compare with. With the last commit: projen-delivery diff HEAD'],
    [['a', 'b', 'c'], 'diff takes OLD and NEW, and was given 3: a b c'],
    [['HEAD', '--formt', 'json'], 'unknown option --formt. Did you mean --format? See projen-delivery diff --help'],
    [['HEAD', '--format', 'jsn'], '--format jsn: give one of text, markdown, json. Did you mean json?'],
    [['HEAD', '--fail-on', 'all'], '--fail-on all: give one of none, any, risk. Did you mean any?'],
    [['v1..HEAD'], 'v1..HEAD is a range, or a folder that is not there. Name both ends: projen-delivery diff v1 HEAD'],
    [['v1..'], 'v1.. is a range, or a folder that is not there. Name both ends: projen-delivery diff v1 HEAD'],
    [['src/x'], 'src/x is a file. Name a folder, or a commit'],
    [['--', '--output=/tmp/x'], '--output=/tmp/x is neither a folder nor a commit'],
    [[''], 'an empty name is neither a folder nor a commit'],
  ])('%s', (args, message) => {
    expect(diff(folder, ...args)).toEqual({ code: 2, stdout: '', stderr: `projen-delivery: ${message}\n` });
  });

  test('a name that is nothing: what was looked for is named', () => {
    expect(diff(folder, 'nowhere')).toEqual({ code: 2, stdout: '', stderr: `projen-delivery: nowhere: there is no folder ${folder}/nowhere, and no commit of that name in ${folder}: no commit has that name\n` });
    const plain = cli.repository({ [FILE]: OLD });
    expect(diff(plain, 'HEAD')).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(/there is no folder .*\/HEAD, and no git repository at .* that could hold a commit of that name: not a git repository/) });
    expect(diff('/', 'worktree')).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no .git or .github in / or above it') });
  });

  test('an option without its value', () => {
    expect(diff(folder, 'HEAD', '--format')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/--format/) });
  });
});

test('--help names every option; each format is written', () => {
  const folder = checkout();
  const { stdout } = diff(folder, '--help');
  for (const option of ['format', 'fail-on', 'help']) expect(stdout).toMatch(new RegExp(`^  --${option}\\b`, 'm'));
  expect(JSON.parse(diff(folder, 'HEAD', '--format', 'json').stdout)).toMatchObject({ version: 1, old: 'HEAD', new: 'worktree', changes: [{ kind: 'timeout', job: 'a', old: '5', new: '6' }] });
  expect(diff(folder, 'HEAD', '--format', 'markdown').stdout).toContain('| notice | a | timeout: 5 → 6 minutes | ci.yml:5 |');
});

describe('content that is made to break readers is told, and the other files are compared', () => {
  const laughs = ['on: push', 'x0: &x0 [a, a, a, a, a, a, a, a, a]', ...Array.from({ length: 12 }, (_, n) => `x${n + 1}: &x${n + 1} [${Array(9).fill(`*x${n}`).join(', ')}]`), 'jobs: *x12', ''].join('\n');
  const other = '.github/workflows/other.yml';
  test.each([
    ['aliases of aliases', laughs, 'x.yml:6'],
    ['an alias of itself', 'on: push\njobs: &j\n  a: *j\n', 'x.yml:3'],
    ['10,000 levels', `on: push\njobs: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`, 'x.yml:'],
    ['no YAML', 'on: push\njobs: {a: \n', 'x.yml:'],
    ['no workflow', '- a\n- b\n', 'x.yml:1'],
    ['NUL', 'on: push\0\n', 'x.yml:1'],
    ['too large', `on: push\n#${'x'.repeat(1024 * 1024)}`, 'x.yml:1'],
  ])('%s', (_, content, place) => {
    const name = '.github/workflows/x.yml';
    const [good, bad] = [cli.repository({ [name]: OLD, [other]: OLD }), cli.repository({ [name]: content, [other]: NEW })];
    const { code, stdout, stderr } = diff(good, good, bad, '--fail-on', 'risk');
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toContain('a: timeout: 5 → 6 minutes');
    expect(stdout).toMatch(new RegExp(`  risk    .*so that it is not compared   ${place.replace('.', '\\.')}`));
    const back = diff(good, bad, good, '--fail-on', 'risk');
    expect([back.code, back.stderr]).toEqual([0, '']);
    expect(back.stdout).toMatch(/ {2}notice {2}.*so that it is not compared \(the old one\) {3}x\.yml:\d+ \(old\)/);
  });

  test('an expression that is nested 10,000 times', () => {
    const deep = (end: string) => OLD.replace('    steps:', `    if: ${'('.repeat(10_000)}1${')'.repeat(10_000)}${end}\n    steps:`);
    const [old, now] = [cli.repository({ [FILE]: deep(' == 1') }), cli.repository({ [FILE]: deep(' == 2') })];
    expect(diff(old, old, now)).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('a: if: ') });
  });

  test('10,000 steps that all moved, and 3,000 jobs that all have other names', () => {
    const steps = (order: (number: number) => number) => `on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n${Array.from({ length: 10_000 }, (_, index) => `      - {id: s${order(index)}, run: x${order(index)}}\n`).join('')}`;
    const jobs = (letter: string) => `on: push\njobs:\n${Array.from({ length: 3_000 }, (_, index) => `  ${letter}${index}:\n    needs: [${letter}${Math.max(index - 1, 0)}]\n    runs-on: r${index}\n`).join('')}`;
    const [old, now] = [cli.repository({ [FILE]: steps((index) => index), [other]: jobs('a') }), cli.repository({ [FILE]: steps((index) => 10_000 - index), [other]: jobs('b') })];
    const start = Date.now();
    expect(diff(old, old, now)).toMatchObject({ code: 0, stderr: '' });
    expect(Date.now() - start).toBeLessThan(30_000);
  });
});

test('neither projen nor constructs nor the checks are loaded', () => {
  const probe = path.join(cli.home, 'probe.js');
  fs.writeFileSync(probe, "process.on('exit', () => process.stderr.write(Object.keys(require.cache).join('\\n')));\n");
  const folder = checkout();
  const { stderr } = spawnSync(process.execPath, ['--require', probe, path.join(cli.home, 'bin', 'projen-delivery'), 'diff', 'HEAD'], { cwd: folder, encoding: 'utf8' });
  expect(stderr).toMatch(/lib\/diff\/diff\.js/);
  expect(stderr).not.toMatch(/lib\/(checks|ci|stages|pipelines|files|project|emit)\/|node_modules\/(projen|constructs|mvdan-sh)\//);
});
