// semgrep-scan.sh and dependency-advisories.sh: findings are 3, a scan that was none is 4.
import * as fs from 'node:fs';
import { Rehearsal } from '../helpers/stand-ins';

let place: Rehearsal;
beforeEach(() => { place = new Rehearsal(); });
afterEach(() => place.remove());

describe('Semgrep', () => {
  const PIPX = `
while (( $# > 0 )); do if [[ "$1" == --sarif-output ]]; then output="$2"; fi; shift; done
if [[ -n "$SARIF" ]]; then printf '%s' "$SARIF" > "$output"; fi
exit "\${STATUS:-0}"`;
  const sarif = (count: number) => JSON.stringify({ version: '2.1.0', runs: [{ results: Array(count).fill({ ruleId: 'x' }) }] });
  const scan = (parameters: Record<string, string>) => {
    place.standIn('pipx', PIPX);
    return place.run('semgrep-scan.sh', { VERSION: '1.185.0', CONFIG: 'p/rust ci/rules.yml', ...parameters });
  };

  test('runs the pinned version without metrics', () => {
    const run = scan({ SARIF: sarif(0) });
    expect(run.status).toBe(0);
    expect(place.calls('pipx')[0].args).toEqual(['run', '--spec', 'semgrep==1.185.0', 'semgrep', 'scan', '--metrics', 'off',
      '--error', '--severity', 'ERROR', '--sarif-output', 'semgrep.sarif', '--config=p/rust', '--config=ci/rules.yml']);
    expect(run.summary).toContain('0 findings');
  });

  test.each([
    ['findings', sarif(2), '1', 3],
    ['an installation that fails like findings do', '', '1', 4],
    ['exit 1 and a report without findings', sarif(0), '1', 4],
    ['success without a report', '', '0', 4],
    ['a report that is no SARIF', '{"runs":', '0', 4],
    ['a crash that left a report', sarif(0), '2', 4],
  ])('%s', (_, text, status, expected) => {
    expect(scan({ SARIF: text, STATUS: status }).status).toBe(expected);
  });

  test('the report is kept when there are findings, an old one is not', () => {
    scan({ SARIF: sarif(1), STATUS: '1', OUTPUT: 'out/s.sarif' });
    expect(place.exists('out/s.sarif')).toBe(true);
    scan({ STATUS: '1', OUTPUT: 'out/s.sarif' });
    expect(place.exists('out/s.sarif')).toBe(false);
  });

  test.each([
    [{ CONFIG: 'p/rust auto' }, 'only with metrics on'],
    [{ VERSION: 'latest' }, 'VERSION is latest'],
    [{ SEVERITY: 'HIGHEST' }, 'SEVERITY is HIGHEST'],
    [{ CONFIG: '' }, 'CONFIG is empty'],
  ])('%j is wrong usage', (parameters, message) => {
    const run = scan(parameters as unknown as Record<string, string>);
    expect(run.status).toBe(64);
    expect(run.stderr).toContain(message);
    expect(place.calls('pipx')).toEqual([]);
  });
});

describe('advisories on Rust dependencies', () => {
  const finding = (fields: object) => JSON.stringify({ type: 'diagnostic', fields });
  const VULNERABLE = finding({
    severity: 'error',
    code: 'vulnerability',
    message: 'Data race',
    graphs: [{ Krate: { name: 'hyper', version: '0.13.1' } }],
    advisory: { id: 'RUSTSEC-2021-0079', package: 'hyper', title: 'Integer overflow in hyper' },
  });
  const YANKED = finding({ severity: 'error', code: 'yanked', message: 'detected yanked crate', graphs: [{ name: 'spin', version: '0.5.1' }] });
  const WARNING = finding({ severity: 'warning', code: 'advisory-not-detected', message: 'not detected' });
  const ask = (messages: string[], status: number) => {
    place.write('Cargo.toml', '');
    place.standIn('cargo', `cat >&2 << 'MESSAGES'\n${messages.join('\n')}\nMESSAGES\nexit ${status}`).standIn('cargo-deny');
    return place.run('dependency-advisories.sh');
  };

  test('are listed in a report and fail with 3', () => {
    const run = ask([VULNERABLE, VULNERABLE, YANKED, WARNING], 1);
    expect(run.status).toBe(3);
    const report = fs.readFileSync(run.outputs.report, 'utf8');
    expect(report).toContain('- **hyper 0.13.1**: [RUSTSEC-2021-0079](https://rustsec.org/advisories/RUSTSEC-2021-0079.html) Integer overflow');
    expect(report).toContain('- **spin 0.5.1**: detected yanked crate (yanked)');
    expect(report.match(/^- /gm)).toHaveLength(2);
    expect(run.summary).toContain('hyper');
    expect(place.calls('cargo')[0].args).toEqual(['deny', '--manifest-path', `${place.work}/Cargo.toml`, '--all-features', '--format', 'json', 'check', 'advisories']);
  });

  test('none pass, warnings do not count', () => {
    const run = ask([WARNING], 0);
    expect(run.status).toBe(0);
    expect(fs.readFileSync(run.outputs.report, 'utf8')).toContain('None.');
  });

  test.each([
    ['the database cannot be fetched', ['{"type":"log","fields":{"level":"ERROR","message":"failed to fetch"}}']],
    ['its configuration is wrong', [finding({ severity: 'error', message: 'advisory database url has no domain', labels: [] })]],
    ['the output is text', ['error: no such command: `deny`']],
  ])('it is 4 when %s', (_, messages) => {
    const run = ask(messages, 1);
    expect(run.status).toBe(4);
    expect(run.outputs).toEqual({});
  });

  test('a manifest that is missing is wrong usage', () => {
    place.standIn('cargo').standIn('cargo-deny');
    expect(place.run('dependency-advisories.sh', { MANIFEST: 'nowhere/Cargo.toml' }).status).toBe(64);
  });
});
