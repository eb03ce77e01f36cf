// helm-rollback.sh: it goes to the newest version that was in service and to no other, acts where it must and nowhere else, and
// a cluster that does not answer is never a release that is not there. With Helm itself: test/e2e/deploy.e2e.ts.
import { changes, given, rehearsal, release, valuesOf } from './helm';
import { Rehearsal, RunOptions } from '../helpers/stand-ins';

jest.setTimeout(60_000);

let place: Rehearsal;
beforeEach(() => { place = rehearsal(); });
afterEach(() => place.remove());

const NOW = () => new Date().toISOString();
const roll = (parameters: Record<string, string> = {}, options: RunOptions = {}) => place.run('helm-rollback.sh', { RELEASE: 'alys', NAMESPACE: 'net', ...parameters }, options);
const wentTo = () => changes(place).map(([command, , revision]) => (command === 'rollback' ? Number(revision) : command));
const failed = (version: string, phase = 'rolling') => ({ status: 'failed', values: valuesOf(version, phase) });

describe('what it goes back to', () => {
  test('is the version before, with how it was told', () => {
    given(place, { values: valuesOf('1.0.0') }, { values: valuesOf('2.0.0', 'rolling') }, { values: valuesOf('2.0.0', 'promoting') }, { values: valuesOf('2.0.0') });
    const run = roll();
    expect(run).toMatchObject({ status: 0, outputs: { outcome: 'rolled-back', revision: '5', version: '1.0.0', left: '2.0.0' } });
    expect(changes(place)).toEqual([['rollback', 'alys', '1', '--namespace', 'net', '--wait', '--timeout', '10m', '--history-max', '100', '--cleanup-on-fail']]);
    expect(run.summary).toBe('**alys: rolled-back.** In service: 1.0.0; taken out: 2.0.0.\n');
    expect(run.stderr).toContain('Rolling alys back from 2.0.0 to 1.0.0 (revision 1).');
  });

  test('is never what was only tried, failed or still pending', () => {
    given(place,
      { values: valuesOf('1.0.0') }, { values: valuesOf('1.1.0', 'rolling') }, { ...failed('1.2.0', 'stable') },
      { status: 'pending-upgrade', values: valuesOf('1.3.0') }, { values: valuesOf('1.4.0', 'promoting') }, { values: valuesOf('2.0.0') });
    expect(roll().outputs).toMatchObject({ version: '1.0.0', left: '2.0.0' });
    expect(wentTo()).toEqual([1]);
  });

  test('is not what the rollback before had left', () => {
    given(place,
      { values: valuesOf('1.0.0') }, { values: valuesOf('2.0.0') }, { values: valuesOf('3.0.0') },
      { description: 'Rollback to 2', values: valuesOf('2.0.0') }, { description: 'Rollback to 4', values: valuesOf('2.0.0') });
    expect(roll().outputs).toMatchObject({ version: '1.0.0', left: '2.0.0' });
    expect(wentTo()).toEqual([1]);
  });

  test.each(['2.0.0', 'v2.0.0'])('is the version %s where it is named, though it is newer than what is in service', (TARGET_VERSION) => {
    given(place, { values: valuesOf('1.0.0') }, { values: valuesOf('v2.0.0') }, { values: valuesOf('3.0.0') }, { description: 'Rollback to 1', values: valuesOf('1.0.0') });
    expect(roll({ TARGET_VERSION }).outputs).toMatchObject({ outcome: 'rolled-back', version: 'v2.0.0', left: '1.0.0' });
    expect(wentTo()).toEqual([2]);
  });

  test('may have been deployed by hand, or by another chart, with other values or none', () => {
    given(place, { values: null }, failed('2.0.0'));
    expect(roll().outputs).toMatchObject({ version: 'unknown', left: '2.0.0' });
    given(place, { values: { image: 'ghcr.io/acme/alys:1', rollout: 'quick' } }, { values: { image: { tag: 2.5 } } });
    expect(roll().outputs).toMatchObject({ version: 'unknown', left: '2.5' });
    expect(wentTo()).toEqual([1, 1]);
  });

  test('is asked for no longer than needed', () => {
    given(place, ...Array.from({ length: 40 }, (_, index) => ({ values: valuesOf(`1.${index}.0`) })));
    expect(roll().outputs).toMatchObject({ version: '1.38.0' });
    expect(place.calls('helm').filter(({ args }) => args[0] === 'get')).toHaveLength(2);
  });

  test('is listed where the one that is named never was in service', () => {
    given(place, { values: valuesOf('1.0.0') }, { values: valuesOf('2.0.0', 'rolling') }, { values: valuesOf('3.0.0') });
    const run = roll({ TARGET_VERSION: '2.0.0' });
    expect(run.status).toBe(4);
    expect(run.stderr).toMatch(/in service with these revisions and versions:\n1 1\.0\.0\n[^]*No such version: 2\.0\.0 was never in service as alys/);
    expect(run.stderr).not.toContain('2 2.0.0');
    expect(wentTo()).toEqual([]);
  });

  test('is named by the user where nothing was in service before', () => {
    given(place, { values: valuesOf('1.0.0') });
    const run = roll();
    expect(run).toMatchObject({ status: 4, outputs: {} });
    expect(run.stderr).toContain('No version before: Nothing was in service as alys before what is there now.');
    expect(run.stderr).toContain('versions:\nnone');
  });
});

