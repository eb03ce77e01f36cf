import type { GroupEntry } from './concurrency-groups';
import { dataAt, Scope, textAt } from './evaluate';
import { isTruthy } from './expression-data';
import { SimulationError } from './simulation-error';
import type { YamlValue } from '../read/yaml-value';

/**
 * The group that a `concurrency` names, of a workflow or a job.
 *
 * @throws SimulationError where the group is empty, or the queue cannot be
 */
export function concurrencyOf(value: YamlValue, scope: Scope, owner: string): GroupEntry {
  const group = textAt(value.isMap ? value.get('group') : value, scope);
  if (group === '') throw new SimulationError(`the concurrency group of ${owner} is empty. Give it a name.`, value);
  const cancelsInProgress = isTruthy(dataAt(value.get('cancel-in-progress'), scope));
  const queue = value.get('queue');
  if (queue?.text === 'max' && cancelsInProgress) throw new SimulationError('queue: max does not go with cancel-in-progress: true. Take one of them away.', queue);
  return { group, cancelsInProgress, queue: queue?.text === 'max' ? 'max' : 'single' };
}
