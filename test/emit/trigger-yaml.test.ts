// Guards that every trigger is written as GitHub reads it: names verbatim, nothing that is not said,
// and no finding of GitHub's validator.
import { emit, job, workflow } from './github';
import { Cron, Expr, Job, Step, Trigger, WorkflowInput } from '../../src/model';
import { EVENT_TYPES, RISKY_EVENTS } from '../../src/model/events.const';

const on = (...triggers: Trigger[]) => emit(workflow({ triggers }, job())).data.on;
const ordinary = Object.keys(EVENT_TYPES).filter((name) => !RISKY_EVENTS.includes(name) && name !== 'schedule');

test.each(ordinary)('%s with all of its types', (name) => {
  const types = EVENT_TYPES[name];
  expect(on(Trigger.event(name, types))).toEqual({ [name]: types.length > 0 ? { types } : null });
});

test.each(['pull_request_target', 'issue_comment'])('%s without its reason, which is for readers of the composition', (name) => {
  const types = EVENT_TYPES[name];
  expect(on(Trigger.unsafeEvent(name, 'labels only', types))).toEqual({ [name]: { types } });
});

test('filters', () => {
  const triggers = on(
    Trigger.push({ branches: ['main', '!main-*'], tags: ['v*'], pathsIgnore: ['**.md'] }),
    Trigger.pullRequest({ types: ['opened'], branchesIgnore: ['gh-pages'], paths: ['src/**', '!src/docs/**'] }),
    Trigger.workflowRun({ workflows: ['CI'], types: ['completed'], branchesIgnore: ['x'] }, 'comment'),
    Trigger.mergeGroup(),
  );
  expect(triggers).toEqual({
    push: { 'branches': ['main', '!main-*'], 'tags': ['v*'], 'paths-ignore': ['**.md'] },
    pull_request: { 'types': ['opened'], 'branches-ignore': ['gh-pages'], 'paths': ['src/**', '!src/docs/**'] },
    workflow_run: { 'workflows': ['CI'], 'types': ['completed'], 'branches-ignore': ['x'] },
    merge_group: { types: ['checks_requested'] },
  });
  expect(on(Trigger.push({ branchesIgnore: ['a'], tagsIgnore: ['b'], paths: ['c'] }))).toEqual({ push: { 'branches-ignore': ['a'], 'tags-ignore': ['b'], 'paths': ['c'] } });
});

test('schedules, with their time zones', () => {
  expect(on(Trigger.schedule(Cron.daily(), Cron.of('5 4 * * 1-5', 'Europe/Berlin')))).toEqual({
    schedule: [{ cron: '17 3 * * *' }, { cron: '5 4 * * 1-5', timezone: 'Europe/Berlin' }],
  });
});

test('inputs of each type, by their verbatim names', () => {
  const input = (description: string) => ({ description });
  const dispatch = Trigger.workflowDispatch({
    'dry-run': WorkflowInput.boolean(input('Only tell'), false),
    'Release_Type': WorkflowInput.choice({ description: 'Which part rises', required: true }, ['patch', 'minor', 'on', '1.10'], 'patch'),
    'environment': WorkflowInput.environment(input('Where to'), 'staging'),
    'percent': WorkflowInput.number(input('How much'), 0),
    'version': WorkflowInput.string(input('Version: as v1.2.3'), ''),
    'note': WorkflowInput.string(input('null')),
  });
  expect(on(dispatch).workflow_dispatch.inputs).toEqual({
    'dry-run': { description: 'Only tell', type: 'boolean', default: false },
    'Release_Type': { description: 'Which part rises', type: 'choice', required: true, default: 'patch', options: ['patch', 'minor', 'on', '1.10'] },
    'environment': { description: 'Where to', type: 'environment', default: 'staging' },
    'percent': { description: 'How much', type: 'number', default: 0 },
    'version': { description: 'Version: as v1.2.3', type: 'string', default: '' },
    'note': { description: 'null', type: 'string' },
  });
  expect(on(Trigger.workflowDispatch())).toEqual({ workflow_dispatch: null });
});

test('a reusable workflow with inputs, secrets and outputs', () => {
  const build = new Job('build', { outputs: { tag: Expr.step('tag', 'name') } });
  build.addStep(Step.command('echo "$DRY"', { id: 'tag', env: { DRY: Expr.input('dry-run'), KEY: Expr.secret('deploy_key') } }));
  const call = Trigger.workflowCall({
    inputs: { 'dry-run': WorkflowInput.boolean({ description: 'Only tell', required: true }) },
    secrets: { deploy_key: { description: 'Key', required: true }, other: { description: 'Other' } },
    outputs: { tag: { description: 'The tag', value: Expr.unchecked('jobs.build.outputs.tag', 'outputs of a called workflow') } },
  });
  expect(emit(workflow({ triggers: [call] }, build)).data.on.workflow_call).toEqual({
    inputs: { 'dry-run': { description: 'Only tell', type: 'boolean', required: true } },
    secrets: { deploy_key: { description: 'Key', required: true }, other: { description: 'Other', required: false } },
    outputs: { tag: { description: 'The tag', value: '${{ jobs.build.outputs.tag }}' } },
  });
  expect(on(Trigger.workflowCall())).toEqual({ workflow_call: null });
});
