/**
 * Invariants: the job that runs code may only read, and the jobs that may write run none of it; nothing is stored that was
 * not compared and green on the default branch; what a fork starts gets no token; a command that could not work is refused.
 */
import { BenchmarkResults, BenchmarkStage, BenchmarkStageOptions, Cron, DeliveryProject, NodeCiPipeline, NpmPackageStage, PackageManager, RustCiPipeline, Timeout, Trigger } from '../../../src';
import { attempt, Synthesized } from '../../../src/testing';
import { evaluateCondition } from '../../helpers/expressions';
import { NODE_FILES, packageJson, RUST_FILES } from '../../variants/repositories';
import { FILES, InPipeline, stepNames, written } from '../in-pipeline';

const base = (): BenchmarkStageOptions => ({ command: 'make bench', results: BenchmarkResults.customSmallerIsBetter('bench.json') });
const synthesized = (options: Partial<BenchmarkStageOptions> = {}, more: InPipeline = {}): Synthesized => (
  written((pipeline) => new BenchmarkStage(pipeline, 'Benchmark', { ...base(), ...options }), more)
);
const workflow = (options: Partial<BenchmarkStageOptions> = {}, more: InPipeline = {}) => synthesized(options, more).workflow('benchmark');
const compare = (options: Partial<BenchmarkStageOptions> = {}, more: InPipeline = {}) => workflow(options, more).job('compare');
const parameters = (options: Partial<BenchmarkStageOptions> = {}, more: InPipeline = {}) => compare(options, more).step('Compare base and head').env!;

function refusal(options: Partial<BenchmarkStageOptions> | (() => Partial<BenchmarkStageOptions>), pipeline: { pushBranches?: string[] } = {}): string {
  const { error, changed } = attempt((outdir) => {
    const project = new DeliveryProject({ name: 'tool', outdir });
    new BenchmarkStage(new NodeCiPipeline(project, 'Ci', pipeline), 'Benchmark', { ...base(), ...(typeof options === 'function' ? options() : options) });
    return project;
  }, { files: { ...FILES } });
  expect(changed).toEqual([]);
  return error?.message ?? 'nothing was refused';
}

describe('the workflow', () => {
  test('runs on pull requests, on pushes of the default branch, once a week and by hand', () => {
    const { on } = workflow({}, { pipeline: { branches: ['main', 'dev'], pushBranches: ['main', 'dev'] } }).document;
    expect(on).toMatchObject({ pull_request: { branches: ['main', 'dev'] }, push: { branches: ['main'] }, schedule: [{ cron: '23 4 * * 0' }] });
    expect(on.workflow_dispatch.inputs.base).toMatchObject({ type: 'string' });
    expect(workflow({ schedule: Cron.daily({ hour: 2, minute: 9 }) }).document.on.schedule).toEqual([{ cron: '9 2 * * *' }]);
  });

  test('of another name has its own files, comment and history', () => {
    const other = written((pipeline) => new BenchmarkStage(pipeline, 'TestTime', { command: 'make', results: BenchmarkResults.duration() })).workflow('test-time');
    expect(other.document.name).toBe('Test Time');
    expect(other.job('store').step('Add to the history').env).toMatchObject({ FILE: 'test-time.jsonl' });
    expect(other.job('comment').step('Write or update the comment').env).toMatchObject({ KEY: 'test-time' });
    expect(other.job('compare').step('Keep report and runs').with).toMatchObject({ name: 'test-time-results' });
  });

  test('is measured whatever changed but documentation, unless `paths` says otherwise', () => {
    const filters = (options: Partial<BenchmarkStageOptions>) => workflow(options).job('changes').step('Detect changed files').env!.FILTERS;
    expect(filters({})).toBe('benchmark :(glob)** :(exclude,glob)docs/** :(exclude,glob)**/*.md\n');
    expect(filters({ paths: ['src/**'] })).toBe('benchmark :(glob)src/**\n');
  });

  test('carries what judges, and no repository without benchmarks does', () => {
    expect(synthesized().generated).toEqual(expect.arrayContaining(['scripts/ci/benchmark.cjs', 'scripts/ci/statistics.cjs', 'scripts/ci/benchmark-compare.sh']));
    expect(synthesized().text('scripts/ci/benchmark.cjs')).toMatch(/^\/\/ ~~ Generated/);
    const without = written((pipeline) => new NpmPackageStage(pipeline, 'Package'));
    expect(without.generated.filter((path) => path.endsWith('.cjs'))).toEqual([]);
  });

  test('two stages share those files, and write to the history one after the other', () => {
    const both = written((pipeline) => ['Speed', 'Size'].map((id) => new BenchmarkStage(pipeline, id, base())));
    const groups = ['speed', 'size'].map((name) => both.workflow(name).job('store').document.concurrency);
    expect(groups).toEqual([{ group: 'history-benchmarks', queue: 'max' }, { group: 'history-benchmarks', queue: 'max' }]);
  });

  test('another one has its jobs by its own names, no input, and a comment where it knows pull requests', () => {
    const joined = (...more: Trigger[]) => written((pipeline) => {
      pipeline.addWorkflow('nightly', 'nightly', { name: 'Nightly', triggers: [Trigger.workflowDispatch(), ...more] });
      new BenchmarkStage(pipeline, 'Speed', { ...base(), workflow: 'nightly' });
    }).workflow('nightly');
    expect(joined().jobs.map(({ id }) => id)).toEqual(['changes', 'speed-compare', 'speed-store']);
    expect(joined(Trigger.pullRequest()).jobs.map(({ id }) => id)).toEqual(['changes', 'speed-compare', 'speed-comment', 'speed-store', 'gate']);
    expect(joined().job('speed-compare').step('Check out base and head').env).not.toHaveProperty('REF');
  });
});

