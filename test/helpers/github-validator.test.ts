// Guards that the bundled validator reports what GitHub would, knows cache-mode and $/ references,
// and says the same as the published asynchronous code; and that expressions have GitHub's values.
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';
import { evaluateCondition, evaluateExpression, validateGithubFile } from './github-validator';
import type { ValidateOptions } from './github-validator';
import { yamlTexts } from './yaml-texts';
import { buildBundle, bundleNotice, vendoredBundle } from '../../projenrc/vendor';

const workflow = (step: string) => `on: pull_request
cache-mode: none
permissions: {}
jobs:
  build:
    runs-on: ubuntu-26.04
    cache-mode: read
    steps:
      ${step}
`;
const actionText = `name: Act
description: Acts.
inputs:
  what:
    description: What to do.
    required: true
runs:
  using: composite
  steps:
    - run: echo
      shell: bash
`;
const options: ValidateOptions = {
  actions: ({ owner, name, ref }) =>
    owner === 'actions' && name === 'checkout' && ref === 'v9'
      ? { name: 'Checkout', description: 'Checks out.', inputs: { depth: { required: false } } }
      : undefined,
  files: (file) => (file === '.github/actions/act/action.yml' ? actionText : undefined),
};

function messages(text: string, file = '.github/workflows/x.yml'): string[] {
  return validateGithubFile(file, text, options).map((finding) => `${finding.line}:${finding.column} ${finding.severity} ${finding.message}`);
}

