import { changes, CHECKING_OUT, files, HERE, job, jobs, pinned, replaceOne, steps, workflow } from '../marked';
import { ACTIONS, Files, Mutation, Random, replacing, WORKFLOWS } from '../mutation';
import { misspelt } from '../workflow/places';

const MISSING = ['missing-files'];
const TARGETS = ['missing-targets'];
const NODE = /^ {8}run: npm ci$/m;

/** A path with another word in its name. */
function otherPath(path: string, random: Random): string {
  return path.replace(/[\w-]+(?=\.\w+$)/, (word) => misspelt(word, random));
}

/** Files that are not there (X04). */
const FILES: readonly Mutation[] = [
  replacing('X04', 'the path of a script with a typo', MISSING, WORKFLOWS, /^( {8}run: bash )(scripts\/ci\/(?!gate)[\w-]+\.sh)$/, ({ match }, random) => [`${match[1]}${otherPath(match[2], random)}`]),
  {
    code: 'X04',
    name: 'a script that was removed',
    checks: MISSING,
    mutate: (all, random) => {
      const uses = Object.keys(all).filter((path) => WORKFLOWS.test(path)).flatMap((path) => all[path].split('\n').flatMap((text, index) => {
        const script = /^ {8}run: bash (scripts\/ci\/[\w-]+\.sh)$/.exec(text)?.[1];
        return script === undefined ? [] : [{ path, line: index + 1, script }];
      }));
      // Where only that folder is checked out, nobody says what else is there.
      const use = random.pick(uses.filter(({ script }) => !script.endsWith('gate.sh') && !script.endsWith('report-issue.sh')).filter(({ path, line }) => !sparse(all[path], line)));
      return use && { files: Object.fromEntries(Object.entries(all).filter(([path]) => path !== use.script)), path: use.path, line: use.line };
    },
  },
  changes('X04', 'a further script that is not there', MISSING, WORKFLOWS, (text, random) => afterCheckout(text, random, ['name: Run', `>>>run: ${random.pick(['bash scripts/ci/nowhere.sh', './scripts/deploy.sh', 'python3 tools/report.py --all', 'node scripts/build.mjs', 'bash ./ci/setup.sh'])}`])),
  changes('X04', 'a further script that is not there in a longer one', MISSING, WORKFLOWS, (text, random) => afterCheckout(text, random, ['name: Run', 'run: |', '  cd scripts', `>>>  bash ${random.pick(['ci/nowhere.sh', 'deploy.sh'])}`])),
  changes('X04', 'a file of an option that is not there', MISSING, WORKFLOWS, (text, random) => afterCheckout(text, random, ['name: Start', `>>>run: ${random.pick(['docker compose -f compose.test.yml up -d --wait', 'docker compose --file test/compose.yml up -d', 'pip install -r requirements-dev.txt'])}`])),
  replacing('X04', 'a file of versions that is not there', MISSING, WORKFLOWS, /^( {10}node-version-file:) \.nvmrc$/, ({ match }, random) => [`${match[1]} ${random.pick(['.node-version', '.nvmcr', 'web/.nvmrc'])}`]),
  replacing('X04', 'the path of an action with a typo', MISSING, WORKFLOWS, /^( {8}uses: [$.]\/\.github\/actions\/)([\w-]+)$/, ({ match }, random) => [`${random.pick([match[1], match[1].replace('$/', './')])}${misspelt(match[2], random)}`]),
  changes('X04', 'a further action that is not there', MISSING, WORKFLOWS, (text, random) => afterCheckout(text, random, ['name: Set up', `>>>uses: ./.github/actions/${random.pick(['set-up', 'prepare', 'setup-rust'])}`])),
  replacing('X04', 'the script of an action with a typo', MISSING, ACTIONS, /^( {6}run: bash "\$GITHUB_ACTION_PATH\/)([\w.-]+)(")$/, ({ match }, random) => [`${match[1]}${otherPath(match[2], random)}${match[3]}`]),
  jobs('X04', 'a reusable workflow that is not there', MISSING, (random) => job('call', [`>>>uses: ${random.pick(['./', '$/'])}.github/workflows/${random.pick(['build', 'deploy', 'nightly'])}.yml`], [])),
];

/** Scripts that are there for nothing (X04), in a folder that no checkout names as a whole. */
const UNCALLED: readonly Mutation[] = [
  // Where scripts are started by computed names, as those of alys' phases are, none is known to be uncalled.
  onlyIn((all) => all['Cargo.toml'] === undefined, files('X04', 'a script that nothing calls', ['uncalled-scripts'], (random) => ({ [`.github/scripts/${random.pick(['licence-gate', 'smoke', 'check-size', 'old-release'])}.sh`]: '>>>#!/usr/bin/env bash\nset -euo pipefail\nmake check\n' }))),
];

