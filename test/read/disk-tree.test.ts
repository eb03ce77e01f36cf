// Guards that a folder on disk is listed as git sees it, and that nothing in it can crash, block or lead out of it.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { DiskTree } from '../../src/read/disk-tree';

let root: string;

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'projen-delivery-tree-'));
});

afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

function write(name: string, text: string | Buffer = 'x'): void {
  fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  fs.writeFileSync(path.join(root, name), text);
}

function git(...args: string[]): void {
  const { status, stderr } = spawnSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

test('with git: what is committed, staged or new, not what is ignored or deleted', () => {
  git('init', '--quiet');
  for (const name of ['.gitignore', 'gone.sh', 'kept.sh', 'with space/ü.yml', 'ignored/x.yml', 'new.yml']) write(name, name === '.gitignore' ? 'ignored\n' : 'x');
  git('add', '.gitignore', 'gone.sh', 'kept.sh', 'with space');
  fs.rmSync(path.join(root, 'gone.sh'));
  const tree = new DiskTree(root);
  expect(tree.paths).toEqual(['.gitignore', 'kept.sh', 'new.yml', 'with space/ü.yml']);
  expect(tree.read('ignored/x.yml')).toBeUndefined();
  expect(tree.isWhole).toBe(true);
  expect(new DiskTree(root, { also: ['ignored/x.yml'] }).read('ignored/x.yml')).toBe('x');
});

test('git runs no program that the repository names, and is not led astray by a hook around it', () => {
  git('init', '--quiet');
  write('a.yml');
  const proof = path.join(root, 'proof');
  write('monitor', `#!/bin/sh\ntouch '${proof}'\n`);
  fs.chmodSync(path.join(root, 'monitor'), 0o755);
  git('config', 'core.fsmonitor', path.join(root, 'monitor'));
  const before = process.env.GIT_DIR;
  process.env.GIT_DIR = '/nowhere';
  try {
    expect(new DiskTree(root).paths).toEqual(['a.yml', 'monitor']);
  } finally {
    if (before === undefined) delete process.env.GIT_DIR;
    else process.env.GIT_DIR = before;
  }
  expect(fs.existsSync(proof)).toBe(false);
});

test('without git: everything but dependencies, build results and what links lead to', () => {
  for (const name of ['.github/workflows/ci.yml', 'node_modules/a/x.yml', 'src/target/x.yml', 'dist/x.yml', 'src/a.sh']) write(name);
  fs.symlinkSync(root, path.join(root, 'src', 'circle'));
  expect(new DiskTree(root).paths).toEqual(['.github/workflows/ci.yml', 'src/a.sh', 'src/circle']);
});

test('too many files: only the places of pipelines', () => {
  for (const name of ['.github/workflows/ci.yml', 'action.yml', ...Array.from({ length: 20 }, (_, number) => `data/${number}`)]) write(name);
  const cut = () => new DiskTree(root, { limit: 10 });
  expect([cut().paths, cut().isCut, cut().isWhole]).toEqual([['.github/workflows/ci.yml', 'action.yml'], true, false]);
  git('init', '--quiet');
  expect([cut().paths, cut().isCut, cut().isWhole]).toEqual([['.github/workflows/ci.yml', 'action.yml'], true, false]);
});

test('not listed: only what is named', () => {
  for (const name of ['a.yml', 'b.yml']) write(name);
  const tree = new DiskTree(root, { listed: false, also: ['a.yml'] });
  expect([tree.paths, tree.isWhole]).toEqual([['a.yml'], false]);
});

test('a byte order mark is no part of the text', () => {
  write('a.yml', '\ufeffon: push\r\n');
  expect(new DiskTree(root).read('a.yml')).toBe('on: push\r\n');
});

test('whether a file may be run', () => {
  write('a.sh');
  write('b.sh');
  fs.chmodSync(path.join(root, 'b.sh'), 0o755);
  const tree = new DiskTree(root);
  expect([tree.isExecutable('a.sh'), tree.isExecutable('b.sh'), tree.isExecutable('c.sh')]).toEqual([false, true, undefined]);
});

describe('what is no text has a reason', () => {
  const cases: [string, (name: string) => void, string][] = [
    ['large', (name) => write(name, 'x'.repeat(1024 * 1024 + 1)), 'has 1,048,577 bytes, more than the 1,048,576 that are read'],
    ['binary', (name) => write(name, Buffer.from([0x61, 0, 0x62])), 'is binary: it holds a NUL byte'],
    ['latin-1', (name) => write(name, Buffer.from([0x66, 0xfc, 0x72])), 'is no UTF-8 text'],
    ['utf-16', (name) => write(name, Buffer.from('\ufeffon: push', 'utf16le')), 'is written in UTF-16'],
    ['dangling link', (name) => fs.symlinkSync('nowhere', path.join(root, name)), 'is a symbolic link to something that does not exist'],
    ['link in a circle', (name) => fs.symlinkSync(name, path.join(root, name)), 'is a symbolic link that leads in a circle'],
    ['link out of it', (name) => fs.symlinkSync('/etc/passwd', path.join(root, name)), 'is a symbolic link that leads out of the repository'],
    ['link to a folder', (name) => fs.symlinkSync('.', path.join(root, name)), 'is a folder'],
    ['pipe', (name) => void spawnSync('mkfifo', [path.join(root, name)]), 'is no regular file'],
  ];
  test.each(cases)('%s', (name, make, reason) => {
    make('x.yml');
    const tree = new DiskTree(root);
    expect(tree.paths).toEqual(['x.yml']);
    expect(tree.read('x.yml')).toBeUndefined();
    expect([name, tree.problemOf('x.yml')]).toEqual([name, reason]);
  });

  test('1 MiB is read, a link inside too, and what is not there has no problem', () => {
    write('a.yml', 'x'.repeat(1024 * 1024));
    fs.symlinkSync('a.yml', path.join(root, 'b.yml'));
    const tree = new DiskTree(root);
    expect(tree.read('b.yml')).toHaveLength(1024 * 1024);
    expect([tree.read('c.yml'), tree.problemOf('c.yml'), tree.read('../x')]).toEqual([undefined, undefined, undefined]);
  });

  test('permission denied', () => {
    write('x.yml');
    fs.chmodSync(root, 0o755);
    fs.chmodSync(path.join(root, 'x.yml'), 0);
    const tree = new DiskTree(root);
    expect(tree.paths).toContain('x.yml');
    // Root may read everything, so it is somebody else for a moment.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid!(65534);
    try {
      expect(tree.problemOf('x.yml')).toBe('may not be read: permission denied');
    } finally {
      if (isRoot) process.seteuid!(0);
    }
  });
});
