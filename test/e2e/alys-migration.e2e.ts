/**
 * Invariants: the job of every phase of alys' migration, run from the YAML that was written, takes a real PostgreSQL
 * through the phase and back; and a mistake that the program cannot see in itself is seen by the validation.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { cargoTool } from './helpers/cargo-tools';
import { hasPostgres, withPrograms } from './helpers/debian';
import { Repository } from './helpers/repository';
import { expectConclusion, JobRun, removeJobFolders, runJob } from './helpers/run-job';
import { ArtifactStore } from '../../src/run/artifact-store';
import { Guard, quoted } from '../../src/run/guard';
import { startPostgres } from '../../src/run/services/postgres';
import { NEXTEST_VERSION } from '../../src/stages/tool-versions';
import { synthesizeExample } from '../helpers/example';

// The first run on a machine builds nextest.
jest.setTimeout(900_000);

const programs = withPrograms({ cargo: undefined, rustup: undefined, git: 'git', jq: 'jq' });
const story = hasPostgres() && cargoTool('cargo-nextest', NEXTEST_VERSION) ? programs : describe.skip;

const PHASES = ['foundation', 'actor-core', 'sync-improvement', 'lighthouse-migration', 'governance-integration', 'complete'];

story('the migration of alys', () => {
  const guard = new Guard();
  let folder: string;
  let repository: Repository;
  let artifacts: ArtifactStore;

  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alys-migration-'));
    guard.undo(`rm -rf ${quoted(folder)}`);
    repository = new Repository(synthesizeExample('alys'));
    guard.undo(repository.removal);
  });
  beforeEach(() => {
    artifacts = new ArtifactStore(fs.mkdtempSync(path.join(folder, 'artifacts-')));
  });
  afterEach(() => repository.reset());
  afterAll(async () => {
    removeJobFolders();
    await guard.release();
  });

  const run = (phase: string): Promise<JobRun> => runJob(repository.example.workflow('migration'), `migration-${phase}`, {
    source: repository.folder,
    artifacts,
    paths: [cargoTool('cargo-nextest', NEXTEST_VERSION)!],
    services: { postgres: (definition) => startPostgres(definition, { guard, onOwnPort: false }) },
    cache: path.join(folder, 'target'),
  });
  const step = (job: JobRun, name: string) => job.steps.find((one) => one.name === name);
  const report = (phase: string) => JSON.parse(fs.readFileSync(path.join(artifacts.find(`migration-${phase}-results`), 'report.json'), 'utf8'));

  test('has a job for each phase, one after the other', () => {
    const jobs = repository.example.workflow('migration').document.jobs as Record<string, { needs?: string | string[] }>;
    const phaseJobs = PHASES.map((phase) => `migration-${phase}`);
    expect(Object.keys(jobs).filter((id) => id.startsWith('migration-'))).toEqual(phaseJobs);
    expect(phaseJobs.map((id) => [jobs[id].needs ?? []].flat())).toEqual(phaseJobs.map((_, index) => phaseJobs.slice(0, index)));
  });

  test.each(PHASES)('passes %s and comes back', async (phase) => {
    const steps = PHASES.indexOf(phase);
    const job = await run(phase);
    expectConclusion(job, 'success');
    expect(step(job, 'Validate migration')!.log).toContain(`Phase, steps, errors, rollbacks: ${phase} ${steps} 0 0`);
    // A node from before the migration has blocks and no second table.
    expect(report(phase)).toMatchObject({
      phase, result: 'success', backup: { tables: phase === 'foundation' ? 1 : 2, rows: phase === 'foundation' ? 500 : 501 }, tests: { failed: 0 },
    });
    expect(report(phase).tests.tests).toBeGreaterThanOrEqual(2);
    const back = step(job, 'Validate rollback');
    if (phase === 'foundation') return expect(back).toBeUndefined();
    expect(back!.log).toContain(`Phase, steps, errors, rollbacks: ${PHASES[steps - 1]} ${steps - 1} 0 0`);
    return expect(back!.log).toContain('500 blocks, all of them fit');
  });

  test('stops at a chain that only the program takes for one, and the backup is restored', async () => {
    const text = repository.example.text('src/block.rs');
    const forgetful = text.replace('        hasher.update(&self.payload);\n', '');
    expect(forgetful).not.toBe(text);
    repository.commit('Forget the payload', { 'src/block.rs': forgetful });
    const job = await run('foundation');
    expectConclusion(job, 'failure');
    expect(['Test migration', 'Validate migration', 'Restore the backup'].map((name) => step(job, name)!.outcome)).toEqual(['success', 'failure', 'success']);
    expect(step(job, 'Validate migration')!.log).toContain('Blocks that do not name their parent: 499, expected 0');
    expect(report('foundation')).toMatchObject({ result: 'failure', backup: { rows: 500 } });
  });
});
