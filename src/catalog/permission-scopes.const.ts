const ANY = ['read', 'write', 'none'];
const WRITE = ['write', 'none'];
const READ = ['read', 'none'];
/**
 * Levels by scope of the job's token.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions
 */
export const PERMISSION_SCOPES: Readonly<Record<string, readonly string[]>> = {
  'actions': ANY,
  'artifact-metadata': ANY,
  'attestations': ANY,
  'checks': ANY,
  'code-quality': ANY,
  'contents': ANY,
  'deployments': ANY,
  'discussions': ANY,
  'id-token': WRITE,
  'issues': ANY,
  'models': READ,
  'packages': ANY,
  'pages': ANY,
  'pull-requests': ANY,
  'repository-projects': ANY,
  'security-events': ANY,
  'statuses': ANY,
  'vulnerability-alerts': READ,
  'copilot-requests': WRITE,
  'drives': ANY,
};
