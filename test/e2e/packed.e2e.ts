/**
 * Invariants: whoever installs the published tarball into a repository of theirs gets what the README says, whether
 * that repository is CommonJS or ESM, installed by npm or pnpm, or a projen project: the first run writes, the second
 * changes nothing, a change touches what depends on it, and an error ends with 1 and leaves every byte as it was.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { nodeProgram } from './helpers/node-versions';
import { Checkout, packLibrary, Run, storyFolder, Tarball, toldPaths } from './helpers/packed';
import { COMPOSITION, smallTool } from './helpers/small-tool';
import { deployment, FLOW, RUNNERS } from './helpers/tested-flow';
import { Guard, quoted } from '../../src/run/guard';

jest.setTimeout(600_000);

const PINS = '.github/actions/pins/action.yml';
const OWN_SCRIPTS = ['lint', 'check-format', 'build', 'test:coverage', 'test:integration'];
const guard = new Guard();
const folder = storyFolder();
guard.undo(`rm -rf ${quoted(folder)}`);
let tarball: Tarball;
let lender: Checkout;

beforeAll(() => {
  tarball = packLibrary(folder);
  lender = new Checkout(path.join(folder, 'lender'), smallTool('commonjs'));
  lender.must('npm', 'install', '--save-dev', tarball.path, 'projen', 'constructs', 'ts-node', 'typescript@~6.0');
});
afterAll(() => guard.release());

/** A committed repository with the tool and the library installed, and its composition if one is given. */
function repository(name: string, type: 'commonjs' | 'module', files: Record<string, string> = { '.projenrc.ts': COMPOSITION }): Checkout {
  const checkout = new Checkout(path.join(folder, name), { ...smallTool(type), ...files });
  lender.lend(checkout);
  checkout.commit('A tool');
  return checkout;
}

/** One with everything synthesized and committed. */
function synthesized(name: string, type: 'commonjs' | 'module' = 'commonjs'): Checkout {
  const checkout = repository(name, type);
  expect(checkout.firstRun()).toMatchObject({ status: 0 });
  checkout.commit('CI');
  return checkout;
}

function expectRefused(checkout: Checkout, run: () => Run, told: string): void {
  const before = checkout.tree();
  const { status, told: text } = run();
  expect(text).toContain(`${told}\nNothing was written.\n`);
  expect(text).not.toMatch(/^ +at .*:\d+:\d+/m);
  expect(status).toBe(1);
  expect(checkout.tree()).toEqual(before);
}

