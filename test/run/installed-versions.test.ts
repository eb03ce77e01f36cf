/**
 * Invariants: where PATH has another version than a workflow asks for, the newest of this machine that fits comes first on PATH
 * of its job, and of no other; a folder that says what it is not is passed over.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { play, Played, removeRepositories, withJobs, write } from './some-repository';
import { installedVersions, keepersOf } from '../../src/run/actions/installed-versions';
import type { RunWorkflowOptions } from '../../src/run/run-options';

jest.setTimeout(120_000);

// Of this machine nothing may be found.
const NOWHERE = Object.fromEntries([
  'RUNNER_TOOL_CACHE', 'AGENT_TOOLSDIRECTORY', 'NVM_DIR', 'FNM_DIR', 'VOLTA_HOME', 'PYENV_ROOT', 'ASDF_DATA_DIR', 'MISE_DATA_DIR', 'XDG_DATA_HOME', 'JAVA_HOME', 'GOROOT',
].map((name) => [name, '']));
const ARCH = os.arch();

let home: string;
beforeEach(() => (home = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'home-')))));
afterEach(() => fs.rmSync(home, { recursive: true }));
afterAll(removeRepositories);

const telling = (text: string, code = 0) => `#!/bin/sh\necho '${text}'\nexit ${code}\n`;
const nvm = (version: string, told: string = version) => ({ [`.nvm/versions/node/v${version}/bin/node`]: telling(`v${told}`) });
const cached = (tool: string, version: string, program: string, told: string) => ({
  [`cache/${tool}/${version}/${ARCH}/bin/${program}`]: telling(told), [`cache/${tool}/${version}/${ARCH}.complete`]: '',
});

const steps = (uses: string, asked: string, then: string) => `  runs-on: ubuntu-latest\n  steps:\n    - uses: ${uses}\n      with: { ${asked} }\n    - run: ${then}\n`;
const node = (version: string) => `one:\n${steps('actions/setup-node@v6', `node-version: "${version}"`, 'node --version; echo "$PATH" | cut -d":" -f1')}`;

async function played(jobs: string, options: Partial<RunWorkflowOptions> = {}): Promise<Played> {
  return play(withJobs(jobs), { ...options, environment: { ...NOWHERE, HOME: home, ...options.environment } });
}

/** What a job printed. */
const told = ({ told: all }: Played, kind = 'text', key = 'one') => all.filter((line) => line.startsWith(`${key}|${kind}|`)).map((line) => line.slice(`${key}|${kind}|`.length));

test.each([
  ['4', '4.9.1'], ['4.x', '4.9.1'], ['4.2.0', '4.2.0'], ['~4.2', '4.2.0'], ['>=4 <5', '4.9.1'], ['>=4 <6', '5.10.0'], ['3 || 4', '4.9.1'], ['v5', '5.10.0'],
])('of what nvm has, for %s that is %s', async (asked, found) => {
  write(home, { ...nvm('4.2.0'), ...nvm('4.9.1'), ...nvm('5.9.0'), ...nvm('5.10.0'), ...nvm('5.11.0-rc.1') });
  const run = await played(node(asked));
  expect(run.job('one').result).toBe('success');
  const bin = path.join(home, `.nvm/versions/node/v${found}/bin`);
  expect(told(run)).toEqual(expect.arrayContaining([`Node.js ${found} of this machine is used: ${bin} comes first on PATH now.`]));
  expect(told(run).slice(-2)).toEqual([`v${found}`, bin]);
  expect(run.job('one').report.steps[0].outputs).toEqual({ 'node-version': `v${found}` });
  expect(run.report.notDone).toEqual([]);
});

test('a version of PATH that fits is left, although there is a newer one; also `latest`', async () => {
  const own = process.versions.node;
  const [major] = own.split('.');
  write(home, { ...nvm(`${major}.999.0`), ...nvm('999.0.0') });
  const paths = [path.dirname(process.execPath)];
  for (const asked of [major, 'latest', 'lts/*'].slice(0, Number(major) % 2 === 0 ? 3 : 2)) {
    const run = await played(node(asked), { paths });
    expect(told(run)).toContain(`Node.js ${own} of this machine is used.`);
    expect(told(run).slice(-2)).toEqual([`v${own}`, paths[0]]);
  }
});

test('legs of a matrix have each their own', async () => {
  write(home, { ...nvm('4.9.1'), ...nvm('6.0.0') });
  const run = await played(`one:\n  strategy: { matrix: { node: ["4", "6"] } }\n${steps('actions/setup-node@v6', 'node-version: "${{ matrix.node }}"', 'sleep 0.5; node --version')}`, { maxParallel: 2 });
  expect(told(run, 'text', 'one (4)').at(-1)).toBe('v4.9.1');
  expect(told(run, 'text', 'one (6)').at(-1)).toBe('v6.0.0');
});

