import { DriftStage, DriftStageOptions } from '../../../src';
import { jobIn, stepNames } from '../in-pipeline';

const job = (options: DriftStageOptions = {}) => jobIn('drift', (pipeline) => new DriftStage(pipeline, 'Drift', options));

test('it installs, runs the composition and compares, and may only read', () => {
  expect(stepNames(job())).toEqual(['Check out', 'Set up Node.js', 'Install dependencies', 'Run the composition', 'Compare with what is committed']);
  expect(job().step('Run the composition').run).toBe('npx --no-install projen-delivery synth');
  expect(job().document).toMatchObject({ 'name': 'Generated Files', 'permissions': { contents: 'read' }, 'timeout-minutes': 10 });
});

test('command runs another composition', () => {
  expect(job({ command: 'npx projen --no-post' }).step('Run the composition').run).toBe('npx projen --no-post');
});
