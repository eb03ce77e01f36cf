// gitops-wait.sh before a cluster that answers what a test wants. Only the commit itself, or one after it with the same
// folder, counts, and only when it is healthy; a failure of it ends the wait with its reason; no answer is no success.
import * as path from 'node:path';
import { Rehearsal, ScriptRun } from '../helpers/stand-ins';

const FOLDER = 'environments/production/alys';
// Answers `get` from a file for each call, the last one for ever; says no when a file is empty.
const KUBECTL = `
case "$1" in
  get)
    n=0; if [[ -f "$ANSWERS/count" ]]; then n=$(< "$ANSWERS/count"); fi
    file="$ANSWERS/$n"; if [[ -f "$ANSWERS/$((n + 1))" ]]; then echo $((n + 1)) > "$ANSWERS/count"; fi
    if [[ ! -s "$file" ]]; then echo 'Unable to connect to the server: EOF' >&2; exit 1; fi
    cat "$file" ;;
  annotate) exit "\${ANNOTATE:-0}" ;;
  *) exit 99 ;;
esac`;

let place: Rehearsal;
let commits: Record<'before' | 'wanted' | 'beside' | 'into', string>;
beforeEach(() => {
  place = new Rehearsal().standIn('kubectl', KUBECTL);
  const git = (...args: string[]) => place.command('git', '-C', 'remote', ...args).trimEnd();
  place.command('git', 'init', '--quiet', '--initial-branch=main', 'remote');
  const commit = (file: string, text: string) => {
    place.write(`remote/${file}`, text);
    git('add', '--all');
    git('commit', '--quiet', '--message=One');
    return git('rev-parse', 'HEAD');
  };
  commits = {
    before: commit(`${FOLDER}/values.yaml`, 'a: 1\n'), wanted: commit(`${FOLDER}/values.yaml`, 'a: 2\n'), beside: commit('other.yaml', 'b: 1\n'), into: commit(`${FOLDER}/values.yaml`, 'a: 3\n'),
  };
});
afterEach(() => place.remove());

const argo = (revision: string, sync: string, health: string, more: object = {}) => ({ status: { sync: { status: sync, revision }, health: { status: health }, operationState: { phase: 'Succeeded', syncResult: { revision } }, ...more } });
const flux = (applied: string, tried: string, ready: string, reason: string, more: object = {}) => ({
  metadata: { generation: 2 },
  status: { lastAppliedRevision: `main@sha1:${applied}`, lastAttemptedRevision: `main@sha1:${tried}`, conditions: [{ type: 'Ready', status: ready, reason, message: `It says ${reason}.`, observedGeneration: 2, ...more }] },
});
function wait(answers: (object | undefined)[], parameters: Record<string, string> = {}): ScriptRun {
  answers.forEach((answer, index) => place.write(`answers/${index}`, answer ? JSON.stringify(answer) : ''));
  return place.run('gitops-wait.sh', {
    CONTROLLER: 'argo-cd',
    CONTROLLER_KIND: 'Application',
    CONTROLLER_NAME: 'alys',
    CONTROLLER_NAMESPACE: 'argocd',
    REVISION: commits.wanted,
    FOLDER,
    REPOSITORY_URL: `file://${path.join(place.work, 'remote')}`,
    WAIT_TIMEOUT: '2',
    INTERVAL: '0.1',
    GIT_TOKEN: 's3cret',
    ANSWERS: path.join(place.work, 'answers'),
    ...parameters,
  });
}
const FLUX = { CONTROLLER: 'flux', CONTROLLER_KIND: 'Kustomization', CONTROLLER_NAMESPACE: 'flux-system' };

