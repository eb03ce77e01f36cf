// Guards that whatever is built from the values is YAML that says the same and that GitHub accepts.
import * as fc from 'fast-check';
import { emit, workflow } from './github';
import { Access, ActionCall, CacheMode, Concurrency, Cron, Expr, Job, JobEnvironment, Matrix, Permissions, Runner, Step, Timeout, Trigger } from '../../src/model';

const SEED = 20260822;

// What a person could type; GitHub's own limits on text are not the matter here.
const text = fc.string({ unit: fc.constantFrom(...'aZ09 :#-!*&|>%@`\'"{}[],?~=.\n\t\\ä🚀'), maxLength: 24 }).filter((value) => value.trim() !== '');
const line = text.map((value) => value.replace(/\n/g, ' ')).filter((value) => value.trim() !== '');
const value = fc.oneof(text, fc.constantFrom('on', 'null', '1.10', 'true', '~', ''), fc.integer(), fc.boolean());
const env = fc.dictionary(fc.stringMatching(/^[A-Z][A-Z_]{0,6}$/), fc.oneof(value, fc.constant(Expr.github('sha'))), { maxKeys: 3 });
const inputs = fc.dictionary(fc.stringMatching(/^[a-z][a-z-]{0,8}$/), value, { maxKeys: 3 });

const step = fc.record({ name: line, env, run: fc.option(text), inputs, continueOnError: fc.boolean(), minutes: fc.option(fc.integer({ min: 1, max: 360 }), { nil: undefined }) });
const axis = fc.uniqueArray(fc.oneof(value, fc.constant(null)), { minLength: 1, maxLength: 3, selector: (each) => JSON.stringify(each) });
const job = fc.record({
  name: line,
  env,
  steps: fc.array(step, { minLength: 1, maxLength: 3 }),
  runner: fc.constantFrom(Runner.UBUNTU_24_04, Runner.selfHosted(['a', 'b']), Runner.group('g', ['l'])),
  axes: fc.option(fc.dictionary(fc.constantFrom('os', 'node', 'y'), axis, { minKeys: 1, maxKeys: 2 }), { nil: undefined }),
  issues: fc.constantFrom(...Object.values(Access)),
  reason: line,
  environment: fc.option(line.filter((name) => name.length < 200), { nil: undefined }),
  cacheMode: fc.option(fc.constantFrom(...Object.values(CacheMode)), { nil: undefined }),
  group: fc.option(line, { nil: undefined }),
});
const trigger = fc.uniqueArray(fc.constantFrom(
  Trigger.push({ branches: ['**', '!a b', '#c'] }), Trigger.pullRequest({ paths: ['*.md'] }), Trigger.workflowDispatch(), Trigger.schedule(Cron.daily()), Trigger.release('published'),
), { minLength: 1, maxLength: 3, selector: ({ eventName }) => eventName });
const model = fc.record({ name: line, triggers: trigger, env, jobs: fc.array(job, { minLength: 1, maxLength: 3 }) });

type Model = typeof model extends fc.Arbitrary<infer M> ? M : never;

test(`random workflows (seed ${SEED})`, () => {
  fc.assert(fc.property(model, (given) => {
    const { data } = emit(workflow({ name: given.name, triggers: given.triggers, env: given.env }, ...given.jobs.map(build)));
    expect(data.name).toBe(given.name);
    expect(data.env ?? {}).toEqual(plain(given.env));
    expect(Object.values(data.jobs).map(readBack)).toEqual(given.jobs.map(wanted));
  }), { seed: SEED, numRuns: 150, verbose: 1 });
});

function build(given: Model['jobs'][number], index: number): Job {
  const made = new Job(`job-${index}`, {
    name: given.name,
    env: given.env,
    runner: given.runner,
    cacheMode: given.cacheMode,
    matrix: given.axes && Matrix.of(given.axes),
    permissions: Permissions.of({ issues: given.issues }, given.reason),
    environment: given.environment === undefined ? undefined : JobEnvironment.named(given.environment),
    concurrency: given.group === undefined ? undefined : Concurrency.group(given.group),
  });
  given.steps.forEach((each, position) => {
    const options = { id: `s${position}`, name: each.name, env: each.env, continueOnError: each.continueOnError, timeout: each.minutes === undefined ? undefined : Timeout.minutes(each.minutes) };
    made.addStep(each.run === null ? Step.uses(ActionCall.of('owner/action', each.inputs), options) : Step.command(each.run, options));
  });
  return made;
}

/** What the composition said, as plain data. */
function wanted(given: Model['jobs'][number]): unknown {
  return {
    name: given.name,
    env: plain(given.env),
    axes: given.axes && { ...given.axes },
    issues: given.issues === Access.NONE ? undefined : given.issues,
    environment: given.environment,
    cacheMode: given.cacheMode,
    group: given.group,
    steps: given.steps.map((each) => [each.name, plain(each.env), each.run ?? plain(each.inputs), each.continueOnError, each.minutes]),
  };
}

/** The same, read from the YAML. */
function readBack(data: any): unknown {
  return {
    name: data.name,
    env: data.env ?? {},
    axes: data.strategy?.matrix,
    issues: data.permissions.issues,
    environment: data.environment,
    cacheMode: data['cache-mode'],
    group: data.concurrency?.group,
    steps: data.steps.map((each: any) => [each.name, each.env ?? {}, each.run ?? each.with ?? {}, each['continue-on-error'] ?? false, each['timeout-minutes']]),
  };
}

function plain(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([name, each]) => [name, each instanceof Expr ? each.render() : each]));
}
