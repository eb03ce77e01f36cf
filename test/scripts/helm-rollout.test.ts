// helm-rollout.sh: what reaches the chart is what was asked for, letter by letter; the version before stays beside the new one
// until it takes over; and what does not become ready is shown. With Helm itself: test/e2e/deploy.e2e.ts.
import { changes, given, rehearsal, release, valuesOf } from './helm';
import { Rehearsal, RunOptions } from '../helpers/stand-ins';

jest.setTimeout(60_000);

let place: Rehearsal;
beforeEach(() => {
  place = rehearsal();
  place.write('helm/alys/Chart.yaml', 'name: alys\n');
  place.write('helm/values.yaml', '');
  place.write('helm/values-net.yaml', '');
});
afterEach(() => place.remove());

const DIGEST = `sha256:${'a'.repeat(64)}`;
const GIVEN = { RELEASE: 'alys', NAMESPACE: 'net', CHART: 'helm/alys', ENVIRONMENT: 'production', IMAGE: 'ghcr.io/acme/alys', VERSION: '2.0.0', DIGEST };
const roll = (parameters: Record<string, string> = {}, options: RunOptions = {}) => place.run('helm-rollout.sh', { ...GIVEN, ...parameters }, options);
const last = () => release(place).at(-1)!;

/** The version in service before, with its flags. */
const before = (values: any = {}) => given(place, { values: { ...valuesOf('1.0.0'), featureFlags: { configMap: 'alys-features-1' }, replicaCount: 4, ...values } });
const STABLE = { repository: 'ghcr.io/acme/alys', tag: '1.0.0', digest: '', configMap: 'alys-features-1' };

describe('a step', () => {
  test('gives the chart the new version, its share and the version before', () => {
    before();
    const run = roll({ PERCENTAGE: '10', PREVIOUS: '1', CONFIG_MAP: 'alys-features-2' });
    expect(run).toMatchObject({ status: 0, outputs: { revision: '2' }, stdout: '' });
    expect(last()).toMatchObject({ status: 'deployed', description: '2.0.0: rolling, 10 %' });
    expect(last().values).toEqual({
      image: { repository: 'ghcr.io/acme/alys', tag: '2.0.0', digest: DIGEST },
      environment: 'production',
      featureFlags: { configMap: 'alys-features-2' },
      rollout: { strategy: 'canary', phase: 'rolling', percentage: 10, stable: STABLE, previous: '1' },
    });
  });

  test('is one upgrade that waits until the pods are ready; later values win, and its own are last', () => {
    roll({ VALUES: 'helm/values.yaml\n helm/values-net.yaml', READY_TIMEOUT: '3m', HISTORY: '7' });
    const [upgrade] = changes(place);
    expect(upgrade.slice(0, 10)).toEqual(['upgrade', 'alys', 'helm/alys', '--install', '--namespace', 'net', '--create-namespace', '--values', 'helm/values.yaml', '--values']);
    expect(upgrade.slice(10)).toEqual(['helm/values-net.yaml', '--values', expect.stringMatching(/values\.json$/), '--wait', '--timeout', '3m', '--history-max', '7', '--description', '2.0.0: rolling, 100 %']);
  });

  test.each(['rolling', 'canary', 'blue-green'])('has the strategy %s, and 0 % where that is asked for', (STRATEGY) => {
    roll({ STRATEGY, PERCENTAGE: '0' });
    expect(last().values.rollout).toMatchObject({ strategy: STRATEGY, percentage: 0, stable: {}, previous: '' });
  });

  test('takes hostile values as the text they are', () => {
    const hostile = { ENVIRONMENT: 'a,b={c}"\'$(touch pwned)', VERSION: '2.0.0, set.image=x' };
    expect(roll(hostile).status).toBe(0);
    expect(last().values).toMatchObject({ environment: hostile.ENVIRONMENT, image: { tag: hostile.VERSION } });
    expect(place.exists('pwned')).toBe(false);
  });

  test('tells how the pods share the traffic, counting those that are ready', () => {
    const pod = (tag: string, ready: boolean) => ({ spec: { containers: [{ image: `ghcr.io/acme/alys:${tag}` }] }, status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] } });
    const pods = { items: [pod('1.0.0', true), pod('1.0.0', true), pod(`2.0.0@${DIGEST}`, true), pod('2.0.0', false), pod('2.0.0-rc', true), { spec: { containers: [] }, status: {} }] };
    const run = roll({ PERCENTAGE: '25', PODS: JSON.stringify(pods) });
    expect(run.stderr).toContain('1 of 4 ready pods run the new version\n');
    expect(run.summary).toBe('- 25 %: 1 of 4 ready pods run the new version\n');
  });

  test('is done though the pods cannot be counted', () => {
    expect(roll({ BREAK: 'get pods' })).toMatchObject({ status: 0, outputs: { revision: '1' } });
  });
});

describe('the version before', () => {
  test('is asked for with the values of its chart', () => {
    before();
    roll({ PREVIOUS: '1' });
    expect(place.calls('helm')[0].args).toEqual(['get', 'values', 'alys', '--revision', '1', '--all', '--namespace', 'net', '--output', 'json']);
  });

  test('has tags that are texts, whatever they look like', () => {
    before({ image: { repository: 'ghcr.io/acme/alys', tag: 20261120, digest: null } });
    roll({ PREVIOUS: '1' });
    expect(last().values.rollout.stable).toEqual({ repository: 'ghcr.io/acme/alys', tag: '20261120', configMap: 'alys-features-1' });
  });

  test.each([{ image: 'ghcr.io/acme/alys:1' }, { image: { name: 'alys' } }, { image: { repository: '', tag: '1' } }, { image: null }, { featureFlags: 'none', image: {} }])('with values of another chart (%j) cannot stay beside the new one', (values) => {
    before(values);
    expect(roll({ PREVIOUS: '1' }).status).toBe(0);
    expect(last().values.rollout.stable).toEqual({});
  });

  test.each([[{ BREAK: 'get values' }, 'cluster unreachable'], [{ SILENT: 'get values' }, ''], [{ PREVIOUS: '9' }, '']])('that Helm does not tell (%j) ends the run before anything changes', (trouble, said) => {
    before();
    const run = roll({ PREVIOUS: '1', ...trouble as Record<string, string> });
    expect(run.status).toBe(5);
    expect(run.stderr).toContain(said);
    expect(run.stderr).toContain('Helm did not answer: "helm get values alys --revision');
    expect(changes(place)).toEqual([]);
  });
});

