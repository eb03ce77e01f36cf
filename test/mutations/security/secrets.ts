import { changes, CHECKING_OUT, files, HERE, job, jobKeys, jobs, letters, pinned, SETUP_NODE, statements, steps, workflow, workflowKeys } from '../marked';
import { Mutation, Random, WORKFLOWS } from '../mutation';

const CREDENTIALS = ['hardcoded-credentials'];
const DIGITS = '23456789';
const CAPITALS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';

/** Credentials by their form; nobody has ever issued them. */
function credential(random: Random): string {
  const more = (length: number, alphabet?: string) => letters(random, length, alphabet);
  return random.pick([
    () => `gh${random.pick(['p', 'o', 's'])}_${more(36)}`, () => `github_${'pat'}_${more(22)}_${more(59)}`, () => `npm_${more(36)}`, () => `pypi-${'AgE'}${more(80)}`, () => `glpat-${more(20)}`,
    () => `dckr_${'pat'}_${more(27)}`, () => `xoxb-${more(11, DIGITS)}-${more(24)}`, () => `https://hooks.${'slack'}.com/services/T${more(9, CAPITALS)}/B${more(9, CAPITALS)}/${more(24)}`, () => `sk_${'live'}_${more(26)}`, () => `AKIA${more(16, CAPITALS + '234567')}`, () => `AIza${more(35)}`,
  ])!();
}

function password(random: Random): string {
  return random.pick([letters(random, 12), 'swordfish', '\'correct horse\'', 'hunter2'])!;
}

/** Credentials in files (S24). */
const FILES: readonly Mutation[] = [
  steps('S24', 'a token in a variable', CREDENTIALS, (random) => ['name: Publish', 'run: ./publish', 'env:', `>>>  TOKEN: ${credential(random)}`]),
  steps('S24', 'a token in a command', CREDENTIALS, (random) => ['name: Ask', `>>>run: 'curl --fail --header "Authorization: Bearer ${credential(random)}" https://api.acme.com/user'`]),
  statements('S24', 'a token in a script', CREDENTIALS, (random) => [`>>>curl --fail --header "Authorization: Bearer ${credential(random)}" https://api.acme.com/user`]),
  workflowKeys('S24', 'a token for all jobs', CREDENTIALS, (random) => ['env:', `>>>  API_KEY: ${credential(random)}`]),
  steps('S24', 'a private key', CREDENTIALS, (random) => ['name: Sign', 'run: ./sign', 'env:', '  KEY: |', `>>>    -----BEGIN ${random.pick(['RSA ', 'EC ', 'OPENSSH ', ''])}PRIVATE KEY-----`, `    ${letters(random, 64)}`, `    ${letters(random, 64)}`]),
  jobKeys('S24', 'the password of a container\'s registry', CREDENTIALS, (random) => ['container:', `  image: ghcr.io/acme/build:1@sha256:${letters(random, 64, '0123456789abcdef')}`, '  credentials:', '    username: acme', `>>>    password: ${password(random)}`]),
  jobs('S24', 'the password of a service\'s registry', CREDENTIALS, (random) => job('database', ['services:', '  database:', `    image: acme/postgres:18@sha256:${letters(random, 64, '0123456789abcdef')}`, '    credentials:', '      username: acme', `>>>      password: ${password(random)}`], ['- name: Test', '  run: make test'])),
  steps('S24', 'the password of a registry', CREDENTIALS, (random) => ['name: Sign in', pinned('docker/login-action', 'v4.0.0', random), 'with:', '  registry: ghcr.io', '  username: acme', `>>>  password: ${password(random)}`]),
];

const NAMES = ['NPM_TOKEN', 'DEPLOY_KEY', 'SLACK_WEBHOOK', 'CODECOV_TOKEN', 'SONAR_TOKEN'];

