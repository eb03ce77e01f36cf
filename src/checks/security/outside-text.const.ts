const PULL_REQUEST = ['pull_request', 'pull_request_target', 'pull_request_review', 'pull_request_review_comment'];
const COMMENT = ['issue_comment', 'pull_request_review_comment', 'discussion_comment', 'commit_comment'];

/** Text that a person without write access can write. */
export interface OutsideText {
  /** Path below the contexts, lower case; `*` stands for any part. */
  readonly path: string;
  /** Events whose payload has it. */
  readonly events: readonly string[];
  /** Whether it can hold line breaks. */
  readonly multiline?: boolean;
}

/**
 * What outsiders write, by the events that carry it.
 *
 * @see https://docs.github.com/en/actions/reference/security/secure-use
 * @see https://securitylab.github.com/resources/github-actions-untrusted-input/
 */
export const OUTSIDE_TEXTS: readonly OutsideText[] = [
  { path: 'github.head_ref', events: PULL_REQUEST },
  { path: 'github.event.pull_request.title', events: PULL_REQUEST },
  { path: 'github.event.pull_request.body', events: PULL_REQUEST, multiline: true },
  { path: 'github.event.pull_request.head.ref', events: PULL_REQUEST },
  { path: 'github.event.pull_request.head.label', events: PULL_REQUEST },
  { path: 'github.event.pull_request.head.repo.default_branch', events: PULL_REQUEST },
  { path: 'github.event.pull_request.head.repo.description', events: PULL_REQUEST },
  { path: 'github.event.pull_request.head.repo.homepage', events: PULL_REQUEST },
  { path: 'github.event.issue.title', events: ['issues', 'issue_comment'] },
  { path: 'github.event.issue.body', events: ['issues', 'issue_comment'], multiline: true },
  { path: 'github.event.comment.body', events: COMMENT, multiline: true },
  { path: 'github.event.review.body', events: ['pull_request_review'], multiline: true },
  { path: 'github.event.review_comment.body', events: ['pull_request_review_comment'], multiline: true },
  { path: 'github.event.discussion.title', events: ['discussion', 'discussion_comment'] },
  { path: 'github.event.discussion.body', events: ['discussion', 'discussion_comment'], multiline: true },
  { path: 'github.event.changes.title.from', events: ['issues', ...PULL_REQUEST] },
  { path: 'github.event.changes.body.from', events: ['issues', 'issue_comment', ...PULL_REQUEST], multiline: true },
  { path: 'github.event.pages.*.page_name', events: ['gollum'] },
  { path: 'github.event.pages.*.title', events: ['gollum'] },
  { path: 'github.event.commits.*.message', events: ['push'], multiline: true },
  { path: 'github.event.commits.*.author.email', events: ['push'] },
  { path: 'github.event.commits.*.author.name', events: ['push'] },
  { path: 'github.event.head_commit.message', events: ['push'], multiline: true },
  { path: 'github.event.head_commit.author.email', events: ['push'] },
  { path: 'github.event.head_commit.author.name', events: ['push'] },
  { path: 'github.event.merge_group.head_commit.message', events: ['merge_group'], multiline: true },
  { path: 'github.event.workflow_run.head_branch', events: ['workflow_run'] },
  { path: 'github.event.workflow_run.display_title', events: ['workflow_run'] },
  { path: 'github.event.workflow_run.head_commit.message', events: ['workflow_run'], multiline: true },
  { path: 'github.event.workflow_run.head_commit.author.email', events: ['workflow_run'] },
  { path: 'github.event.workflow_run.head_commit.author.name', events: ['workflow_run'] },
  { path: 'github.event.workflow_run.head_repository.description', events: ['workflow_run'] },
  { path: 'github.event.workflow_run.pull_requests.*.head.ref', events: ['workflow_run'] },
];

/** Last parts of the payload that are numbers, hashes, times, names of accounts or fixed words. */
export const FIXED_PAYLOAD = new RegExp('(?:^|\\.)(?:' + [
  'number', 'id', 'node_id', 'sha', '\\w+_sha', '\\w+_id', 'before', 'after', 'action', 'state', 'draft', 'merged', 'login', 'type', 'fork',
  'private', 'full_name', 'repository\\.name', 'repo\\.name', 'repository\\.default_branch', 'conclusion', 'status', 'event', 'schedule', 'run_number', 'run_attempt', '\\w+_at',
  'timestamp', 'additions', 'deletions', 'changed_files', '\\w*count', 'comments', 'html_url', 'url', '\\w+_url', 'clone_url', 'ssh_url', 'prerelease', 'author_association',
  'created', 'deleted', 'forced', 'distinct_size', 'visibility', 'ref_type', 'state_reason', 'merged_by', 'archived', 'workflow_run\\.name', 'workflow_run\\.path',
].join('|') + ')$');

/** Properties of `github` that GitHub sets and that hold no shell syntax. The others are names of branches and tags. */
export const FIXED_GITHUB = new Set([
  'sha', 'run_id', 'run_number', 'run_attempt', 'repository', 'repository_owner', 'repository_id', 'repository_owner_id', 'repository_visibility', 'repositoryurl',
  'actor', 'actor_id', 'triggering_actor', 'event_name', 'workflow', 'workflow_sha', 'job', 'job_workflow_sha', 'workspace', 'action', 'action_path', 'action_ref', 'action_repository', 'action_status',
  'server_url', 'api_url', 'graphql_url', 'ref_type', 'ref_protected', 'retention_days', 'event_path', 'env', 'path', 'output', 'state', 'step_summary', 'secret_source', 'artifact_cache_size_limit',
]);

/** Outputs of well-known actions that are booleans, hashes or numbers. @see the action.yml of each */
export const FIXED_OUTPUTS: Readonly<Record<string, RegExp>> = {
  'actions/cache': /^cache-hit$/,
  'actions/checkout': /^commit$/,
  'actions/configure-pages': /./,
  'actions/create-github-app-token': /./,
  'actions/deploy-pages': /./,
  'actions/setup-go': /./,
  'actions/setup-java': /./,
  'actions/setup-node': /./,
  'actions/setup-python': /./,
  'actions/upload-artifact': /./,
  'docker/build-push-action': /^(digest|imageid)$/,
  'docker/setup-buildx-action': /./,
  'docker/setup-qemu-action': /./,
  'dorny/paths-filter': /^(?!.*_files$)(?!changes$)/,
  'dtolnay/rust-toolchain': /./,
};
