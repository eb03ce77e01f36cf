import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Severity } from '../../checks/severity';
import { PACKAGE_FOLDER } from '../package-folder';
import type { Report, ReportedFinding } from '../report';
import type { Rule } from '../rules';

const LEVELS: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'note' };

/**
 * The report as SARIF 2.1.0, for code scanning.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarif(report: Report): string {
  const { name, version, repository } = JSON.parse(readFileSync(join(PACKAGE_FOLDER, 'package.json'), 'utf8'));
  const home = String(repository.url).replace(/^git\+/, '').replace(/\.git$/, '');
  const { rules, findings, acknowledged, failures, pack } = report;
  const ids = rules.map(({ id }) => id);
  const print = fingerprints();
  const result = (finding: ReportedFinding) => resultOf(finding, ids.indexOf(finding.check), print(finding));
  const run = {
    tool: { driver: { name, semanticVersion: version, informationUri: home, rules: rules.map((rule) => ruleOf(rule, home, version, report)) } },
    columnKind: 'utf16CodeUnits',
    properties: { policy: pack },
    invocations: [{ executionSuccessful: failures.length === 0, toolExecutionNotifications: failures.map(notification) }],
    results: [
      ...findings.map((finding) => ({ ...result(finding), suppressions: [] })),
      ...acknowledged.map((finding) => ({ ...result(finding), suppressions: [{ kind: 'inSource', status: 'accepted', justification: justification(finding) }] })),
    ],
  };
  return `${JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }, undefined, 2)}\n`;
}

function ruleOf({ id, description, severity, covers }: Rule, home: string, version: string, { pack }: Report): object {
  const page = `docs/checks/${id}.md`;
  const file = join(PACKAGE_FOLDER, page);
  const help = existsSync(file) ? readFileSync(file, 'utf8') : description;
  const level = severity[pack];
  return {
    id,
    name: id.replace(/(^|-)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase()),
    shortDescription: { text: description },
    fullDescription: { text: description },
    helpUri: `${home}/blob/${version === '0.0.0' ? 'main' : `v${version}`}/${page}`,
    help: { text: help, markdown: help },
    defaultConfiguration: { enabled: level !== 'off', level: level === 'off' ? 'none' : LEVELS[level] },
    properties: { tags: ['github-actions', ...covers] },
  };
}

function resultOf({ check, severity, path, line, column, problem, fix }: ReportedFinding, ruleIndex: number, fingerprint: string): object {
  return {
    ruleId: check,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: `${problem} ${fix}` },
    locations: [{
      physicalLocation: {
        artifactLocation: { uri: uriOf(path), uriBaseId: '%SRCROOT%' },
        region: { startLine: line, startColumn: column },
      },
    }],
    partialFingerprints: { 'projenDelivery/v1': fingerprint },
  };
}

// Of what is found and of the text of its line, not of its number: it stays when lines come before it.
function fingerprints(): (finding: ReportedFinding) => string {
  const seen = new Map<string, number>();
  return ({ check, path, text, keys }) => {
    const where = keys.filter((key) => typeof key === 'string').join('.');
    const hash = createHash('sha256').update(JSON.stringify([check, path, where, text])).digest('hex').slice(0, 32);
    const count = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, count);
    return `${hash}:${count}`;
  };
}

function notification({ check, path, message }: Report['failures'][number]): object {
  return {
    level: 'error',
    message: { text: `The check ${check} failed at ${path}: ${message}` },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(path), uriBaseId: '%SRCROOT%' } } }],
  };
}

function justification({ reason, until }: Report['acknowledged'][number]): string {
  return until === undefined ? reason : `${reason} (until ${until})`;
}

function uriOf(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
