/** Files of a small real Node tool: its lint, format check, build and tests pass. */
export function smallTool(type: 'commonjs' | 'module'): Record<string, string> {
  const esm = type === 'module';
  const use = (names: string, from: string) => (esm ? `import ${names} from '${from}';` : `const ${names} = require('${from}');`);
  const own = (file: string) => (esm ? `${file}.js` : file);
  const manifest = {
    name: 'wordtally',
    version: '1.2.0',
    license: 'MIT',
    ...(esm ? { type } : {}),
    bin: { wordtally: 'dist/cli.js' },
    files: ['dist'],
    scripts: {
      'lint': 'node --check src/index.js && node --check src/cli.js',
      'check-format': 'node tools/check-format.js',
      'build': 'node tools/build.js',
      'test:coverage': 'node --test --experimental-test-coverage',
      'test:integration': 'node --test',
    },
  };
  return {
    'package.json': `${JSON.stringify(manifest, null, 2)}\n`,
    'src/index.js': `/** Number of words in a text. */\n${esm ? 'export ' : ''}function tally(text) {\n  return text.split(/\\s+/).filter(Boolean).length;\n}\n${esm ? '' : '\nmodule.exports = { tally };\n'}`,
    'src/cli.js': `#!/usr/bin/env node\n${use('{ readFileSync }', 'node:fs')}\n${use('{ tally }', own('./index'))}\n\nconsole.log(tally(readFileSync(0, 'utf8')));\n`,
    'tools/build.js': `${use('{ cpSync }', 'node:fs')}\n\ncpSync('src', 'dist', { recursive: true });\n`,
    'tools/check-format.js': `${use('{ readdirSync, readFileSync }', 'node:fs')}\n\nfor (const name of readdirSync('src')) {\n  if (/[ \\t]$/m.test(readFileSync(\`src/\${name}\`, 'utf8'))) throw new Error(\`src/\${name}: space at the end of a line\`);\n}\n`,
    'test/index.test.js': `${use('{ equal }', 'node:assert/strict')}\n${use('{ test }', 'node:test')}\n${use('{ tally }', own('../src/index'))}\n\ntest('counts words', () => equal(tally(' a bc\\td \\n'), 3));\n`,
    '.gitignore': 'node_modules\ndist\n',
    // Without a line break at its end, as many are.
    '.gitattributes': '* text=auto\n*.png binary',
  };
}

/** The composition of the README, for the small tool. */
export const COMPOSITION = `import { CompatibilityStage, Coverage, DeliveryProject, KvmIntegrationStage, NodeCiPipeline, Runner } from 'projen-delivery';

const project = new DeliveryProject({ name: 'wordtally', repository: 'ann/wordtally' });

const ci = new NodeCiPipeline(project, 'Ci', {
  nodeVersion: '24',
  testVersions: ['22', '24'],
  branches: ['main', 'dev'],
  coverage: Coverage.codecov({ project: 85, patch: 90, allowedDrop: 2 }),
});

new KvmIntegrationStage(ci, 'Integration', {
  command: 'npm run test:integration',
  packages: ['virtinst'],
});

new CompatibilityStage(ci, 'Compatibility', {
  runners: [Runner.UBUNTU_24_04, Runner.UBUNTU_26_04],
  command: 'wordtally --help',
});

project.synth();
`;
