import { actionSteps, changes, CHECKING_OUT, files, HERE, job, letters, pinned, replaceOne, steps, workflow } from '../marked';
import { Mutation, replacing, WORKFLOWS } from '../mutation';
import { misspelt } from '../workflow/places';

const PINNED = /^(\s+(?:- )?uses: [\w-]+\/[\w./-]+)@([0-9a-f]{40}) # (\S+)$/;
// Of the other two nobody has read the tags, so that nothing here says which commit a version is.
const KNOWN = /^(\s+(?:- )?uses: (?!codecov\/|actions\/dependency-review-action)[\w-]+\/[\w./-]+)@([0-9a-f]{40}) # (\S+)$/;
const EVERYWHERE = /^\.github\/(?:workflows|actions)\//;

function callOf(uses: string): string {
  return workflow('Call', ['workflow_dispatch:'], [job('call', [`>>>uses: ${uses}`], [])]);
}

/** Actions that are not pinned (S07), or not to what stands beside (S08). */
const PINS: readonly Mutation[] = [
  replacing('S07', 'an action at a tag', ['unpinned-uses'], EVERYWHERE, PINNED, ({ match }, random) => [`${match[1]}@${random.pick([match[3], match[3].split('.')[0], 'latest'])}`]),
  replacing('S07', 'an action at a branch', ['unpinned-uses'], EVERYWHERE, PINNED, ({ match }, random) => [`${match[1]}@${random.pick(['main', 'master', 'release/v1'])}`]),
  replacing('S07', 'an action at a commit that is cut short', ['unpinned-uses'], EVERYWHERE, PINNED, ({ match }, random) => [`${match[1]}@${match[2].slice(0, 7 + random.below(5))} # ${match[3]}`]),
  steps('S07', 'a further action at a tag', ['unpinned-uses'], (random) => ['name: Set up', `>>>uses: ${random.pick(['actions/setup-python@v6', 'docker/login-action@v4', 'acme/tools/setup@v1.2', "'actions/cache@v5'"])}`]),
  actionSteps('S07', 'an action at a tag within an action', ['unpinned-uses'], (random) => ['name: Set up', `>>>uses: ${random.pick(['actions/setup-python@v6', 'acme/tool@v1', 'actions/cache@main'])}`]),
  files('S07', 'a reusable workflow at a branch', ['unpinned-uses'], (random) => ({ '.github/workflows/call.yml': callOf(`acme/workflows/.github/workflows/${random.pick(['build', 'deploy'])}.yml@${random.pick(['main', 'v1'])}`) })),
  replacing('S08', 'the version of another commit', ['version-comment'], EVERYWHERE, KNOWN, ({ match }, random) => [`${match[1]}@${match[2]} # v${1 + random.below(2)}.${random.below(9)}.${40 + random.below(40)}`]),
  replacing('S08', 'a commit of another version', ['version-comment'], EVERYWHERE, KNOWN, ({ match }, random) => [`${match[1]}@${letters(random, 40, '0123456789abcdef')} # ${match[3]}`]),
  replacing('S08', 'a commit without its version', ['version-comment'], EVERYWHERE, PINNED, ({ match }) => [`${match[1]}@${match[2]}`]),
];

const VULNERABLE = ['actions/download-artifact@v4.1.6', 'aquasecurity/trivy-action@0.28.0', 'aquasecurity/setup-trivy@v0.2.3', 'tj-actions/changed-files@v44', 'tj-actions/changed-files@0e58ed8671d6b60d0890c21b07f8835ace038e67 # v45.0.7', 'github/codeql-action/init@v3.28.0', 'reviewdog/action-setup@f0d342d24037bb11d26b9bd8496e0808ba32e9ec # v1.3.1', 'SonarSource/sonarqube-scan-action@v5', 'rlespinasse/github-slug-action@v4.2.0', 'step-security/harden-runner@v2.10.0', 'tj-actions/branch-names@v8', 'azure/setup-kubectl@v2'];
const ARCHIVED = ['actions-rs/toolchain', 'actions/create-release', '8398a7/action-slack', 'gradle/gradle-build-action', 'tibdex/github-app-token', 'actions/setup-ruby', 'actions/upload-release-asset', 'repo-sync/pull-request', 'marvinpinto/action-automatic-releases', 'actions-rs/cargo'];
const STOLEN = ['actions-cool/issues-helper', 'codfish/semantic-release-action', 'tj-actions/changed-files'];
const SUPERFLUOUS = ['softprops/action-gh-release', 'dtolnay/rust-toolchain', 'peter-evans/create-pull-request', 'sergeysova/jq-action', 'stefanzweifel/git-auto-commit-action', 'ncipollo/release-action', 'svenstaro/upload-release-action'];