describe('Argo CD', () => {
  test('is waited for until the commit is synced and healthy', () => {
    const run = wait([argo(commits.before, 'Synced', 'Healthy'), argo(commits.wanted, 'OutOfSync', 'Healthy'), argo(commits.wanted, 'Synced', 'Progressing'), argo(commits.wanted, 'Synced', 'Healthy')]);
    expect([run.status, run.outputs]).toEqual([0, { revision: commits.wanted }]);
    expect(place.calls('kubectl').filter(({ args }) => args[0] === 'get')).toHaveLength(4);
    expect(place.calls('kubectl').filter(({ args }) => args[0] === 'annotate').map(({ args }) => args)).toEqual([
      ['annotate', 'applications.argoproj.io', 'alys', '--namespace', 'argocd', '--overwrite', '--request-timeout', '20s', 'argocd.argoproj.io/refresh=normal'],
    ]);
  });

  test('who may not ask it to look at once waits all the same', () => {
    const run = wait([argo(commits.wanted, 'Synced', 'Healthy')], { ANNOTATE: '1' });
    expect([run.status, run.stderr]).toEqual([0, expect.stringContaining('was not asked to look at once')]);
  });

  test('a commit after it with the same folder is as good; one with another folder is another state', () => {
    expect(wait([argo(commits.beside, 'Synced', 'Healthy')]).outputs).toEqual({ revision: commits.beside });
    const into = wait([argo(commits.into, 'Synced', 'Healthy')]);
    expect([into.status, into.stderr]).toEqual([3, expect.stringContaining('somebody changed it meanwhile')]);
  });

  test('several sources: the first one names the commit', () => {
    const status = { sync: { status: 'Synced', revisions: [commits.wanted, '1.2.3'] }, health: { status: 'Healthy' } };
    expect(wait([{ status }]).status).toBe(0);
  });

  test('degraded: seen twice it is a failure, with what is degraded', () => {
    const resources = [{ kind: 'Deployment', name: 'alys', health: { status: 'Degraded', message: 'exceeded its progress deadline' } }];
    const run = wait([argo(commits.wanted, 'Synced', 'Degraded', { resources })]);
    expect([run.status, run.outputs]).toEqual([3, {}]);
    expect(run.stderr).toMatch(/failed at [0-9a-f]{40}.*Deployment alys: exceeded its progress deadline/);
  });

  test('degraded for a moment, or by the version before, is no failure', () => {
    const run = wait([argo(commits.before, 'Synced', 'Degraded'), argo(commits.before, 'Synced', 'Degraded'), argo(commits.wanted, 'OutOfSync', 'Degraded'), argo(commits.wanted, 'Synced', 'Degraded'), argo(commits.wanted, 'Synced', 'Healthy')]);
    expect(run.status).toBe(0);
  });

  test('a sync that failed is a failure of its commit alone', () => {
    const failed = { phase: 'Failed', message: 'one or more objects failed to apply', syncResult: { revision: commits.wanted } };
    const run = wait([argo(commits.wanted, 'OutOfSync', 'Healthy', { operationState: failed })]);
    expect([run.status, run.stderr]).toEqual([3, expect.stringContaining('one or more objects failed to apply')]);
    const older = wait([argo(commits.wanted, 'Synced', 'Healthy', { operationState: { ...failed, syncResult: { revision: commits.before } } })]);
    expect(older.status).toBe(0);
  });

  test('hooks that still run are waited for', () => {
    const run = wait([argo(commits.wanted, 'Synced', 'Healthy', { operationState: { phase: 'Running' } })]);
    expect([run.status, run.stderr]).toEqual([4, expect.stringContaining('did not reach')]);
  });

  test.each(['OutOfSync', 'Unknown'])('%s is never reached, and the conditions say why', (sync) => {
    const run = wait([argo(commits.wanted, sync, 'Healthy', { conditions: [{ type: 'ComparisonError', message: 'values.yaml\nis broken' }] })]);
    expect([run.status, run.outputs]).toEqual([4, {}]);
    expect(run.stderr).toContain('ComparisonError: values.yaml is broken');
  });

  test.each([{}, { status: {} }, { status: { sync: { status: 'Synced' }, health: { status: 'Healthy' } } }])('%j is no success', (answer) => {
    expect(wait([answer]).status).toBe(4);
  });
});

