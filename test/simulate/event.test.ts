// Guards that every event GitHub knows can be made, looks as GitHub sends it, never changes, and that what GitHub
// does not know is refused with its name and what is near.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { EVENT_TYPES } from '../../src/model/events.const';
import { WorkflowSource } from '../../src/read/workflow-source';
import { YamlFile } from '../../src/read/yaml-file';
import { Event } from '../../src/simulate/event';
import { githubContext } from '../../src/simulate/event-context';
import { EventError } from '../../src/simulate/event-error';
import { optionNames } from '../../src/simulate/event-from';
import { eventOfRun } from '../../src/simulate/event-inputs';

const NAMES = Object.keys(EVENT_TYPES).filter((name) => name !== 'workflow_call');
const workflow = new WorkflowSource(YamlFile.of('.github/workflows/ci.yml', 'name: CI\non: push\njobs: {}\n'));

function some(name: string, action?: string): Event {
  if (name === 'workflow_run') return Event.workflowRun({ workflow: 'CI', action });
  return Event.of(name, { action, ...(name === 'repository_dispatch' ? { type: 'deploy' } : {}) });
}

const ALL = NAMES.flatMap((name) => (EVENT_TYPES[name].length > 0 ? EVENT_TYPES[name] : [undefined]).map((action) => some(name, action)));

describe('every event and activity type', () => {
  test('can be made, and has a full ref, a commit and words', () => {
    expect(new Set(ALL.map(({ name }) => name))).toEqual(new Set(NAMES));
    for (const event of ALL) {
      expect(event.ref).toMatch(/^refs\/(heads|tags|pull)\/./);
      expect(event.sha).toMatch(/^[0-9a-f]{40}$/);
      expect(String(event)).toMatch(new RegExp(`^${event.name}`));
      expect(event.payload.repository.default_branch).toBe('main');
      expect(event.payload.sender?.login).toBe(event.name === 'schedule' ? undefined : 'octocat');
      if (event.action !== undefined) expect(event.payload.action).toBe(event.action);
    }
  });

  test('is the same twice, and cannot be changed', () => {
    for (const event of ALL) {
      expect(some(event.name, event.action)).toEqual(event);
      expect(() => { (event as any).ref = 'x'; }).toThrow(TypeError);
      expect(() => { event.payload.repository.name = 'x'; }).toThrow(TypeError);
    }
  });

  test('moves to another repository with all that tells of it', () => {
    for (const event of ALL) {
      const there = event.in({ repository: 'acme/rocket', defaultBranch: 'trunk' });
      expect(there.payload.repository).toMatchObject({ full_name: 'acme/rocket', default_branch: 'trunk', owner: { login: 'acme' } });
      expect(JSON.stringify(there.payload)).not.toMatch(/octo-org|octo-repo/);
      expect(there.in({})).toBe(there);
    }
  });

  test('has a context `github` with the documented properties', () => {
    for (const event of ALL) {
      const context = githubContext(event, { workflow });
      expect(Object.keys(context).sort()).toEqual([
        'actor', 'actor_id', 'api_url', 'base_ref', 'event', 'event_name', 'graphql_url', 'head_ref', 'ref', 'ref_name', 'ref_protected', 'ref_type', 'repository',
        'repositoryUrl', 'repository_id', 'repository_owner', 'repository_owner_id', 'retention_days', 'run_attempt', 'run_id', 'run_number', 'secret_source', 'server_url',
        'sha', 'triggering_actor', 'workflow', 'workflow_ref', 'workflow_sha',
      ].sort());
      expect(context.event).toBe(event.payload);
    }
  });
});

/**
 * Free forms, and keys that the documentation has and no sample: comments on pull requests, who merged, and drafts.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#issue_comment-on-issues-only-or-pull-requests-only
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#pull_request
 */
