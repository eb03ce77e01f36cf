import { cdk, javascript } from 'projen';
import { EndToEndStage } from './projenrc/end-to-end-stage';
import { NodeCiPipeline, ValidationPart } from './src';

const project = new cdk.JsiiProject({
  name: 'projen-delivery',
  description: 'CI and delivery pipelines as constructs, for projen projects and for repositories that exist already.',
  keywords: ['projen', 'github-actions', 'ci', 'delivery', 'constructs', 'kubernetes', 'helm', 'rust', 'node', 'kvm'],
  author: 'projen-delivery maintainers',
  authorAddress: 'maintainers@projen-delivery.example',
  repositoryUrl: 'https://github.com/projen-delivery/projen-delivery.git',
  license: 'Apache-2.0',
  defaultReleaseBranch: 'main',
  projenrcTs: true,
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',
  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: '20.16.0',
  peerDeps: ['projen@>=0.103.25 <1.0.0', 'constructs@^10.5.0'],
  peerDependencyOptions: { pinnedDevDependency: false },
  bundledDeps: ['@dagrejs/dagre@3.1.3', 'mvdan-sh@0.10.1', 'smol-toml', 'yaml'],
  devDeps: [
    'projen@0.103.25',
    // The lowest that the peer range allows, as jsii wants it.
    'constructs@10.5.0',
    // GitHub's own parser, validator and expression evaluator: assets/vendor is made of them.
    '@actions/expressions@0.3.61',
    '@actions/languageservice@0.3.61',
    '@actions/workflow-parser@0.3.61',
    // Most shell scripts are parsed by it; bundled into assets/vendor.
    'unbash@6.0.4',
    // The test and the interval of benchmark comparisons, bundled into assets/vendor.
    '@stdlib/stats-base-dists-normal-quantile@0.3.1',
    '@stdlib/stats-base-dists-signrank-quantile@0.2.3',
    '@stdlib/stats-wilcoxon@0.2.3',
    '@octokit/core@^6',
    // Real payloads of events, which those of simulated events are compared with.
    '@octokit/webhooks-examples@7.6.1',
    // The page of `graph` is looked at in a browser, its accessibility by axe, its Mermaid by Mermaid.
    '@mermaid-js/tiny@12.0.0',
    'axe-core@4.14.1',
    'playwright-core@1.65.1',
    'ajv@^8',
    'ajv-formats@^3',
    'esbuild',
    'fast-check',
  ],
  github: false,
  release: false,
  docgenFilePath: 'docs/api/API.md',
  jestOptions: {
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    passWithNoTests: false,
    jestVersion: '^30',
    junitReporting: false,
    jestConfig: {
      collectCoverage: false,
      testPathIgnorePatterns: ['/node_modules/', '/examples/', '/.tools/'],
      modulePathIgnorePatterns: ['<rootDir>/examples/', '<rootDir>/dist/', '<rootDir>/lib/', '<rootDir>/test/data/'],
      moduleNameMapper: { '^projen-delivery$': '<rootDir>/src', '^projen-delivery/testing(/jest)?$': '<rootDir>/src/testing$1' },
      testTimeout: 60_000,
      // Tests wait for the programs they run, so a worker more than there are free cores does no harm.
      maxWorkers: '100%',
      setupFilesAfterEnv: ['<rootDir>/test/helpers/require-programs.ts'],
      reporters: [new javascript.JestReporter('<rootDir>/test/helpers/count-reporter.js')],
      // End-to-end stories have a configuration of their own.
      testMatch: ['<rootDir>/test/**/*.test.ts'],
    },
  },
  eslintOptions: { dirs: ['src', 'test', 'projenrc'], ignorePatterns: ['examples/', 'lib/', 'src/catalog/actions/', 'assets/vendor/'] },
  gitignore: ['/.tools/', '/test-reports/', '.DS_Store'],
});

for (const path of ['/.tools/', '/.ci/', '/docs/decisions/', '/examples/', '/projenrc/', '/resources/', '/tsconfig.json', '/CONTRIBUTING.md']) project.addPackageIgnore(path);

// The lock file must install everywhere: 1.13.0 names platform packages that are not all published.
project.package.addPackageResolutions('unrs-resolver@1.12.2');

project.package.addBin({ 'projen-delivery': 'bin/projen-delivery' });

// `projen-delivery/testing` for every way of resolving modules.
project.package.addField('exports', {
  '.': './lib/index.js',
  './testing': './lib/testing/index.js',
  './testing/jest': './lib/testing/jest.js',
  './testing/vitest': { types: './assets/testing/vitest.d.mts', default: './assets/testing/vitest.mjs' },
  './projenrc': './lib/project/run-projenrc.js',
  './package.json': './package.json',
  './.jsii': './.jsii',
});
project.package.addField('typesVersions', { '*': { 'testing': ['lib/testing/index.d.ts'], 'testing/jest': ['lib/testing/jest.d.ts'] } });

// jsii works on the oldest Node we support, and says at length that it is old.
for (const task of [project.compileTask, project.tasks.tryFind('docgen')]) task?.env('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');

