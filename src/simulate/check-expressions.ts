import { SimulationError } from './simulation-error';
import type { WorkflowSource } from '../read/workflow-source';
import type { YamlFile } from '../read/yaml-file';

/** Keys at the top below which GitHub evaluates expressions. */
const EVALUATED = ['run-name', 'env', 'defaults', 'concurrency', 'jobs'];
const sound = new WeakSet<YamlFile>();

/**
 * Looks whether every expression of a workflow can be read, those of steps that never run too.
 *
 * @throws SimulationError as GitHub refuses the file then
 */
export function checkExpressions({ file }: WorkflowSource): void {
  if (sound.has(file)) return;
  for (const each of file.expressions) {
    if (each.error !== undefined && EVALUATED.includes(String(each.keys[0]))) throw new SimulationError(`GitHub refuses the expression ${each.text.trim()}: ${each.error}.`, each);
  }
  sound.add(file);
}
