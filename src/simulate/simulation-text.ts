import type { Event } from './event';
import type { StepOutcome } from './outcome';
import type { Simulated, SimulatedJob, SimulatedRun } from './simulated';
import type { WorkflowSource } from '../read/workflow-source';

/** What events did, for people: what was started and why, then each run with its jobs. */
export function simulationText(events: readonly Event[], { decisions, runs }: Simulated, asked: (workflow: WorkflowSource) => boolean): string {
  const told = decisions.filter(({ workflow }) => asked(workflow));
  const wide = widest(told.map(({ workflow }) => workflow.path));
  const started = told.filter(({ starts }) => starts);
  const lines = [
    events.map(String).join(', then '),
    ...started.map(({ workflow, because }) => `  starts  ${workflow.path.padEnd(wide)}  ${because}`),
    ...told.filter(({ starts }) => !starts).map(({ workflow, because }) => `  not     ${workflow.path.padEnd(wide)}  ${because}`),
    ...runs.filter(({ workflow }) => asked(workflow)).flatMap((run) => ['', ...runLines(run)]),
  ];
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

function runLines(run: SimulatedRun): string[] {
  const group = run.concurrency ? `, in the group ${run.concurrency.group}` : '';
  const wide = widest(run.jobs.map(({ key }) => key));
  return [
    `${run.name} (${run.workflow.path}): ${run.conclusion}${group}`,
    ...run.jobs.map((job) => `  ${mark(job)} ${job.key.padEnd(wide)}  ${job.result.padEnd(9)}  ${remark(job)}`),
    ...run.notes.map((note) => `  note: ${note}`),
  ];
}

function mark({ result }: SimulatedJob): string {
  return { success: '✓', failure: '✗', cancelled: '■', skipped: '-', waiting: '…', pending: '…', running: '…' }[result];
}

function remark(job: SimulatedJob): string {
  const environment = job.environment ? `${job.environment.name}: ${job.environment.because}` : undefined;
  return [job.note, environment, job.hasRun ? undefined : job.because.words].filter(Boolean).join('; ');
}

/** Everything about one job. */
export function jobText(job: SimulatedJob): string {
  const { because } = job;
  const rows: [string, string | undefined][] = [
    ['result', job.outcome === job.result ? job.result : `${job.result} (${job.outcome} before continue-on-error)`],
    ['at', `${job.source.at.path}:${job.source.at.place.line}`],
    ['condition', `${because.expression}  (${because.at.path}:${because.at.place.line}:${because.at.place.column})`],
    ['because', because.words],
    ['needs', job.needs.join(', ')],
    ['runs on', job.runsOn.join(', ')],
    ['token', job.permissions === undefined ? 'the default of the repository' : Object.entries(job.permissions).map(([scope, level]) => `${scope}: ${level}`).join(', ') || 'may do nothing'],
    ['environment', job.environment && `${job.environment.name}: ${job.environment.because}`],
    ['group', job.concurrency?.group],
    ['outputs', Object.entries(job.outputs).map(([name, value]) => `${name}=${value}`).join(', ')],
    ['note', job.note],
  ];
  const head = [job.key === job.name ? job.key : `${job.key} (${job.name})`];
  return [...head, ...rows.flatMap(([name, value]) => (value ? [`  ${name.padEnd(11)}  ${value}`] : [])), ...stepLines(job.steps, '  ')].map((line) => `${line}\n`).join('');
}

function stepLines(steps: readonly StepOutcome[], indent: string): string[] {
  return steps.flatMap((step) => [
    `${indent}step         ${step.conclusion.padEnd(9)}  ${step.name}${step.outcome === 'skipped' ? `: ${step.because.words}` : ''}`,
    ...stepLines(step.inner, `${indent}  `),
  ]);
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(({ length }) => length));
}
