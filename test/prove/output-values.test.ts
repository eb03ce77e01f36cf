/** Invariants: of each output that a condition looks at, every value that it tells apart is tried, and one that is none of them. */
import { Law } from '../../src/prove/law';
import { prove } from '../../src/prove/prove';
import { Event } from '../../src/simulate/event';
import { outputValues } from '../../src/simulate/output-values';
import { repositoryOf } from '../../src/simulate/simulate';
import { onCall, onPush } from '../simulate/documented/case';

function valuesOf(...conditions: readonly string[]): Record<string, Record<string, readonly string[]>> {
  const jobs = Object.fromEntries(conditions.map((condition, index) => [`j${index}`, `needs: [a, b]\nif: ${condition}`]));
  const repository = repositoryOf({ '.github/workflows/ci.yml': onPush({ a: '', b: '', ...jobs }) });
  return Object.fromEntries([...outputValues(repository.workflows[0], repository)].map(([job, outputs]) => [job, Object.fromEntries(outputs)]));
}

test.each<[string, string[], Record<string, Record<string, readonly string[]>>]>([
  ['none where nothing is looked at', ['always()', "needs.a.result == 'success'"], {}],
  ['a literal, and none', ["needs.a.outputs.x == 'yes'"], { a: { x: ['yes', ''] } }],
  ['on either side', ["${{ 'yes' != needs.a.outputs.x }}"], { a: { x: ['yes', ''] } }],
  ['all literals of all jobs', ["needs.a.outputs.x == 'yes'", "needs.a.outputs.x == 'no' || needs.b.outputs.y == 'yes'"], { a: { x: ['yes', 'no', ''] }, b: { y: ['yes', ''] } }],
  ['something, where nothing is asked for', ["needs.a.outputs.x != ''"], { a: { x: ['something', ''] } }],
  ['true, where it stands alone', ['needs.a.outputs.x'], { a: { x: ['true', ''] } }],
  ['numbers and booleans as texts', ['needs.a.outputs.x == 3 && needs.a.outputs.y == true'], { a: { x: ['3', ''], y: ['true', ''] } }],
  ['lists that have the item, or not', ["contains(fromJSON(needs.a.outputs.x), 'docs')", "contains(fromJSON(needs.a.outputs.x), 'code')"], { a: { x: ['["docs","code"]', '["docs"]', '["code"]', '[]'] } }],
  ['texts that have a part, or not', ["contains(needs.a.outputs.x, 'docs')"], { a: { x: ['docs', ''] } }],
  ['below a negation and within braces', ["${{ !(needs.a.outputs.x == 'yes') }}"], { a: { x: ['yes', ''] } }],
])('%s', (_, conditions, expected) => {
  expect(valuesOf(...conditions)).toEqual(expected);
});

const push = Event.push({ branch: 'main' });

test('every value is tried', () => {
  const told = new Set<string>();
  const files = { '.github/workflows/ci.yml': onPush({ a: '', b: "needs: a\nif: needs.a.outputs.x == 'one' || needs.a.outputs.x == 'two'" }) };
  prove(files, push).that(Law.every('anything', (run) => (told.add(`${run.job('a').outputs.x} ${run.job('b').result}`), true))).check();
  expect([...told].filter((each) => each.endsWith('success')).sort()).toEqual(['one success', 'two success']);
  expect(told).toContain(' skipped');
});

test('a value that is given is the only one of jobs that succeed', () => {
  const files = { '.github/workflows/ci.yml': onPush({ a: '', b: "needs: a\nif: needs.a.outputs.x == 'one'" }) };
  const proof = prove(files, push).withOutputs('a', { x: 'two' }).that(Law.canRun('b')).check();
  expect(proof.holds).toBe(false);
});

test('called workflows have conditions of their own', () => {
  const files = { '.github/workflows/ci.yml': onPush({ ship: 'uses: ./.github/workflows/ship.yml' }), '.github/workflows/ship.yml': onCall({ a: '', b: "needs: a\nif: needs.a.outputs.x == 'yes'" }) };
  expect(prove(files, push).that(Law.canRun('ship / b')).check().holds).toBe(true);
});

describe('between workflows', () => {
  const inputs = (...names: readonly string[]) => `inputs: { ${names.map((name) => `${name}: { type: string }`).join(', ')} }`;
  const path = (name: string) => `.github/workflows/${name}.yml`;
  const valuesIn = (files: Readonly<Record<string, string>>, name: string) => {
    const repository = repositoryOf(files);
    return Object.fromEntries([...outputValues(repository.workflow(path(name))!, repository)].map(([job, outputs]) => [job, Object.fromEntries(outputs)]));
  };

  test('an output that is handed on as an input is tried with what is asked of that', () => {
    const files = {
      [path('ci')]: onPush({ plan: '', ship: 'needs: plan\nuses: ./.github/workflows/ship.yml\nwith: { where: "${{ needs.plan.outputs.where }}", loud: "${{ needs.plan.outputs.noise == \'much\' }}", plain: x }' }),
      [path('ship')]: onCall({ publish: 'if: inputs.where == \'there\'', rest: 'uses: ./.github/workflows/rest.yml\nwith: { place: "${{ inputs.where }}" }' }, inputs('where', 'loud', 'plain')),
      [path('rest')]: onCall({ tell: 'if: inputs.place == \'everywhere\'' }, inputs('place')),
    };
    expect(valuesIn(files, 'ci')).toEqual({ plan: { where: ['there', 'everywhere', ''], noise: ['much', ''] } });
    for (const job of ['ship / publish', 'ship / rest / tell']) expect([job, prove(files, push).that(Law.canRun(job)).check().holds]).toEqual([job, true]);
    const never = Law.every('tell never runs', (run) => !run.job('ship / rest / tell').hasRun);
    expect(prove(files, push).that(never).check().violations[0].runs[0].job('plan').outputs).toEqual({ where: 'everywhere', noise: 'much' });
  });

  test('an output that callers read is tried with what they ask of it', () => {
    const files = {
      [path('ci')]: onPush({ plan: 'uses: ./.github/workflows/plan.yml', ship: 'needs: plan\nif: needs.plan.outputs.ready == \'yes\'' }),
      [path('plan')]: onCall({ inner: 'uses: ./.github/workflows/look.yml' }, 'outputs: { ready: { value: "${{ jobs.inner.outputs.is_ready }}" } }'),
      [path('look')]: onCall({ look: '' }, 'outputs: { is_ready: { value: "${{ jobs.look.outputs.r || \'no\' }}" } }'),
    };
    expect(valuesIn(files, 'look')).toEqual({ look: { r: ['yes', ''] } });
    expect(prove(files, push).that(Law.canRun('ship')).check().holds).toBe(true);
    expect(prove(files, push).that(Law.every('ship runs once it was looked', (run) => run.job('ship').hasRun || run.job('plan / inner / look').result !== 'success')).check().holds).toBe(false);
  });

  test('workflows that call each other come to an end', () => {
    const call = (other: string) => onCall({ a: '', b: `needs: a\nuses: ./.github/workflows/${other}.yml\nwith: { x: "\${{ needs.a.outputs.x }}" }` }, inputs('x'));
    expect(valuesIn({ [path('one')]: call('two'), [path('two')]: call('one') }, 'one')).toEqual({});
  });
});
