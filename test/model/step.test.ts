// Guards that no expression is pasted into shell text, that ids and variables are ones GitHub takes,
// and that a changed step is a new one.
import { refusal } from './refusal';
import { ActionCall, Expr, Step } from '../../src/model';

describe('a command', () => {
  test('has its first line as its name, and an id made from it', () => {
    expect(Step.command('npm run lint\nnpm test')).toMatchObject({ name: 'npm run lint', id: 'npm-run-lint', commandLine: 'npm run lint\nnpm test' });
  });

  test.each([['7zip x', 'step-7zip-x'], ['./run.sh', 'run-sh'], ['…', 'step-']])('"%s" has the id %s', (command, id) => {
    expect(Step.command(command).id).toBe(id);
  });

  test('with a computed name has an id of its plain words', () => {
    expect(Step.command('x', { name: Expr.template('Test {os} now', { os: Expr.matrix('os') }) }).id).toBe('test-now');
  });

  test('may not hold an expression', () => {
    expect(refusal(() => Step.command('echo ${{ github.head_ref }}'))).toBe(
      'Step.command: "echo ${{ github.head_ref }}" pastes an expression into shell text.\n'
      + '  Whoever controls the value controls the shell. Pass it through `env` and write "$NAME" in the command.',
    );
  });

  test.each(['', ' \n '])('may not be empty', (command) => {
    expect(refusal(() => Step.command(command))).toContain('the command is empty.\n  Give the command line');
  });
});

test.each(['1', 'a b', 'a.b', ''])('refuses the id "%s"', (id) => {
  expect(refusal(() => Step.command('x', { id }))).toContain(`"${id}" is not an id.\n  Letters, digits`);
});

test.each(['1A', 'A-B', 'A B', '', 'GITHUB_SHA', 'RUNNER_OS'])('refuses the variable "%s"', (name) => {
  expect(refusal(() => Step.command('x', { env: { [name]: 'y' } }))).toContain(`"${name}" is not allowed as a variable.\n  Use letters, digits and "_", and not the prefixes GITHUB_ and RUNNER_`);
});

test.each(['GH_TOKEN', '_A1', 'lower'])('takes the variable %s', (name) => {
  expect(Step.command('x', { env: { [name]: 1 } }).options.env).toEqual({ [name]: 1 });
});

test('with other options is another step', () => {
  const first = Step.command('x', { id: 'a', name: 'A', env: { X: 1, Y: 1 } });
  const second = first.with({ name: 'B', env: { Y: 2, Z: 3 } });
  expect(second).toMatchObject({ id: 'a', name: 'B', commandLine: 'x', options: { env: { X: 1, Y: 2, Z: 3 } } });
  expect(first).toMatchObject({ id: 'a', name: 'A', options: { env: { X: 1, Y: 1 } } });
});

test('tells every expression in it', () => {
  const step = Step.uses(ActionCall.of('a/b', { token: Expr.token(), plain: 'x' }), {
    name: Expr.template('{a}', { a: Expr.matrix('a') }),
    condition: Expr.success(),
    continueOnError: Expr.matrix('experimental'),
    env: { B: Expr.env('C') },
  });
  expect(step.expressions().map((expression) => expression.text)).toEqual(['${{ matrix.a }}', 'success()', 'matrix.experimental', 'env.C', 'github.token']);
});

describe('an output', () => {
  test('of a script must be declared', () => {
    const step = Step.script({ path: 'scripts/ci/x.sh', source: '/x.sh', outputs: ['version'] }, { id: 'x' });
    expect(step.output('version').text).toBe('steps.x.outputs.version');
    expect(refusal(() => step.output('tag'))).toBe('Step x: scripts/ci/x.sh has no output "tag".\n  It declares: version.');
  });

  test('of a script without any says how to declare one', () => {
    const step = Step.script({ path: 'scripts/ci/x.sh', source: '/x.sh', outputs: [] }, { id: 'x' });
    expect(refusal(() => step.output('tag'))).toContain('Declare it in the header with `# @output`.');
  });
});

describe('an action', () => {
  test.each(['actions/checkout', 'github/codeql-action/init', 'a.b/c_d-e/f/g.yml'])('is %s', (name) => {
    expect(ActionCall.of(name)).toMatchObject({ action: name, isLocal: false });
  });

  test.each(['checkout', 'actions/checkout@v4', './local', 'docker://alpine', 'a b/c', ''])('is not "%s"', (name) => {
    expect(refusal(() => ActionCall.of(name))).toContain(`"${name}" is not an action.\n  Write owner/repository or owner/repository/path without @ref`);
  });

  test('has both commit and version, or neither', () => {
    const commit = 'a'.repeat(40);
    expect(ActionCall.of('a/b', {}, { commit, version: 'v1' })).toMatchObject({ commit, version: 'v1' });
    expect(refusal(() => ActionCall.of('a/b', {}, { commit }))).toContain('"a/b" has a commit or a version alone.\n  Give both');
    expect(refusal(() => ActionCall.of('a/b', {}, { version: 'v1' }))).toContain('a commit or a version alone');
    expect(refusal(() => ActionCall.of('a/b', {}, { commit: 'v1', version: 'v1' }))).toContain('"v1" is not a commit of a/b.\n  Give all 40 hex digits');
  });

  test('of this repository is named by its folder', () => {
    for (const folder of ['.github/actions/x', './.github/actions/x', '$/.github/actions/x']) {
      expect(ActionCall.local(folder)).toMatchObject({ action: '$/.github/actions/x', isLocal: true });
      expect(ActionCall.workspace(folder)).toMatchObject({ action: './.github/actions/x', isLocal: true });
    }
  });

  test('drops inputs that are undefined, and keeps the rest verbatim', () => {
    expect(ActionCall.of('a/b', { 'Node-Version': 20, 'off': false, 'none': undefined as never }).inputs).toEqual({ 'Node-Version': 20, 'off': false });
  });
});
