/**
 * Invariants: a release of vmsnap that is cut off at any point, refused, or found to be bad leaves nothing half done: started
 * again it ends as one that was never cut off, and what is bad is taken back where it is, and nowhere else.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { withPrograms } from './helpers/debian';
import { PACKAGE, publishedFiles, smallPackage } from './helpers/release-package';
import { ReleaseStory, World, WorldState } from './helpers/release-story';
import { Faults, WorkflowRun } from './helpers/workflow-run';

jest.setTimeout(300_000);

const BEFORE = { tags: { latest: '1.4.0' }, versions: ['1.4.0'], deprecated: [] };
const AFTER = { tags: { latest: '1.4.1' }, versions: ['1.4.0', '1.4.1'], deprecated: [] };
const TAKEN_BACK = { tags: { latest: '1.4.0' }, versions: ['1.4.0', '1.4.1'], deprecated: ['1.4.1'] };
const RELEASED: WorldState = {
  npm: AFTER,
  github: AFTER,
  tags: ['v1.4.0', 'v1.4.1'],
  main: ['chore(release): 1.4.1'],
  releases: ['v1.4.1 release: SHA256SUMS slackdaystudio-vmsnap-1.4.1.tgz'],
  issues: [],
};
const ISSUE = { npm: 'Taking version 1.4.1 back on npm', github: 'Taking version 1.4.1 back on GitHub Packages' };

const after = (job: string, step: string, afterMs: number): Faults => ({ [job]: { interrupt: { step, afterMs, by: 'loss' } } });
const TAG = 'Commit and tag the version';
const RELEASE = 'Release on GitHub';

/** Where a run is lost, in its order: just after something was done that the job hears nothing of, or in the middle of it. */
const CUTS: Record<string, (world: World) => Faults> = {
  'plan, reading': (world) => world.lost('plan', 'Check the environment production', (cut) => world.api.interrupt(/environments\/production$/, cut)),
  'plan, deciding': () => after('plan', 'Decide the version', 60),
  'plan, writing': () => after('plan', 'Write version, changes and notes', 200),
  'tested': (world) => world.lost('tested', 'Wait for the tests of the commit', (cut) => world.api.interrupt(/check-runs$/, cut)),
  'tag, commit': (world) => world.lost('tag', TAG, (cut) => world.api.interrupt(/^createCommitOnBranch$/, cut)),
  'tag, object': (world) => world.lost('tag', TAG, (cut) => world.api.interrupt(/^POST .*\/git\/tags$/, cut)),
  'tag, ref': (world) => world.lost('tag', TAG, (cut) => world.api.interrupt(/^POST .*\/git\/refs$/, cut)),
  'test and package': () => ({ ...after('test', 'Install dependencies', 50), ...after('package', 'Pack once', 100) }),
  'canary, publishing': (world) => world.lost('publish-canary', 'Publish to GitHub Packages', (cut) => world.github.interrupt('publish', cut)),
  'canary, verifying': (world) => world.lost('verify-canary', 'Install from GitHub Packages', (cut) => world.github.interrupt('tarball', cut)),
  'npm, asking': (world) => world.lost('publish-production', 'Publish to npm', (cut) => world.npm.interrupt('exchange', cut)),
  'npm, publishing': (world) => world.lost('publish-production', 'Publish to npm', (cut) => world.npm.interrupt('publish', cut)),
  'npm, verifying': (world) => world.lost('verify-production', 'Install from npm', (cut) => world.npm.interrupt('tarball', cut)),
  'release, draft, and documentation': (world) => ({
    ...world.lost('release', RELEASE, (cut) => world.api.interrupt(/^POST .*\/releases$/, cut)), ...after('build-documentation', 'Install dependencies', 50),
  }),
  'release, file': (world) => world.lost('release', RELEASE, (cut) => world.api.interrupt(/^POST .*\/assets$/, cut)),
  'release, publishing': (world) => world.lost('release', RELEASE, (cut) => world.api.interrupt(/^PATCH .*\/releases\/\d+$/, cut)),
};

