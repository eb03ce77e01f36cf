// Guards stages that run only when certain files changed: one job tells which, its answer decides,
// and the gate counts as passed what was left out for that reason, but nothing else.
import { composed, EchoStage, JobsStage, textOf } from './compositions';
import { Expr, Step } from '../../src';
import { attempt, synthesize } from '../../src/testing';
import { evaluateCondition } from '../helpers/expressions';

const compose = composed((pipeline) => {
  const docs = new EchoStage(pipeline, 'DocsPages', { paths: ['docs/**', '!docs/old/**', 'a b.md', ':(top)x'] });
  new EchoStage(pipeline, 'Code', { paths: ['src/**'] });
  new EchoStage(pipeline, 'Publish', { needs: [docs] });
  new EchoStage(pipeline, 'Always');
});

test('one job tells which files changed', () => {
  const { jobs } = synthesize(compose).workflow('ci');
  expect(jobs.map(({ id }) => id)).toEqual(['changes', 'docs-pages', 'code', 'publish', 'always', 'gate']);
  const changes = jobs[0].document;
  expect(changes.outputs).toEqual({ changed: '${{ steps.detect-changes.outputs.changed }}' });
  expect(jobs[0].step('detect-changes').env).toEqual({
    EVENT_NAME: '${{ github.event_name }}',
    FILTERS: 'docs-pages :(glob)docs/** :(exclude,glob)docs/old/** :(glob)a?b.md :(top)x\ncode :(glob)src/**\n',
  });
});

test('its answer decides', () => {
  const workflow = synthesize(compose).workflow('ci');
  const runs = (id: string, changed: string[]) => evaluateCondition(workflow.job(id).document.if, { needs: { changes: { outputs: { changed: JSON.stringify(changed) } } } });
  expect([runs('code', ['code']), runs('code', ['docs-pages']), runs('code', []), runs('docs-pages', ['code', 'docs-pages'])]).toEqual([true, false, false, true]);
  expect(workflow.job('code').document.needs).toBe('changes');
});

test('the gate lets pass what was left out, and what waits for it', () => {
  const gate = synthesize(compose).workflow('ci').job('gate');
  expect(gate.document.needs).toEqual(['changes', 'docs-pages', 'code', 'publish', 'always']);
  expect(gate.step('Require every job').env?.SKIPPABLE).toBe('docs-pages code publish');
});

test('a condition of the job stands beside it', () => {
  const made = synthesize(composed((pipeline) => void new JobsStage(pipeline, 'Code', (newJob) => {
    const job = newJob('code', { condition: Expr.or(Expr.eq(Expr.github('actor'), 'a'), Expr.eq(Expr.github('actor'), 'b')) });
    job.addStep(Step.command('echo'));
    return [job];
  }, { paths: ['src/**'] })));
  const condition = made.workflow('ci').job('code').document.if;
  const runs = (changed: string[], actor: string) => evaluateCondition(condition, { github: { actor }, needs: { changes: { outputs: { changed: JSON.stringify(changed) } } } });
  expect([runs(['code'], 'b'), runs([], 'b'), runs(['code'], 'c')]).toEqual([true, false, false]);
});

test('stages whose names fall together keep their own files', () => {
  const made = synthesize(composed((pipeline) => {
    new JobsStage(pipeline, 'DocsPages', (newJob) => [step(newJob('a'))], { paths: ['a/**'] });
    new JobsStage(pipeline, 'docs-pages', (newJob) => [step(newJob('b'))], { paths: ['b/**'] });
    new JobsStage(pipeline, 'Two', (newJob) => [step(newJob('c')), step(newJob('d'))], { paths: ['c/**'] });
  }));
  const { jobs } = made.workflow('ci');
  expect(jobs[0].step('detect-changes').env?.FILTERS).toBe('docs-pages :(glob)a/**\ndocs-pages-2 :(glob)b/**\ntwo :(glob)c/**\n');
  expect(jobs.slice(1, 5).map(({ document }) => /'([\w-]+)'\)$/.exec(document.if)?.[1])).toEqual(['docs-pages', 'docs-pages-2', 'two', 'two']);
});

test('no files at all are refused', () => {
  const { error, changed } = attempt(composed((pipeline) => void new EchoStage(pipeline, 'Code', { paths: [] })));
  expect(textOf(error)).toMatch(/^Ci\/Code: `paths` is empty\.\n {2}at test\/ci\/paths\.test\.ts:\d+\n {2}Name the files, or leave the option out to run always\.\nNothing was written\.$/);
  expect(changed).toEqual([]);
});

function step<T extends { addStep(step: Step): void }>(job: T): T {
  job.addStep(Step.command('echo'));
  return job;
}