test('a folder that says what it is not, that has no program, or whose program does not run, is passed over', async () => {
  write(home, {
    ...nvm('4.9.5', '20.1.0'),
    ...nvm('4.9.4', '4.9.3'),
    '.nvm/versions/node/v4.9.3/bin/npm': telling('10.0.0'),
    '.nvm/versions/node/v4.9.2/bin/node': telling('v4.9.2', 3),
    ...nvm('4.9.1'),
  });
  const run = await played(node('4'));
  expect(told(run).at(-2)).toBe('v4.9.1');
  expect(told(run).filter((line) => line.includes('is passed over'))).toEqual([
    expect.stringMatching(/v4\.9\.5\/bin is passed over: it has Node\.js 20\.1\.0\.$/),
    expect.stringMatching(/v4\.9\.4\/bin is passed over: it has Node\.js 4\.9\.3\.$/),
    expect.stringMatching(/v4\.9\.2\/bin is passed over: .* ended with 3\.$/),
  ]);
});

test('where nothing fits, the error tells what there is; only then does any version stand in', async () => {
  write(home, { ...nvm('10.0.0'), ...nvm('9.0.0'), ...nvm('4.9.1', '5.0.0') });
  const own = process.versions.node;
  const options = { paths: [path.dirname(process.execPath)] };
  const failing = await played(node('4'), options);
  expect(failing.job('one').result).toBe('failure');
  expect(told(failing, 'error')).toEqual([
    `PATH has Node.js ${own}, not 4. Installed here: 9.0.0, 10.0.0. Put that version first on PATH, install it with nvm, fnm, Volta, asdf, mise or in the tool cache ($RUNNER_TOOL_CACHE), or take any with --any-version`,
  ]);
  const any = await played(node('4'), { ...options, anyVersion: true });
  expect(told(any).slice(-2)).toEqual([`v${own}`, options.paths[0]]);
  expect(any.report.notDone).toEqual([`one: Node.js ${own} of this machine was used in place of 4`]);
  const fitting = await played(node('9'), { ...options, anyVersion: true });
  expect(told(fitting).at(-2)).toBe('v9.0.0');
  expect(fitting.report.notDone).toEqual([]);
});

test('a tool that is not on PATH at all is found too; where it is not, or where its program tells no version, that is told', async () => {
  write(home, { 'sdk/go1.2.3/bin/go': telling('go version go1.2.3 linux/amd64'), 'odd/go': telling('of no version') });
  const go = (version: string) => `one:\n${steps('actions/setup-go@v6', `go-version: "${version}"`, 'go version; echo "$GOROOT"')}`;
  fs.mkdirSync(path.join(home, 'only'));
  fs.symlinkSync('/bin/bash', path.join(home, 'only/bash'));
  const without = { environment: { PATH: path.join(home, 'only') } };
  const odd = { environment: { PATH: `${path.join(home, 'odd')}:${path.join(home, 'only')}` } };
  const advice = 'Installed here: 1.2.3. Put that version first on PATH, install it with golang.org/dl, asdf, mise or in the tool cache ($RUNNER_TOOL_CACHE)';
  expect(told(await played(go('1.2'), without)).slice(-2)).toEqual(['go version go1.2.3 linux/amd64', path.join(home, 'sdk/go1.2.3')]);
  expect(told(await played(go('1.2'), odd)).at(-1)).toBe(path.join(home, 'sdk/go1.2.3'));
  expect(told(await played(go('1.3'), { ...without, anyVersion: true }), 'error')).toEqual([`Go cannot be used: go is not on PATH. ${advice}`]);
  expect(told(await played(go('1.3'), odd), 'error')).toEqual([`Go cannot be used: go version tells no version: of no version. ${advice}`]);
});

test('Java: its home too; vendors count by themselves behind the first number', async () => {
  write(home, {
    ...cached('Java_Temurin-Hotspot_jdk', '17.0.13-11', 'java', 'openjdk version "17.0.13" 2024-10-15'),
    '.asdf/installs/java/zulu-17.54.21/bin/java': telling('openjdk version "17" 2021-09-14'),
    '.asdf/installs/java/temurin-jre-17.0.14+7/bin/java': telling('openjdk version "17.0.14" 2024-10-15'),
    '.asdf/installs/java/openjdk-18-ea+7/bin/java': telling('openjdk version "18-ea" 2024-10-15'),
  });
  const java = (version: string) => `one:\n${steps('actions/setup-java@v5', `distribution: temurin, java-version: "${version}"`, 'java -version; echo "$JAVA_HOME"')}`;
  const paths = [path.join(home, 'old')];
  write(home, { 'old/java': telling('openjdk version "1.8.0_432"') });
  const environment = { RUNNER_TOOL_CACHE: path.join(home, 'cache') };
  expect(told(await played(java('17'), { environment, paths })).slice(-2)).toEqual(['openjdk version "17" 2021-09-14', path.join(home, '.asdf/installs/java/zulu-17.54.21')]);
  expect(told(await played(java('>=17.0.1 <18'), { environment, paths })).at(-1)).toBe(path.join(home, `cache/Java_Temurin-Hotspot_jdk/17.0.13-11/${ARCH}`));
  expect(told(await played(java('17.0'), { environment, paths })).at(-1)).toBe(path.join(home, `cache/Java_Temurin-Hotspot_jdk/17.0.13-11/${ARCH}`));
  expect(told(await played(java('18'), { environment, paths }), 'error')).toEqual([expect.stringContaining('PATH has Java 8.0_432, not 18. Installed here: 17.0.13, 17.54.21.')]);
});

