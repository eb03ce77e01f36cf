// Guards: which commit wins, that one repository has one commit, and that each wrong call is told with its repair.
import { ActionCatalog } from '../../src/catalog/action-catalog';
import { ActionCall } from '../../src/model/action-call';

const catalog = ActionCatalog.standard();
const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const problem = (call: ActionCall, from = catalog) => from.check(call).map(({ problem: text, fix }) => `${text} | ${fix}`);

describe('resolve', () => {
  test('takes the catalogue', () => {
    expect(catalog.resolve(ActionCall.of('actions/checkout'))).toEqual({
      uses: 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1',
      version: 'v7.0.1',
      verified: true,
    });
  });

  test('says which pin is not verified', () => {
    expect(catalog.resolve(ActionCall.of('codecov/codecov-action'))).toMatchObject({ version: 'v7.0.0', verified: false });
  });

  test("prefers the repository's pins, and the call's own commit to both", () => {
    const pinned = catalog.with('actions/cache', { commit: A, version: 'v8.0.0' }).withPins({ 'Actions/Cache': { commit: B, version: 'v9.0.0' } });
    expect(catalog.with('actions/cache', { commit: A, version: 'v8.0.0' }).resolve(ActionCall.of('actions/cache')).version).toBe('v8.0.0');
    expect(pinned.resolve(ActionCall.of('actions/cache/restore'))).toEqual({ uses: `actions/cache/restore@${B}`, version: 'v9.0.0', verified: false });
    const own = ActionCall.of('actions/cache', {}, { commit: 'c'.repeat(40), version: 'v10.0.0' });
    expect(pinned.resolve(own)).toEqual({ uses: `actions/cache@${'c'.repeat(40)}`, version: 'v10.0.0', verified: false });
  });

  test('gives one commit to every path of a repository', () => {
    const changed = catalog.with('github/codeql-action/init', { commit: A, version: 'v5.0.0' });
    expect(changed.resolve(ActionCall.of('github/codeql-action/analyze')).uses).toBe(`github/codeql-action/analyze@${A}`);
  });

  test('is verified only for the commit and version that were read', () => {
    const { commit, version } = catalog.find('actions/checkout')!;
    const call = ActionCall.of('actions/checkout');
    expect(catalog.withPins({ 'actions/checkout': { commit, version } }).resolve(call).verified).toBe(true);
    expect(catalog.withPins({ 'actions/checkout': { commit, version: 'v9.9.9' } }).resolve(call).verified).toBe(false);
  });

  test('compares names without case', () => {
    expect(catalog.resolve(ActionCall.of('swatinem/Rust-Cache')).uses).toMatch(/^swatinem\/Rust-Cache@[0-9a-f]{40}$/);
    expect(catalog.check(ActionCall.of('swatinem/Rust-Cache', { key: 'x' }))).toEqual([]);
  });

  test('leaves actions of the repository alone', () => {
    const local = ActionCall.local('.github/actions/setup', { anything: 1 });
    expect(catalog.resolve(local)).toEqual({ uses: local.action, version: '', verified: true });
    expect(catalog.check(local)).toEqual([]);
  });

  test('refuses what has no pin', () => {
    expect(() => catalog.resolve(ActionCall.of('acme/deploy'))).toThrow('acme/deploy is not in the catalogue and has no pin.');
  });
});

