// What the scripts for Argo Rollouts and Flagger make of each state that these controllers report.
import { Rehearsal, ScriptRun } from '../helpers/stand-ins';

// Answers from state-<n>.json, one after the other and the last one for ever; patches are only recorded.
const KUBECTL = `
case "$*" in
  'get --raw'*) if [[ -e api.json ]]; then cat api.json; else echo 'Error from server (NotFound): the server could not find the requested resource' >&2; exit 1; fi;;
  'auth can-i'*) if [[ "$*" == *"\${FORBIDDEN:-nothing}"* ]]; then echo no; exit 1; else echo yes; fi;;
  'get rollouts'*|'get canaries'*) n="$(cat count 2> /dev/null || echo 0)"; echo "$((n + 1))" > count; while [[ ! -e "state-$n.json" ]]; do n=$((n - 1)); done; cat "state-$n.json";;
  'get deployments'*) cat deployments.json;;
  'get service'*) if [[ -e service.json ]]; then cat service.json; fi;;
  patch*) echo "patched";;
  *) echo "said by kubectl $1 $2";;
esac`;

const PLACE = { RELEASE: 'alys', NAMESPACE: 'net' };
let place: Rehearsal;
beforeEach(() => { place = new Rehearsal().standIn('kubectl', KUBECTL).standIn('sleep'); });
afterEach(() => place.remove());

const list = (item?: object) => JSON.stringify({ items: item ? [item] : [] });
const patches = () => place.calls('kubectl').filter(({ args }) => args[0] === 'patch').map(({ args }) => args[args.length - 1]);
const states = (...all: (object | undefined)[]) => all.forEach((state, index) => place.write(`state-${index}.json`, list(state)));

