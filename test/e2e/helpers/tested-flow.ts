/** Path of a workflow written by hand. */
export const FLOW = '.github/workflows/flow.yml';

/** That workflow: a deployment behind a build, with a line of its own. */
export function deployment(line: string): string {
  return `on: push
jobs:
  build:
    runs-on: ubuntu-24.04
    steps: [{ run: make }]
  deploy:
    ${line}
    runs-on: ubuntu-24.04
    steps: [{ run: make deploy }]
`;
}

const TEST = `import { Event, Law, prove, Result, simulate } from 'projen-delivery/testing';

test('a failed build is not deployed', () => {
  const run = simulate('.', Event.push()).withResult('build', Result.FAILURE).run();
  expect(run.job('deploy')).toBeSkippedBecause("result of build is 'failure'");
  expect(prove('.').that(Law.onlyAfterSuccessOf('deploy', 'build')).check()).toHold();
});
`;

function project(manifest: object, compilerOptions: object, imports: string): Record<string, string> {
  const strict = { target: 'es2022', strict: true, isolatedModules: true, skipLibCheck: false };
  return {
    [FLOW]: deployment('needs: build'),
    'package.json': `${JSON.stringify({ name: 'flow', private: true, ...manifest }, null, 2)}\n`,
    'tsconfig.json': JSON.stringify({ compilerOptions: { ...strict, ...compilerOptions }, include: ['test'] }),
    'test/flow.test.ts': `${imports}\n${TEST}`,
  };
}

/** Test runners, each with a project from scratch: what it installs, its files, and how its tests are run. */
export const RUNNERS = [
  {
    name: 'jest',
    installs: ['jest@30', 'ts-jest@29', '@types/jest@30'],
    files: project({ jest: { preset: 'ts-jest' } }, { module: 'node16', types: ['jest'] }, 'import \'projen-delivery/testing/jest\';'),
    run: ['jest'],
  },
  {
    name: 'vitest',
    installs: ['vitest@4'],
    files: project({ type: 'module' }, { module: 'es2022', moduleResolution: 'bundler', types: [] }, 'import { expect, test } from \'vitest\';\nimport \'projen-delivery/testing/vitest\';'),
    run: ['vitest', 'run'],
  },
];
