/**
 * Invariants: what is drawn is what the files say. Every job is there once, with the names of its legs; nothing that a job
 * waits for is lost by leaving out what a longer way says already; a file that GitHub refuses is an error with its place.
 */
import * as fc from 'fast-check';
import { example, jobOf, repository } from './repository';
import type { GraphEdge } from '../../src/graph/graph';
import { ancestorsOf, reduced, stagesOf } from '../../src/graph/order';
import { graphOf } from '../../src/graph/static-graph';

const said = (edges: readonly GraphEdge[]) => edges.map(({ from, to, kind, label }) => `${from} ${kind === 'needs' ? '→' : kind} ${to}${label ? ` (${label})` : ''}`);

test('a matrix is one box, whose name tells its values', () => {
  const graph = graphOf(repository({
    'ci.yml': `
on: push
jobs:
  named: { name: 'Test (Node \${{ matrix.node }})', strategy: { matrix: { node: [20, 22] } }, runs-on: x, steps: [{ run: 'true' }] }
  many: { name: 'Test \${{ matrix.node }}', strategy: { matrix: { node: [1, 2, 3, 4] } }, runs-on: x, steps: [] }
  plain: { strategy: { matrix: { os: [a, b], node: [1] } }, runs-on: '\${{ matrix.os }}', steps: [] }
  later: { strategy: { matrix: '\${{ fromJSON(needs.named.outputs.x) }}' }, needs: named, runs-on: x, steps: [] }
`,
  }));
  expect(jobOf(graph, 'named')).toMatchObject({ name: 'Test (Node 20, 22)', legs: [{ name: 'Test (Node 20)' }, { name: 'Test (Node 22)' }] });
  expect(jobOf(graph, 'many').name).toBe('Test 1 … 4');
  expect(jobOf(graph, 'plain')).toMatchObject({ name: 'plain', runsOn: ['a', 'b'], legs: [{ name: 'plain (a, 1)' }, { name: 'plain (b, 1)' }] });
  expect(jobOf(graph, 'later').legs).toEqual([]);
});

test('called workflows are drawn inside their callers, and what waits for the call waits for their last jobs', () => {
  const graph = graphOf(repository({
    'ci.yml': 'on: push\njobs:\n  release: { uses: ./.github/workflows/release.yml }\n  tell: { needs: release, runs-on: x, steps: [] }\n',
    'release.yml': 'on: workflow_call\njobs:\n  build: { runs-on: x, steps: [] }\n  publish: { needs: build, runs-on: x, steps: [] }\n',
  }));
  expect(said(graph.workflows[0].edges)).toEqual(['release/build → release/publish', 'release calls release/build', 'release/publish → tell']);
  expect(graph.links).toEqual([{ from: '.github/workflows/ci.yml', job: 'release', to: '.github/workflows/release.yml', kind: 'call' }]);
});

test('workflows that call each other in a circle end', () => {
  const graph = graphOf(repository({
    'a.yml': 'on: workflow_call\njobs:\n  b: { uses: ./.github/workflows/b.yml }\n',
    'b.yml': 'on: workflow_call\njobs:\n  a: { uses: ./.github/workflows/a.yml }\n',
  }));
  expect(graph.workflows.map(({ jobs }) => jobs.map(({ key }) => key))).toEqual([['b', 'b/a'], ['a', 'a/b']]);
});

test('links are those that the files say for certain', () => {
  const graph = graphOf(repository({
    'ci.yml': `
name: CI
on: push
jobs:
  go:
    runs-on: ubuntu-24.04
    steps:
      - run: gh workflow run deploy.yml --ref main
      - run: gh workflow run "$NAME"
      - run: gh workflow run deploy.yml --repo other/place
      - run: echo gh workflow run after.yml
`,
    'deploy.yml': 'on: workflow_dispatch\njobs: {}\n',
    'after.yml': 'on: { workflow_run: { workflows: [CI], types: [completed] }, workflow_dispatch: {} }\njobs: {}\n',
  }));
  expect(graph.links.map(({ from, to, kind }) => [from.slice(18), kind, to.slice(18)])).toEqual([['ci.yml', 'workflow_run', 'after.yml'], ['ci.yml', 'dispatch', 'deploy.yml']]);
});

