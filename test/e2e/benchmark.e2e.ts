/**
 * Invariants: the jobs of the workflow that was written, run on a real tool with a real clock: no change passes and is
 * kept, a slowdown fails and says by how much, the pull request has one comment however often it runs, the history
 * grows by one line a result on a branch where nothing else is touched, whoever else writes at the same time.
 */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { withPrograms } from './helpers/debian';
import { GitHubApi, startGitHubApi } from './helpers/github-api';
import { bareCopy } from './helpers/github-git';
import { Repository } from './helpers/repository';
import { expectConclusion, JobOptions, JobRun, removeJobFolders, runJob } from './helpers/run-job';
import { BenchmarkResults, BenchmarkStage, DeliveryProject, NodeToolchain, Pipeline, RustToolchain } from '../../src';
import { ArtifactStore } from '../../src/run/artifact-store';
import { Guard, quoted } from '../../src/run/guard';
import { synthesize } from '../../src/testing';

jest.setTimeout(900_000);

const NODE = process.versions.node.split('.')[0];
const SLUG = 'acme/tool';
const TOKEN = 'token-of-the-job';
const guard = new Guard();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'benchmark-story-'));
guard.undo(`rm -rf ${quoted(folder)}`);
afterAll(async () => {
  removeJobFolders();
  await guard.release();
});

// Work without end in sight, told in milliseconds. The loop is the tool; `rounds` is what a change makes slower.
const tool = (rounds: number) => `export const rounds = ${rounds};\nexport function tally(seed) {\n  let sum = seed;\n  for (let i = 0; i < rounds; i++) sum = (Math.imul(sum, 31) + i) | 0;\n  return sum;\n}\n`;
const BENCH = `import { writeFileSync } from 'node:fs';
import { tally } from '../src/tally.js';

tally(1);
const start = process.hrtime.bigint();
for (let i = 0; i < 5; i++) tally(i);
const value = Number(process.hrtime.bigint() - start) / 5e6;
writeFileSync('bench/results.json', JSON.stringify([{ name: 'tally', unit: 'ms', value }]));
`;
const MANIFEST = { name: 'wordtally', version: '1.0.0', type: 'module', license: 'MIT', scripts: { bench: 'node bench/run.js' } };
const FILES = {
  'package.json': `${JSON.stringify(MANIFEST, undefined, 2)}\n`,
  'package-lock.json': `${JSON.stringify({ name: 'wordtally', version: '1.0.0', lockfileVersion: 3, requires: true, packages: { '': { name: 'wordtally', version: '1.0.0', license: 'MIT' } } }, undefined, 2)}\n`,
  '.nvmrc': `${NODE}\n`,
  '.gitignore': 'node_modules\nbench/results.json\n',
  'src/tally.js': tool(4_000_000),
  'bench/run.js': BENCH,
};

interface Story {
  readonly repository: Repository;
  readonly origin: string;
  readonly artifacts: () => ArtifactStore;
  run(job: string, options?: Partial<JobOptions>): Promise<JobRun>;
  publish(): void;
}

/** The story of a repository: a clone that people work in, and what GitHub has of it. */
function story(files: Record<string, string>, compose: (project: DeliveryProject) => void): Story {
  const repository = new Repository(synthesize((outdir) => {
    const project = new DeliveryProject({ name: 'tool', repository: SLUG, outdir });
    compose(project);
    return project;
  }, { files }));
  guard.undo(repository.removal);
  const origin = bareCopy(repository.folder, path.join(fs.mkdtempSync(path.join(folder, 'origin-')), 'tool.git'));
  let artifacts: ArtifactStore;
  return {
    repository,
    origin,
    artifacts: () => artifacts,
    publish: () => void repository.git('push', '--quiet', '--force', origin, 'main'),
    run: (job, options = {}) => {
      if (job === 'compare') artifacts = new ArtifactStore(fs.mkdtempSync(path.join(folder, 'artifacts-')));
      return runJob(repository.example.workflow('benchmark'), job, {
        source: origin,
        artifacts,
        // A checkout of the whole history has all branches.
        beforeStep: (name, workspace) => {
          if (name === 'Check out base and head') execFileSync('git', ['-C', workspace, 'fetch', '--quiet', 'origin', '+refs/heads/*:refs/remotes/origin/*']);
        },
        ...options,
        needs: { changes: { result: 'success', outputs: { changed: '["benchmark"]' } }, ...options.needs },
      });
    },
  };
}

