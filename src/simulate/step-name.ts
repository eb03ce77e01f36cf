import type { StepSource } from '../read/step-source';

/** The name of a step as GitHub shows it; expressions in it as they are written. */
export function stepName(source: StepSource): string {
  const name = source.value.get('name')?.text;
  if (name !== undefined) return name;
  if (source.uses) return `Run ${source.uses.text}`;
  const line = source.value.get('run')?.text?.split('\n').find((each) => each.trim() !== '');
  return line === undefined ? source.label : `Run ${line.trim()}`;
}