describe('validateGithubFile', () => {
  test.each([
    ['a plain step', '- run: echo'],
    ['a known action', '- uses: actions/checkout@v9\n        with:\n          depth: 1'],
    ['a $/ action', '- uses: $/.github/actions/act\n        with:\n          what: x'],
    ['the event of the trigger', '- run: echo\n        if: github.event.pull_request.draft'],
  ])('passes %s', (_, step) => {
    expect(messages(workflow(step))).toEqual([]);
  });

  test.each([
    ['an unknown key', '- run: echo\n        runs: x', "10:9 error Unexpected value 'runs'"],
    ['an unknown action', '- uses: actions/checkout@v1', '9:15 error Unable to resolve action `actions/checkout@v1`, repository or version not found'],
    ['an unknown input', '- uses: actions/checkout@v9\n        with:\n          deep: 1', "11:11 error Invalid action input 'deep'"],
    ['a missing input of a $/ action', '- uses: $/.github/actions/act', '9:9 error Missing required input `what`'],
    ['an unknown context', '- run: echo\n        if: githab.ref', "10:13 error Unrecognized named-value: 'githab'"],
    ['a property that the event lacks', '- run: echo ${{ github.event.release.id }}', '9:19 warning Context access might be invalid: release'],
  ])('reports %s', (_, step, message) => {
    expect(messages(workflow(step))).toContain(message);
  });

  test('knows the values of cache-mode', () => {
    expect(messages(workflow('- run: echo').replace('cache-mode: read', 'cache-mode: some'))).toEqual(["7:17 error Unexpected value 'some'"]);
  });

  test('reads an action', () => {
    expect(messages(actionText, '.github/actions/act/action.yml')).toEqual([]);
    expect(messages(actionText.replace('      shell: bash\n', ''), 'action.yml')).not.toEqual([]);
  });

  test('refuses other files', () => {
    expect(() => validateGithubFile('.github/dependabot.yml', '')).toThrow('neither');
  });

  test('is committed as its recipe makes it, with every licence', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'validator-'));
    try {
      buildBundle(path.join(folder, 'bundle.cjs'));
      expect(fs.readFileSync(vendoredBundle, 'utf8') === fs.readFileSync(path.join(folder, 'bundle.cjs'), 'utf8')).toBe(true);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
    expect(fs.readFileSync(path.join(path.dirname(vendoredBundle), 'NOTICE'), 'utf8')).toBe(bundleNotice());
    expect(fs.readFileSync(vendoredBundle, 'utf8')).not.toMatch(/\bawait \w/);
  });

  test('says the same as the published code', async () => {
    // Inside the repository: the bundle leaves out what both share.
    const cache = path.join(__dirname, '..', '..', 'node_modules', '.cache');
    fs.mkdirSync(cache, { recursive: true });
    const folder = fs.mkdtempSync(path.join(cache, 'validator-'));
    try {
      const file = path.join(folder, 'published.cjs');
      buildBundle(file, { asPublished: true });
      const load = createRequire(__filename);
      const [published, ours] = [load(file), load(vendoredBundle)];
      const texts = corpus();
      const found = texts.map((text, index) => diagnostics(ours, index, text));
      expect(found.flat().length).toBeGreaterThan(200);
      expect(await Promise.all(texts.map((text, index) => diagnostics(published, index, text)))).toEqual(found);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** Workflows that exercise the edited code: several expressions on one event, all kinds of errors, and whatever else is at hand. */
function corpus(): string[] {
  const steps = ['- run: echo', '- run: 1\n        uses: 2', '- uses: actions/checkout@v1', '- uses: $/.github/actions/act', '- run: echo\n        if: nope.x'];
  const expressions = ['github.event.pull_request.title', 'github.event.release.id', 'github.nope', 'inputs.x', 'env.X', 'steps.a.outputs.b'];
  const long = `- run: |\n          ${expressions.map((text) => `echo \${{ ${text} }}`).join('\n          ')}`;
  const texts = [...steps, long].map(workflow);
  const real = yamlTexts('test/data', 'examples');
  return [...texts, ...texts.map((text) => text.replace('on: pull_request', 'on: [push, release, workflow_dispatch]')), ...real, ...real.flatMap(mistyped)];
}

/** A name misspelt in each of some expressions, and one key. */
function mistyped(text: string): string[] {
  const wrong = text.replace(/(\$\{\{[^}]*?)(\w)(\w\b)/g, (all, before, first, second, offset) => (offset % 3 === 0 ? `${before}${second}${first}` : all));
  const key = text.replace(/^( +)([a-z-]+):/m, '$1$2x:');
  return [wrong, key].filter((each) => each !== text);
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
function diagnostics(bundle: any, index: number, text: string): unknown {
  return bundle.validate(bundle.TextDocument.create(/^runs:/m.test(text) ? `file:///c${index}/action.yml` : `file:///.github/workflows/c${index}.yml`, 'yaml', 1, text), {
    featureFlags: new bundle.FeatureFlags({}),
    actionsMetadataProvider: { fetchActionMetadata: options.actions },
    fileProvider: { getFileContent: (reference: { path: string }) => ({ name: reference.path, content: options.files?.(reference.path) ?? '' }) },
  });
}

describe('evaluateExpression', () => {
  const context = { needs: { build: { result: 'success', outputs: { tag: 'V1' } } }, github: { ref: 'refs/heads/main' } };

  test.each([
    ["needs.build.outputs.tag == 'v1'", true],
    ['${{ needs.build.outputs.none }}', null],
    ["startsWith(github.ref, 'refs/heads/') && 'branch' || 'tag'", 'branch'],
    ["fromJSON('[1, 2]')[1]", 2],
    ["format('{0}-{1}', github.ref, 1)", 'refs/heads/main-1'],
    ['needs.*.result', ['success']],
    ["case(github.ref == 'x', 1, 2)", 2],
  ])('%s', (text, value) => {
    expect(evaluateExpression(text, context)).toEqual(value);
  });

  test('takes further functions', () => {
    const functions = { hashFiles: (...patterns: unknown[]) => patterns.join('+') };
    expect(evaluateExpression("hashFiles('a', 'b')", {}, { functions })).toBe('a+b');
  });

  test.each(['nope.x', 'nope()', '1 +', 'always(1)'])('refuses %s', (text) => {
    expect(() => evaluateExpression(text, context)).toThrow();
  });
});

describe('evaluateCondition', () => {
  const context = { github: { ref: 'main' }, needs: { a: { result: 'failure' } } };

  test.each([
    ["github.ref == 'main'", 'success', true],
    ["github.ref == 'main'", 'failure', false],
    ["always() && needs.a.result == 'failure'", 'failure', true],
    ['!cancelled()', 'failure', true],
    ['!cancelled()', 'cancelled', false],
    ["failure() || github.ref == 'x'", 'success', false],
    ["contains('success()', 'x')", 'failure', false],
    ['github.none', 'success', false],
  ] as const)('%s after %s', (text, status, runs) => {
    expect(evaluateCondition(text, context, { status })).toBe(runs);
  });
});
