import { actionSteps, changes, CHECKING_OUT, CHECKOUT, DOWNLOAD, files, HERE, job, jobs, pinned, replaceOne, steps, workflow } from '../marked';
import { Mutation, Random, WORKFLOWS } from '../mutation';

const INJECTION = ['template-injection'];
/** What whoever opens a pull request writes. */
const OUTSIDE = ['github.event.pull_request.title', 'github.event.pull_request.body', 'github.head_ref', 'github.event.pull_request.head.ref', 'github.event.pull_request.head.label', 'github.event.pull_request.head.repo.description'];
const PULLS = /^ {2}pull_request:/m;

/** A workflow that runs with secrets where it ran without. */
function withSecrets(text: string): string {
  return text.replace(/^ {2}pull_request:/m, '  pull_request_target:').replaceAll("'pull_request'", "'pull_request_target'");
}

function outside(random: Random): string {
  return random.pick(OUTSIDE)!;
}

/** Text that becomes part of a script (S01). */
const SCRIPT: readonly Mutation[] = [
  steps('S01', 'text of a pull request in a script', INJECTION, (random) => ['name: Say', `>>>run: ${random.pick(['echo', 'node tools/say.js', './say', 'printf \'%s\\n\''])} "\${{ ${outside(random)} }}"`], PULLS),
  steps('S01', 'text of a pull request in a longer script', INJECTION, (random) => ['name: Say', 'run: |', '  set -u', `>>>  TITLE='\${{ ${outside(random)} }}'`, '  echo "${#TITLE}"'], PULLS),
  changes('S01', 'text of a pull request behind a command', INJECTION, WORKFLOWS, (text, random) => (PULLS.test(text) ? replaceOne(text, /^( {8}run: (?:bash|npm|cargo) .*)$/m, random, ([line]) => `>>>${line} \${{ ${outside(random)} }}`) : undefined)),
  steps('S01', 'the whole event in a script', INJECTION, (random) => ['name: Show', `>>>run: echo '\${{ ${random.pick(['toJSON(github.event)', 'toJson(github)', 'toJSON(github.event.pull_request)'])} }}'`], PULLS),
  steps('S01', 'text of a pull request by way of a variable', INJECTION, (random) => ['name: Say', '>>>run: echo "${{ env.TITLE }}"', 'env:', `  TITLE: \${{ ${outside(random)} }}`], PULLS),
  steps('S01', 'text of a pull request in a function of the expression', INJECTION, (random) => ['name: Say', `>>>run: echo "\${{ format('{0}/{1}', github.repository, ${outside(random)}) }}"`], PULLS),
  steps('S01', 'text of a pull request in JavaScript', INJECTION, (random) => ['name: Say', pinned('actions/github-script', 'v8.0.0', random), 'with:', '  script: |', '    const core = require("@actions/core");', `>>>    core.info(\`\${{ ${outside(random)} }}\`);`], PULLS),
  steps('S01', 'text of a pull request in PowerShell', INJECTION, (random) => ['name: Say', 'shell: pwsh', `>>>run: Write-Output "\${{ ${outside(random)} }}"`], PULLS),
  changes('S01', 'text of who starts the run', INJECTION, WORKFLOWS, (text, random) => {
    const asking = text.replace(/^ {2}workflow_dispatch:$/m, '  workflow_dispatch:\n    inputs:\n      target:\n        description: What to build\n        type: string');
    return asking === text ? undefined : replaceOne(asking, /^ {6}- name: /m, random, ([line]) => `      - name: Build\n>>>        run: ${random.pick(['make', './build', 'npm run build --'])} \${{ ${random.pick(['inputs.target', 'github.event.inputs.target'])} }}\n${line}`);
  }),
  files('S01', 'text of an event that anybody starts', INJECTION, (random) => {
    const [event, reference] = random.pick([['issue_comment', 'github.event.comment.body'], ['issues', 'github.event.issue.title'], ['discussion', 'github.event.discussion.body'], ['pull_request_review', 'github.event.review.body'], ['workflow_run', 'github.event.workflow_run.head_branch']])!;
    const given = event === 'workflow_run' ? ['workflow_run:', '  workflows: [Continuous Integration]', '  types: [completed]'] : [`${event}:`];
    return { [`.github/workflows/${random.pick(['answer', 'greet', 'triage'])}.yml`]: workflow('Answer', given, [job('answer', [], ['- name: Answer', `>>>  run: echo "\${{ ${reference} }}"`])]) };
  }),
  actionSteps('S01', 'an input of an action in its script', INJECTION, (random) => ['name: Say', `>>>run: echo "\${{ inputs.${random.pick(['packages', 'commands', 'libvirt'])} }}"`, 'shell: bash']),
  steps('S01', 'a value in a script that is no harm today', ['template-expansion'], (random) => ['name: Say', `>>>run: echo "\${{ ${random.pick(['github.sha', 'github.run_id', 'github.event_name', 'runner.temp', 'job.status', 'github.repository', "github.event_name == 'push' && '--release' || '--debug'"])} }}"`]),
  steps('S01', 'a secret in a script', ['template-expansion'], (random) => ['name: Sign in', `>>>run: ./login --${random.pick(['password', 'token'])} "\${{ secrets.${random.pick(['PASSWORD', 'NPM_TOKEN', 'KUBECONFIG'])} }}"`]),
];

