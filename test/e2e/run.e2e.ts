/**
 * Invariants: `projen-delivery run` executes the workflows of the examples for real, job by job, from the repository as it
 * stands; they are green, and red when what a job is for is broken.
 */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { AdvisoryDatabase } from './helpers/advisory-database';
import { cargoTool } from './helpers/cargo-tools';
import { hasPostgres, onOwnMachine, withPrograms } from './helpers/debian';
import { prepareHost } from './helpers/kvm-host';
import { copyNodeToolCache } from './helpers/node-versions';
import { Repository } from './helpers/repository';
import { SemgrepRules, startSemgrepRules } from './helpers/semgrep-rules';
import { Guard } from '../../src/run/guard';
import { silent } from '../../src/run/report';
import type { RunWorkflowOptions } from '../../src/run/run-options';
import type { RunReport } from '../../src/run/run-report';
import { WorkflowRunner } from '../../src/run/workflow-runner';
import { CARGO_DENY_VERSION, LLVM_COV_VERSION, NEXTEST_VERSION } from '../../src/stages/tool-versions';
import { synthesizeExample } from '../helpers/example';

jest.setTimeout(1_800_000);

const guard = new Guard();
const made: string[] = [];
afterAll(() => guard.release());

function repositoryOf(example: 'vmsnap' | 'alys'): Repository {
  const repository = new Repository(synthesizeExample(example));
  guard.undo(repository.removal);
  return repository;
}

function folder(): string {
  const place = fs.mkdtempSync(path.join(os.tmpdir(), 'run-'));
  made.push(place);
  guard.undo(`rm -rf ${place}`);
  return place;
}

async function run(repository: Repository, options: Partial<RunWorkflowOptions>): Promise<RunReport> {
  return new WorkflowRunner({ root: repository.folder, anyVersion: true, progress: silent, ...options }).run();
}

const resultsOf = (report: RunReport) => Object.fromEntries(report.jobs.map(({ key, result }) => [key, result]));
const logs = (report: RunReport) => report.jobs.filter(({ result }) => result === 'failure')
  .map(({ key, because, report: of }) => `--- ${key}: ${because ?? ''}\n${(of?.steps ?? []).filter((step) => step.outcome === 'failure').map((step) => `${step.name}\n${step.log.slice(-3000)}`).join('\n')}`).join('\n');

function expectResults(report: RunReport, expected: Record<string, string>): void {
  const found = resultsOf(report);
  if (JSON.stringify(Object.entries(found).sort()) !== JSON.stringify(Object.entries(expected).sort())) {
    process.stderr.write(`${logs(report)}\n`);
  }
  expect(found).toEqual(expected);
}

const stepOf = (report: RunReport, key: string, name: string) => report.jobs.find((job) => job.key === key)!.report!.steps.find((step) => step.name === name)!;

/** A job says which Node.js it has taken, and that is of this version. */
function expectNode(report: RunReport, key: string, version: string): void {
  const setUp = stepOf(report, key, 'Set up Node.js');
  expect([key, setUp.outputs['node-version']]).toEqual([key, expect.stringMatching(`^v${version}\\.`)]);
  expect(setUp.log).toContain(`Node.js ${setUp.outputs['node-version'].slice(1)} of this machine is used`);
}

/** The state of a repository that nothing may change. */
const stateOf = (repository: Repository) => [repository.git('status', '--porcelain', '--ignored'), repository.git('for-each-ref'), repository.git('count-objects', '-v')];

withPrograms({ git: 'git', jq: 'jq' })('vmsnap', () => {
  let repository: Repository;
  beforeAll(() => (repository = repositoryOf('vmsnap')));
  afterEach(() => repository.reset());

  test('the validation of a pull request: every job', async () => {
    const before = stateOf(repository);
    const report = await run(repository, { workflow: 'pr-validation', event: 'pull_request' });
    expectResults(report, { 'lint': 'success', 'build': 'success', 'dependency-review': 'success', 'gate': 'success' });
    expect(report.notDone).toContainEqual(expect.stringContaining('dependency-review'));
    expect(stateOf(repository)).toEqual(before);
  });

  test('what is not committed counts: a file that eslint refuses fails its job, and the gate', async () => {
    fs.writeFileSync(path.join(repository.folder, 'src', 'bad.js'), 'export  const unused = missing;\n');
    const report = await run(repository, { workflow: 'pr-validation', event: 'pull_request' });
    fs.rmSync(path.join(repository.folder, 'src', 'bad.js'));
    expect(resultsOf(report)).toEqual({ 'lint': 'failure', 'build': 'success', 'dependency-review': 'success', 'gate': 'failure' });
    expect(report.conclusion).toBe('failure');
  });
});

