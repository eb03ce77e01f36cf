/**
 * Invariants: the scheduled runs that fail keep exactly one issue open, told by the real `gh`, and the next good run
 * closes it; a wrong token is a failure, not silence.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { withPrograms } from './helpers/debian';
import { GitHubApi, startGitHubApi } from './helpers/github-api';
import { Repository } from './helpers/repository';
import { expectConclusion, JobRun, removeJobFolders, Result, runJob } from './helpers/run-job';
import { ArtifactStore } from '../../src/run/artifact-store';
import { Guard } from '../../src/run/guard';
import { synthesizeExample } from '../helpers/example';

jest.setTimeout(120_000);

withPrograms({ gh: 'gh', git: 'git', jq: 'jq' })('a scheduled run', () => {
  const guard = new Guard();
  let repository: Repository;
  let artifacts: ArtifactStore;
  let api: GitHubApi;

  beforeAll(async () => {
    repository = new Repository(synthesizeExample('vmsnap'));
    guard.undo(repository.removal);
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'artifacts-'));
    guard.undo(`rm -rf ${folder}`);
    artifacts = new ArtifactStore(folder);
    api = await startGitHubApi('slackdaystudio/vmsnap', 'token-of-the-job');
  });
  afterAll(async () => {
    await api.stop();
    removeJobFolders();
    await guard.release();
  });

  function report(results: Result[], event: { name?: string; token?: string } = {}): Promise<JobRun> {
    const jobs = ['changes', 'unit-tests', 'coverage', 'security', 'package', 'integration', 'compatibility'];
    const needs = Object.fromEntries(jobs.map((job, index) => [job, { result: results[index] ?? 'success', outputs: {} }]));
    return runJob(repository.example.workflow('ci'), 'schedule-issue', {
      source: repository.folder, artifacts, needs, environment: api.environment, event: { name: 'schedule', repository: 'slackdaystudio/vmsnap', ...event },
    });
  }

  test('a push reports nothing', async () => {
    expect((await report(['failure'], { name: 'push' })).conclusion).toBe('skipped');
    expect(api.requests).toEqual([]);
  });

  test('a good run without an issue does nothing', async () => {
    expectConclusion(await report([]), 'success');
    expect(api.issues).toEqual([]);
  });

  test('the first failure opens an issue', async () => {
    expectConclusion(await report(['success', 'failure', 'skipped']), 'success');
    expect(api.labels).toEqual(['ci-failure']);
    expect(api.issues).toEqual([{
      number: 1,
      title: 'Continuous Integration: the scheduled run failed',
      labels: ['ci-failure'],
      state: 'OPEN',
      bodies: ['The run failed: https://github.com/slackdaystudio/vmsnap/actions/runs/1'],
    }]);
  });

  test('the second one comments on it', async () => {
    expectConclusion(await report(['failure']), 'success');
    expect(api.issues).toHaveLength(1);
    expect(api.issues[0].bodies).toHaveLength(2);
  });

  test('a cancelled run says nothing', async () => {
    expectConclusion(await report(['success', 'cancelled']), 'success');
    expect(api.issues[0]).toMatchObject({ state: 'OPEN', bodies: [expect.anything(), expect.anything()] });
  });

  test('a wrong token fails the job, and the token is in no log', async () => {
    const run = await report(['failure'], { token: 'wrong-token' });
    expectConclusion(run, 'failure');
    expect(run.steps.map((step) => step.log).join('')).not.toContain('wrong-token');
  });

  test('the next success closes it, and a failure after that opens another', async () => {
    expectConclusion(await report([]), 'success');
    expect(api.issues[0].state).toBe('CLOSED');
    expect(api.issues[0].bodies.at(-1)).toContain('succeeded again');
    expectConclusion(await report(['failure']), 'success');
    expect(api.issues.map((issue) => issue.state)).toEqual(['CLOSED', 'OPEN']);
  });
});