/** Text that an action evaluates (S02). */
const INPUT: readonly Mutation[] = [
  steps('S02', 'text of a pull request in an input that is run', ['code-input-injection'], (random) => {
    const [action, input] = random.pick([['nick-fields/retry', 'command'], ['appleboy/ssh-action', 'script'], ['azure/cli', 'inlineScript'], ['mikefarah/yq', 'cmd'], ['wandalen/wretry.action', 'command'], ['borales/actions-yarn', 'cmd'], ['addnab/docker-run-action', 'run']])!;
    return ['name: Run', pinned(action, 'v3.0.0', random), 'with:', `>>>  ${input}: ./test \${{ ${outside(random)} }}`];
  }, PULLS),
  steps('S02', 'text of a pull request in an input of several lines', ['code-input-injection'], (random) => [
    'name: Run', pinned('nick-fields/retry', 'v3.0.0', random), 'with:', '  timeout_minutes: 5', '  command: |', '    npm ci', `>>>    npm test -- \${{ ${outside(random)} }}`,
  ], PULLS),
];

/** Events of strangers that have secrets (S03), and strangers' code where they are (S04). */
const TRIGGER: readonly Mutation[] = [
  changes('S03', 'pull requests of strangers with secrets', ['dangerous-triggers'], WORKFLOWS, (text) => (PULLS.test(text) ? text.replace(/^ {2}pull_request:/m, '>>>  pull_request_target:') : undefined)),
  changes('S03', 'a run behind a stranger\'s run', ['dangerous-triggers'], WORKFLOWS, (text) => text.replace(/^on:$/m, 'on:\n>>>  workflow_run:\n    workflows: [Continuous Integration]\n    types: [completed]')),
  files('S03', 'anybody starts what has a secret', ['dangerous-triggers'], (random) => {
    const event = random.pick(['issue_comment', 'issues', 'discussion', 'discussion_comment'])!;
    const body = random.pick([['- name: Copy', '  run: ./copy', '  env:', '    TOKEN: ${{ secrets.TRACKER_TOKEN }}'], [...CHECKING_OUT, '- name: Copy', '  run: ./copy', '  env:', '    KEY: ${{ secrets.TRACKER_KEY }}']])!;
    return { [`.github/workflows/${random.pick(['copy', 'triage'])}.yml`]: workflow('Copy', [`>>>${event}:`, '  types: [created]'], [job('copy', [], body)]) };
  }),
  files('S03', 'anybody starts what may write', ['dangerous-triggers'], (random) => ({
    '.github/workflows/answer.yml': workflow('Answer', [`>>>${random.pick(['issue_comment', 'issues'])}:`], [job('answer', [], [...CHECKING_OUT, '- name: Answer', '  run: ./answer'], [`${random.pick(['contents', 'packages', 'deployments'])}: write # push the answer`])]),
  })),
  changes('S04', 'the code of a pull request with secrets', ['untrusted-checkout'], WORKFLOWS, (text, random) => {
    if (!PULLS.test(text)) return undefined;
    const ref = random.pick(['${{ github.event.pull_request.head.sha }}', '${{ github.event.pull_request.head.ref }}', '${{ github.head_ref }}', 'refs/pull/${{ github.event.number }}/merge', 'refs/pull/${{ github.event.pull_request.number }}/head']);
    return replaceOne(withSecrets(text), /^ {10}persist-credentials: false$(?!\n {10}sparse)/m, random, ([line]) => `${line}\n>>>          ref: ${ref}`);
  }),
  files('S04', 'the code of a pull request by a comment', ['untrusted-checkout'], (random) => ({
    '.github/workflows/try.yml': workflow('Try', ['issue_comment:', '  types: [created]'], [job('try', ["if: contains(github.event.comment.body, '/try')"], [
      '- name: Check out', `  ${CHECKOUT}`,
      ...random.pick([
        ['- name: Fetch the pull request', '>>>  run: gh pr checkout "$NUMBER"', '  env:', '    GH_TOKEN: ${{ github.token }}', '    NUMBER: ${{ github.event.issue.number }}'],
        ['- name: Fetch the pull request', '>>>  run: git fetch origin "pull/$NUMBER/head" && git checkout FETCH_HEAD', '  env:', '    NUMBER: ${{ github.event.issue.number }}'],
        ['- name: Fetch the pull request', '  run: |', '    git config user.name bot', '>>>    git fetch origin "refs/pull/$NUMBER/merge"', '    git checkout FETCH_HEAD', '  env:', '    NUMBER: ${{ github.event.issue.number }}'],
      ])!,
      '- name: Test', `  run: ${random.pick(['npm ci && npm test', 'make test', 'cargo test', './test.sh'])}`,
    ])]),
  })),
  files('S04', 'the code of a run before', ['untrusted-checkout'], (random) => ({
    '.github/workflows/report.yml': workflow('Report', ['workflow_run:', '  workflows: [Continuous Integration]', '  types: [completed]'], [job('report', [], [
      '- name: Check out', `  ${CHECKOUT}`, '  with:', '    persist-credentials: false', `>>>    ref: \${{ github.event.workflow_run.${random.pick(['head_sha', 'head_branch'])} }}`, '- name: Report', `  run: ${random.pick(['npm ci', 'make report', 'python tools/report.py'])}`,
    ])]),
  })),
];