const compared = (run: JobRun): JobOptions['needs'] => ({ compare: { result: run.conclusion, outputs: run.outputs } });
const result = (of: Story) => JSON.parse(fs.readFileSync(path.join(of.artifacts().find('benchmark-results'), 'result.json'), 'utf8'));
const logOf = (run: JobRun) => run.steps.map((step) => step.log).join('\n');

withPrograms({ gh: 'gh', git: 'git', jq: 'jq' })('a Node repository', () => {
  let node: Story;
  let api: GitHubApi;
  const pullRequest = (more: { login?: string; from?: string } = {}) => ({
    name: 'pull_request', repository: SLUG, payload: { pull_request: { number: 1, user: { login: more.login ?? 'ann' }, head: { repo: { full_name: more.from ?? SLUG } } } },
  });
  const push = (before: string, runId = '1') => ({ name: 'push', repository: SLUG, payload: { before }, runId });
  const head = () => node.repository.git('rev-parse', 'HEAD').trim();
  const store = (run: JobRun, runId = '1', options: Partial<JobOptions> = {}) => node.run('store', { needs: compared(run), environment: api.environment, event: push('', runId), ...options });
  /** The result of a run of its own, with the values of the last comparison. */
  const another = (runId: string) => {
    const file = path.join(node.artifacts().find('benchmark-results'), 'record.json');
    fs.writeFileSync(file, JSON.stringify({ ...JSON.parse(fs.readFileSync(file, 'utf8')), run: `https://github.com/acme/tool/actions/runs/${runId}` }));
  };
  const rows = () => api.git!.file('benchmarks', 'benchmark.jsonl')!.toString().trim().split('\n').map((line) => JSON.parse(line));
  let first: JobRun;

  beforeAll(async () => {
    node = story(FILES, (project) => new BenchmarkStage(new Pipeline(project, 'Ci', { toolchain: new NodeToolchain(project) }), 'Benchmark', {
      command: 'npm run bench', results: BenchmarkResults.customSmallerIsBetter('bench/results.json'),
    }));
    api = await startGitHubApi(SLUG, TOKEN, { git: node.origin, defaultBranch: 'main', tokens: { reader: { contents: 'read' } } });
  });
  afterAll(() => api.stop());

  test('the first commit has nothing to be compared with, and starts the history on a branch without a parent', async () => {
    first = await node.run('compare', { event: push('0'.repeat(40)) });
    expectConclusion(first, 'success');
    expect(first.outputs).toEqual({ outcome: 'no-base' });
    expect(first.summary).toContain('Benchmark: nothing to compare with');
    const stored = await store(first);
    expectConclusion(stored, 'success');
    expect(api.git!.log(api.git!.head('benchmarks')!)).toHaveLength(1);
    expect(rows()).toEqual([{ commit: head(), at: expect.any(String), run: 'https://github.com/acme/tool/actions/runs/1', cpu: expect.any(Number), benchmarks: [{ name: 'tally', unit: 'ms', value: expect.any(Number) }] }]);
    expect(logOf(stored)).not.toContain(TOKEN);
  });

  test('a job that is run again stores nothing twice', async () => {
    const before = api.git!.head('benchmarks');
    const again = await store(first);
    expectConclusion(again, 'success');
    expect(again.summary).toContain('it was there already');
    expect(api.git!.head('benchmarks')).toBe(before);
  });

  test('a push that changes nothing passes, and its result is added', async () => {
    const before = head();
    node.repository.commit('A word', { README: 'Tallies words.\n' });
    node.publish();
    const run = await node.run('compare', { event: push(before, '2') });
    expectConclusion(run, 'success');
    expect(result(node)).toMatchObject({ outcome: 'passed', base: before, head: head() });
    expect(run.summary).toContain('xychart-beta');
    expectConclusion(await store(run, '2'), 'success');
    expect(rows().map(({ commit }) => commit)).toEqual([before, head()]);
    expect(api.git!.log(api.git!.head('benchmarks')!)).toHaveLength(2);
  });

  test('somebody else who stores at the same time loses nothing, and other files of the branch stay', async () => {
    another('3');
    const contents = (text: string) => Buffer.from(text).toString('base64');
    api.interrupt(/^PATCH .*\/git\/refs\//, () => {
      const kept = api.git!.file('benchmarks', 'benchmark.jsonl')!.toString();
      const commit = api.git!.addCommit(api.git!.head('benchmarks')!, 'Another stage', {
        additions: [{ path: 'other.jsonl', contents: contents('{}\n') }, { path: 'benchmark.jsonl', contents: contents(`${kept}{"commit":"${'e'.repeat(40)}"}\n`) }],
      });
      api.git!.setRef('refs/heads/benchmarks', commit);
    });
    const stored = await store(first, '3');
    expectConclusion(stored, 'success');
    expect(logOf(stored)).toContain('The branch benchmarks has moved');
    expect(rows().map(({ commit }) => commit.slice(0, 4))).toEqual([...rows().slice(0, 2).map(({ commit }) => commit.slice(0, 4)), 'eeee', head().slice(0, 4)]);
    expect(api.git!.file('benchmarks', 'other.jsonl')!.toString()).toBe('{}\n');
    // Forwards only: all that was there is still an ancestor.
    expect(api.git!.log(api.git!.head('benchmarks')!)).toHaveLength(4);
  });

  test('a token that may not write fails the job', async () => {
    another('4');
    const before = api.git!.head('benchmarks');
    expectConclusion(await store(first, '4', { event: { ...push('', '4'), token: 'reader' } }), 'failure');
    expect(api.git!.head('benchmarks')).toBe(before);
  });

  describe('a pull request that makes it slower', () => {
    let run: JobRun;
    beforeAll(async () => {
      node.repository.pullRequest({ 'src/tally.js': tool(7_000_000) });
      node.publish();
      run = await node.run('compare', { event: pullRequest() });
    });

    test('fails, and says by how much', () => {
      expectConclusion(run, 'failure');
      expect(run.outputs).toEqual({ outcome: 'regressed' });
      const { benchmarks: [tally], pairs } = result(node);
      expect(tally).toMatchObject({ name: 'tally', verdict: 'slower' });
      expect(tally.low).toBeGreaterThan(10);
      expect(Math.abs(tally.change - 75)).toBeLessThan(35);
      expect(pairs.confirmation).toBeGreaterThanOrEqual(20);
      expect(logOf(run)).toMatch(/Slower.*`tally` costs \+\d+\.\d %/);
    });

    test('has a comment, which the next run updates', async () => {
      api.issues.push({ number: 1, title: 'Tally more', labels: [], bodies: ['A change'], state: 'OPEN' });
      const comment = () => node.run('comment', { needs: compared(run), environment: api.environment, event: pullRequest() });
      const written = await comment();
      expectConclusion(written, 'success');
      expect(api.issues[0].bodies).toHaveLength(2);
      expect(api.issues[0].bodies[1]).toMatch(/^<!-- projen-delivery: benchmark -->\n### Benchmark: 1 regression, `tally` costs \+/);
      const report = path.join(node.artifacts().find('benchmark-results'), 'report.md');
      fs.writeFileSync(report, '### Benchmark: no regression\n');
      expectConclusion(await comment(), 'success');
      expect(api.issues[0].bodies).toHaveLength(2);
      expect(api.issues[0].bodies[1]).toBe('<!-- projen-delivery: benchmark -->\n### Benchmark: no regression\n');
      expect(logOf(written)).not.toContain(TOKEN);
    });

    test('is never stored', async () => {
      expect((await node.run('store', { needs: compared(run), event: pullRequest() })).conclusion).toBe('skipped');
      expect((await store(run)).conclusion).toBe('skipped');
    });

    test('of a fork or of Dependabot has no comment, and no token that could write one', async () => {
      for (const event of [pullRequest({ from: 'bob/tool' }), pullRequest({ login: 'dependabot[bot]' }), push('')]) {
        expect((await node.run('comment', { needs: compared(run), event })).conclusion).toBe('skipped');
      }
    });
  });

  test('a benchmark that fails is a failure without a comment', async () => {
    node.repository.pullRequest({ 'bench/run.js': 'throw new Error("out of luck");\n' });
    node.publish();
    const run = await node.run('compare', { event: pullRequest() });
    expectConclusion(run, 'failure');
    expect(logOf(run)).toContain('out of luck');
    expect(run.outputs).toEqual({ outcome: '' });
    expect((await node.run('comment', { needs: compared(run), event: pullRequest() })).conclusion).toBe('skipped');
  });
});