describe('argo-rollout.sh', () => {
  const STEPS = [{ setWeight: 10 }, { pause: {} }, { setWeight: 50 }, { pause: {} }, { setWeight: 100 }, { pause: {} }];
  const rollout = (status: object, generation = 3) => ({
    metadata: { name: 'alys', generation },
    spec: { strategy: { canary: { steps: STEPS } } },
    status: { observedGeneration: '3', stableRS: 'old', currentPodHash: 'new', replicas: 5, updatedReplicas: 1, availableReplicas: 5, ...status },
  });
  const held = (index: number) => rollout({ phase: 'Paused', message: 'CanaryPauseStep', currentStepIndex: index, controllerPause: true, pauseConditions: [{ reason: 'CanaryPauseStep' }] });
  const moving = rollout({ phase: 'Progressing', message: 'more replicas need to be updated', currentStepIndex: 2 });
  const healthy = rollout({ phase: 'Healthy', stableRS: 'new', currentStepIndex: 6, updatedReplicas: 4, replicas: 4, availableReplicas: 4 });
  const aborted = rollout({ phase: 'Degraded', abort: true, message: 'RolloutAborted: Rollout aborted update to revision 2', currentStepIndex: 0 });
  const run = (ACTION: string, more: Record<string, string> = {}): ScriptRun => place.run('argo-rollout.sh', { ...PLACE, ACTION, ...more });
  const LET_GO = '{"status":{"pauseConditions":null}}';

  test('lets a share go and waits for the next one', () => {
    states(held(1), moving, held(3));
    expect(run('advance', { PERCENTAGE: '50' })).toMatchObject({ status: 0, outputs: { url: '' }, summary: '- 50 %: 1 of 5 pods run the new version, 5 are available\n' });
    expect(patches()).toEqual([LET_GO]);
    expect(place.calls('kubectl').find(({ args }) => args[0] === 'patch')!.args).toEqual([
      'patch', 'rollouts.argoproj.io', 'alys', '--namespace', 'net', '--subresource', 'status', '--type', 'merge', '--patch', LET_GO,
    ]);
  });

  test('does nothing where the share is held already', () => {
    states(held(3));
    expect(run('advance', { PERCENTAGE: '50' }).status).toBe(0);
    expect(patches()).toEqual([]);
  });

  test('takes no old answer for the new version: not an older generation, not a pause that was just ended', () => {
    states({ ...healthy, metadata: { name: 'alys', generation: 4 } }, rollout({ phase: 'Paused', controllerPause: true, currentStepIndex: 1 }), held(1));
    const ended = run('advance', { PERCENTAGE: '10' });
    expect(ended.status).toBe(0);
    expect(ended.stderr).toContain('the controller has not seen the change yet');
    expect(place.read('count')).toBe('3\n');
  });

  test('a version that runs alone has every share, and is tested where it serves', () => {
    states(healthy);
    place.write('service.json', JSON.stringify({ metadata: { name: 'alys', namespace: 'net' }, spec: { ports: [{ port: 80 }] } }));
    expect(run('advance', { PERCENTAGE: '10' })).toMatchObject({ status: 0, outputs: { url: 'http://alys.net:80' } });
  });

  test.each<[string, string, object]>([['advance', '10', held(3)], ['advance', '50', aborted], ['promote', '100', held(3)]])('%s to %s refuses another state', (ACTION, PERCENTAGE, state) => {
    states(state);
    const ended = run(ACTION, { PERCENTAGE });
    expect(ended.status).toBe(3);
    expect(ended.stderr).toMatch(/Rollout failed: Argo Rollouts cannot (advance|promote) alys to \d+ %\. It is (Paused at 50 %|Degraded)/);
    expect(ended.stderr).toContain('--- pods');
    expect(patches()).toEqual([]);
  });

  test('promotes from the last share', () => {
    states(held(5), moving, healthy);
    expect(run('promote')).toMatchObject({ status: 0 });
    expect(patches()).toEqual([LET_GO]);
  });

  test.each([[moving, 'more replicas need to be updated'], [rollout({ observedGeneration: undefined }), 'is Argo Rollouts running?']])('says what it waited for when time is up', (state, message) => {
    states(state);
    const ended = run('advance', { PERCENTAGE: '50', READY_TIMEOUT: '0s' });
    expect(ended).toMatchObject({ status: 3, stderr: expect.stringContaining('did not advance alys to 50 % within 0s') });
    expect(ended.stderr).toContain(message);
  });

  test.each<[string, object | undefined, string[]]>([
    ['one that moves', moving, ['{"status":{"abort":true}}']], ['one that is done', healthy, []], ['the first one', rollout({ stableRS: '' }), []],
    ['one its controller has not seen', { ...moving, metadata: { name: 'alys', generation: 9 } }, []], ['none', undefined, []],
  ])('leaving aborts only what is under way: %s', (_, state, expected) => {
    states(state);
    expect(run('leave').status).toBe(0);
    expect(patches()).toEqual(expected);
  });

  test('a version to go back to skips the steps, once', () => {
    states(moving, rollout({ phase: 'Progressing', promoteFull: true }), healthy);
    expect(run('settle').status).toBe(0);
    expect(patches()).toEqual(['{"status":{"promoteFull":true}}']);
  });

  test('going back ends an abort that is left over', () => {
    states(rollout({ phase: 'Degraded', abort: true, stableRS: 'new' }), healthy);
    expect(run('settle').status).toBe(0);
    expect(patches()).toEqual(['{"status":{"abort":false}}']);
  });

  test.each<[string, Record<string, string>, number, string]>([
    ['check', {}, 69, 'The cluster has no Argo Rollouts'], ['jump', {}, 64, 'ACTION is jump.'], ['advance', { PERCENTAGE: '101' }, 64, 'PERCENTAGE is 101.'],
    ['advance', { READY_TIMEOUT: 'soon' }, 64, 'READY_TIMEOUT is soon.'],
  ])('%s %j ends with %d', (ACTION, more, status, message) => {
    expect(run(ACTION, more)).toMatchObject({ status, stderr: expect.stringContaining(message) });
  });

  test.each<[object[], Record<string, string>, number, string]>([
    [[{ name: 'rollouts' }, { name: 'rollouts/status' }], {}, 0, ''],
    [[{ name: 'rollouts' }], {}, 69, 'Install Argo Rollouts 1.0 or newer.'],
    [[{ name: 'rollouts' }, { name: 'rollouts/status' }], { FORBIDDEN: '--subresource status' }, 69, 'This identity may not patch rollouts.argoproj.io --subresource status in net: no.'],
  ])('a cluster with %j and %j', (resources, more, status, message) => {
    place.write('api.json', JSON.stringify({ resources }));
    expect(run('check', more)).toMatchObject({ status, stderr: expect.stringContaining(message) });
  });
});

