/**
 * Values that an action takes and refuses everything else for, by action and input; first the major version since which it is so.
 *
 * @see https://github.com/actions/upload-artifact/blob/v4.6.2/src/upload/input-helper.ts
 * @see https://github.com/actions/setup-node/blob/v4.4.0/src/cache-utils.ts
 * @see https://github.com/actions/setup-python/blob/v5.6.0/src/cache-distributions/cache-factory.ts
 * @see https://github.com/actions/setup-java/blob/v4.7.1/src/cache.ts
 * @see https://github.com/actions/dependency-review-action/blob/v4.7.1/src/schemas.ts
 * @internal
 */
export const INPUT_VALUES: Record<string, Record<string, readonly string[]>> = {
  'actions/upload-artifact': { 'if-no-files-found': ['warn', 'error', 'ignore'], 'compression-level': ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] },
  'actions/setup-node': { cache: ['npm', 'yarn', 'pnpm', ''] },
  'actions/setup-python': { cache: ['pip', 'pipenv', 'poetry', ''] },
  'actions/setup-java': { cache: ['maven', 'gradle', 'sbt', ''] },
  'actions/dependency-review-action': { 'fail-on-severity': ['low', 'moderate', 'high', 'critical'] },
};

/** Inputs of action-slack v3, which the catalogue refuses. @see https://github.com/8398a7/action-slack/blob/v3.19.0/action.yml @internal */
export const ACTION_SLACK_INPUTS = [
  'status', 'fields', 'custom_payload', 'mention', 'if_mention', 'author_name', 'text', 'username', 'icon_emoji', 'icon_url', 'channel', 'job_name', 'success_message', 'cancelled_message',
  'failure_message', 'github_token', 'github_base_url',
];
