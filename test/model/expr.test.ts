// Guards that an expression means what its composition says (proved by GitHub's own evaluator for all
// truth values), that literals survive any text, and that trust, secrets, references and the guard
// against forks follow the values through every composition.
import * as fc from 'fast-check';
import { refusal } from './refusal';
import { Expr, Trust } from '../../src/model';
import { evaluateCondition, evaluateExpression } from '../helpers/expressions';

const SEED = 20260822;

const TRUTHS = [false, true];
const ALL = TRUTHS.flatMap((a) => TRUTHS.flatMap((b) => TRUTHS.map((c) => ({ a, b, c }))));

/** A composition of a, b and c, and what it means. */
interface Formula {
  readonly expr: Expr;
  readonly holds: (values: Record<string, boolean>) => boolean;
}

const atom = (name: string): Formula => ({ expr: Expr.env(name), holds: (values) => values[name] });
const raw = (): Formula => ({ expr: Expr.unchecked('env.a||env.b', 'as somebody would type it'), holds: ({ a, b }) => a || b });
const { formula } = fc.letrec<{ formula: Formula }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('a', 'b', 'c').map(atom),
    fc.constant(undefined).map(raw),
    tie('formula').map(({ expr, holds }): Formula => ({ expr: Expr.not(expr), holds: (values) => !holds(values) })),
    fc.array(tie('formula'), { minLength: 1, maxLength: 3 }).map((all): Formula => ({ expr: Expr.and(...all.map(({ expr }) => expr)), holds: (values) => all.every(({ holds }) => holds(values)) })),
    fc.array(tie('formula'), { minLength: 1, maxLength: 3 }).map((all): Formula => ({ expr: Expr.or(...all.map(({ expr }) => expr)), holds: (values) => all.some(({ holds }) => holds(values)) })),
    fc.tuple(tie('formula'), tie('formula')).map(([left, right]): Formula => ({ expr: Expr.eq(Expr.not(left.expr), Expr.not(right.expr)), holds: (values) => left.holds(values) === right.holds(values) })),
  ),
}));

describe('compositions', () => {
  test(`keep their meaning whatever is nested in what (seed ${SEED})`, () => {
    fc.assert(fc.property(formula, ({ expr, holds }) => {
      for (const values of ALL) {
        expect(`${expr.text}: ${Boolean(evaluateExpression(expr.render(), { env: values }))}`).toBe(`${expr.text}: ${holds(values)}`);
      }
    }), { seed: SEED, numRuns: 400 });
  });

  test.each<[Expr, string]>([
    [Expr.and(Expr.env('a'), Expr.or(Expr.env('b'), Expr.env('c'))), 'env.a && (env.b || env.c)'],
    [Expr.or(Expr.env('a'), Expr.and(Expr.env('b'), Expr.env('c'))), 'env.a || (env.b && env.c)'],
    [Expr.and(Expr.eq(Expr.env('a'), 1), Expr.ne(Expr.env('b'), 'x')), "env.a == 1 && env.b != 'x'"],
    [Expr.not(Expr.eq(Expr.env('a'), true)), '!(env.a == true)'],
    [Expr.not(Expr.success()), '!success()'],
    [Expr.eq(Expr.eq(Expr.env('a'), 1), false), '(env.a == 1) == false'],
    [Expr.and(Expr.env('a')), 'env.a'],
    [Expr.contains(Expr.fromJson('["x"]'), Expr.env('a')), "contains(fromJSON('[\"x\"]'), env.a)"],
    [Expr.hashFiles('**/package-lock.json', 'a b'), "hashFiles('**/package-lock.json', 'a b')"],
  ])('are written without needless parentheses (%#)', (expr, text) => {
    expect(expr.text).toBe(text);
  });

  test('of nothing are refused', () => {
    expect(refusal(() => Expr.and())).toBe('Expr (&&): no conditions given.\n  Give at least one.');
    expect(refusal(() => Expr.or())).toBe('Expr (||): no conditions given.\n  Give at least one.');
  });

  test('of functions have GitHub\'s values', () => {
    const github = { ref: 'refs/heads/main' };
    expect(evaluateExpression(Expr.startsWith(Expr.github('ref'), 'refs/heads/').render(), { github })).toBe(true);
    expect(evaluateExpression(Expr.endsWith(Expr.github('ref'), '/dev').render(), { github })).toBe(false);
    expect(evaluateExpression(Expr.toJson(Expr.github('ref')).render(), { github })).toBe('"refs/heads/main"');
    expect(evaluateExpression(Expr.needsResults().render(), { needs: { a: { result: 'success' } } })).toEqual(['success']);
  });

  test.each([
    [Expr.always(), [true, true, true]],
    [Expr.success(), [true, false, false]],
    [Expr.failure(), [false, true, false]],
    [Expr.notCancelled(), [true, true, false]],
    [Expr.not(Expr.notCancelled()), [false, false, true]],
  ])('of statuses run when they say (%#)', (condition, runs) => {
    const statuses = ['success', 'failure', 'cancelled'] as const;
    expect(statuses.map((status) => evaluateCondition(condition.condition(), {}, { status }))).toEqual(runs);
  });
});