/** Scripts and targets of build tools that are not there (X05). */
const BUILDS: readonly Mutation[] = [
  replacing('X05', 'the name of an npm script with a typo', TARGETS, WORKFLOWS, /^( {8}run: npm run )([\w:-]+)$/, ({ match }, random) => [`${match[1]}${misspelt(match[2], random)}`]),
  changes('X05', 'an npm script that was removed', TARGETS, WORKFLOWS, (text, random) => (NODE.test(text) ? replaceOne(text, /^ {8}run: npm run [\w:-]+$/m, random, () => `>>>        run: npm ${random.pick(['run e2e', 'run type-check', 'run release:dry', 'run docs -- --watch=false'])}`) : undefined)),
  {
    code: 'X05',
    name: 'an npm script of another name',
    checks: TARGETS,
    mutate: (all, random) => {
      const name = random.pick(['lint', 'check-format', 'build', 'test:coverage', 'test:integration']);
      const path = random.pick(Object.keys(all).filter((each) => WORKFLOWS.test(each) && all[each].includes(`run: npm run ${name}\n`)));
      if (path === undefined) return undefined;
      return { files: { ...all, 'package.json': all['package.json'].replace(`"${name}":`, `"${name}-all":`) }, path, line: all[path].split('\n').findIndex((text) => text.endsWith(`run: npm run ${name}`)) + 1 };
    },
  },
  changes('X05', 'a test target that is not there', TARGETS, WORKFLOWS, (text, random, all) => (all['Cargo.toml'] === undefined ? undefined : afterCheckout(text, random, ['name: Test', `>>>run: cargo ${random.pick(['test --test', 'bench --bench', 'test --locked --test'])} ${random.pick(['property_test', 'integrations', 'sync_tests'])}`]))),
  files('X05', 'a target that make does not have', TARGETS, (random) => ({
    'Makefile': '.PHONY: all test\nall: test\ntest:\n\tcargo test\n',
    '.github/workflows/make.yml': workflow('Make', ['workflow_dispatch:'], [job('make', [], [...CHECKING_OUT, '- name: Test', `>>>  run: make ${random.pick(['unit-tests', 'check', 'unit', '-j4 lint'])}`])]),
  })),
];

/** Tools that are not there, or not logged in (X06). */
const ABSENT = ['docker-compose up -d', 'terraform plan', 'pnpm install --frozen-lockfile', 'bun test', 'deno test', 'poetry install', 'uv sync', 'hugo --minify', 'golangci-lint run', 'trivy fs .', 'cosign sign acme/app:1', 'wasm-pack build'];
const REMOTE = ['helm upgrade --install app ./chart', 'helm history app -n app -o json', 'kubectl rollout status deployment/app', 'kubectl apply -f app.yml', 'aws s3 sync dist s3://bucket', 'aws ecs update-service --service app'];
const SETUP: readonly Mutation[] = [
  jobs('X06', 'a tool that the runner does not have', ['tool-setup'], (random) => job('extra', [], [...CHECKING_OUT, '- name: Do', `>>>  run: ${random.pick(ABSENT)}`])),
  jobs('X06', 'a tool that the runner does not have in a longer script', ['tool-setup'], (random) => job('extra', [], [...CHECKING_OUT, '- name: Do', '  run: |', '    set -u', `>>>    ${random.pick(ABSENT)}`, '    echo done'])),
  jobs('X06', 'a tool that nobody has signed in', ['tool-setup'], (random) => job('extra', [], [...CHECKING_OUT, '- name: Do', `>>>  run: ${random.pick(REMOTE)}`])),
  changes('X06', 'packages that nobody has installed', ['tool-setup'], WORKFLOWS, (text, random) => {
    const found = replaceOne(text, /^ {6}- name: Install dependencies\n {8}run: npm ci\n([^]*?)^( {8}run: npm run (?:lint|check-format|test:coverage))$/m, random, ([, between, run]) => (/^ {2}\w/m.test(between) ? '' : `${between}${HERE}${run}`));
    return found?.includes(HERE) ? found : undefined;
  }),
];

const GH = ['gh pr list', 'gh release view v1.0.0', 'gh issue create --title x --body y', 'gh api repos/acme/app/deployments', 'gh run list --limit 5'];
const WRITES = ['gh release create v1 --generate-notes', 'gh pr review 1 --approve', 'gh pr merge 1 --squash', 'gh run cancel 1', 'gh cache delete --all', 'gh -R "$GITHUB_REPOSITORY" pr create --fill', 'gh workflow run ci.yml'];
const TOKEN: readonly Mutation[] = [
  steps('X07', 'gh without a token', ['gh-token'], (random) => ['name: Ask', `>>>run: ${random.pick(GH)}`]),
  steps('X07', 'gh without a token in a longer script', ['gh-token'], (random) => ['name: Ask', 'run: |', '  set -u', `>>>  answer="$(${random.pick(GH)})"`, '  echo "$answer"']),
  steps('X07', 'gh with a token of another name', ['gh-token'], (random) => ['name: Ask', `>>>run: ${random.pick(GH)}`, 'env:', `  ${random.pick(['TOKEN', 'GITHUB_PAT', 'GH_KEY'])}: \${{ github.token }}`]),
  changes('X07', 'a script that calls gh without a token', ['gh-token'], WORKFLOWS, (text, random) => replaceOne(text, /^( {8}run: bash scripts\/ci\/report-issue\.sh\n {8}env:\n) {10}GH_TOKEN: .*\n/m, random, (match) => `${HERE}${match[1]}`)),
  steps('X07', 'gh with a token that may not', ['gh-token'], (random) => ['name: Do', `>>>run: ${random.pick(WRITES)}`, 'env:', `  GH_TOKEN: \${{ ${random.pick(['github.token', 'secrets.GITHUB_TOKEN'])} }}`]),
];

