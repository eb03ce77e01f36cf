/**
 * Invariants: what hides secrets, reads commands, finds files and compares versions does it as GitHub's runner and actions do.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { isInRange } from '../../src/run/actions/version-range';
import { ArtifactStore } from '../../src/run/artifact-store';
import { readPairs } from '../../src/run/command-files';
import { execute } from '../../src/run/execute';
import { commonFolder, glob } from '../../src/run/glob';
import { hashFiles } from '../../src/run/hash-files';
import { Masks } from '../../src/run/masks';
import { shellCall } from '../../src/run/shell';
import { WorkflowCommands } from '../../src/run/workflow-commands';

let folder: string;
beforeEach(() => (folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'parts-')))));
afterEach(() => fs.rmSync(folder, { recursive: true }));

const put = (...names: string[]) => names.forEach((name) => {
  fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  fs.writeFileSync(path.join(folder, name), name);
});
const found = (patterns: string, withoutHidden = false) => glob(patterns, folder, { withoutHidden }).files.map((file) => path.relative(folder, file));

describe('masks', () => {
  test('no secret is left in a text, whatever stands around it, in the open or in base64', () => {
    const word = fc.string({ minLength: 9, maxLength: 30, unit: fc.constantFrom(...'abcXYZ019-_. /+') }).filter((text) => text.trim().length > 8);
    fc.assert(fc.property(word, fc.string(), fc.string(), (secret, before, after) => {
      const masks = new Masks();
      masks.add(secret);
      expect(masks.hide(`${before}${secret}${after}`)).not.toContain(secret);
      const encoded = Buffer.from(before + secret.trim() + after).toString('base64');
      const hidden = masks.hide(encoded);
      expect(hidden).toContain('***');
      // What is left at the ends tells at most the letters that share a byte with their neighbours.
      expect(Buffer.from(hidden.split('***')[0], 'base64').toString('latin1')).not.toContain(secret.trim().slice(0, 4) + secret.trim().slice(4, 8));
    }));
  });

  test('each line, JSON and addresses count; what overlaps is hidden as one; nothing else is', () => {
    const masks = new Masks();
    masks.add('one line\n  another "line"');
    masks.add('abcdef');
    masks.add('defghi');
    expect(masks.hide('one line, another "line", another \\"line\\", one%20line')).toBe('***, ***, ***, ***');
    expect(masks.hide('abcdefghi')).toBe('***');
    expect(masks.hide('nothing of it')).toBe('nothing of it');
    masks.add('  ');
    expect(masks.hide('a  b')).toBe('a  b');
  });
});

test('commands in what a step prints', () => {
  const commands = new WorkflowCommands(new Masks());
  const read = (line: string) => commands.read(line)?.text;
  expect(read('::error file=a%2Cb.js,line=3,col=4,title=T::one%0Atwo%25')).toBe('one\ntwo%');
  expect(commands.annotations).toEqual([{ level: 'error', message: 'one\ntwo%', file: 'a,b.js', line: 3, column: 4, title: 'T' }]);
  expect(read('text ::error::in it')).toBe('text ::error::in it');
  expect(read('::unknown::text')).toBe('::unknown::text');
  expect(read('  ::GROUP::Title')).toBe('Title');
  expect(read('::endgroup::')).toBeUndefined();
  expect(read('::set-output name=a::b')).toContain('deprecated');
  expect(commands.outputs).toEqual({ a: 'b' });
  expect(commands.hasFailed).toBe(false);
  expect(read('::add-path::/bin')).toContain('GITHUB_PATH');
  expect(commands.hasFailed).toBe(true);
});

test('files that a step writes for the runner', () => {
  expect(readPairs('a=1\nb=x=<<y\n\nc<<END\none=1\n\ntwo\nEND\nd=\n')).toEqual({ a: '1', b: 'x=<<y', c: 'one=1\n\ntwo', d: '' });
  expect(() => readPairs('a<<END\nopen\n')).toThrow("Matching delimiter not found 'END'");
  expect(() => readPairs('nothing\n')).toThrow("Invalid format 'nothing'");
  expect(() => readPairs('=value\n')).toThrow('Invalid format');
});

test('patterns of files', () => {
  put('a/one.txt', 'a/two.log', 'a/b/three.txt', 'a/.hidden', '.top/in', 'c.txt', 'd[1].txt');
  fs.symlinkSync('.', path.join(folder, 'a', 'again'));
  expect(found('a')).toEqual(['a/.hidden', 'a/b/three.txt', 'a/one.txt', 'a/two.log']);
  expect(found('a', true)).toEqual(['a/b/three.txt', 'a/one.txt', 'a/two.log']);
  expect(found('**/*.txt\n!a/b')).toEqual(['a/one.txt', 'c.txt', 'd[1].txt']);
  expect(found('a/*.{txt,log}')).toEqual([]);
  expect(found('a/*\n!a/*\na/o?e.txt')).toEqual(['a/one.txt']);
  expect(found('# a comment\n[c].txt')).toEqual(['c.txt']);
  expect(found('none')).toEqual([]);
  expect(commonFolder(['/a/b/c', '/a/b/d'])).toBe('/a/b');
  expect(hashFiles(folder)('none')).toBe('');
  expect(hashFiles(folder)('*.txt')).toBe(hashFiles(folder)('c.txt', 'd[[]1].txt'));
  expect(hashFiles(folder)('c.txt')).not.toBe(hashFiles(folder)('a/one.txt'));
});

