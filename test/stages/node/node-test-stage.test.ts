import { Coverage, NodeTestStage, NodeTestStageOptions } from '../../../src';
import { InPipeline, jobIn, stepNames, written } from '../in-pipeline';

const stage = (options: NodeTestStageOptions) => (pipeline: any) => new NodeTestStage(pipeline, 'Tests', options);
const tests = (options: NodeTestStageOptions = {}, where: InPipeline = {}) => jobIn('unit-tests', stage(options), where);

test('without options the repository\'s own version runs the unit tests', () => {
  expect(stepNames(tests())).toEqual(['Check out', 'Set up Node.js', 'Install dependencies', 'Run unit tests']);
  expect(tests().step('Set up Node.js').with).toMatchObject({ 'node-version-file': '.nvmrc' });
  expect(tests().document.strategy).toBeUndefined();
  expect(tests().document.name).toBe('Unit Tests');
});

test('versions are the legs, each telling its own result', () => {
  const { document } = tests({ versions: ['22', '24'] });
  expect(document.strategy).toEqual({ 'fail-fast': false, 'matrix': { node: ['22', '24'] } });
  expect(document.name).toBe('Unit Tests (Node ${{ matrix.node }})');
  expect(document.steps[1].with['node-version']).toBe('${{ matrix.node }}');
});

test('maxParallel limits the legs at a time', () => {
  expect(tests({ versions: ['22', '24'], maxParallel: 1 }).document.strategy['max-parallel']).toBe(1);
});

test('command is what runs; by default the script that measures where coverage is wanted', () => {
  expect(tests({ command: 'make test' }).step('Run unit tests').run).toBe('make test');
  expect(tests().step('Run unit tests').run).toBe('npm run test:unit');
  expect(tests({ coverage: Coverage.codecov() }).step('Run unit tests').run).toBe('npm run test:coverage');
});

test('coverage is kept by the tests and uploaded by a job that runs no code of the repository', () => {
  const workflow = written(stage({ coverage: Coverage.codecov({ file: 'out/lcov.info' }), versions: ['22', '24'] })).workflow('ci');
  expect(workflow.job('unit-tests').step('Keep coverage').with).toMatchObject({ name: 'coverage-node-${{ matrix.node }}', path: 'out/lcov.info' });
  const upload = workflow.job('coverage');
  expect(upload.document.permissions).toEqual({ 'contents': 'read', 'id-token': 'write' });
  expect(upload.document.strategy.matrix).toEqual({ node: ['22', '24'] });
  expect(upload.steps.filter((step) => step.run)).toEqual([]);
  expect(workflow.job('unit-tests').document.permissions).toEqual({ contents: 'read' });
});

test('in a folder it runs and measures there', () => {
  const job = tests({ coverage: Coverage.codecov(), command: 'make' }, { node: { packageDirectory: 'web', installCommand: 'make deps' } });
  expect(job.step('Run unit tests')['working-directory']).toBe('web');
  expect(job.step('Keep coverage').with!.path).toBe('web/coverage/lcov.info');
});