describe('nothing is done', () => {
  test('where the version that is named is in service', () => {
    given(place, { values: valuesOf('1.0.0') }, { values: valuesOf('2.0.0') });
    expect(roll({ TARGET_VERSION: 'v2.0.0' })).toMatchObject({ status: 0, outputs: { outcome: 'in-service', revision: '2', version: '2.0.0', left: '' } });
    expect(wentTo()).toEqual([]);
  });

  test('after a rollout that ended, where only an interrupted one counts', () => {
    given(place, { values: valuesOf('1.0.0') }, { values: valuesOf('2.0.0') });
    expect(roll({ WHEN: 'interrupted' }).outputs).toMatchObject({ outcome: 'in-service', revision: '2', version: '2.0.0' });
    expect(wentTo()).toEqual([]);
  });

  test('where there is no release; asked to go back, that is an error', () => {
    expect(roll({ WHEN: 'interrupted' })).toMatchObject({ status: 0, outputs: { outcome: 'absent', revision: '', version: '', left: '' } });
    const run = roll();
    expect(run.status).toBe(4);
    expect(run.stderr).toContain('There is no release alys in net');
  });
});

describe('an interrupted rollout', () => {
  test.each(['rolling', 'promoting'])('that got as far as %s goes back', (phase) => {
    given(place, { values: valuesOf('1.0.0') }, { values: valuesOf('2.0.0', phase) });
    expect(roll({ WHEN: 'interrupted' }).outputs).toEqual({ outcome: 'rolled-back', revision: '3', version: '1.0.0', left: '2.0.0' });
    expect(release(place).at(-1)).toMatchObject({ description: 'Rollback to 1', status: 'deployed' });
  });

  test('of a first installation goes away', () => {
    given(place, { ...failed('1.0.0') });
    const run = roll({ WHEN: 'interrupted', READY_TIMEOUT: '2m' });
    expect(run).toMatchObject({ status: 0, outputs: { outcome: 'removed', revision: '', version: '', left: '1.0.0' } });
    expect(changes(place)).toEqual([['uninstall', 'alys', '--namespace', 'net', '--wait', '--timeout', '2m']]);
    expect(release(place)).toEqual([]);
  });

  test('never goes away for a version that is not there', () => {
    given(place, { values: valuesOf('1.0.0') }, failed('2.0.0'));
    expect(roll({ WHEN: 'interrupted', TARGET_VERSION: '0.9.0' }).status).toBe(4);
    expect(release(place)).toHaveLength(2);
  });

  test('whose Helm was killed is taken for dead when its time is over', () => {
    given(place, { values: valuesOf('1.0.0') }, { status: 'pending-upgrade', values: valuesOf('2.0.0', 'rolling') });
    const run = roll({ WHEN: 'interrupted' });
    expect(run.outputs).toMatchObject({ outcome: 'rolled-back', version: '1.0.0' });
    expect(run.stderr).toMatch(/alys is pending-upgrade since \d+ s: the command that did it is taken for dead/);
  });

  test('whose Helm is at work is waited for, unless told not to', () => {
    given(place, { values: valuesOf('1.0.0') }, { status: 'pending-upgrade', updated: NOW(), values: valuesOf('2.0.0', 'rolling') });
    expect(roll({ WHEN: 'interrupted', LOCK_WAIT: '0' }).stderr).not.toContain('waiting');
    given(place, { values: valuesOf('1.0.0') }, { status: 'pending-upgrade', updated: NOW(), values: valuesOf('2.0.0', 'rolling') });
    const run = roll({ WHEN: 'interrupted', LOCK_WAIT: '2' });
    expect(run.stderr).toMatch(/waiting for the command that does it, up to 2 s[^]*taken for dead/);
    expect(run.outputs.outcome).toBe('rolled-back');
  });
});

