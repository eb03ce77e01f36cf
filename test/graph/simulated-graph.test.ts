/**
 * Invariants: the graph of an event tells what the simulation told, no more: each job once, its legs together, why it ran or
 * did not, and never a secret. The boxes are those of the files alone, so that one layout serves all events.
 */
import { example, jobOf, repository } from './repository';
import type { PipelineGraph } from '../../src/graph/graph';
import { graphOfSimulation } from '../../src/graph/simulated-graph';
import { graphOf } from '../../src/graph/static-graph';
import { Event } from '../../src/simulate/event';
import type { JobOutcome, SimulationOutcome } from '../../src/simulate/outcome';
import { assumedOutputs } from '../../src/simulate/output-values';
import { simulate } from '../../src/simulate/simulate';
import { usualEvents } from '../../src/simulate/usual-events';

const CI = repository({
  'ci.yml': `
name: CI
on: { push: { branches: [main] }, workflow_dispatch: {} }
concurrency: ci
jobs:
  test:
    strategy: { matrix: { node: [20, 22] } }
    runs-on: ubuntu-24.04
    steps: [{ run: npm test }, { name: Only failed, if: failure(), run: 'true' }]
  deploy:
    needs: test
    if: github.ref == 'refs/heads/main'
    environment: production
    permissions: { contents: read, id-token: write }
    runs-on: ubuntu-24.04
    steps: [{ run: deploy }]
  tell: { needs: deploy, if: failure(), runs-on: x, env: { TOKEN: '\${{ secrets.TOKEN }}' }, steps: [{ run: tell }, { run: more, if: "env.TOKEN != 'x'" }] }
`,
  'docs.yml': 'name: Docs\non: { push: { branches: [docs] } }\njobs: { build: { runs-on: x, steps: [{ run: a }] } }\n',
});

/** An outcome by hand: what the types promise, whoever fills them. */
function outcome(change: (job: JobOutcome) => Partial<JobOutcome>): SimulationOutcome {
  const [workflow, other] = CI.workflows;
  const jobs = workflow.jobs.flatMap((source): JobOutcome[] => (source.legs ?? [{}]).map((leg) => {
    const key = Object.keys(leg).length > 0 ? `${source.id} (${Object.values(leg).join(', ')})` : source.id;
    const job: JobOutcome = {
      key, id: source.id, name: key, source, leg, result: 'success', outcome: 'success', because: { expression: 'success()', value: true, read: [], at: source.at, words: 'success() is true' }, needs: [], outputs: {}, steps: [], runsOn: ['ubuntu-24.04'], began: 1,
    };
    return { ...job, ...change(job) };
  }));
  return {
    decisions: [{ workflow, starts: true, because: '`branches` has main', at: workflow.at }, { workflow: other, starts: false, because: '`branches` has no pattern that matches', at: other.at }],
    runs: [{ workflow, name: 'CI', event: Event.push(), conclusion: 'success', isCancelled: false, concurrency: { group: 'ci', cancelsInProgress: false }, jobs, notes: ['something was assumed'] }],
  };
}

test('a run lights up the boxes of its workflow; the others say why they sleep', () => {
  const graph = graphOfSimulation(outcome(() => ({})), { title: 'shop' });
  expect(graph).toMatchObject({ title: 'shop', event: 'push to main' });
  expect(graph.workflows.map(({ name, starts, because, result }) => [name, starts, because, result])).toEqual([
    ['CI', true, '`branches` has main.', 'success'],
    ['Docs', false, '`branches` has no pattern that matches.', undefined],
  ]);
  expect(graph.workflows[0].notes).toEqual(['Something was assumed.', 'Its runs are in the concurrency group ci.']);
  const shape = ({ workflows }: PipelineGraph) => workflows.map(({ jobs, edges }) => [jobs.map(({ key }) => key), edges]);
  expect(shape(graph)).toEqual(shape(graphOf(CI)));
});

test.each([
  [['success', 'failure'], 'failure'], [['success', 'cancelled'], 'cancelled'], [['failure', 'cancelled'], 'failure'], [['success', 'skipped'], 'success'], [['success', 'running'], 'running'], [['skipped', 'skipped'], 'skipped'],
] as const)('legs that are %j make a box that is %s', (results, together) => {
  const graph = graphOfSimulation(outcome(({ key }) => (key.startsWith('test') ? { result: results[key.includes('20') ? 0 : 1] } : {})));
  expect(jobOf(graph, 'test')).toMatchObject({ result: together, legs: [{ name: 'test (20)', result: results[0] }, { name: 'test (22)', result: results[1] }] });
});

test('environment, permissions, concurrency and what it read come from the outcome', () => {
  const graph = graphOfSimulation(outcome(({ id, source }) => (id !== 'deploy' ? {} : {
    result: 'waiting',
    environment: { name: 'production', approval: 'waiting', because: 'production waits for ops' },
    permissions: { contents: 'read' },
    concurrency: { group: 'production', cancelsInProgress: true },
    because: { expression: 'success()', value: true, read: [{ name: 'needs.test.result', value: 'success' }, { name: 'secrets.TOKEN', value: 'hunter2' }, { name: 'github.token', value: 'hunter2' }, { name: 'secrets', value: { A: 'hunter2' } }], at: source.at, words: 'it holds' },
  })));
  expect(jobOf(graph, 'deploy')).toMatchObject({
    result: 'waiting',
    environment: 'production',
    approval: 'waiting',
    approvalBecause: 'Production waits for ops.',
    permissions: { contents: 'read' },
    concurrency: 'production',
    because: { words: 'It holds.', at: '.github/workflows/ci.yml:10', read: [{ name: 'needs.test.result', value: "'success'" }, { name: 'secrets.TOKEN', value: '***' }, { name: 'github.token', value: '***' }, { name: 'secrets', value: '***' }] },
  });
  expect(JSON.stringify(graph)).not.toContain('hunter2');
});

