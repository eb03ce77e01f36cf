// A version is taken back where it is proved wrong and at the registries before, and nowhere for any other reason.
import { APP, composed, releases, stagesRefusal } from './composed';
import { Job, NpmPublishStage, NpmReleasePipelineOptions, PublishTarget, ReleaseRecoveryStage, ReleaseRecoveryStageOptions, Step } from '../../../src';
import { evaluateCondition } from '../../helpers/expressions';

const both = () => releases({ canary: PublishTarget.githubPackages() }).workflow('release');
const stages = (type: typeof ReleaseRecoveryStage, options: Partial<ReleaseRecoveryStageOptions> = {}) => composed((pipeline, { plan, packed }) => {
  const npm = new NpmPublishStage(pipeline, 'Npm', { workflow: 'release', target: PublishTarget.npm(), version: plan, package: packed });
  return new type(pipeline, 'Recovery', { workflow: 'release', of: [npm], ...options });
}).workflow('release');

describe('what is taken back', () => {
  const GOOD = { result: 'success', outputs: { verdict: 'good', run: 'success' } };
  const WRONG = { result: 'failure', outputs: { verdict: 'wrong', run: 'skipped' } };
  const BROKEN = { result: 'failure', outputs: { verdict: 'good', run: 'failure' } };
  const SILENT = { result: 'failure', outputs: { verdict: '', run: 'skipped' } };
  const NONE = { result: 'skipped', outputs: {} };
  const workflow = both();
  const takes = (canary: object, production: object, status: 'success' | 'failure' | 'cancelled' = 'failure', published = 'success') => ['canary', 'production'].filter((id) => evaluateCondition(
    workflow.job(`roll-back-${id}`).document.if,
    { needs: { 'publish-canary': { result: published }, 'publish-production': { result: production === NONE ? 'skipped' : published }, 'verify-canary': canary, 'verify-production': production } }, { status },
  ));

  test.each<[string, string[], Parameters<typeof takes>]>([
    ['nothing that is good', [], [GOOD, GOOD, 'success']],
    ['what is wrong at the last, everywhere', ['canary', 'production'], [GOOD, WRONG]],
    ['what cannot be run, everywhere', ['canary', 'production'], [GOOD, BROKEN]],
    ['what is wrong at the first, there', ['canary'], [WRONG, NONE]],
    ['nothing of a registry that does not answer', [], [GOOD, SILENT]],
    ['nothing after a cancellation', [], [GOOD, WRONG, 'cancelled']],
    ['nothing that was not published', [], [WRONG, NONE, 'failure', 'failure']],
  ])('%s', (_, expected, given) => expect(takes(...given)).toEqual(expected));
});

test('goes back with the token of the registry, in its environment, and tells about it whatever came of it', () => {
  const job = both().job('roll-back-production');
  expect(job.step('rollback').env).toMatchObject({
    PACKAGE: '${{ needs.publish-production.outputs.package }}',
    VERSION: '${{ needs.plan.outputs.version }}',
    REGISTRY: 'https://registry.npmjs.org',
    REASON: expect.stringContaining('actions/runs/${{ github.run_id }}'),
    NPM_TOKEN: '${{ secrets.NPM_ROLLBACK_TOKEN }}',
  });
  expect(job.step('report-issue')).toMatchObject({ if: '!cancelled()', env: { STATUS: 'failure', LABEL: 'release-rollback', BODY_FILE: '${{ steps.rollback.outputs.report }}' } });
  expect(Object.keys(job.document.outputs)).toEqual(['outcome', 'left', 'version', 'deprecated']);
});

test.each<NpmReleasePipelineOptions>([{}, { app: APP }, { command: 'tool --help' }])('each registry has its job: %j', (options) => {
  expect(releases(options).workflow('release').jobs.map(({ id }) => id).filter((id) => id.startsWith('roll-back-'))).toEqual(['roll-back-production']);
});

test('recoveryJob is a hook', () => {
  class Own extends ReleaseRecoveryStage {
    private readonly title = 'Mine';
    protected recoveryJob(stage: NpmPublishStage, from: NpmPublishStage[]): Job {
      const job = super.recoveryJob(stage, from);
      job.addStep(Step.command('true', { name: this.title }));
      return job;
    }
  }
  expect(stages(Own).job('roll-back-npm').steps.map(({ name }) => name)).toContain('Mine');
});

test('without a stage that publishes it is refused', () => {
  expect(stagesRefusal((pipeline) => new ReleaseRecoveryStage(pipeline, 'Recovery', { workflow: 'release', of: [] }))).toMatch(/^Own\/Recovery: `of` is empty\.[^]*Name the stages that publish/);
});