describe('what is published', () => {
  test('holds the library, its scripts and documents, and nothing of how it is made', () => {
    const folders = [...new Set(tarball.files.map((file) => file.split('/')[0]))].sort();
    expect(folders).toEqual(['.jsii', 'LICENSE', 'README.md', 'assets', 'bin', 'docs', 'lib', 'node_modules', 'package.json']);
    expect(tarball.files.filter((file) => file.startsWith('node_modules/')).map((file) => file.split('/')[1]).sort().filter((name, index, all) => name !== all[index - 1])).toEqual(['@dagrejs', 'mvdan-sh', 'smol-toml', 'yaml']);
  });

  test('pulls in nothing but what it bundles and its peers, all under permissive licences', () => {
    const lock = JSON.parse(lender.read('package-lock.json')).packages as Record<string, any>;
    const own = lock['node_modules/projen-delivery'];
    expect(Object.keys({ ...own.dependencies, ...own.peerDependencies }).sort()).toEqual(['@dagrejs/dagre', 'constructs', 'mvdan-sh', 'projen', 'smol-toml', 'yaml']);
    const licences = Object.keys(lock).filter((name) => name !== '' && fs.existsSync(lender.at(name))).map((name) => {
      const { license } = JSON.parse(lender.read(`${name}/package.json`));
      return `${name}: ${license}`;
    });
    expect(licences.length).toBeGreaterThan(10);
    expect(licences.filter((line) => !/: \(?(MIT|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD|Python-2\.0)\b/.test(line))).toEqual([]);
  });

  test.each(['bundler', 'node16'])('has types and helpers for tests, resolved as "%s" does', (resolution) => {
    const file = `types-${resolution}.ts`;
    lender.write({ [file]: 'import { DeliveryProject } from \'projen-delivery\';\nimport { attempt } from \'projen-delivery/testing\';\n\nexport const refused: string[] = attempt((outdir: string) => new DeliveryProject({ name: \'x\', outdir })).changed;\n' });
    const kind = resolution === 'node16' ? 'node16' : 'es2022';
    lender.must('npx', 'tsc', '--noEmit', '--strict', '--target', 'es2022', '--skipLibCheck', '--module', kind, '--moduleResolution', resolution, file);
    const told = lender.must('node', '-p', 'require("projen-delivery/testing").attempt((outdir) => new (require("projen-delivery").DeliveryProject)({ name: "x", outdir })).changed.includes("tsconfig.projen.json")');
    expect(told.trim()).toBe('true');
  });
});

describe.each(['commonjs', 'module'] as const)('in a package of type %s', (type) => {
  let checkout: Checkout;
  let first: Run;
  beforeAll(() => {
    checkout = repository(`first-${type}`, type);
    first = checkout.firstRun();
  });

  test('the first run says what it created, and created no more', () => {
    expect(first.status).toBe(0);
    const created = checkout.changed().filter((name) => (!name.startsWith('.projen/') || name === '.projen/inventory.json') && name !== '.gitattributes');
    expect(toldPaths(first.told, 'created')).toEqual(created);
    expect(toldPaths(first.told, 'updated')).toEqual(['.gitattributes']);
    // A task `test` that runs nothing and passes would mislead.
    expect(Object.keys(JSON.parse(checkout.read('.projen/tasks.json')).tasks)).toEqual(['default', 'eject']);
    expect(created).toEqual(expect.arrayContaining(['.github/workflows/ci.yml', '.github/workflows/pr-validation.yml', '.nvmrc', PINS, 'codecov.yml', 'scripts/ci/gate.sh', 'tsconfig.projen.json']));
  });

  test('what was there stays, and its own scripts still pass', () => {
    expect(checkout.changed()).not.toEqual(expect.arrayContaining(['package.json', 'package-lock.json', '.gitignore']));
    expect(checkout.read('.gitattributes')).toMatch(/^\* text=auto\n\*\.png binary\n\n# >>> generated files/);
    for (const script of OWN_SCRIPTS) checkout.must('npm', 'run', script);
  });

  test('generated files are read-only and scripts may be run, on disk and in git', () => {
    checkout.commit('CI');
    const files = Object.keys(JSON.parse(checkout.read('.projen/delivery.json')).files);
    const scripts = files.filter((file) => file.endsWith('.sh')).sort();
    const wanted = (file: string) => (file === PINS ? '644' : scripts.includes(file) ? '544' : '444');
    expect(files.filter((file) => checkout.mode(file) !== wanted(file)).map((file) => `${file} ${checkout.mode(file)}`)).toEqual([]);
    const staged = checkout.git('ls-files', '--stage').split('\n').filter((line) => line.startsWith('100755'));
    expect(staged.map((line) => line.split('\t')[1]).sort()).toEqual(scripts);
  });

  test('"npx projen" changes nothing, once or twice', () => {
    for (const _ of [1, 2]) {
      const { status, told } = checkout.run('npx', 'projen');
      expect(told).toMatch(/^👾 \d+ files checked, nothing changed$/m);
      expect(status).toBe(0);
      expect(checkout.changed()).toEqual([]);
    }
  });

  test('the composition may be spread over files', () => {
    checkout.write({ 'projenrc/branches.ts': 'export const branches = [\'main\', \'next\'];\n' });
    checkout.edit('.projenrc.ts', 'branches: [\'main\', \'dev\']', 'branches');
    checkout.edit('.projenrc.ts', '\n\n', '\nimport { branches } from \'./projenrc/branches\';\n\n');
    const told = checkout.must('npx', 'projen');
    expect(toldPaths(told, 'updated')).toEqual(['.github/workflows/ci.yml', '.github/workflows/pr-validation.yml']);
    checkout.restore();
  });
});

describe('a change', () => {
  let checkout: Checkout;
  beforeAll(() => {
    checkout = synthesized('change');
  });
  afterEach(() => checkout.restore());

  test('of one option touches the files that depend on it', () => {
    checkout.edit('.projenrc.ts', 'patch: 90', 'patch: 91');
    const told = checkout.must('npx', 'projen');
    expect(checkout.changed()).toEqual(['.projen/delivery.json', '.projenrc.ts', 'codecov.yml']);
    expect(toldPaths(told, 'updated')).toEqual(['codecov.yml']);
    expect(told).toMatch(/^👾 \d+ files checked, 1 updated$/m);
  });

  test('that takes a stage out takes its files away', () => {
    checkout.write({ '.projenrc.ts': checkout.read('.projenrc.ts').replace(/new KvmIntegrationStage[^]*?\}\);\n\n/, '').replace('KvmIntegrationStage, ', '') });
    const told = checkout.must('npx', 'projen');
    const gone = ['.github/actions/setup-kvm/action.yml', '.github/actions/setup-kvm/setup-kvm.sh', 'scripts/ci/collect-kvm-logs.sh'];
    expect(toldPaths(told, 'removed')).toEqual(gone);
    for (const file of gone) expect(checkout.tree()).not.toHaveProperty([file]);
    expect(checkout.changed()).toEqual([...gone, '.gitattributes', '.github/workflows/ci.yml', '.projen/delivery.json', '.projen/files.json', '.projen/inventory.json', '.projenrc.ts'].sort());
    expect(checkout.read('.gitattributes')).not.toContain('setup-kvm');
  });

  test('of a pin, as bots make it, reaches every workflow', () => {
    const pin = /actions\/checkout@[0-9a-f]{40} # v\S+/;
    const raised = `actions/checkout@${'5'.repeat(40)} # v99.0.0`;
    checkout.write({ [PINS]: checkout.read(PINS).replace(pin, raised) });
    checkout.must('npx', 'projen');
    const text = checkout.read('.github/workflows/ci.yml');
    expect(text).toContain(raised);
    expect(text).not.toMatch(/actions\/checkout@[^5]/);
  });

  test('by hand of a generated file is refused, also when nothing produces the file any more', () => {
    checkout.write({ 'scripts/ci/check-command.sh': `${checkout.read('scripts/ci/check-command.sh')}# mine\n` });
    const told = 'scripts/ci/check-command.sh: this generated file was edited by hand, and the edit would be lost.\n'
      + '  See the edit with `git diff -- scripts/ci/check-command.sh`, move it into the composition, then\n'
      + '  restore the file (git checkout -- scripts/ci/check-command.sh) or have it written anew:\n  run once with the environment variable PROJEN_DELIVERY_OVERWRITE=1.';
    expectRefused(checkout, () => checkout.run('npx', 'projen'), told);
    checkout.write({ '.projenrc.ts': checkout.read('.projenrc.ts').replace(/new CompatibilityStage[^]*?\}\);\n\n/, '').replace('CompatibilityStage, ', '').replace(', Runner }', ' }') });
    expectRefused(checkout, () => checkout.run('npx', 'projen'), told);
  });

  test('of mind: ejecting leaves files that need nothing of the library', () => {
    checkout.must('npx', 'projen', 'eject');
    const left = Object.entries(checkout.tree()).filter(([name, text]) => /^\.github\/workflows|^scripts\/ci/.test(name) && text.includes('Generated by projen'));
    expect(left).toEqual([]);
    expect(checkout.read('.github/workflows/ci.yml')).toMatch(/^name: Continuous Integration\n/);
    expect(checkout.mode('scripts/ci/gate.sh')).toMatch(/^7/);
  });
});

