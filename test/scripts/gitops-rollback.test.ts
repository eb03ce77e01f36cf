// gitops-rollback.sh with git and yq themselves. It goes to what was in service and to nothing else, never to what a
// rollback left; the folder is what it was, nothing leaves the history, and nothing beside the folder changes.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Rehearsal, ScriptRun, SCRIPTS } from '../helpers/stand-ins';
import { yqFolder } from '../helpers/yq';

const FOLDER = 'environments/production/alys';
const yq = yqFolder();

(yq ? describe : describe.skip)('gitops-rollback.sh', () => {
  let place: Rehearsal;
  let remote: string;
  beforeEach(() => {
    place = new Rehearsal();
    remote = path.join(place.folder, 'remote.git');
    fs.symlinkSync(path.join(yq!, 'yq'), path.join(place.bin, 'yq'));
    fs.copyFileSync(path.join(SCRIPTS, 'gitops-wait.sh'), path.join(place.folder, 'gitops-wait.sh'));
    place.command('git', 'init', '--quiet', '--bare', '--initial-branch=main', remote);
    git('config', 'uploadpack.allowFilter', 'true');
    place.command('git', 'clone', '--quiet', remote, 'seed');
    push({ [`${FOLDER}/values.yaml`]: 'replicaCount: 4\n', 'other.yaml': 'a: 1\n' });
  });
  afterEach(() => place.remove());

  const git = (...args: string[]) => place.command('git', '--git-dir', remote, ...args).trimEnd();
  const push = (files: Record<string, string | undefined>, message = 'By hand'): string => {
    const seed = (...args: string[]) => place.command('git', '-C', 'seed', ...args);
    seed('checkout', '--quiet', '-B', 'main');
    if (seed('ls-remote', 'origin') !== '') seed('pull', '--quiet', 'origin', 'main');
    for (const [name, text] of Object.entries(files)) {
      if (text === undefined) seed('rm', '--quiet', name);
      else place.write(`seed/${name}`, text);
    }
    seed('add', '--all');
    seed('commit', '--quiet', '--allow-empty', `--message=${message}`);
    seed('push', '--quiet', 'origin', 'main');
    return git('rev-parse', 'main');
  };
  const values = (version: string) => ({ [`${FOLDER}/values.yaml`]: `replicaCount: 4\nimage:\n  tag: ${version}\n` });
  const mark = (version: string, phase: string, folder = FOLDER) => `Deploy ${version}\n\nDelivery-Path: ${folder}\nDelivery-Version: ${version}\nDelivery-Phase: ${phase}`;
  const rolling = (version: string) => push(values(version), mark(version, 'rolling'));
  const stable = (version: string) => [rolling(version), push({ [`${FOLDER}/done`]: version }, mark(version, 'stable'))][1];
  const back = (parameters: Record<string, string> = {}): ScriptRun => place.run('gitops-rollback.sh', {
    REPOSITORY_URL: `file://${remote}`, FOLDER, FILE: 'values.yaml', TARGET_KIND: 'helm-values', ENVIRONMENT: 'production', GIT_TOKEN: 's3cret', ...parameters,
  });
  const tree = (revision = 'main') => git('rev-parse', `${revision}:${FOLDER}`);
  const tip = () => git('rev-parse', 'main');

  test('an interrupted rollout: the folder is that of before, by one more commit on top', () => {
    const good = stable('1.0.0');
    rolling('2.0.0');
    push({ 'other.yaml': 'a: 2\n' });
    const before = tip();
    const run = back({ WHEN: 'interrupted', RUN_URL: 'https://github.com/acme/tool/actions/runs/7' });
    expect(run.outputs).toEqual({ outcome: 'rolled-back', revision: tip(), version: '1.0.0', left: '2.0.0' });
    expect(tree()).toBe(tree(good));
    expect(git('rev-parse', 'main^')).toBe(before);
    expect(git('show', 'main:other.yaml')).toBe('a: 2');
    expect(git('log', '-1', '--format=%s%n%(trailers:only)', 'main')).toBe([
      'Take production back from 2.0.0 to 1.0.0', `Delivery-Path: ${FOLDER}`, 'Delivery-Version: 1.0.0', 'Delivery-Phase: stable', `Delivery-Restores: ${good}`,
      'Delivery-Run: https://github.com/acme/tool/actions/runs/7',
    ].join('\n'));
    expect(run.stderr).toContain('Deploy 2.0.0');
    expect(back({ WHEN: 'interrupted' }).outputs).toEqual({ outcome: 'in-service', revision: tip(), version: '1.0.0', left: '' });
  });

  test.each(['rolling', 'promoting'])('%s is an interruption, also when somebody changed the folder since', (phase) => {
    stable('1.0.0');
    push(values('2.0.0'), mark('2.0.0', phase));
    push({ [`${FOLDER}/more.yaml`]: 'c: 1\n' });
    expect(back({ WHEN: 'interrupted' }).outputs).toMatchObject({ outcome: 'rolled-back', version: '1.0.0' });
    expect(git('ls-tree', '--name-only', `main:${FOLDER}`)).toBe('done\nvalues.yaml');
  });

  test('somebody took it back already: nothing but the mark is missing', () => {
    stable('1.0.0');
    const good = tree();
    rolling('2.0.0');
    push(values('1.0.0'), 'Revert');
    expect(back({ WHEN: 'interrupted' }).outputs).toMatchObject({ outcome: 'rolled-back', version: '1.0.0', left: '1.0.0' });
    expect(tree()).toBe(good);
    expect(back({ WHEN: 'interrupted' }).outputs.outcome).toBe('in-service');
  });

  test('in service: nothing to do', () => {
    const good = stable('1.0.0');
    expect(back({ WHEN: 'interrupted' }).outputs).toEqual({ outcome: 'in-service', revision: good, version: '1.0.0', left: '' });
    expect(back({ TARGET_VERSION: 'v1.0.0' }).outputs.outcome).toBe('in-service');
    expect(tip()).toBe(good);
  });

  test('the end of a rollout that no file shows counts', () => {
    stable('1.0.0');
    rolling('2.0.0');
    const marked = push({}, mark('2.0.0', 'stable'));
    expect(back({ WHEN: 'interrupted' }).outputs).toMatchObject({ outcome: 'in-service', revision: marked, version: '2.0.0' });
  });

  test('a first version that fails leaves what was there before it', () => {
    const before = tree();
    rolling('1.0.0');
    expect(back({ WHEN: 'interrupted' }).outputs).toEqual({ outcome: 'removed', revision: tip(), version: '', left: '1.0.0' });
    expect(tree()).toBe(before);
  });

  test('by hand: the one before, never one that was only tried or that a rollback left', () => {
    const first = stable('1.0.0');
    rolling('1.5.0');
    expect(back({ WHEN: 'interrupted' }).outputs.version).toBe('1.0.0');
    stable('2.0.0');
    expect(back().outputs).toMatchObject({ version: '1.0.0', left: '2.0.0' });
    expect(tree()).toBe(tree(first));
    const again = back();
    expect([again.status, again.outputs]).toEqual([4, {}]);
    expect(again.stderr).toContain('Nothing was in service');
    stable('3.0.0');
    expect(back().outputs).toMatchObject({ version: '1.0.0', left: '3.0.0' });
  });

  test('by hand: a version by its name, also one that was left', () => {
    stable('1.0.0');
    const second = stable('2.0.0');
    back();
    expect(back({ TARGET_VERSION: 'v2.0.0' }).outputs).toMatchObject({ outcome: 'rolled-back', version: '2.0.0', left: '1.0.0' });
    expect(tree()).toBe(tree(second));
    const unknown = back({ TARGET_VERSION: '1.5.0' });
    expect([unknown.status, unknown.stderr]).toEqual([4, expect.stringMatching(/2\.0\.0, [^]*1\.0\.0, [^]*1\.5\.0 was never in service/)]);
  });

  test('what people wrote by hand was in service, by what the file says', () => {
    push(values('0.9.0'));
    stable('1.0.0');
    expect(back().outputs).toMatchObject({ outcome: 'rolled-back', version: '0.9.0' });
  });

  test('commits of another folder, and of one with a longer name, are none of this one', () => {
    stable('1.0.0');
    push({ [`${FOLDER}2/values.yaml`]: 'image: { tag: 7.0.0 }\n' }, mark('7.0.0', 'rolling', `${FOLDER}2`));
    push({}, mark('8.0.0', 'rolling', `${FOLDER.replace('/', 'x')}`));
    expect(back({ WHEN: 'interrupted' }).outputs).toMatchObject({ outcome: 'in-service', version: '1.0.0' });
  });

  test('a merge is one state', () => {
    stable('1.0.0');
    const seed = (...args: string[]) => place.command('git', '-C', 'seed', ...args);
    seed('checkout', '--quiet', '-b', 'topic', 'main');
    place.write(`seed/${FOLDER}/values.yaml`, 'replicaCount: 6\nimage:\n  tag: 1.0.1\n');
    seed('commit', '--quiet', '--all', '--message=By hand, in a pull request');
    seed('checkout', '--quiet', 'main');
    seed('merge', '--quiet', '--no-ff', '--message=Merge', 'topic');
    seed('push', '--quiet', 'origin', 'main');
    expect(back({ WHEN: 'interrupted' }).outputs).toMatchObject({ outcome: 'in-service', revision: tip(), version: '1.0.1' });
    expect(back().outputs).toMatchObject({ version: '1.0.0', left: '1.0.1' });
  });

  test('kustomize', () => {
    const file = (tag: string) => ({ [`${FOLDER}/kustomization.yaml`]: `resources: [a.yaml]\nimages:\n  - name: other\n    newTag: "9"\n  - name: alys\n    newTag: "${tag}"\n` });
    const kustomize = { FILE: 'kustomization.yaml', TARGET_KIND: 'kustomize', IMAGE_KEY: 'alys' };
    push(file('1.0'));
    push(file('2.0'), mark('2.0', 'rolling'));
    expect(back({ ...kustomize, WHEN: 'interrupted' }).outputs).toMatchObject({ outcome: 'rolled-back', version: '1.0', left: '2.0' });
  });

  test('no folder', () => {
    expect(back({ FOLDER: 'none', WHEN: 'interrupted' }).outputs).toEqual({ outcome: 'absent', revision: '', version: '', left: '' });
    const run = back({ FOLDER: 'none' });
    expect([run.status, run.stderr]).toEqual([4, expect.stringContaining('There is no none on main')]);
  });

  test('the controller is waited for; when it does not get there, there is no success to report', () => {
    const answer = (health: string) => `if [[ "$1" == get ]]; then printf '{"status":{"sync":{"status":"Synced","revision":"%s"},"health":{"status":"${health}"}}}' "$(git --git-dir '${remote}' rev-parse main)"; fi`;
    const watch = { WHEN: 'interrupted', CONTROLLER: 'argo-cd', CONTROLLER_KIND: 'Application', CONTROLLER_NAME: 'alys', CONTROLLER_NAMESPACE: 'argocd', WAIT_TIMEOUT: '2', INTERVAL: '0.1' };
    stable('1.0.0');
    rolling('2.0.0');
    place.standIn('kubectl', answer('Healthy'));
    expect(back(watch).outputs).toEqual({ outcome: 'rolled-back', revision: tip(), version: '1.0.0', left: '2.0.0' });
    rolling('3.0.0');
    place.standIn('kubectl', answer('Degraded'));
    const run = back(watch);
    expect([run.status, run.outputs]).toEqual([3, {}]);
    expect(run.stderr).toContain('1.0.0 is wanted again');
  });

  test('who is faster stays in the history', () => {
    stable('1.0.0');
    rolling('2.0.0');
    const once = path.join(place.folder, 'once');
    fs.writeFileSync(path.join(remote, 'hooks', 'pre-receive'), [
      '#!/bin/bash', `if [[ -e '${once}' ]]; then exit 0; fi`, `touch '${once}'`, 'unset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES',
      `commit=$(git --git-dir '${remote}' commit-tree 'main^{tree}' -p main -m Race)`, `git --git-dir '${remote}' update-ref refs/heads/main "$commit"`,
    ].join('\n'), { mode: 0o755 });
    expect(back({ WHEN: 'interrupted' }).outputs).toMatchObject({ outcome: 'rolled-back', revision: tip() });
    expect(git('log', '-2', '--format=%s', 'main')).toBe('Take production back from 2.0.0 to 1.0.0\nRace');
  });

  test('a repository that cannot be read or written is told apart from one without a version', () => {
    expect(back({ REPOSITORY_URL: `file://${remote}-none` }).status).toBe(5);
    stable('1.0.0');
    rolling('2.0.0');
    fs.writeFileSync(path.join(remote, 'hooks', 'pre-receive'), '#!/bin/bash\necho GH013 >&2\nexit 1\n', { mode: 0o755 });
    const run = back({ WHEN: 'interrupted' });
    expect([run.status, run.outputs, run.stderr]).toEqual([5, {}, expect.stringMatching(/GH013[^]*did not take the commit/)]);
  });

  test.each<[Record<string, string>, string]>([
    [{ WHEN: 'never' }, 'WHEN is "never"'],
    [{ FOLDER: '/etc' }, 'FOLDER is'],
    [{ TARGET_KIND: 'jsonnet' }, 'TARGET_KIND is'],
    [{ RUN_URL: 'a b' }, 'RUN_URL is'],
  ])('%j is refused', (parameters, message) => {
    const run = back(parameters);
    expect([run.status, run.stderr]).toEqual([64, expect.stringContaining(message)]);
  });
});
