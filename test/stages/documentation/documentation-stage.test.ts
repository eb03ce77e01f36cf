// What is generated goes to Pages as an artifact: the job that runs code may read alone, and the one that deploys runs none.
import { DeliveryProject, DocumentationStage, DocumentationStageOptions, Expr, Job, Pipeline, Step, Trigger } from '../../../src';
import { attempt } from '../../../src/testing';
import { FILES, InPipeline, written } from '../in-pipeline';
import { releases } from '../release/composed';

const pages = (pipeline: Pipeline) => pipeline.addWorkflow('pages', 'pages', { name: 'Pages', triggers: [Trigger.push({ branches: ['main'] })] });
const GIVEN: DocumentationStageOptions = { command: 'npm run build', directory: 'docs/generated', workflow: 'pages' };
const workflow = (options: Partial<DocumentationStageOptions> = {}, more: InPipeline = {}, type: typeof DocumentationStage = DocumentationStage) => written((pipeline) => {
  pages(pipeline);
  return new type(pipeline, 'Docs', { ...GIVEN, ...options });
}, { node: {}, ...more }).workflow('pages');
const build = (options: Partial<DocumentationStageOptions> = {}) => workflow(options).job('build-docs');

test('generates in a job that may read alone, and deploys in one that runs no code', () => {
  expect(build().steps.map(({ name }) => name)).toEqual(['Check out', 'Set up Node.js', 'Install dependencies', 'Generate documentation', 'Keep site']);
  expect(build().document.permissions).toEqual({ contents: 'read' });
  const deploy = workflow().job('deploy-docs');
  expect(deploy.steps.map(({ uses, run }) => [uses?.split('@')[0], run])).toEqual([['actions/deploy-pages', undefined]]);
  expect(deploy.document).toMatchObject({
    needs: 'build-docs', permissions: { 'pages': 'write', 'id-token': 'write' }, environment: { name: 'github-pages', url: '${{ steps.deploy.outputs.page_url }}' }, concurrency: { group: 'pages', queue: 'max' },
  });
});

test('each attempt keeps a site of its own, which is the one that is deployed', () => {
  expect(build().step('Keep site').with).toEqual({ name: 'github-pages-${{ github.run_attempt }}', path: 'docs/generated' });
  expect(build().document.outputs).toEqual({ site: 'github-pages-${{ github.run_attempt }}' });
  expect(workflow().job('deploy-docs').step('deploy').with).toEqual({ artifact_name: '${{ needs.build-docs.outputs.site }}' });
});

test('command, directory, ref, condition and cache are what it is told', () => {
  const job = build({ command: 'npm run lint', directory: 'site', ref: Expr.github('sha'), condition: Expr.eq(Expr.github('ref'), 'refs/heads/main'), cache: false });
  expect(job.step('Generate documentation').run).toBe('npm run lint');
  expect(job.step('Keep site').with).toMatchObject({ path: 'site' });
  expect(job.step('Check out').with).toMatchObject({ ref: '${{ github.sha }}' });
  expect(job.document.if).toBe("github.ref == 'refs/heads/main'");
  expect(job.step('Set up Node.js').with).toMatchObject({ 'package-manager-cache': false });
  expect(build().step('Check out').with).not.toHaveProperty('ref');
  expect(build().step('Set up Node.js').with).toMatchObject({ cache: 'npm' });
});

test('that of a release is of its commit, and of the latest version alone', () => {
  const made = releases({ documentationCommand: 'npm run build', documentationDirectory: 'site' }).workflow('release').job('build-documentation');
  expect(made.step('Check out').with).toMatchObject({ ref: '${{ needs.tag.outputs.revision }}' });
  expect(made.step('Keep site').with).toMatchObject({ path: 'site' });
  expect(made.document).toMatchObject({ if: "needs.plan.outputs.dist-tag == 'latest'", needs: expect.arrayContaining(['plan', 'tag', 'verify-production']) });
  expect(releases({ documentationCommand: 'npm run build' }).workflow('release').job('build-documentation').step('Keep site').with).toMatchObject({ path: 'docs/generated' });
  expect(releases().workflow('release').jobs.map(({ id }) => id)).not.toContain('build-documentation');
});

test('its hooks see the fields of a subclass', () => {
  class Own extends DocumentationStage {
    private readonly title = 'Mine';
    protected buildJob(): Job { return this.marked(super.buildJob()); }
    protected deployJob(made: Job): Job { return this.marked(super.deployJob(made)); }
    private marked(job: Job): Job {
      job.addStep(Step.command('true', { name: this.title }));
      return job;
    }
  }
  for (const job of workflow({}, {}, Own).jobs) expect(job.steps.map(({ name }) => name)).toContain('Mine');
});

describe('refused is', () => {
  const refusal = (options: Partial<DocumentationStageOptions>) => {
    const { error, changed } = attempt((outdir) => {
      const project = new DeliveryProject({ name: 'tool', outdir });
      const pipeline = new Pipeline(project, 'Ci');
      pages(pipeline);
      new DocumentationStage(pipeline, 'Docs', { ...GIVEN, ...options });
      return project;
    }, { files: FILES });
    expect(changed).toEqual([]);
    return error?.message ?? 'nothing was refused';
  };

  test.each(['', '/docs', '../docs', 'docs/../..', './docs', 'docs/', 'a b', '${{ x }}', '.'])('the folder %j', (directory) => {
    expect(refusal({ directory })).toContain(`Ci/Docs: \`directory\` "${directory}" is no folder inside the repository.`);
    expect(refusal({ directory })).toContain('such as docs/generated');
  });

  test('a command that is empty or pastes an expression', () => {
    expect(refusal({ command: '' })).toContain('Ci/Docs: `command` is empty.');
    expect(refusal({ command: 'make ${{ github.ref }}' })).toContain('Ci/Docs: `command` pastes an expression');
  });
});
