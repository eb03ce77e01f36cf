// Generated from resources/actions.json by projenrc/generate-constants.ts.
import type { RefusedAction } from './action-entry';

/** Actions that must not be used; `owner/*` stands for everything of an owner. @internal */
export const REFUSED_ACTIONS: Record<string, RefusedAction> = {
  '8398a7/action-slack': {
    reason: 'The repository was archived on 2025-09-13.',
    successor: 'slackapi/slack-github-action',
  },
  'actions-cool/*': {
    reason: 'Every tag was moved to foreign code on 2026-05-18 and is malicious still.',
    successor: '`gh` in a run step, or actions/github-script',
  },
  'actions-rs/*': {
    reason: 'The repositories are archived and need node12, which runners no longer have.',
    successor: '`rustup` and `cargo` in run steps; EmbarkStudios/cargo-deny-action for advisories',
  },
  'actions/attest-sbom': {
    reason: 'It is deprecated by its owner.',
    successor: 'actions/attest with sbom-path',
  },
  'actions/create-release': {
    reason: 'The repository is archived and needs node12, which runners no longer have.',
    successor: '`gh release create` in a run step',
  },
  'aws-actions/amazon-eks-fargate': {
    reason: 'It never became usable; its last commit is of 2020.',
    successor: '`aws eks update-kubeconfig` in a run step',
  },
  'Checkmarx/ast-github-action': {
    reason: 'Its tags were moved to foreign code on 2026-03-23.',
    successor: 'github/codeql-action/init and github/codeql-action/analyze',
  },
  'Checkmarx/kics-github-action': {
    reason: 'Its tags were moved to foreign code on 2026-03-23.',
    successor: '`checkov` with a fixed version in a run step',
  },
  'codecov/test-results-action': {
    reason: 'It is deprecated by its owner and needs node20, which runners no longer have.',
    successor: 'codecov/codecov-action with report_type: test_results',
  },
  'codfish/semantic-release-action': {
    reason: 'Its tags were moved to foreign code on 2026-06-24 and the repository is disabled.',
    successor: 'googleapis/release-please-action, or changesets/action',
  },
  'cross-rs/cross': {
    reason: 'It is a program, not an action.',
    successor: 'a native Arm runner, or the `cross` program in a run step',
  },
  'CycloneDX/gh-node-module-generatebom': {
    reason: 'It is deprecated by its owner and needs node16, which runners no longer have.',
    successor: '`npm sbom` in a run step',
  },
  'google/osv-scanner-action': {
    reason: 'The action at the root of the repository cannot be called: it has no runs section.',
    successor: 'google/osv-scanner-action/osv-scanner-action',
  },
  'houseabsolute/actions-rust-cross': {
    reason: 'It calls actions by branch and tag, so its pin pins nothing.',
    successor: 'a native Arm runner, or the `cross` program in a run step',
  },
  'Ilshidur/action-discord': {
    reason: 'Its image has a Node that is no longer maintained and is not pinned.',
    successor: '`curl` to the webhook in a run step',
  },
  'infracost/actions': {
    reason: 'It calls actions by tag, so its pin pins nothing.',
    successor: 'infracost/actions/setup',
  },
  'returntocorp/semgrep-action': {
    reason: 'The repository was renamed and then archived.',
    successor: '`semgrep` with a fixed version in a run step',
  },
  'rustsec/audit-check': {
    reason: 'No release runs on node24; runners no longer have node20.',
    successor: 'EmbarkStudios/cargo-deny-action, or `cargo deny check` in a run step',
  },
  'sarisia/actions-status-discord': {
    reason: 'No release runs on node24; runners no longer have node20.',
    successor: '`curl` to the webhook in a run step',
  },
  'semgrep/semgrep-action': {
    reason: 'The repository is archived.',
    successor: '`semgrep` with a fixed version in a run step',
  },
  'slsa-framework/slsa-github-generator/*': {
    reason: 'Its workflows must be called by tag, which cannot be pinned.',
    successor: 'actions/attest',
  },
  'tj-actions/changed-files': {
    reason: 'Its tags were moved to foreign code on 2025-03-14.',
    successor: '`git diff --name-only` in a run step, or dorny/paths-filter',
  },
  'tsickert/discord-webhook': {
    reason: 'No release runs on node24; runners no longer have node20.',
    successor: '`curl` to the webhook in a run step',
  },
};
