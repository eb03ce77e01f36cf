// Guards the testing module that downstream repositories use: each synth has a fresh folder, nothing
// outside of it is touched, what changed is told exactly, and snapshots survive raised pins.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Project, TextFile } from 'projen';
import { CompositeAction, DeliveryProject, Step } from '../../src';
import { attempt, maskPins, readTree, synthesize } from '../../src/testing';
import { composed, EchoStage, project, simple } from '../ci/compositions';

const ROOT = join(__dirname, '..', '..');
const folders: string[] = [];

function folder(): string {
  const made = realpathSync(mkdtempSync(join(tmpdir(), 'cwd-')));
  folders.push(made);
  return made;
}

afterAll(() => folders.forEach((made) => rmSync(made, { recursive: true, force: true })));

/** Runs something in another current folder; tells what it left there. */
function elsewhere(act: () => void): string[] {
  const [before, there] = [process.cwd(), folder()];
  process.chdir(there);
  try {
    act();
  } finally {
    process.chdir(before);
  }
  return readdirSync(there);
}

describe('the folder', () => {
  test('is fresh each time', () => {
    const [one, two] = [synthesize(simple), synthesize(simple)];
    expect(one.outdir).not.toBe(two.outdir);
    expect(one.tree).toEqual(two.tree);
  });

  test('is never the current one', () => {
    expect(elsewhere(() => synthesize(simple, { files: { 'a/b.txt': 'x' } }))).toEqual([]);
  });

  test('must be the one that was given: another is refused before anything is written', () => {
    const other = folder();
    const wrong = () => new DeliveryProject({ name: 'x', outdir: other });
    expect(() => synthesize(wrong)).toThrow(`The project's outdir is ${other}. Pass the folder that the composition is given: compose(outdir) =>`);
    expect(attempt(wrong)).toMatchObject({ error: { message: expect.stringContaining(other) }, changed: [] });
    expect(readdirSync(other)).toEqual([]);
  });

  test('must be given at all', () => {
    expect(elsewhere(() => expect(() => synthesize(() => new DeliveryProject({ name: 'x' }))).toThrow('Pass the folder'))).toEqual([]);
  });

  test('is removed when the process ends', () => {
    const script = `
      const { synthesize } = require('./src/testing');
      const { DeliveryProject } = require('./src');
      console.log(synthesize((outdir) => new DeliveryProject({ name: 'x', outdir })).outdir);`;
    const made = execFileSync(process.execPath, ['-r', 'ts-node/register/transpile-only', '-e', script], { cwd: ROOT, encoding: 'utf8', env: { ...process.env, TS_NODE_PROJECT: 'test/tsconfig.json' } }).trim();
    expect(made).toMatch(/projen-delivery-/);
    expect(existsSync(made)).toBe(false);
  });
});

describe('what it starts from', () => {
  test('is a copy of a folder, without what builds and installs leave', () => {
    const from = folder();
    for (const path of ['node_modules/a', '.git', 'target', 'dist', 'coverage', 'src/coverage', 'sub/node_modules']) mkdirSync(join(from, path), { recursive: true });
    for (const path of ['package.json', 'node_modules/a/x', '.git/HEAD', 'target/x', 'dist/x', 'coverage/x', 'src/coverage/x', 'sub/node_modules/x']) writeFileSync(join(from, path), 'x');
    const made = synthesize(project, { from });
    expect(Object.keys(made.tree).filter((path) => !path.startsWith('.'))).toEqual(['package.json', 'src/coverage/x', 'tsconfig.projen.json']);
    expect(existsSync(join(made.outdir, 'node_modules'))).toBe(false);
    expect(Object.keys(synthesize(project, { from: `${from}/` }).tree)).toEqual(Object.keys(made.tree));
  });

  test('can be written beside it', () => {
    expect(synthesize(project, { files: { 'a/b/c.txt': 'text' } }).text('a/b/c.txt')).toBe('text');
  });
});

describe('attempt', () => {
  test('tells the error, and that nothing was written', () => {
    const { error, changed } = attempt(composed((pipeline) => void new EchoStage(pipeline, 'Build').slot('before:none')));
    expect(error?.message).toContain('it has no slot "before:none".');
    expect(changed).toEqual([]);
  });

  test('tells every file that a composition wrote before it failed', () => {
    const { error, changed } = attempt((outdir) => {
      writeFileSync(join(outdir, 'kept.txt'), 'new');
      writeFileSync(join(outdir, 'made.txt'), 'new');
      rmSync(join(outdir, 'gone.txt'));
      throw new Error('stop');
    }, { files: { 'kept.txt': 'old', 'gone.txt': 'x', 'same.txt': 'x' } });
    expect(error?.message).toBe('stop');
    expect(changed).toEqual(['gone.txt', 'kept.txt', 'made.txt']);
  });

  test('of what is fine has no error', () => {
    const { error, changed } = attempt(simple);
    expect(error).toBeUndefined();
    expect(changed).toContain('.github/workflows/ci.yml');
  });

  test('leaves the environment as it was', () => {
    const before = { ...process.env };
    attempt(simple);
    attempt(() => { throw new Error('x'); });
    expect(process.env).toEqual(before);
    process.env.PROJEN_DISABLE_POST = 'as-it-was';
    try {
      synthesize(simple);
      expect(process.env.PROJEN_DISABLE_POST).toBe('as-it-was');
    } finally {
      delete process.env.PROJEN_DISABLE_POST;
    }
  });
});

