// Guards the standing checks: each finds what it is for, says it in full with the fix, finds nothing
// in what is right, and tells one mistake once.
import { found } from './found';
import { Check, IFindings } from '../../src';
import { standardChecks } from '../../src/checks/composition/registry';
import { runChecks } from '../../src/checks/composition/run-checks';
import { ActionCall, Container, Expr, Job, JobOptions, Matrix, ReusableWorkflowCall, Step, StepOptions, Trigger, Workflow } from '../../src/model';

const PULL_REQUEST = [Trigger.pullRequest()];

function workflow(triggers: Trigger[], ...jobs: Job[]): Workflow {
  const made = new Workflow('x', { triggers });
  for (const each of jobs) made.addJob(each);
  return made;
}

function job(id: string, options: JobOptions, ...steps: Step[]): Job {
  const made = new Job(id, { origin: `Ci/${id}`, ...options });
  if (!options.calls) made.addStep(...(steps.length > 0 ? steps : [Step.command('echo')]));
  return made;
}

const step = (id: string, options: StepOptions = {}) => Step.command('echo', { id, ...options });

test('a check has an id, a description, and a place of its own', () => {
  const checks = standardChecks();
  expect(checks.map(({ id }) => id)).toEqual(['triggers', 'need-cycles', 'references', 'condition-secrets', 'fork-secrets']);
  for (const { description } of checks) expect(description).toMatch(/^[A-Z].*\.$/);
});

describe('triggers', () => {
  test('a workflow that nothing starts', () => {
    expect(found(workflow([], job('a', {})))).toEqual(['[triggers] .github/workflows/x.yml: nothing starts it. Add a trigger with `workflow.addTrigger(Trigger.…)`.']);
    expect(found(workflow([Trigger.push()], job('a', {})))).toEqual([]);
  });
});

describe('need-cycles', () => {
  test('jobs that wait for each other, told once', () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => job(id, {}));
    a.addNeed(b);
    b.addNeed(c);
    c.addNeed(a);
    d.addNeed(a);
    expect(found(workflow([Trigger.push()], d, a, b, c))).toEqual(['[need-cycles] Ci/a: the jobs "a" → "b" → "c" → "a" wait for each other. Remove one of the needs.']);
  });

  test('jobs that share what they need are fine', () => {
    const a = job('a', {});
    const b = job('b', { needs: [a] });
    const c = job('c', { needs: [a] });
    expect(found(workflow([Trigger.push()], a, b, c, job('d', { needs: [b, c, a] })))).toEqual([]);
  });
});

describe('references', () => {
  const plan = () => job('plan', { outputs: { legs: Expr.step('legs', 'json') } }, step('legs'));
  const matrix = Matrix.of({ node: [20] }, { include: [{ extra: 1 }] });

  test.each<[string, () => Job[]]>([
    ['an earlier step', () => [job('a', {}, step('one'), step('two', { env: { A: Expr.step('one', 'x') }, condition: Expr.eq(Expr.stepOutcome('one'), 'failure') }))]],
    ['a step for an output of the job', () => [plan()]],
    ['an output of a needed job', () => { const first = plan(); return [first, job('b', { needs: [first], matrix: Matrix.dynamic(Expr.fromJson(first.output('legs'))), env: { R: Expr.needsResult('plan') } })]; }],
    ['any output of a called workflow', () => { const call = job('call', { calls: ReusableWorkflowCall.local('y.yml') }); return [call, job('b', { needs: [call], env: { A: call.output('anything') } })]; }],
    ['an axis, and a key that includes add', () => [job('a', { matrix, name: Expr.template('{n} {e}', { n: Expr.matrix('node'), e: Expr.matrix('extra') }) })]],
    ['any axis of a dynamic matrix', () => { const first = plan(); return [first, job('b', { needs: [first], matrix: Matrix.dynamic(first.output('legs')) }, step('s', { env: { A: Expr.matrix('os') } }))]; }],
  ])('to %s are fine', (_, jobs) => {
    expect(found(workflow([Trigger.push()], ...jobs()))).toEqual([]);
  });

  test.each<[string, () => Job[], string]>([
    ['a step that does not exist', () => [job('a', {}, step('one'), step('two', { env: { A: Expr.step('onne', 'x') } }))],
      '[references] Ci/a/two: it reads the step "onne", which does not run before it. Earlier steps are: one.'],
    ['a later step', () => [job('a', {}, step('one', { env: { A: Expr.step('two', 'x') } }), step('two'))],
      '[references] Ci/a/one: it reads the step "two", which does not run before it. Earlier steps are: none.'],
    ['a step that an output of the job wants', () => [job('a', { outputs: { x: Expr.step('pack', 'x') } }, step('one'))],
      '[references] Ci/a: the job "a" reads the step "pack", which it does not have. Its steps are: one.'],
    ['a job that is not needed', () => [plan(), job('b', {}, step('s', { env: { A: Expr.needs('plan', 'legs') } }))],
      '[references] Ci/b: the job "b" reads needs.plan without needing it, so the value is always empty. Add it with `needs`; it needs: nothing.'],
    ['an output that is not there', () => { const first = plan(); return [first, job('b', { needs: [first], condition: Expr.eq(Expr.needs('plan', 'leg'), 'x') })]; },
      '[references] Ci/b: the job "plan" has no output "leg". Its outputs are: legs.'],
    ['a job of another workflow', () => [job('b', { needs: [plan()] })],
      '[references] Ci/b: the job "b" needs "plan", which is not in .github/workflows/x.yml. Its jobs are: b.'],
    ['an axis that is not there', () => [job('a', { matrix }, step('s', { env: { A: Expr.matrix('os') } }))],
      '[references] Ci/a: the job "a" reads matrix.os, which its matrix does not have. Its axes are: node, extra.'],
    ['an axis without a matrix', () => [job('a', { name: Expr.template('Node {n}', { n: Expr.matrix('node') }) })],
      '[references] Ci/a: the job "a" reads matrix.node, which its matrix does not have. Give the job a matrix.'],
    ['no steps', () => [new Job('a', { origin: 'Ci/a' })], '[references] Ci/a: the job "a" has no steps. Add a step, or remove the job.'],
  ])('to %s are told', (_, jobs, text) => {
    expect(found(workflow([Trigger.push()], ...jobs()))).toEqual([text]);
  });
});

