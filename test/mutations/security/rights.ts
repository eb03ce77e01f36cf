import { actionSteps, changes, CHECKING_OUT, CHECKOUT, files, HERE, job, jobKeys, jobs, pinned, replaceOne, statements, steps, UPLOAD, workflow, workflowKeys } from '../marked';
import { linesLike, Mutation, Random, WORKFLOWS } from '../mutation';

const SCOPES = ['contents', 'packages', 'pull-requests', 'issues', 'actions', 'deployments', 'pages', 'checks', 'statuses'];
/** What a job may do, as a block. */
const BLOCK = / {4}permissions:\n(?: {6}.*\n)+/;

/** Permissions: too many (S05), or nobody knows why (S06). */
const PERMISSIONS: readonly Mutation[] = [
  changes('S05', 'every permission for a job', ['excessive-permissions'], WORKFLOWS, (text, random) => replaceOne(text, BLOCK, random, () => '>>>    permissions: write-all\n')),
  changes('S05', 'everything to read for a job', ['excessive-permissions'], WORKFLOWS, (text, random) => replaceOne(text, BLOCK, random, () => '>>>    permissions: read-all\n')),
  changes('S05', 'a job that says nothing about permissions', ['excessive-permissions'], WORKFLOWS, (text, random) => replaceOne(text.replace(/^permissions: \{\}\n/m, ''), new RegExp(`^ {2}[\\w-]+:\\n(?: {4}.*\\n)*?${BLOCK.source}`, 'm'), random, ([all]) => HERE + all.replace(BLOCK, ''))),
  changes('S05', 'a workflow that says nothing about permissions', ['excessive-permissions'], WORKFLOWS, (text) => text.replace(/^permissions: \{\}\n/m, '').replace(new RegExp(BLOCK, 'g'), '').replace(/^name: /m, '>>>name: ')),
  changes('S05', 'every permission for all jobs', ['excessive-permissions'], WORKFLOWS, (text, random) => text.replace(new RegExp(BLOCK, 'g'), '').replace(/^permissions: \{\}$/m, `>>>permissions: ${random.pick(['write-all', 'read-all'])}`)),
  changes('S05', 'a writing permission for all jobs', ['excessive-permissions'], WORKFLOWS, (text, random) => text.replace(new RegExp(BLOCK, 'g'), '').replace(/^permissions: \{\}$/m, `permissions:\n>>>  ${random.pick(SCOPES)}: write # for some of them`)),
  jobs('S05', 'a writing permission that no step uses', ['excessive-permissions'], (random) => job('tidy', [], [...CHECKING_OUT, '- name: Tidy', `  run: ${random.pick(['npm test', 'make tidy', './tidy'])}`], ['contents: read', `>>>${random.pick(SCOPES.slice(1))}: write # tidy`])),
  changes('S06', 'a writing permission without a reason', ['undocumented-permissions'], WORKFLOWS, (text, random) => replaceOne(text, /^( {6}[\w-]+: write) # .*$/m, random, (match) => `${HERE}${match[1]}`)),
  changes('S06', 'a further writing permission without a reason', ['undocumented-permissions'], WORKFLOWS, (text, random) => replaceOne(text, /^ {6}contents: read$/m, random, ([line]) => `${line}\n>>>      ${random.pick(SCOPES.slice(1).filter((scope) => scope !== 'issues'))}: write`)),
];

/** Credentials that a checkout leaves (S18). */
const CHECKOUTS: readonly Mutation[] = [
  {
    code: 'S18',
    name: 'a checkout that keeps its token',
    checks: ['persisted-credentials'],
    mutate: (all, random) => {
      const line = random.pick(linesLike(all, WORKFLOWS, /^ {10}persist-credentials: false$/));
      if (!line) return undefined;
      const lines = all[line.path].split('\n');
      const alone = !lines[line.line].startsWith('          ');
      lines.splice(line.line - (alone ? 2 : 1), alone ? 2 : 1);
      return { files: { ...all, [line.path]: lines.join('\n') }, path: line.path, line: line.line - 2 };
    },
  },
  steps('S18', 'a further checkout that keeps its token', ['persisted-credentials'], (random) => ['name: Check out the tools', `>>>${CHECKOUT}`, 'with:', `  ${random.pick(['path: tools', 'fetch-depth: 1', 'token: ${{ secrets.TOOLS_TOKEN }}', 'ssh-key: ${{ secrets.DEPLOY_KEY }}'])}`]),
  jobs('S18', 'a token in an artifact', ['persisted-credentials'], (random) => job('keep', [], ['- name: Check out', `  ${pinned('actions/checkout', 'v4.2.2', random)}`, '  with:', '>>>    persist-credentials: true', '- name: Build', '  run: make', '- name: Keep everything', `  ${UPLOAD}`, '  with:', '    name: everything', `    path: ${random.pick(['.', './', '${{ github.workspace }}', '"**"'])}`, '    include-hidden-files: true'])),
];

/** Switches that make every line a command, or show too much (S23). */
const COMMANDS: readonly Mutation[] = [
  workflowKeys('S23', 'commands of every line for a workflow', ['insecure-commands'], (random) => ['env:', `>>>  ACTIONS_ALLOW_UNSECURE_COMMANDS: ${random.pick(['true', "'true'", '1'])}`]),
  jobKeys('S23', 'commands of every line for a job', ['insecure-commands'], (random) => ['env:', `>>>  ACTIONS_ALLOW_UNSECURE_COMMANDS: ${random.pick(['true', '"true"'])}`]),
  steps('S23', 'commands of every line for a step', ['insecure-commands'], () => ['name: Set', 'run: ./set-version', 'env:', '>>>  ACTIONS_ALLOW_UNSECURE_COMMANDS: true']),
  jobKeys('S23', 'debugging that is left on', ['insecure-commands'], (random) => ['env:', `>>>  ${random.pick(['ACTIONS_STEP_DEBUG', 'ACTIONS_RUNNER_DEBUG'])}: ${random.pick(['true', "'true'"])}`]),
  steps('S23', 'commands of every line for later steps', ['insecure-commands'], (random) => ['name: Set', `>>>run: ${random.pick(['echo "ACTIONS_ALLOW_UNSECURE_COMMANDS=true" >> "$GITHUB_ENV"', 'echo ACTIONS_ALLOW_UNSECURE_COMMANDS=true >> $GITHUB_ENV'])}`]),
];

/** Conditions that decide something else than they say (S21). */
const UNSOUND = ["contains('refs/heads/main refs/heads/develop', github.ref)", "contains('octocat, monalisa', github.actor)", "contains(github.ref, 'main')", "contains(github.ref_name, 'production')", "contains(github.head_ref, 'migration')", "contains('main,develop', github.base_ref) && always()"];
const CHOICES = ["github.ref == 'refs/heads/main' && '' || '--dry-run'", "github.event_name == 'push' && 0 || 3", "github.event_name == 'pull_request' && false || true", "contains(github.ref, 'migration') && 'migration' || 'default'"];
const CONDITIONS: readonly Mutation[] = [
  changes('S21', 'an unsound condition of a step', ['unsound-conditions'], WORKFLOWS, (text, random) => replaceOne(text, /^( {6}- name: .*)\n( {8}(?:uses|run): )/m, random, (match) => `${match[1]}\n>>>        if: ${wrapped(random.pick(UNSOUND)!, random)}\n${match[2]}`)),
  jobs('S21', 'an unsound condition of a job', ['unsound-conditions'], (random) => job('extra', [`>>>if: ${wrapped(random.pick(UNSOUND)!, random)}`], ['- name: Test', '  run: make test'])),
  steps('S21', 'a choice that is none', ['unsound-conditions'], (random) => ['name: Build', 'run: ./build', 'env:', `>>>  FLAGS: \${{ ${random.pick(CHOICES)} }}`]),
  actionSteps('S21', 'a choice that is none within an action', ['unsound-conditions'], (random) => ['name: Build', 'shell: bash', 'run: ./build', 'env:', `>>>  FLAGS: \${{ ${random.pick(CHOICES)} }}`]),
  changes('S21', 'a switch that is always on', ['unsound-conditions'], WORKFLOWS, (text, random) => {
    const name = random.pick(['publish', 'verbose'])!;
    const asking = text.replace(/^ {2}workflow_dispatch:$/m, `  workflow_dispatch:\n    inputs:\n      ${name}:\n        description: Whether to\n        type: boolean`);
    return asking === text ? undefined : replaceOne(asking, /^ {6}- name: /m, random, ([line]) => `      - name: Build\n        run: ./build\n        env:\n>>>          SWITCH: \${{ inputs.${name} || true }}\n${line}`);
  }),
];

/** Runs that do not end (S32, S33). */
const LIMITS: readonly Mutation[] = [
  changes('S32', 'runs that nobody waits for any more', ['concurrency-limits'], WORKFLOWS, (text) => (/^ {2}pull_request:/m.test(text) ? text.replace(/^concurrency:\n(?: {2}.*\n)+/m, '').replace(/^ {2}pull_request:/m, '>>>  pull_request:') : undefined)),
  files('S32', 'runs that publish at once', ['concurrency-limits'], (random) => ({
    [`.github/workflows/${random.pick(['release', 'site', 'image'])}.yml`]: `>>>${workflow('Publish', random.pick([['push:', '  branches: [main]'], ['workflow_dispatch:'], ['release:', '  types: [published]']])!, [job('publish', [], [...CHECKING_OUT, '- name: Publish', `  run: ${random.pick(['npm publish', 'mkdocs gh-deploy --force', 'docker push ghcr.io/acme/app:1', 'gh release create v1 --generate-notes', 'cargo publish --locked'])}`])], [])}`,
  })),
  changes('S33', 'a job without a limit', ['job-timeout'], WORKFLOWS, (text, random) => replaceOne(text, /^( {2}[\w-]+:\n(?: {4}.*\n)*?) {4}timeout-minutes: .*\n/m, random, (match) => `${HERE}${match[1]}`)),
];

/** Addresses without encryption (S37). */
const HOSTS = ['download.acme.com', 'get.tools.io', 'mirror.acme.org:8080', 'bot@files.acme.com'];
const URLS: readonly Mutation[] = [
  steps('S37', 'a download without encryption', ['insecure-urls'], (random) => ['name: Fetch', `>>>run: ${fetch(random)}`]),
  statements('S37', 'a download without encryption in a script', ['insecure-urls'], (random) => [`>>>${fetch(random)}`]),
  steps('S37', 'an index without encryption', ['insecure-urls'], (random) => ['name: Install', 'run: make install', 'env:', `>>>  ${random.pick(['PIP_INDEX_URL', 'NPM_CONFIG_REGISTRY', 'UV_INDEX_URL', 'GOPROXY'])}: http://${random.pick(HOSTS)}/simple`]),
  workflowKeys('S37', 'an index without encryption for all jobs', ['insecure-urls'], (random) => ['env:', `>>>  ${random.pick(['PIP_EXTRA_INDEX_URL', 'NPM_CONFIG_REGISTRY'])}: http://${random.pick(HOSTS)}/`]),
  changes('S37', 'a registry without encryption', ['insecure-urls'], WORKFLOWS, (text, random) => replaceOne(text, /^ {10}node-version.*$/m, random, ([line]) => `${line}\n>>>          registry-url: http://${random.pick(HOSTS)}`)),
];

function fetch(random: Random): string {
  const host = random.pick(HOSTS)!;
  return random.pick([`curl --fail --silent http://${host}/tool.tgz --output tool.tgz`, `wget http://${host}/install.sh`, `git clone --depth 1 git://${host}/tool.git`, `pip install --index-url=http://${host}/simple tool==1.2.3`, `curl -fsSL "http://${host}/$VERSION.tgz" -o tool.tgz`])!;
}

function wrapped(condition: string, random: Random): string {
  return random.pick([condition, `\${{ ${condition} }}`])!;
}

/** Defects in what runs may do, and for how long. */
export const RIGHTS: readonly Mutation[] = [...PERMISSIONS, ...CHECKOUTS, ...COMMANDS, ...CONDITIONS, ...LIMITS, ...URLS];
