// cargo-coverage.sh: one run, decided by the tool, and the data is kept when it is too little.
import { findProgram, Rehearsal, testWith } from '../helpers/stand-ins';

// Writes coverage data unless told not to, and ends as told.
const CARGO = `
if [[ "$1" != llvm-cov ]]; then exec '${findProgram('cargo')}' "$@"; fi
while (( $# > 0 )); do if [[ "$1" == --output-path ]]; then output="$2"; fi; shift; done
if [[ -n "$LCOV" ]]; then printf "$LCOV" > "$output"; fi
exit "\${STATUS:-0}"`;
const LCOV = 'SF:a.rs\\nLF:10\\nLH:9\\nend_of_record\\nSF:b.rs\\nLF:6\\nLH:5\\nend_of_record\\n';

let place: Rehearsal;
beforeEach(() => {
  place = new Rehearsal();
  place.write('Cargo.toml', '[package]\nname = "demo"\nversion = "0.1.0"\nedition = "2021"\n');
  place.write('src/lib.rs', 'pub fn two() -> i32 { 2 }\n#[test] fn is_two() { assert_eq!(two(), 2) }\n');
  place.standIn('cargo', CARGO).standIn('cargo-llvm-cov').standIn('cargo-nextest');
});
afterEach(() => place.remove());

const cover = (parameters: Record<string, string>) => place.run('cargo-coverage.sh', { MINIMUM: '80', LCOV, ...parameters });

testWith(['cargo'], 'measures once, with the threshold in the same run', () => {
  const run = cover({ FEATURES: 'x' });
  expect(run.status).toBe(0);
  expect(run.outputs).toEqual({ coverage: '87.50' });
  expect(run.summary).toContain('87.50 %');
  const calls = place.calls('cargo').filter((call) => call.args[0] === 'llvm-cov');
  expect(calls.map((call) => call.args)).toEqual([['llvm-cov', 'nextest', '--workspace', '--lcov', '--output-path',
    'coverage/lcov.info', '--fail-under-lines', '80', '--no-tests=fail', '--features', 'x']]);
  expect(calls[0].env.NEXTEST_PROFILE).toBe('ci');
});

testWith(['cargo'], 'too little fails with 3 and keeps the data', () => {
  const run = cover({ STATUS: '1', OUTPUT: 'out/data.info' });
  expect(run.status).toBe(3);
  expect(run.stderr).toContain('minimum of 80 %');
  expect(place.exists('out/data.info')).toBe(true);
  expect(run.outputs).toEqual({ coverage: '87.50' });
});

testWith(['cargo'], 'failed tests fail with 4, and data of an earlier run does not count', () => {
  place.write('coverage/lcov.info', 'SF:a.rs\nLF:1\nLH:1\n');
  const run = cover({ STATUS: '1', LCOV: '' });
  expect(run.status).toBe(4);
  expect(run.outputs).toEqual({});
});

testWith(['cargo'], 'success without data, or data without a line, is no coverage', () => {
  expect(cover({ LCOV: '' }).status).toBe(4);
  expect(cover({ LCOV: 'SF:a.rs\\n' }).status).toBe(4);
});

test.each(['', 'eighty', '80%', '-1'])('a minimum of "%s" is wrong usage', (minimum) => {
  expect(cover({ MINIMUM: minimum }).status).toBe(64);
});
