// rust-toolchain.sh: one source of the version, and later steps use it too.
import { Rehearsal } from '../helpers/stand-ins';

let place: Rehearsal;
beforeEach(() => {
  place = new Rehearsal();
  place.standIn('rustup').standIn('rustc', 'echo "rustc 1.95.0 (abc 2026-04-14)"; if [[ "$2" == --verbose ]]; then echo "host: x"; fi');
});
afterEach(() => place.remove());

const rustup = () => place.calls('rustup').map((call) => call.args.join(' '));

test('TOOLCHAIN is installed and holds for the rest of the job', () => {
  const run = place.run('rust-toolchain.sh', { TOOLCHAIN: '1.95.0', COMPONENTS: 'clippy rustfmt', TARGETS: 'aarch64-unknown-linux-gnu' });
  expect(rustup()).toEqual([
    'toolchain install 1.95.0 --profile minimal --no-self-update',
    'component add clippy rustfmt',
    'target add aarch64-unknown-linux-gnu',
  ]);
  expect(place.calls('rustup')[1].env.RUSTUP_TOOLCHAIN).toBe('1.95.0');
  expect(run.environment).toEqual({ RUSTUP_TOOLCHAIN: '1.95.0' });
  expect(run.outputs).toEqual({ version: '1.95.0' });
});

test.each(['rust-toolchain.toml', 'rust-toolchain'])('without it the file %s decides, also from a folder below', (file) => {
  place.write(file, '1.95.0\n');
  place.write('crates/a/Cargo.toml', '');
  const run = place.run('rust-toolchain.sh', {}, { cwd: 'crates/a' });
  expect(rustup()).toEqual(['toolchain install --profile minimal --no-self-update']);
  expect(run.environment).toEqual({});
  expect(run.stderr).toContain(file);
  expect(run.status).toBe(0);
});

test('with neither it is wrong usage', () => {
  const run = place.run('rust-toolchain.sh');
  expect(run.status).toBe(64);
  expect(run.stderr).toContain('no rust-toolchain.toml');
  expect(rustup()).toEqual([]);
});

test.each(['--force', '1.95; id', '$(id)'])('"%s" is no toolchain', (toolchain) => {
  expect(place.run('rust-toolchain.sh', { TOOLCHAIN: toolchain }).status).toBe(64);
  expect(rustup()).toEqual([]);
});

test('a failure of rustup fails with what was tried', () => {
  place.standIn('rustup', 'if [[ "$1" == component ]]; then exit 1; fi');
  const run = place.run('rust-toolchain.sh', { TOOLCHAIN: '1.95.0', COMPONENTS: 'miri' });
  expect(run.status).toBe(3);
  expect(run.stderr).toContain('rustup component add miri');
  expect(run.outputs).toEqual({});
});
