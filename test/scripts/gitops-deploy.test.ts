// gitops-deploy.sh with git and yq themselves. Only the folder changes, by commits that say what they are; whoever pushes
// at the same time loses nothing; what others changed in the folder is not built upon; the token is nowhere.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Rehearsal, ScriptRun } from '../helpers/stand-ins';
import { yqFolder } from '../helpers/yq';

const FOLDER = 'environments/production/alys';
const VALUES = '# What stays\nreplicaCount: 4\nimage:\n  # set by deployments\n  tag: ""\n';
const KUSTOMIZATION = 'resources: [../base]\nimages:\n  # the program\n  - name: alys\n    newTag: "1"\n';
const yq = yqFolder();

(yq ? describe : describe.skip)('gitops-deploy.sh', () => {
  let place: Rehearsal;
  let remote: string;
  beforeEach(() => {
    place = new Rehearsal();
    remote = path.join(place.folder, 'remote.git');
    fs.symlinkSync(path.join(yq!, 'yq'), path.join(place.bin, 'yq'));
    place.command('git', 'init', '--quiet', '--bare', '--initial-branch=main', remote);
    place.command('git', 'clone', '--quiet', remote, 'seed');
    push({ [`${FOLDER}/values.yaml`]: VALUES, [`${FOLDER}/kustomization.yaml`]: KUSTOMIZATION, 'other/values.yaml': 'a: 1\n' });
    place.write('flags.toml', 'fast = false\n');
    place.write('new.toml', 'fast = true\n');
  });
  afterEach(() => place.remove());

  const push = (files: Record<string, string>, message = 'By hand') => {
    const git = (...args: string[]) => place.command('git', '-C', 'seed', ...args);
    git('checkout', '--quiet', '-B', 'main');
    if (git('ls-remote', 'origin') !== '') git('pull', '--quiet', 'origin', 'main');
    for (const [name, text] of Object.entries(files)) place.write(`seed/${name}`, text);
    git('add', '--all');
    git('commit', '--quiet', `--message=${message}`);
    git('push', '--quiet', 'origin', 'main');
  };
  const git = (...args: string[]) => place.command('git', '--git-dir', remote, ...args).trimEnd();
  const show = (name: string) => git('show', `main:${FOLDER}/${name}`);
  const deploy = (parameters: Record<string, string> = {}): ScriptRun => place.run('gitops-deploy.sh', {
    REPOSITORY_URL: `file://${remote}`,
    FOLDER,
    FILE: 'values.yaml',
    TARGET_KIND: 'helm-values',
    IMAGE: 'ghcr.io/acme/tool',
    VERSION: '1.10',
    DIGEST: 'sha256:aa',
    ENVIRONMENT: 'production',
    GIT_TOKEN: 's3cret',
    RUN_URL: 'https://github.com/acme/tool/actions/runs/7',
    ...parameters,
  });
  const rollOut = (version: string, more: Record<string, string> = {}) => ['rolling', 'promoting', 'stable'].map((phase) => {
    const run = deploy({ VERSION: version, PHASE: phase, STRATEGY: 'canary', ...more });
    expect([run.status, run.stderr]).toEqual([0, expect.any(String)]);
    return run.outputs.revision;
  });
  const trailers = () => git('log', '-1', '--format=%(trailers:only)', 'main');

  test('a first version: values, comments that stay, a commit that tells', () => {
    const before = git('rev-parse', 'main');
    const run = deploy();
    expect(run.outputs).toEqual({ revision: git('rev-parse', 'main'), previous: before });
    expect(show('values.yaml')).toBe([
      '# What stays', 'replicaCount: 4', 'image:', '  # set by deployments', '  tag: "1.10"', '  repository: ghcr.io/acme/tool', '  digest: sha256:aa', 'environment: production',
      'rollout:', '  strategy: rolling', '  phase: rolling', '  percentage: 100', '  stable: {}',
    ].join('\n'));
    expect(git('log', '-1', '--format=%s%n%an', 'main')).toBe('Deploy 1.10 to production: rolling, 100 %\nAnn');
    expect(trailers()).toBe(`Delivery-Path: ${FOLDER}\nDelivery-Version: 1.10\nDelivery-Phase: rolling\nDelivery-Run: https://github.com/acme/tool/actions/runs/7`);
    expect(git('diff', '--name-only', before, 'main')).toBe(`${FOLDER}/values.yaml`);
  });

  test('the same again is no commit', () => {
    const first = deploy();
    const again = deploy();
    expect(again.status).toBe(0);
    expect(again.outputs.revision).toBe(first.outputs.revision);
    expect(git('rev-list', '--count', 'main')).toBe('2');
  });

  test('the version before stands beside the new one until that is alone', () => {
    rollOut('1.0.0', { FLAGS_FILE: 'flags.toml' });
    const parameters = { VERSION: '2.0.0', STRATEGY: 'canary', PERCENTAGE: '10', DIGEST: 'sha256:bb', FLAGS_FILE: 'new.toml' };
    const first = deploy(parameters);
    const stable = /stable:\n {4}repository: ghcr.io\/acme\/tool\n {4}tag: 1\.0\.0\n {4}digest: sha256:aa\n {4}configMap: (alys-features-[0-9a-f]{12})\n/;
    const [, flags] = stable.exec(show('values.yaml'))!;
    expect(show('values.yaml')).toContain('  percentage: 10\n');
    const names = () => git('ls-tree', '--name-only', `main:${FOLDER}/feature-flags`).split('\n');
    expect(names()).toHaveLength(2);
    expect(names()).toContain(`${flags}.yaml`);
    const second = deploy({ ...parameters, PERCENTAGE: '50', PREVIOUS: first.outputs.revision });
    expect(show('values.yaml')).toMatch(stable);
    const third = deploy({ ...parameters, PHASE: 'promoting', PREVIOUS: second.outputs.revision });
    expect(show('values.yaml')).toMatch(stable);
    const last = deploy({ ...parameters, PHASE: 'stable', PREVIOUS: third.outputs.revision });
    expect(last.status).toBe(0);
    expect(show('values.yaml')).toMatch(/phase: stable\n {2}percentage: 10\n {2}stable: \{\}/);
    expect(names()).toHaveLength(1);
    expect(show(`feature-flags/${names()[0]}`)).toContain('immutable: true\ndata:\n  flags.toml: |\n    fast = true');
  });

  test('a first version has nothing to take over', () => {
    const first = deploy();
    expect(deploy({ PHASE: 'promoting', PREVIOUS: first.outputs.revision }).outputs.revision).toBe(first.outputs.revision);
  });

  test('kustomize: the entry of the image, and an end of the rollout that no file shows', () => {
    const parameters = { FILE: 'kustomization.yaml', TARGET_KIND: 'kustomize', IMAGE_KEY: 'alys' };
    const first = deploy({ ...parameters, FLAGS_FILE: 'flags.toml' });
    expect(show('kustomization.yaml')).toBe('resources: [../base]\nimages:\n  # the program\n  - name: alys\n    newTag: "1.10"\n    digest: sha256:aa\n    newName: ghcr.io/acme/tool');
    expect(show('flags.toml')).toBe('fast = false');
    const last = deploy({ ...parameters, FLAGS_FILE: 'flags.toml', PHASE: 'stable', PREVIOUS: first.outputs.revision });
    expect(last.outputs.revision).not.toBe(first.outputs.revision);
    expect(git('diff', '--stat', first.outputs.revision, 'main')).toBe('');
    expect(trailers()).toContain('Delivery-Phase: stable');
    expect(deploy({ ...parameters, FLAGS_FILE: 'flags.toml', PHASE: 'stable', PREVIOUS: last.outputs.revision }).outputs.revision).toBe(last.outputs.revision);
    deploy({ ...parameters, IMAGE_KEY: '', DIGEST: '' });
    expect(show('kustomization.yaml')).toMatch(/ {2}- name: ghcr.io\/acme\/tool\n {4}newTag: "1.10"$/);
  });

  test('a chart without values for a rollout gets tag and digest alone', () => {
    deploy({ ROLLOUT_VALUES: 'false', IMAGE_KEY: 'api.image' });
    expect(show('values.yaml')).toBe(`${VALUES}api:\n  image:\n    tag: "1.10"\n    digest: sha256:aa`);
  });

  // Somebody else pushes while ours is on its way: the server refuses ours, as GitHub does.
  const raceIn = (file: string, times: number) => {
    const count = path.join(place.folder, 'races');
    place.write('race.sh', [
      '#!/bin/bash', `n=$(cat '${count}' 2> /dev/null || echo 0)`, `if (( n < ${times} )); then`, `  echo $((n + 1)) > '${count}'`,
      '  unset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES',
      `  other=$(mktemp -d); git clone --quiet '${remote}' "$other" 2> /dev/null; cd "$other"; unset GIT_DIR; mkdir -p "$(dirname '${file}')"; echo "b: $n" >> '${file}'`,
      '  git add --all; git commit --quiet -m Race; git push --quiet origin HEAD:refs/heads/race; cd /; rm -rf "$other"',
      `  git --git-dir '${remote}' update-ref refs/heads/main refs/heads/race; git --git-dir '${remote}' update-ref -d refs/heads/race`, 'fi',
    ].join('\n'), 0o755);
    fs.writeFileSync(path.join(remote, 'hooks', 'pre-receive'), `#!/bin/bash\nread -r _ _ ref\nif [[ "$ref" == refs/heads/main ]]; then exec '${path.join(place.work, 'race.sh')}'; fi\n`, { mode: 0o755 });
  };

  test('whoever is faster loses nothing: the state goes on top of theirs', () => {
    raceIn('other/values.yaml', 2);
    const run = deploy();
    expect([run.status, run.stderr]).toEqual([0, expect.stringContaining('Somebody else pushed to main')]);
    expect(git('log', '--format=%s', 'main').split('\n')).toEqual(['Deploy 1.10 to production: rolling, 100 %', 'Race', 'Race', 'By hand']);
    expect(git('show', 'main:other/values.yaml')).toBe('a: 1\nb: 0\nb: 1');
  });

  test('it does not try for ever', () => {
    raceIn('other/values.yaml', 99);
    const run = deploy({ ATTEMPTS: '2' });
    expect([run.status, run.outputs]).toEqual([4, {}]);
    expect(run.stderr).toContain('Others were faster 2 times');
  });

  test('what others changed in the folder is not built upon', () => {
    const first = deploy();
    push({ [`${FOLDER}/values.yaml`]: 'replicaCount: 1\n' });
    const run = deploy({ PHASE: 'stable', PREVIOUS: first.outputs.revision });
    expect([run.status, run.outputs]).toEqual([5, {}]);
    expect(run.stderr).toMatch(/values\.yaml \|[^]*was changed by somebody else since/);
    expect(show('values.yaml')).toBe('replicaCount: 1');
  });

  test('a rule of the server is told, and nothing is tried again', () => {
    fs.writeFileSync(path.join(remote, 'hooks', 'pre-receive'), '#!/bin/bash\necho "GH013: Repository rule violations found" >&2\nexit 1\n', { mode: 0o755 });
    const run = deploy();
    expect(run.status).toBe(4);
    expect(run.stderr).toMatch(/GH013[^]*did not take the commit/);
    expect(run.stderr).not.toContain('trying again');
  });

  test('a file outside of the folder is not written through a link', () => {
    fs.symlinkSync('../../../other/values.yaml', path.join(place.work, 'seed', FOLDER, 'link.yaml'));
    push({}, 'A link');
    const run = deploy({ FILE: 'link.yaml' });
    expect(run.status).toBe(64);
    expect(git('show', 'main:other/values.yaml')).toBe('a: 1');
  });

  test('the token is in no output, no file and no argument', () => {
    place.standIn('git', 'exec /usr/bin/git "$@"');
    const run = deploy();
    expect(run.status).toBe(0);
    expect(JSON.stringify([run.stdout, run.stderr, run.outputs, run.summary, place.calls('git').map(({ args }) => args)])).not.toContain('s3cret');
    expect(fs.readdirSync(path.join(place.folder, 'runner-temp'))).toEqual([]);
  });

  test('another program with the name of yq is refused', () => {
    fs.rmSync(path.join(place.bin, 'yq'));
    const run = place.standIn('yq', 'echo yq 3.1.0') && deploy();
    expect([run.status, run.stderr]).toEqual([69, expect.stringContaining('mikefarah')]);
  });

  test.each<[Record<string, string>, string]>([
    [{ REPOSITORY_URL: 'https://x:s3cret@github.com/acme/deployments.git' }, 'without user and token'],
    [{ REPOSITORY_URL: 'http://github.com/acme/deployments.git' }, 'REPOSITORY_URL is'],
    [{ FOLDER: '../x' }, 'FOLDER is'],
    [{ FOLDER: 'a//b' }, 'FOLDER is'],
    [{ FILE: '../values.yaml' }, 'FILE is'],
    [{ FILE: 'none.yaml' }, 'is no file on main'],
    [{ TARGET_KIND: 'jsonnet' }, 'TARGET_KIND is'],
    [{ BRANCH: '--force' }, 'BRANCH is'],
    [{ VERSION: '1.0\nDelivery-Phase: stable' }, 'VERSION is'],
    [{ RUN_URL: 'a\nDelivery-Phase: stable' }, 'RUN_URL is'],
    [{ PERCENTAGE: '101' }, 'PERCENTAGE is'],
    [{ STRATEGY: 'big-bang' }, 'STRATEGY is'],
    [{ PHASE: 'promote' }, 'PHASE is'],
    [{ ATTEMPTS: '0' }, 'ATTEMPTS is'],
    [{ FLAGS_FILE: 'none.toml' }, 'FLAGS_FILE none.toml is no file'],
    [{ GIT_TOKEN: '' }, 'GIT_TOKEN is empty'],
  ])('%j is refused', (parameters, message) => {
    const tip = git('rev-parse', 'main');
    const run = deploy(parameters);
    expect([run.status, run.stderr]).toEqual([64, expect.stringContaining(message)]);
    expect(git('rev-parse', 'main')).toBe(tip);
    expect(run.stderr).not.toContain('s3cret');
  });
});