describe('a file written by hand', () => {
  test('is not replaced: everything in the way is named, and nothing written', () => {
    const checkout = repository('by-hand', 'commonjs', { '.projenrc.ts': COMPOSITION, '.github/workflows/ci.yml': 'on: push\n', '.nvmrc': '22\n' });
    const { told } = checkout.firstRun();
    expect(told).toMatch(/^2 problems:\n\n\.nvmrc: this file was written by hand and would be replaced\.\n/);
    expectRefused(checkout, () => checkout.firstRun(), '');
    expect(told).toContain('\n.github/workflows/ci.yml: this file was written by hand and would be replaced.\n');
    expect(checkout.changed()).toEqual([]);
  });
});

describe('an error', () => {
  let checkout: Checkout;
  beforeAll(() => {
    checkout = synthesized('error');
  });
  afterEach(() => checkout.restore());

  const line = (text: string) => COMPOSITION.slice(0, COMPOSITION.indexOf(text)).split('\n').length;
  const integration = line('new KvmIntegrationStage');

  test.each<[string, string, string, string]>([
    ['a runner that cannot do it', 'packages: [\'virtinst\']', 'runner: Runner.UBUNTU_24_04_ARM',
      `Ci/Integration: the runner "ubuntu-24.04-arm" has no KVM.\n  at .projenrc.ts:${integration}\n  Hosted machines have /dev/kvm on x64 Linux only: use Runner.UBUNTU_24_04 or Runner.UBUNTU_22_04,\n  or a self-hosted x64 runner with KVM.`],
    ['a number out of range', 'project: 85', 'project: 850',
      `Coverage.codecov: project is 850.\n  at .projenrc.ts:${line('project: 85')}\n  Give percent, 0 to 100.`],
    ['a script that package.json lacks', 'npm run test:integration', 'npm run it',
      `Ci/Integration: "npm run it" runs a script that package.json lacks.\n  at .projenrc.ts:${integration}\n  Its scripts are: ${OWN_SCRIPTS.join(', ')}. Add "it", or give the command that does it here.`],
    ['an option that does not exist', 'branches: [', 'branchs: [',
      `.projenrc.ts(${line('branches: [')},3): error TS2561: Object literal may only specify known properties, but 'branchs' does not exist in type 'NodeCiPipelineOptions'. Did you mean to write 'branches'?`],
    ['a value of another type', 'nodeVersion: \'24\'', 'nodeVersion: 24',
      `.projenrc.ts(${line('nodeVersion')},3): error TS2322: Type 'number' is not assignable to type 'string'.`],
    ['no TypeScript', 'project.synth();', 'project.synth(;',
      `.projenrc.ts(${line('project.synth')},15): error TS1005: ')' expected.`],
  ])('names place, problem, line and fix: %s', (_, from, to, told) => {
    checkout.edit('.projenrc.ts', from, to);
    expectRefused(checkout, () => checkout.run('npx', 'projen'), told);
  });

  test('tells what is not installed, and where there is no composition', () => {
    fs.renameSync(checkout.at('node_modules/ts-node'), checkout.at('node_modules/ts-node-away'));
    expectRefused(checkout, () => checkout.firstRun(), '.projenrc.ts: running it needs ts-node, which is not installed.\n  Install both: npm install --save-dev ts-node typescript@~6.0');
    fs.renameSync(checkout.at('node_modules/ts-node-away'), checkout.at('node_modules/ts-node'));
    fs.rmSync(checkout.at('.projenrc.ts'));
    expectRefused(checkout, () => checkout.firstRun(), `.projenrc.ts: there is no such file in ${checkout.folder}.\n  Go to the folder of the repository, or write the composition; the README has one to start from.`);
  });
});