describe('literals', () => {
  test(`are themselves, whatever their text (seed ${SEED})`, () => {
    const value = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.boolean(), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }).filter((number) => Math.abs(number) > 1e-5));
    fc.assert(fc.property(value, (literal) => {
      expect(evaluateExpression(Expr.literal(literal).text, {})).toEqual(literal);
    }), { seed: SEED, numRuns: 500 });
  });

  test('double their quotes', () => {
    expect(Expr.literal("it's").text).toBe("'it''s'");
    expect(Expr.eq(Expr.env('a'), "O'Brien").text).toBe("env.a == 'O''Brien'");
  });
});

describe('templates', () => {
  test('put each value in its place', () => {
    const name = Expr.template('{app} on {os}/{app}', { app: Expr.env('APP'), os: Expr.matrix('os') });
    expect(name.render()).toBe('${{ env.APP }} on ${{ matrix.os }}/${{ env.APP }}');
    expect(name.isTemplate).toBe(true);
  });

  test('need every value, and use every value', () => {
    expect(refusal(() => Expr.template('{a}', {}))).toBe('Expr.template: "{a}" in "{a}" has no value.\n  Give { a: Expr… } or remove it from the text.');
    expect(refusal(() => Expr.template('x', { a: Expr.env('A') }))).toBe('Expr.template: "a" is not used in "x".\n  Write {a} where it belongs.');
  });

  test('are no conditions and no part of other expressions', () => {
    const text = Expr.template('v{a}', { a: Expr.env('A') });
    expect(refusal(() => text.condition())).toContain('"v${{ env.A }}" is text, not a condition.');
    for (const make of [() => Expr.eq(text, 'v1'), () => Expr.not(text), () => Expr.and(text, text), () => Expr.contains(text, 'x'), () => Expr.template('{t}', { t: text })]) {
      expect(refusal(make)).toContain('"v${{ env.A }}" is text with expressions in it, which cannot stand inside another expression.');
    }
  });
});

describe('trust', () => {
  test.each(['head_ref', 'event.pull_request.title', 'event.pull_request.body', 'event.pull_request.head.ref', 'event.pull_request.head.label',
    'event.pull_request.head.repo.default_branch', 'event.issue.title', 'event.comment.body', 'event.review.body', 'event.head_commit.message',
    'event.head_commit.author.email', 'event.commits.*.author.name', 'event.workflow_run.head_branch', 'event.workflow_run.display_title',
    'event.pages.*.page_name', 'event.inputs.version', 'event.client_payload.x', 'event', 'event.pull_request', 'event.Issue.Title'])(
    'is denied to github.%s', (path) => {
      expect(Expr.github(path).trust).toBe(Trust.UNTRUSTED);
    },
  );

  test.each(['event_name', 'ref', 'sha', 'run_id', 'repository', 'workflow', 'event.number', 'event.action', 'event.pull_request.number', 'event.pull_request.head.sha'])(
    'is given to github.%s', (path) => {
      expect(Expr.github(path).trust).toBe(Trust.SAFE);
    },
  );

  test('follows the weakest part', () => {
    expect(Expr.input('version').trust).toBe(Trust.UNTRUSTED);
    expect(Expr.and(Expr.success(), Expr.eq(Expr.github('head_ref'), 'x')).trust).toBe(Trust.UNTRUSTED);
    expect(Expr.template('{a}{b}', { a: Expr.github('head_ref'), b: Expr.secret('S') }).trust).toBe(Trust.SECRET);
    expect(Expr.toJson(Expr.github('token')).trust).toBe(Trust.SECRET);
    expect(Expr.unchecked('github.sha', 'shown').trust).toBe(Trust.UNTRUSTED);
  });
});

