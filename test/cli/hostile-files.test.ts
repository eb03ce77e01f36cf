// Guards that no file can crash the command, keep it busy for ever, or go unnoticed: what could not be checked is told.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { InstalledCli } from './installed-cli';

const cli = new InstalledCli();
afterAll(() => cli.remove());

const WORKFLOW = '.github/workflows/x.yml';
const OTHER = '.github/workflows/other.yml';
const USES = 'on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: acme/tool@v7\n';
const HEAD = USES.split('\n').slice(0, 5).join('\n');
const ONLY = ['--only', 'unpinned-uses'];
const SECONDS = 30;

const check = (cwd: string, ...args: string[]) => cli.run(['check', ...args], { cwd, timeout: SECONDS * 1_000 });
const told = (stdout: string) => stdout.split('\n').filter(Boolean).map((line) => line.replace(/^\.github\/workflows\//, ''));

describe('what is made to break readers is told, and the other files are checked', () => {
  const laughs = ['on: push', 'x0: &x0 [a, a, a, a, a, a, a, a, a]', ...Array.from({ length: 12 }, (_, n) => `x${n + 1}: &x${n + 1} [${Array(9).fill(`*x${n}`).join(', ')}]`), 'jobs: *x12', ''].join('\n');
  test.each([
    ['aliases of aliases', laughs, 'x.yml:6:20: error [unreadable-file] .github/workflows/x.yml grows beyond measure by aliases of aliases.'],
    ['an alias of itself', 'on: push\njobs: &j\n  a: *j\n', 'x.yml:3:6: error [unreadable-file] .github/workflows/x.yml holds an alias of a value that it stands in itself.'],
    ['60 levels', `on: push\njobs: ${'['.repeat(60)}${']'.repeat(60)}\n`, 'x.yml:2:57: error [unreadable-file] .github/workflows/x.yml is nested more than 50 levels deep.'],
    ['60 levels by aliases', `on: push\na: &a ${'['.repeat(40)}${']'.repeat(40)}\njobs: ${'['.repeat(20)}*a${']'.repeat(20)}\n`, 'x.yml:3:27: error [unreadable-file] .github/workflows/x.yml is nested more than 50 levels deep by aliases.'],
    ['10,000 levels of lists', `on: push\njobs:\n${'- '.repeat(10_000)}a\n`, 'x.yml:3:'],
    ['10,000 levels of brackets', `on: push\njobs: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`, 'x.yml:'],
    ['10,000 levels of an expression', `${HEAD}\n      - run: echo \${{ ${'('.repeat(10_000)}1${')'.repeat(10_000)} }}\n`, ''],
    ['no YAML', 'on: push\njobs: {a: \n', 'x.yml:'],
    ['NUL', 'on: push\0\n', 'x.yml:1:1: error [unreadable-file] .github/workflows/x.yml is binary: it holds a NUL byte.'],
    ['too large', `on: push\n#${'x'.repeat(1024 * 1024)}`, 'x.yml:1:1: error [unreadable-file] .github/workflows/x.yml has 1,048,586 bytes'],
  ])('%s', (_, text, problem) => {
    const { code, stdout, stderr, seconds } = check(cli.repository({ [WORKFLOW]: text, [OTHER]: USES }), ...ONLY);
    expect(stderr).toMatch(/^\d+ errors?, \d+ warnings?\n$/);
    const lines = told(stdout);
    expect(lines[0]).toMatch(/^other\.yml:6:15: warning \[unpinned-uses\]/);
    if (problem !== '') expect([code, lines[1].slice(0, problem.length)]).toEqual([1, problem]);
    expect(seconds).toBeLessThan(SECONDS / 2);
  });
});

test.each([
  ['one line of 1 MiB', `${HEAD}\n      - run: echo ${'a'.repeat(1_000_000)}\n`],
  ['spaces for a megabyte', `${HEAD}\n      - run: "echo${' '.repeat(1_000_000)}x"\n`],
  ['40,000 expressions in a line', `${HEAD}\n      - run: echo ${'${{ a }}'.repeat(40_000)}\n`],
  ['20,000 aliases', `on: push\nx: &e b\njobs:\n  a:\n    steps: [${Array(20_000).fill('*e').join()}]\n`],
])('all checks end within seconds: %s', (_, text) => {
  const { code, stdout, seconds } = check(cli.repository({ [WORKFLOW]: text, [OTHER]: USES }), '--policy', 'release');
  expect(code).toBe(1);
  expect(stdout).toMatch(/other\.yml:6:15: error \[unpinned-uses\]/);
  expect(seconds).toBeLessThan(SECONDS);
});

test('a byte order mark and CRLF move no column', () => {
  const { stdout } = check(cli.repository({ [WORKFLOW]: `\ufeff${USES.replace(/\n/g, '\r\n')}` }), ...ONLY);
  expect(told(stdout)[0]).toMatch(/^x\.yml:6:15: warning/);
});

describe('what is no text', () => {
  const folder = cli.repository({ [OTHER]: USES, '.github/workflows/folder.yml/x': '' });
  const at = (name: string) => path.join(folder, '.github', 'workflows', name);
  fs.symlinkSync('nowhere', at('dangling.yml'));
  fs.symlinkSync('/etc/hostname', at('outside.yml'));
  fs.writeFileSync(at('closed.yml'), USES);
  fs.chmodSync(at('closed.yml'), 0);
  spawnSync('mkfifo', [at('pipe.yml')]);

  test('is told, and never waited for', () => {
    // Root may read what is closed.
    const uid = process.getuid?.() === 0 ? 65_534 : undefined;
    const { code, stdout, stderr } = cli.run(['check', ...ONLY, folder], { cwd: folder, uid });
    expect([code, stderr]).toEqual([1, '4 errors, 1 warning\n']);
    expect(told(stdout).map((line) => line.replace(/\. Nothing.*|(unpinned-uses).*/, '$1'))).toEqual([
      'closed.yml:1:1: error [unreadable-file] .github/workflows/closed.yml may not be read: permission denied',
      'dangling.yml:1:1: error [unreadable-file] .github/workflows/dangling.yml is a symbolic link to something that does not exist',
      'other.yml:6:15: warning [unpinned-uses',
      'outside.yml:1:1: error [unreadable-file] .github/workflows/outside.yml is a symbolic link that leads out of the repository',
      'pipe.yml:1:1: error [unreadable-file] .github/workflows/pipe.yml is no regular file',
    ]);
  });

  test('named, a pipe and a dangling link are refused', () => {
    expect(check(folder, at('pipe.yml'))).toMatchObject({ code: 2, stderr: expect.stringContaining('this is neither a file nor a folder') });
    expect(check(folder, at('dangling.yml'))).toMatchObject({ code: 2, stderr: expect.stringMatching(/there is no such file|does not exist/) });
  });
});

describe('a check with a mistake', () => {
  const broken = new InstalledCli();
  afterAll(() => broken.remove());
  // One that fails, and one that never ends, at a file that says so.
  fs.appendFileSync(path.join(broken.home, 'lib', 'checks', 'registry.js'), `
const standing = sourceChecks;
const { SourceCheck } = require('./source-check');
class Broken extends SourceCheck {
  id = 'broken'; description = 'Is broken.'; covers = []; severity = { baseline: 'error' };
  visitWorkflow({ file }) {
    if (file.text.includes('FAIL')) throw new Error('no such thing');
    while (file.text.includes('HANG'));
  }
}
module.exports = { sourceChecks: () => [...standing(), new Broken()] };
`);
  const run = (text: string, ...args: string[]) => broken.run(['check', '--only', 'broken', '--only', 'unpinned-uses', ...args], { cwd: broken.repository({ [WORKFLOW]: text, [OTHER]: USES }), timeout: SECONDS * 1_000 });

  test('is named with the file; the other checks and files go on; exit code 2', () => {
    const { code, stdout, stderr } = run(`${USES}# FAIL\n`);
    expect([code, stderr]).toEqual([2, 'projen-delivery: the check broken failed at .github/workflows/x.yml: no such thing. What it finds there is missing; please report this\n0 errors, 2 warnings, 1 check failed\n']);
    expect(told(stdout).map((line) => line.split(':')[0])).toEqual(['other.yml', 'x.yml']);
    expect(JSON.parse(run('# FAIL\n', '--format', 'json').stdout).failures).toEqual([{ check: 'broken', path: WORKFLOW, message: 'no such thing' }]);
    expect(JSON.parse(run('# FAIL\n', '--format', 'sarif').stdout).runs[0].invocations[0]).toMatchObject({ executionSuccessful: false });
  });

  test('a large file that keeps it busy is left out and told', () => {
    const { code, stdout, seconds } = run(`${USES}# HANG ${'x'.repeat(60_000)}\n`);
    expect([code, told(stdout)]).toEqual([1, [
      expect.stringMatching(/^other\.yml:6:15: warning/),
      'x.yml:1:1: error [unreadable-file] .github/workflows/x.yml takes longer than 10 seconds to check. Nothing in it was checked. Take it apart: the longest lines and lists first.',
    ]]);
    expect(seconds).toBeLessThan(SECONDS);
  });
});
