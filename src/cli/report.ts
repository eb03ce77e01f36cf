import type { Failure } from './failures';
import type { Rule } from './rules';
import type { AcknowledgedFinding } from '../checks/acknowledgements';
import type { PolicyPack } from '../checks/policy-pack';
import type { SourceFinding } from '../checks/source-finding';

/** What came out of a run, of one repository or several; paths are those to be told. */
export interface Report {
  readonly pack: PolicyPack;
  /** The checks that ran. */
  readonly rules: readonly Rule[];
  readonly findings: readonly ReportedFinding[];
  readonly acknowledged: readonly (ReportedFinding & AcknowledgedFinding)[];
  readonly failures: readonly Failure[];
}

export interface ReportedFinding extends SourceFinding {
  /** The path as seen from the current folder: what a terminal can open. */
  readonly near: string;
  /** The line it points at, without spaces around. */
  readonly text: string;
}

/** How many there are of each. */
export function summary({ findings, acknowledged }: Report): { errors: number; warnings: number; infos: number; acknowledged: number } {
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  return { errors: count('error'), warnings: count('warning'), infos: count('info'), acknowledged: acknowledged.length };
}

/** `3 errors, 2 warnings, 1 acknowledged`. */
export function summaryText(report: Report): string {
  const { errors, warnings, infos, acknowledged } = summary(report);
  const parts = [counted(errors, 'error'), counted(warnings, 'warning')];
  if (infos > 0) parts.push(counted(infos, 'info'));
  if (acknowledged > 0) parts.push(`${acknowledged} acknowledged`);
  if (report.failures.length > 0) parts.push(`${counted(report.failures.length, 'check')} failed`);
  return parts.join(', ');
}

function counted(count: number, name: string): string {
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}