/** Secrets that reach more than what needs them (S25, S26, S28). */
const REACH: readonly Mutation[] = [
  jobs('S25', 'all secrets for a workflow of others', ['secrets-inherit'], (random) => job('deploy', [`uses: acme/workflows/.github/workflows/deploy.yml@${letters(random, 40, '0123456789abcdef')} # v1.2.0`, '>>>secrets: inherit'], [])),
  files('S25', 'all secrets for a workflow of one\'s own', ['secrets-inherit'], (random) => ({
    '.github/workflows/deploy.yml': workflow('Deploy', ['workflow_call:', '  secrets:', '    DEPLOY_KEY:', '      required: true'], [job('deploy', [], ['- name: Deploy', '  run: ./deploy', '  env:', '    KEY: ${{ secrets.DEPLOY_KEY }}'])]),
    [`.github/workflows/${random.pick(['call', 'nightly'])}.yml`]: workflow('Call', ['workflow_dispatch:'], [job('deploy', ['uses: $/.github/workflows/deploy.yml', '>>>secrets: inherit'], [])]),
  })),
  steps('S25', 'all secrets for a step', ['overprovisioned-secrets'], (random) => ['name: Deploy', 'run: ./deploy', 'env:', `>>>  ALL: \${{ ${random.pick(['toJSON(secrets)', 'toJson( secrets )', "secrets[format('KEY_{0}', github.ref_name)]", 'secrets[env.NAME]'])} }}`]),
  steps('S25', 'all secrets for an action', ['overprovisioned-secrets'], (random) => ['name: Deploy', pinned('acme/vault', 'v1.0.0', random), 'with:', '>>>  secrets: ${{ toJSON(secrets) }}']),
  workflowKeys('S26', 'a secret for all jobs', ['secrets-in-job-env'], (random) => ['env:', `>>>  TOKEN: ${random.pick(['', 'Bearer '])}\${{ secrets.${random.pick(NAMES)} }}`]),
  jobs('S26', 'a secret for all steps', ['secrets-in-job-env'], (random) => job('deploy', ['env:', `>>>  URL: https://\${{ secrets.${random.pick(NAMES)} }}@acme.com`], [...CHECKING_OUT, '- name: Build', '  run: make'])),
  changes('S26', 'a secret for all steps of a job that is there', ['secrets-in-job-env'], WORKFLOWS, (text, random) => {
    const many = [...text.matchAll(/^ {4}runs-on: .*$/gm)].filter(({ index }) => (/^ {2}[\w-]+:$/m.exec(text.slice(index))?.index ?? text.length) > 0 && (text.slice(index).split(/^ {2}[\w-]+:$/m)[0].match(/^ {6}- /gm)?.length ?? 0) > 1);
    const at = random.pick(many);
    return at && `${text.slice(0, at.index)}    env:\n${HERE}      TOKEN: \${{ secrets.${random.pick(NAMES)} }}\n${text.slice(at.index)}`;
  }),
  steps('S28', 'a part of a secret', ['unredacted-secrets'], (random) => ['name: Deploy', 'run: ./deploy', 'env:', `>>>  PASSWORD: \${{ ${random.pick(['fromJSON(secrets.DATABASE).password', "fromJson(secrets.DATABASE)['password']", 'fromJSON(secrets.CREDENTIALS).users[0]'])} }}`]),
  steps('S28', 'another form of a secret', ['unredacted-secrets'], (random) => ['name: Look', 'run: |', '  set -eu', `>>>  ${random.pick(['echo "$KEY" | base64', 'printf \'%s\' "$KEY" | xxd', 'echo "${KEY}" | rev', 'echo "$KEY" | cut -c1-4', 'echo "$KEY" | tr a-z b-za | base64'])}`, 'env:', `  KEY: \${{ secrets.${random.pick(NAMES)} }}`]),
];

/** Tokens of apps that can do too much for too long (S29). */
const APP: readonly Mutation[] = [
  steps('S29', 'an app\'s token for every repository', ['github-app-token'], (random) => ['name: Get a token', pinned('actions/create-github-app-token', 'v3.0.0', random), 'with:', '  app-id: ${{ vars.APP_ID }}', '  private-key: ${{ secrets.APP_KEY }}', `>>>  owner: ${random.pick(['acme', '${{ github.repository_owner }}'])}`, '  permission-contents: read']),
  steps('S29', 'an app\'s token with every permission', ['github-app-token'], (random) => ['name: Get a token', `>>>${pinned('actions/create-github-app-token', 'v3.0.0', random)}`, 'with:', '  app-id: ${{ vars.APP_ID }}', '  private-key: ${{ secrets.APP_KEY }}']),
  steps('S29', 'an app\'s token that outlives the job', ['github-app-token'], (random) => ['name: Get a token', pinned('actions/create-github-app-token', 'v3.0.0', random), 'with:', '  app-id: ${{ vars.APP_ID }}', '  private-key: ${{ secrets.APP_KEY }}', '  permission-contents: read', `>>>  skip-token-revoke: ${random.pick(['true', "'true'"])}`]),
];

/** How packages are published, and where the token stands. */
const PUBLISHING: readonly (readonly [string, string])[] = [
  ['npm publish --access public', 'NODE_AUTH_TOKEN'], ['cargo publish --locked', 'CARGO_REGISTRY_TOKEN'], ['python3 -m twine upload dist/*', 'TWINE_PASSWORD'], ['uv publish', 'UV_PUBLISH_TOKEN'], ['gem push pkg/app-1.0.0.gem', 'GEM_HOST_API_KEY'],
];