describe('where they are looked for', () => {
  const found = (program: string, variables: Record<string, string> = {}) => installedVersions(program, { HOME: home, ...variables }).map(({ version, bin }) => `${version} ${path.relative(home, bin)}`);

  test.each([
    ['node', 'cache/node/4.1.0/{arch}', { RUNNER_TOOL_CACHE: 'cache' }],
    ['node', 'cache/node/4.1.0/{arch}', { AGENT_TOOLSDIRECTORY: 'cache' }],
    ['node', '.nvm/versions/node/v4.1.0', {}],
    ['node', 'else/versions/node/v4.1.0', { NVM_DIR: 'else' }],
    ['node', '.local/share/fnm/node-versions/v4.1.0/installation', {}],
    ['node', 'data/fnm/node-versions/v4.1.0/installation', { XDG_DATA_HOME: 'data' }],
    ['node', 'else/node-versions/v4.1.0/installation', { FNM_DIR: 'else' }],
    ['node', '.volta/tools/image/node/4.1.0', {}],
    ['node', 'else/tools/image/node/4.1.0', { VOLTA_HOME: 'else' }],
    ['node', '.asdf/installs/nodejs/4.1.0', {}],
    ['node', '.local/share/mise/installs/node/4.1.0', {}],
    ['python3', 'cache/Python/4.1.0/{arch}', { RUNNER_TOOL_CACHE: 'cache' }],
    ['python3', '.pyenv/versions/4.1.0', {}],
    ['python3', 'else/versions/4.1.0', { PYENV_ROOT: 'else' }],
    ['python3', '.asdf/installs/python/4.1.0', {}],
    ['python3', 'data/mise/installs/python/4.1.0', { XDG_DATA_HOME: 'data' }],
    ['go', 'cache/go/4.1.0/{arch}', { RUNNER_TOOL_CACHE: 'cache' }],
    ['go', 'sdk/go4.1.0', {}],
    ['go', 'else/installs/golang/4.1.0/go', { ASDF_DATA_DIR: 'else' }],
    ['go', 'else/installs/go/4.1.0', { MISE_DATA_DIR: 'else' }],
    ['java', 'cache/Java_Zulu_jdk/4.1.0-7/{arch}', { RUNNER_TOOL_CACHE: 'cache' }],
    ['java', 'cache/Java_Zulu_jdk/4.1.0-7.0.LTS/aarch64', { RUNNER_TOOL_CACHE: 'cache' }],
    ['java', '.asdf/installs/java/graalvm-community-4.1.0', {}],
    ['java', '.local/share/mise/installs/java/temurin-4.1.0+11.0.LTS', {}],
    ['java', '.local/share/mise/installs/java/4.1.0/Contents/Home', {}],
  ])('%s: %s', (program, place, variables) => {
    const folder = place.replace('{arch}', ARCH);
    write(home, { [`${folder}/bin/${program}`]: telling('any'), [`${folder}.complete`]: '' });
    expect(found(program, Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, path.join(home, value)])))).toEqual([`4.1.0 ${folder}/bin`]);
  });

  test('each version once, the newest first; no aliases, what was cut off, what is not final, and what is another program', () => {
    write(home, {
      ...cached('node', '4.10.0', 'node', 'any'),
      ...nvm('4.9.0'),
      ...nvm('5.0.0-rc.1'),
      '.local/share/mise/installs/node/4.2.0/bin/node': telling('any'),
      '.pyenv/versions/pypy3.10-7.3.12/bin/python3': telling('any'),
      '.pyenv/versions/3.13.0rc2/bin/python3': telling('any'),
      [`cache/node/4.11.0/${ARCH}/bin/node`]: telling('any'),
      '.volta/tools/image/node/4.12.0/bin/npm': telling('any'),
    });
    for (const name of ['4', 'latest']) fs.symlinkSync('4.2.0', path.join(home, '.local/share/mise/installs/node', name));
    fs.symlinkSync('nowhere', path.join(home, '.nvm/versions/node/v6.0.0'));
    expect(found('node', { RUNNER_TOOL_CACHE: path.join(home, 'cache') })).toEqual([
      `4.10.0 cache/node/4.10.0/${ARCH}/bin`, '4.9.0 .nvm/versions/node/v4.9.0/bin', '4.2.0 .local/share/mise/installs/node/4.2.0/bin',
    ]);
    expect(found('python3')).toEqual([]);
    expect(found('ruby')).toEqual([]);
    expect(keepersOf('ruby')).toEqual([]);
    expect(installedVersions('node', {})).toEqual([]);
  });
});