test('it works where pnpm installs, whose packages see only what they name', () => {
  const checkout = new Checkout(path.join(folder, 'pnpm'), {
    ...smallTool('commonjs'),
    '.projenrc.ts': COMPOSITION.replace('NodeCiPipeline, Runner', 'NodeCiPipeline, PackageManager, Runner').replace('nodeVersion: \'24\',', 'nodeVersion: \'24\',\n  packageManager: PackageManager.PNPM,'),
  });
  const manifest = JSON.parse(checkout.read('package.json'));
  const pnpm = ['--yes', 'pnpm@10'];
  const version = checkout.must('npx', ...pnpm, '--version').trim().split('\n').pop();
  checkout.write({ 'package.json': JSON.stringify({ ...manifest, packageManager: `pnpm@${version}` }, null, 2) });
  checkout.must('npx', ...pnpm, 'add', '--save-dev', tarball.path, 'projen', 'constructs', 'ts-node', 'typescript@~6.0');
  expect(checkout.firstRun()).toMatchObject({ status: 0 });
  checkout.commit('CI');
  expect(checkout.must('npx', ...pnpm, 'exec', 'projen')).toContain('files checked, nothing changed');
  expect(checkout.changed()).toEqual([]);
  expect(checkout.read('.github/workflows/ci.yml')).toContain('run: pnpm install --frozen-lockfile');
});

