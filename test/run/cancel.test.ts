/**
 * Invariants: a first Ctrl-C cancels the run as GitHub does, a second one ends everything; either way, and also when the program
 * itself is killed, nothing is left: no process, no folder.
 */
import { ChildProcess, execFileSync, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { removeRepositories, withJobs } from './some-repository';

jest.setTimeout(240_000);
afterAll(removeRepositories);

const ROOT = path.resolve(__dirname, '..', '..');
const START = `require('${require.resolve('ts-node')}').register({ transpileOnly: true, project: '${path.join(ROOT, 'test', 'tsconfig.json')}' });
const { run } = require('${path.join(ROOT, 'src', 'cli', 'run-command')}');
process.exitCode = run(process.argv.slice(1), require('${path.join(ROOT, 'src', 'cli', 'output')}').standardOutput);`;
const folders: string[] = [];

interface Started {
  readonly child: ChildProcess;
  text(): string;
  /** Waits until it has told something. */
  until(what: string): Promise<void>;
  readonly ended: Promise<number | null>;
  /** Everything of it that is still there. */
  left(): string[];
}

function start(root: string, ...args: string[]): Started {
  const temp = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'cancel-')));
  folders.push(temp);
  const child = spawn(process.execPath, ['--eval', START, '--', ...args], { cwd: root, env: { ...process.env, TMPDIR: temp }, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += String(chunk)));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const until = async (what: string) => {
    for (let tries = 0; !text.includes(what); tries += 1) {
      if (tries > 2_400 || child.exitCode !== null) throw new Error(`it did not tell ${what}:\n${text}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  // What compiles these sources keeps a cache.
  const processes = () => execFileSync('/bin/sh', ['-c', `grep -lazF '${temp}' /proc/[0-9]*/environ 2> /dev/null || true`], { encoding: 'utf8' }).split('\n').filter((line) => line !== '' && line !== `/proc/${process.pid}/environ`);
  return { child, text: () => text, until, ended, left: () => [...processes(), ...fs.readdirSync(temp).filter((name) => !name.startsWith('v8-compile-cache'))] };
}

afterAll(() => folders.forEach((folder) => fs.rmSync(folder, { recursive: true, force: true })));

const LONG = `
one:
  runs-on: ubuntu-latest
  steps:
    - run: (setsid sleep 300 > /dev/null 2>&1 &); echo "one"" is at work"; sleep 300
    - if: always()
      run: echo "always"" with \${{ job.status }}"
    - if: failure()
      run: echo "failure"" runs"
    - run: echo "never"" runs"
two:
  needs: one
  if: always()
  runs-on: ubuntu-latest
  steps:
    - run: echo "two"" runs"
three:
  needs: one
  runs-on: ubuntu-latest
  steps:
    - run: echo "three"" runs"
`;

test('a first Ctrl-C: what always runs, runs', async () => {
  const started = start(withJobs(LONG));
  await started.until('one is at work');
  started.child.kill('SIGINT');
  expect(await started.ended).toBe(1);
  const text = started.text();
  expect(text).toContain('always with cancelled');
  expect(text).not.toMatch(/never runs|three runs|failure runs/);
  expect(text).toContain('two runs');
  expect(text).toMatch(/^one +cancelled/m);
  expect(text).toMatch(/^two +success/m);
  expect(text).toMatch(/^three +(cancelled|skipped)/m);
  expect(started.left()).toEqual([]);
});

test('a second one ends everything, also a step that always runs and hears no signal', async () => {
  const started = start(withJobs('one:\n  runs-on: ubuntu-latest\n  steps:\n    - if: always()\n      run: |\n        trap "" INT TERM HUP\n        (setsid sleep 300 &); echo "one"" is at work"; while true; do sleep 1; done\n    - if: always()\n      run: echo "never"" runs"\n'));
  await started.until('one is at work');
  started.child.kill('SIGINT');
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(started.child.exitCode).toBeNull();
  started.child.kill('SIGINT');
  expect(await started.ended).toBe(1);
  expect(started.text()).not.toContain('never runs');
  expect(started.left()).toEqual([]);
});

test('nothing is left when the program itself is killed', async () => {
  const started = start(withJobs(LONG));
  await started.until('one is at work');
  expect(started.left().length).toBeGreaterThan(2);
  started.child.kill('SIGKILL');
  await started.ended;
  for (let tries = 0; started.left().length > 0 && tries < 100; tries += 1) await new Promise((resolve) => setTimeout(resolve, 100));
  expect(started.left()).toEqual([]);
});

test('exit codes and JSON', async () => {
  const root = withJobs('one:\n  runs-on: ubuntu-latest\n  steps:\n    - run: exit ${{ vars.CODE }}\n');
  const good = start(root, '--format', 'json', '--var', 'CODE=0');
  expect(await good.ended).toBe(0);
  expect(JSON.parse(good.text().slice(good.text().indexOf('{\n')))).toMatchObject({ version: 1, conclusion: 'success', jobs: [{ key: 'one', result: 'success' }] });
  expect(await start(root, '--var', 'CODE=1').ended).toBe(1);
  const wrong = start(root, 'none');
  expect(await wrong.ended).toBe(2);
  expect(wrong.text()).toContain('projen-delivery: there is no workflow none. There are: ci\n');
  const list = start(root, '--list');
  expect(await list.ended).toBe(0);
  expect(list.text()).toBe('ci (push)\n  one\n');
});