const FREE = /^(?:(?:client_payload|inputs)\.|issue\.pull_request\b|pull_request\.(?:merged_by\.|draft$|auto_merge$))/;
/** Events without samples. */
const NO_SAMPLES = ['schedule', 'image_version', 'registry_package'];

describe('payloads', () => {
  const examples = require('@octokit/webhooks-examples') as { name: string; examples: object[] }[];

  test.each(NAMES.filter((name) => !NO_SAMPLES.includes(name)))('%s: every key stands in a real sample', (name) => {
    const real = examples.find((each) => each.name === (name === 'pull_request_target' ? 'pull_request' : name))!;
    const known = new Set(real.examples.flatMap((each) => keyPaths(each)));
    const made = ALL.filter((event) => event.name === name).concat(variants(name));
    const unknown = new Set(made.flatMap((event) => keyPaths(event.payload)).filter((key) => !known.has(key) && !FREE.test(key)));
    expect([...unknown]).toEqual([]);
  });
});

describe('payloads without samples: every key stands in the data of GitHub\'s language services', () => {
  const folder = path.join(__dirname, '..', '..', 'node_modules', '@actions', 'languageservice', 'dist', 'context-providers', 'events');
  const read = (file: string): any => JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8'));

  test('schedule', () => {
    const known = keyPaths(read('schedule.min.json'));
    const { event } = eventOfRun(workflow, Event.schedule('* * * * *'));
    expect(keyPaths(event.payload).filter((key) => !known.includes(key))).toEqual([]);
    expect(event.payload).toMatchObject({ schedule: '* * * * *', workflow: '.github/workflows/ci.yml' });
  });

  test('registry_package', () => {
    const [objects, { registry_package: hook }] = [read('objects.min.json'), read('webhooks.min.json')];
    const known = hook.published.bodyParameters.flatMap((parameter: any) => parameters(typeof parameter === 'number' ? objects[parameter] : parameter));
    const made = keyPaths(some('registry_package').payload).filter((key) => !/^(?:repository|sender)\./.test(key));
    expect(made.filter((key) => !known.includes(key))).toEqual([]);
  });
});

function parameters({ name, childParamsGroups = [] }: any): string[] {
  return [name, ...childParamsGroups.flatMap(parameters).map((inner: string) => `${name}.${inner}`)];
}

function variants(name: string): Event[] {
  switch (name) {
    case 'push':
      return [Event.push({ tag: 'v1' }), Event.push({ branch: 'x', deleted: true })];
    case 'pull_request':
      return [Event.pullRequest({ fork: true, labels: ['bug'], action: 'labeled' }), Event.pullRequest({ action: 'closed', merged: true }), Event.pullRequest({ action: 'synchronize' })];
    case 'issues':
      return [Event.issue({ labels: ['bug'], action: 'labeled' })];
    case 'issue_comment':
      return [Event.issueComment({ onPullRequest: true, labels: ['bug'] })];
    case 'workflow_run':
      return [Event.workflowRun({ workflow: 'CI', fork: true })];
    default:
      return [];
  }
}

