// A release on GitHub tells of what was published: notes of the plan, the tarball of the registries, and where it was made.
import { composed, releaseJob } from './composed';
import { GitHubReleaseStage, GitHubReleaseStageOptions, Job, Step } from '../../../src';

const own = (type: typeof GitHubReleaseStage = GitHubReleaseStage, options: Partial<GitHubReleaseStageOptions> = {}) => composed((pipeline, { plan, packed }) =>
  new type(pipeline, 'OnGitHub', { workflow: 'release', plan, package: packed, ...options })).workflow('release').job('on-git-hub');

test('attests the tarball and releases it with its notes, after everything', () => {
  const job = releaseJob('release');
  expect(job.steps.map(({ name }) => name)).toEqual(['Check out', 'Download package', 'Download notes', 'Attest package', 'Release on GitHub']);
  expect(job.document.permissions).toEqual({ 'contents': 'write', 'id-token': 'write', 'attestations': 'write' });
  expect(job.document.needs).toEqual(expect.arrayContaining(['plan', 'package', 'publish-production', 'verify-production']));
  expect(job.step('Attest package').with).toEqual({ 'subject-checksums': 'package/SHA256SUMS' });
  expect(job.step('release').env).toMatchObject({
    TAG: '${{ needs.plan.outputs.tag }}',
    VERSION: '${{ needs.plan.outputs.version }}',
    PRERELEASE: '${{ needs.plan.outputs.prerelease }}',
    LATEST: "${{ needs.plan.outputs.dist-tag == 'latest' }}",
    NOTES_FILE: 'release-files/notes.md',
    FILES: 'package',
    GH_TOKEN: '${{ github.token }}',
  });
  expect(job.document.outputs).toEqual({ url: '${{ steps.release.outputs.url }}' });
});

test('attest: false leaves out step and permissions', () => {
  for (const job of [releaseJob('release', { attest: false }), own(GitHubReleaseStage, { attest: false })]) {
    expect(job.steps.map(({ name }) => name)).not.toContain('Attest package');
    expect(job.document.permissions).toEqual({ contents: 'write' });
  }
});

test('runs no code of the repository', () => {
  const { steps } = own();
  expect(steps[0].with).toEqual({ 'persist-credentials': false, 'sparse-checkout': 'scripts/ci' });
  expect(steps.map(({ run }) => run).filter((run) => run !== undefined)).toEqual(['bash scripts/ci/github-release.sh']);
});

test('releaseJob is a hook', () => {
  class Own extends GitHubReleaseStage {
    private readonly title = 'Mine';
    protected releaseJob(): Job {
      const job = super.releaseJob();
      job.addStep(Step.command('true', { name: this.title }));
      return job;
    }
  }
  expect(own(Own).steps.map(({ name }) => name)).toContain('Mine');
});