describe('Flux', () => {
  test('is waited for until the commit is applied and ready; source and object are asked to look', () => {
    const spec = { sourceRef: { kind: 'GitRepository', name: 'deployments' } };
    const run = wait([{ ...flux(commits.before, commits.before, 'True', 'ReconciliationSucceeded'), spec }, flux(commits.before, commits.wanted, 'Unknown', 'Progressing'), flux(commits.wanted, commits.wanted, 'True', 'ReconciliationSucceeded')], FLUX);
    expect([run.status, run.outputs]).toEqual([0, { revision: commits.wanted }]);
    expect(place.calls('kubectl').filter(({ args }) => args[0] === 'annotate').map(({ args }) => [...args.slice(1, 3), args[args.length - 1].replace(/=.*/, '')])).toEqual([
      ['gitrepositories.source.toolkit.fluxcd.io', 'deployments', 'reconcile.fluxcd.io/requestedAt'], ['kustomizations.kustomize.toolkit.fluxcd.io', 'alys', 'reconcile.fluxcd.io/requestedAt'],
    ]);
  });

  test('not ready at this commit is a failure, at the one before it is not', () => {
    const run = wait([flux(commits.before, commits.wanted, 'False', 'HealthCheckFailed')], FLUX);
    expect([run.status, run.stderr]).toEqual([3, expect.stringContaining('HealthCheckFailed: It says HealthCheckFailed.')]);
    expect(wait([flux(commits.before, commits.before, 'False', 'HealthCheckFailed')], FLUX).status).toBe(4);
  });

  test('what passes by itself is waited for', () => {
    expect(wait([flux(commits.before, commits.wanted, 'False', 'DependencyNotReady')], FLUX).status).toBe(4);
  });

  test('a condition of an older object does not count', () => {
    expect(wait([flux(commits.wanted, commits.wanted, 'True', 'ReconciliationSucceeded', { observedGeneration: 1 })], FLUX).status).toBe(4);
  });

  test('a HelmRelease names the commit in the version of its chart', () => {
    const answer = (version: string) => ({ metadata: { generation: 1 }, status: { lastAttemptedRevision: version, conditions: [{ type: 'Ready', status: 'True', reason: 'UpgradeSucceeded' }] } });
    const helm = { ...FLUX, CONTROLLER_KIND: 'HelmRelease' };
    expect(wait([answer(`0.1.0+${commits.wanted.slice(0, 12)}`)], helm).status).toBe(0);
    expect(wait([answer('0.1.0')], helm).status).toBe(4);
  });
});

test('a cluster that does not answer for a while is asked again; one that never does is no success', () => {
  expect(wait([undefined, undefined, argo(commits.wanted, 'Synced', 'Healthy')]).status).toBe(0);
  const run = wait([undefined], { ANSWERS: path.join(place.work, 'none') });
  expect([run.status, run.outputs]).toEqual([4, {}]);
  expect(run.stderr).toMatch(/EOF[^]*Last seen: no answer of the cluster/);
});

test('the token is told to nobody', () => {
  const run = wait([argo(commits.beside, 'Synced', 'Healthy')]);
  expect(JSON.stringify([run, place.calls('kubectl').map(({ args }) => args)])).not.toContain('s3cret');
});

test.each<[Record<string, string>, string]>([
  [{ CONTROLLER: 'jenkins' }, 'CONTROLLER is "jenkins/Application"'],
  [{ CONTROLLER_KIND: 'Kustomization' }, 'CONTROLLER is "argo-cd/Kustomization"'],
  [{ REVISION: 'main' }, 'REVISION is "main"'],
  [{ WAIT_TIMEOUT: '10m' }, 'WAIT_TIMEOUT is "10m"'],
  [{ INTERVAL: 'often' }, 'INTERVAL is "often"'],
  [{ REPOSITORY_URL: 'https://x:s3cret@github.com/a/b.git' }, 'REPOSITORY_URL is "https://…@github.com/a/b.git"'],
])('%j is refused', (parameters, message) => {
  const run = wait([], parameters);
  expect([run.status, run.stderr]).toEqual([64, expect.stringContaining(message)]);
});