const CRATE = {
  'Cargo.toml': '[package]\nname = "tally"\nversion = "0.1.0"\nedition = "2021"\n\n[lib]\nbench = false\n\n[dev-dependencies]\ncriterion = { version = "=0.7.0", default-features = false }\n\n[[bench]]\nname = "tally"\nharness = false\n',
  'rust-toolchain.toml': '',
  'src/lib.rs': 'pub fn tally(text: &str) -> usize {\n    text.split_whitespace().count()\n}\n',
  'benches/tally.rs': `use criterion::{criterion_group, criterion_main, Criterion};
use std::hint::black_box;
use std::time::Duration;

fn all(criterion: &mut Criterion) {
    let text = "a b c ".repeat(2000);
    criterion.bench_function("tally", |bencher| bencher.iter(|| tally::tally(black_box(&text))));
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10).warm_up_time(Duration::from_millis(20)).measurement_time(Duration::from_millis(60));
    targets = all
}
criterion_main!(benches);
`,
};

withPrograms({ cargo: undefined, rustup: undefined, git: 'git', jq: 'jq' })('a Rust repository with criterion', () => {
  let crate: Story;
  beforeAll(() => {
    const version = /^rustc (\S+)/.exec(execFileSync('rustc', ['--version'], { encoding: 'utf8' }))![1];
    crate = story({ ...CRATE, 'rust-toolchain.toml': `[toolchain]\nchannel = "${version}"\n`, '.gitignore': 'target\n' }, (project) => new BenchmarkStage(
      new Pipeline(project, 'Ci', { toolchain: new RustToolchain(project) }), 'Benchmark', { command: 'cargo bench --locked --bench tally', results: BenchmarkResults.criterion() },
    ));
    execFileSync('cargo', ['generate-lockfile', '--quiet'], { cwd: crate.repository.folder });
    crate.repository.commit('Lock');
    crate.publish();
  });
  // What each version needs is compiled once.
  const environment = { CARGO_TARGET_DIR: path.join(folder, 'target') };
  const pullRequest = { name: 'pull_request', repository: SLUG, payload: { pull_request: { number: 1 } } };

  test('a change that makes it slower fails', async () => {
    crate.repository.pullRequest({ 'src/lib.rs': CRATE['src/lib.rs'].replace('text.split_whitespace().count()', 'text.split_whitespace().count().max(text.split_whitespace().rev().count())') });
    crate.publish();
    const run = await crate.run('compare', { event: pullRequest, environment });
    expectConclusion(run, 'failure');
    expect(run.outputs).toEqual({ outcome: 'regressed' });
    expect(result(crate).benchmarks).toMatchObject([{ name: 'tally', unit: 'ns', verdict: 'slower' }]);
  });

  test('a change that does not passes', async () => {
    crate.repository.git('reset', '--quiet', '--hard', 'HEAD^1');
    crate.repository.pullRequest({ README: 'Tallies words.\n' });
    crate.publish();
    const run = await crate.run('compare', { event: pullRequest, environment });
    expectConclusion(run, 'success');
    expect(run.outputs).toEqual({ outcome: 'passed' });
  });
});
