// Guards that a job keeps its steps unique and in order, tells the names of its check runs exactly
// or not at all, and lets no secret reach every step.
import { refusal } from './refusal';
import { Access, Expr, Job, Matrix, Permissions, ReusableWorkflowCall, Step } from '../../src/model';

const step = (id: string) => Step.command(`echo ${id}`, { id });
const ids = (job: Job) => job.steps.map((each) => each.id);

describe('checkNames', () => {
  const matrix = Matrix.of({ os: ['a', 'b'], node: [20, 22] });

  test.each<[string, Job, string[]]>([
    ['the name', new Job('lint', { name: 'Lint' }), ['Lint']],
    ['else the id', new Job('lint'), ['lint']],
    ['one for each leg', new Job('test', { name: 'Tests', matrix }), ['Tests (a, 20)', 'Tests (a, 22)', 'Tests (b, 20)', 'Tests (b, 22)']],
    ['values of a template', new Job('test', { name: Expr.template('Node {node} on {os}', { node: Expr.matrix('node'), os: Expr.matrix('os') }), matrix }),
      ['Node 20 on a', 'Node 22 on a', 'Node 20 on b', 'Node 22 on b']],
    ['properties of objects', new Job('test', { name: Expr.template('On {os}', { os: Expr.matrix('target.os') }), matrix: Matrix.of({ target: [{ os: 'x' }] }) }), ['On x']],
    ['no computed name', new Job('test', { name: Expr.template('Tests of {ref}', { ref: Expr.github('ref') }) }), []],
    ['no name of a dynamic matrix', new Job('test', { matrix: Matrix.dynamic(Expr.fromJson(Expr.needs('plan', 'x'))) }), []],
    ['no name of a called workflow', new Job('call', { name: 'Call', calls: ReusableWorkflowCall.local('x.yml') }), []],
  ])('are %s', (_, job, names) => {
    expect(job.checkNames).toEqual(names);
  });
});

describe('steps', () => {
  test('are added at the end, before and after others', () => {
    const job = new Job('build');
    job.addStep(step('b'), step('d'));
    job.insertBefore('b', step('a1'), step('a2'));
    job.insertAfter('b', step('c1'), step('c2'));
    expect(ids(job)).toEqual(['a1', 'a2', 'b', 'c1', 'c2', 'd']);
  });

  test('are given as a copy', () => {
    const job = new Job('build');
    job.steps.push(step('a'));
    expect(ids(job)).toEqual([]);
  });

  test('have ids of their own', () => {
    const job = new Job('build', { origin: 'Ci/Build' });
    job.addStep(step('a'), step('b'));
    expect(refusal(() => job.addStep(step('a')))).toBe('Ci/Build: the job "build" has two steps "a".\n  Give one of them another id; taken are: a, b.');
    expect(refusal(() => job.insertAfter('b', step('b')))).toContain('has two steps "b"');
  });

  test('are named when one is missing', () => {
    const job = new Job('build');
    job.addStep(step('a'), step('b'));
    expect(refusal(() => job.insertBefore('c', step('d')))).toBe('build: the job "build" has no step "c".\n  Its steps are: a, b.');
  });

  test('do not fit into a call', () => {
    const job = new Job('call', { calls: ReusableWorkflowCall.local('x.yml') });
    expect(refusal(() => job.addStep(step('a')))).toContain('the job "call" calls a workflow and cannot have steps.');
  });
});

describe('needs, outputs and permissions', () => {
  test('a job is needed once, and never by itself', () => {
    const [a, b] = [new Job('a'), new Job('b')];
    b.addNeed(a);
    b.addNeed(a);
    expect(b.needs).toEqual([a]);
    expect(refusal(() => b.addNeed(b))).toContain('the job "b" needs itself.');
  });

  test('an output that is declared can be read', () => {
    const job = new Job('build', { outputs: { version: Expr.step('pack', 'version') } });
    expect(job.output('version').text).toBe('needs.build.outputs.version');
    expect(job.output('version').references).toEqual(['job:build:version']);
    expect(refusal(() => job.output('digest'))).toBe('build: the job "build" has no output "digest".\n  Its outputs are: version; add one with addOutput.');
  });

  test('outputs of a called workflow are its own matter', () => {
    expect(new Job('call', { calls: ReusableWorkflowCall.local('x.yml') }).output('any').text).toBe('needs.call.outputs.any');
  });

  test('permissions only grow', () => {
    const job = new Job('build', { permissions: Permissions.of({ contents: Access.WRITE }) });
    job.addPermissions(Permissions.of({ contents: Access.READ, issues: Access.READ }));
    expect(job.permissions.scopes()).toEqual({ contents: 'write', issues: 'read' });
  });
});

test.each(['', '1st', 'a b', 'ä', 'a.b'])('refuses the id "%s"', (id) => {
  expect(refusal(() => new Job(id))).toContain(`"${id}" is not a job id.\n  Letters, digits, "_" and "-" are allowed, and it starts with a letter or "_".`);
});

test('refuses a secret for every step', () => {
  expect(refusal(() => new Job('build', { env: { TOKEN: Expr.secret('NPM_TOKEN') } })))
    .toBe('build: the secret NPM_TOKEN would reach every step of the job "build" as TOKEN.\n  Give it to the one step that uses it, in the `env` of that step.');
  expect(refusal(() => new Job('build', { env: { AUTH: Expr.template('Bearer {t}', { t: Expr.secret('T') }) } }))).toContain('the secret T would reach');
});