describe('Helm', () => {
  test('3 is told to list releases of every status; 4 does, and knows no such option', () => {
    given(place, { values: valuesOf('1.0.0') });
    roll({ WHEN: 'interrupted', HELM: 'v3.22.0+g1' });
    roll({ WHEN: 'interrupted' });
    expect(place.calls('helm').map(({ args }) => args).filter(([command]) => command === 'list')).toEqual([
      ['list', '--all', '--filter', '^alys$', '--namespace', 'net', '--output', 'json'],
      ['list', '--filter', '^alys$', '--namespace', 'net', '--output', 'json'],
    ]);
  });

  test('takes the name for a pattern, so its dots are dots', () => {
    roll({ WHEN: 'interrupted', RELEASE: 'alys.net' });
    expect(place.calls('helm').find(({ args }) => args[0] === 'list')!.args).toContain('^alys\\.net$');
  });

  describe.each(['always', 'interrupted'])('%s', (WHEN) => {
    test.each(['list', 'history', 'get values'])('that gets no answer to "%s" is an error, and nothing changes', (BREAK) => {
      given(place, { values: valuesOf('1.0.0') }, failed('2.0.0'));
      const run = roll({ WHEN, BREAK });
      expect(run).toMatchObject({ status: 5, outputs: {}, summary: '' });
      expect(run.stderr).toMatch(/cluster unreachable[^]*Helm did not answer: "helm /);
      expect(wentTo()).toEqual([]);
    });

    test.each(['list', 'history', 'get values'])('that says nothing to "%s" is an error, and nothing changes', (SILENT) => {
      given(place, { values: valuesOf('1.0.0') }, failed('2.0.0'));
      expect(roll({ WHEN, SILENT })).toMatchObject({ status: 5, outputs: {} });
      expect(wentTo()).toEqual([]);
    });
  });

  test('whose rollback does not become ready shows the pods', () => {
    given(place, { values: valuesOf('1.0.0') }, { values: valuesOf('2.0.0') });
    const run = roll({ FAILS: 'rollback', READY_TIMEOUT: '1m30s' });
    expect(run).toMatchObject({ status: 3, outputs: {} });
    expect(run.stderr).toMatch(/deadline exceeded\n--- pods\nsaid by kubectl get pods\n--- events\n[^]*--- logs\n[^]*Rollback failed: 1\.0\.0 did not become ready within 1m30s/);
  });

  test('and a cluster that shows no pods either is still the same error', () => {
    given(place, { values: valuesOf('1.0.0') }, { values: valuesOf('2.0.0') });
    place.standIn('kubectl', 'exit 1');
    expect(roll({ FAILS: 'rollback' }).status).toBe(3);
  });
});

describe('how it is called', () => {
  test('on a laptop it tells its outputs on standard output alone', () => {
    given(place, { values: valuesOf('1.0.0') }, { values: valuesOf('2.0.0') });
    expect(roll({}, { onLaptop: true })).toMatchObject({ status: 0, stdout: 'outcome=rolled-back\nrevision=3\nversion=1.0.0\nleft=2.0.0\n' });
  });

  test.each([
    [{ WHEN: 'sometimes' }, 'WHEN is sometimes'],
    [{ LOCK_WAIT: '08' }, 'LOCK_WAIT is 08'],
    [{ LOCK_WAIT: 'a[$(touch pwned)]' }, 'LOCK_WAIT is a[$(touch pwned)]'],
    [{ HISTORY: '0' }, 'HISTORY is 0'],
    [{ READY_TIMEOUT: '10' }, 'READY_TIMEOUT is 10.'],
    [{ READY_TIMEOUT: '10m --force' }, 'READY_TIMEOUT is 10m --force'],
    [{ RELEASE: '--kube-context=other' }, 'RELEASE is --kube-context=other'],
    [{ RELEASE: '.*' }, 'RELEASE is .*'],
    [{ RELEASE: '' }, 'RELEASE is empty'],
    [{ NAMESPACE: '' }, 'NAMESPACE is empty'],
  ])('%j is wrong usage', (parameters, message) => {
    const run = roll(parameters as Record<string, string>);
    expect(run.status).toBe(64);
    expect(run.stderr).toContain(message);
    expect(place.calls()).toEqual([]);
    expect(place.exists('pwned')).toBe(false);
  });

  test.each(['$(touch pwned)', '1.0.0; touch pwned', '2.0.0\n::error::forged', '*', '.*'])('the version %j is a text that no revision has', (TARGET_VERSION) => {
    given(place, { values: valuesOf('1.0.0') }, { values: valuesOf('2.0.0') });
    const run = roll({ TARGET_VERSION, GITHUB_ACTIONS: 'true' });
    expect(run).toMatchObject({ status: 4, outputs: {} });
    expect(run.stderr).not.toMatch(/^::error::forged/m);
    expect(place.exists('pwned')).toBe(false);
  });

  test('a tag with a line break writes no output of its own', () => {
    given(place, { values: valuesOf('1.0.0\noutcome=absent') });
    expect(roll({ WHEN: 'interrupted' })).toMatchObject({ status: 1, outputs: { outcome: 'in-service' } });
  });

  test.each(['helm', 'jq', 'kubectl'])('without %s nothing begins', (program) => {
    const others = ['bash', 'cat', 'date', 'env', 'mkdir', ...['helm', 'jq', 'kubectl'].filter((each) => each !== program)];
    const bare = new Rehearsal();
    others.filter((each) => ['helm', 'kubectl'].includes(each)).forEach((each) => bare.standIn(each));
    const run = bare.run('helm-rollback.sh', { RELEASE: 'alys', NAMESPACE: 'net' }, { onlyPrograms: others.filter((each) => !['helm', 'kubectl'].includes(each)) });
    bare.remove();
    expect(run.status).toBe(69);
    expect(run.stderr).toContain(`${program} is not on PATH`);
  });
});
