import type { KeyPath } from '../../read/located';

const EARLY = ['github', 'inputs', 'vars'];
const AFTER_NEEDS = [...EARLY, 'needs'];
const IN_LEG = [...AFTER_NEEDS, 'strategy', 'matrix'];
const ON_RUNNER = [...IN_LEG, 'job', 'runner', 'env', 'steps'];

/**
 * Contexts by the key they can stand at; `*` stands for any key, `**` for the rest. The first that fits counts.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#context-availability
 */
const TABLE: readonly (readonly [string, readonly string[]])[] = [
  ['run-name', EARLY],
  ['concurrency.**', EARLY],
  ['env.**', [...EARLY, 'secrets']],
  ['on.workflow_call.inputs.**', EARLY],
  ['on.workflow_call.outputs.**', [...EARLY, 'jobs']],
  ['jobs.*.if', AFTER_NEEDS],
  ['jobs.*.strategy.**', AFTER_NEEDS],
  ['jobs.*.container.credentials.**', [...IN_LEG, 'env', 'secrets']],
  ['jobs.*.container.env.**', [...IN_LEG, 'job', 'runner', 'env', 'secrets']],
  ['jobs.*.services.*.credentials.**', [...IN_LEG, 'env', 'secrets']],
  ['jobs.*.services.*.env.**', [...IN_LEG, 'job', 'runner', 'env', 'secrets']],
  ['jobs.*.defaults.run.**', [...IN_LEG, 'env']],
  ['jobs.*.env.**', [...IN_LEG, 'secrets']],
  ['jobs.*.secrets.**', [...IN_LEG, 'secrets']],
  ['jobs.*.environment.url', ON_RUNNER],
  ['jobs.*.outputs.**', [...ON_RUNNER, 'secrets']],
  ['jobs.*.steps.*.if', ON_RUNNER],
  ['jobs.*.steps.**', [...ON_RUNNER, 'secrets']],
  ['jobs.*.**', IN_LEG],
  ['runs.steps.**', [...ON_RUNNER.filter((name) => name !== 'needs' && name !== 'vars')]],
];
/** Keys whose values hold no expression. */
const LITERAL = /^(?:on\.(?!workflow_call)|permissions|name$|jobs\.[^.]+\.(?:needs|permissions|uses)|jobs\.[^.]+\.steps\.\d+\.(?:id|uses)$|cache-mode)/;

/** What can stand at a key; empty where no expression can, undefined where that is not listed here. */
export function contextsAt(keys: KeyPath): readonly string[] | undefined {
  if (LITERAL.test(keys.join('.'))) return [];
  return TABLE.find(([place]) => fits(place.split('.'), keys))?.[1];
}

function fits(place: readonly string[], keys: KeyPath): boolean {
  for (let index = 0; index < place.length; index++) {
    if (place[index] === '**') return true;
    if (index >= keys.length || (place[index] !== '*' && place[index] !== String(keys[index]))) return false;
  }
  return place.length === keys.length;
}
