/**
 * Invariants: however a deployment is cut off (a person cancels it, its runner is lost, the API server does not answer), what
 * served goes on serving, the way back or the next deployment cleans up, and the records tell the truth. A rollback by hand
 * goes where it was told, and twice in a row never leads to a version that was left for a reason.
 */
import { RELEASE } from './helpers/delivery';
import { outcomes, withDelivery } from './helpers/delivery-story';
import { pause } from './helpers/kubernetes/daemon';
import { expectConclusion } from './helpers/run-job';

jest.setTimeout(900_000);

const POD = `app.kubernetes.io/instance=${RELEASE}`;
const slowly = (version: string) => (pod: any) => (pod.spec.containers[0].image.includes(`:${version}@`) ? { readyAfterMs: 600_000 } : undefined);

withDelivery((story) => {
  test('a lost runner: the recovery finds the record, goes back and closes it', async () => {
    const before = await story.inService('1.0.0');
    story.cluster.behave(slowly('2.0.0'));
    const event = { name: 'workflow_dispatch', runId: '77' };
    const lost = await story.delivery.deploy('production', '2.0.0', story.delivery.release(), { event, interrupt: { step: 'Roll out to 10 %', afterMs: 6_000, by: 'loss' } });
    expect(lost).toMatchObject({ conclusion: 'failure', outputs: {} });
    const status = JSON.parse(await story.cluster.helm(4, 'list', '--namespace', story.namespace, '--output', 'json'))[0].status;
    expect(status).toBe('pending-upgrade');

    const needs = { deploy: { result: 'failure' as const, outputs: {} } };
    const look = await story.delivery.after('unfinished', 'production', '2.0.0', needs, { event });
    expect(look).toMatchObject({ conclusion: 'success', outputs: { state: 'in_progress' } });
    const recovery = await story.delivery.after('recovery', 'production', '2.0.0', { ...needs, unfinished: { result: 'success', outputs: look.outputs } }, {
      event, environment: { LOCK_WAIT: '5' },
    });
    expectConclusion(recovery, 'success');
    expect(await story.delivery.state()).toEqual(before);
    expect(story.records()).toEqual(['1.0.0 success', '2.0.0 failure']);
  });

  test('a lost runner, and nobody recovers: the next deployment does', async () => {
    await story.inService('1.0.0');
    story.cluster.behave(slowly('2.0.0'));
    await story.delivery.deploy('production', '2.0.0', story.delivery.release(), { interrupt: { step: 'Roll out to 10 %', afterMs: 6_000, by: 'loss' } });
    story.cluster.behave();
    const next = await story.delivery.deploy('production', '3.0.0', story.delivery.release(), { environment: { LOCK_WAIT: '5' } });
    expectConclusion(next, 'success');
    expect(next.steps.find(({ name }) => name.startsWith('Recover'))!.outputs).toMatchObject({ outcome: 'rolled-back', version: '1.0.0', left: '2.0.0' });
    expect(Object.keys((await story.delivery.state()).deployments)).toEqual([RELEASE]);
  });

  test('by hand: to the version before, to a named one, and never back to one that was left', async () => {
    await story.inService('1.0.0', '2.0.0', '3.0.0');
    const back = await story.delivery.rollback('production', '');
    expectConclusion(back, 'success');
    expect(back.outputs).toMatchObject({ version: '2.0.0', left: '3.0.0' });
    expect((await story.delivery.state()).flags).toBe('version = "2.0.0"\n');
    expect(back.steps.find(({ name }) => name.startsWith('Verify'))!.log).toContain('verified 2.0.0 in production');

    const again = await story.delivery.rollback('production', '');
    expect(again.outputs).toMatchObject({ version: '1.0.0', left: '2.0.0' });
    const end = await story.delivery.rollback('production', '');
    expectConclusion(end, 'failure');
    const named = await story.delivery.rollback('production', 'v3.0.0');
    expect(named.outputs).toMatchObject({ version: '3.0.0', left: '1.0.0' });
    const unknown = await story.delivery.rollback('production', '9.9.9');
    expect(unknown.steps.find(({ name }) => name === 'Roll back')!.log).toMatch(/9\.9\.9 was never in service/);
    expect((await story.delivery.state()).deployments[RELEASE].image).toContain(':3.0.0@');
    expect(story.records().slice(3)).toEqual(['2.0.0 inactive', '1.0.0 inactive', '3.0.0 success']);
  });
});

// What Helm itself does here differs little between its versions.
withDelivery((story) => {
  test('cancelled in the middle of an upgrade: the same job goes back', async () => {
    const before = await story.inService('1.0.0');
    const since = Date.now();
    story.cluster.behave(slowly('2.0.0'));
    const run = await story.delivery.deploy('production', '2.0.0', story.delivery.release(), { interrupt: { step: 'Roll out to 10 %', afterMs: 6_000, by: 'cancel' } });
    expect(run.conclusion).toBe('cancelled');
    expect(outcomes(run)).toMatchObject({ 'Roll out to 10 %': 'cancelled', 'Smoke test at 10 %': 'skipped', 'Promote': 'skipped', 'Roll back': 'success', 'Record the result': 'success' });
    expect(await story.delivery.state()).toEqual(before);
    expect(story.cluster.fewestReady(POD, since, story.namespace)).toBe(4);
    expect(story.records()).toEqual(['1.0.0 success', '2.0.0 error']);
  });

  test('an API server that is away for twenty seconds ends no deployment half done', async () => {
    const before = await story.inService('1.0.0');
    const since = Date.now();
    const run = await story.delivery.deploy('production', '2.0.0', story.delivery.release(), {
      beforeStep: (name) => {
        if (name !== 'Roll out to 50 %') return;
        void pause(500).then(async () => {
          story.cluster.pause();
          await pause(20_000);
          await story.cluster.resume();
        });
      },
    });
    const state = await story.delivery.state();
    if (run.conclusion === 'success') expect(state.deployments[RELEASE].image).toContain(':2.0.0@');
    else expect(state).toEqual(before);
    expect(Object.keys(state.deployments)).toEqual([RELEASE]);
    expect(story.cluster.fewestReady(POD, since, story.namespace)).toBe(4);
  });
}, ['4']);