describe('the command', () => {
  const command = (checkout: Checkout, ...args: string[]) => checkout.run('node', 'node_modules/projen-delivery/bin/projen-delivery', ...args);

  test('synthesizes, finds nothing in what it wrote, and finds what is put there by hand', () => {
    const checkout = repository('command', 'module');
    expect(command(checkout)).toMatchObject({ status: 0 });
    checkout.commit('CI');
    expect(command(checkout, 'check', '--policy', 'hardened', '--severity', 'warning')).toEqual({ status: 0, told: expect.stringContaining('0 errors, 0 warnings') });
    checkout.write({ '.github/workflows/own.yml': 'on: push\njobs:\n  own:\n    runs-on: ubuntu-20.04\n    steps:\n      - run: make\n' });
    const { status, told } = command(checkout, 'check');
    expect(told).toMatch(/^\.github\/workflows\/own\.yml:4:14: error \[runner-labels\] /m);
    expect(status).toBe(1);
    expect(command(checkout, 'check', 'nowhere')).toMatchObject({ status: 2 });
  });

  test.each(['20', '22', '24'])('finds the same with the code that is kept of it, also where that is broken or has no place: Node.js %s', (line) => {
    const checkout = repository(`kept-${line}`, 'module', { [FLOW]: deployment('needs: biuld') });
    const folderOfCode = checkout.at('node_modules/.cache/projen-delivery');
    const check = () => checkout.run(nodeProgram(line), 'node_modules/projen-delivery/bin/projen-delivery', 'check');
    const kept = () => fs.readdirSync(folderOfCode).map((name) => fs.readFileSync(path.join(folderOfCode, name)));
    const first = check();
    expect(first).toEqual({ status: 1, told: expect.stringContaining(`${FLOW}:7:12: error [`) });
    const [code, ...more] = kept();
    expect(code.length).toBeGreaterThan(1_000_000);
    expect(more).toEqual([]);
    expect(check()).toEqual(first);
    expect(kept()).toEqual([code]);
    for (const name of fs.readdirSync(folderOfCode)) fs.writeFileSync(path.join(folderOfCode, name), Buffer.concat([code.subarray(0, 500), Buffer.alloc(2_000_000, 7)]));
    expect(check()).toEqual(first);
    expect(check()).toEqual(first);
    fs.rmSync(checkout.at('node_modules/.cache'), { recursive: true });
    checkout.write({ 'node_modules/.cache': 'no folder\n' });
    expect(check()).toEqual(first);
    expect(command(checkout, 'check')).toEqual(first);
    expect(checkout.changed()).toEqual([]);
  });

  test('tells of workflows written by hand what events start, what laws they break and what changed', () => {
    const checkout = repository('flow', 'commonjs', { [FLOW]: deployment('needs: build') });
    expect(command(checkout, 'simulate', '--event', 'push', '--result', 'build=failure').told).toMatch(/deploy +skipped .*result of build is 'failure'/);
    expect(command(checkout, 'prove')).toEqual({ status: 0, told: expect.stringContaining('holds') });
    expect(command(checkout, 'graph', '--event', 'push')).toEqual({ status: 0, told: expect.stringContaining('← build') });
    expect(command(checkout, 'graph', '--output', 'pipeline.html')).toMatchObject({ status: 0 });
    expect(checkout.read('pipeline.html')).toContain('deploy');
    checkout.write({ [FLOW]: deployment('needs: build\n    if: needs.build.result == \'succes\'') });
    expect(command(checkout, 'prove')).toEqual({ status: 1, told: expect.stringContaining('broken') });
    expect(command(checkout, 'diff', 'HEAD')).toEqual({ status: 0, told: expect.stringContaining('deploy: ') });
    checkout.write({ [FLOW]: deployment('needs: biuld') });
    for (const name of ['simulate', 'prove', 'graph']) expect(command(checkout, name)).toEqual({ status: 2, told: expect.stringContaining(`${FLOW}:7:12: `) });
  });

  test('is what npm puts on the path of scripts', () => {
    expect(lender.must('npx', 'projen-delivery', 'check', '--rules')).toContain('unpinned-uses');
  });
});