describe('flagger-rollout.sh', () => {
  const canary = (phase: string | undefined, time: string, more: object = {}) => ({
    metadata: { name: 'alys' },
    spec: { targetRef: { name: 'alys' } },
    status: phase === undefined ? undefined : { phase, ...more, conditions: [{ type: 'Promoted', reason: phase, message: `it is ${phase}.`, lastUpdateTime: time }] },
  });
  const deployments = (target: string, primary?: string) => {
    const one = (name: string, tag: string, flags: string) => ({
      metadata: { name }, spec: { template: { spec: { containers: [{ image: `alys:${tag}`, env: [{ name: 'KEY', value: 'hidden' }] }], volumes: [{ configMap: { name: flags } }] } } },
    });
    place.write('deployments.json', JSON.stringify({ items: [one('alys', target, 'flags'), ...(primary ? [one('alys-primary', primary, 'flags-primary')] : [])] }));
  };
  const run = (ACTION: string, more: Record<string, string> = {}): ScriptRun => place.run('flagger-rollout.sh', { ...PLACE, ACTION, ...more });
  /** What `look` says of a state. */
  const before = (phase: string | undefined, time: string, target: string) => {
    deployments(target, target);
    states(canary(phase, time));
    const { outputs } = run('look');
    place.write('count', '0');
    return { BEFORE: outputs.before };
  };

  test('tells nothing of the application', () => {
    expect(before('Succeeded', '10:00', '1').BEFORE).toMatch(/^\{"stamp":"Succeeded 10:00","version":"[0-9a-f]{64}"\}$/);
  });

  test('waits for an end that is the new version\'s', () => {
    const known = before('Succeeded', '10:00', '1');
    deployments('2', '2');
    states(canary('Succeeded', '10:00'), canary('Progressing', '10:01', { canaryWeight: 20, failedChecks: 1 }), canary('Succeeded', '10:02'));
    const ended = run('wait', known);
    expect(ended.status).toBe(0);
    expect(ended.stderr).toContain('Progressing: weight 20 %, iteration 0, 1 failed checks (it is Progressing.)');
    expect(place.read('count')).toBe('3\n');
  });

  test.each<[string | undefined, string]>([[undefined, ''], ['Failed', '10:00']])('a version after %s fails with what Flagger said', (phase, time) => {
    const known = before(phase, time, '1');
    deployments('2', '1');
    states(canary(phase, time), canary('Progressing', '10:01'), canary('Failed', '10:02'));
    const ended = run('wait', known);
    expect(ended).toMatchObject({ status: 3, stderr: expect.stringContaining('Flagger refused the version: alys is Failed') });
    expect(place.calls('kubectl').some(({ args }) => args.includes('involvedObject.name=alys,involvedObject.kind=Canary'))).toBe(true);
  });

  test('a version that is there already needs no analysis; one that failed already is not good by now', () => {
    expect(run('wait', before('Succeeded', '10:00', '1')).status).toBe(0);
    expect(run('wait', before('Failed', '10:00', '1')).status).toBe(3);
  });

  test('success without the version in service is none', () => {
    const known = before('Succeeded', '10:00', '1');
    deployments('2', '1');
    states(canary('Succeeded', '10:05'));
    expect(run('wait', { ...known, READY_TIMEOUT: '0s' })).toMatchObject({ status: 3, stderr: expect.stringContaining('Flagger did not decide about alys within 0s') });
  });

  test('going back waits for nothing where Flagger kept the old version, and skips the analysis where not', () => {
    deployments('1', '1');
    states(canary('Failed', '10:00'));
    expect(run('settle').status).toBe(0);
    expect(patches()).toEqual(['{"spec":{"skipAnalysis":null}}']);
    place.write('count', '0');
    states(canary('Progressing', '10:01'), canary('Succeeded', '10:02'));
    expect(run('settle').status).toBe(0);
    expect(patches().slice(1)).toEqual(['{"spec":{"skipAnalysis":true}}', '{"spec":{"skipAnalysis":null}}']);
  });

  test.each<[string, string, string, string[]]>([
    ['Succeeded', '2', '2', ['{"spec":{"skipAnalysis":true}}']], ['Succeeded', '3', '2', []], ['Progressing', '2', '2', []], ['Failed', '3', '2', []],
  ])('leaving %s of %s beside %s lets it promote nothing that it has not found good', (phase, target, primary, expected) => {
    deployments(target, primary);
    states(canary(phase, '10:00'));
    expect(run('leave').status).toBe(0);
    expect(patches()).toEqual(expected);
  });

  test('a way back that was cut off does not let the next version pass', () => {
    before('Succeeded', '10:00', '1');
    expect(patches()).toEqual(['{"spec":{"skipAnalysis":null}}']);
  });

  test.each<[string, Record<string, string>, number, string]>([
    ['check', {}, 69, 'The cluster has no Flagger'], ['jump', {}, 64, 'ACTION is jump.'], ['wait', { BEFORE: '[1]' }, 64, 'BEFORE is [1].'],
  ])('%s %j ends with %d', (ACTION, more, status, message) => {
    expect(run(ACTION, more)).toMatchObject({ status, stderr: expect.stringContaining(message) });
  });
});
