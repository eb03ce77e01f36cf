/**
 * Invariants: a job that runs here sees what a job on GitHub sees, fails where that would fail, and leaves nothing behind: no
 * folder, no process, no change in the working tree. What is not done is told.
 */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { commit, git, play, removeRepositories, someRepository, withJobs, workflow, write } from './some-repository';

jest.setTimeout(120_000);
afterAll(removeRepositories);

const results = (played: Awaited<ReturnType<typeof play>>) => Object.fromEntries(played.report.jobs.map(({ key, result }) => [key, result]));

test('steps hand over variables, folders of PATH and outputs, and jobs their outputs', async () => {
  const root = withJobs(`
one:
  runs-on: ubuntu-latest
  outputs:
    answer: \${{ steps.first.outputs.answer }}
    many: \${{ steps.first.outputs.many }}
  steps:
    - id: first
      run: |
        echo "answer=42" >> "$GITHUB_OUTPUT"
        printf 'many<<END\\nfirst\\nsecond\\nEND\\n' >> "$GITHUB_OUTPUT"
        echo "GREETING=hello" >> "$GITHUB_ENV"
        mkdir "$RUNNER_TEMP/bin"
        printf '#!/bin/sh\\necho "$GREETING from a program"\\n' > "$RUNNER_TEMP/bin/greet"
        chmod +x "$RUNNER_TEMP/bin/greet"
        echo "$RUNNER_TEMP/bin" >> "$GITHUB_PATH"
        echo "# Done" >> "$GITHUB_STEP_SUMMARY"
    - run: greet
two:
  needs: one
  runs-on: ubuntu-latest
  steps:
    - run: test "\${{ needs.one.outputs.answer }}" = 42
    - run: test "$MANY" = "first
        second"
      env:
        MANY: \${{ needs.one.outputs.many }}
      if: \${{ false }}
`);
  const played = await play(root);
  expect(results(played)).toEqual({ one: 'success', two: 'success' });
  expect(played.told).toContain('one|text|hello from a program');
  expect(played.job('one').report.outputs).toEqual({ answer: '42', many: 'first\nsecond' });
  expect(played.job('one').report.summary).toBe('# Done\n');
});

test.each([
  ['no shell has no pipefail', '{ run: "false | true" }', 'success'],
  ['no shell stops at the first error', '{ run: "false\\ntrue" }', 'failure'],
  ['bash has pipefail', '{ shell: bash, run: "false | true" }', 'failure'],
  ['sh', '{ shell: sh, run: "test -z \\"$BASH_VERSION\\"" }', 'success'],
  ['python', '{ shell: python, run: "import os; assert os.environ[\'CI\'] == \'true\'" }', 'success'],
  ['a template', '{ shell: "node {0}", run: "process.exit(process.argv.length - 1)" }', 'failure'],
  ['an unknown one', '{ shell: zsch, run: "true" }', 'failure'],
  ['a template with options', '{ shell: "bash -x {0}", run: "false\\ntrue" }', 'success'],
  ['a working directory that is not there', '{ run: "true", working-directory: none }', 'failure'],
  ['an output file that cannot be read', '{ run: "echo broken >> $GITHUB_OUTPUT" }', 'failure'],
  ['NODE_OPTIONS cannot be set', '{ run: "echo NODE_OPTIONS=--inspect >> $GITHUB_ENV" }', 'failure'],
  ['set-env is gone', '{ run: "echo ::set-env name=A::b" }', 'failure'],
  ['an error that is only told', '{ run: "echo ::error::told" }', 'success'],
  ['what leads out of the streams', '{ run: "echo told > /dev/stderr; echo told > /dev/stdout" }', 'success'],
  ['a daemon', '{ run: "sleep 300 &" }', 'success'],
])('a step with %s', async (_, step, result) => {
  const played = await play(withJobs(`one:\n  runs-on: ubuntu-latest\n  steps:\n    - ${step}\n`));
  expect(results(played)).toEqual({ one: result });
});

test('nothing is left: no process of a job, no folder, no change of the working tree', async () => {
  const marks = `mark-${process.pid}-${Date.now()}`;
  const root = withJobs(`
one:
  runs-on: ubuntu-latest
  steps:
    - uses: actions/checkout@v7
    - run: |
        (exec -a ${marks} setsid sleep 300 > /dev/null 2>&1 &)
        echo changed > file.txt; touch new.txt; git config user.name Eve; git commit --quiet --allow-empty --author="Eve <e@example.com>" -m Changed || true
        pwd
`, { 'file.txt': 'first\n' });
  write(root, { 'file.txt': 'uncommitted\n', 'other.txt': 'not added\n' });
  const state = () => [git(root, 'status', '--porcelain'), git(root, 'rev-parse', 'HEAD'), git(root, 'for-each-ref'), git(root, 'count-objects', '-v'), fs.readFileSync(path.join(root, 'file.txt'), 'utf8')];
  const before = state();
  const played = await play(root);
  expect(results(played)).toEqual({ one: 'success' });
  expect(state()).toEqual(before);
  const workspace = played.told.find((line) => /^one\|text\|\/.*\/work$/.test(line))!.split('|')[2];
  expect(fs.existsSync(path.dirname(path.dirname(workspace)))).toBe(false);
  expect(execFileSync('/bin/sh', ['-c', `ps axo args | grep '^${marks}' || true`], { encoding: 'utf8' })).toBe('');
});

