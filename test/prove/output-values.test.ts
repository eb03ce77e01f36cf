/** Invariants: of each output that a condition looks at, every value that it tells apart is tried, and one that is none of them. */
import { Law } from '../../src/prove/law';
import { prove } from '../../src/prove/prove';
import { Event } from '../../src/simulate/event';
import { outputValues } from '../../src/simulate/output-values';
import { repositoryOf } from '../../src/simulate/simulate';
import { onCall, onPush } from '../simulate/documented/case';

function valuesOf(...conditions: readonly string[]): Record<string, Record<string, readonly string[]>> {
  const jobs = Object.fromEntries(conditions.map((condition, index) => [`j${index}`, `needs: [a, b]\nif: ${condition}`]));
  const [workflow] = repositoryOf({ '.github/workflows/ci.yml': onPush({ a: '', b: '', ...jobs }) }).workflows;
  return Object.fromEntries([...outputValues(workflow)].map(([job, outputs]) => [job, Object.fromEntries(outputs)]));
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
