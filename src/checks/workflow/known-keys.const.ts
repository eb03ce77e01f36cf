import type { KeyPath } from '../../read/located';

/**
 * Keys by the place of their map; `*` stands for any key. The first that fits counts.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax
 */
const KEYS: readonly (readonly [string, readonly string[]])[] = [
  ['jobs.*.steps.*', ['name', 'id', 'if', 'uses', 'with', 'run', 'shell', 'working-directory', 'env', 'continue-on-error', 'timeout-minutes']],
  ['jobs.*', ['name', 'needs', 'if', 'runs-on', 'permissions', 'environment', 'concurrency', 'cache-mode', 'outputs', 'env', 'defaults', 'timeout-minutes', 'strategy', 'continue-on-error', 'container', 'services', 'snapshot', 'steps', 'uses', 'with', 'secrets']],
  ['jobs.*.strategy', ['matrix', 'fail-fast', 'max-parallel']],
  ['jobs.*.container', ['image', 'credentials', 'env', 'ports', 'volumes', 'options']],
  ['jobs.*.services.*', ['image', 'credentials', 'env', 'ports', 'volumes', 'options']],
  ['jobs.*.environment', ['name', 'url', 'deployment']],
  ['jobs.*.concurrency', ['group', 'cancel-in-progress', 'queue']],
  ['concurrency', ['group', 'cancel-in-progress', 'queue']],
  ['jobs.*.defaults', ['run']],
  ['defaults', ['run']],
  ['jobs.*.defaults.run', ['shell', 'working-directory']],
  ['defaults.run', ['shell', 'working-directory']],
  ['on.workflow_dispatch.inputs.*', ['description', 'required', 'default', 'type', 'options', 'deprecationMessage']],
  ['on.workflow_call.inputs.*', ['description', 'required', 'default', 'type']],
  ['on.workflow_call.secrets.*', ['description', 'required']],
  ['on.workflow_call.outputs.*', ['description', 'value']],
  ['on.workflow_call', ['inputs', 'outputs', 'secrets']],
  ['on.workflow_dispatch', ['inputs']],
  ['runs.steps.*', ['name', 'id', 'if', 'uses', 'with', 'run', 'shell', 'working-directory', 'env', 'continue-on-error']],
];
const WORKFLOW_KEYS = ['name', 'run-name', 'on', 'permissions', 'env', 'defaults', 'concurrency', 'cache-mode', 'jobs'];
const ACTION_KEYS = ['name', 'author', 'description', 'inputs', 'outputs', 'runs', 'branding'];

/** The keys that GitHub knows beside the last one of a way; empty where they are not listed here. */
export function keysOfMap(keys: KeyPath, isAction: boolean): readonly string[] {
  const map = keys.slice(0, -1);
  const found = KEYS.find(([place]) => fits(place.split('.'), map));
  return found?.[1] ?? (map.length > 0 ? [] : isAction ? ACTION_KEYS : WORKFLOW_KEYS);
}

function fits(place: readonly string[], map: KeyPath): boolean {
  return place.length === map.length && place.every((part, index) => part === '*' || part === String(map[index]));
}
