import type { StepSource } from '../../read/step-source';

/** What an action does with the job's token. */
export interface TokenNeed {
  /** Scopes that must be `write`; of an inner list one is enough. */
  readonly scopes: readonly (readonly string[])[];
  /** What it does with it, after "to". */
  readonly purpose: string;
  /** Inputs and variables that name another token. */
  readonly tokens: readonly string[];
  /** When it needs it. @default - always */
  readonly when?: (step: StepSource) => boolean;
  /** Whether it works with the read-only token of a fork's pull request. @default false */
  readonly forks?: boolean;
  /** Whether it pushes with the credentials that checkout left. @default false */
  readonly pushes?: boolean;
}

const RELEASE: TokenNeed = { scopes: [['contents']], purpose: 'create a release', tokens: ['token', 'repo-token', 'repo_token'], when: (step) => !step.inputs.has('repository') && !step.inputs.has('repo') };
const COMMENT: TokenNeed = { scopes: [['pull-requests', 'issues']], purpose: 'write a comment', tokens: ['token', 'github_token', 'github-token', 'repo-token'] };
const COMMIT: TokenNeed = { scopes: [['contents']], purpose: 'push commits', tokens: ['github_token', 'token'], pushes: true };
const ATTEST: TokenNeed = { scopes: [['attestations']], purpose: 'store an attestation', tokens: ['github-token'] };
const CHECK_RUN: TokenNeed = { scopes: [['checks']], purpose: 'create a check run', tokens: ['token', 'github_token'], when: (step) => step.input('check_run') === undefined && step.input('annotate_only') === undefined };

/**
 * Actions that write with the job's token, by what their READMEs say.
 *
 * A code scanning upload of a fork's pull request is taken although its token reads only:
 * @see https://docs.github.com/en/code-security/code-scanning
 */
export const TOKEN_NEEDS: Readonly<Record<string, TokenNeed>> = {
  'github/codeql-action/upload-sarif': { scopes: [['security-events']], purpose: 'upload to code scanning', tokens: ['token'], forks: true },
  'github/codeql-action/analyze': { scopes: [['security-events']], purpose: 'upload to code scanning', tokens: ['token'], forks: true, when: (step) => ['always', undefined, 'true'].includes(step.input('upload')) },
  'actions/deploy-pages': { scopes: [['pages']], purpose: 'deploy to Pages', tokens: ['token'] },
  'peaceiris/actions-gh-pages': { scopes: [['contents']], purpose: 'push to the branch of the pages', tokens: ['github_token'], when: (step) => !['deploy_key', 'personal_token', 'external_repository'].some((name) => step.inputs.has(name)) },
  'jamesives/github-pages-deploy-action': { scopes: [['contents']], purpose: 'push to the branch of the pages', tokens: ['token'], when: (step) => !['ssh-key', 'repository-name'].some((name) => step.inputs.has(name)) && step.input('dry-run') === undefined },
  'benchmark-action/github-action-benchmark': { scopes: [['contents']], purpose: 'push the result (auto-push)', tokens: ['github-token'], when: (step) => step.input('auto-push') === 'true' && !step.inputs.has('gh-repository') },
  'softprops/action-gh-release': RELEASE,
  'ncipollo/release-action': { ...RELEASE, when: (step) => !step.inputs.has('repo') && !step.inputs.has('owner') },
  'svenstaro/upload-release-action': { ...RELEASE, when: (step) => !step.inputs.has('repo_name') },
  'googleapis/release-please-action': { scopes: [['contents'], ['pull-requests']], purpose: 'open release pull requests', tokens: ['token'], when: (step) => !step.inputs.has('repo-url') },
  'peter-evans/create-pull-request': { scopes: [['contents'], ['pull-requests']], purpose: 'push a branch and open a pull request', tokens: ['token', 'branch-token'], when: (step) => !step.inputs.has('push-to-fork') && !step.inputs.has('path'), pushes: true },
  'actions/labeler': { scopes: [['pull-requests']], purpose: 'set labels', tokens: ['repo-token'] },
  'actions/stale': { scopes: [['issues', 'pull-requests']], purpose: 'mark what is stale', tokens: ['repo-token'] },
  'peter-evans/create-or-update-comment': { ...COMMENT, when: (step) => !step.inputs.has('repository') },
  'marocchino/sticky-pull-request-comment': { ...COMMENT, scopes: [['pull-requests']], tokens: ['github_token'], when: (step) => !step.inputs.has('repo') },
  'thollander/actions-comment-pull-request': COMMENT,
  'stefanzweifel/git-auto-commit-action': { ...COMMIT, when: (step) => step.input('skip_push') === undefined && !step.inputs.has('repository') },
  'endbug/add-and-commit': { ...COMMIT, when: (step) => step.input('push') === undefined && !step.inputs.has('cwd') },
  'actions/attest': ATTEST,
  'actions/attest-build-provenance': ATTEST,
  'actions/attest-sbom': ATTEST,
  'dorny/test-reporter': CHECK_RUN,
  'enricomi/publish-unit-test-result-action': CHECK_RUN,
};
