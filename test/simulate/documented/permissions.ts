import { DocumentedCase, onPush, workflowOf } from './case';
import { from } from './sources';
import { Event } from '../../../src/simulate/event';

const main = Event.push({ branch: 'main' });
const PERMISSIONS = from.syntax('permissions');
const OF_JOB = from.syntax('jobsjob_idpermissions');
const CALCULATED = from.syntax('how-permissions-are-calculated-for-a-workflow-job');
const NO_TOKEN = { notSupported: 'it hands out the token that it is given' };

const SECRET = 'env: { TOKEN: "${{ secrets.NPM_TOKEN }}" }\nsteps: [{ id: there, if: "env.TOKEN != \'\'", run: make }]';

/** What the token of a job may do, and which secrets it sees. */
export const permissionCases: DocumentedCase[] = [
  {
    id: 'permissions/default',
    title: 'Without permissions the default of the repository holds',
    source: CALCULATED,
    workflow: onPush({ a: '' }),
    event: main,
    expected: { permissions: { a: undefined } },
    act: NO_TOKEN,
  },
  {
    id: 'permissions/named-alone',
    title: 'Where some are named, those that are not are none',
    source: PERMISSIONS,
    workflow: onPush({ a: '', b: '' }, 'permissions: { contents: read, packages: write, issues: none }'),
    event: main,
    expected: { permissions: { a: { contents: 'read', packages: 'write' }, b: { contents: 'read', packages: 'write' } } },
    act: NO_TOKEN,
  },
  {
    id: 'permissions/job-replaces',
    title: "A job's own permissions replace those of the workflow",
    source: OF_JOB,
    workflow: onPush({ stale: 'permissions: { issues: write, pull-requests: write }', other: '' }, 'permissions: { contents: read }'),
    event: main,
    expected: { permissions: { stale: { 'issues': 'write', 'pull-requests': 'write' }, other: { contents: 'read' } } },
    act: NO_TOKEN,
  },
  {
    id: 'permissions/none',
    title: 'An empty map takes all of them away',
    source: PERMISSIONS,
    workflow: onPush({ a: 'permissions: {}' }, 'permissions: write-all'),
    event: main,
    expected: { permissions: { a: {} } },
    act: NO_TOKEN,
  },
  {
    id: 'permissions/fork',
    title: 'In a pull request of a fork, write becomes read',
    source: [CALCULATED, OF_JOB],
    workflow: workflowOf('on: pull_request', { a: '' }, 'permissions: { contents: write, pull-requests: write, checks: read }'),
    event: Event.pullRequest({ fork: true }),
    expected: { permissions: { a: { 'contents': 'read', 'pull-requests': 'read', 'checks': 'read' } } },
    act: NO_TOKEN,
  },
  {
    id: 'permissions/own-pull-request',
    title: 'In a pull request of the repository itself, write stays',
    source: CALCULATED,
    workflow: workflowOf('on: pull_request', { a: '' }, 'permissions: { contents: write }'),
    event: Event.pullRequest({ fork: false }),
    expected: { permissions: { a: { contents: 'write' } } },
    act: NO_TOKEN,
  },
  {
    id: 'permissions/pull-request-target',
    title: 'pull_request_target keeps write, even for a fork',
    source: CALCULATED,
    workflow: workflowOf('on: pull_request_target', { a: '' }, 'permissions: { contents: write }'),
    event: Event.pullRequestTarget({ fork: true }),
    expected: { permissions: { a: { contents: 'write' } } },
    act: NO_TOKEN,
  },
  {
    id: 'permissions/secrets-of-a-fork',
    title: 'Secrets are not passed to a run that a fork started',
    source: from.secrets,
    workflow: workflowOf('on: pull_request', { a: SECRET }),
    event: Event.pullRequest({ fork: true }),
    given: { secrets: { NPM_TOKEN: 'hush' } },
    expected: { steps: { 'a/there': 'skipped' } },
    act: { differs: 'a/there success' },
  },
  {
    id: 'permissions/secrets-of-a-branch',
    title: 'Secrets are passed to a pull request of the repository itself',
    source: from.secrets,
    workflow: workflowOf('on: pull_request', { a: SECRET }),
    event: Event.pullRequest({ fork: false }),
    given: { secrets: { NPM_TOKEN: 'hush' } },
    expected: { steps: { 'a/there': 'success' } },
    act: 'agrees',
  },
  {
    id: 'permissions/secrets-of-pull-request-target',
    title: 'pull_request_target sees secrets, even for a fork',
    source: 'https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request_target',
    workflow: workflowOf('on: pull_request_target', { a: SECRET }),
    event: Event.pullRequestTarget({ fork: true }),
    given: { secrets: { NPM_TOKEN: 'hush' } },
    expected: { steps: { 'a/there': 'success' } },
    act: 'agrees',
  },
  {
    id: 'permissions/token-of-a-fork',
    title: 'GITHUB_TOKEN is always among the secrets, for a fork too',
    source: [from.contexts('secrets-context'), from.secrets],
    workflow: workflowOf('on: pull_request', { a: SECRET.replace('NPM_TOKEN', 'GITHUB_TOKEN') }),
    event: Event.pullRequest({ fork: true }),
    expected: { steps: { 'a/there': 'success' } },
    act: 'agrees',
  },
  {
    id: 'permissions/dependabot',
    title: 'A run that Dependabot starts does not see the secrets of Actions',
    source: [from.secrets, 'https://docs.github.com/en/code-security/dependabot/troubleshooting-dependabot/troubleshooting-dependabot-on-github-actions'],
    workflow: workflowOf('on: pull_request', { a: SECRET }),
    event: Event.pullRequest({ actor: 'dependabot[bot]', branch: 'dependabot/npm/x' }),
    given: { secrets: { NPM_TOKEN: 'hush' } },
    expected: { steps: { 'a/there': 'skipped' } },
    act: { differs: 'a/there success' },
  },
];