test('secrets and references follow every composition, each once', () => {
  const part = Expr.eq(Expr.step('build', 'tag'), Expr.secret('TAG'));
  const whole = Expr.or(Expr.not(part), Expr.and(part, Expr.eq(Expr.needs('plan', 'legs'), Expr.needsResult('plan'))), Expr.contains(Expr.stepOutcome('test'), 'x'));
  expect(whole.secrets).toEqual(['TAG']);
  expect(whole.references).toEqual(['step:build', 'job:plan:legs', 'job:plan', 'step:test']);
  const text = Expr.unchecked('secrets.A || steps.b-1.outputs.c && needs.d.result == secrets.E', 'no factory for it');
  expect([text.secrets, text.references]).toEqual([['A', 'E'], ['step:b-1', 'job:d']]);
});

describe('the guard against forks', () => {
  const fork = { event_name: 'pull_request', repository: 'a/b', event: { pull_request: { head: { repo: { full_name: 'x/b' } } } } };
  const own = { ...fork, event: { pull_request: { head: { repo: { full_name: 'a/b' } } } } };
  const deleted = { ...fork, event: { pull_request: { head: { repo: null } } } };

  test.each([
    ['a fork\'s pull request', fork, false],
    ['a review of a fork\'s pull request', { ...fork, event_name: 'pull_request_review' }, false],
    ['a pull request whose fork is gone', deleted, false],
    ['a pull request of the repository', own, true],
    ['a push', { event_name: 'push', repository: 'a/b', event: {} }, true],
    ['a schedule', { event_name: 'schedule', repository: 'a/b', event: { schedule: '* * * * *' } }, true],
  ])('on %s', (_, github, runs) => {
    expect(evaluateCondition(Expr.notFromFork().condition(), { github })).toBe(runs);
  });

  test.each([
    [Expr.notFromFork(), true],
    [Expr.not(Expr.notFromFork()), false],
    [Expr.not(Expr.not(Expr.notFromFork())), false],
    [Expr.and(Expr.success(), Expr.notFromFork()), true],
    [Expr.and(Expr.success(), Expr.env('A')), false],
    [Expr.or(Expr.notFromFork(), Expr.and(Expr.always(), Expr.env('A'))), false],
    [Expr.or(Expr.notFromFork(), Expr.always()), false],
    [Expr.or(Expr.notFromFork(), Expr.and(Expr.notFromFork(), Expr.env('A'))), true],
    [Expr.eq(Expr.notFromFork(), false), false],
    [Expr.contains(Expr.notFromFork(), 'x'), false],
    [Expr.always(), false],
  ])('is kept only where it holds (%#)', (condition, guards) => {
    expect(condition.guardsForks).toBe(guards);
    // What claims to guard is false for a fork, whatever else is true.
    if (guards) expect(evaluateCondition(condition.condition(), { github: fork, env: { A: true } })).toBe(false);
  });
});

test.each<[() => Expr, string]>([
  [() => Expr.secret('a.b'), '"a.b" is not a name'],
  [() => Expr.variable(''), '"" is not a name'],
  [() => Expr.input('a b'), '"a b" is not a name'],
  [() => Expr.env('1'), '"1" is not a name'],
  [() => Expr.github("event['x']"), '"event[\'x\']" is not a name'],
  [() => Expr.github('event..x'), '"" is not a name'],
  [() => Expr.matrix('a || b'), '"a || b" is not a name'],
  [() => Expr.step('a', 'b }}'), '"b }}" is not a name'],
  [() => Expr.needs('', 'x'), '"" is not a name'],
  [() => Expr.unchecked('${{ a }}', 'why'), 'is not bare expression text.\n  Write the text between the delimiters only'],
  [() => Expr.unchecked(' ', 'why'), 'is not bare expression text'],
  [() => Expr.unchecked('a', ' '), '"a" has no reason.\n  Say why no factory of Expr can express it.'],
])('refuses what is no name (%#)', (make, text) => {
  expect(refusal(make)).toContain(text);
});
