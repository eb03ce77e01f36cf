// Guards: generated constants and bindings are what resources/ says, the generator refuses resources that
// disagree, every pin is a full commit, and one repository has one commit.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { propertyNames, renderBinding } from '../../projenrc/action-bindings';
import type { ActionResource, BindingResource } from '../../projenrc/action-bindings';
import { differences, generate, REPAIR } from '../../projenrc/generate-constants';

const root = path.resolve(__dirname, '..', '..');
const resource = <T>(name: string) => JSON.parse(fs.readFileSync(path.join(root, 'resources', name), 'utf8')) as T;
const { actions, refused } = resource<{ actions: Record<string, ActionResource>; refused: Record<string, { reason: string; successor: string }> }>('actions.json');
const bindings = resource<Record<string, BindingResource>>('action-bindings.json');

describe('generated files', () => {
  test('are committed as they would be generated', () => {
    const stale = differences();
    if (stale.length > 0) throw new Error(`These differ from resources/:\n  ${stale.join('\n  ')}\nRepair: ${REPAIR}`);
  });

  test('a changed text is noticed', () => {
    const files = generate();
    const [file] = Object.keys(files);
    expect(differences({ ...files, [file]: `${files[file]}// more\n` })).toEqual([file]);
  });

  test('a binding that nothing generates any more is noticed', () => {
    const files = generate();
    delete files['src/catalog/actions/checkout.ts'];
    expect(differences(files)).toEqual(['src/catalog/actions/checkout.ts']);
  });
});

describe('the generator', () => {
  const entry: ActionResource = {
    version: 'v1.0.0',
    commit: 'a'.repeat(40),
    using: 'node24',
    verified: true,
    inputs: { 'path': { required: true }, 'dry-run': { default: 'false' }, 'version': { default: 'latest', floating: true } },
    outputs: ['cacheKey'],
  };
  const binding: BindingResource = {
    class: 'Sample',
    summary: 'A sample.',
    inputs: { 'path': { summary: 'Where.' }, 'dry-run': { summary: 'Whether.' }, 'version': { summary: 'Which.' } },
    outputs: { cacheKey: 'The key.' },
  };

  test('makes required and floating inputs mandatory and the rest optional', () => {
    const text = renderBinding('o/r', entry, binding);
    expect(text).toContain('  readonly path: string | Expr;');
    expect(text).toContain('  readonly version: string | Expr;');
    expect(text).toContain('  /** Whether. @default false */\n  readonly dryRun?: boolean | Expr;');
    expect(text).toContain("public static readonly OUTPUT_CACHE_KEY = 'cacheKey';");
    expect(text).toContain('call(inputs: SampleInputs): ActionCall');
  });

  test('refuses an input without words', () => {
    expect(() => renderBinding('o/r', { ...entry, inputs: { ...entry.inputs, extra: {} } }, binding)).toThrow('o/r inputs: resources/action-bindings.json lacks [extra]');
  });

  test('refuses two inputs that become one property', () => {
    expect(() => propertyNames('o/r', ['dry-run', 'dry_run'])).toThrow('o/r: inputs "dry-run" and "dry_run" both become "dryRun".');
  });
});

describe('resources/actions.json', () => {
  test('pins every action by a commit and a version', () => {
    for (const [name, action] of Object.entries(actions)) {
      expect(`${name} ${action.commit}`).toMatch(/ [0-9a-f]{40}$/);
      expect(`${name} ${action.version}`).toMatch(/ v?\d/);
    }
  });

  test('has one commit for each repository', () => {
    const commits = new Map<string, Set<string>>();
    for (const [name, action] of Object.entries(actions)) {
      const repository = name.toLowerCase().split('/').slice(0, 2).join('/');
      commits.set(repository, (commits.get(repository) ?? new Set()).add(action.commit));
    }
    expect([...commits].filter(([, set]) => set.size > 1)).toEqual([]);
  });

  test('has only runtimes that runners still have', () => {
    expect([...new Set(Object.values(actions).map((action) => action.using))].sort()).toEqual(['composite', 'docker', 'node24', 'workflow_call']);
  });

  test('says why a pin is not verified', () => {
    const unverified = Object.entries(actions).filter(([, action]) => !action.verified);
    expect(unverified.map(([name]) => name)).toEqual(['actions/configure-pages', 'actions/dependency-review-action', 'codecov/codecov-action']);
    for (const [, action] of unverified) expect(action.note).toContain(action.version);
  });

  test('does not both offer and refuse an action', () => {
    expect(Object.keys(refused).filter((name) => name in actions)).toEqual([]);
    for (const { reason, successor } of Object.values(refused)) expect([reason, successor]).toEqual([expect.stringMatching(/\.$/), expect.stringMatching(/\w/)]);
  });

  test('has every action that has a binding', () => {
    expect(Object.keys(bindings).filter((name) => !(name in actions))).toEqual([]);
  });
});
