import { calls, STATUS_FUNCTIONS } from '../../read/expression';
import type { JobSource } from '../../read/job-source';
import type { StepSource } from '../../read/step-source';
import type { YamlValue } from '../../read/yaml-value';

/** Whether an `if` asks for nothing but the state of the run (`always()`, `!cancelled()`), or is absent. */
export function isStatusOnly(condition: YamlValue | undefined): boolean {
  if (!condition) return true;
  const { file } = condition;
  const found = file.expressionsBetween(condition.offset, condition.end);
  return found.length > 0 && found.every(({ tree, references }) => tree !== undefined && references.length === 0 && calls(tree).every((name) => STATUS_FUNCTIONS.includes(name)));
}

/** Whether a step runs in every run of its workflow that does not fail before. */
export function alwaysRuns(step: StepSource, job: JobSource): boolean {
  return isStatusOnly(step.condition) && isStatusOnly(job.condition) && !/failure\(\)/.test(`${step.condition?.text ?? ''} ${job.condition?.text ?? ''}`);
}

/** Whether the failure of a step or job is accepted, or may be. */
export function mayFail(step: StepSource, job: JobSource): boolean {
  return [step.value, job.value].some((value) => (value.get('continue-on-error')?.text ?? 'false') !== 'false');
}
