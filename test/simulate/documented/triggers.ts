import type { DocumentedCase, Expected } from './case';
import { Event } from '../../../src/simulate/event';

const EVENTS = 'https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows';
const SYNTAX = 'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax';
const SKIPPING = 'https://docs.github.com/en/actions/how-tos/manage-workflow-runs/skip-workflow-runs';
const ON_BRANCHES = `${SYNTAX}#onpushbranchestagsbranches-ignoretags-ignore`;
const ON_BASES = `${SYNTAX}#onpull_requestpull_request_targetbranchesbranches-ignore`;
const ON_PATHS = `${SYNTAX}#onpushpull_requestpull_request_targetpathspaths-ignore`;
const DIFFS = `${SYNTAX}#git-diff-comparisons`;
const INPUTS = `${EVENTS}#providing-inputs`;

const JOBS = 'jobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n';

function starts(id: string, title: string, source: string, on: string, event: Event, more: Partial<DocumentedCase> = {}): DocumentedCase {
  return { id: `triggers/${id}`, title, source, workflow: `on:${on.startsWith('\n') ? '' : ' '}${on}\n${JOBS}`, event, starts: true, ...more };
}

function stays(id: string, title: string, source: string, on: string, event: Event, more: Partial<DocumentedCase> = {}): DocumentedCase {
  return starts(id, title, source, on, event, { starts: false, ...more });
}

function refused(id: string, title: string, source: string, on: string, event: Event, message: RegExp): DocumentedCase {
  return starts(id, title, source, on, event, { expected: { refused: message } });
}

type Input = readonly [declared: string, given: Record<string, unknown>];

/** A dispatched workflow with this input, whose job runs under that condition. */
function dispatched(id: string, title: string, source: string, [input, given]: Input, condition: string, more: Partial<DocumentedCase> = {}): DocumentedCase {
  const jobs: Expected['jobs'] = { build: 'success' };
  const workflow = `on:\n  workflow_dispatch:\n    inputs:\n      it: ${input}\n${JOBS.replace('    runs-on', `    if: \${{ ${condition} }}\n    runs-on`)}`;
  return { id: `triggers/${id}`, title, source, workflow, event: Event.dispatch('ci', given), expected: { jobs }, ...more };
}

const RELEASES = "\n  push:\n    branches: [main, 'mona/octocat', 'releases/**']\n    tags: [v2, 'v1.*']";
const EXCEPT = "\n  push:\n    branches: ['releases/**', '!releases/**-alpha']";
const IGNORING = "\n  push:\n    branches-ignore: ['mona/octocat', 'releases/**-alpha']\n    tags-ignore: [v2, 'v1.*']";
const BASES = "\n  pull_request:\n    branches: [main, 'mona/octocat', 'releases/**']";
const SUB_PROJECT = "\n  push:\n    paths: ['sub-project/**', '!sub-project/docs/**']";
const BOTH = "\n  pull_request:\n    types: [opened]\n    branches: ['releases/**']\n    paths: ['**.js']";
const many = Array.from({ length: 300 }, (_, index) => `docs/${index}.md`);

