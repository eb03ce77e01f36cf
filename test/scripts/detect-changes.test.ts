// detect-changes.sh: never reports "unchanged" unless two sides of a merge were compared.
import { Rehearsal } from '../helpers/stand-ins';

const FILTERS = 'source\t:(glob)src/** :(exclude,glob)src/**/*.md\n\ndocs docs README.md\n';
let place: Rehearsal;

beforeEach(() => {
  place = new Rehearsal();
  place.command('git', 'init', '--quiet', '--initial-branch', 'main');
  place.write('src/a.ts', 'a\n');
  place.write('docs/x.md', 'x\n');
  commit('first');
});
afterEach(() => place.remove());

function commit(message: string): void {
  place.command('git', 'add', '--all');
  place.command('git', 'commit', '--quiet', '--message', message);
}

/** Commits on a branch and merges it, as the merge ref of a pull request is made. */
function merge(change: () => void): void {
  place.command('git', 'checkout', '--quiet', '-b', 'topic');
  change();
  commit('change');
  place.command('git', 'checkout', '--quiet', 'main');
  place.command('git', 'merge', '--quiet', '--no-ff', '--no-edit', 'topic');
}

test('names the groups a pull request changes, from any folder', () => {
  merge(() => place.write('src/b.ts', 'b\n'));
  const run = place.run('detect-changes.sh', { EVENT_NAME: 'pull_request', FILTERS }, { cwd: 'docs' });
  expect(run.stderr).toContain('source: 1 changed files');
  expect(run.outputs).toEqual({ changed: '["source"]' });
  expect(run.summary).toContain('| docs | 0 |');
  expect(run.status).toBe(0);
});

test('excluded files do not count, and nothing changed gives an empty array', () => {
  merge(() => place.write('src/note.md', 'n\n'));
  const run = place.run('detect-changes.sh', { EVENT_NAME: 'pull_request', FILTERS });
  expect(run.outputs).toEqual({ changed: '[]' });
});

test('a file moved out of a group still changes that group', () => {
  merge(() => place.command('git', 'mv', 'src/a.ts', 'docs/a.ts'));
  const run = place.run('detect-changes.sh', { EVENT_NAME: 'pull_request', FILTERS });
  expect(run.outputs).toEqual({ changed: '["source","docs"]' });
});

test.each([
  ['push', 'the event is push'],
  ['merge_group', 'the event is merge_group'],
])('on %s every group counts as changed', (event, reason) => {
  const run = place.run('detect-changes.sh', { EVENT_NAME: event, FILTERS });
  expect(run.outputs).toEqual({ changed: '["source","docs"]' });
  expect(run.stderr).toContain(reason);
  expect(run.summary).toContain(reason);
});

test('without the first parent every group counts as changed', () => {
  const run = place.run('detect-changes.sh', { EVENT_NAME: 'pull_request', FILTERS });
  expect(run.outputs).toEqual({ changed: '["source","docs"]' });
  expect(run.stderr).toContain('fetch-depth: 2');
});

test('on a commit that is no merge every group counts as changed', () => {
  place.write('docs/y.md', 'y\n');
  commit('second');
  const run = place.run('detect-changes.sh', { EVENT_NAME: 'pull_request', FILTERS });
  expect(run.outputs).toEqual({ changed: '["source","docs"]' });
  expect(run.stderr).toContain('not the merge commit');
});

test.each([
  ['no pathspec', 'source', 'has no pathspec'],
  ['a bad name', 'my/source src', 'is no name'],
  ['a name twice', 'a src\na docs', 'is there twice'],
  ['no group', '\n \n', 'names no group'],
])('a filter with %s is wrong usage', (_, filters, message) => {
  const run = place.run('detect-changes.sh', { EVENT_NAME: 'push', FILTERS: filters });
  expect(run.status).toBe(64);
  expect(run.stderr).toContain(message);
  expect(run.outputs).toEqual({});
});

test('a pathspec git does not know is wrong usage, not "unchanged"', () => {
  merge(() => place.write('src/b.ts', 'b\n'));
  const run = place.run('detect-changes.sh', { EVENT_NAME: 'pull_request', FILTERS: 'a :(nonsense)src' });
  expect(run.status).toBe(64);
  expect(run.outputs).toEqual({});
});

test('on a laptop the output goes to stdout', () => {
  const run = place.run('detect-changes.sh', { EVENT_NAME: 'push', FILTERS }, { onLaptop: true });
  expect(run.stdout).toBe('changed=["source","docs"]\n');
});

test('in a workflow an error is an annotation', () => {
  const run = place.run('detect-changes.sh', { EVENT_NAME: 'push', FILTERS: 'a', GITHUB_ACTIONS: 'true' });
  expect(run.stderr).toContain('::error title=Bad filter::The group a has no pathspec');
});
