/**
 * Objects of `github.event`, with the events whose payload has them.
 *
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads
 * @internal
 */
export const PAYLOAD_EVENTS: Record<string, readonly string[]> = {
  release: ['release'],
  pull_request: ['pull_request', 'pull_request_target', 'pull_request_review', 'pull_request_review_comment'],
  issue: ['issues', 'issue_comment'],
  comment: ['issue_comment', 'pull_request_review_comment', 'commit_comment', 'discussion_comment'],
  workflow_run: ['workflow_run'],
  merge_group: ['merge_group'],
  deployment: ['deployment', 'deployment_status'],
  check_suite: ['check_suite', 'check_run'],
  check_run: ['check_run'],
  discussion: ['discussion', 'discussion_comment'],
};

/** Values of the `github` context that are one text. @internal */
export const GITHUB_SCALARS = new Set([
  'action', 'action_path', 'action_ref', 'action_repository', 'action_status', 'actor', 'actor_id', 'api_url', 'base_ref', 'env', 'event_name', 'event_path', 'graphql_url', 'head_ref',
  'job', 'path', 'ref', 'ref_name', 'ref_type', 'repository', 'repository_id', 'repository_owner', 'repository_owner_id', 'repositoryurl', 'retention_days', 'run_attempt',
  'run_id', 'run_number', 'secret_source', 'server_url', 'sha', 'token', 'triggering_actor', 'workflow', 'workflow_ref', 'workflow_sha', 'workspace',
]);