const activity: readonly DocumentedCase[] = [
  starts('one-event', 'The event that is named starts the workflow', `${SYNTAX}#on`, 'push', Event.push({ branch: 'any/branch' })),
  starts('list-of-events', 'One event of a list is enough', `${SYNTAX}#on`, '[push, fork]', Event.of('fork')),
  stays('other-event', 'An event that is not named starts nothing', `${SYNTAX}#on`, '[push, fork]', Event.pullRequest()),
  starts('types', 'A named activity type starts the workflow', `${SYNTAX}#onevent_nametypes`, '\n  label:\n    types: [created, edited]', Event.of('label', { action: 'edited' })),
  stays('types-other', 'An activity type that is not named does not', `${SYNTAX}#onevent_nametypes`, '\n  label:\n    types: [created, edited]', Event.of('label', { action: 'deleted' })),
  starts('types-all', 'Without types every type of an event counts', `${EVENTS}#issues`, 'issues', Event.issue({ action: 'pinned' })),
  ...['opened', 'synchronize', 'reopened'].map((action) => starts(`pull-request-${action}`, `Without types a pull request starts when ${action}`, `${EVENTS}#pull_request`, 'pull_request', Event.pullRequest({ action }))),
  ...['labeled', 'closed', 'ready_for_review', 'edited'].map((action) => stays(`pull-request-${action}`, `Without types a pull request does not start when ${action}`, `${EVENTS}#pull_request`, 'pull_request', Event.pullRequest({ action }))),
  starts('pull-request-named', 'With types a pull request starts for those', `${EVENTS}#pull_request`, '\n  pull_request:\n    types: [closed]', Event.pullRequest({ action: 'closed', merged: true })),
  stays('pull-request-not-named', 'With types the usual ones do not count any more', `${EVENTS}#pull_request`, '\n  pull_request:\n    types: [closed]', Event.pullRequest()),
  stays('target-labeled', 'pull_request_target has the same usual types', `${EVENTS}#pull_request_target`, 'pull_request_target', Event.pullRequestTarget({ action: 'labeled' })),
  stays('conflicts', 'A pull request with conflicts starts nothing', `${EVENTS}#pull_request`, 'pull_request', Event.pullRequest({ conflicts: true })),
  starts('target-conflicts', 'pull_request_target starts with conflicts too', `${EVENTS}#pull_request_target`, 'pull_request_target', Event.pullRequestTarget({ conflicts: true })),
  starts('review', 'A review starts with every type', `${EVENTS}#pull_request_review`, 'pull_request_review', Event.of('pull_request_review', { action: 'dismissed' })),
  starts('release-published', 'A published release', `${EVENTS}#release`, '\n  release:\n    types: [published]', Event.release()),
  starts('release-prerelease', 'published is for prereleases too', `${EVENTS}#release`, '\n  release:\n    types: [published]', Event.release({ prerelease: true })),
  stays('release-released', 'published is another type than released', `${EVENTS}#release`, '\n  release:\n    types: [released]', Event.release()),
  ...['created', 'edited', 'deleted'].map((action) => stays(`draft-${action}`, `A draft that is ${action} starts nothing`, `${EVENTS}#release`, 'release', Event.release({ action, draft: true }))),
  starts('dispatch-type', 'A type sent through the API', `${EVENTS}#repository_dispatch`, '\n  repository_dispatch:\n    types: [test_result]', Event.repositoryDispatch('test_result')),
  stays('dispatch-type-other', 'Another type sent through the API', `${EVENTS}#repository_dispatch`, '\n  repository_dispatch:\n    types: [test_result]', Event.repositoryDispatch('deploy')),
  starts('dispatch-type-any', 'Without types each that is sent', `${EVENTS}#repository_dispatch`, 'repository_dispatch', Event.repositoryDispatch('deploy')),
  starts('merge-group', 'A group of the merge queue', `${EVENTS}#merge_group`, '\n  pull_request:\n    branches: [main]\n  merge_group:\n    types: [checks_requested]', Event.mergeGroup()),
  stays('inactive', 'A deployment status that is inactive', `${EVENTS}#deployment_status`, 'deployment_status', Event.deploymentStatus({ state: 'inactive' })),
  starts('deployed', 'A deployment status of another state', `${EVENTS}#deployment_status`, 'deployment_status', Event.deploymentStatus({ state: 'failure' })),
  stays('called', 'workflow_call never starts by itself', `${EVENTS}#workflow_call`, 'workflow_call', Event.push()),
];