/** Actions that must not be used at all (S10 to S13), or need not (S16). */
const BAD: readonly Mutation[] = [
  steps('S10', 'an action with a known weakness', ['known-vulnerable-actions'], (random) => ['name: Check', `>>>uses: ${random.pick(VULNERABLE)}`]),
  replacing('S10', 'a version with a known weakness', ['known-vulnerable-actions'], WORKFLOWS, /^( {8}uses: actions\/download-artifact)@.*$/, ({ match }, random) => [`${match[1]}@${random.pick(['v4.1.0', 'v4.1.6', 'c850b930e6ba138125429b7e5c93fc707a7f8427 # v4.1.4'])}`]),
  steps('S11', 'an action that is archived', ['archived-actions'], (random) => ['name: Set up', `>>>${pinned(random.pick(ARCHIVED)!, 'v1.0.0', random)}`]),
  actionSteps('S11', 'an action that is archived within an action', ['archived-actions'], (random) => ['name: Set up', `>>>${pinned(random.pick(ARCHIVED)!, 'v1.0.0', random)}`]),
  replacing('S12', 'an owner with a slip of the pen', ['typosquatted-actions'], EVERYWHERE, /^(\s+(?:- )?uses: )([\w-]{5,})(\/.*)$/, ({ match }, random) => [`${match[1]}${misspelt(match[2], random)}${match[3]}`]),
  steps('S12', 'a further owner with a slip of the pen', ['typosquatted-actions'], (random) => {
    const [owner, name] = random.pick([['docker', 'login-action'], ['hashicorp', 'setup-terraform'], ['codecov', 'codecov-action'], ['golangci', 'golangci-lint-action'], ['shivammathur', 'setup-php']])!;
    return ['name: Set up', `>>>${pinned(`${misspelt(owner, random)}/${name}`, 'v3.0.0', random)}`];
  }),
  steps('S13', 'an action that was taken over', ['forbidden-actions'], (random) => ['name: Check', `>>>uses: ${random.pick(STOLEN)}@${random.pick(['v3', 'v47', 'main'])}`]),
  changes('S13', 'an action that is not on the list', ['forbidden-actions'], WORKFLOWS, (text, random) => replaceOne(text, /^ {6}- name: /m, random, ([line]) => `      - name: Set up\n>>>        ${pinned(random.pick(['docker/login-action', 'acme/setup', 'ruby/setup-ruby', 'actions/cache/restore'])!, 'v3.0.0', random)}\n${line}`)),
  steps('S16', 'an action for what a program does', ['superfluous-actions'], (random) => ['name: Do', `>>>${pinned(random.pick(SUPERFLUOUS)!, 'v2.0.0', random)}`]),
].map((mutation) => (mutation.name === 'an action that is not on the list' ? withList(mutation) : mutation));

function withList(mutation: Mutation): Mutation {
  const list = { allowedActions: ['actions/*', '!actions/cache', 'github/codeql-action', 'codecov/codecov-action', 'anchore/scan-action', 'Swatinem/*', 'taiki-e/install-action@*'] };
  return { ...mutation, mutate: (all, random) => mutation.mutate({ ...all, '.github/projen-delivery.json': JSON.stringify(list) }, random) };
}