/** Secrets of what publishes and deploys (S27, S30). */
const PUBLISH: readonly Mutation[] = [
  ...(['S27', 'S30'] as const).flatMap((code): Mutation[] => {
    const [what, check] = code === 'S27' ? ['outside of an environment', 'secrets-outside-environment'] : ['that is kept', 'trusted-publishing'];
    const environment = (random: Random) => (code === 'S27' ? [] : [`environment: ${random.pick(['npm', 'release', 'production'])}`]);
    return [
      jobs(code, `a publishing token ${what}`, [check], (random) => {
        const [command, variable] = random.pick(PUBLISHING)!;
        return job('publish', environment(random), [...CHECKING_OUT, '- name: Publish', `  run: ${command}`, '  env:', `>>>    ${variable}: \${{ secrets.${random.pick(NAMES)} }}`]);
      }),
      jobs(code, `a publishing token of a job ${what}`, [check], (random) => {
        const [command, variable] = random.pick(PUBLISHING)!;
        return job('publish', [...environment(random), 'env:', `>>>  ${variable}: \${{ secrets.${random.pick(NAMES)} }}`], [...CHECKING_OUT, '- name: Publish', `  run: ${command}`]);
      }),
    ];
  }),
  jobs('S27', 'a secret of a deployment outside of an environment', ['secrets-outside-environment'], (random) => job('deploy', [], [...CHECKING_OUT, '- name: Deploy', `  run: ${random.pick(['helm upgrade --install app ./chart', 'kubectl apply -f app.yml', 'terraform apply -auto-approve', 'wrangler deploy', 'docker push acme/app:1'])}`, '  env:', `>>>    KEY: \${{ secrets.${random.pick(['KUBECONFIG', 'CLOUD_KEY', 'DOCKER_PASSWORD'])} }}`])),
  jobs('S30', 'a token in an input of an action that publishes', ['trusted-publishing'], (random) => {
    const [action, input] = random.pick([['pypa/gh-action-pypi-publish', 'password'], ['JS-DevTools/npm-publish', 'token'], ['katyo/publish-crates', 'registry-token']])!;
    return job('publish', ['environment: release'], [...CHECKING_OUT, '- name: Publish', `  ${pinned(action, 'v1.0.0', random)}`, '  with:', `>>>    ${input}: \${{ secrets.${random.pick(NAMES)} }}`]);
  }),
];

/** What restores a cache, as lines of a step and the place where it does. */
function cache(random: Random): string[] {
  return random.pick([
    ['- name: Set up Node.js', `  ${SETUP_NODE}`, '  with:', '    node-version-file: .nvmrc', `>>>    cache: ${random.pick(['npm', 'yarn', 'pnpm'])}`],
    ['- name: Set up Go', `>>>  ${pinned('actions/setup-go', 'v6.0.0', random)}`, '  with:', '    go-version-file: go.mod'],
    ['- name: Set up Python', `  ${pinned('actions/setup-python', 'v6.0.0', random)}`, '  with:', '    python-version: 3.13.5', `>>>    cache: ${random.pick(['pip', 'poetry'])}`],
    ['- name: Cache', `>>>  ${pinned(random.pick(['actions/cache', 'actions/cache/restore'])!, 'v5.0.0', random)}`, '  with:', '    path: build', '    key: build'],
    ['- name: Cache', `>>>  ${pinned('Swatinem/rust-cache', 'v2.9.2', random)}`],
    ['- name: Set up Java', `  ${pinned('actions/setup-java', 'v5.0.0', random)}`, '  with:', '    distribution: temurin', '    java-version: 21', `>>>    cache: ${random.pick(['maven', 'gradle'])}`],
    ['- name: Set up Ruby', `  ${pinned('ruby/setup-ruby', 'v1.260.0', random)}`, '  with:', '>>>    bundler-cache: true'],
  ])!;
}

/** Releases that are built from a cache (S19). */
const CACHES: readonly Mutation[] = [
  jobs('S19', 'a cache in a job that publishes', ['cache-poisoning'], (random) => job('publish', ['environment: release'], [...CHECKING_OUT, ...cache(random), '- name: Publish', `  run: ${random.pick(['npm publish', 'cargo publish --locked', 'gh release create v1 dist/*', 'twine upload dist/*', 'docker push acme/app:1'])}`])),
  files('S19', 'a cache in a workflow that releases', ['cache-poisoning'], (random) => ({
    '.github/workflows/release.yml': workflow('Release', random.pick([['release:', '  types: [published]'], ['push:', "  tags: ['v*']"]])!, [job('build', [], [...CHECKING_OUT, ...cache(random), '- name: Build', '  run: make'])]),
  })),
  changes('S19', 'a job with a cache that publishes', ['cache-poisoning'], WORKFLOWS, (text, random) => {
    const at = random.pick([...text.matchAll(/^ {10}cache: npm$/gm)]);
    if (!at) return undefined;
    const rest = text.slice(at.index);
    const end = /\n\n|$(?![^])/.exec(rest)!.index;
    return `${text.slice(0, at.index)}${HERE}${rest.slice(0, end).trimEnd()}\n      - name: Publish\n        run: npm publish --provenance\n${rest.slice(end)}`;
  }),
];

/** Defects in what is done with secrets. */
export const SECRETS: readonly Mutation[] = [...FILES, ...REACH, ...APP, ...PUBLISH, ...CACHES];
