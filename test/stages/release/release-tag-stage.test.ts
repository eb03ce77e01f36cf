// The commit and the Git tag of a version are made by GitHub's API, by the token of the job or by that of an App, never by both.
import { APP, composed, releaseJob, releases } from './composed';
import { Job, NodeCiPipeline, ReleaseTagStage, Step } from '../../../src';

test('commits what the plan wrote and nothing else, by the token of the job', () => {
  const job = releaseJob('tag');
  expect(job.steps.map(({ name }) => name)).toEqual(['Check out', 'Download version, changes and notes', 'Commit and tag the version']);
  expect(job.document.permissions).toEqual({ contents: 'write' });
  expect(job.step('Check out').with).toEqual({ 'persist-credentials': false, 'sparse-checkout': 'scripts/ci' });
  const planned = (output: string) => `\${{ needs.plan.outputs.${output} }}`;
  expect(job.step('commit').env).toMatchObject({
    BRANCH: 'main', BASE: planned('base'), VERSION: planned('version'), TAG: planned('tag'), BUMP: planned('bump'), RUN_ID: '${{ github.run_id }}', FILES: 'release-files/files', GH_TOKEN: '${{ github.token }}',
  });
  expect(job.document.outputs).toEqual({ revision: '${{ steps.commit.outputs.revision }}' });
});

test('the branch is the first of the pipeline', () => {
  expect(releaseJob('tag', { branches: ['trunk'] }).step('commit').env).toMatchObject({ BRANCH: 'trunk' });
});

test('an App commits where it is told, and the token of the job may read alone', () => {
  const job = releaseJob('tag', { app: APP });
  expect(job.document.permissions).toEqual({ contents: 'read' });
  expect(job.step('app-token').with).toMatchObject({ 'client-id': 'Iv1.abc', 'private-key': '${{ secrets.APP_KEY }}', 'permission-contents': 'write' });
  expect(job.step('commit').env!.GH_TOKEN).toBe('${{ steps.app-token.outputs.token }}');
  expect(releases({ app: APP }).text('.github/workflows/release.yml').match(/APP_KEY/g)).toHaveLength(1);
});

test('waits for the plan and for what the plan waits for', () => {
  expect(releaseJob('tag').document.needs).toBe('plan');
  expect(releaseJob('tag', {}, { before: (project) => ({ tested: new NodeCiPipeline(project, 'Ci') }) }).document.needs).toEqual(['plan', 'tested']);
});

test('tagJob is a hook, and revision is what it gives', () => {
  class Own extends ReleaseTagStage {
    private readonly title = 'Mine';
    protected tagJob(): Job {
      const job = super.tagJob();
      job.addStep(Step.command('true', { name: this.title }));
      return job;
    }
  }
  const seen: string[] = [];
  const workflow = composed((pipeline, { plan }) => seen.push(String(new Own(pipeline, 'Tag', { workflow: 'release', plan }).revision))).workflow('release');
  expect(workflow.job('tag').steps.map(({ name }) => name)).toContain('Mine');
  expect(seen).toEqual([expect.stringContaining('needs.tag.outputs.revision')]);
});
