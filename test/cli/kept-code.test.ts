// Guards the code that is kept between starts of the command: a start takes it, it never outlives the file that it was
// compiled of, and whatever is wrong with it the file runs all the same.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildSync } from 'esbuild';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'projen-delivery-kept-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));
beforeAll(() => buildSync({ entryPoints: [path.join(__dirname, '..', '..', 'src', 'cli', 'kept-code.ts')], outfile: path.join(folder, 'kept-code.js'), bundle: true, platform: 'node', target: 'node20' }));

// Most of it is compiled only when somebody asks.
const LATER = Array.from({ length: 600 }, (_, number) => `function f${number}(value) { const all = [value, ${number}]; return all.map((each) => each * 2 + ${number}).filter((each) => each > 3).reduce((sum, each) => sum + each, 0); }`);
const source = (word: string) => `// A file\n${LATER.join('\n')}\nexports.say = () => '${word} ' + require('./other').name + ' ' + __filename.endsWith('main.js') + ' ' + (module.exports === exports);\nexports.count = () => [${LATER.map((_, number) => `f${number}`)}].reduce((sum, each) => sum + each(2), 0);\n`;
const STARTER = `
const { setFlagsFromString } = require('node:v8');
const flags = () => setFlagsFromString('--no-opt');
flags();
const { KeptCode } = require('./kept-code.js');
const main = new KeptCode(require('node:path').join(__dirname, 'main.js'), process.argv[2]).load(flags);
if (process.argv.includes('optimized')) setFlagsFromString('--opt');
console.log(main.say() + (process.argv.includes('all') ? ' ' + main.count() : ''));
`;

/** Starts the file, with its code kept in a folder of this test. */
function starter(name: string): (...args: string[]) => { told: string; kept?: { bytes: Buffer; inode: number } } {
  const place = path.join(folder, name, 'code');
  fs.mkdirSync(path.dirname(place));
  fs.writeFileSync(path.join(folder, 'start.js'), STARTER);
  fs.writeFileSync(path.join(folder, 'other.js'), "exports.name = 'other';\n");
  return (...args) => {
    const { stdout, stderr } = spawnSync(process.execPath, [path.join(folder, 'start.js'), place, ...args], { encoding: 'utf8' });
    const [file, ...more] = fs.existsSync(place) && fs.statSync(place).isDirectory() ? fs.readdirSync(place).map((each) => path.join(place, each)) : [];
    expect(more).toEqual([]);
    return { told: stdout + stderr, kept: file === undefined ? undefined : { bytes: fs.readFileSync(file), inode: fs.statSync(file).ino } };
  };
}

const write = (word: string) => fs.writeFileSync(path.join(folder, 'main.js'), source(word));
const fileOf = (name: string) => path.join(folder, name, 'code', fs.readdirSync(path.join(folder, name, 'code'))[0]);
const said = (word: string) => `${word} other true true\n`;

test('the second start takes what the first kept, also where flags were changed meanwhile', () => {
  write('one');
  const start = starter('taken');
  const first = start('optimized');
  expect(first).toEqual({ told: said('one'), kept: expect.anything() });
  expect(start('optimized')).toEqual(first);
  expect(start()).toEqual(first);
});

test('where much more was compiled it is kept anew', () => {
  write('one');
  const start = starter('more');
  const little = start();
  const all = start('all');
  expect(all.told).toMatch(/^one other true true \d+\n$/);
  expect(all.kept!.bytes.length).toBeGreaterThan(little.kept!.bytes.length + 96 * 1024);
  expect(start('all')).toEqual(all);
  expect(start().kept).toEqual(all.kept);
});

test('another file is never run by the code of the first, though it is as long', () => {
  write('one');
  const start = starter('other');
  const first = start();
  write('two');
  const second = start();
  expect(second.told).toBe(said('two'));
  expect(second.kept).not.toEqual(first.kept);
  expect(start()).toEqual(second);
});

test.each([
  ['empty', () => Buffer.alloc(0)],
  ['cut', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
  ['changed', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 5_000), Buffer.alloc(64, 7), bytes.subarray(5_064)])],
])('damaged code is not run, and replaced: %s', (name, damage) => {
  write('one');
  const start = starter(name);
  const { kept } = start();
  fs.writeFileSync(fileOf(name), damage(kept!.bytes));
  const second = start();
  expect(second.told).toBe(said('one'));
  expect(second.kept!.bytes.length).toBeGreaterThan(kept!.bytes.length - 1_000);
  expect(start()).toEqual(second);
});

test('where no folder can be made the file runs', () => {
  write('one');
  const start = starter('closed');
  fs.writeFileSync(path.join(folder, 'closed', 'code'), 'a file\n');
  expect(start()).toEqual({ told: said('one'), kept: undefined });
});

test('an error of the file is told at its line', () => {
  const start = starter('error');
  fs.writeFileSync(path.join(folder, 'main.js'), '// A file\nthrow new Error(\'broken\');\n');
  expect(start().told).toMatch(/main\.js:2\n/);
});
