/**
 * Invariants: the gate of a workflow passes exactly when every job succeeded, or was skipped for a reason that the
 * composition gave; whatever else happens to a job, a branch that requires the gate stays closed.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { withPrograms } from './helpers/debian';
import { Repository } from './helpers/repository';
import { JobRun, removeJobFolders, Result, runJob } from './helpers/run-job';
import { ArtifactStore } from '../../src/run/artifact-store';
import { Guard } from '../../src/run/guard';
import { synthesizeExample } from '../helpers/example';

jest.setTimeout(300_000);

const RESULTS: Result[] = ['success', 'failure', 'cancelled', 'skipped'];
const guard = new Guard();
let repository: Repository;
let artifacts: ArtifactStore;

beforeAll(() => {
  repository = new Repository(synthesizeExample('vmsnap'));
  guard.undo(repository.removal);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'artifacts-'));
  guard.undo(`rm -rf ${folder}`);
  artifacts = new ArtifactStore(folder);
});
afterAll(async () => {
  removeJobFolders();
  await guard.release();
});

function gate(workflow: string, results: Record<string, Result>): Promise<JobRun> {
  const needs = Object.fromEntries(Object.entries(results).map(([job, result]) => [job, { result, outputs: {} }]));
  return runJob(repository.example.workflow(workflow), 'gate', { source: repository.folder, artifacts, needs });
}

withPrograms({ git: 'git', jq: 'jq' })('the gate', () => {
  const all = RESULTS.flatMap((lint) => RESULTS.flatMap((build) => RESULTS.map((review) => [lint, build, review] as const)));

  test(`judges all ${all.length} outcomes of three jobs`, async () => {
    const wrong: string[] = [];
    for (const [lint, build, review] of all) {
      const run = await gate('pr-validation', { lint, build, 'dependency-review': review });
      const passes = lint === 'success' && build === 'success' && (review === 'success' || review === 'skipped');
      if (run.conclusion !== (passes ? 'success' : 'failure')) wrong.push(`${lint} ${build} ${review}: ${run.conclusion}`);
      expect(run.summary).toContain(`| lint | ${lint} |`);
    }
    expect(wrong).toEqual([]);
  });

  const good: Record<string, Result> = {
    'changes': 'success', 'unit-tests': 'success', 'coverage': 'success', 'security': 'success', 'package': 'success', 'integration': 'success', 'compatibility': 'success',
  };

  test.each<[string, Record<string, Result>, Result]>([
    ['everything succeeded', {}, 'success'],
    ['the integration tests had nothing to test', { integration: 'skipped' }, 'success'],
    ['the coverage of a fork was not uploaded', { coverage: 'skipped' }, 'success'],
    ['the job that decides about skipping failed', { changes: 'failure', integration: 'skipped' }, 'failure'],
    ['the package failed and what needs it was skipped', { package: 'failure', integration: 'skipped', compatibility: 'skipped' }, 'failure'],
    ['only a job that must run was skipped', { compatibility: 'skipped' }, 'failure'],
    ['the tests were cancelled', { 'unit-tests': 'cancelled' }, 'failure'],
  ])('%s', async (_, results, conclusion) => {
    expect((await gate('ci', { ...good, ...results })).conclusion).toBe(conclusion);
  });
});
