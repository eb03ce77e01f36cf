/**
 * Invariants: the release that was written for vmsnap, run job by job, makes one version out of one start: one commit, one tag,
 * one tarball with the same bits everywhere, one release; by hand, by a release on GitHub, the first time, and as a prerelease.
 */
import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import { withPrograms } from './helpers/debian';
import { PACKAGE } from './helpers/release-package';
import { environmentOf, ReleaseStory, World } from './helpers/release-story';
import { WorkflowRun } from './helpers/workflow-run';

jest.setTimeout(300_000);

const TARBALL = 'slackdaystudio-vmsnap-1.4.1.tgz';
const RELEASED = {
  npm: { tags: { latest: '1.4.1' }, versions: ['1.4.0', '1.4.1'], deprecated: [] },
  github: { tags: { latest: '1.4.1' }, versions: ['1.4.0', '1.4.1'], deprecated: [] },
  tags: ['v1.4.0', 'v1.4.1'],
  main: ['chore(release): 1.4.1'],
  releases: [`v1.4.1 release: SHA256SUMS ${TARBALL}`],
  issues: [],
};

withPrograms({ npm: undefined, gh: 'gh', git: 'git', jq: 'jq', curl: 'curl' })('a release of vmsnap', () => {
  let story: ReleaseStory;
  let world: World;

  beforeAll(() => {
    story = new ReleaseStory();
  });
  afterEach(() => story.end());
  afterAll(() => story.stop());

  async function expectSameBits(version: string): Promise<void> {
    const all = await world.integrities(version);
    expect(all).toEqual([expect.stringMatching(/^sha512-/), all[0], all[0]]);
  }
  const logOf = (run: WorkflowRun, job: string, step: string) => run.jobs[job].steps.find(({ name }) => name === step)!.log;

  test('by hand: committed, tagged, tested, packed once, the same bits everywhere, with notes and documentation', async () => {
    world = await story.world({ origin: 'full' });
    const run = await world.byHand('patch').all();
    run.expectFailures();
    expect(run.having('skipped').sort()).toEqual(['roll-back-canary', 'roll-back-production']);
    expect(await world.state()).toEqual(RELEASED);
    await expectSameBits('1.4.1');

    const git = world.api.git!;
    const { message } = git.commit(world.head);
    expect(message).toMatch(/^chore\(release\): 1\.4\.1\n\nRelease-Run: \d+\nSigned-off-by: github-actions\[bot\] <.*>$/);
    expect(git.signed.has(world.head)).toBe(true);
    expect(git.tag(git.object('refs/tags/v1.4.1')!)).toMatchObject({ tag: 'v1.4.1', object: { type: 'commit', sha: world.head } });
    expect(JSON.parse(git.file('main', 'package.json')!).version).toBe('1.4.1');
    expect(git.file('main', 'CHANGELOG.md')).toMatch(/^# Changelog\n\n## \[?1\.4\.1[^]*[Kk]eep the newest copy/);

    for (const job of ['test', 'package', 'build-documentation']) expect(logOf(run, job, 'Check out')).toContain(`Checked out ${world.head}`);
    const [release] = world.api.releases.all;
    expect(release.body).toMatch(/[Kk]eep the newest copy/);
    expect(release.body).not.toContain('<!--');
    const { sha256 } = run.jobs.package.outputs;
    expect(release.assets.find(({ name }) => name === 'SHA256SUMS')!.content.toString()).toBe(`${sha256}  ${TARBALL}\n`);
    expect(logOf(run, 'release', 'Attest package')).toBe(`Attested ${TARBALL} sha256:${sha256}`);
    expect(story.npm.provenance.slice(-2)).toEqual(['false', 'true']);
    expect(world.npm.requests.filter((request) => request.startsWith('publish'))).toEqual([`publish ${PACKAGE} 1.4.1`]);

    const site = world.artifacts().find(run.jobs['build-documentation'].outputs.site);
    const page = execFileSync('tar', ['-xOf', path.join(site, 'artifact.tar'), './index.html'], { encoding: 'utf8' });
    expect(page).toContain('content="Documentation for vmsnap"');
    expect(logOf(run, 'deploy-documentation', 'Deploy to GitHub Pages')).toContain('./index.html');
  });

  test('each job has the environment that guards it', () => {
    const environments = story.repository.example.workflow('release').jobs.map((job) => [job.id, environmentOf(job)]).filter(([, name]) => name !== undefined);
    expect(Object.fromEntries(environments)).toEqual({
      'publish-canary': 'staging',
      'publish-production': 'production',
      'roll-back-canary': 'rollback',
      'roll-back-production': 'rollback',
      'deploy-documentation': 'github-pages',
    });
  });

  test('a release published on GitHub publishes its tag, nothing left out, and a second time nothing again', async () => {
    world = await story.world();
    const text = world.api.git!.file('main', 'package.json')!.replace('1.4.0', '1.4.1');
    const sha = world.commit('feat: 1.4.1', { 'package.json': text, 'package-lock.json': world.api.git!.file('main', 'package-lock.json')!.replaceAll('1.4.0', '1.4.1') });
    world.api.git!.setRef('refs/tags/v1.4.1', sha);
    await world.publishRelease('v1.4.1');

    const run = world.byRelease('v1.4.1');
    const expected = { ...RELEASED, main: ['feat: 1.4.1'] };
    for (const again of [() => run.all(), () => world.byRelease('v1.4.1').all()]) {
      const done = await again();
      done.expectFailures();
      expect(done.having('skipped').sort()).toEqual(['roll-back-canary', 'roll-back-production']);
      expect(await world.state()).toEqual(expected);
      await expectSameBits('1.4.1');
    }
    expect(world.api.releases.all[0].body).toBe('By Ann.');
    for (const registry of [world.npm, world.github]) expect(registry.requests.filter((request) => request.startsWith('publish'))).toEqual([`publish ${PACKAGE} 1.4.1`]);
  });

  test('both starts for one version end in one publication, also where one was lost on the way', async () => {
    world = await story.world();
    const byHand = world.byHand('patch');
    await byHand.all(world.lost('publish-production', 'Publish to npm', (cut) => world.npm.interrupt('publish', cut)));
    byHand.expectFailures('publish-production');
    await world.publishRelease('v1.4.1');
    // No CI ran for the commit of the version: that of the one before counts.
    expect(world.api.checks.all.map(({ sha }) => sha)).not.toContain(world.head);

    const byRelease = await world.byRelease('v1.4.1').all();
    byRelease.expectFailures();
    expect(await world.state()).toEqual(RELEASED);
    (await byHand.failed()).expectFailures();
    expect(await world.state()).toEqual(RELEASED);
    await expectSameBits('1.4.1');
    for (const registry of [world.npm, world.github]) expect(registry.requests.filter((request) => request.startsWith('publish'))).toHaveLength(1);
  });

  test('the first version is refused by npm with what to do, and goes on once it was published by hand', async () => {
    world = await story.world({ npm: [], github: [] });
    const run = await world.byHand('patch').all();
    run.expectFailures('publish-production');
    expect(logOf(run, 'publish-production', 'Publish to npm')).toContain('The package must exist: publish its first version with a token.');
    expect(run.having('skipped').sort()).toEqual(['build-documentation', 'deploy-documentation', 'release', 'roll-back-canary', 'roll-back-production', 'verify-production']);
    const first = { tags: { latest: '1.4.1' }, versions: ['1.4.1'], deprecated: [] };
    expect(await world.state()).toEqual({ ...RELEASED, npm: undefined, github: first, releases: [] });

    await world.publishByHand(world.npm, path.join(world.artifacts().find('package'), TARBALL));
    (await run.failed()).expectFailures();
    expect(await world.state()).toEqual({ ...RELEASED, npm: first, github: first });
    await expectSameBits('1.4.1');
  });

  test('a prerelease is next, leaves latest and the documentation as they are, and becomes a release', async () => {
    world = await story.world();
    const run = await world.byHand('prerelease').all();
    run.expectFailures();
    expect(run.having('skipped').sort()).toEqual(['build-documentation', 'deploy-documentation', 'roll-back-canary', 'roll-back-production']);
    const registry = { tags: { latest: '1.4.0', next: '1.4.1-rc.0' }, versions: ['1.4.0', '1.4.1-rc.0'], deprecated: [] };
    const next = {
      ...RELEASED,
      npm: registry,
      github: registry,
      tags: ['v1.4.0', 'v1.4.1-rc.0'],
      main: ['chore(release): 1.4.1-rc.0'],
      releases: ['v1.4.1-rc.0 prerelease: SHA256SUMS slackdaystudio-vmsnap-1.4.1-rc.0.tgz'],
    };
    expect(await world.state()).toEqual(next);

    world.commit('fix: name the file', { 'NOTES.md': '# A note\n' });
    (await world.byHand('patch').all()).expectFailures();
    const after = { tags: { latest: '1.4.1', next: '1.4.1-rc.0' }, versions: ['1.4.0', '1.4.1-rc.0', '1.4.1'], deprecated: [] };
    expect(await world.state()).toEqual({
      ...RELEASED,
      npm: after,
      github: after,
      tags: ['v1.4.0', 'v1.4.1', 'v1.4.1-rc.0'],
      main: ['chore(release): 1.4.1', 'fix: name the file', 'chore(release): 1.4.1-rc.0'],
      releases: [...next.releases, ...RELEASED.releases],
    });
    // Notes of the version tell of everything since the last stable one.
    expect(world.api.releases.all[1].body).toMatch(/[Ss]mall package[^]*[Nn]ame the file|[Nn]ame the file[^]*[Ss]mall package/);
  });
});
