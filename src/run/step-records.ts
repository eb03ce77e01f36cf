import type { StepReport } from './report';
import type { StepSource } from '../read/step-source';
import type { StepOutcome } from '../simulate/outcome';
import type { Result } from '../simulate/result';

/** What was kept of a step that ran. */
export interface StepRecord {
  readonly source: StepSource;
  readonly name: string;
  readonly outcome: Result;
  readonly depth: number;
  readonly log: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly seconds: number;
}

/** All steps of a job in order, those of a composite action behind the step that calls it. */
export function flatReports(outcomes: readonly StepOutcome[], records: readonly StepRecord[]): StepReport[] {
  const left = [...records];
  const reports = outcomes.flatMap((outcome) => flat(outcome, 0, left));
  // Of a job that was lost nobody took the last step.
  return [...reports, ...left.map(({ source, ...record }) => ({ ...record, id: source.id, conclusion: record.outcome }))];
}

function flat(step: StepOutcome, depth: number, left: StepRecord[]): StepReport[] {
  const { source, name, outcome, conclusion, outputs } = step;
  const inner = step.inner.flatMap((each) => flat(each, depth + 1, left));
  const own = outcome !== 'skipped' && step.inner.length === 0 && left[0]?.source === source ? left.shift() : undefined;
  const below = inner.filter((each) => each.depth === depth + 1);
  const log = own?.log ?? below.map((each) => each.log).join('');
  const seconds = own?.seconds ?? below.reduce((sum, each) => sum + each.seconds, 0);
  return [{ name, id: source.id, outcome, conclusion, depth, log, outputs, summary: own?.summary ?? '', seconds }, ...inner];
}