/** What a job needs its token for (X08, X09). */
const IDENTITY = [
  ['aws-actions/configure-aws-credentials', 'role-to-assume: arn:aws:iam::123456789012:role/deploy'], ['azure/login', 'client-id: ${{ vars.CLIENT }}'], ['google-github-actions/auth', 'workload_identity_provider: projects/1/locations/global/workloadIdentityPools/a/providers/b'],
  ['actions/attest-build-provenance', 'subject-path: dist/app'], ['pypa/gh-action-pypi-publish', 'packages-dir: dist'], ['rust-lang/crates-io-auth-action', ''], ['hashicorp/vault-action', 'method: jwt'],
] as const;
const WRITERS = ['softprops/action-gh-release', 'peaceiris/actions-gh-pages', 'peter-evans/create-pull-request', 'actions/labeler', 'marocchino/sticky-pull-request-comment', 'stefanzweifel/git-auto-commit-action', 'actions/deploy-pages', 'dorny/test-reporter', 'googleapis/release-please-action'];
const PERMISSION: readonly Mutation[] = [
  changes('X08', 'a sign-in that lost its permission', ['oidc-permission'], WORKFLOWS, (text, random) => replaceOne(text, /^ {6}id-token: write.*\n([^]*?)^( {8}uses: codecov\/)/m, random, ([, between, uses]) => `${between}${HERE}${uses}`)),
  jobs('X08', 'a sign-in without permission', ['oidc-permission'], (random) => {
    const [action, input] = random.pick(IDENTITY)!;
    return job('deploy', [], [...CHECKING_OUT, '- name: Sign in', `>>>  ${pinned(action, 'v3.0.0', random)}`, ...input === '' ? [] : ['  with:', `    ${input}`]], random.pick([['contents: read'], ['contents: read', 'id-token: none'], ['contents: read', 'packages: read']]));
  }),
  jobs('X08', 'provenance without permission', ['oidc-permission'], (random) => job('publish', [], [...CHECKING_OUT, '- name: Publish', `>>>  run: npm publish --provenance${random.pick(['', ' --access public', '=true'])}`])),
  changes('X09', 'an upload that lost its permission', ['action-permissions'], WORKFLOWS, (text, random) => replaceOne(text, /^ {6}security-events: write.*\n([^]*?)^( {8}uses: github\/codeql-action\/)/m, random, ([, between, uses]) => `${between}${HERE}${uses}`)),
  steps('X09', 'an action that may not write', ['action-permissions'], (random) => ['name: Write', `>>>${pinned(random.pick(WRITERS)!, 'v3.0.0', random)}`]),
];

/** Puts a step behind a checkout of the whole repository. */
function afterCheckout(text: string, random: Random, lines: readonly string[]): string | undefined {
  const step = lines.map((line, index) => (line.startsWith(HERE) ? `${HERE}        ${line.slice(HERE.length)}` : `${index === 0 ? '      - ' : '        '}${line}`)).join('\n');
  return replaceOne(text, /^ {10}persist-credentials: false\n(?! {10}sparse)(?: {10}.*\n)*/m, random, ([whole]) => `${whole}${step}\n`);
}

function sparse(text: string, line: number): boolean {
  const before = text.split('\n').slice(0, line).join('\n');
  return before.lastIndexOf('sparse-checkout') > before.lastIndexOf('uses: actions/checkout');
}

/** Defects in what jobs find on their machine. */
export const NEEDED: readonly Mutation[] = [...[...FILES, ...BUILDS].map(ofThisCommit), ...UNCALLED, ...SETUP, ...TOKEN, ...PERMISSION];

// What another commit holds nobody knows here, so nothing is said of jobs that check one out.
function ofThisCommit(mutation: Mutation): Mutation {
  return {
    ...mutation,
    mutate: (all, random) => {
      const mutant = mutation.mutate(all, random);
      if (!mutant || !WORKFLOWS.test(mutant.path)) return mutant;
      const before = mutant.files[mutant.path].split('\n').slice(0, mutant.line).join('\n');
      const checkout = before.slice(Math.max(before.lastIndexOf('uses: actions/checkout'), 0));
      return /^ {10}ref: /m.test(checkout) ? undefined : mutant;
    },
  };
}

function onlyIn(fits: (all: Files) => boolean, mutation: Mutation): Mutation {
  return { ...mutation, mutate: (all, random) => (fits(all) ? mutation.mutate(all, random) : undefined) };
}