onOwnMachine()('vmsnap on a machine with KVM', () => {
  const outside = process.env.RUNNER_TOOL_CACHE;
  afterEach(() => {
    if (outside === undefined) delete process.env.RUNNER_TOOL_CACHE;
    else process.env.RUNNER_TOOL_CACHE = outside;
  });

  test('continuous integration: every job, with the version of Node.js that it asks for', async () => {
    const own = new Guard();
    const repository = repositoryOf('vmsnap');
    try {
      process.env.RUNNER_TOOL_CACHE = copyNodeToolCache(folder());
      const user = prepareHost(own);
      const runner = path.join(repository.folder, 'tools', 'run-tests.js');
      fs.writeFileSync(runner, `console.log('Tests run on ' + process.version);\n${fs.readFileSync(runner, 'utf8')}`);
      execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, repository.folder]);
      const environment = { PATH: `${path.dirname(process.execPath)}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin` };
      const artifacts = path.join(folder(), 'artifacts');
      // The scan asks for a database of its own.
      const report = await run(repository, { anyVersion: false, workflow: 'ci', event: 'push', user, environment, artifacts, identities: ['coverage'], skippedActions: ['anchore/scan-action'] });
      const legs = (id: string, ...values: string[]) => Object.fromEntries(values.map((value) => [`${id} (${value})`, 'success']));
      expectResults(report, {
        'changes': 'success',
        ...legs('unit-tests', '18', '20', '22', '24'),
        ...legs('coverage', '18', '20', '22', '24'),
        'security': 'success',
        'package': 'success',
        'integration': 'success',
        ...legs('compatibility', 'ubuntu-22.04', 'ubuntu-24.04', 'ubuntu-26.04'),
        'gate': 'success',
        'schedule-issue': 'skipped',
      });
      for (const version of ['18', '20', '22', '24']) {
        expectNode(report, `unit-tests (${version})`, version);
        expect(stepOf(report, `unit-tests (${version})`, 'Run unit tests').log).toContain(`Tests run on v${version}.`);
      }
      for (const key of ['security', 'package', 'integration', 'compatibility (ubuntu-24.04)']) expectNode(report, key, '24');
      expect(stepOf(report, 'integration', 'Run integration tests').log).toContain('Tests run on v24.');
      expect(report.notDone.filter((line) => line.includes('Node.js'))).toEqual([]);
      const results = fs.readFileSync(path.join(artifacts, 'integration-results', 'integration.xml'), 'utf8');
      expect(results.match(/<testcase /g)).toHaveLength(7);
    } finally {
      await own.release();
    }
  });
});

const tools = [cargoTool('cargo-nextest', NEXTEST_VERSION), cargoTool('cargo-llvm-cov', LLVM_COV_VERSION), cargoTool('cargo-deny', CARGO_DENY_VERSION)];
const alys = hasPostgres() && tools.every(Boolean) ? withPrograms({ cargo: undefined, rustup: undefined, git: 'git', jq: 'jq', pipx: 'pipx' }) : describe.skip;

alys('alys', () => {
  let repository: Repository;
  let rules: SemgrepRules;
  let advisories: AdvisoryDatabase;
  const runAlys = (options: Partial<RunWorkflowOptions>) => run(repository, {
    workflow: 'ci',
    event: 'push',
    identities: ['coverage-upload'],
    paths: tools as string[],
    environment: { ...advisories.environment, SEMGREP_URL: rules.url },
    ...options,
  });

  beforeAll(async () => {
    repository = repositoryOf('alys');
    advisories = new AdvisoryDatabase(folder());
    advisories.add('RUSTSEC-2026-9000', 'not-in-the-example');
    rules = await startSemgrepRules({
      'p/rust': 'rules: [{ id: exit, languages: [rust], severity: ERROR, message: "Ends the whole process.", pattern: std::process::exit(...) }]',
      'p/secrets': 'rules: [{ id: key, languages: [generic], severity: ERROR, message: "A key.", pattern-regex: "AKIA[0-9A-Z]{16}" }]',
    });
  });
  afterEach(() => repository.reset());
  afterAll(() => rules.stop());

  test('continuous integration: every job, but for the leg of another processor', async () => {
    const report = await runAlys({ cache: folder() });
    expectResults(report, {
      'lint': 'success',
      'unit-tests': 'success',
      'integration-tests': 'success',
      'property-tests': 'success',
      'coverage': 'success',
      'coverage-upload': 'success',
      'deny': 'success',
      'sast': 'success',
      'build (x86_64-unknown-linux-gnu, ubuntu-24.04)': 'success',
      'build (aarch64-unknown-linux-gnu, ubuntu-24.04-arm)': 'skipped',
      'gate': 'success',
    });
    expect(report.notDone).toContainEqual(expect.stringContaining('another processor'));
    expect(rules.asked).toEqual(['p/rust', 'p/secrets']);
  });

  test('an advisory against a dependency fails its job, and a line that a rule refuses the other', async () => {
    advisories.add('RUSTSEC-2026-9001', 'itoa');
    fs.appendFileSync(path.join(repository.folder, 'src', 'lib.rs'), '\n/// Bad.\npub fn bad() {\n    std::process::exit(1);\n}\n');
    const report = await runAlys({ jobs: ['deny', 'sast'] });
    expectResults(report, { deny: 'failure', sast: 'failure' });
    expect(stepOf(report, 'deny', 'Check dependencies').log).toContain('RUSTSEC-2026-9001');
    expect(stepOf(report, 'sast', 'Scan sources').log).toContain('Semgrep found 1 problems at ERROR');
    expect(stepOf(report, 'sast', 'Upload analysis').outcome).toBe('success');
  });
});
