import { inserting, Mutation, Random, replacing, WORKFLOWS } from '../mutation';
import { misspelt, puttingEvent, puttingFile, puttingInJob, puttingStep, stepLines } from './places';

const FILTERS = ['event-filters'];
const INPUTS = ['dispatch-inputs'];
const PATTERNS = ['filter-patterns'];
const CRON = ['cron-schedule'];
const IMAGES = ['image-tag-syntax'];
const JOB = ['permissions: {}', 'jobs:', '  one:', '    runs-on: ubuntu-24.04', '    timeout-minutes: 5', '    steps:', '      - run: npm test'];
const WORKFLOW = '.github/workflows/more.yml';

/** A workflow beside the others whose `on` is wrong; the defect stands `line` lines from the first. */
function starting(code: string, name: string, checks: readonly string[], on: (random: Random) => readonly string[], line: number): Mutation {
  return puttingFile(code, name, checks, WORKFLOW, (random) => ['name: More', ...on(random), ...JOB], line + 1);
}

/** R10. */
const EVENTS: readonly Mutation[] = [
  replacing('R10', 'a misspelt event', FILTERS, WORKFLOWS, /^ {2}(pull_request|push|workflow_dispatch|merge_group):$/, ({ match }, random) => [`  ${random.pick([`${match[1]}s`, match[1].replace('_', '-').replace(/^push$/, 'pushed'), `on_${match[1]}`])}:`]),
  starting('R10', 'an event that GitHub does not have, in a list', FILTERS, (random) => [`on: [push, ${random.pick(['merge', 'tag', 'pull-request', 'commit', 'merge_request', 'manual'])}]`], 1),
  replacing('R10', 'an activity type that does not exist', FILTERS, WORKFLOWS, /^ {4}types: \[checks_requested\]$/, (_, random) => [`    types: [${random.pick(['opened', 'check_requested', 'requested', 'closed'])}]`]),
  inserting('R10', 'an activity type of another event', FILTERS, WORKFLOWS, /^ {2}pull_request:$/, (_, random) => [`    types: [opened, ${random.pick(['open', 'created', 'merged', 'published', 'updated', 'approved'])}]`]),
  inserting('R10', 'a filter that the event does not have', FILTERS, WORKFLOWS, /^ {2}pull_request:$/, (_, random) => [random.pick(['    tags: [v*]', '    branch: [main]', '    path: [src/**]', '    labels: [ci]', '    workflows: [CI]', '    inputs: {}'])!]),
  inserting('R10', 'activity types of a push', FILTERS, WORKFLOWS, /^ {2}push:$/, (_, random) => [`    types: [${random.pick(['opened', 'created', 'published'])}]`]),
  replacing('R10', 'a misspelt filter', FILTERS, WORKFLOWS, /^ {4}(branches): \[/, ({ match, text }, random) => [text.replace(match[1], misspelt(match[1], random))]),
  inserting('R10', 'a filter and its opposite', FILTERS, WORKFLOWS, /^ {4}branches: \[/, (_, random) => [`    branches-ignore: [${random.pick(['dependabot/**', 'gh-pages', 'wip/**'])}]`]),
  starting('R10', 'an event that has a text for a value', FILTERS, (random) => ['on:', `  ${random.pick(['release: published', 'push: main', 'pull_request: opened', 'issues: opened'])}`], 2),
  starting('R10', 'nothing that starts a workflow', FILTERS, (random) => [random.pick(['on: []', 'on:', 'on: {}'])!], 1),
  puttingFile('R10', 'a workflow without events', FILTERS, WORKFLOW, () => ['name: More', ...JOB], 1),
  puttingEvent('R10', 'a run that is followed without a name', FILTERS, (random) => ['workflow_run:', `  types: [${random.pick(['completed', 'requested'])}]`]),
];

/** R11. */
const DISPATCH: readonly Mutation[] = [
  dispatching('a default that is none of the options', (random) => ['level:', '  description: How much is said', '  type: choice', '  options: [debug, info]', `  default: ${random.pick(['warn', 'all', 'Debug'])}`], 4),
  dispatching('a choice without options', (random) => [`${random.pick(['level', 'channel'])}:`, '  description: How much is said', '  type: choice'], 2),
  dispatching('options of a text', (random) => ['level:', '  description: How much is said', `  type: ${random.pick(['string', 'boolean', 'number'])}`, '  options: [debug, info]'], 3),
  dispatching('an option that stands twice', (random) => ['level:', '  description: How much is said', '  type: choice', '  options:', '    - debug', '    - info', `    - ${random.pick(['debug', 'info'])}`], 6),
  dispatching('a text where a number is meant', (random) => [`${random.pick(['rollout-percentage', 'retry-count', 'timeout', 'replicas', 'shards', 'days'])}:`, '  description: How many', `  default: '${random.pick(['10', '3', '60'])}'`], 0),
  dispatching('a default that is no number', (random) => ['size:', '  description: How many', '  type: number', `  default: ${random.pick(['large', '10m', 'all', '1,5'])}`], 3),
  dispatching('a type that does not exist', (random) => ['size:', '  description: How many', `  type: ${random.pick(['integer', 'text', 'bool', 'int', 'array', 'enum'])}`], 2, ['workflow-schema', 'dispatch-inputs']),
];

function dispatching(name: string, input: (random: Random) => readonly string[], offset: number, checks: readonly string[] = INPUTS): Mutation {
  return replacing('R11', name, checks, WORKFLOWS, /^ {2}workflow_dispatch:$/, (_, random) => ['  workflow_dispatch:', '    inputs:', ...input(random).map((text) => `      ${text}`)], offset + 2);
}

/** R12. */
const FILTER_PATTERNS: readonly Mutation[] = [
  replacing('R12', 'a pattern of branches that is none', PATTERNS, WORKFLOWS, /^ {4}branches: \[/, (_, random) => [`    branches: [main, '${random.pick(['release/[0-9', '+x', '[z-a]', '!', '?x', '[]', 'v**+'])}']`]),
  replacing('R12', 'a branch that can have no such name', PATTERNS, WORKFLOWS, /^ {4}branches: \[/, (_, random) => [`    branches: ['${random.pick(['refs/heads/main', '^main$', 'release 1', '{main,dev}', 'release~1', 'feature:x', '!refs/heads/dev'])}', main]`]),
  replacing('R12', 'branches that are only left out', PATTERNS, WORKFLOWS, /^ {4}branches: \[/, (_, random) => [`    branches: ['!${random.pick(['main', 'dependabot/**', 'gh-pages'])}']`]),
  inserting('R12', 'a path that no file has', PATTERNS, WORKFLOWS, /^ {2}(?:pull_request|push):$/, (_, random) => [`    paths: ['${random.pick(['./src/**', '/docs/**', '!./docs/x.md', 'docs/', '**/*.{ts,js}', 'src/[a-', './package.json'])}', 'src/**']`]),
  inserting('R12', 'paths that are only left out', PATTERNS, WORKFLOWS, /^ {2}(?:pull_request|push):$/, (_, random) => [`    paths: ['!${random.pick(['docs/**', '**.md', 'README.md'])}']`]),
  starting('R12', 'a tag that can have no such name', PATTERNS, (random) => ['on:', '  push:', `    tags: ['${random.pick(['v 1', '^v[0-9]+$', 'refs/tags/v*', 'v{1,2}.*', 'v[0-9', '+v'])}']`], 3),
  puttingInJob('R12', 'an image of a job that has no such name', IMAGES, (random) => [`container: ${random.pick(['Acme/Build:1', '\'node:\'', 'ghcr.io/acme//tool:2', 'ghcr.io/Acme/tool:1.2', 'node:-24', 'acme/my image:1'])}`]),
  replacing('R12', 'an image of a service that has no such name', IMAGES, WORKFLOWS, /^ {8}image: (\w+):.*$/, ({ match }, random) => [`        image: ${random.pick([`${match[1].toUpperCase()}:18`, `'${match[1]}:'`, `${match[1]}:.18`, `docker.io//${match[1]}:18`])}`]),
  puttingStep('R12', 'an image of a step that has no such name', IMAGES, (random) => ['name: Scan', `uses: 'docker://${random.pick(['ghcr.io/Acme/tool:1.2', 'acme/tool:', 'acme//tool:1'])}'`], 1),
  puttingStep('R12', 'a tag that Docker refuses', IMAGES, (random) => ['name: Build image', 'uses: docker/build-push-action@v7', 'with:', `  tags: ${random.pick(['ghcr.io/Acme/app:${{ github.sha }}', 'ghcr.io/acme/app:1,ghcr.io/Acme/app:latest', 'Acme/app:1'])}`], 3),
  {
    code: 'R12',
    name: 'a tag whose first part can be empty',
    checks: IMAGES,
    mutate: (files, random) => {
      const rule = random.pick(['type=sha,prefix={{branch}}-', 'type=raw,value={{tag}}-latest', 'type=raw,value={{branch}}-nightly']);
      const step = stepLines(['name: Describe image', 'uses: docker/metadata-action@v6', 'with:', '  images: ghcr.io/acme/app', '  tags: |', `    ${rule}`]);
      const lines = ['name: Image', 'on:', '  push:', '    branches: [main]', '    tags: [v*]', '  pull_request:', ...JOB.slice(0, -1), ...step, ''];
      return { files: { ...files, [WORKFLOW]: lines.join('\n') }, path: WORKFLOW, line: lines.length - 1 };
    },
  },
];

/** R13. */
const SCHEDULES: readonly Mutation[] = [
  replacing('R13', 'a time that cron cannot read', CRON, WORKFLOWS, /^ {4}- cron: /, (_, random) => [`    - cron: '${random.pick(['17 3 * *', '60 3 * * *', '@daily', '17 24 * * *', '17 3 * * MONDAY', '17 3 32 * *', '17 3 * 13 *', '17 3 * * 1 2026', 'H 3 * * *', '17 3 ? * *', '17 3 L * *', '17-5 3 * * *'])}'`]),
  replacing('R13', 'a time that comes too often', CRON, WORKFLOWS, /^ {4}- cron: /, (_, random) => [`    - cron: '${random.pick(['* * * * *', '*/2 3 * * *', '*/1 * * * *', '0-59/3 * * * *', '1,2,3 * * * *'])}'`]),
  inserting('R13', 'a time zone that does not exist', CRON, WORKFLOWS, /^ {4}- cron: /, (_, random) => [`      timezone: ${random.pick(['Mars/Olympus', 'Europe/Bern1', 'Berlin', 'America/New York', 'Europe/Berlinn'])}`]),
  replacing('R13', 'a misspelt key of a schedule', CRON, WORKFLOWS, /^ {4}- (cron): (.*)$/, ({ match }, random) => [`    - ${random.pick(['corn', 'crons', 'time', 'chron'])}: ${match[2]}`]),
  replacing('R13', 'a schedule without a time', CRON, WORKFLOWS, /^ {4}- cron: /, () => ['    - cron:']),
  replacing('R13', 'a schedule that is no list', CRON, WORKFLOWS, /^ {4}- (cron: .*)$/, ({ match }) => [`    ${match[1]}`]),
  puttingEvent('R13', 'a schedule of its own that cannot be read', CRON, (random) => ['schedule:', `  - cron: '${random.pick(['0 25 * * *', '61 * * * *', '0 0 * *', '@hourly', '0 0 0 * *'])}'`], 1),
];

/** Defects of what starts a workflow: R10 to R13. */
export const EVENT: readonly Mutation[] = [...EVENTS, ...DISPATCH, ...FILTER_PATTERNS, ...SCHEDULES];
