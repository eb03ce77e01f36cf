// describe-drift.sh: what differs from the commit fails, and is told in words and as lines; what does not, passes.
import { Rehearsal } from '../helpers/stand-ins';

let place: Rehearsal;
beforeEach(() => {
  place = new Rehearsal();
  // The comparison itself is tested with the command.
  place.standIn('npx', '[[ "$*" == *markdown* ]] && echo "### deploy may now write packages" || echo "risk  deploy: may now write packages"');
  place.write('ci.yml', 'on: push\n');
  place.write('.gitignore', 'node_modules\n');
  place.command('git', 'init', '--quiet');
  place.command('git', 'add', '.');
  place.command('git', '-c', 'user.name=x', '-c', 'user.email=x@example.com', 'commit', '--quiet', '-m', 'one');
});
afterEach(() => place.remove());

test('what was written as it was committed passes', () => {
  place.write('ci.yml', 'on: push\n');
  place.write('node_modules/x', 'installed');
  const run = place.run('describe-drift.sh');
  expect(run).toMatchObject({ status: 0, outputs: { drift: 'false' }, summary: '' });
  expect(run.stdout).toBe('Everything is as it was committed.\n');
  expect(place.calls('npx')).toEqual([]);
});

test.each([
  ['changed', () => place.write('ci.yml', 'on: pull_request\n'), ' M ci.yml', '+on: pull_request'],
  ['new', () => place.write('scripts/ci/new.sh', 'echo\n'), '?? scripts/ci/new.sh', '+++ b/scripts/ci/new.sh'],
  ['gone', () => place.command('rm', 'ci.yml'), ' D ci.yml', '--- a/ci.yml'],
])('a file that is %s fails with 3, in words and as lines', (_, change, path, line) => {
  change();
  const run = place.run('describe-drift.sh');
  expect(run).toMatchObject({ status: 3, outputs: { drift: 'true' }, summary: '### deploy may now write packages\n' });
  expect(run.stderr).toContain(path);
  expect(run.stdout).toContain('risk  deploy: may now write packages');
  expect(run.stdout).toContain(line);
  expect(place.calls('npx').map(({ args }) => args)).toEqual([
    ['--no-install', 'projen-delivery', 'diff', 'HEAD', 'worktree', '--format', 'markdown'], ['--no-install', 'projen-delivery', 'diff', 'HEAD', 'worktree'],
  ]);
});

test('a comparison that cannot be made is told as such', () => {
  place.write('ci.yml', 'on: pull_request\n');
  place.standIn('npx', 'echo "npx: could not find projen-delivery" >&2; exit 1');
  const run = place.run('describe-drift.sh');
  expect(run.status).toBe(4);
  expect(run.stderr).toContain('Is projen-delivery among the installed packages?');
});

test('a revision that is none is refused before anything is looked at', () => {
  for (const BASE of ['nowhere', '--output=x']) {
    const run = place.run('describe-drift.sh', { BASE });
    expect(run.status).toBe(64);
    expect(run.stderr).toContain(BASE);
  }
});
