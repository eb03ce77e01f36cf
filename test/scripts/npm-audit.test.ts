// npm-audit.sh: findings are 3, a registry that gives no report is 4, and neither looks like the other.
// The reports are shaped like those of npm 10 to 12, pnpm 10 and 12, yarn 1 and 4, and bun 1.4.
import { Rehearsal } from '../helpers/stand-ins';

let place: Rehearsal;
beforeEach(() => {
  place = new Rehearsal();
  place.standIn('sleep');
});
afterEach(() => place.remove());

const counted = (counts: object) => JSON.stringify({ metadata: { vulnerabilities: { info: 0, low: 0, moderate: 0, high: 0, critical: 0, ...counts } } });
const classic = (counts: object) => [
  JSON.stringify({ type: 'auditAdvisory', data: { advisory: { severity: 'high' } } }),
  JSON.stringify({ type: 'auditSummary', data: JSON.parse(counted(counts)).metadata }),
].join('\n');
const berry = (...levels: string[]) => levels
  .map((Severity) => JSON.stringify({ value: 'lodash', children: { ID: 2, Severity } })).join('\n');
const bun = (...levels: string[]) => JSON.stringify({ lodash: levels.map((severity) => ({ id: 2, severity })) });

/** A stand-in that gives its version when asked and else this report and exit code. */
const reports = (report: string, status: number, version: string = '') => `
if [[ "$1" == --version ]]; then echo '${version}'; exit; fi
cat << 'REPORT'
${report}
REPORT
exit ${status}`;

const CASES: [string, string, string, string, string, string[]][] = [
  ['npm', '', counted({ low: 4 }), counted({ high: 2 }), counted({ critical: 1 }), ['audit', '--json', '--audit-level=high', '--omit=dev']],
  ['pnpm', '', counted({ low: 4 }), counted({ high: 2 }), counted({ critical: 1 }), ['audit', '--json', '--audit-level', 'high', '--prod']],
  ['yarn', '1.22.22', classic({ low: 4 }), classic({ high: 2 }), classic({ critical: 1 }), ['audit', '--json', '--level', 'high', '--groups', 'dependencies']],
  ['yarn', '4.18.1', berry('low'), berry('high', 'high'), berry('Critical'.toLowerCase()),
    ['npm', 'audit', '--json', '--all', '--recursive', '--severity', 'high', '--environment', 'production']],
  ['bun', '', bun('low'), bun('high', 'high'), bun('critical'), ['audit', '--json', '--audit-level=high', '--production']],
];

describe.each(CASES)('%s %s', (manager, version, harmless, high, critical, args) => {
  const audit = (report: string, status: number, more: Record<string, string> = {}) => {
    place.standIn(manager, reports(report, status, version));
    return place.run('npm-audit.sh', { PACKAGE_MANAGER: manager, ...more });
  };
  const asked = () => place.calls(manager).filter((call) => call.args[0] !== '--version');

  test('findings below the severity pass, whatever the exit code', () => {
    const run = audit(harmless, 2);
    expect(run.status).toBe(0);
    expect(run.summary).toContain('| low |');
    expect(asked().map((call) => call.args)).toEqual([args]);
  });

  test('findings at the severity fail with 3, also with exit code 0', () => {
    for (const status of [0, 1, 8]) {
      const run = audit(high, status);
      expect(run.status).toBe(3);
      expect(run.stderr).toContain('2 findings at or above high');
      expect(run.summary).toContain('| high | 2 |');
    }
  });

  test('findings above the severity fail', () => {
    expect(audit(critical, 1).status).toBe(3);
  });

  test('all dependencies count when asked for', () => {
    audit(harmless, 0, { PRODUCTION: 'false' });
    expect(asked()[0].args).toEqual(args.slice(0, args.length - (manager === 'yarn' ? 2 : 1)));
  });

  test.each([
    ['nothing', '', 1],
    ['text', 'error: connect ECONNREFUSED', 1],
    ['an error as JSON', '{"error":{"code":"ECONNREFUSED"}}', 1],
    ['an error line', '{"type":"error","data":"Request returned a 503"}', 1],
  ])('%s instead of a report is asked again and then fails with 4', (_, report, status) => {
    const run = audit(report, status, { ATTEMPTS: '2' });
    expect(run.status).toBe(4);
    expect(asked()).toHaveLength(2);
  });
});

test('a registry that comes back is enough', () => {
  place.standIn('npm', `if (( CALL < 3 )); then echo '{"message":"503"}'; exit 1; fi\necho '${counted({})}'`);
  const run = place.run('npm-audit.sh');
  expect(run.status).toBe(0);
  expect(place.calls('npm')).toHaveLength(3);
  expect(place.calls('sleep').map((call) => call.args[0])).toEqual(['5', '10']);
});

test('a clean run of yarn 4 prints nothing', () => {
  place.standIn('yarn', reports('', 0, '4.18.1'));
  expect(place.run('npm-audit.sh', { PACKAGE_MANAGER: 'yarn' }).status).toBe(0);
});

test('SEVERITY moves the line', () => {
  place.standIn('npm', reports(counted({ moderate: 1 }), 1));
  expect(place.run('npm-audit.sh', { SEVERITY: 'moderate' }).status).toBe(3);
  expect(place.run('npm-audit.sh', { SEVERITY: 'critical' }).status).toBe(0);
});

test.each([
  [{ PACKAGE_MANAGER: 'pip' }, 'PACKAGE_MANAGER is pip'],
  [{ SEVERITY: 'severe' }, 'SEVERITY is severe'],
  [{ PRODUCTION: 'yes' }, 'PRODUCTION is yes'],
  [{ ATTEMPTS: '0' }, 'ATTEMPTS is 0'],
])('%j is wrong usage', (parameters, message) => {
  const run = place.run('npm-audit.sh', parameters as unknown as Record<string, string>);
  expect(run.status).toBe(64);
  expect(run.stderr).toContain(message);
});