/** Images without a digest (S14). */
const TAGS = ['node', 'node:24', 'ghcr.io/acme/build:latest', 'rust:1.90-slim', 'debian:13', 'quay.io/acme/tools:v2'];
const IMAGES: readonly Mutation[] = [
  replacing('S14', 'a service without its digest', ['unpinned-images'], WORKFLOWS, /^( {8}image: [\w./-]+)(:\d+)@sha256:[0-9a-f]+$/, ({ match }, random) => [`${match[1]}${random.pick([match[2], ':latest', ''])}`]),
  replacing('S14', 'a container without a digest', ['unpinned-images'], WORKFLOWS, /^ {4}runs-on: ubuntu-24.04$/, ({ text }, random) => [`    container: ${random.pick(TAGS)}`, text]),
  replacing('S14', 'a container with options and without a digest', ['unpinned-images'], WORKFLOWS, /^ {4}runs-on: ubuntu-24.04$/, ({ text }, random) => ['    container:', `      image: ${random.pick(TAGS)}`, '      options: --init', text], 1),
  steps('S14', 'a step in an image without a digest', ['unpinned-images'], (random) => ['name: Check', `>>>uses: docker://${random.pick(TAGS)}`]),
  changes('S14', 'an image of a matrix without a digest', ['unpinned-images'], WORKFLOWS, (text, random) => replaceOne(text, /^ {4}runs-on: ubuntu-24\.04$(?=\n(?: {4}(?:timeout|permissions).*\n| {6}.*\n)* {4}steps)/m, random, ([line]) => `    strategy:\n      matrix:\n        image: [${random.pick(TAGS)}, ${random.pick(TAGS)}]\n>>>    container: \${{ matrix.image }}\n${line}`)),
  files('S14', 'an action in an image without a digest', ['unpinned-images'], (random) => ({ '.github/actions/lint/action.yml': ['name: Lint', 'description: Lints.', 'runs:', '  using: docker', `>>>  image: docker://${random.pick(TAGS)}`, ''].join('\n') })),
];

/** Local actions by a path that a step can change (S17). */
const LOCAL: readonly Mutation[] = [
  replacing('S17', 'a local action of the folder', ['relative-self-reference'], WORKFLOWS, /^( {8}uses: )\$\/(.*)$/, ({ match }) => [`${match[1]}./${match[2]}`]),
  files('S17', 'a local workflow of the folder', ['relative-self-reference'], (random) => {
    const name = random.pick(['build', 'docs', 'smoke'])!;
    return { [`.github/workflows/${name}.yml`]: workflow('Part', ['workflow_call:'], [job('build', [], ['- name: Build', '  run: make'])]), '.github/workflows/call.yml': callOf(`./.github/workflows/${name}.yml`) };
  }),
  files('S17', 'a further local action of the folder', ['relative-self-reference'], (random) => {
    const name = random.pick(['setup', 'prepare'])!;
    return {
      [`.github/actions/${name}/action.yml`]: ['name: Set up', 'description: Sets up.', 'runs:', '  using: composite', '  steps:', '    - run: make setup', '      shell: bash', ''].join('\n'),
      '.github/workflows/build.yml': workflow('Build', ['workflow_dispatch:'], [job('build', [], [...CHECKING_OUT, '- name: Set up', `>>>  uses: ./.github/actions/${name}${random.pick(['', '/'])}`])]),
    };
  }),
];

/** Updates that are trusted at once (S36). */
const UPDATES: readonly Mutation[] = [
  changes('S36', 'updates without a wait', ['dependabot-cooldown'], /^\.github\/dependabot\.yml$/, (text, random) => replaceOne(text, /^ {2}(- package-ecosystem: .*\n(?: {4}directory.*\n)? {4}schedule:\n.*\n) {4}cooldown:\n.*\n/m, random, ([, rest]) => `${HERE}  ${rest}`)),
  changes('S36', 'updates with too short a wait', ['dependabot-cooldown'], /^\.github\/dependabot\.yml$/, (text, random) => replaceOne(text, /^ {6}default-days: 7$/m, random, () => `>>>      default-days: ${1 + random.below(6)}`)),
  changes('S36', 'updates that wait by their kind only', ['dependabot-cooldown'], /^\.github\/dependabot\.yml$/, (text, random) => replaceOne(text, /^ {6}default-days: 7$/m, random, () => `>>>      semver-${random.pick(['major', 'minor', 'patch'])}-days: ${7 + random.below(20)}`)),
  changes('S36', 'updates that run code', ['dependabot-cooldown'], /^\.github\/dependabot\.yml$/, (text, random) => replaceOne(text, /^ {4}groups:$/m, random, ([line]) => `>>>    insecure-external-code-execution: allow\n${line}`)),
];

/** Defects in what actions and images are used. */
export const SUPPLIES: readonly Mutation[] = [...PINS, ...BAD, ...IMAGES, ...LOCAL, ...UPDATES];

