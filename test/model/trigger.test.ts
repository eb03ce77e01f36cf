// Guards that every event and activity type GitHub knows can be named, that nothing else can, and
// that events which run with secrets for strangers need a reason.
import { refusal } from './refusal';
import { Cron, Expr, Trigger, WorkflowInput } from '../../src/model';
import { EVENT_TYPES, RISKY_EVENTS } from '../../src/model/events.const';

const safe = Object.keys(EVENT_TYPES).filter((name) => !RISKY_EVENTS.includes(name) && name !== 'schedule');

test.each(safe)('takes %s with each of its types', (name) => {
  expect(Trigger.event(name, EVENT_TYPES[name])).toMatchObject({ eventName: name });
  if (name !== 'repository_dispatch') expect(refusal(() => Trigger.event(name, ['nonsense']))).toContain(`Trigger: ${name} has no activity type "nonsense".\n  ${EVENT_TYPES[name].length > 0 ? 'GitHub knows: ' : 'The event has no activity types.'}`);
});

describe('risky events', () => {
  test.each(RISKY_EVENTS)('%s needs the unsafe door', (name) => {
    expect(refusal(() => Trigger.event(name))).toBe(
      `Trigger: ${name} runs with secrets and a write token for anybody.\n  Use pull_request, or Trigger.unsafeEvent with the reason why no other event will do.`,
    );
  });

  test('need a reason', () => {
    expect(Trigger.unsafeEvent('issue_comment', 'slash commands', ['created'])).toMatchObject({ eventName: 'issue_comment', options: { reason: 'slash commands' } });
    expect(refusal(() => Trigger.unsafeEvent('issue_comment', ' '))).toContain('has no reason.\n  Say why no other event will do.');
    expect(refusal(() => Trigger.workflowRun({ workflows: ['CI'] }, ''))).toContain('workflow_run has no reason.');
    expect(refusal(() => Trigger.unsafeEvent('push', 'x'))).toContain('push is not one of the unsafe events.\n  Those are pull_request_target, workflow_run, issue_comment');
  });

  test('name the workflows that must have run', () => {
    expect(Trigger.workflowRun({ workflows: ['CI'], branches: ['main'] }, 'comment on results').options).toEqual({ workflows: ['CI'], branches: ['main'], reason: 'comment on results' });
    expect(refusal(() => Trigger.workflowRun({ workflows: [] }, 'x'))).toContain('workflow_run names no workflow.');
    expect(refusal(() => Trigger.unsafeEvent('workflow_run', 'x'))).toContain('names no workflow.\n  Use Trigger.workflowRun(');
  });
});

describe('filters', () => {
  test.each([
    [() => Trigger.push({ branches: ['a'], branchesIgnore: ['b'] }), 'push has both branches and branchesIgnore.\n  Keep one; inside branches a pattern with a leading ! excludes.'],
    [() => Trigger.push({ tags: ['a'], tagsIgnore: ['b'] }), 'push has both tags and tagsIgnore.'],
    [() => Trigger.pullRequest({ paths: ['a'], pathsIgnore: ['b'] }), 'pull_request has both paths and pathsIgnore.'],
    [() => Trigger.push({ paths: ['./src/**'] }), 'push has the paths pattern "./src/**".\n  Patterns are names or globs relative to the root, without ./ and without expressions.'],
    [() => Trigger.push({ branches: [''] }), 'push has the branches pattern "".'],
    [() => Trigger.push({ branchesIgnore: ['${{ vars.B }}'] }), 'push has the branches pattern "${{ vars.B }}".'],
    [() => Trigger.push({ branches: [] }), 'push has no branches.\n  Give at least one pattern, or leave the filter out.'],
    [() => Trigger.pullRequest({ paths: ['!docs/**'] }), 'pull_request has only excluding paths: !docs/**.'],
  ])('refuse what starts nothing (%#)', (make, text) => {
    expect(refusal(make)).toContain(`Trigger: ${text}`);
  });

  test('stand beside each other, and leave out what is undefined', () => {
    expect(Trigger.push({ branches: ['main', '!x'], tags: ['v*'], paths: undefined, pathsIgnore: ['docs/**'] }).options)
      .toEqual({ branches: ['main', '!x'], tags: ['v*'], pathsIgnore: ['docs/**'] });
  });
});

describe('inputs', () => {
  const input = WorkflowInput.string({ description: 'x' });

  test('are at most 25 of a dispatch', () => {
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`i${index}`, input]));
    expect(Object.keys(Trigger.workflowDispatch(many(25)).options.inputs)).toHaveLength(25);
    expect(refusal(() => Trigger.workflowDispatch(many(26)))).toBe('Trigger: workflow_dispatch has 26 inputs.\n  GitHub allows 25.');
  });

  test('keep their names, which are names', () => {
    expect(Object.keys(Trigger.workflowDispatch({ 'dry-run': input, 'Camel_Case': input }).options.inputs)).toEqual(['dry-run', 'Camel_Case']);
    expect(refusal(() => Trigger.workflowDispatch({ 'dry run': input }))).toContain('workflow_dispatch has an input "dry run".\n  Names have letters');
    expect(refusal(() => Trigger.workflowCall({ inputs: { '1st': input } }))).toContain('workflow_call has an input "1st".');
  });

  test('of a called workflow are plain', () => {
    const inputs = { a: input, b: WorkflowInput.number({ description: 'n' }, 3), c: WorkflowInput.boolean({ description: 'b' }, true) };
    expect(Trigger.workflowCall({ inputs }).options.inputs).toBe(inputs);
    for (const other of [WorkflowInput.choice({ description: 'c' }, ['x']), WorkflowInput.environment({ description: 'e' })]) {
      expect(refusal(() => Trigger.workflowCall({ inputs: { a: other } }))).toContain(`input "a" has the type ${other.type}.\n  Reusable workflows take string, number and boolean.`);
    }
  });

  test('of a choice have a default from the list', () => {
    expect(WorkflowInput.choice({ description: 'c', required: true }, ['a', 'b'], 'b')).toMatchObject({ type: 'choice', choices: ['a', 'b'], defaultValue: 'b', required: true });
    expect(refusal(() => WorkflowInput.choice({ description: 'c' }, ['a'], 'z'))).toBe('WorkflowInput.choice: the default "z" is not in the list.\n  The values are: a.');
    expect(refusal(() => WorkflowInput.choice({ description: 'c' }, []))).toBe('WorkflowInput.choice: the list is empty.\n  Give the values to choose from.');
  });
});

test('a schedule has a time', () => {
  expect(Trigger.schedule(Cron.daily(), Cron.of('0 12 * * *')).options.crons).toHaveLength(2);
  expect(refusal(() => Trigger.schedule())).toBe('Trigger: schedule has no time.\n  Give at least one Cron.');
  expect(refusal(() => Trigger.event('schedule'))).toBe('Trigger: schedule has no time.\n  Use Trigger.schedule(Cron.…).');
});

test('an unknown event is answered with the known ones', () => {
  expect(refusal(() => Trigger.event('pull-request'))).toContain('pull-request is not an event.\n  GitHub knows: branch_protection_rule, ');
  expect(refusal(() => Trigger.release('publish'))).toContain('release has no activity type "publish".\n  GitHub knows: published, ');
});

test('events of one\'s own have any type', () => {
  expect(Trigger.repositoryDispatch('deploy', 'any-thing').options.types).toEqual(['deploy', 'any-thing']);
  expect(Expr.github('event.client_payload.x').text).toBe('github.event.client_payload.x');
});
