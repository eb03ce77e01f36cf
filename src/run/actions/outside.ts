import type { Action } from './action-host';

/** Actions that only change something elsewhere: what they would do, by their name in lower case. */
const OUTSIDE: Readonly<Record<string, string>> = {
  'actions/attest': 'sign an attestation',
  'actions/attest-build-provenance': 'sign an attestation',
  'actions/attest-sbom': 'sign an attestation',
  'actions/dependency-review-action': 'ask GitHub about the dependencies that a pull request changes',
  'actions/deploy-pages': 'deploy to GitHub Pages',
  'actions/configure-pages': 'set up GitHub Pages',
  'actions/labeler': 'label the pull request',
  'actions/stale': 'mark issues as stale',
  'aws-actions/amazon-ecr-login': 'sign in to Amazon ECR',
  'aws-actions/configure-aws-credentials': 'sign in to AWS',
  'azure/login': 'sign in to Azure',
  'codecov/codecov-action': 'upload coverage to Codecov',
  'codecov/test-results-action': 'upload test results to Codecov',
  'coverallsapp/github-action': 'upload coverage to Coveralls',
  'docker/login-action': 'sign in to a container registry',
  'github/codeql-action/upload-sarif': 'upload findings to GitHub',
  'google-github-actions/auth': 'sign in to Google Cloud',
};

/** What an action would do elsewhere; undefined for one that does something here, or that nobody knows. */
export function doneOutside(action: string): string | undefined {
  return Object.hasOwn(OUTSIDE, action.toLowerCase()) ? OUTSIDE[action.toLowerCase()] : undefined;
}

/** Says what is not done, and lets the step pass. */
export function leaveOut(words: string): Action {
  return async (_, host) => {
    host.say(`Not done: ${words}.`);
    host.notDone(`${host.action} would ${words}`);
  };
}
