/**
 * Invariants: a version comes into service step by step and only after each step was found good; whatever goes wrong, what
 * served before serves again, with its feature flags and never with fewer pods; and each deployment has one record that
 * tells the truth. With the programs themselves: a Kubernetes API server with its controllers, Helm 3 and 4, Prometheus.
 */
import { RELEASE } from './helpers/delivery';
import { outcomes, withDelivery } from './helpers/delivery-story';
import { expectConclusion } from './helpers/run-job';

jest.setTimeout(900_000);

const POD = `app.kubernetes.io/instance=${RELEASE}`;
const stable = (version: string) => ({ image: `ghcr.io/acme/tool:${version}@sha256:${'a'.repeat(64)}`, ready: 4 });

withDelivery((story) => {
  test('a version comes into service in steps, and no pod of the old one goes before it is good', async () => {
    const before = await story.inService('1.0.0');
    expect(before.deployments).toEqual({ [RELEASE]: expect.objectContaining(stable('1.0.0')) });
    expect(before.flags).toBe('version = "1.0.0"\n');

    const since = Date.now();
    const shares: Record<string, unknown> = {};
    const run = await story.delivery.deploy('production', '2.0.0', story.delivery.release({ 'config/features.toml': 'fast-sync = true\n' }), {
      beforeStep: async (name) => { if (/^Smoke test/.test(name)) shares[name] = await story.delivery.state(); },
    });
    expectConclusion(run, 'success');
    const during = (ready: number) => ({
      deployments: { [RELEASE]: expect.objectContaining(stable('1.0.0')), [`${RELEASE}-candidate`]: expect.objectContaining({ ...stable('2.0.0'), ready }) },
      flags: before.flags,
    });
    expect(shares).toMatchObject({ 'Smoke test at 10 %': during(1), 'Smoke test at 50 %': during(4), 'Smoke test at 100 %': during(4) });
    expect(Object.values(shares).map((share: any) => share.services[RELEASE])).toEqual([undefined, undefined, 'candidate']);
    const after = await story.delivery.state();
    expect(after.deployments).toEqual({ [RELEASE]: expect.objectContaining(stable('2.0.0')) });
    expect(after.services).toEqual({ [RELEASE]: undefined });
    expect(after.flags).toBe('fast-sync = true\n');
    expect(story.cluster.fewestReady(POD, since, story.namespace)).toBe(4);
    expect(story.records()).toEqual(['1.0.0 inactive', '2.0.0 success']);
    expect(story.api.deployments.all[1].statuses[0].environment_url).toBe('https://alys.example.com');
  });

  test('metrics that are bad at 50 % send it back: the state is that of before', async () => {
    const before = await story.inService('1.0.0');
    const since = Date.now();
    const run = await story.delivery.deploy('production', '2.0.0', story.delivery.release({ 'config/features.toml': 'fast-sync = true\n' }), {
      beforeStep: async (name) => { if (name === 'Check metrics at 50 %') await story.prometheus.set({ alys_errors: 9 }); },
    });
    expectConclusion(run, 'failure');
    expect(outcomes(run)).toMatchObject({
      'Check metrics at 10 %': 'success',
      'Check metrics at 50 %': 'failure',
      'Roll out to 100 %': 'skipped',
      'Promote': 'skipped',
      'Roll back': 'success',
      'Verify the version that is back': 'success',
      'Record the result': 'success',
    });
    expect(run.outputs).toMatchObject({ 'finish': 'success', 'roll-back': 'success', 'roll-back-outcome': 'rolled-back', 'before': '1.0.0' });
    expect(await story.delivery.state()).toEqual(before);
    expect(story.cluster.fewestReady(POD, since, story.namespace)).toBe(4);
    expect(story.records()).toEqual(['1.0.0 success', '2.0.0 failure']);
  });
});

// What follows is decided by the scripts alone, whichever Helm they call.
withDelivery((story) => {
  test('without Prometheus, or without data, nothing is promoted', async () => {
    const before = await story.inService('1.0.0');
    await story.prometheus.remove('alys_errors');
    const empty = await story.delivery.deploy('production', '2.0.0', story.delivery.release());
    expect(outcomes(empty)).toMatchObject({ 'Check metrics at 10 %': 'failure', 'Promote': 'skipped', 'Roll back': 'success' });
    await story.prometheus.stop();
    const down = await story.delivery.deploy('production', '2.0.0', story.delivery.release());
    await story.prometheus.start();
    expect(outcomes(down)).toMatchObject({ 'Check metrics at 10 %': 'failure', 'Promote': 'skipped', 'Roll back': 'success' });
    expect(await story.delivery.state()).toEqual(before);
  });

  test('a smoke test that fails is shown and sends it back', async () => {
    const before = await story.inService('1.0.0');
    story.cluster.behave((pod) => (pod.metadata.labels?.['job-name'] ? { exitCode: 1, log: 'connection refused by alys\n' } : {}));
    const run = await story.delivery.deploy('production', '2.0.0', story.delivery.release());
    expect(outcomes(run)).toMatchObject({ 'Smoke test at 10 %': 'failure', 'Check metrics at 10 %': 'skipped', 'Promote': 'skipped', 'Roll back': 'success' });
    expect(run.steps.find(({ name }) => name === 'Smoke test at 10 %')!.log).toContain('connection refused by alys');
    expect(await story.delivery.state()).toEqual(before);
  });

  test('a first installation that fails goes away', async () => {
    await story.prometheus.set({ alys_errors: 9 });
    const run = await story.delivery.deploy('production', '1.0.0', story.delivery.release());
    expectConclusion(run, 'failure');
    expect(run.outputs).toMatchObject({ 'roll-back-outcome': 'removed', 'before': '' });
    expect(await story.delivery.state()).toEqual({ deployments: {}, services: {}, flags: '' });
  });

  test('blue-green: no traffic until all pods are there, then all of it', async () => {
    expectConclusion(await story.delivery.deploy('staging', '1.0.0', story.delivery.release()), 'success');
    const seen: (string | undefined)[] = [];
    const since = Date.now();
    const run = await story.delivery.deploy('staging', '2.0.0', story.delivery.release(), {
      beforeStep: async (name) => { if (/^Smoke test/.test(name)) seen.push((await story.delivery.state()).services[RELEASE]); },
    });
    expectConclusion(run, 'success');
    expect(seen).toEqual(['stable', 'candidate']);
    expect((await story.delivery.state()).deployments).toEqual({ [RELEASE]: expect.objectContaining(stable('2.0.0')) });
    expect(story.cluster.fewestReady(POD, since, story.namespace)).toBe(4);
  });
}, ['4']);
