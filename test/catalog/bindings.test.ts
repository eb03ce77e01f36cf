// Guards: a binding passes the verbatim names and nothing that was not given, and every binding fits the catalogue.
import { ActionCatalog } from '../../src/catalog/action-catalog';
import { mustBeGiven } from '../../src/catalog/action-entry';
import * as bindings from '../../src/catalog/actions';
import { ActionCall } from '../../src/model/action-call';
import { Expr } from '../../src/model/expr';
import { Step } from '../../src/model/step';

const { AnchoreScan, Cache, Checkout, Codecov, InstallAction, SetupNode } = bindings;
const catalog = ActionCatalog.standard();
const classes = Object.values(bindings) as unknown as { ACTION: string; call(inputs: Record<string, unknown>): ActionCall }[];

test('passes inputs by their verbatim names', () => {
  const call = SetupNode.call({ nodeVersion: Expr.matrix('node'), packageManagerCache: false });
  expect(call.action).toBe('actions/setup-node');
  expect(Object.keys(call.inputs)).toEqual(['node-version', 'package-manager-cache']);
  expect(String(call.inputs['node-version'])).toBe('${{ matrix.node }}');
  expect(call.inputs['package-manager-cache']).toBe(false);
});

test('passes nothing that was not given', () => {
  expect(Checkout.call().inputs).toEqual({});
  expect(Checkout.call({ ref: undefined, fetchDepth: 0 }).inputs).toEqual({ 'fetch-depth': 0 });
});

test('names outputs', () => {
  const step = Step.uses(Cache.call({ path: 'target', key: 'k' }), { id: 'cache' });
  expect(step.output(Cache.OUTPUT_CACHE_HIT).text).toBe('steps.cache.outputs.cache-hit');
});

test('wants the version of a program that would float', () => {
  // @ts-expect-error version is mandatory
  expect(catalog.check(Codecov.call({ useOidc: true }))).toHaveLength(1);
  expect(catalog.check(Codecov.call({ useOidc: true, version: 'v10.4.0' }))).toEqual([]);
  // @ts-expect-error tool is mandatory
  expect(catalog.check(InstallAction.call({}))).toHaveLength(1);
  // Grype's version is fixed by the action's own commit.
  expect(catalog.check(AnchoreScan.call({ path: '.' }))).toEqual([]);
});

test('there is one for each of the actions that stages use', () => {
  expect(classes.map((binding) => binding.ACTION).sort()).toMatchInlineSnapshot(`
[
  "Azure/setup-helm",
  "Azure/setup-kubectl",
  "Swatinem/rust-cache",
  "actions/attest",
  "actions/cache",
  "actions/cache/restore",
  "actions/cache/save",
  "actions/checkout",
  "actions/configure-pages",
  "actions/create-github-app-token",
  "actions/dependency-review-action",
  "actions/deploy-pages",
  "actions/download-artifact",
  "actions/setup-node",
  "actions/upload-artifact",
  "actions/upload-pages-artifact",
  "anchore/sbom-action",
  "anchore/scan-action",
  "aws-actions/configure-aws-credentials",
  "codecov/codecov-action",
  "docker/build-push-action",
  "docker/login-action",
  "docker/metadata-action",
  "docker/setup-buildx-action",
  "github/codeql-action/analyze",
  "github/codeql-action/init",
  "github/codeql-action/upload-sarif",
  "google-github-actions/auth",
  "google-github-actions/get-gke-credentials",
  "oven-sh/setup-bun",
  "taiki-e/install-action",
]
`);
});

test.each(classes.map((binding) => [binding.ACTION, binding] as const))('%s reaches every input of its entry', (action, binding) => {
  // Reads through a proxy give each property its own name back, so each input shows which property feeds it.
  const inputs = binding.call(new Proxy({}, { get: (_, property) => String(property) })).inputs;
  const entry = catalog.find(action)!;
  expect(Object.keys(inputs)).toEqual(Object.keys(entry.inputs));
  expect(new Set(Object.values(inputs)).size).toBe(Object.keys(inputs).length);
  expect(catalog.check(binding.call({})).length).toBe(Object.values(entry.inputs).filter(mustBeGiven).length);
});