withPrograms({ npm: undefined, gh: 'gh', git: 'git', jq: 'jq', curl: 'curl' })('a release of vmsnap on a bad day', () => {
  let story: ReleaseStory;
  let world: World;

  beforeAll(() => {
    story = new ReleaseStory();
  });
  afterEach(() => story.end());
  afterAll(() => story.stop());

  /** What holds at every moment: everything is there once or not yet, and nothing before what it follows from. */
  async function expectNothingHalf(): Promise<void> {
    const { npm, github, tags, main, releases, issues } = await world.state();
    const steps = [main.length > 0, tags.includes('v1.4.1'), github!.versions.includes('1.4.1'), npm!.versions.includes('1.4.1'), releases.some((release) => release.includes(' release:'))];
    expect(steps).toEqual([...steps].sort((one, other) => Number(other) - Number(one)));
    expect([RELEASED.main, []]).toContainEqual(main);
    for (const registry of [npm, github]) expect([BEFORE, AFTER]).toContainEqual(registry);
    expect(releases.length).toBeLessThan(2);
    if (steps.at(-1)) expect(releases).toEqual(RELEASED.releases);
    expect(issues).toEqual([]);
  }

  async function expectReleased(run: WorkflowRun): Promise<void> {
    run.expectFailures();
    expect(await world.state()).toEqual(RELEASED);
    const [first, ...others] = await world.integrities('1.4.1');
    expect(others).toEqual([first, first]);
    expect(run.jobs['deploy-documentation'].conclusion).toBe('success');
  }

  test('lost at every point, and each time the failed jobs again', async () => {
    world = await story.world();
    const run = world.byHand('patch');
    for (const [place, cut] of Object.entries(CUTS)) {
      const faults = cut(world);
      await (run.having('failure').length > 0 ? run.failed(faults) : run.all(faults));
      expect([place, run.having('failure').sort()]).toEqual([place, Object.keys(faults).sort()]);
      await expectNothingHalf();
    }
    await expectReleased(await run.failed());
    for (const registry of [world.npm, world.github]) expect(registry.requests.filter((request) => request.startsWith('publish'))).toEqual([`publish ${PACKAGE} 1.4.1`]);
  });

  // Each attempt finds what all the others before have made.
  test('lost where something was made, and each time all jobs again', async () => {
    world = await story.world();
    const run = world.byHand('patch');
    for (const place of ['tag, commit', 'npm, publishing', 'release, publishing']) {
      const faults = CUTS[place](world);
      await run.all(faults);
      expect([place, run.having('failure').sort()]).toEqual([place, Object.keys(faults).sort()]);
      await expectNothingHalf();
    }
    await expectReleased(await run.all());
  });

  test('answers that are lost', async () => {
    world = await story.world();
    for (const what of [/^createCommitOnBranch$/, /^POST .*\/git\/tags$/, /^POST .*\/git\/refs$/, /^POST .*\/releases$/, /^POST .*\/assets$/, /^PATCH .*\/releases\/\d+$/]) world.api.interrupt(what, 'lost');
    for (const registry of [world.github, world.npm]) registry.interrupt('publish', 'lost');
    const run = await world.byHand('patch').all();
    for (let times = 0; run.having('failure').length > 0 && times < 6; times += 1) {
      await expectNothingHalf();
      await run.failed();
    }
    await expectReleased(run);
  });

  test('other bits under the same version end with an error, and nothing is changed', async () => {
    world = await story.world();
    await world.publishByHand(world.github, publishedFiles('1.4.1'));
    const [npm, github] = [await world.npm.packument(PACKAGE), await world.github.packument(PACKAGE)];
    const first = await world.byHand('patch').all();
    first.expectFailures('publish-canary');
    expect(first.log('publish-canary')).toContain('has other bits as @slackdaystudio/vmsnap@1.4.1');
    expect(first.having('skipped')).toEqual(expect.arrayContaining(['publish-production', 'release', 'roll-back-canary', 'roll-back-production', 'build-documentation']));
    expect([await world.npm.packument(PACKAGE), await world.github.packument(PACKAGE)]).toEqual([npm, github]);

    world.commit('fix: go on', { 'NOTES.md': '# On\n' });
    await world.publishByHand(world.npm, publishedFiles('1.4.2'));
    const taken = await world.npm.packument(PACKAGE);
    const second = await world.byHand('patch').all();
    second.expectFailures('publish-production');
    expect(second.log('publish-production')).toContain('has other bits as @slackdaystudio/vmsnap@1.4.2');
    expect(second.having('skipped')).toEqual(expect.arrayContaining(['release', 'roll-back-canary', 'roll-back-production', 'build-documentation']));
    expect(await world.npm.packument(PACKAGE)).toEqual(taken);
    expect(await world.state()).toMatchObject({ github: { tags: { latest: '1.4.2' } }, tags: ['v1.4.0', 'v1.4.1', 'v1.4.2'], releases: [], issues: [] });
  });

  test('a program that fails is taken back on GitHub Packages, also in two attempts, and npm never hears of it', async () => {
    world = await story.world();
    world.commit('feat: break', smallPackage('1.4.0', 'fails'));
    const run = world.byHand('patch');
    await run.all(world.lost('roll-back-canary', 'Roll back on GitHub Packages', (cut) => world.github.interrupt('dist-tag', cut)));
    run.expectFailures('verify-canary', 'roll-back-canary');
    expect(run.log('verify-canary')).toContain('vmsnap 1.4.1 does not start');
    await run.failed();
    run.expectFailures('verify-canary');
    const state = await world.state();
    expect(state).toEqual({ ...RELEASED, npm: BEFORE, github: TAKEN_BACK, main: [...RELEASED.main, 'feat: break'], releases: [], issues: [`${ISSUE.github}: OPEN`] });
    expect(world.api.issues[0].bodies[0]).toContain(`npm deprecate ${PACKAGE}@1.4.1 'Taken back: Its verification failed`);
    await run.all();
    run.expectFailures('publish-canary');
    expect(await world.state()).toEqual(state);
    expect(world.npm.requests.filter((request) => /^(publish|dist-tag|deprecate|exchange)\b/.test(request))).toEqual([]);

    world.commit('fix: repair', smallPackage('1.4.1'));
    (await world.byHand('patch').all()).expectFailures();
    expect(await world.state()).toMatchObject({
      npm: { tags: { latest: '1.4.2' }, versions: ['1.4.0', '1.4.2'] }, github: { tags: { latest: '1.4.2' }, deprecated: ['1.4.1'] }, releases: ['v1.4.2 release: SHA256SUMS slackdaystudio-vmsnap-1.4.2.tgz'],
    });
  });

  test('bits that are others on GitHub Packages than were published are taken back there', async () => {
    world = await story.world();
    const swap = async (step: string) => {
      if (step !== 'Install from GitHub Packages') return;
      await world.npmByHand(world.github, ['unpublish', `${PACKAGE}@1.4.1`, '--force']);
      await world.publishByHand(world.github, publishedFiles('1.4.1'));
    };
    const run = await world.byHand('patch').all({ 'verify-canary': { beforeStep: swap } });
    run.expectFailures('verify-canary');
    expect(run.log('verify-canary')).toContain('Other bits');
    expect(await world.state()).toEqual({ ...RELEASED, npm: BEFORE, github: TAKEN_BACK, releases: [], issues: [`${ISSUE.github}: OPEN`] });
  });

  test('a program that fails only as it comes from npm is taken back on both, and each is told once', async () => {
    world = await story.world();
    const spoil = (step: string, workspace: string) => {
      if (step === 'Run the installed command') fs.writeFileSync(path.join(workspace, '../temp/package-under-test/lib/node_modules', PACKAGE, 'dist/vmsnap.js'), '#!/usr/bin/env node\nprocess.exit(1);\n');
    };
    const run = world.byHand('patch');
    await run.all({ 'verify-production': { beforeStep: spoil }, ...world.lost('roll-back-production', 'Roll back on npm', (cut) => world.npm.interrupt('deprecate', cut)) });
    run.expectFailures('verify-production', 'roll-back-production');
    expect(run.having('skipped').sort()).toEqual(['build-documentation', 'deploy-documentation', 'release']);
    for (let times = 0; times < 2; times += 1) {
      await run.failed();
      run.expectFailures('verify-production');
      const state = await world.state();
      expect({ ...state, issues: [...state.issues].sort() }).toEqual({ ...RELEASED, npm: TAKEN_BACK, github: TAKEN_BACK, releases: [], issues: [`${ISSUE.github}: OPEN`, `${ISSUE.npm}: OPEN`] });
    }
  });

  test('a registry that is down while it is verified takes nothing back, and the run goes on when it is up', async () => {
    world = await story.world();
    const run = world.byHand('patch');
    await run.all({ 'verify-production': { beforeStep: async (step) => (step === 'Install from npm' ? world.npm.down() : undefined) } });
    await world.npm.up();
    run.expectFailures('verify-production');
    expect(run.having('skipped')).toEqual(expect.arrayContaining(['roll-back-canary', 'roll-back-production', 'release', 'build-documentation']));
    expect(await world.state()).toEqual({ ...RELEASED, releases: [] });
    await expectReleased(await run.failed());
  });

  describe('the way back by hand', () => {
    const both = ['1.4.0', '1.4.1'];
    const registries = async () => [(await world.state()).npm, (await world.state()).github];

    test('takes back, refuses to leave nothing, and brings back', async () => {
      world = await story.world({ npm: both, github: both });
      for (let times = 0; times < 2; times += 1) {
        (await world.rollback({ version: '1.4.1' }).all()).expectFailures();
        expect(await registries()).toEqual([TAKEN_BACK, TAKEN_BACK]);
        expect((await world.state()).issues.sort()).toEqual([`${ISSUE.github}: OPEN`, `${ISSUE.npm}: OPEN`]);
      }
      const refused = await world.rollback({ version: '1.4.0' }).all();
      refused.expectFailures('roll-back-github-packages', 'roll-back-npm');
      for (const job of refused.having('failure')) expect(refused.log(job)).toContain('A package cannot be without latest');
      expect(await registries()).toEqual([TAKEN_BACK, TAKEN_BACK]);

      (await world.rollback({ version: '1.4.1', undo: true }).all()).expectFailures();
      expect(await registries()).toEqual([AFTER, AFTER]);
      expect((await world.state()).issues).toEqual(expect.arrayContaining([`${ISSUE.github}: CLOSED`, `${ISSUE.npm}: CLOSED`]));
    });

    test('only where it is wanted, to the version that is wanted', async () => {
      const three = [...both, '1.4.2'];
      world = await story.world({ npm: three, github: three });
      const all = { tags: { latest: '1.4.2' }, versions: three, deprecated: [] };
      const npm = await world.rollback({ version: '1.4.2', registry: 'npm', to: '1.4.0' }).all();
      npm.expectFailures();
      expect(npm.having('skipped')).toEqual(['roll-back-github-packages']);
      expect(await registries()).toEqual([{ ...all, tags: { latest: '1.4.0' }, deprecated: ['1.4.2'] }, all]);
      const github = await world.rollback({ version: '1.4.2', registry: 'GitHub Packages' }).all();
      github.expectFailures();
      expect(github.having('skipped')).toEqual(['roll-back-npm']);
      expect(await registries()).toEqual([{ ...all, tags: { latest: '1.4.0' }, deprecated: ['1.4.2'] }, { ...all, tags: { latest: '1.4.1' }, deprecated: ['1.4.2'] }]);
    });
  });
});