test('what is checked out is the working tree with what is not committed, or the commit alone', async () => {
  const root = withJobs('one:\n  runs-on: ubuntu-latest\n  steps:\n    - uses: actions/checkout@v7\n    - run: cat file.txt; ls; git branch --show-current\n', { 'file.txt': 'first\n', '.gitignore': 'ignored.txt\n' });
  write(root, { 'file.txt': 'uncommitted\n', 'new.txt': '', 'ignored.txt': '' });
  const working = await play(root);
  expect(working.report.source).toMatch(/^commit [0-9a-f]{7} with the uncommitted changes of the working tree$/);
  expect(working.told).toEqual(expect.arrayContaining(['one|text|uncommitted', 'one|text|new.txt', 'one|text|main']));
  expect(working.told).not.toContain('one|text|ignored.txt');
  const committed = await play(root, { committed: true });
  expect(committed.report.sha).toBe(git(root, 'rev-parse', 'HEAD'));
  expect(committed.told).toContain('one|text|first');
});

test('a pull request is run at its merge with the base', async () => {
  const jobs = 'one:\n  runs-on: ubuntu-latest\n  steps:\n    - uses: actions/checkout@v7\n      with: { fetch-depth: 2 }\n    - run: ls; git diff --name-only HEAD^1; echo "$GITHUB_REF $GITHUB_BASE_REF $GITHUB_HEAD_REF"\n';
  const root = someRepository({ '.github/workflows/ci.yml': workflow(jobs, 'pull_request') });
  git(root, 'checkout', '--quiet', '-b', 'topic');
  commit(root, 'Topic', { 'topic.txt': '' });
  git(root, 'checkout', '--quiet', 'main');
  commit(root, 'Main', { 'main.txt': '' });
  git(root, 'checkout', '--quiet', 'topic');
  const played = await play(root);
  expect(results(played)).toEqual({ one: 'success' });
  expect(played.told).toEqual(expect.arrayContaining(['one|text|main.txt', 'one|text|topic.txt', 'one|text|refs/pull/1/merge main topic']));
});

test('nothing of this process reaches a job but what tools need; HOME is the user\'s', async () => {
  process.env.SECRET_OF_THE_SHELL = 'hidden away';
  const played = await play(withJobs('one:\n  runs-on: ubuntu-latest\n  steps:\n    - run: env\n'));
  delete process.env.SECRET_OF_THE_SHELL;
  const names = played.told.filter((line) => line.startsWith('one|text|')).map((line) => line.slice('one|text|'.length).split('=')[0]);
  expect(played.told.join('\n')).not.toContain('hidden away');
  expect(played.told).toContain(`one|text|HOME=${os.homedir()}`);
  expect(names.filter((name) => !/^(GITHUB_\w+|RUNNER_\w+|CI|HOME|USER|LANG|PATH|PWD|SHLVL|_|\w+_CA_BUNDLE|SSL_CERT_\w+|NODE_EXTRA_CA_CERTS|\w+_HOME|GOROOT|NVM_DIR|PYENV_ROOT|RBENV_ROOT|TMPDIR|\w*_proxy|\w*_PROXY)$/.test(name))).toEqual([]);
  expect(played.told.filter((line) => /TOKEN/.test(line))).toEqual([]);
});

test('secrets and masks are hidden in everything that is told, and are no outputs', async () => {
  const secrets = { KEY: 'first line of it\nsecond line of it', WORD: 'open sesame' };
  const played = await play(withJobs(`
one:
  runs-on: ubuntu-latest
  outputs: { secret: "\${{ steps.tell.outputs.secret }}", open: "\${{ steps.tell.outputs.open }}" }
  steps:
    - id: tell
      env: { KEY: "\${{ secrets.KEY }}", WORD: "\${{ secrets.WORD }}" }
      run: |
        echo "$KEY"; echo "$WORD"; printf '%s' "$WORD" | base64; printf 'x%s' "$WORD" | base64; echo "::error file=a.js,line=3::Wrong: $WORD"
        echo "::add-mask::later"; echo "it is later now"; echo "::warning title=later::later"
        echo "secret=$WORD" >> "$GITHUB_OUTPUT"; echo "open=yes" >> "$GITHUB_OUTPUT"
        echo "::stop-commands::end"; echo "::error::no command"; echo "::end::"; echo "::error::a command"
`), { secrets });
  expect(results(played)).toEqual({ one: 'success' });
  expect(played.told.join('\n')).not.toMatch(/line of it|sesame|b3BlbiBzZXNhbW|wZW4gc2VzYW1|later/);
  expect(played.told).toContain('one|text|it is *** now');
  const { annotations, outputs } = played.job('one').report;
  expect(annotations).toEqual([
    { level: 'error', message: 'Wrong: ***', file: 'a.js', line: 3 }, { level: 'warning', message: '***', title: '***' }, { level: 'error', message: 'a command' },
  ]);
  expect(outputs).toEqual({ open: 'yes' });
});
