// What is published is what was tested: the commit of the Git tag, with nothing from a cache, by commands that exist.
import { composed, refusal as releaseRefusal, releaseJob, stagesRefusal } from './composed';
import { Job, NpmReleasePipelineOptions, PackageManager, ReleaseTestStage, ReleaseTestStageOptions, Step } from '../../../src';

const commands = (options: NpmReleasePipelineOptions = {}, scripts?: Record<string, string>) =>
  releaseJob('test', options, scripts && { manifest: { scripts: { build: 'b', ...scripts } } }).steps.slice(3).map(({ run }) => run);
const own = (options: ReleaseTestStageOptions) => composed((pipeline) => new ReleaseTestStage(pipeline, 'Own', { workflow: 'release', ...options })).workflow('release').job('test');
const refusal = (options: ReleaseTestStageOptions, scripts?: Record<string, string>) =>
  stagesRefusal((pipeline) => new ReleaseTestStage(pipeline, 'Own', { workflow: 'release', ...options }), {}, scripts && { manifest: { scripts: { build: 'b', ...scripts } } });

test('tests the commit of the tag from scratch', () => {
  const job = releaseJob('test');
  expect(job.step('Check out').with).toMatchObject({ ref: '${{ needs.tag.outputs.revision }}' });
  expect(job.step('Set up Node.js').with).toMatchObject({ 'package-manager-cache': false });
  expect(job.document).toMatchObject({ needs: 'tag', permissions: { contents: 'read' } });
});

test('ref is what is checked out; by default the commit of the run', () => {
  expect(own({}).step('Check out').with).not.toHaveProperty('ref');
});

test.each<[string, Record<string, string>, string[]]>([
  ['lint, format and unit tests', { 'lint': 'l', 'check-format': 'f', 'test:unit': 'u', 'test': 't' }, ['npm run lint', 'npm run check-format', 'npm run test:unit']],
  ['the tests where there are no unit tests', { test: 't' }, ['npm run test']],
])('by default: %s', (_, scripts, expected) => expect(commands({}, scripts)).toEqual(expected));

test('commands are those it is told, in their order', () => {
  expect(commands({ testCommands: ['make check', 'npm run lint'] })).toEqual(['make check', 'npm run lint']);
  expect(own({ commands: ['make check'] }).step('Run make check').run).toBe('make check');
});

test('another package manager and another folder', () => {
  const files = { 'packages/tool/package.json': JSON.stringify({ name: '@acme/tool', repository: 'acme/tool', packageManager: 'pnpm@10.1.0', scripts: { build: 'b', test: 't' } }), 'packages/tool/pnpm-lock.yaml': '' };
  const job = releaseJob('test', { packageManager: PackageManager.PNPM, packageDirectory: 'packages/tool' }, { files });
  expect(job.step('Run test')).toMatchObject({ 'run': 'pnpm run test', 'working-directory': 'packages/tool' });
});

test('testJob is a hook', () => {
  class Own extends ReleaseTestStage {
    private readonly title = 'Mine';
    protected testJob(): Job {
      const job = super.testJob();
      job.addStep(Step.command('true', { name: this.title }));
      return job;
    }
  }
  expect(composed((pipeline) => new Own(pipeline, 'Own', { workflow: 'release' })).workflow('release').job('test').steps.map(({ name }) => name)).toContain('Mine');
});

test.each<[string, ReleaseTestStageOptions, Record<string, string> | undefined, string, string]>([
  ['no command', { commands: [] }, undefined, 'Own/Own: `commands` is empty.', 'leave it out for the usual scripts'],
  ['an empty command', { commands: ['npm run lint', ' '] }, undefined, 'Own/Own: `commands` is empty.', 'Give the command'],
  ['an expression', { commands: ['make ${{ github.ref }}'] }, undefined, 'Own/Own: `commands` pastes an expression', '"$NAME"'],
  ['no test', {}, { lint: 'l' }, 'Own/Own: package.json has neither a script `test:unit` nor `test`.', 'in `commands`'],
])('%s is refused', (_, options, scripts, problem, fix) => {
  const said = refusal(options, scripts);
  expect(said).toContain(problem);
  expect(said).toContain(fix);
});

test('a script that is not there is refused', () => {
  expect(releaseRefusal({ testCommands: ['npm run chek'] })).toMatch(/^Release\/Test: "npm run chek" runs a script that package\.json lacks\.[^]*Its scripts are: /);
});
