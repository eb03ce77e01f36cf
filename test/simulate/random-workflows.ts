import * as fc from 'fast-check';
import type { Result } from '../../src/simulate/result';

/** What a condition sees. */
export interface View {
  readonly isCancelled: boolean;
  /** Results of all jobs before, directly or through others. */
  readonly before: readonly Result[];
  readonly needs: Readonly<Record<string, { readonly result: Result; readonly outputs: Readonly<Record<string, string>> }>>;
}

/** A condition, as GitHub's expression and as what it means. */
export interface RandomCondition {
  readonly text?: string;
  holds(view: View): boolean;
  /** The job of which it reads the output `o`. */
  readonly reads?: string;
}

export interface RandomJob {
  readonly id: string;
  readonly needs: readonly string[];
  readonly condition: RandomCondition;
  /** More than one make a matrix. */
  readonly legs: number;
  readonly maxParallel?: number;
  readonly failFast: boolean;
  readonly mayFail: boolean;
}

const succeeds = ({ isCancelled, before }: View) => !isCancelled && before.every((result) => result === 'success');
const fails = ({ before }: View) => before.includes('failure');

/** Without a condition GitHub asks for success. */
export const NO_CONDITION: RandomCondition = { holds: succeeds };
export const ALWAYS: RandomCondition = { text: 'always()', holds: () => true };
export const FAILURE: RandomCondition = { text: 'failure()', holds: fails };

const FREE: readonly RandomCondition[] = [
  NO_CONDITION,
  ALWAYS,
  FAILURE,
  { text: '!cancelled()', holds: ({ isCancelled }) => !isCancelled },
  { text: 'cancelled()', holds: ({ isCancelled }) => isCancelled },
  { text: '!failure() && !cancelled()', holds: (view) => !fails(view) && !view.isCancelled },
  { text: 'success() || failure()', holds: (view) => succeeds(view) || fails(view) },
];

// Conditions that look at one of the needs.
function about(need: string): RandomCondition[] {
  const result = (view: View) => view.needs[need].result;
  const output = (view: View) => view.needs[need].outputs.o ?? '';
  return [
    { text: `needs.${need}.result == 'success'`, holds: (view) => succeeds(view) && result(view) === 'success' },
    { text: `always() && needs.${need}.result == 'failure'`, holds: (view) => result(view) === 'failure' },
    { text: `always() && (needs.${need}.result == 'cancelled' || needs.${need}.result == 'skipped')`, holds: (view) => ['cancelled', 'skipped'].includes(result(view)) },
    { text: `!cancelled() && needs.${need}.result != 'skipped'`, holds: (view) => !view.isCancelled && result(view) !== 'skipped' },
    { text: `needs.${need}.outputs.o == 'yes'`, holds: (view) => succeeds(view) && output(view) === 'yes', reads: need },
    { text: `always() && needs.${need}.outputs.o != 'yes'`, holds: (view) => output(view) !== 'yes', reads: need },
    { text: `failure() && needs.${need}.outputs.o == 'yes'`, holds: (view) => fails(view) && output(view) === 'yes', reads: need },
  ];
}

function jobAt(index: number, most: number): fc.Arbitrary<RandomJob> {
  const earlier = Array.from({ length: index }, (_, at) => idOf(at));
  return fc.record({
    id: fc.constant(idOf(index)),
    needs: fc.subarray(earlier, { maxLength: Math.min(index, 3) }),
    free: fc.oneof({ weight: 2, arbitrary: fc.constant(NO_CONDITION) }, { weight: 3, arbitrary: fc.constantFrom(...FREE) }),
    isAbout: fc.boolean(),
    at: fc.nat(1000),
    legs: fc.oneof({ weight: 5, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.integer({ min: 2, max: most }) }),
    maxParallel: fc.option(fc.integer({ min: 1, max: most }), { nil: undefined }),
    failFast: fc.boolean(),
    mayFail: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  }).map(({ free, isAbout, at, ...drawn }) => {
    const choices = isAbout ? drawn.needs.flatMap(about) : [];
    return { ...drawn, condition: choices.length > 0 ? choices[at % choices.length] : free };
  });
}

/** Workflows of so many jobs, each of which needs some of those before it. */
export function randomWorkflow({ jobs, legs }: { readonly jobs: number; readonly legs: number }): fc.Arbitrary<readonly RandomJob[]> {
  return fc.integer({ min: 1, max: jobs }).chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => jobAt(index, legs))));
}

function idOf(index: number): string {
  return 'abcdefghijkl'[index];
}

/** A job as the simplest there is, with what is said. */
export function job(id: string, needs: readonly string[] = [], more: Partial<RandomJob> = {}): RandomJob {
  return { id, needs, condition: NO_CONDITION, legs: 1, failFast: true, mayFail: false, ...more };
}

/** The condition that looks at the output of one of the needs. */
export function readsOutput(need: string): RandomCondition {
  return about(need)[4];
}

/** The file that a push starts. */
export function textOf(jobs: readonly RandomJob[]): string {
  return ['on: push', 'jobs:', ...jobs.flatMap(({ id, needs, condition, legs, maxParallel, failFast, mayFail }) => [
    `  ${id}:`,
    '    runs-on: ubuntu-latest',
    `    needs: [${needs.join(', ')}]`,
    ...(condition.text === undefined ? [] : [`    if: \${{ ${condition.text} }}`]),
    ...(mayFail ? ['    continue-on-error: true'] : []),
    ...(legs === 1 ? [] : ['    strategy:', `      fail-fast: ${failFast}`, ...(maxParallel === undefined ? [] : [`      max-parallel: ${maxParallel}`]), `      matrix: { n: [${Array.from({ length: legs }, (_, at) => at + 1).join(', ')}] }`]),
    `    steps: [{ run: make ${id} }]`,
  ])].join('\n');
}

/** The workflow in a repository of its own. */
export function filesOf(jobs: readonly RandomJob[]): Readonly<Record<string, string>> {
  return { '.github/workflows/ci.yml': textOf(jobs) };
}

/** The jobs that a job waits for, directly or through others. */
export function ancestorsOf(id: string, jobs: readonly RandomJob[]): string[] {
  const direct = jobs.find((each) => each.id === id)!.needs;
  return [...new Set(direct.flatMap((need) => [need, ...ancestorsOf(need, jobs)]))];
}