describe('condition-secrets', () => {
  test('a condition that reads a secret', () => {
    const condition = Expr.ne(Expr.secret('TOKEN'), '');
    const text = 'the condition reads the secret TOKEN, which GitHub does not allow under `if`. Decide by a variable (Expr.variable), or give the secret to a step through `env` and read Expr.env there.';
    expect(found(workflow([Trigger.push()], job('a', { condition })))).toEqual([`[condition-secrets] Ci/a: ${text}`]);
    expect(found(workflow([Trigger.push()], job('a', {}, step('s', { condition }))))).toEqual([`[condition-secrets] Ci/a/s: ${text}`]);
    expect(found(workflow([Trigger.push()], job('a', { condition: Expr.ne(Expr.variable('DEPLOY'), '') })))).toEqual([]);
  });
});

describe('fork-secrets', () => {
  const secret = { env: { TOKEN: Expr.secret('TOKEN') } };
  const guard = { condition: Expr.and(Expr.success(), Expr.notFromFork()) };
  const image = Container.unpinned('x', { username: 'u', password: Expr.secret('PULL') });
  const told = (place: string, what: string) => `[fork-secrets] ${place}: ${what} .github/workflows/x.yml, which pull requests from forks start. Forks get no secrets, so the `;

  test.each<[string, () => Job, string]>([
    ['a step', () => job('a', {}, step('s', secret)), told('Ci/a/s', 'the secret TOKEN is used in')],
    ['an input of an action', () => job('a', {}, Step.uses(ActionCall.of('a/b', { t: Expr.secret('T') }), { id: 's' })), told('Ci/a/s', 'the secret T is used in')],
    ['a step with another condition', () => job('a', {}, step('s', { ...secret, condition: Expr.or(Expr.notFromFork(), Expr.always()) })), told('Ci/a/s', 'the secret TOKEN is used in')],
    ['a service', () => job('a', { services: { db: image } }), told('Ci/a', 'the job "a" uses the secret PULL in')],
    ['a container', () => job('a', { container: image }), told('Ci/a', 'the job "a" uses the secret PULL in')],
    ['a called workflow', () => job('a', { calls: ReusableWorkflowCall.local('y.yml', { secrets: { t: Expr.secret('T') } }) }), told('Ci/a', 'the job "a" uses the secret T in')],
  ])('in %s are told where a fork gets there', (_, make, text) => {
    const findings = found(workflow(PULL_REQUEST, make()));
    expect(findings).toHaveLength(1);
    expect(findings[0]).toContain(text);
    expect(found(workflow([Trigger.push()], make()))).toEqual([]);
    expect(found(workflow([Trigger.event('pull_request_review')], make()))).toHaveLength(1);
  });

  test.each<[string, () => Job]>([
    ['a guarded step', () => job('a', {}, step('s', { ...secret, ...guard }))],
    ['a step of a guarded job', () => job('a', guard, step('s', secret))],
    ['a container of a guarded job', () => job('a', { ...guard, container: image })],
    ['the token of the job', () => job('a', {}, step('s', { env: { T: Expr.token() } }))],
  ])('in %s are fine', (_, make) => {
    expect(found(workflow(PULL_REQUEST, make()))).toEqual([]);
  });

  test('say where the step was written', () => {
    const [finding] = runChecks([workflow(PULL_REQUEST, job('a', {}, step('s', secret)))], standardChecks());
    expect(finding.at).toMatch(/^test\/checks\/checks\.test\.ts:\d+$/);
  });
});

test('a check of one\'s own sees workflows, jobs and steps', () => {
  class Names extends Check {
    public readonly id = 'names';
    public readonly description = 'Everything has a capital name.';
    public visitWorkflow(each: Workflow, findings: IFindings): void {
      findings.report({ place: each.path, problem: `workflow ${each.name}.`, fix: 'f' });
    }
    public visitJob(each: Job, _: Workflow, findings: IFindings): void {
      findings.report({ place: each.id, problem: 'job.', fix: 'f' });
    }
    public visitStep(each: Step, _: Job, __: Workflow, findings: IFindings): void {
      findings.report({ place: each.id, problem: 'step.', fix: 'f' });
    }
  }
  expect(found(workflow([Trigger.push()], job('a', {}, step('s'), step('t'))), [new Names()])).toEqual([
    '[names] .github/workflows/x.yml: workflow x. f', '[names] a: job. f', '[names] s: step. f', '[names] t: step. f',
  ]);
});