function keyPaths(value: unknown, before: string = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => keyPaths(item, `${before}[]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [before === '' ? key : `${before}.${key}`, ...keyPaths(inner, before === '' ? key : `${before}.${key}`)]);
}

describe('refs, as the documentation has them', () => {
  test.each([
    ['push', Event.push(), 'refs/heads/main', '', ''],
    ['push of a tag', Event.push({ tag: 'v1' }), 'refs/tags/v1', '', ''],
    ['push that deletes a branch', Event.push({ branch: 'x', deleted: true }), 'refs/heads/main', '', ''],
    ['pull request', Event.pullRequest({ number: 7, branch: 'topic', base: 'dev' }), 'refs/pull/7/merge', 'topic', 'dev'],
    ['closed pull request', Event.pullRequest({ action: 'closed' }), 'refs/pull/1/merge', 'feature', 'main'],
    ['merged pull request', Event.pullRequest({ action: 'closed', merged: true, base: 'dev' }), 'refs/heads/dev', 'feature', 'dev'],
    ['pull_request_target', Event.pullRequestTarget({ base: 'dev' }), 'refs/heads/main', 'feature', 'dev'],
    ['review', Event.of('pull_request_review', { number: 3 }), 'refs/pull/3/merge', '', ''],
    ['release', Event.release({ tag: 'v2' }), 'refs/tags/v2', '', ''],
    ['schedule', Event.schedule('0 3 * * *'), 'refs/heads/main', '', ''],
    ['dispatch', Event.dispatch('ci', {}, { branch: 'dev' }), 'refs/heads/dev', '', ''],
    ['dispatch of a tag', Event.dispatch('ci', {}, { tag: 'v1' }), 'refs/tags/v1', '', ''],
    ['run of another workflow', Event.workflowRun({ workflow: 'CI', branch: 'dev' }), 'refs/heads/main', '', ''],
    ['created tag', Event.create({ tag: 'v1' }), 'refs/tags/v1', '', ''],
    ['deleted branch', Event.delete({ branch: 'x' }), 'refs/heads/main', '', ''],
    ['deployment', Event.deployment({ branch: 'dev' }), 'refs/heads/dev', '', ''],
    ['comment', Event.issueComment(), 'refs/heads/main', '', ''],
  ])('%s', (_title, event, ref, head, base) => {
    const context = githubContext(event, { workflow });
    expect([context.ref, context.head_ref, context.base_ref]).toEqual([ref, head, base]);
    expect(context.workflow_ref).toBe(`octo-org/octo-repo/.github/workflows/ci.yml@${ref}`);
  });

  test('a run of another workflow has a conclusion once it has ended', () => {
    const run = (action: string): unknown => Event.workflowRun({ workflow: 'CI', action }).payload.workflow_run.conclusion;
    expect([run('requested'), run('in_progress'), run('completed')]).toEqual([null, null, 'success']);
  });

  test('a merge group has the ref of its queue', () => {
    const event = Event.mergeGroup({ base: 'main', number: 12 });
    expect(event.ref).toMatch(/^refs\/heads\/gh-readonly-queue\/main\/pr-12-[0-9a-f]{40}$/);
    expect(event.payload.merge_group).toMatchObject({ head_ref: event.ref, head_sha: event.sha, base_ref: 'refs/heads/main' });
  });
});

describe('the context `github`', () => {
  test('of a named and of an unnamed workflow, and of a protected branch', () => {
    const unnamed = new WorkflowSource(YamlFile.of('.github/workflows/x.yml', 'on: push\njobs: {}\n'));
    expect(githubContext(Event.push(), { workflow, runId: 5, runNumber: 6, attempt: 2, repository: 'acme/rocket', protectedBranches: ['main'] })).toMatchObject({
      workflow: 'CI', run_id: '5', run_number: '6', run_attempt: '2', repository: 'acme/rocket', repository_owner: 'acme', ref_name: 'main', ref_type: 'branch', ref_protected: true, secret_source: 'Actions',
    });
    expect(githubContext(Event.push({ tag: 'main' }), { workflow: unnamed, protectedBranches: ['main'] })).toMatchObject({ workflow: '.github/workflows/x.yml', ref_type: 'tag', ref_protected: false });
  });

  test('of a tag with the name of a protected branch, and of that branch', () => {
    const protectedBranches = ['refs/tags/v1', 'main'];
    expect(githubContext(Event.push({ tag: 'v1' }), { workflow, protectedBranches }).ref_protected).toBe(false);
    expect(githubContext(Event.pullRequest(), { workflow, protectedBranches }).ref_protected).toBe(false);
  });

  test('of a fork there are no secrets, unless it is pull_request_target', () => {
    expect(githubContext(Event.pullRequest({ fork: true }), { workflow }).secret_source).toBe('None');
    expect(githubContext(Event.pullRequestTarget({ fork: true }), { workflow }).secret_source).toBe('Actions');
    expect(githubContext(Event.pullRequest({ actor: 'dependabot[bot]' }), { workflow }).secret_source).toBe('Dependabot');
  });
});

test('what is shown of an event', () => {
  expect([
    Event.push(), Event.push({ tag: 'v1' }), Event.push({ branch: 'x', deleted: true }), Event.pullRequest({ fork: 'mona/repo' }), Event.pullRequest({ action: 'labeled' }),
    Event.dispatch('deploy', { to: 'staging', dry: true }), Event.schedule('0 3 * * *'), Event.schedule(), Event.release({ prerelease: true }), Event.mergeGroup(),
    Event.workflowRun({ workflow: 'CI', conclusion: 'failure' }), Event.repositoryDispatch('built'), Event.issueComment({ number: 4 }), Event.create(), Event.deploymentStatus(),
    Event.of('watch'),
  ].map(String)).toEqual([
    'push to main',
    'push of tag v1',
    'push that deletes x',
    'pull_request (opened) #1 mona:feature → main from a fork',
    'pull_request (labeled) #1 feature → main',
    'workflow_dispatch deploy on main to=staging dry=true',
    'schedule 0 3 * * *',
    'schedule',
    'release (published) v1.0.0, a prerelease',
    'merge_group (checks_requested) #1 → main',
    'workflow_run (completed) of CI on main: failure',
    'repository_dispatch (built)',
    'issue_comment (created) on #4',
    'create of branch feature',
    'deployment_status of main to production: success',
    'watch (started)',
  ]);
});

describe('plain data', () => {
  test.each(NAMES)('%s: every option that is accepted is one of its maker', (name) => {
    // Leaving one out gives another event.
    const values: Record<string, unknown> = {
      branch: 'other',
      tag: 'v9',
      files: ['x'],
      sha: 'a'.repeat(40),
      message: 'said',
      forced: true,
      deleted: true,
      created: true,
      commits: 7,
      action: EVENT_TYPES[name].at(-1),
      number: 77,
      title: 'titled',
      labels: ['l'],
      base: 'based',
      fork: true,
      draft: true,
      merged: true,
      conflicts: true,
      workflow: 'named',
      inputs: { a: 1 },
      cron: '1 1 * * *',
      prerelease: true,
      conclusion: 'neutral',
      event: 'release',
      type: 'typed',
      clientPayload: { a: 1 },
      comment: 'commented',
      onPullRequest: true,
      environment: 'env',
      state: 'pending',
      check: 'checked',
      actor: 'mona',
      payload: { more: 1 },
    };
    const needed = name === 'workflow_run' ? { workflow: 'x' } : name === 'repository_dispatch' ? { type: 'x' } : {};
    const look = (event: Event): string => JSON.stringify([event, event.message, event.commits, event.hasConflicts]);
    const options = optionNames(name).filter((option) => option !== 'action' || EVENT_TYPES[name].length > 1);
    expect(options.filter((option) => values[option] === undefined)).toEqual([]);
    expect(options.filter((option) => look(Event.from({ [name]: { ...needed, [option]: values[option] } })) === look(Event.from({ [name]: needed })))).toEqual([]);
  });

  test.each([
    ['push', 'push to main'],
    [{ push: { branch: 'dev' } }, 'push to dev'],
    [{ push: null }, 'push to main'],
    [{ name: 'push', tag: 'v1' }, 'push of tag v1'],
    [{ pull_request: { action: 'closed', merged: true } }, 'pull_request (closed) #1 feature → main'],
    [{ workflow_dispatch: { workflow: 'deploy', inputs: { to: 'x' } } }, 'workflow_dispatch deploy on main to=x'],
    [{ repository_dispatch: { type: 'built', clientPayload: { a: 1 } } }, 'repository_dispatch (built)'],
    [{ schedule: { cron: '0 3 * * *' } }, 'schedule 0 3 * * *'],
  ])('%j', (data, words) => expect(String(Event.from(data))).toBe(words));

  test.each([null, 7, [], {}, { push: {}, release: {} }, { push: 'main' }])('%j is refused', (data) => expect(() => Event.from(data)).toThrow(/Write its name, or a map/));
});

describe('more payload', () => {
  test('is merged in, and survives a move', () => {
    const event = Event.pullRequest().with({ pull_request: { user: { login: 'mona' } }, custom: [1] }).with({ pull_request: { draft: true } });
    expect(event.payload).toMatchObject({ number: 1, custom: [1], pull_request: { draft: true, title: 'Change something', user: { login: 'mona', type: 'User' } } });
    expect(event.in({ repository: 'a/b' }).payload.pull_request).toMatchObject({ draft: true, user: { login: 'mona' }, base: { repo: { full_name: 'a/b' } } });
  });

  test('stays outside: what was handed in may change later', () => {
    const list = [1];
    const files = ['a'];
    const event = Event.push({ payload: { list }, files });
    list.push(2);
    files.push('b');
    expect([event.payload.list, event.files]).toEqual([[1], ['a']]);
    expect(Object.isFrozen(list)).toBe(false);
  });

  test('cannot reach the prototype', () => {
    const event = Event.push({ payload: JSON.parse('{"__proto__": {"evil": true}}') });
    expect((event.payload as any).evil).toBeUndefined();
    expect(({} as any).evil).toBeUndefined();
  });
});

describe('refused', () => {
  test.each([
    ['an unknown event', () => Event.of('pull_requests'), 'Event "pull_requests" is unknown, did you mean "pull_request". GitHub knows: branch_protection_rule, '],
    ['an event that is a property of every object', () => Event.of('constructor'), 'Event "constructor" is unknown'],
    ['an unknown type', () => Event.pullRequest({ action: 'open' }), 'Event "pull_request" has no activity type "open", did you mean "opened". GitHub knows: assigned, '],
    ['a type where there are none', () => Event.of('public', { action: 'x' }), 'Event "public" has no activity types, and so no "x".'],
    ['a call', () => Event.of('workflow_call'), 'happens only inside a run'],
    ['branch and tag', () => Event.push({ branch: 'main', tag: 'v1' }), 'Event "push" has the branch "main" and the tag "v1".'],
    ['a branch that git refuses', () => Event.push({ branch: 'a b' }), 'Event "push" has the branch "a b", which git refuses as a name.'],
    ['a branch for an event of the default branch', () => Event.of('watch', { branch: 'dev' }), 'Event "watch" runs on the default branch, not on "dev".'],
    ['a fork without owner', () => Event.pullRequest({ fork: 'mona' }), 'Event "pull_request" has the fork "mona".'],
    ['plain data with an unknown option', () => Event.from({ push: { brnach: 'x' } }), 'Event "push" has no option "brnach", did you mean "branch". It has: branch, tag, files, '],
    ['plain data with an option of another event', () => Event.from({ name: 'schedule', branch: 'x' }), 'Event "schedule" has no option "branch". It has: cron, actor, payload.'],
    ['plain data of the wrong kind', () => Event.from({ push: { files: 'a.md' } }), 'Event "push" has "a.md" as `files`. Give a list of texts.'],
    ['plain data with a number for a text', () => Event.from({ pull_request: { branch: 7 } }), 'Event "pull_request" has 7 as `branch`. Give a text.'],
    ['a run of no workflow', () => Event.of('workflow_run'), 'Event "workflow_run" names no workflow.'],
    ['a dispatch without type', () => Event.repositoryDispatch(''), 'has the type ""'],
    ['a long type', () => Event.repositoryDispatch('x'.repeat(101)), '1 to 100 characters'],
    ['a wide client payload', () => Event.repositoryDispatch('x', Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`k${n}`, n]))), 'has 11 properties'],
  ])('%s', (_title, make, message) => {
    expect(make).toThrow(EventError);
    expect(make).toThrow(message);
  });
});