// What is tested includes the compiled library, which the downstream example imports.
project.testTask.prependSpawn(project.compileTask);

const script = (name: string) => `ts-node -T -P projenrc/tsconfig.json projenrc/${name}.ts`;
// The command that is run most often is one file.
project.compileTask.exec(script('bundle-check'));
project.addTask('tools', { description: 'Bring the linters that tests need into .tools/', exec: script('tools'), receiveArgs: true });
project.addTask('machine', { description: 'In CI, install and build the programs that tests start', exec: 'ts-node -T -P test/tsconfig.json test/e2e/helpers/prepare-machine.ts' });
project.addTask('constants', { description: 'Generate constants and action bindings from resources/', exec: script('generate-constants') });
project.addTask('examples', { description: 'Synthesize the examples in place and say what was written and checked', exec: script('examples'), receiveArgs: true });
project.addTask('vendor', { description: 'Bundle what is used unchanged of others into assets/vendor', exec: script('vendor') });
project.addTask('check-data', { description: 'Write anew what the checks find in their test data; read the difference before committing it', exec: script('check-data'), receiveArgs: true });
project.addTask('check-docs', { description: 'Write the tables of docs/checks/README.md from the checks', exec: script('check-docs') });
project.addTask('bench', { description: 'Measure synth and load time as ratios of one run', exec: script('bench/index'), receiveArgs: true });
project.addTask('doc-samples', { description: 'Insert compiled samples into the documentation', exec: script('doc-samples'), receiveArgs: true });
project.addTask('e2e', { description: 'Execute the synthesized pipelines of the examples for real', exec: 'jest --config test/e2e/jest.config.json', receiveArgs: true });

// Which way imports may point; see docs/architecture.md.
const layers = [
  'model', 'catalog', 'script', 'inventory', 'emit', 'read', 'checks', 'simulate', 'run', 'prove', 'graph', 'diff', 'benchmark', 'cli', 'files', 'ci', 'stages', 'pipelines',
];
const allowed: Record<string, string[]> = {
  model: [],
  catalog: ['model'],
  script: ['model'],
  inventory: ['model'],
  emit: ['model', 'catalog', 'script'],
  read: ['model', 'catalog', 'script'],
  checks: ['model', 'catalog', 'script', 'read'],
  simulate: ['model', 'catalog', 'read'],
  run: ['model', 'catalog', 'read', 'simulate'],
  prove: ['catalog', 'read', 'simulate', 'run'],
  graph: ['catalog', 'read', 'simulate'],
  diff: ['model', 'catalog', 'read'],
  benchmark: [],
  cli: ['model', 'catalog', 'script', 'read', 'checks', 'simulate', 'run', 'prove', 'graph', 'diff', 'benchmark', 'project'],
  files: ['model', 'catalog', 'script', 'emit', 'read', 'checks'],
  ci: ['model', 'catalog', 'script', 'inventory', 'emit', 'read', 'checks', 'files'],
  stages: ['model', 'catalog', 'script', 'inventory', 'emit', 'read', 'checks', 'files', 'ci'],
  pipelines: ['model', 'catalog', 'script', 'inventory', 'emit', 'read', 'checks', 'files', 'ci', 'stages'],
};
project.eslint?.addRules({
  'import/no-restricted-paths': ['error', {
    zones: layers.map((layer) => ({
      target: `./src/${layer}`,
      from: './src',
      except: [layer, ...allowed[layer]].map((name) => `./${name}`),
      message: `src/${layer} may import only: ${allowed[layer].join(', ') || 'nothing of ours'}. See docs/architecture.md.`,
    })),
  }],
  'import/no-cycle': 'off',
  // Late requires keep the load time low.
  '@typescript-eslint/no-require-imports': 'off',
  '@stylistic/max-len': ['error', { code: 180, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true, ignoreComments: true }],
  'max-lines': ['error', { max: 300, skipComments: false }],
  '@typescript-eslint/member-ordering': 'off',
});
project.eslint?.addOverride({ files: ['src/{model,catalog,script,inventory,emit,read,checks,simulate,run,prove,graph,diff,benchmark,cli}/**/*.ts'], rules: { 'no-restricted-imports': ['error', { paths: ['projen', 'constructs'] }] } });
project.eslint?.addOverride({ files: ['test/**/*.ts', 'projenrc/**/*.ts'], rules: { 'import/no-extraneous-dependencies': 'off', 'max-lines': 'off' } });

// Not anchored, it hides src/stages/coverage.
project.gitignore.removePatterns('coverage');

// Made by every compile and part of the package; too large and too restless to be committed.
project.gitignore.exclude('/docs/api/');

// Our own CI, from our own constructs.
const ci = new NodeCiPipeline(project, 'Ci', {
  nodeVersion: '24',
  testVersions: ['22', '24'],
  lintCommand: 'npm run eslint',
  buildCommand: 'npm run compile',
  testCommand: 'npx projen tools && npx projen machine && npm test',
  without: [ValidationPart.FORMAT],
});

new EndToEndStage(ci, 'EndToEnd');

project.synth();
