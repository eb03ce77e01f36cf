// Guards least permission: nothing is granted that was not named, merging keeps the higher access
// together with the reason for it, and every scope has a reason that is true of its access.
import { refusal } from './refusal';
import { Access, Permissions, PermissionScopes } from '../../src/model';

test('grants nothing by itself', () => {
  expect(Permissions.none().scopes()).toEqual({});
  expect(Permissions.of({ contents: Access.NONE, issues: undefined }).scopes()).toEqual({});
  expect(Permissions.none().accessTo('contents')).toBe(Access.NONE);
});

test('writes scopes as GitHub spells them, sorted', () => {
  const scopes: PermissionScopes = {
    actions: Access.READ,
    artifactMetadata: Access.WRITE,
    attestations: Access.WRITE,
    checks: Access.WRITE,
    contents: Access.READ,
    deployments: Access.WRITE,
    discussions: Access.WRITE,
    idToken: Access.WRITE,
    issues: Access.WRITE,
    models: Access.READ,
    packages: Access.WRITE,
    pages: Access.WRITE,
    pullRequests: Access.WRITE,
    securityEvents: Access.WRITE,
    statuses: Access.WRITE,
  };
  expect(Object.keys(Permissions.of(scopes).scopes())).toEqual([
    'actions', 'artifact-metadata', 'attestations', 'checks', 'contents', 'deployments', 'discussions', 'id-token',
    'issues', 'models', 'packages', 'pages', 'pull-requests', 'security-events', 'statuses',
  ]);
});

const orders = [Access.NONE, Access.READ, Access.WRITE];
test.each(orders.flatMap((left) => orders.map((right) => [left, right])))('merging %s and %s keeps the higher', (left, right) => {
  const merged = Permissions.of({ issues: left }).merge(Permissions.of({ issues: right }));
  expect(merged.accessTo('issues')).toBe(orders[Math.max(orders.indexOf(left), orders.indexOf(right))]);
});

test('merging changes neither part', () => {
  const [read, write] = [Permissions.readContents(), Permissions.of({ contents: Access.WRITE })];
  read.merge(write);
  expect([read.accessTo('contents'), write.accessTo('contents')]).toEqual([Access.READ, Access.WRITE]);
});

test('keeps the reason of the access that won', () => {
  const read = Permissions.of({ issues: Access.READ }, 'list issues');
  const write = Permissions.of({ issues: Access.WRITE }, 'open an issue');
  expect(read.merge(write).reasonFor('issues')).toBe('open an issue');
  expect(write.merge(read).reasonFor('issues')).toBe('open an issue');
});

test('gives a reason that fits the access where nobody said one', () => {
  expect(Permissions.readContents().reasonFor('contents')).toBe('read the repository');
  expect(Permissions.of({ contents: Access.WRITE }).reasonFor('contents')).toBe('write to the repository');
  expect(Permissions.of({ pullRequests: Access.READ }).reasonFor('pull-requests')).toBe('read pull requests');
  expect(Permissions.of({ statuses: Access.WRITE }).reasonFor('statuses')).toBe('needed by a step of this job');
});

test('refuses what GitHub refuses', () => {
  expect(refusal(() => Permissions.of({ idToken: Access.READ }))).toBe('Permissions.of: idToken cannot be "read".\n  GitHub allows Access.WRITE or Access.NONE for this scope.');
  expect(refusal(() => Permissions.of({ models: Access.WRITE }))).toBe('Permissions.of: models cannot be "write".\n  GitHub allows Access.READ or Access.NONE for this scope.');
});