describe('permissions', () => {
  test('the job that runs code may read alone, and each other job what it is for', () => {
    const jobs = Object.fromEntries(workflow().jobs.map((job) => [job.id, job.document.permissions]));
    expect(jobs).toMatchObject({ compare: { contents: 'read' }, comment: { 'contents': 'read', 'pull-requests': 'write' }, store: { contents: 'write' } });
  });

  test('the jobs that may write run shipped scripts alone, on the result of the first', () => {
    for (const id of ['comment', 'store']) {
      const { steps } = workflow().job(id);
      expect(steps[0].with).toEqual({ 'persist-credentials': false, 'sparse-checkout': 'scripts/ci' });
      expect(steps.slice(1).map(({ run }) => run).filter((run) => run !== undefined)).toEqual([`bash scripts/ci/benchmark-${id}.sh`]);
    }
  });

  test('no token is in the environment of the job that runs code', () => {
    expect(JSON.stringify(compare().document)).not.toMatch(/token|secrets/i);
  });
});

describe('conditions', () => {
  const context = (event: string, compared: { result: string; outcome: string }, more: Record<string, unknown> = {}) => ({
    github: {
      event_name: event,
      ref: event === 'pull_request' ? 'refs/pull/1/merge' : 'refs/heads/main',
      repository: 'acme/tool',
      event: event === 'pull_request' ? { pull_request: { user: { login: 'ann' }, head: { repo: { full_name: 'acme/tool' } }, ...more } } : {},
      ...(event === 'pull_request' ? {} : more),
    },
    needs: { changes: { result: 'success', outputs: { changed: '["benchmark"]' } }, compare: { result: compared.result, outputs: { outcome: compared.outcome } } },
  });
  const holds = (job: string, ...args: Parameters<typeof context>) => {
    const status = args[1].result === 'failure' ? 'failure' : 'success';
    return evaluateCondition(workflow().job(job).document.if, context(...args), { status });
  };
  const passed = { result: 'success', outcome: 'passed' };
  const regressed = { result: 'failure', outcome: 'regressed' };

  test.each([
    ['a pull request', ['pull_request', passed], true],
    ['a regression', ['pull_request', regressed], true],
    ['a benchmark that failed', ['pull_request', { result: 'failure', outcome: '' }], false],
    ['a fork', ['pull_request', passed, { head: { repo: { full_name: 'bob/tool' } } }], false],
    ['Dependabot', ['pull_request', passed, { user: { login: 'dependabot[bot]' } }], false],
    ['a push', ['push', passed], false],
  ] as [string, Parameters<typeof context>, boolean][])('comment: %s', (_, args, expected) => {
    expect(holds('comment', ...args)).toBe(expected);
  });

  test.each([
    ['a push that passed', ['push', passed], true],
    ['the schedule', ['schedule', passed], true],
    ['a push without a base', ['push', { result: 'success', outcome: 'no-base' }], true],
    ['a push that is slower', ['push', regressed], false],
    ['a pull request', ['pull_request', passed], false],
    ['another branch', ['workflow_dispatch', passed, { ref: 'refs/heads/topic' }], false],
  ] as [string, Parameters<typeof context>, boolean][])('store: %s', (_, args, expected) => {
    expect(holds('store', ...args)).toBe(expected);
  });
});

