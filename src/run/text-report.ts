import type { Masks } from './masks';
import type { JobLine, RunReport } from './run-report';
import { duration } from './text-progress';
import type { Annotation } from './workflow-commands';

/** What came of a run, for people: summaries, a table of the jobs, annotations, and what was not done. */
export function textReport(report: RunReport, masks: Pick<Masks, 'hide'>): string {
  const parts = [
    ...report.jobs.filter((job) => job.report?.summary).map((job) => `Summary of ${job.key}:\n${job.report!.summary.trimEnd()}`),
    table(report.jobs),
    list('Annotations', report.jobs.flatMap(({ key, report: of }) => (of?.annotations ?? []).map((each) => annotation(key, each)))),
    list('Not done', report.notDone),
    list('Notes', report.notes),
    [
      `${report.workflow}, ${report.event}, of ${report.source}: ${report.conclusion}, ${duration(report.seconds)}`,
      ...(report.artifacts ? [`Artifacts: ${report.artifacts}`] : []),
      ...(report.folder ? [`Everything that was left: ${report.folder}`] : []),
    ].join('\n'),
  ];
  return masks.hide(`${parts.filter((part) => part !== '').join('\n\n')}\n`);
}

function table(jobs: readonly JobLine[]): string {
  const rows = jobs.map(({ key, result, report, because }) => [key, result, report ? duration(report.seconds) : '', result === 'success' ? '' : reason(report?.steps.find((step) => step.conclusion === 'failure')?.name, because)]);
  const all = [['job', 'result', 'time', 'because'], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column].length)));
  return all.map((row) => row.map((cell, column) => (column < 3 ? cell.padEnd(widths[column]) : cell)).join('  ').trimEnd()).join('\n');
}

function reason(step: string | undefined, because: string | undefined): string {
  return because ?? (step === undefined ? '' : `the step "${step}" failed`);
}

function annotation(key: string, { level, message, file, line, title }: Annotation): string {
  const place = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}: `;
  return `${key}: ${level}: ${place}${title === undefined ? '' : `${title}: `}${message}`;
}

function list(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${title}:\n${lines.map((line) => `  ${line.replaceAll('\n', '\n  ')}`).join('\n')}`;
}
