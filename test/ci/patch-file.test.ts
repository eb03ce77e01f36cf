/**
 * Invariants: a patch changes what it names and keeps the comments of all else; it cannot open what the model closes; a
 * patch that does not fit is an error and nothing is written.
 */
import { JsonPatch } from 'projen';
import { Ci, DeliveryProject, Job, Step, Trigger, Workflow } from '../../src';
import { checkoutStep } from '../../src/ci';
import { attempt, synthesize } from '../../src/testing';

const FILE = '.github/workflows/lint.yml';

function compose(...patches: JsonPatch[]) {
  return (outdir: string) => {
    const project = new DeliveryProject({ name: 'tool', outdir });
    const workflow = new Workflow('lint', { name: 'Lint', triggers: [Trigger.workflowDispatch()] });
    const job = workflow.addJob(new Job('lint', { name: 'Lint' }));
    job.addStep(checkoutStep(), Step.command('make lint', { name: 'Lint' }));
    Ci.of(project).addWorkflow(workflow);
    Ci.of(project).patchFile(FILE, ...patches);
    return project;
  };
}

test('a patch changes what it names and keeps the comment of the pin', () => {
  const before = synthesize(compose()).text(FILE);
  const after = synthesize(compose(JsonPatch.replace('/jobs/lint/timeout-minutes', 7))).text(FILE);
  expect(after).toBe(before.replace('timeout-minutes: 15', 'timeout-minutes: 7'));
  expect(after).toMatch(/actions\/checkout@[0-9a-f]{40} # v/);
});

test('a step can be added and removed', () => {
  const added = synthesize(compose(JsonPatch.add('/jobs/lint/steps/1', { name: 'Tell', run: 'echo "$HOME"' })));
  expect(added.workflow('lint').job('lint').steps.map((step) => step.name)).toEqual(['Check out', 'Tell', 'Lint']);
  expect(added.text(FILE)).toMatch(/actions\/checkout@[0-9a-f]{40} # v/);
  const removed = synthesize(compose(JsonPatch.remove('/jobs/lint/steps/0')));
  expect(removed.workflow('lint').job('lint').steps.map((step) => step.name)).toEqual(['Lint']);
});

test.each([
  ['an expression in shell text', JsonPatch.replace('/jobs/lint/steps/1/run', 'echo ${{ github.head_ref }}'), 'pastes an expression into shell text'],
  ['an unpinned action', JsonPatch.replace('/jobs/lint/steps/0/uses', 'actions/checkout@v7'), 'not pinned to a commit'],
  ['a path that is not there', JsonPatch.replace('/jobs/nothing/name', 'x'), 'a patch does not fit'],
])('%s is refused and nothing is written', (_, patch, problem) => {
  const { error, changed } = attempt(compose(patch));
  expect(error?.message).toContain(FILE);
  expect(error?.message).toContain(problem);
  expect(changed).toEqual([]);
});

test('a file that is not generated is refused, and the generated ones are listed', () => {
  const { error, changed } = attempt((outdir) => {
    const project = compose()(outdir);
    Ci.of(project).patchFile('.github/workflows/nope.yml', JsonPatch.remove('/jobs'));
    return project;
  });
  expect(error?.message).toContain('.github/workflows/nope.yml: there is no such generated YAML file to patch.');
  expect(error?.message).toContain(FILE);
  expect(changed).toEqual([]);
});