test('an artifact is stored once, unless it takes the place of another', () => {
  put('in/a', 'in/b/c', 'in/.hidden');
  const store = new ArtifactStore(path.join(folder, 'store'));
  expect(store.store('one', path.join(folder, 'in'))).toBe(2);
  expect(store.files('one')).toEqual(['a', 'b/c']);
  expect(() => store.store('one', path.join(folder, 'in'))).toThrow('already exists');
  expect(store.store('one', path.join(folder, 'in', 'a'), true)).toBe(1);
  expect(store.files('one')).toEqual(['a']);
  expect(store.store('none', path.join(folder, 'nothing'))).toBe(0);
  expect(() => store.find('none')).toThrow('There are: one');
});

test.each([
  ['20.11.1', '20', true], ['20.11.1', '2', false], ['20.11.1', '20.x', true], ['20.11.1', 'v20.11', true], ['20.11.1', '^20.10', true], ['20.11.1', '^20.12', false],
  ['0.3.1', '^0.3', true], ['0.4.0', '^0.3', false], ['20.11.1', '~20.11.0', true], ['20.12.0', '~20.11.0', false], ['20.11.1', '>=18 <21', true], ['20.11.1', '>= 18 < 20', false],
  ['20.11.1', '18 || 20', true], ['20.11.1', 'lts/*', true], ['21.0.0', 'lts/*', false], ['20.1.0', 'lts/iron', true], ['22.1.0', 'lts/iron', false], ['20.11.1', 'latest', true],
  ['20.11.1', '>20', false], ['21.0.0', '>20', true], ['20.11.1', '<=20', true], ['3.12.1', 'nonsense', false],
])('%s is %s: %s', (version, range, is) => {
  expect(isInRange(version, range)).toBe(is);
});

test('shells', () => {
  const call = (shell?: string, has: string[] = ['bash', 'sh', 'python', 'node', 'pwsh']) => {
    const { program, args, extension } = shellCall(shell, 'x', '/f', (name) => (has.includes(name) ? `/bin/${name}` : undefined));
    return [program, ...args, extension].join(' ');
  };
  expect(call()).toBe('/bin/bash -e /f.sh .sh');
  expect(call(undefined, ['sh'])).toBe('/bin/sh -e /f.sh .sh');
  expect(call('bash')).toBe('/bin/bash --noprofile --norc -eo pipefail /f.sh .sh');
  expect(call('sh')).toBe('/bin/sh -e /f.sh .sh');
  expect(call('python')).toBe('/bin/python /f.py .py');
  expect(call('pwsh')).toBe("/bin/pwsh -command . '/f.ps1' .ps1");
  expect(call('node --check {0}')).toBe('/bin/node --check /f ');
  expect(() => call('pwsh', [])).toThrow('the shell pwsh is not on PATH');
  expect(() => call('cmd')).toThrow('one of Windows');
  expect(() => call('fish')).toThrow('there is no shell fish');
});

describe('programs', () => {
  const run = (script: string, more = {}) => execute('/bin/bash', ['-c', script], { cwd: folder, env: { PATH: '/usr/bin:/bin' }, ...more });

  test('both streams in their order, also as files, and lines as they come', async () => {
    const lines: string[] = [];
    const { status, log } = await run('for i in $(seq 500); do echo out $i; echo err $i >&2; done; echo a > /dev/stderr; echo b | tee /dev/stdout; printf end; exit 3', { onLine: (line: string) => lines.push(line) });
    const expected = [...Array.from({ length: 500 }, (_, index) => [`out ${index + 1}`, `err ${index + 1}`]).flat(), 'a', 'b', 'b', 'end'];
    expect({ status, lines: log.split('\n') }).toEqual({ status: 3, lines: expected });
    expect(lines).toEqual(expected);
  });

  test('much output, and a daemon that keeps the streams open', async () => {
    const { log } = await run('head -c 5000000 /dev/zero | tr "\\0" x; sleep 20 &');
    expect(log).toHaveLength(5_000_000);
  });

  test('who hears no signal is killed with all its children; who hears one may clean up', async () => {
    const patience = { interruptMs: 200, terminateMs: 200 };
    const from = Date.now();
    const stubborn = await run('trap "" INT TERM; sleep 60 & while true; do sleep 1; done', { timeoutMs: 200, patience });
    expect(stubborn).toMatchObject({ status: 124, endedBy: 'timeout' });
    expect(Date.now() - from).toBeLessThan(10_000);
    const cancel = new AbortController();
    setTimeout(() => cancel.abort(), 300);
    expect(await run('trap "echo cleaned; exit 7" INT; sleep 60', { cancel: cancel.signal })).toMatchObject({ status: 7, log: 'cleaned\n', endedBy: 'cancel' });
  });

  test('a program that is not there', async () => {
    await expect(execute('/none', [], { cwd: folder, env: {} })).rejects.toThrow('/none is not on PATH');
  });
});