describe('check', () => {
  test('accepts a right call', () => {
    expect(problem(ActionCall.of('actions/checkout', { 'persist-credentials': false, 'Fetch-Depth': 0 }))).toEqual([]);
  });

  test('suggests the input that was meant', () => {
    expect(problem(ActionCall.of('actions/upload-artifact', { path: 'x', retentionDays: 3 }))[0])
      .toMatch(/^actions\/upload-artifact v7\.0\.0 has no input "retentionDays"\. \| Did you mean "retention-days"\? It has: name, path, /);
  });

  test('names each missing input', () => {
    expect(problem(ActionCall.of('actions/cache'))).toEqual([
      'actions/cache lacks the required input "path". | Give "path".',
      'actions/cache lacks the required input "key". | Give "key".',
    ]);
  });

  test('does not want a required input that has a default', () => {
    expect(problem(ActionCall.of('actions/deploy-pages'))).toEqual([]);
  });

  test('refuses a version that moves', () => {
    expect(problem(ActionCall.of('Azure/setup-helm'))[0]).toContain('lacks the input "version", whose default "latest" moves.');
    expect(problem(ActionCall.of('Azure/setup-helm', { version: 'v4.0.1' }))).toEqual([]);
  });

  test('refuses an action with its reason and successor, also with a commit of its own', () => {
    const text = 'tj-actions/changed-files is refused. Its tags were moved to foreign code on 2025-03-14. | Use `git diff --name-only` in a run step, or dorny/paths-filter.';
    expect(problem(ActionCall.of('tj-actions/changed-files'))).toEqual([text]);
    const own = ActionCall.of('TJ-Actions/changed-files', {}, { commit: A, version: 'v46.0.0' });
    expect(problem(own)[0]).toContain('is refused.');
    expect(() => catalog.resolve(own)).toThrow('is refused.');
  });

  test('refuses everything of an owner, but not an owner whose name begins alike', () => {
    expect(problem(ActionCall.of('actions-rs/toolchain'))[0]).toContain('actions-rs/toolchain is refused.');
    expect(catalog.refusal('actions-rust-lang/setup-rust-toolchain')).toBeUndefined();
    expect(catalog.refusal('google/osv-scanner-action/osv-scanner-action')).toBeUndefined();
  });

  test('lets a refused action pass for a reason only', () => {
    const call = ActionCall.of('tj-actions/changed-files');
    expect(problem(call, catalog.with(call.action, { commit: A, version: 'v47.0.0' }))).toHaveLength(1);
    expect(problem(call, catalog.with(call.action, { commit: A, version: 'v47.0.0', acceptedBecause: 'Read line by line on 2026-11-20.' }))).toEqual([]);
  });

  test('tells how to use an action it does not know', () => {
    expect(problem(ActionCall.of('action/chekout'))).toEqual([
      "action/chekout is not in the catalogue and has no pin. | Did you mean \"actions/checkout\"? Give its commit and version: ActionCall.of('action/chekout', {}, { commit: '<40 hex digits>', version: 'v1.2.3' }).",
    ]);
    expect(problem(ActionCall.of('acme/deploy', { x: 1 }, { commit: A, version: 'v1.0.0' }))).toEqual([]);
    expect(problem(ActionCall.of('acme/deploy', { x: 1 }), catalog.withPins({ 'acme/deploy': { commit: A, version: 'v1.0.0' } }))).toEqual([]);
  });

  test('does not take a mistyped path for an action of its repository', () => {
    expect(problem(ActionCall.of('actions/cache/restor', { path: 'x', key: 'k' }))[0]).toContain('Did you mean "actions/cache/restore"?');
  });

  test('names both versions when the pin is not the one whose inputs are known', () => {
    const pinned = catalog.withPins({ 'actions/checkout': { commit: A, version: 'v8.0.0' } });
    expect(problem(ActionCall.of('actions/checkout', { brandNew: true }), pinned)[0]).toContain('The inputs known are those of v7.0.1, the pin says v8.0.0.');
  });

  test('does not compare a call at another commit of its own', () => {
    expect(problem(ActionCall.of('actions/checkout', { brandNew: true }, { commit: A, version: 'v8.0.0' }))).toEqual([]);
  });

  test('compares with the inputs an override gives', () => {
    const own = catalog.with('acme/deploy', { commit: A, version: 'v2.0.0', inputs: { target: { required: true }, dryRun: { default: 'false' } } });
    expect(problem(ActionCall.of('acme/deploy', { 'dry-run': true }), own)).toEqual([
      'acme/deploy v2.0.0 has no input "dry-run". | Did you mean "dryRun"? It has: target, dryRun.',
      'acme/deploy lacks the required input "target". | Give "target".',
    ]);
  });
});

describe('outputs', () => {
  test('are checked where they are known', () => {
    expect(catalog.checkOutput(ActionCall.of('actions/cache'), 'cache-hit')).toEqual([]);
    expect(catalog.checkOutput(ActionCall.of('actions/cache'), 'cacheHit')[0].fix).toBe('Did you mean "cache-hit"? It has: cache-hit.');
    expect(catalog.checkOutput(ActionCall.of('docker/login-action'), 'x')[0].fix).toBe('It has no outputs.');
  });

  test('are free where the action makes them at run time', () => {
    expect(catalog.checkOutput(ActionCall.of('dorny/paths-filter'), 'backend')).toEqual([]);
    expect(catalog.checkOutput(ActionCall.of('acme/deploy'), 'anything')).toEqual([]);
  });
});

describe('changes', () => {
  test('leave the catalogue they start from as it is', () => {
    catalog.with('actions/checkout', { commit: A, version: 'v8.0.0' }).withPins({ 'actions/cache': { commit: B, version: 'v9.0.0' } });
    expect(ActionCatalog.standard().resolve(ActionCall.of('actions/checkout')).version).toBe('v7.0.1');
    expect(ActionCatalog.standard().resolve(ActionCall.of('actions/cache')).version).toBe('v5.0.5');
  });

  test.each([
    ['a tag', 'acme/deploy', 'v1', 'v1.0.0', '"v1" is not a commit of acme/deploy.'],
    ['a branch as version', 'acme/deploy', A, 'main', '"main" is not a version of acme/deploy.'],
    ['a name with a ref', 'acme/deploy@v1', A, 'v1.0.0', '"acme/deploy@v1" is not an action.'],
  ])('refuse %s', (_, action, commit, version, message) => {
    expect(() => catalog.with(action, { commit, version })).toThrow(message);
    expect(() => catalog.withPins({ [action]: { commit, version } })).toThrow(message);
  });

  test('lists what is known', () => {
    expect(catalog.actions).toContain('actions/checkout');
    expect(catalog.actions.length).toBeGreaterThan(150);
    expect(catalog.find('acme/deploy')).toBeUndefined();
  });
});