/** Trust in who acted last (S20). */
const BOTS = ["github.actor == 'dependabot[bot]'", "github.triggering_actor == 'renovate[bot]'", "github.actor_id == '49699333'", "github.event.sender.login == 'dependabot[bot]'"];
const BOT: readonly Mutation[] = [
  changes('S20', 'a bot that acted last, with secrets', ['bot-conditions'], WORKFLOWS, (text, random) => (PULLS.test(text)
    ? replaceOne(withSecrets(text), /^( {6}- name: .*)\n( {8}(?:run|uses))/m, random, (match) => `${match[1]}\n>>>        if: ${random.pick(BOTS)}\n${match[2]}`) : undefined)),
  files('S20', 'a bot that acted last, whose changes are merged', ['bot-conditions'], (random) => ({
    '.github/workflows/merge.yml': workflow('Merge', [`${random.pick(['pull_request_target', 'pull_request'])}:`], [job('merge', [`>>>if: ${random.pick([random.pick(BOTS)!, `\${{ ${random.pick(BOTS)} }}`])}`], [
      '- name: Merge', `  run: gh pr ${random.pick(['merge --auto --squash', 'review --approve'])} "$PR"`, '  env:', '    GH_TOKEN: ${{ github.token }}', '    PR: ${{ github.event.pull_request.html_url }}',
    ], ['contents: write # merge', 'pull-requests: write # approve'])]),
  })),
];

