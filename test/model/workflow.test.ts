// Guards that a workflow has one trigger an event and one job an id, that calls of reusable workflows
// are pinned and pass secrets by name, and that composite actions read only what actions have.
import { refusal } from './refusal';
import { CompositeActionModel, Expr, Job, ReusableWorkflowCall, Step, Timeout, Trigger, Workflow } from '../../src/model';

describe('Workflow', () => {
  test('is known by its file', () => {
    expect(new Workflow('pr-validation')).toMatchObject({ path: '.github/workflows/pr-validation.yml', name: 'pr-validation' });
    expect(new Workflow('ci', { name: 'CI' }).name).toBe('CI');
  });

  test.each(['', 'CI', '.hidden', 'a/b', 'a b'])('is not called "%s"', (id) => {
    expect(refusal(() => new Workflow(id))).toBe(`Workflow: "${id}" is not a file name for a workflow.\n  Use lower-case letters, digits, ".", "_" and "-"; .yml is added.`);
  });

  test('has one trigger an event', () => {
    const workflow = new Workflow('ci', { triggers: [Trigger.push({ branches: ['main'] })] });
    expect(refusal(() => workflow.addTrigger(Trigger.push()))).toBe('.github/workflows/ci.yml: it has two triggers for push.\n  Join their filters in one trigger.');
  });

  test('has one job an id, and takes the same job twice as once', () => {
    const workflow = new Workflow('ci');
    const job = workflow.addJob(new Job('lint', { origin: 'Ci/A' }));
    workflow.addJob(job);
    expect(workflow.jobs).toEqual([job]);
    expect(workflow.tryFindJob('lint')).toBe(job);
    expect(refusal(() => workflow.addJob(new Job('lint', { origin: 'Ci/B' })))).toBe('Ci/B: .github/workflows/ci.yml has a job "lint" already, from Ci/A.\n  Give one of the two another id.');
  });

  test('gives no secret to every step', () => {
    expect(refusal(() => new Workflow('ci', { env: { TOKEN: Expr.secret('T') } }))).toContain('.github/workflows/ci.yml: the secret T would reach every step as TOKEN.');
  });

  test.each([['pull_request', true], ['pull_request_review', true], ['pull_request_review_comment', true], ['push', false], ['merge_group', false], ['workflow_dispatch', false]])(
    'started by %s is reachable from forks: %s', (event, reachable) => {
      expect(new Workflow('ci', { triggers: [Trigger.event(event)] }).reachableFromForks).toBe(reachable);
    },
  );
});

describe('ReusableWorkflowCall', () => {
  const commit = '1'.repeat(40);

  test('is local by file name', () => {
    expect(ReusableWorkflowCall.local('build.yml').uses).toBe('$/.github/workflows/build.yml');
    expect(refusal(() => ReusableWorkflowCall.local('../build.yml'))).toContain('"../build.yml" is not a workflow file.\n  Give the file name in .github/workflows, such as build.yml.');
  });

  test('is remote at a commit', () => {
    const call = ReusableWorkflowCall.remote('o/r/.github/workflows/x.yml', commit, 'v1.0.0');
    expect(call).toMatchObject({ uses: `o/r/.github/workflows/x.yml@${commit}`, version: 'v1.0.0' });
    expect(refusal(() => ReusableWorkflowCall.remote('o/r/.github/workflows/x.yml', 'v1', 'v1'))).toContain('"v1" is not a commit.\n  Give all 40 hex digits.');
    expect(refusal(() => ReusableWorkflowCall.remote('o/r', commit, 'v1'))).toContain('"o/r" is not a workflow path.\n  Write owner/repository/.github/workflows/file.yml.');
  });

  test('passes secrets, by name', () => {
    expect(ReusableWorkflowCall.local('x.yml', { secrets: { a: Expr.secret('A'), b: Expr.token() } }).options.secrets).toHaveProperty('b');
    expect(refusal(() => ReusableWorkflowCall.local('x.yml', { secrets: { a: Expr.literal('plain') } }))).toContain("the secret \"a\" is ${{ 'plain' }}.\n  Pass Expr.secret or Expr.token.");
  });
});

describe('CompositeActionModel', () => {
  const action = (...steps: Step[]) => new CompositeActionModel('setup', { name: 'Set Up', description: 'Sets up.', inputs: { version: { description: 'v' } }, steps });

  test('lives in its folder', () => {
    expect(action().folder).toBe('.github/actions/setup');
    expect(refusal(() => new CompositeActionModel('Set Up', { name: '', description: '' }))).toContain('"Set Up" is not a folder name for an action.');
  });

  test('reads declared inputs only', () => {
    expect(action(Step.command('x', { env: { V: Expr.input('version') } })).steps).toHaveLength(1);
    expect(refusal(() => action(Step.command('x', { env: { V: Expr.input('verison') } }))))
      .toBe('.github/actions/setup: the step "x" reads the input "verison", which is not declared.\n  Declared are: version.');
  });

  test.each([Expr.secret('A'), Expr.variable('A'), Expr.needs('a', 'b')])('has no %s', (value) => {
    expect(refusal(() => action(Step.command('x', { env: { V: value } })))).toContain(`the step "x" reads ${value.text.split('.')[0]}, which actions do not have.\n  Declare an input`);
  });

  test('has steps without timeouts, each id once', () => {
    expect(refusal(() => action(Step.command('x', { timeout: Timeout.minutes(1) })))).toContain('the step "x" has a timeout, which steps of actions cannot have.');
    expect(refusal(() => action(Step.command('x'), Step.command('x')))).toContain('the step "x" is there twice.\n  Give one of the two another id.');
  });
});