test('artifacts are drawn where one name is written out on both sides, and the one waits for the other', () => {
  const up = (name?: string) => `{ uses: actions/upload-artifact@v4${name ? `, with: { name: '${name}' }` : ''} }`;
  const down = (input: string) => `{ uses: actions/download-artifact@v4, with: { ${input} } }`;
  const graph = graphOf(repository({
    'ci.yml': `
on: push
jobs:
  build: { runs-on: x, steps: [${up('dist')}, ${up('extra')}, ${up()}] }
  test: { needs: build, runs-on: x, steps: [${down('name: dist')}] }
  ship: { needs: test, runs-on: x, steps: [${down('name: extra')}, ${down('name: artifact')}, ${down('pattern: d*')}, ${down("name: other, run-id: '1'")}] }
  beside: { runs-on: x, steps: [${down('name: dist')}] }
  computed: { needs: build, runs-on: x, steps: [${down("name: '${{ github.sha }}'")}, ${down('path: x')}] }
`,
  }));
  expect(said(graph.workflows[0].edges)).toEqual(['build → test (dist)', 'test → ship', 'build → computed', 'build artifact ship (extra, artifact)']);
});

test.each([
  ['a circle', 'on: push\njobs:\n  a: { needs: c, runs-on: x }\n  b: { needs: a, runs-on: x }\n  c: { needs: [b], runs-on: x }\n', '.github/workflows/ci.yml:4:15: these jobs wait for each other: a → c → b → a. Take one of the needs away.'],
  ['itself', 'on: push\njobs:\n  a: { needs: a, runs-on: x }\n', '.github/workflows/ci.yml:3:15: these jobs wait for each other: a → a. Take one of the needs away.'],
  ['nobody', 'on: push\njobs:\n  a: { needs: nobody, runs-on: x }\n', '.github/workflows/ci.yml:3:15: a needs nobody, and there is no such job. Name one of a.'],
])('a job that needs %s is refused with its place', (_, text, message) => {
  expect(() => graphOf(repository({ 'ci.yml': text }))).toThrow(message);
});

test('what a file leaves out or gets wrong is drawn as far as it goes', () => {
  for (const text of ['', 'on: push', 'jobs: 3', 'jobs: { a: 1 }', 'on: [push]\njobs: { a: {} }', 'name: [x]\non: push\njobs: { a: { steps: 3, needs: 3, permissions: 7, environment: [], concurrency: [] } }']) {
    const draw = () => graphOf(repository({ 'ci.yml': text }));
    if (text.includes('needs: 3')) expect(draw).toThrow('a needs 3, and there is no such job');
    else expect(draw().workflows).toHaveLength(1);
  }
});

test.each(['vmsnap', 'alys'])('%s: every job of the files is there once', (name) => {
  const source = example(name);
  const graph = graphOf(source);
  for (const workflow of source.workflows) {
    const drawn = graph.workflows.find(({ path }) => path === workflow.path)!;
    expect(drawn.jobs.filter(({ key }) => !key.includes('/')).map(({ key }) => key)).toEqual(workflow.jobs.map(({ id }) => id));
  }
  expect(JSON.parse(JSON.stringify(graph))).toEqual(graph);
});

const orders = fc.integer({ min: 1, max: 14 }).chain((size) => fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 40 })
  .map((pairs) => pairs.filter(([from, to]) => from < to).map(([from, to]): GraphEdge => ({ from: `j${from}`, to: `j${to}`, kind: 'needs' }))));

test('leaving out what a longer way says loses nothing, and keeps nothing twice', () => {
  fc.assert(fc.property(orders, (all) => {
    const edges = [...new Map(all.map((edge) => [`${edge.from} ${edge.to}`, edge])).values()];
    const few = reduced(edges);
    expect(ancestorsOf(few)).toEqual(ancestorsOf(edges));
    for (const edge of few) expect(ancestorsOf(few.filter((each) => each !== edge)).get(edge.to)?.has(edge.from) ?? false).toBe(false);
  }));
});

test('every job stands behind all that it waits for', () => {
  fc.assert(fc.property(orders, (edges) => {
    const jobs = Array.from({ length: 14 }, (_, index) => ({ key: `j${index}`, name: '', at: '', needs: [], runsOn: [], steps: [] }));
    const stages = stagesOf(jobs, edges);
    const stage = (key: string) => stages.findIndex((each) => each.some((job) => job.key === key));
    expect(stages.flat()).toHaveLength(14);
    for (const { from, to } of edges) expect(stage(from)).toBeLessThan(stage(to));
  }));
});
