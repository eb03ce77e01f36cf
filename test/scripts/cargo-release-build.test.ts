// cargo-release-build.sh: built for the machine it says, and proved by the header of each file.
import { findProgram, Rehearsal, testWith } from '../helpers/stand-ins';

let place: Rehearsal;
beforeEach(() => {
  place = new Rehearsal();
  place.write('Cargo.toml', '[package]\nname = "demo"\nversion = "0.1.0"\nedition = "2021"\n[features]\nextra = []\n');
  place.write('src/main.rs', 'fn main() { println!("demo {}", cfg!(feature = "extra")); }\n');
  place.write('src/bin/other.rs', 'fn main() {}\n');
});
afterEach(() => place.remove());

const host = () => place.command('rustc', '-vV').match(/^host: (.*)$/m)?.[1] ?? '';
const lock = () => place.command('cargo', 'generate-lockfile');

testWith(['cargo', 'rustc'], 'builds all programs, with checksums', () => {
  lock();
  const run = place.run('cargo-release-build.sh', { TARGET: host(), FEATURES: 'extra' });
  expect(run.outputs).toEqual({ files: '["demo","other"]' });
  expect(place.command('./dist/demo')).toBe('demo true\n');
  expect(place.command('bash', '-c', 'cd dist && sha256sum --check SHA256SUMS')).toContain('other: OK');
  expect(run.summary).toContain('demo');
}, 60_000);

testWith(['cargo', 'rustc'], 'builds one program by name into another folder', () => {
  lock();
  const run = place.run('cargo-release-build.sh', { TARGET: host(), BINARIES: 'other', PACKAGES: 'demo', DESTINATION: 'out' });
  expect(run.outputs).toEqual({ files: '["other"]' });
  expect(place.exists('out/demo')).toBe(false);
}, 60_000);

testWith(['cargo', 'rustc'], 'a lock file that is absent fails the build', () => {
  expect(place.run('cargo-release-build.sh', { TARGET: host() }).status).toBe(3);
}, 60_000);

testWith(['cargo', 'rustc'], 'another machine is refused unless it is meant', () => {
  lock();
  const other = host().startsWith('aarch64') ? 'x86_64-unknown-linux-gnu' : 'aarch64-unknown-linux-gnu';
  const run = place.run('cargo-release-build.sh', { TARGET: other });
  expect(run.status).toBe(64);
  expect(run.stderr).toContain(host());
});

testWith(['cargo', 'rustc'], 'a program for another machine is found out', () => {
  lock();
  const folder = 'target/riscv64gc-unknown-linux-gnu/release';
  place.standIn('cargo', `
    if [[ "$1" != build ]]; then exec '${findProgram('cargo')}' "$@"; fi
    mkdir -p ${folder}; cp "$BUILT" ${folder}/demo; chmod +x ${folder}/demo`);
  const parameters = { TARGET: 'riscv64gc-unknown-linux-gnu', CROSS: 'true', BINARIES: 'demo' };
  const native = place.run('cargo-release-build.sh', { ...parameters, BUILT: process.execPath });
  expect(native.status).toBe(4);
  expect(native.stderr).toContain('no program for the target');
  const script = place.write('script', '#!/bin/sh\n', 0o755);
  expect(place.run('cargo-release-build.sh', { ...parameters, BUILT: script }).status).toBe(4);
});

testWith(['cargo', 'rustc'], 'a program that was not made is found out', () => {
  lock();
  place.standIn('cargo', `if [[ "$1" != build ]]; then exec '${findProgram('cargo')}' "$@"; fi`);
  const run = place.run('cargo-release-build.sh', { TARGET: host() });
  expect(run.status).toBe(4);
  expect(run.outputs).toEqual({});
});

describe('wrong usage', () => {
  test.each([
    ['no target', {}, 'TARGET is empty'],
    ['a target that cannot be checked', { TARGET: 'x86_64-pc-windows-msvc' }, 'cannot be checked'],
  ])('%s', (_, parameters, message) => {
    const run = place.run('cargo-release-build.sh', parameters as Record<string, string>);
    expect(run.status).toBe(64);
    expect(run.stderr).toContain(message);
  });

  testWith(['cargo', 'rustc'], 'a program that does not exist', () => {
    const run = place.run('cargo-release-build.sh', { TARGET: host(), BINARIES: 'nope' });
    expect(run.status).toBe(64);
    expect(run.stderr).toContain('There are: demo, other.');
  });

  testWith(['cargo', 'rustc'], 'a destination that is not empty', () => {
    place.write('dist/old', 'x');
    expect(place.run('cargo-release-build.sh', { TARGET: host() }).status).toBe(64);
  });
});
