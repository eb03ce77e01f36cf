// cargo-unit-tests.sh and cargo-test-targets.sh: what is asked for exists, runs, and leaves its report.
// cargo metadata and doctests are real; nextest is a stand-in, as it is seldom there.
import * as path from 'node:path';
import { findProgram, Rehearsal, testWith } from '../helpers/stand-ins';

// Writes the report where nextest does and ends as told.
const CARGO = `
if [[ "$1" != nextest ]]; then exec '${findProgram('cargo')}' "$@"; fi
if [[ "$NO_REPORT" != yes ]]; then
  target="\${CARGO_TARGET_DIR:-target}"; mkdir -p "$target/nextest/\${PROFILE_NAME:-ci}"
  echo "<testsuites/>" > "$target/nextest/\${PROFILE_NAME:-ci}/junit.xml"
fi
exit "\${NEXTEST_STATUS:-0}"`;

let place: Rehearsal;
beforeEach(() => {
  place = new Rehearsal();
  place.standIn('cargo', CARGO).standIn('cargo-nextest');
});
afterEach(() => place.remove());

function writeWorkspace(): void {
  place.write('Cargo.toml', '[workspace]\nresolver = "2"\nmembers = ["core", "tool"]\n');
  place.write('core/Cargo.toml', '[package]\nname = "core-lib"\nversion = "0.1.0"\nedition = "2021"\n');
  place.write('core/src/lib.rs', '//! ```\n//! assert_eq!(core_lib::two(), 2);\n//! ```\npub fn two() -> i32 { 2 }\n');
  place.write('core/tests/outside.rs', '#[test] fn outside() {}\n');
  place.write('tool/Cargo.toml', '[package]\nname = "tool"\nversion = "0.1.0"\nedition = "2021"\n');
  place.write('tool/src/main.rs', 'fn main() {}\n');
}

const nextest = () => place.calls('cargo').filter((call) => call.args[0] === 'nextest').map((call) => call.args.slice(2));
const doctests = () => place.calls('cargo').filter((call) => call.args[1] === '--doc').map((call) => call.args);

describe('unit tests', () => {
  testWith(['cargo'], 'of a whole workspace, then its documentation tests', () => {
    writeWorkspace();
    const run = place.run('cargo-unit-tests.sh');
    expect(run.stdout).toContain('1 passed');
    expect(run.status).toBe(0);
    expect(nextest()).toEqual([['--profile', 'ci', '--no-tests=fail', '--workspace', '--lib', '--bins']]);
    expect(doctests()).toEqual([['test', '--doc', '--workspace']]);
    expect(place.exists('test-results/unit.xml')).toBe(true);
  }, 60_000);

  testWith(['cargo'], 'of a program alone ask for no library and no documentation tests', () => {
    writeWorkspace();
    const config = place.write('ci/nextest.toml', '');
    const run = place.run('cargo-unit-tests.sh', {
      PACKAGES: 'tool', FEATURES: 'a,b', NEXTEST_CONFIG: 'ci/nextest.toml', NEXTEST_PROFILE: 'slow', PROFILE_NAME: 'slow', JUNIT_DESTINATION: 'x/y.xml',
    });
    expect(run.status).toBe(0);
    expect(nextest()).toEqual([['--profile', 'slow', '--no-tests=fail', '--package=tool', '--bins',
      '--tool-config-file', `projen-delivery:${config}`, '--features', 'a,b']]);
    expect(doctests()).toEqual([]);
    expect(place.exists('x/y.xml')).toBe(true);
  });

  testWith(['cargo'], 'are locked where there is a lock file, and the target folder may be elsewhere', () => {
    writeWorkspace();
    place.command('cargo', 'generate-lockfile');
    const run = place.run('cargo-unit-tests.sh', { PACKAGES: 'tool', CARGO_TARGET_DIR: path.join(place.folder, 'elsewhere') });
    expect(run.status).toBe(0);
    expect(nextest()[0]).toContain('--locked');
  });

  testWith(['cargo'], 'that fail leave their report and no documentation tests run', () => {
    writeWorkspace();
    const run = place.run('cargo-unit-tests.sh', { NEXTEST_STATUS: '100' });
    expect(run.status).toBe(3);
    expect(place.exists('test-results/unit.xml')).toBe(true);
    expect(doctests()).toEqual([]);
  });

  testWith(['cargo'], 'a failing documentation test fails', () => {
    writeWorkspace();
    place.write('core/src/lib.rs', '//! ```\n//! assert_eq!(core_lib::two(), 3);\n//! ```\npub fn two() -> i32 { 2 }\n');
    expect(place.run('cargo-unit-tests.sh', { PACKAGES: 'core-lib' }).status).toBe(3);
  }, 60_000);

  (findProgram('cargo') || process.env.CI ? test : test.skip).each([
    ['no test was found', { NEXTEST_STATUS: '4' }, 4, 'no test to run'],
    ['nextest could not run', { NEXTEST_STATUS: '96' }, 1, 'ended with 96'],
    ['there is no report', { NO_REPORT: 'yes' }, 5, 'Set junit.path'],
    ['a package is unknown', { PACKAGES: 'tool nope' }, 64, 'core-lib, tool'],
    ['the configuration is no file', { NEXTEST_CONFIG: 'nowhere.toml' }, 64, 'nowhere.toml'],
  ])('fail when %s', (_, parameters, status, message) => {
    writeWorkspace();
    const run = place.run('cargo-unit-tests.sh', { PACKAGES: 'tool', ...parameters } as Record<string, string>);
    expect(run.status).toBe(status);
    expect(run.stderr).toContain(message);
  });

  testWith(['cargo'], 'a report of an earlier run does not count', () => {
    writeWorkspace();
    place.write('target/nextest/ci/junit.xml', 'old');
    expect(place.run('cargo-unit-tests.sh', { PACKAGES: 'tool', NO_REPORT: 'yes' }).status).toBe(5);
  });
});

describe('test targets', () => {
  testWith(['cargo'], 'run by name', () => {
    writeWorkspace();
    const run = place.run('cargo-test-targets.sh', { TARGETS: 'outside' });
    expect(run.status).toBe(0);
    expect(nextest()).toEqual([['--profile', 'ci', '--no-tests=fail', '--workspace', '--test=outside']]);
    expect(place.exists('test-results/integration.xml')).toBe(true);
  });

  testWith(['cargo'], 'that do not exist are refused with the list of those that do', () => {
    writeWorkspace();
    for (const targets of ['outside nope', 'out', 'tool']) {
      const run = place.run('cargo-test-targets.sh', { TARGETS: targets });
      expect(run.status).toBe(64);
      expect(run.stderr).toContain('There are: outside.');
    }
    expect(nextest()).toEqual([]);
  });

  test('must be named', () => {
    expect(place.run('cargo-test-targets.sh').status).toBe(64);
  });
});
