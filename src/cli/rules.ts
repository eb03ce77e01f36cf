import { UNREADABLE } from './unreadable';
import { ACKNOWLEDGEMENT, ACKNOWLEDGEMENT_SEVERITY } from '../checks/acknowledgements';
import { PolicyPack } from '../checks/policy-pack';
import type { Severity } from '../checks/severity';
import type { SourceCheck } from '../checks/source-check';

/** What is known of a check without running it. */
export interface Rule {
  readonly id: string;
  readonly description: string;
  /** Severity by policy pack. */
  readonly severity: Readonly<Record<PolicyPack, Severity | 'off'>>;
  /** Codes of the catalogue of rules. */
  readonly covers: readonly string[];
  readonly zizmor?: string;
  readonly actionlint?: string;
}

/** The checks of the registry, and what the command itself finds. */
export function rules(checks: readonly SourceCheck[]): Rule[] {
  const own = [
    { id: ACKNOWLEDGEMENT, description: 'Every acknowledgement has a reason, is in force, and matches a finding.', severity: always(ACKNOWLEDGEMENT_SEVERITY), covers: [] },
    { id: UNREADABLE, description: 'Every workflow, action and script can be read.', severity: always('error'), covers: [] },
  ];
  const registered = checks.map((check) => ({
    id: check.id,
    description: check.description,
    severity: Object.fromEntries(Object.values(PolicyPack).map((pack) => [pack, check.severityIn(pack)])) as Rule['severity'],
    covers: check.covers,
    ...(check.zizmor ? { zizmor: check.zizmor } : {}),
    ...(check.actionlint ? { actionlint: check.actionlint } : {}),
  }));
  return [...registered, ...own].sort((left, right) => (left.id < right.id ? -1 : 1));
}

/** One line each: id, severity in baseline, hardened and release, codes, description. */
export function rulesText(all: readonly Rule[]): string {
  const rows = all.map(({ id, severity, covers, description }) => [id, Object.values(PolicyPack).map((pack) => severity[pack]).join('/'), covers.join(',') || '-', description]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}\n`).join('');
}

function always(severity: Severity): Rule['severity'] {
  return { baseline: severity, hardened: severity, release: severity };
}