const refs: readonly DocumentedCase[] = [
  starts('branches', 'A branch that matches', ON_BRANCHES, RELEASES, Event.push({ branch: 'releases/10' })),
  stays('branches-none', 'A branch that no pattern matches', ON_BRANCHES, RELEASES, Event.push({ branch: 'topic' })),
  starts('tags', 'A tag that matches', ON_BRANCHES, RELEASES, Event.push({ tag: 'v1.9.1' })),
  stays('tags-none', 'A tag that no pattern matches', ON_BRANCHES, RELEASES, Event.push({ tag: 'v3' })),
  starts('branches-ignore', 'A branch that is not ignored', ON_BRANCHES, IGNORING, Event.push({ branch: 'releases/beta/3' })),
  stays('branches-ignored', 'A branch that is ignored', ON_BRANCHES, IGNORING, Event.push({ branch: 'releases/beta/3-alpha' })),
  stays('tags-ignored', 'A tag that is ignored', ON_BRANCHES, IGNORING, Event.push({ tag: 'v1.9' })),
  starts('except', 'A branch that is not taken out', ON_BRANCHES, EXCEPT, Event.push({ branch: 'releases/beta/mona' })),
  stays('excepted', 'A branch that a later pattern takes out', ON_BRANCHES, EXCEPT, Event.push({ branch: 'releases/10-alpha' })),
  stays('only-tags', 'With tags alone a branch does not count', ON_BRANCHES, "\n  push:\n    tags: ['v*']", Event.push({ branch: 'main' })),
  stays('only-branches', 'With branches alone a tag does not count', ON_BRANCHES, '\n  push:\n    branches: [main]', Event.push({ tag: 'v1' })),
  stays('only-tags-ignore', 'With tags-ignore alone a branch does not count', ON_BRANCHES, "\n  push:\n    tags-ignore: ['v*']", Event.push({ branch: 'main' })),
  starts('neither', 'Without both, tags count like branches', ON_BRANCHES, 'push', Event.push({ tag: 'v1' })),
  refused('branches-and-ignore', 'branches beside branches-ignore', ON_BRANCHES, '\n  push:\n    branches: [main]\n    branches-ignore: [dev]', Event.push(), /both `branches` and `branches-ignore`/),
  starts('base', 'A pull request is matched by its base', ON_BASES, BASES, Event.pullRequest({ branch: 'topic', base: 'releases/10' })),
  stays('head', 'The head of a pull request plays no part', ON_BASES, BASES, Event.pullRequest({ branch: 'releases/10', base: 'dev' })),
  stays('base-ignored', 'A base that is ignored', ON_BASES, "\n  pull_request:\n    branches-ignore: ['releases/**-alpha']", Event.pullRequest({ base: 'releases/beta/3-alpha' })),
  starts('deleted', 'A push that deletes a branch starts, on the default branch', `${EVENTS}#push`, 'push', Event.push({ branch: 'topic', deleted: true })),
  starts('run-one-of', 'One of the named workflows is enough', `${EVENTS}#workflow_run`, '\n  workflow_run:\n    workflows: [Staging, Lab]\n    types: [completed]', Event.workflowRun({ workflow: 'Lab' })),
  starts('run-failed', 'A run starts the next whatever its conclusion', `${EVENTS}#running-a-workflow-based-on-the-conclusion-of-another-workflow`, '\n  workflow_run:\n    workflows: [Build]\n    types: [completed]', Event.workflowRun({ workflow: 'Build', conclusion: 'failure' })),
  stays('run-other', 'A workflow that is not named', `${EVENTS}#workflow_run`, '\n  workflow_run:\n    workflows: [Build]', Event.workflowRun({ workflow: 'Test' })),
  stays('run-requested', 'A type of the run that is not named', `${EVENTS}#workflow_run`, '\n  workflow_run:\n    workflows: [Build]\n    types: [completed]', Event.workflowRun({ workflow: 'Build', action: 'requested' })),
  starts('run-branch', 'The branch of the run before', `${EVENTS}#limiting-your-workflow-to-run-based-on-branches`, '\n  workflow_run:\n    workflows: [Build]\n    types: [requested]\n    branches: [canary]', Event.workflowRun({ workflow: 'Build', action: 'requested', branch: 'canary' })),
  stays('run-branch-other', 'Another branch of the run before', `${EVENTS}#limiting-your-workflow-to-run-based-on-branches`, '\n  workflow_run:\n    workflows: [Build]\n    types: [requested]\n    branches: [canary]', Event.workflowRun({ workflow: 'Build', action: 'requested' })),
  starts('cron', 'The time of a schedule', `${SYNTAX}#onschedule`, "\n  schedule:\n    - cron: '30 5 * * 1,3'\n    - cron: '30 5 * * 2,4'", Event.schedule('30 5 * * 2,4')),
  stays('cron-other', 'Another time', `${SYNTAX}#onschedule`, "\n  schedule:\n    - cron: '30 5 * * 1,3'", Event.schedule('30 5 * * 2,4')),
];

