import { changes, CHECKING_OUT, CHECKOUT, DOWNLOAD, files, HERE, job, jobs, pinned, replaceOne, SETUP_NODE, steps, UPLOAD, workflow } from '../marked';
import { Files, linesLike, Mutation, Random, WORKFLOWS } from '../mutation';
import { misspelt } from '../workflow/places';

const DEPLOYS = ['helm upgrade --install app ./chart', 'kubectl apply -f app.yml', 'terraform apply -auto-approve', 'kubectl set image deployment/app app=acme/app:1'];
const PUBLISHES = ['npm publish', 'cargo publish --locked', 'docker push acme/app:1', 'twine upload dist/*'];
const PUSH = ['push:', '  branches: [main]'];
const TOKEN = ['  env:', '    GH_TOKEN: ${{ github.token }}'];

/** A ruleset that requires a check. */
function ruleset(context: string, more: readonly object[] = []): string {
  const required = { type: 'required_status_checks', parameters: { required_status_checks: [{ context, integration_id: 15368 }] } };
  const lines = JSON.stringify({ enforcement: 'active', conditions: { ref_name: { include: ['refs/heads/main'] } }, rules: [...more, required] }, undefined, 2).split('\n');
  return lines.map((line) => (line.includes(`"context": ${JSON.stringify(context)}`) ? `${HERE}${line}` : line)).join('\n');
}

/** What is required and what waits for what (X01). */
const REQUIRED: readonly Mutation[] = [
  files('X01', 'a required check that no job reports', ['required-checks'], (random) => ({ '.github/rulesets/main.json': ruleset(random.pick(['Continous Integration Gate', 'Acceptance Tests', 'Security Scanner', 'build', 'CI / gate'])!) })),
  files('X01', 'a required check of a job that never runs for pull requests', ['required-checks'], (random) => ({
    '.github/rulesets/main.json': ruleset('Nightly'),
    '.github/workflows/nightly.yml': workflow('Nightly', random.pick([['schedule:', '  - cron: 17 3 * * *'], ['workflow_dispatch:'], ['release:', '  types: [published]']])!, [job('nightly', [], ['- name: Test', '  run: make test'])]),
  })),
  files('X01', 'a required check of a workflow that paths keep from running', ['required-checks'], (random) => ({
    '.github/rulesets/main.json': ruleset('Docs'),
    '.github/workflows/docs.yml': workflow('Documents', ['pull_request:', random.pick(["  paths: ['docs/**']", "  paths-ignore: ['src/**']"])!], [job('docs', [], ['- name: Build', '  run: make docs'])]),
  })),
  files('X01', 'a required check of another branch', ['required-checks'], (random) => ({
    '.github/rulesets/main.json': ruleset('Migrate'),
    '.github/workflows/migrate.yml': workflow('Migration', ['pull_request:', `  branches: [${random.pick(['develop', 'next', 'v2'])}]`], [job('migrate', [], ['- name: Test', '  run: make test'])]),
  })),
  files('X01', 'a required check that the merge queue never sees', ['required-checks'], () => ({
    '.github/rulesets/main.json': ruleset('Extra', [{ type: 'merge_queue' }]),
    '.github/workflows/extra.yml': workflow('Further', ['pull_request:'], [job('extra', [], ['- name: Test', '  run: make test'])]),
  })),
  {
    code: 'X01',
    name: 'a job that was renamed and is required by its old name',
    checks: ['required-checks'],
    mutate: (all, random) => {
      const line = random.pick(linesLike(all, WORKFLOWS, /^ {4}name: ([\w ]+)$/).filter(({ path, text }) => all[path].includes('\n  pull_request:') && Object.values(all).join('\n').split(`\n${text}\n`).length === 2));
      if (!line) return undefined;
      const name = line.match[1];
      const required = ruleset(name);
      const renamed = all[line.path].replace(line.text, `    name: ${random.pick(['Check', 'Quality', 'All of it'])}`);
      return { files: { ...all, [line.path]: renamed, '.github/rulesets/main.json': required.replace(HERE, '') }, path: '.github/rulesets/main.json', line: required.split('\n').findIndex((text) => text.startsWith(HERE)) + 1 };
    },
  },
  files('X01', 'a push to a branch that wants reviews', ['protected-push'], (random) => ({
    '.github/settings.yml': ['branches:', '  - name: main', '    protection:', '      required_pull_request_reviews:', '        required_approving_review_count: 1', ''].join('\n'),
    '.github/workflows/bump.yml': workflow('Bump', ['workflow_dispatch:'], [job('bump', [], ['- name: Check out', `  ${CHECKOUT}`, '- name: Bump', '  run: |', '    npm version patch', `>>>    git push origin ${random.pick(['HEAD:main --follow-tags', 'main', 'HEAD:refs/heads/main'])}`], ['contents: write # push'])]),
  })),
  files('X01', 'a protected branch that may be overwritten', ['protected-push'], (random) => ({
    '.github/settings.yml': ['branches:', `  - name: ${random.pick(['main', 'dev', 'develop'])}`, '    protection:', '      required_pull_request_reviews:', '        required_approving_review_count: 1', '>>>      allow_force_pushes: true', ''].join('\n'),
  })),
  jobs('X01', 'a delivery that waits for no test', ['ungated-delivery'], (random) => job('publish', [HERE, ...random.pick([[], ['needs: [lint]']])!].filter((key) => key !== 'needs: [lint]'), [...CHECKING_OUT, '- name: Hand out', `  run: ${random.pick([...PUBLISHES, 'helm upgrade --install app ./chart', 'gh release create v1'])}`]), /^ {4}name: (?:Unit|Integration) Tests/m),
];

