import type { Masks } from './masks';
import type { StepReport } from './report';
import type { RunReport } from './run-report';

/** What came of a run, as one JSON object; secrets are hidden in it. */
export function jsonReport(report: RunReport, masks: Pick<Masks, 'hide'>): string {
  const jobs = report.jobs.map(({ key, name, result, report: of, because }) => ({
    key,
    name,
    result,
    because: because ?? null,
    seconds: of?.seconds ?? null,
    outputs: of?.outputs ?? {},
    steps: (of?.steps ?? []).map(stepJson),
    annotations: of?.annotations ?? [],
    summary: of?.summary ?? '',
    replaced: of?.replaced ?? {},
  }));
  const { workflow, event, sha, source, conclusion, notDone, notes, seconds, folder, artifacts } = report;
  const whole = { version: 1, workflow, event, sha, source, conclusion, seconds, jobs, notDone, notes, folder: folder ?? null, artifacts: artifacts ?? null };
  return `${JSON.stringify(whole, (_, value: unknown) => (typeof value === 'string' ? masks.hide(value) : value), 2)}\n`;
}

// The log is left out: it has been told while it ran.
function stepJson({ name, id, outcome, conclusion, depth, seconds, outputs }: StepReport): object {
  return { name, id: id ?? null, outcome, conclusion, depth, seconds, outputs };
}
