import { Report, ReportedFinding, summary } from '../report';
import type { Rule } from '../rules';

/** Raised when a field changes its meaning or goes; new fields do not raise it. */
const VERSION = 1;

/** The report as data, see docs/cli.md. */
export function json(report: Report): string {
  const { pack, findings, acknowledged, failures } = report;
  return asText({
    version: VERSION,
    policy: pack,
    findings: findings.map(plain),
    acknowledged: acknowledged.map((finding) => ({ ...plain(finding), reason: finding.reason, until: finding.until ?? null })),
    failures,
    summary: summary(report),
  });
}

/** The checks as data. */
export function rulesJson(rules: readonly Rule[]): string {
  return asText({ version: VERSION, rules });
}

function plain({ check, severity, path, line, column, keys, problem, fix }: ReportedFinding): object {
  return { check, severity, path, line, column, keys, problem, fix };
}

function asText(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