describe('the promotion', () => {
  test.each(['canary', 'blue-green'])('of %s puts the new version in place while the candidate serves, then takes that away', (STRATEGY) => {
    before();
    const run = roll({ PHASE: 'promote', PREVIOUS: '1', STRATEGY });
    expect(run).toMatchObject({ status: 0, outputs: { revision: '3' }, summary: '- 2.0.0 runs alone in production\n' });
    expect(release(place).slice(1).map(({ values }) => values.rollout)).toEqual([
      { strategy: STRATEGY, phase: 'promoting', percentage: 100, stable: STABLE, previous: '1' },
      { strategy: STRATEGY, phase: 'stable', percentage: 100, stable: {}, previous: '1' },
    ]);
  });

  test.each([['rolling', '1'], ['canary', '']])('of %s after revision "%s" needs one step alone', (STRATEGY, PREVIOUS) => {
    before();
    expect(roll({ PHASE: 'promote', STRATEGY, PREVIOUS }).outputs).toEqual({ revision: '2' });
    expect(last().values.rollout.phase).toBe('stable');
  });

  test('is not marked as done where its first half failed', () => {
    before();
    expect(roll({ PHASE: 'promote', PREVIOUS: '1', FAILS: 'promoting' }).status).toBe(3);
    expect(release(place).slice(1).map(({ status, values }) => [status, values.rollout.phase])).toEqual([['failed', 'promoting']]);
  });
});

describe('trouble', () => {
  test('pods that are not ready are shown, with their events and logs', () => {
    const run = roll({ FAILS: 'upgrade', PERCENTAGE: '50' });
    expect(run).toMatchObject({ status: 3, outputs: {}, summary: '' });
    expect(run.stderr).toMatch(/deadline exceeded\n--- pods\nsaid by kubectl get pods\n--- events\nsaid by kubectl get events\n--- logs\nsaid by kubectl logs[^]*\nNot ready: 2\.0\.0 \(rolling, 50 %\) did not become ready within 10m/);
    expect(place.calls('kubectl').at(-1)!.args).toEqual(['logs', '--namespace', 'net', '--selector', 'app.kubernetes.io/instance=alys', '--all-containers', '--prefix', '--tail', '40']);
  });

  test.each([{ BREAK: 'history alys' }, { SILENT: 'history alys' }])('a revision that Helm does not tell (%j) is no empty output', (trouble) => {
    expect(roll(trouble as unknown as Record<string, string>)).toMatchObject({ status: 5, outputs: {} });
  });

  test('annotates the run, in one line', () => {
    const run = roll({ FAILS: 'upgrade', VERSION: '2.0.0\n::error::forged', GITHUB_ACTIONS: 'true' });
    expect(run.stderr).toMatch(/^::error title=Not ready::2\.0\.0%0A::error::forged \(rolling, 100 %25\)/m);
    expect(run.stderr).not.toMatch(/^::error::forged/m);
  });

  test.each<[Record<string, string>, string]>([
    [{ PERCENTAGE: '101' }, 'PERCENTAGE is 101'],
    [{ PERCENTAGE: '010' }, 'PERCENTAGE is 010'],
    [{ STRATEGY: 'big-bang' }, 'STRATEGY is big-bang'],
    [{ PHASE: 'stable' }, 'PHASE is stable'],
    [{ PREVIOUS: '0' }, 'PREVIOUS is 0'],
    [{ PREVIOUS: '1 --all' }, 'PREVIOUS is 1 --all'],
    [{ CHART: 'helm/none' }, 'CHART helm/none has no Chart.yaml'],
    [{ VALUES: 'helm/values.yaml helm/none.yaml' }, 'helm/none.yaml of VALUES is no file'],
    [{ VALUES: 'helm/values.yaml\nhelm/none.yaml' }, 'helm/none.yaml of VALUES is no file'],
    [{ VALUES: 'helm/*.yaml' }, 'helm/*.yaml of VALUES is no file'],
    [{ READY_TIMEOUT: 'soon' }, 'READY_TIMEOUT is soon'],
    [{ HISTORY: '-1' }, 'HISTORY is -1'],
    [{ RELEASE: '-x' }, 'RELEASE is -x'],
    [{ RELEASE: 'a'.repeat(54) }, 'RELEASE is aaa'],
    ...['RELEASE', 'NAMESPACE', 'CHART', 'ENVIRONMENT', 'IMAGE', 'VERSION'].map((name): [Record<string, string>, string] => [{ [name]: '' }, `${name} is empty`]),
  ])('%j is wrong usage', (parameters, message) => {
    const run = roll(parameters);
    expect(run.status).toBe(64);
    expect(run.stderr).toContain(message);
    expect(place.calls()).toEqual([]);
  });
});

test('on a laptop the revision is what standard output has, and nothing is left in the work folder', () => {
  expect(roll({}, { onLaptop: true })).toMatchObject({ status: 0, stdout: 'revision=1\n' });
  expect(place.command('ls').split('\n').sort()).toEqual(['', 'helm', 'release.json']);
});