describe('the comparison', () => {
  test('has defaults that find 15 %', () => {
    expect(parameters()).toMatchObject({ COMMAND: 'make bench', FORMAT: 'custom-smaller-is-better', FILE: 'bench.json', THRESHOLD: 10, REPETITIONS: 40, BUDGET: 2160, TITLE: 'Benchmark' });
    expect(parameters()).not.toHaveProperty('BUILD');
  });

  test('threshold, repetitions, prepare and timeout are what it is told', () => {
    expect(parameters({ threshold: 5, repetitions: 100, prepare: ['make', 'make data'], timeout: Timeout.minutes(10) })).toMatchObject({ THRESHOLD: 5, REPETITIONS: 100, BUILD: 'make\nmake data', BUDGET: 360 });
    expect(parameters({}, { pipeline: { timeout: Timeout.minutes(20) } }).BUDGET).toBe(720);
  });

  test('report and runs are kept of a regression as well, again and again', () => {
    expect(compare().step('Keep report and runs')).toMatchObject({ if: "!cancelled() && steps.compare.outcome != 'skipped'", with: { 'path': 'benchmark-results/', 'if-no-files-found': 'error', 'overwrite': true } });
  });

  test('comment: false leaves the job out', () => {
    expect(workflow({ comment: false }).jobs.map(({ id }) => id)).toEqual(['changes', 'compare', 'store', 'gate', 'schedule-issue']);
  });

  test('historyBranch is read and written', () => {
    const { steps } = workflow({ historyBranch: 'speed' }).job('store');
    expect(steps[steps.length - 1].env).toMatchObject({ BRANCH: 'speed' });
    expect(compare({ historyBranch: 'speed' }).step('Check out base and head').env).toMatchObject({ HISTORY_BRANCH: 'speed' });
  });

  test('Node: each version installs its own dependencies, in the folder of the package', () => {
    const files = Object.fromEntries(Object.entries(NODE_FILES).map(([name, text]) => [`web/${name}`, text]));
    const job = compare({ results: BenchmarkResults.vitest('bench.json'), command: 'npm run build' }, { node: { packageDirectory: 'web' }, files });
    expect(stepNames(job)).toEqual(['Check out', 'Set up Node.js', 'Check out base and head', 'Compare base and head', 'Keep report and runs']);
    expect(job.step('Compare base and head').env).toMatchObject({ BUILD: 'npm ci', DIRECTORY: 'web', FORMAT: 'vitest' });
    expect(job.step('Set up Node.js').with).not.toHaveProperty('cache');
    expect(parameters({}, { node: { installCommand: 'make install' } }).BUILD).toBe('make install');
  });

  test('Node: another package manager is there', () => {
    const files = { 'package.json': packageJson({ packageManager: 'pnpm@10.1.0' }), 'pnpm-lock.yaml': '' };
    const job = compare({}, { node: { packageManager: PackageManager.PNPM }, files });
    expect(stepNames(job)).toContain('Enable pnpm');
    expect(job.step('Compare base and head').env!.BUILD).toBe('pnpm install --frozen-lockfile');
  });

  test('Rust: the toolchain is that of the repository, and no cache is shared', () => {
    const job = compare({ command: 'cargo bench --locked', results: BenchmarkResults.criterion() }, { rust: { directory: 'server' }, files: { 'server/Cargo.toml': RUST_FILES['Cargo.toml'] } });
    expect(stepNames(job)).toEqual(['Check out', 'Set up Rust', 'Check out base and head', 'Compare base and head', 'Keep report and runs']);
    expect(job.step('Compare base and head').env).toMatchObject({ DIRECTORY: 'server', FORMAT: 'criterion' });
    expect(job.step('Compare base and head').env).not.toHaveProperty('FILE');
  });

  test('criterion in a plain pipeline brings Rust, and in that of Rust the pipeline\'s', () => {
    expect(stepNames(compare({ results: BenchmarkResults.criterion() }))).toContain('Set up Rust');
    const rust = attempt((outdir) => {
      const project = new DeliveryProject({ name: 'tool', outdir });
      new BenchmarkStage(new RustCiPipeline(project, 'Ci', { rustVersion: '1.95.0', dependencies: {} }), 'Benchmark', { command: 'cargo bench', results: BenchmarkResults.criterion() });
      return project;
    }, { files: RUST_FILES });
    expect(rust.error).toBeUndefined();
  });
});