test('a failure that does not count is told beside the result that does', () => {
  const graph = graphOfSimulation(outcome(({ id }) => (id === 'deploy' ? { outcome: 'failure', note: 'the runner was lost' } : {})));
  expect(jobOf(graph, 'deploy')).toMatchObject({ result: 'success', note: 'The runner was lost. It fails, and `continue-on-error` lets it pass.' });
});

test('long values are cut', () => {
  const graph = graphOfSimulation(outcome(({ source }) => ({ because: { expression: 'x', value: 'y'.repeat(5000), read: [], at: source.at, words: 'z' } })));
  expect(jobOf(graph, 'deploy').because?.value).toHaveLength(201);
});

test('the simulator itself: a failed job, and what it holds up', () => {
  const graph = graphOfSimulation(simulate(CI, Event.push()).withResult('test (20)', 'failure').withSecrets({ TOKEN: 'hunter2' }).run(), { hidden: ['hunter2'] });
  expect(jobOf(graph, 'test')).toMatchObject({ result: 'failure', name: 'test' });
  expect(jobOf(graph, 'deploy')).toMatchObject({ result: 'skipped' });
  expect(jobOf(graph, 'deploy').order).toBeUndefined();
  expect(jobOf(graph, 'deploy').because?.words).toMatch(/success\(\)/);
  expect(jobOf(graph, 'build').result).toBeUndefined();
  expect(jobOf(graph, 'tell')).toMatchObject({ result: 'success', steps: [{}, { because: { read: expect.arrayContaining([{ name: 'env.TOKEN', value: "'***'" }]) } }] });
  expect(JSON.stringify(graph)).not.toContain('hunter2');
  expect(JSON.parse(JSON.stringify(graph))).toEqual(graph);
});

test('the simulator itself: a job that waits for its reviewers', () => {
  const graph = graphOfSimulation(simulate(CI, Event.push()).withEnvironment('production', { reviewers: ['ops'], approval: 'waiting' }).run());
  expect(jobOf(graph, 'deploy')).toMatchObject({ result: 'waiting', approval: 'waiting', approvalBecause: expect.stringContaining('ops') });
  expect(graph.workflows[0].result).toBe('waiting');
});

test('one event that starts a workflow twice is drawn twice', () => {
  const graph = graphOfSimulation(simulate(CI, Event.push(), Event.dispatch('ci')).run());
  expect(graph.workflows.filter(({ starts }) => starts).map(({ name }) => name)).toEqual(['CI', 'CI']);
});

test.each(['vmsnap', 'alys'])('%s: each usual event is simulated, and every job of a started workflow has a result', (name) => {
  const source = example(name);
  const events = usualEvents(source);
  expect(new Set(events.map((event) => event.name))).toEqual(new Set(source.workflows.flatMap((workflow) => workflow.events.map((event) => event.name))));
  const assumed = assumedOutputs(source);
  for (const event of events) {
    let simulation = simulate(source, event);
    for (const [job, outputs] of Object.entries(assumed)) simulation = simulation.withOutputs(job, outputs);
    const graph = graphOfSimulation(simulation.run(), { assumed });
    const started = graph.workflows.filter(({ starts }) => starts);
    for (const workflow of started) for (const job of workflow.jobs) expect([workflow.path, job.key, job.result]).toEqual([workflow.path, job.key, expect.any(String)]);
    expect([String(event), started.length > 0]).toEqual([String(event), true]);
  }
});

test('outputs are assumed where a list of words is asked for, and nowhere else', () => {
  const source = repository({
    'ci.yml': `
on: push
jobs:
  changes: { runs-on: x, outputs: { changed: a }, steps: [] }
  docs: { needs: changes, if: "contains(fromJSON(needs.changes.outputs.changed), 'docs')", runs-on: x }
  code: { needs: changes, if: "\${{ always() && Contains(FromJSON(needs.changes.outputs.changed), 'code') }}", runs-on: x }
  other: { needs: changes, if: "needs.changes.outputs.changed == 'x' && contains(github.ref, 'y') && contains(fromJSON(vars.LIST), 'z')", runs-on: x }
  broken: { needs: changes, if: "contains(fromJSON(", runs-on: x }
`,
  });
  expect(assumedOutputs(source)).toEqual({ changes: { changed: '["docs","code"]' } });
});

test('usual events ask for what has to be told, and name files that others share a name with by their paths', () => {
  const source = repository({
    'a.yml': 'on: { workflow_dispatch: { inputs: { kind: { type: choice, required: true, options: [one, two] }, why: { required: true }, sure: { type: boolean, required: true }, set: { required: true, default: x } } } }\njobs: {}\n',
    'b.yml': 'name: c\non: { workflow_dispatch: {}, push: { branches: [main, "release/**", dev], tags: ["v*"] }, schedule: [{ cron: "1 2 * * *" }, { cron: "1 2 * * *" }] }\njobs: {}\n',
    'c.yml': 'on: [workflow_dispatch, release, { }]\njobs: {}\n',
  });
  expect(usualEvents(source).map(String)).toEqual(['push to main', 'push to dev', 'push of tag v1.0.0', 'schedule 1 2 * * *', 'release (published) v1.0.0', expect.stringMatching(/^workflow_dispatch a .*kind=one.*why=why.*sure=false/), 'workflow_dispatch b on main', 'workflow_dispatch .github/workflows/c.yml on main']);
});