/** Text of strangers in the environment of later steps (S22). */
const BODY = ['github.event.pull_request.body', 'github.event.changes.body.from'];
const ENVIRONMENT: readonly Mutation[] = [
  steps('S22', 'text of a pull request for later steps', ['github-env-write'], (random) => ['name: Remember', `>>>run: ${random.pick(['echo "BODY=$BODY" >> "$GITHUB_ENV"', "printf 'BODY=%s\\n' \"$BODY\" >> $GITHUB_ENV", 'echo "BODY=$BODY" | tee -a "$GITHUB_ENV"'])}`, 'env:', `  BODY: \${{ ${random.pick(BODY)} }}`], PULLS),
  steps('S22', 'text of a pull request between delimiters', ['github-env-write'], (random) => ['name: Remember', 'run: |', '  {', "    echo 'BODY<<EOF'", '>>>    echo "$BODY"', "    echo 'EOF'", '  } >> "$GITHUB_ENV"', 'env:', `  BODY: \${{ ${random.pick(BODY)} }}`], PULLS),
  steps('S22', 'a branch in the path', ['github-env-write'], (random) => ['name: Remember', `>>>run: echo "$BRANCH/${random.pick(['bin', 'tools'])}" >> "$GITHUB_PATH"`, 'env:', `  BRANCH: \${{ ${random.pick(['github.head_ref', 'github.event.pull_request.head.ref'])} }}`], PULLS),
  files('S22', 'an artifact of strangers for later steps', ['github-env-write'], (random) => ({
    '.github/workflows/comment.yml': workflow('Comment', ['workflow_run:', '  workflows: [Continuous Integration]', '  types: [completed]'], [job('comment', [], [
      '- name: Download', `  ${DOWNLOAD}`, '  with:', '    name: pull-request', '    path: pr', '    run-id: ${{ github.event.workflow_run.id }}', '    github-token: ${{ github.token }}',
      '- name: Remember', `>>>  run: ${random.pick(['cat pr/env >> "$GITHUB_ENV"', 'echo "NUMBER=$(cat pr/number.txt)" >> "$GITHUB_ENV"', 'echo "TITLE=$(jq -r .title pr/event.json)" >> "$GITHUB_ENV"'])}`,
    ], ['actions: read'])]),
  })),
];

/** Self-hosted runners that strangers reach (S31). */
const RUNNER: readonly Mutation[] = [
  changes('S31', 'a self-hosted runner for pull requests', ['self-hosted-runner'], WORKFLOWS, (text, random) => (PULLS.test(text)
    ? replaceOne(text, /^( {4}name: .*\n(?: {4}needs: .*\n)?) {4}runs-on: ubuntu-24.04$/m, random, (match) => `${match[1]}>>>    runs-on: ${random.pick(['self-hosted', '[self-hosted, linux]', '[self-hosted, linux, x64, kvm]'])}`) : undefined)),
  changes('S31', 'a self-hosted runner in a matrix', ['self-hosted-runner'], WORKFLOWS, (text, random) => (PULLS.test(text)
    ? replaceOne(text, /^ {4}runs-on: \$\{\{ matrix\.(\w+) \}\}\n([^]*?)(?: {8}os: \[| {12}runner: )ubuntu-[\w.-]+/m, random, ([all]) => `${HERE}${all.replace(/ubuntu-[\w.-]+$/, 'self-hosted')}`) : undefined)),
  jobs('S31', 'a self-hosted runner behind other jobs', ['self-hosted-runner'], (random) => [...job('hardware', [`>>>runs-on: ${random.pick(['self-hosted', '[self-hosted, gpu]'])}`], ['- name: Test', '  run: make test'])], PULLS),
];

/** Defects that let strangers' text or code in. */
export const INJECTIONS: readonly Mutation[] = [...SCRIPT, ...INPUT, ...TRIGGER, ...BOT, ...ENVIRONMENT, ...RUNNER];
