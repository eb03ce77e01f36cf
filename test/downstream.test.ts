// examples/downstream is a package on top of this library: it compiles against the sources of today, and its own tests pass.
import { spawnSync, SpawnSyncReturns } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const root = path.resolve(__dirname, '..');
const downstream = path.join(root, 'examples', 'downstream');
const manifest = JSON.parse(fs.readFileSync(path.join(downstream, 'package.json'), 'utf8'));

let folder: string;
beforeAll(() => { folder = fs.mkdtempSync(path.join(os.tmpdir(), 'downstream-')); });
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

function run(program: string, ...args: string[]): SpawnSyncReturns<string> {
  const entry = require.resolve(program, { paths: [root] });
  return spawnSync(process.execPath, [entry, ...args], { cwd: downstream, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' } });
}

function expectSuccess(done: SpawnSyncReturns<string>): void {
  if (done.status !== 0) throw new Error(`ended with ${done.status}\n${done.stdout}\n${done.stderr}`);
}

function writeJson(name: string, content: unknown): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, JSON.stringify(content));
  return file;
}

test('it compiles', () => {
  const project = writeJson('tsconfig.json', {
    extends: path.join(downstream, 'tsconfig.json'),
    compilerOptions: {
      typeRoots: [path.join(root, 'node_modules', '@types')],
      paths: {
        'acme-delivery': [path.join(downstream, 'src')],
        'projen-delivery': [path.join(root, 'src')],
        'projen-delivery/testing': [path.join(root, 'src', 'testing')],
        'projen-delivery/testing/jest': [path.join(root, 'src', 'testing', 'jest')],
      },
    },
    include: ['src', 'test', 'shop'].map((name) => path.join(downstream, name)),
  });
  expectSuccess(run('typescript/lib/tsc.js', '--project', project));
});

test('its tests pass', () => {
  const config = writeJson('jest.json', {
    ...manifest.jest,
    rootDir: downstream,
    moduleNameMapper: {
      ...manifest.jest.moduleNameMapper,
      '^projen-delivery$': path.join(root, 'src'),
      '^projen-delivery/testing(/jest)?$': path.join(root, 'src', 'testing$1'),
    },
  });
  const done = run('jest/bin/jest', '--ci', '--config', config);
  expectSuccess(done);
  expect(done.stderr).toMatch(/Test Suites: [7-9] passed/);
});
