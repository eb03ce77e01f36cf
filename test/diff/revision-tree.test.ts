// Guards that commits are read from objects alone: nothing is checked out, nothing that the repository names runs, and
// what a name looks like makes no option of it.
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { RevisionTree } from '../../src/diff/revision-tree';

const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'projen-delivery-revision-')));
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', '-c', 'commit.gpgsign=false', ...args], { cwd: root, encoding: 'utf8' });
const write = (file: string, content: string | Buffer) => {
  fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  fs.writeFileSync(path.join(root, file), content);
};
const open = (name: string, prefix?: string) => {
  const tree = RevisionTree.open(root, name, prefix);
  if ('problem' in tree) throw new Error(tree.problem);
  return tree;
};

beforeAll(() => {
  git('init', '--quiet', '--initial-branch', 'main');
  write('.github/workflows/ci.yml', 'on: push\n');
  write('.github/workflows/ümläut "x"\t.yml', 'on: pull_request\n');
  write('scripts/ci/run.sh', '#!/bin/sh\n');
  fs.chmodSync(path.join(root, 'scripts/ci/run.sh'), 0o755);
  write('.github/picture.png', Buffer.from([0x89, 0x50, 0, 1]));
  write('ci/latin.sh', Buffer.from([0x65, 0xe9, 0x0a]));
  write('ci/large.sh', '#'.repeat(1024 * 1024 + 1));
  fs.symlinkSync('../scripts/ci/run.sh', path.join(root, 'ci/link.sh'));
  fs.symlinkSync('../../outside', path.join(root, 'ci/out.sh'));
  fs.symlinkSync('nothing', path.join(root, 'ci/dangling.sh'));
  fs.symlinkSync('circle.sh', path.join(root, 'ci/circle.sh'));
  write('sub/.github/workflows/sub.yml', 'on: push\n');
  write('tools/x.sh', 'x\n');
  git('add', '.');
  git('commit', '--quiet', '-m', 'one');
  git('tag', 'v1');
  write('.github/workflows/ci.yml', 'on: pull_request\n');
  git('commit', '--quiet', '-am', 'two');
});

test('reads files of a commit, whatever the working tree holds', () => {
  fs.rmSync(path.join(root, 'tools'), { recursive: true });
  const tree = open('v1');
  expect(tree.read('.github/workflows/ci.yml')).toBe('on: push\n');
  expect(tree.read('.github/workflows/ümläut "x"\t.yml')).toBe('on: pull_request\n');
  expect(tree.read('tools/x.sh')).toBe('x\n');
  expect(tree.read('nothing')).toBeUndefined();
  expect(tree.problemOf('nothing')).toBeUndefined();
  expect([tree.isExecutable('scripts/ci/run.sh'), tree.isExecutable('ci/link.sh'), tree.isExecutable('tools/x.sh'), tree.isExecutable('nothing')]).toEqual([true, true, false, undefined]);
  expect(open('HEAD').read('.github/workflows/ci.yml')).toBe('on: pull_request\n');
  expect(open('HEAD~1').commit).toBe(tree.commit);
  expect(open(tree.commit.slice(0, 10)).commit).toBe(tree.commit);
});

test('a folder of it alone, also one that is younger', () => {
  expect(open('HEAD', 'sub').paths).toEqual(['.github/workflows/sub.yml']);
  expect(open('HEAD', 'later/than').paths).toEqual([]);
});

test.each([
  ['.github/picture.png', 'is binary: it holds a NUL byte'],
  ['ci/latin.sh', 'is no UTF-8 text'],
  ['ci/large.sh', 'has 1,048,577 bytes, more than the 1,048,576 that are read'],
  ['ci/out.sh', 'is a symbolic link that leads out of the repository'],
  ['ci/dangling.sh', 'is a symbolic link to something that does not exist'],
  ['ci/circle.sh', 'is a symbolic link that leads in a circle'],
])('%s %s', (file, problem) => {
  const tree = open('HEAD');
  expect(tree.read(file)).toBeUndefined();
  expect(tree.problemOf(file)).toBe(problem);
});

test('a link within it is followed', () => {
  expect(open('HEAD').read('ci/link.sh')).toBe('#!/bin/sh\n');
});

test.each(['nowhere', 'HEAD:ci', '--all', '--help', '-h', '--git-dir=/', 'HEAD --all', 'v1\nHEAD', '@{upstream}', '^HEAD', 'v1..HEAD', '', ':/'])('%j is no commit', (name) => {
  expect(RevisionTree.open(root, name)).toEqual({ problem: expect.stringMatching(/./) });
});

test('nothing that the repository names is run', () => {
  const proof = path.join(root, 'proof');
  const program = path.join(root, 'program');
  fs.writeFileSync(program, `#!/bin/sh\ntouch ${proof}\ncat\n`, { mode: 0o755 });
  const settings: [string, string][] = [
    ['core.fsmonitor', program], ['core.pager', program], ['core.editor', program], ['core.sshCommand', program], ['alias.ls-tree', `!${program}`], ['diff.x.textconv', program],
    ['filter.x.smudge', program], ['filter.x.clean', program], ['filter.x.process', program], ['core.hooksPath', root], ['credential.helper', program],
  ];
  for (const [name, value] of settings) git('config', name, value);
  write('.git/info/attributes', '* filter=x diff=x\n');
  for (const hook of ['post-checkout', 'reference-transaction', 'post-index-change']) fs.copyFileSync(program, path.join(root, hook));
  expect(open('v1').read('.github/workflows/ci.yml')).toBe('on: push\n');
  expect(fs.existsSync(proof)).toBe(false);
});
