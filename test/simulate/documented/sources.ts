const DOCS = 'https://docs.github.com/en/actions';
const REFERENCE = `${DOCS}/reference/workflows-and-actions`;

/** Pages of GitHub's documentation, and other places, that state what a case is about. */
export const from = {
  syntax: (anchor: string) => `${REFERENCE}/workflow-syntax#${anchor}`,
  expressions: (anchor: string) => `${REFERENCE}/expressions#${anchor}`,
  contexts: (anchor: string) => `${REFERENCE}/contexts#${anchor}`,
  metadata: (anchor: string) => `${REFERENCE}/metadata-syntax#${anchor}`,
  environments: (anchor: string) => `${REFERENCE}/deployments-and-environments#${anchor}`,
  reuse: (anchor: string) => `${REFERENCE}/reusing-workflow-configurations#${anchor}`,
  statuses: `${REFERENCE}/workflow-run-statuses#conclusion-values`,
  cancellation: `${REFERENCE}/workflow-cancellation`,
  calling: (anchor: string) => `${DOCS}/how-tos/reuse-automations/reuse-workflows#${anchor}`,
  concurrency: `${DOCS}/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency`,
  conditions: `${DOCS}/how-tos/write-workflows/choose-when-workflows-run/control-jobs-with-conditions`,
  matrix: (anchor: string) => `${DOCS}/how-tos/write-workflows/choose-what-workflows-do/run-job-variations#${anchor}`,
  outputs: `${DOCS}/how-tos/write-workflows/choose-what-workflows-do/pass-job-outputs`,
  secrets: `${DOCS}/how-tos/write-workflows/choose-what-workflows-do/use-secrets`,
  reviews: `${DOCS}/how-tos/deploy/configure-and-manage-deployments/review-deployments`,
  runner: (file: string) => `https://github.com/actions/runner/blob/main/src/${file}`,
  issue: (repository: string, number: number) => `https://github.com/${repository}/issues/${number}`,
};
