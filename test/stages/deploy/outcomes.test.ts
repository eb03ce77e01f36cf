/**
 * Invariants: a version goes forward only after everything before was found good; what failed goes back, by itself or by
 * the jobs after; no run is green, and no record or message tells of success, where the version is not in service.
 * Each is looked at in every run there can be: every step and job in every way it can end, conditions by GitHub's evaluator.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { brokenByConcurrency, brokenByDeployment, brokenByRollback } from './outcome-laws';
import { mutated, OF_BOTH, OF_DEPLOYMENT, OF_ROLLBACK } from './outcome-mutants';
import { REPOSITORIES, workflowsOf, worldWith } from './outcomes';

const BEGINS_OF_ROLLBACK = (['none', 'new', 'half', 'first'] as const).map(worldWith);

describe.each(REPOSITORIES)('$name', (repository) => {
  const texts = workflowsOf(repository);
  const environments = Object.keys(repository.environments);
  const runs = environments.flatMap((environment) => (['none', 'old', 'half', 'first'] as const).map((service) => ({ environment, service })));

  test.each(runs)('every run to $environment that finds: $service', ({ environment, service }) => {
    expect(brokenByDeployment(parse(texts.deploy), repository, environment, [worldWith(service)]).laws).toEqual({});
  });

  if (texts.rollback === undefined) return;
  const { rollback } = texts;

  test.each([true, false])('every rollback, emergency: %s', (emergency) => {
    expect(brokenByRollback(parse(rollback), repository, emergency, BEGINS_OF_ROLLBACK).laws).toEqual({});
  });

  test('what changes an environment waits for what does already, and for nothing else', () => {
    expect(brokenByConcurrency(parse(texts.deploy), parse(rollback), environments).laws).toEqual({});
  });
});

describe('a workflow that is wrong breaks a law', () => {
  const [repository, silent] = REPOSITORIES;
  const texts = workflowsOf(repository);
  const withoutMessages = workflowsOf(silent).deploy;
  const environments = Object.keys(repository.environments);

  test.each(OF_DEPLOYMENT.filter(({ job, to }) => !`${job} ${to}`.includes('notify')))('$wrong', ({ law, ...mutant }) => {
    const workflow = parse(mutated(withoutMessages, mutant));
    expect(Object.keys(brokenByDeployment(workflow, silent, 'production', [worldWith('old')]).laws)).toContain(law);
  });

  test.each(OF_DEPLOYMENT.filter(({ job, to }) => `${job} ${to}`.includes('notify')))('$wrong', ({ law, ...mutant }) => {
    const workflow = parse(mutated(texts.deploy, mutant));
    expect(Object.keys(brokenByDeployment(workflow, repository, 'production', [worldWith('old')]).laws)).toContain(law);
  });

  test.each(OF_ROLLBACK)('$wrong', ({ law, ...mutant }) => {
    const workflow = parse(mutated(texts.rollback!, mutant));
    const broken = [true, false].flatMap((emergency) => Object.keys(brokenByRollback(workflow, repository, emergency, BEGINS_OF_ROLLBACK).laws));
    expect(broken).toContain(law);
  });

  test.each(OF_BOTH)('$wrong', ({ law, ...mutant }) => {
    const workflow = parse(mutated(texts.deploy, mutant));
    expect(Object.keys(brokenByConcurrency(workflow, parse(texts.rollback!), environments).laws)).toContain(law);
  });

  test('each law has one that breaks it', () => {
    const laws = [...OF_DEPLOYMENT, ...OF_ROLLBACK, ...OF_BOTH].map(({ law }) => law);
    const source = readFileSync(require.resolve('./outcome-laws'), 'utf8');
    const stated = [...source.matchAll(/broken\.unless\(.*, '([^']+)', [^']+\);$/gm)].map(([, law]) => law);
    expect(stated.length).toBeGreaterThan(30);
    expect([...new Set(laws)].sort()).toEqual([...new Set(stated)].sort());
  });
});