describe.each(RUNNERS)('in tests of $name', ({ name, installs, files, run }) => {
  let checkout: Checkout;
  beforeAll(() => {
    checkout = new Checkout(path.join(folder, `tests-${name}`), files);
    checkout.must('npm', 'install', '--save-dev', tarball.path, 'projen', 'constructs', 'typescript@~6.0', ...installs);
  });

  test('matchers have types, which the compiler holds, without leaving declarations of packages out', () => {
    checkout.must('npx', 'tsc', '--noEmit');
    checkout.write({ 'test/wrong.ts': checkout.read('test/flow.test.ts').replace('toBeSkippedBecause', 'toBeSkipedBecause') });
    expect(checkout.run('npx', 'tsc', '--noEmit')).toEqual({ status: 2, told: expect.stringMatching(/^test\/wrong\.ts\(\d+,\d+\): error TS2551: .*Did you mean 'toBeSkippedBecause'/) });
    fs.rmSync(checkout.at('test/wrong.ts'));
  });

  test('what holds passes, and what does not tells what was decided, by which values and where', () => {
    expect(checkout.must('npx', ...run)).toMatch(/1 passed/);
    checkout.edit('test/flow.test.ts', 'toBeSkippedBecause("result of build is \'failure\'")', 'toHaveRun()');
    const { status, told } = checkout.run('npx', ...run);
    expect(told).toContain('deploy did not run.');
    expect(told).toContain("because    success() is false: result of build is 'failure'");
    expect(told).toContain(`at         ${FLOW}:6:3`);
    expect(status).toBe(1);
  });
});

describe('in a projen project', () => {
  test('the pipeline takes it as its scope, and an error leaves it as it was', () => {
    const composition = `import { javascript, typescript } from 'projen';
import { NodeCiPipeline, ValidationPart } from 'projen-delivery';

const project = new typescript.TypeScriptProject({
  name: 'tool',
  defaultReleaseBranch: 'main',
  packageManager: javascript.NodePackageManager.NPM,
  projenrcTs: true,
  devDeps: ['projen-delivery'],
  buildWorkflow: false,
});

new NodeCiPipeline(project, 'Ci', {
  nodeVersion: '24',
  lintCommand: 'npm run eslint',
  buildCommand: 'npm run compile',
  testCommand: 'npm run test',
  without: [ValidationPart.FORMAT],
});

project.synth();
`;
    const checkout = new Checkout(path.join(folder, 'projen'), { 'package.json': '{ "name": "tool" }\n', '.gitignore': 'node_modules\n', '.projenrc.ts': composition });
    lender.lend(checkout);
    fs.rmSync(checkout.at('package-lock.json'));
    // What comes after the synth is projen's install of a hundred packages.
    const first = 'process.env.PROJEN_DISABLE_POST = "true"; require("projen-delivery/projenrc").run()';
    checkout.must('node', '-e', first);
    checkout.commit('CI');
    expect(checkout.git('ls-files').split('\n')).toEqual(expect.arrayContaining(['.github/workflows/ci.yml', '.nvmrc', 'scripts/ci/gate.sh', '.projen/delivery.json', 'tsconfig.json']));
    checkout.must('npx', 'projen', '--no-post');
    expect(checkout.changed()).toEqual([]);
    checkout.edit('.projenrc.ts', 'npm run eslint', 'npm run eslnt');
    const before = checkout.tree();
    const refused = checkout.run('npx', 'projen', '--no-post');
    expect(refused.told).toMatch(/Ci\/Validation: "npm run eslnt" runs a script that package\.json lacks\.\n {2}at \.projenrc\.ts:13\n[^]*Nothing was written\./);
    expect(refused.status).toBe(1);
    expect(checkout.tree()).toEqual(before);
  });
});