describe('what could not work is refused', () => {
  test.each<[string, Partial<BenchmarkStageOptions> | (() => Partial<BenchmarkStageOptions>), string]>([
    ['an empty command', { command: ' ' }, '`command` is empty'],
    ['an expression in a command', { command: 'make ${{ github.head_ref }}' }, 'pastes an expression'],
    ['a script that package.json lacks', { command: 'npm run bench' }, 'runs a script that package.json lacks'],
    ['a preparation that package.json lacks', { prepare: ['npm run prepare-bench'] }, 'runs a script that package.json lacks'],
    ['arguments for every target of Cargo', { command: 'cargo bench -- --quick' }, 'Name the target, as in "cargo bench --bench <name> -- …"'],
    ['the output of another tool', { command: 'cargo +nightly bench --all -- --output-format bencher | tee out.txt' }, 'passes arguments to more than the benchmarks'],
    ['no threshold', { threshold: 0 }, '`threshold` is 0'],
    ['too few repetitions', { repetitions: 9 }, '`repetitions` is 9'],
    ['half a repetition', { repetitions: 10.5 }, '`repetitions` is 10.5'],
    ['a history on a branch of code', { historyBranch: 'main' }, '"main", which holds code'],
    ['a branch that is none', { historyBranch: 'a b' }, 'no name of a branch'],
    ['a file elsewhere', () => ({ results: BenchmarkResults.vitest('../bench.json') }), '"../bench.json" is no path of a file'],
    ['an absolute file', () => ({ results: BenchmarkResults.hyperfine('/tmp/bench.json') }), '"/tmp/bench.json" is no path of a file'],
    ['no file', () => ({ results: BenchmarkResults.mitata('') }), '"" is no path of a file'],
    ['a schedule for another workflow', { workflow: 'ci', schedule: Cron.daily() }, '`schedule` has no effect on another workflow'],
  ])('%s', (_, options, message) => {
    expect(refusal(options)).toContain(message);
  });

  test('the branch of pushes is one of code as well', () => {
    expect(refusal({ historyBranch: 'next' }, { pushBranches: ['main', 'next'] })).toContain('holds code');
  });

  test('a target is enough', () => {
    for (const command of ['cargo bench --bench speed -- --quick', 'cargo bench --bench=speed -- --quick', 'cargo bench && echo -- done', 'cargo bench']) {
      expect(parameters({ command }).COMMAND).toBe(command);
    }
  });
});