const files: readonly DocumentedCase[] = [
  starts('paths', 'One changed file that matches is enough', ON_PATHS, "\n  push:\n    paths: ['**.js']", Event.push({ files: ['README.md', 'src/app.js'] })),
  stays('paths-none', 'No changed file matches', ON_PATHS, "\n  push:\n    paths: ['**.js']", Event.push({ files: ['README.md'] })),
  stays('paths-all-ignored', 'Every changed file is ignored', ON_PATHS, "\n  push:\n    paths-ignore: ['docs/**']", Event.push({ files: ['docs/a.md', 'docs/b/c.md'] })),
  starts('paths-one-not-ignored', 'One changed file is not ignored', ON_PATHS, "\n  push:\n    paths-ignore: ['docs/**']", Event.push({ files: ['docs/a.md', 'src/a.js'] })),
  starts('sub-project', 'A path in, another out', ON_PATHS, SUB_PROJECT, Event.push({ files: ['sub-project/src/index.js'] })),
  stays('sub-project-docs', 'Only what is taken out has changed', ON_PATHS, SUB_PROJECT, Event.push({ files: ['sub-project/docs/readme.md'] })),
  starts('branch-and-path', 'Branches and paths both match', ON_PATHS, BOTH, Event.pullRequest({ base: 'releases/1', files: ['a.js'] })),
  stays('branch-without-path', 'Branches match and paths do not', ON_PATHS, BOTH, Event.pullRequest({ base: 'releases/1', files: ['a.md'] })),
  stays('path-without-branch', 'Paths match and branches do not', ON_PATHS, BOTH, Event.pullRequest({ base: 'main', files: ['a.js'] })),
  starts('paths-of-tag', 'Paths do not count for tags', ON_PATHS, "\n  push:\n    paths: ['**.js']", Event.push({ tag: 'v1', files: ['README.md'] })),
  refused('paths-and-ignore', 'paths beside paths-ignore', ON_PATHS, "\n  push:\n    paths: ['**.js']\n    paths-ignore: [docs]", Event.push(), /both `paths` and `paths-ignore`/),
  stays('no-files', 'No file has changed', DIFFS, "\n  push:\n    paths-ignore: ['docs/**']", Event.push({ files: [] })),
  starts('many-commits', 'With more than 1,000 commits it always runs', DIFFS, "\n  push:\n    paths: ['**.js']", Event.push({ files: ['README.md'], commits: 1_001 })),
  stays('file-301', 'Beyond 300 files GitHub does not look', DIFFS, "\n  push:\n    paths: ['**.js']", Event.push({ files: [...many, 'src/app.js'] })),
  starts('file-300', 'The 300th file still counts', DIFFS, "\n  push:\n    paths: ['**.js']", Event.push({ files: [...many.slice(1), 'src/app.js'] })),
];

const skipped: readonly DocumentedCase[] = [
  ...['[skip ci]', '[ci skip]', '[no ci]', '[skip actions]', '[actions skip]'].map((word) => stays(`skip-push-${word.replace(/\W+/g, '')}`, `A push whose message has ${word}`, SKIPPING, 'push', Event.push({ message: `docs: typo ${word}` }))),
  stays('skip-pull-request', 'A pull request whose head commit says so', SKIPPING, 'pull_request', Event.pullRequest({ message: 'docs: typo [skip ci]' })),
  starts('skip-title', 'The title of a pull request plays no part', SKIPPING, 'pull_request', Event.pullRequest({ title: 'docs: typo [skip ci]' })),
  starts('skip-target', 'pull_request_target is not skipped', SKIPPING, 'pull_request_target', Event.pullRequestTarget({ message: 'docs: typo [skip ci]' })),
  stays('skip-trailer', 'The trailer skip-checks', SKIPPING, 'push', Event.push({ message: 'docs: typo\n\n\nskip-checks: true' })),
];

const dispatch: readonly DocumentedCase[] = [
  starts('dispatched', 'A workflow that is started by hand', `${EVENTS}#workflow_dispatch`, 'workflow_dispatch', Event.dispatch('ci.yml')),
  stays('dispatched-other', 'Only the workflow that was asked for', `${EVENTS}#workflow_dispatch`, 'workflow_dispatch', Event.dispatch('deploy.yml')),
  refused('input-unknown', 'An input that the workflow does not have', 'https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event', '\n  workflow_dispatch:\n    inputs:\n      level:\n        type: string', Event.dispatch('ci', { levle: 'x' }), /Input "levle" is unknown.*did you mean "level"/),
  refused('input-required', 'A required input that is not given', `${SYNTAX}#onworkflow_dispatchinputsinput_idrequired`, '\n  workflow_dispatch:\n    inputs:\n      level:\n        type: string\n        required: true', Event.dispatch('ci'), /Input "level" is required/),
  refused('input-choice', 'A choice that there is not', `${SYNTAX}#onworkflow_dispatchinputsinput_idtype`, '\n  workflow_dispatch:\n    inputs:\n      level:\n        type: choice\n        options: [info, debug]', Event.dispatch('ci', { level: 'warn' }), /Give one of: info, debug/),
  dispatched('input-default', 'A default stands in for what is not given', INPUTS, ['{ type: choice, options: [info, warning], default: warning, required: true }', {}], "inputs.it == 'warning'"),
  dispatched('input-boolean', 'A boolean is one in inputs', INPUTS, ['{ type: boolean }', { it: 'false' }], '!inputs.it'),
  dispatched('input-boolean-event', 'In github.event.inputs a boolean is text', INPUTS, ['{ type: boolean }', { it: false }], "github.event.inputs.it == 'false'"),
  dispatched('input-number', 'A number arrives as text', 'https://github.com/actions/runner/issues/2848', ['{ type: number }', { it: 123 }], "startsWith(toJSON(inputs.it), '\"')", { stated: 'issue' }),
];

/** What starts a workflow, and what does not. */
export const triggerCases: readonly DocumentedCase[] = [...activity, ...refs, ...files, ...skipped, ...dispatch];