/** Artifacts that are not there, or twice (X02). */
const ARTIFACTS: readonly Mutation[] = [
  changes('X02', 'the name of a download with a typo', ['artifact-flow'], WORKFLOWS, (text, random) => replaceOne(text, /^( {8}uses: actions\/download-artifact.*\n {8}with:\n)( {10}name: )([a-z]+)(.*)$/m, random, (match) => `${match[1]}${HERE}${match[2]}${misspelt(match[3], random)}${match[4]}`)),
  changes('X02', 'a job that does not wait for what it downloads', ['artifact-flow'], WORKFLOWS, (text, random) => replaceOne(text, /^ {4}needs: (?:coverage|unit-tests|package|\[changes, package\])\n((?: {4}.*\n)*? {8}uses: actions\/download-artifact.*\n {8}with:\n)( {10}name: .*)$/m, random, ([all, between, name]) => `${all.includes('changes') ? '    needs: changes\n' : ''}${between}${HERE}${name}`)),
  changes('X02', 'an upload of each leg of a matrix under one name', ['artifact-flow'], WORKFLOWS, (text, random) => replaceOne(text, /^( {8}uses: actions\/upload-artifact.*\n {8}with:\n)( {10}name: )([a-z-]+?)-?\$\{\{ matrix.*$/m, random, (match) => `${match[1]}${HERE}${match[2]}${match[3]}`)),
  jobs('X02', 'two uploads of one name', ['artifact-flow'], (random) => job('again', [], ['- name: Build', '  run: make', '- name: Keep one', `  ${UPLOAD}`, '  with:', '    name: twice', '    path: one/', '- name: Keep another', `  ${UPLOAD}`, '  with:', '>>>    name: twice', `    path: ${random.pick(['two/', 'other.txt'])}`])),
  files('X02', 'two jobs that upload one name', ['artifact-flow'], (random) => {
    const name = random.pick(['program', 'report', 'site'])!;
    const keep = (mark: string) => ['- name: Build', '  run: make', '- name: Keep', `  ${UPLOAD}`, '  with:', `${mark}    name: ${name}`, '    path: out/'];
    return { '.github/workflows/build.yml': workflow('Build', ['workflow_dispatch:'], [job('one', [], keep('')), job('other', [], keep(HERE))]) };
  }),
  jobs('X02', 'an artifact of inside and outside', ['artifact-flow'], (random) => job('logs', [], ['- name: Build', '  run: make', '- name: Keep', `  ${UPLOAD}`, '  with:', '    name: logs', '    path: |', '      site/', `>>>      ${random.pick(['/tmp/logs/', '~/.npm/_logs/', '/var/log/app.log'])}`])),
  jobs('X02', 'a download of what nobody uploads', ['artifact-flow'], (random) => job('last', random.pick([[], ["if: github.ref == 'refs/heads/main'"]])!, ['- name: Download', `  ${DOWNLOAD}`, '  with:', `>>>    ${random.pick(['name: programs', 'pattern: programs-*'])}`, '- name: Use', '  run: ./use'])),
  files('X02', 'a folder that nothing writes', ['artifact-flow'], (random) => ({
    '.github/workflows/tests.yml': workflow('Tests', ['workflow_dispatch:'], [job('test', [], [...CHECKING_OUT, '- name: Test', '  run: cargo test --locked', '- name: Keep', `  ${UPLOAD}`, '  with:', '    name: results', `>>>    path: target/${random.pick(['test-results', 'reports', 'junit'])}/`])]),
    'Cargo.toml': '[package]\nname = "tool"\nversion = "1.0.0"\n',
  })),
  files('X02', 'a package that is built once more', ['rebuilt-package'], (random) => ({
    '.github/workflows/release.yml': workflow('Release', ['release:', '  types: [published]'], [job('test', [], ['- name: Test', '  run: npm ci && npm run build && npm test']), job('publish', ['needs: test'], ['- name: Build', `  run: ${random.pick(['npm run build', 'npm ci && npm run build'])}`, '- name: Publish', `>>>  run: npm publish${random.pick(['', ' --access public', ' --provenance'])}`])]),
  })),
];

/** Images that are used under another name or tag (X03). */
const image = (tags: string): Files => ({
  '.github/workflows/image.yml': workflow('Image', ['push:', "  tags: ['v*']"], [job('image', [], [...CHECKING_OUT, '- name: Describe', '  id: meta', '  uses: docker/metadata-action@318604b99e75e41977312d83839a89be02ca4893 # v5.9.0', '  with:', '    images: ghcr.io/${{ github.repository }}', `    tags: ${tags}`,
    '- name: Build', '  uses: docker/build-push-action@263435318d21b8e681c14492fe198d362a7d2c83 # v6.18.0', '  with:', '    push: true', '    tags: ${{ steps.meta.outputs.tags }}'])]),
});
const INPUT = ['workflow_dispatch:', '  inputs:', '    version:', '      description: What', '      required: true', '      type: string'];
const IMAGES: readonly Mutation[] = [
  files('X03', 'a Git tag as the tag of an image', ['image-tags'], (random) => ({
    ...image('type=semver,pattern={{version}}'),
    '.github/workflows/deploy.yml': workflow('Deploy', INPUT, [job('deploy', [], ['- name: Check out', `  ${CHECKOUT}`, '  with:', '    persist-credentials: false', '    ref: ${{ inputs.version }}', '- name: Deploy', `>>>  run: ${random.pick(['helm upgrade app ./chart --set image.tag=${{ inputs.version }}', 'docker run ghcr.io/${{ github.repository }}:${{ github.event.inputs.version }}'])}`])]),
  })),
  files('X03', 'an image that nobody builds', ['image-tags'], (random) => ({
    ...image('type=raw,value={{tag}}'),
    '.github/workflows/smoke.yml': workflow('Smoke', INPUT, [job('smoke', [], ['- name: Start', '  run: |', '    set -u', `>>>    docker ${random.pick(['run', 'pull'])} ghcr.io/\${{ github.repository }}/${random.pick(['smoke', 'app', 'server'])}:1.2.3`])]),
  })),
];

/** Branches (X10), versions (X17) and events (X16) that jobs hand each other. */
const SITES = [['peaceiris/actions-gh-pages', 'publish_dir: ./site'], ['JamesIves/github-pages-deploy-action', 'folder: dist']] as const;
const HANDED: readonly Mutation[] = [
  files('X10', 'two writers of a branch', ['shared-branch-writers'], (random) => {
    const [action, input] = random.pick(SITES)!;
    return {
      '.github/workflows/bench.yml': workflow('Benchmarks', PUSH, [job('bench', [], ['- name: Measure', '  run: make bench', '- name: Keep', `  ${pinned('benchmark-action/github-action-benchmark', 'v1.20.7', random)}`, '  with:', '    output-file-path: out.json', '    auto-push: true'], ['contents: write # push'])]),
      '.github/workflows/site.yml': workflow('Site', ['release:', '  types: [published]'], [job('site', [], ['- name: Publish', `>>>  ${pinned(action, 'v4.0.0', random)}`, '  with:', `    ${input}`], ['contents: write # push'])]),
    };
  }),
  files('X10', 'a command that wipes what another job writes', ['shared-branch-writers'], (random) => ({
    '.github/workflows/pages.yml': workflow('Pages', PUSH, [job('charts', [], ['- name: Release', `  ${pinned('helm/chart-releaser-action', 'v1.7.0', random)}`], ['contents: write # push']), job('docs', [], [...CHECKING_OUT, '- name: Publish', `>>>  run: ${random.pick(['mkdocs gh-deploy --force', 'ghp-import -n -p site'])}`], ['contents: write # push'])]),
  })),
  files('X16', 'a workflow that waits for a release of the token', ['token-push-triggers-nothing'], (random) => ({
    '.github/workflows/publish.yml': workflow('Publish', ['release:', `  types: [${random.pick(['published', 'released', 'created'])}]`], [job('npm', [], ['- name: Publish', '  run: npm publish'])]),
    '.github/workflows/make.yml': workflow('Make', PUSH, [job('make', [], [...CHECKING_OUT, ...random.pick([
      ['- name: Release', `>>>  run: gh release create v1.2.0 ${random.pick(['--generate-notes', '--notes-file CHANGES.md dist/*'])}`, ...TOKEN], ['- name: Release', `>>>  ${pinned('softprops/action-gh-release', 'v2.3.0', random)}`, '  with:', '    tag_name: v1.2.0'],
      ['- name: Release', `>>>  ${pinned('googleapis/release-please-action', 'v4.2.0', random)}`, '  with:', '    release-type: node'],
    ])!], ['contents: write # release'])]),
  })),
  files('X16', 'a workflow that waits for a tag of the token', ['token-push-triggers-nothing'], (random) => ({
    '.github/workflows/tagged.yml': workflow('Tagged', ['push:', "  tags: ['v*']"], [job('npm', [], ['- name: Publish', '  run: npm publish'])]),
    '.github/workflows/tag.yml': workflow('Tag', random.pick([PUSH, ['workflow_dispatch:']])!, [job('tag', [], ['- name: Check out', `  ${CHECKOUT}`, '- name: Tag', '  run: |', '    git tag v1.2.3', `>>>    git push origin ${random.pick(['v1.2.3', '--tags', 'refs/tags/v1.2.3', 'HEAD --follow-tags'])}`], ['contents: write # push'])]),
  })),
  files('X17', 'an old commit after a version was pushed', ['checkout-after-push'], (random) => ({
    '.github/workflows/bump.yml': workflow('Bump', ['workflow_dispatch:'], [
      job('bump', [], ['- name: Check out', `  ${CHECKOUT}`, '- name: Bump', '  run: |', ...random.pick([['    npm version patch', '    git push origin HEAD:main --follow-tags'], ['    cargo set-version --bump minor', '    git commit -am "chore: bump version"', '    git push']])!], ['contents: write # push']),
      ...random.pick([[], [job('test', ['needs: bump'], ['- name: Test', '  run: echo tested'])]])!,
      job('publish', ['needs: bump'], ['- name: Check out', `>>>  ${CHECKOUT}`, '  with:', '    persist-credentials: false', '- name: Publish', `  run: ${random.pick(['npm publish', 'cargo publish', 'make release', 'npm run build'])}`]),
    ]),
  })),
  files('X17', 'a version that nobody compares with its tag', ['release-version'], (random, all) => ({
    '.github/workflows/release.yml': workflow('Release', random.pick([['release:', '  types: [published]'], ['push:', "  tags: ['v*']"]])!, [job('publish', [], [...CHECKING_OUT, '- name: Publish', `>>>  run: ${all['package.json'] === undefined ? 'cargo publish --locked' : random.pick(['npm publish', 'npm publish --access public --provenance'])}`])]),
  })),
];

/** Jobs that are skipped, or run, by the fate of others (X11). */
const FATES: readonly Mutation[] = [
  files('X11', 'a job that is skipped with one it does not name', ['skipped-ancestors'], (random) => ({
    '.github/workflows/release.yml': workflow('Release', ['release:', '  types: [published]', 'workflow_dispatch:'], [
      job('prepare', ["if: github.event_name == 'workflow_dispatch'"], ['- name: Bump', '  run: ./bump']), job('build', ['needs: prepare', `if: ${random.pick(['always() && !cancelled()', '"!cancelled()"', 'always()'])}`], ['- name: Build', '  run: make']),
      job('publish', random.pick([[HERE, 'needs: build'], ['needs: build', '>>>if: github.event.release.prerelease == false']])!, ['- name: Publish', '  run: make publish']),
    ]),
  })),
  files('X11', 'a delivery after a failure', ['skipped-ancestors'], (random) => ({
    '.github/workflows/release.yml': workflow('Release', PUSH, [job('test', [], ['- name: Test', '  run: make test']), job('publish', ['needs: test', `>>>if: ${random.pick(['always()', "${{ !cancelled() && github.event_name == 'push' }}", "'!cancelled()'"])}`], ['- name: Publish', `  run: ${random.pick(PUBLISHES)}`])]),
  })),
  files('X11', 'a checkout of a tag that nobody made', ['skipped-ancestors'], (random) => ({
    '.github/workflows/release.yml': workflow('Release', PUSH, [job('version', ['outputs:', '  tag: ${{ steps.tag.outputs.tag }}'], ['- name: Tag', '  id: tag', '  run: ./tag']), job('build', ['needs: version', `>>>if: ${random.pick(['always()', '"!cancelled()"'])}`], ['- name: Check out', `  ${CHECKOUT}`, '  with:', '    persist-credentials: false', '    ref: v${{ needs.version.outputs.tag }}'])]),
  })),
  files('X11', 'a notice that a deployment waits for', ['skipped-ancestors'], (random) => ({
    '.github/workflows/deploy.yml': workflow('Deploy', ['workflow_dispatch:'], [
      job('check', ['outputs:', '  proceed: ${{ steps.check.outputs.proceed }}'], ['- name: Check', '  id: check', '  run: ./check', '- name: Tell', `>>>  ${pinned(random.pick(['slackapi/slack-github-action', '8398a7/action-slack', 'sarisia/actions-status-discord'])!, 'v2.1.0', random)}`, '  with:', '    webhook: ${{ secrets.WEBHOOK }}']),
      job('deploy', ['needs: check', "if: needs.check.outputs.proceed == 'true'", 'environment: production'], ['- name: Deploy', `  run: ${random.pick(DEPLOYS)}`]),
    ]),
  })),
];

/** Deployments (X12) and environments (X19). */
const GROUP = ['concurrency:', '  group: deploy-production', '  cancel-in-progress: false'];
const DEPLOYMENT: readonly Mutation[] = [
  files('X12', 'deployments that overlap', ['deployment-concurrency'], (random) => ({
    '.github/workflows/deploy.yml': workflow('Deploy', random.pick([PUSH, ['workflow_dispatch:']])!, [job('deploy', [HERE, `environment: ${random.pick(['production', 'staging'])}`], [...CHECKING_OUT, '- name: Deploy', `  run: ${random.pick(DEPLOYS)}`])], []),
  })),
  files('X12', 'a deployment that is cut off', ['deployment-concurrency'], (random) => ({
    '.github/workflows/deploy.yml': workflow('Deploy', random.pick([PUSH, ['workflow_dispatch:']])!, [job('deploy', ['environment: production'], [...CHECKING_OUT, '- name: Deploy', `  run: ${random.pick(DEPLOYS)}`])], ['concurrency:', '  group: deploy-production', '>>>  cancel-in-progress: true']),
  })),
  files('X12', 'a deployment and its rollback that overlap', ['deployment-concurrency'], (random) => ({
    '.github/workflows/deploy.yml': workflow('Deploy', ['workflow_dispatch:'], [job('deploy', ['environment: production'], ['- name: Deploy', '  run: helm upgrade --install app ./chart'])], GROUP),
    '.github/workflows/rollback.yml': workflow('Rollback', ['workflow_dispatch:'], [job('rollback', ['environment: production'], ['- name: Roll back', '  run: helm rollback app'])], ['concurrency:', `>>>  group: ${random.pick(['rollback-production', 'rollback-${{ github.workflow }}'])}`, '  cancel-in-progress: false']),
  })),
  jobs('X19', 'an environment that nobody declared', ['environments'], (random) => job('deploy', random.pick([[`>>>environment: ${random.pick(['prod', 'canary'])}`], ['environment:', `>>>  name: ${random.pick(['prod', 'stage'])}`, '  url: https://acme.com']])!, ['- name: Deploy', '  run: ./deploy']), /./, { '.github/settings.yml': 'environments:\n  - name: staging\n  - name: production\n' }),
  jobs('X19', 'an environment that the inventory does not have', ['environments'], (random) => job('deploy', [`>>>environment: ${random.pick(['prod', 'Productoin'])}`], ['- name: Deploy', '  run: ./deploy']), /./, { '.projen/inventory.json': JSON.stringify({ environments: ['staging', 'production'] }) }),
  files('X19', 'an environment that somebody types', ['environments'], (random) => ({
    '.github/workflows/deploy.yml': workflow('Deploy', ['workflow_dispatch:', '  inputs:', '    environment:', '      description: Where to', ...random.pick([[], ['      type: string']])!], [job('deploy', [`>>>environment: \${{ ${random.pick(['inputs.environment', 'github.event.inputs.environment'])} }}`], ['- name: Deploy', '  run: ./deploy'])]),
  })),
  files('X19', 'an environment beside the one that is meant', ['environments'], (random) => ({
    '.github/workflows/deploy.yml': workflow('Deploy', ['workflow_dispatch:', '  inputs:', '    environment:', '      type: choice', '      options: [staging, production]'], [job('deploy', ['environment: ${{ inputs.environment }}'], ['- name: Deploy', '  run: ./deploy']), job('rollback', [`>>>environment: \${{ inputs.environment }}-${random.pick(['rollback', 'canary'])}`], ['- name: Roll back', '  run: ./rollback'])]),
  })),
];

/** Names that nobody declared (X18). */
const INVENTORY = { '.projen/inventory.json': JSON.stringify({ secrets: { NPM_TOKEN: 'publishes' }, variables: { REGION: 'where' } }) };
const DECLARED: readonly Mutation[] = [
  withFiles(INVENTORY, steps('X18', 'a secret that nobody declared', ['undeclared-secrets'], (random) => ['name: Publish', 'run: ./publish', 'env:', `>>>  TOKEN: \${{ secrets.${random.pick(['NPM_TOKN', 'NPMTOKEN', 'CODECOV_TOKEN'])} }}`])),
  withFiles(INVENTORY, steps('X18', 'a variable that nobody declared', ['undeclared-secrets'], (random) => ['name: Publish', `>>>if: \${{ vars.${random.pick(['PUBLISH', 'REGIONS'])} == 'yes' }}`, 'run: ./publish'])),
  files('X18', 'a package of another owner', ['package-scope'], (random) => ({
    'package.json': JSON.stringify({ name: random.pick(['@other/tool', 'tool', '@acme-inc/tool']), version: '1.0.0', repository: random.pick(['github:acme/tool', { type: 'git', url: 'git+https://github.com/acme/tool.git' }]) }),
    '.github/workflows/packages.yml': workflow('Packages', ['release:', '  types: [published]'], [packages(random)]),
  })),
  files('X18', 'a package that goes to another registry', ['package-scope'], (random) => ({
    'package.json': JSON.stringify({ name: '@acme/tool', version: '1.0.0', repository: 'github:acme/tool', publishConfig: { registry: 'https://registry.npmjs.org' } }),
    '.github/workflows/packages.yml': workflow('Packages', ['release:', '  types: [published]'], [packages(random)]),
  })),
];

function packages(random: Random): string[] {
  return job('publish', ['environment: packages'], [...CHECKING_OUT, '- name: Set up Node.js', `  ${SETUP_NODE}`, '  with:', '    node-version: 24', '    registry-url: https://npm.pkg.github.com', '- name: Publish', `>>>  run: npm publish${random.pick(['', ' --access public'])}`, '  env:', '    NODE_AUTH_TOKEN: ${{ secrets.GITHUB_TOKEN }}'], ['contents: read', 'packages: write # publish']);
}

function withFiles(more: Files, mutation: Mutation): Mutation {
  return { ...mutation, mutate: (all, random) => mutation.mutate({ ...all, ...more }, random) };
}

/** Defects in what jobs, workflows and settings expect of each other. */
export const DELIVERIES: readonly Mutation[] = [...REQUIRED, ...ARTIFACTS, ...IMAGES, ...HANDED, ...FATES, ...DEPLOYMENT, ...DECLARED];
