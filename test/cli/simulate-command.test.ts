// Guards the commands that simulate and prove as a user runs them: what they tell, where from, and their exit codes.
import * as path from 'node:path';
import { InstalledCli } from './installed-cli';

const cli = new InstalledCli();
afterAll(() => cli.remove());

const CI = `name: CI
on:
  push: { branches: [main] }
  pull_request:
jobs:
  changes:
    runs-on: ubuntu-24.04
    outputs: { changed: "\${{ steps.look.outputs.changed }}" }
    steps: [{ id: look, run: ./look }]
  build:
    needs: changes
    if: contains(fromJSON(needs.changes.outputs.changed), 'code')
    runs-on: ubuntu-24.04
    permissions: { contents: read }
    steps: [{ run: make }]
  deploy:
    needs: build
    if: github.ref == 'refs/heads/main'
    runs-on: ubuntu-24.04
    environment: production
    concurrency: production
    steps: [{ name: Deploy, run: ./deploy }]
`;
const BROKEN = `name: Release
on: workflow_dispatch
jobs:
  prepare: { if: "github.ref == 'refs/heads/never'", runs-on: x, steps: [{ run: a }] }
  test: { needs: prepare, if: always(), runs-on: x, steps: [{ run: a }] }
  publish: { needs: test, runs-on: x, steps: [{ run: a }] }
`;
const folder = cli.repository({ '.github/workflows/ci.yml': CI });
const run = (cwd: string, ...args: string[]) => {
  const { code, stdout, stderr } = cli.run(args, { cwd });
  return { code, stdout, stderr };
};

describe('simulate', () => {
  test('what an event starts, what is skipped, and why', () => {
    const { code, stdout, stderr } = run(folder, 'simulate', '--event', 'pull_request');
    expect(code).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
"pull_request (opened) #1 feature → main
  starts  .github/workflows/ci.yml  \`on\` has \`pull_request\`, without filters.

CI (.github/workflows/ci.yml): success
  ✓ changes  success
  ✓ build    success
  - deploy   skipped    github.ref == 'refs/heads/main' is false: github.ref is 'refs/pull/1/merge'
"
`);
    expect(stderr).toBe("projen-delivery: changes.changed is taken to be [\"code\"]; --given 'changes.changed=…' says otherwise\n");
  });

  test('without an event, each that the files wait for; in another folder of the repository too', () => {
    const { stdout } = run(path.join(folder, '.github'), 'simulate');
    expect(stdout.match(/^\S.*$/gm)?.filter((line) => !line.startsWith('CI '))).toEqual([
      'push to main', 'pull_request (opened) #1 feature → main', expect.stringMatching(/^pull_request .* fork/),
    ]);
  });

  test('results, outputs, consents and who cancels are said by options', () => {
    const push = (...args: string[]) => run(folder, 'simulate', '--event', '{"push": {"branch": "main"}}', ...args).stdout;
    expect(push('--result', 'build=failure')).toMatch(/✗ build {4}failure\n {2}- deploy {3}skipped {4}success\(\) is false: result of build is 'failure'/);
    expect(push('--given', 'changes.changed=[]')).toMatch(/- build {4}skipped {4}contains\(.*needs\.changes\.outputs\.changed is '\[\]'/);
    expect(push('--waiting', 'production')).toMatch(/: waiting\n[^]*… deploy {3}waiting {4}production: production waits for its reviewers/);
    expect(push('--cancel-at', 'build')).toMatch(/: cancelled\n[^]*■ build {4}cancelled/);
    expect(push('--result', 'build/Run make=failure', '--why', 'build')).toMatch(/^build\n {2}result {7}failure\n[^]*token {8}contents: read\n[^]*failure {4}Run make\n$/);
  });

  test('as JSON', () => {
    const [{ runs, workflows }] = JSON.parse(run(folder, 'simulate', '--event', 'push', '--format', 'json').stdout);
    expect(workflows).toEqual([{ path: '.github/workflows/ci.yml', starts: true, because: expect.any(String), at: '.github/workflows/ci.yml:3:22' }]);
    expect(runs[0].jobs.map(({ key, result, at }: Record<string, string>) => [key, result, at])).toEqual([
      ['changes', 'success', '.github/workflows/ci.yml:6:3'], ['build', 'success', '.github/workflows/ci.yml:10:3'], ['deploy', 'success', '.github/workflows/ci.yml:16:3'],
    ]);
  });

  test('as pictures', () => {
    expect(run(folder, 'simulate', '--event', 'push', '--result', 'build=failure', '--format', 'mermaid').stdout).toContain('flowchart');
    expect(run(folder, 'graph', '--event', 'push', '--format', 'svg').stdout).toMatch(/^<svg /);
    expect(run(folder, 'graph', '--format', 'html').stdout).toMatch(/^<!doctype html>/i);
  });

  test.each([
    [['--event', 'pusch'], 'did you mean "push"'],
    [['--event', '{"push":'], 'this is no JSON'],
    [['--result', 'build'], 'write JOB=RESULT'],
    [['--result', 'build=red'], 'a job ends with one of success, failure, cancelled'],
    [['--event', 'push', '--result', 'biuld=failure'], 'Did you mean build?'],
    [['--given', 'build'], 'write JOB.OUTPUT=VALUE'],
    [['--format', 'htm'], 'Did you mean html?'],
    [['--ewent', 'push'], 'Did you mean --event?'],
    [['ci2'], 'there is no workflow ci2. Did you mean ci?'],
    [['--output', 'x'], '--output is for pictures'],
  ])('%j is refused', (args, message) => {
    const { code, stdout, stderr } = run(folder, 'simulate', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^projen-delivery: /);
    expect(stderr).toContain(message);
  });

  test.each([
    ['a broken expression', CI.replace("github.ref == 'refs/heads/main'", "github.ref = 'x'"), /ci\.yml:18:9: GitHub refuses the expression/],
    ['jobs that need each other', CI.replace('    runs-on: ubuntu-24.04\n    outputs', '    needs: deploy\n    runs-on: ubuntu-24.04\n    outputs'), /ci\.yml:\d+:\d+: jobs need each other: /],
    ['a need that is not there', CI.replace('needs: build', 'needs: bild'), /ci\.yml:17:12: deploy needs bild, and there is no such job/],
  ])('%s is told with its place', (_, text, message) => {
    const { code, stderr } = run(cli.repository({ '.github/workflows/ci.yml': text }), 'simulate', '--event', 'push');
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr.length).toBeLessThan(600);
  });
});

describe('prove', () => {
  test('all laws hold', () => {
    const { code, stdout } = run(folder, 'prove');
    expect(stdout).toMatch(/^holds {3}ci\.yml: changes can run \((?:all \d+ cases|the only case)\)\n/);
    expect(stdout).toContain('holds   an environment is never deployed to by two runs at once');
    expect(code).toBe(0);
  });

  test('a law that is broken comes with the run that breaks it', () => {
    const { code, stdout } = run(cli.repository({ '.github/workflows/release.yml': BROKEN }), 'prove');
    expect(code).toBe(1);
    expect(stdout).toContain('broken  release.yml: publish runs once all that it needs has succeeded');
    expect(stdout).toMatch(/publish {2}skipped {2}success\(\) is false: result of prepare is 'skipped'/);
  });

  test.each([[['--budget', '0'], '--budget 0: give a whole number from 1'], [['--event', 'nothing'], 'nothing'], [['--law', 'x'], 'unknown option --law']])('%j is refused', (args, message) => {
    const { code, stderr } = run(folder, 'prove', ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