describe('what was written', () => {
  const compose = composed((pipeline) => {
    new EchoStage(pipeline, 'Build', { env: { A: 'b' } });
    new CompositeAction(pipeline, 'coverage', { name: 'Coverage', description: 'Covers.', steps: [Step.command('echo')] });
  });

  test('is found by id, name, action and script', () => {
    const made = synthesize(compose);
    const job = made.workflow('ci').job('Continuous Integration Gate');
    expect([job.id, job.step('scripts/ci/gate.sh').name, job.step('actions/checkout').name, made.workflow('ci').job('build').step('Say').run]).toEqual(['gate', 'Require every job', 'Check out', 'echo hello']);
    expect(made.action('coverage').runs.using).toBe('composite');
    expect(made.workflows.map(({ path }) => path)).toEqual(['.github/workflows/ci.yml']);
  });

  test('is read whatever its folders are called', () => {
    expect(synthesize(compose).tree).toHaveProperty(['.github/actions/coverage/action.yml']);
  });

  test('is told when something is missing', () => {
    const made = synthesize(compose);
    expect(() => made.workflow('release')).toThrow('There is no .github/workflows/release.yml. Written were: .github/actions/coverage/action.yml, ');
    expect(() => made.workflow('ci').job('lint')).toThrow('.github/workflows/ci.yml has no job "lint". Its jobs are: build, gate.');
    expect(() => made.workflow('ci').job('build').step('test')).toThrow('The job "build" has no step "test". Its steps are: Check out, Say.');
  });

  test('has snapshots that survive raised pins', () => {
    const made = synthesize(compose);
    const snapshot = made.snapshot();
    expect(Object.keys(snapshot)).toEqual(made.generated.filter((path) => !path.endsWith('.sh')));
    expect(snapshot['.github/workflows/ci.yml']).toContain('uses: actions/checkout@<commit> # <version>\n');
    expect(JSON.stringify(snapshot)).not.toMatch(/@[0-9a-f]{40}/);
    expect(made.snapshot('scripts/ci/gate.sh')).toEqual({ 'scripts/ci/gate.sh': made.text('scripts/ci/gate.sh') });
    expect(maskPins(`a/b@${'0'.repeat(40)} # v1.2.3-rc.1\nc@v1`)).toBe('a/b@<commit> # <version>\nc@v1');
  });

  test('is told by path when it is synthesized again', () => {
    const made = synthesize(compose);
    expect(made.resynthesize()).toEqual([]);
    expect(made.resynthesize(simple)).toEqual(['.gitattributes', '.github/actions/coverage/action.yml', '.github/workflows/ci.yml', '.projen/delivery.json', '.projen/files.json']);
    expect(made.has('.github/actions/coverage/action.yml')).toBe(false);
  });
});

test('any projen project will do', () => {
  const made = synthesize((outdir) => {
    const own = new Project({ name: 'own', outdir });
    new TextFile(own, 'a.txt', { lines: ['x'] });
    return own;
  });
  expect(made.text('a.txt')).toBe('x');
});

test('links are told as links, wherever they lead', () => {
  const made = folder();
  writeFileSync(join(made, 'a'), 'x');
  symlinkSync('/nowhere/at/all', join(made, 'dead'));
  symlinkSync('.', join(made, 'loop'));
  expect(readTree(made)).toEqual({ a: 'x', dead: '-> /nowhere/at/all', loop: '-> .' });
});

test('folders of processes that are gone are removed, those of living ones stay', () => {
  const { pid } = spawnSync('true');
  const dead = mkdtempSync(join(tmpdir(), `projen-delivery-test-${pid}-`));
  const alive = mkdtempSync(join(tmpdir(), `projen-delivery-test-${process.ppid}-`));
  jest.isolateModules(() => {
    const fresh = require('../../src/testing') as typeof import('../../src/testing');
    fresh.attempt(() => { throw new Error('nothing to compose'); });
  });
  expect([existsSync(dead), existsSync(alive)]).toEqual([false, true]);
  rmSync(alive, { recursive: true });
});
