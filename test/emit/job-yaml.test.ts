// Guards that everything a job may say is written as GitHub reads it, in the order a reader expects,
// with no key that says nothing, and without a finding of GitHub's validator.
import { parseDocument, YAMLMap } from 'yaml';
import { COMMIT, emit, emitJob, job, pins, workflow } from './github';
import { workflowYaml } from '../../src/emit/workflow-yaml';
import {
  Access, ActionCall, CacheMode, Concurrency, Container, Expr, Job, JobEnvironment, Matrix, Permissions, ReusableWorkflowCall, Runner, Step, Timeout, Trigger,
} from '../../src/model';
import { validateGithubFile } from '../helpers/github-validator';

test('a job that says little is short', () => {
  expect(emitJob()).toEqual({
    'name': 'build',
    'runs-on': 'ubuntu-24.04',
    'timeout-minutes': 15,
    'permissions': {},
    'steps': [{ name: 'echo hello', run: 'echo hello' }],
  });
});

test.each([['dev', 'dev'], ["it's", "it's"], ['', ''], ["a' || 'b", "a' || 'b"], ['${{ x }}', "${{ '${{ x }}' }}"]])('a text that is an expression is written as the text: %s', (text, written) => {
  const steps = [Step.command('true', { env: { VALUE: Expr.literal(text), BOTH: Expr.or(Expr.literal('a'), Expr.literal('b')) } })];
  expect(emitJob({}, ...steps).steps[0].env).toEqual({ VALUE: written, BOTH: "${{ 'a' || 'b' }}" });
});

test('keys stand in the order a reader expects', () => {
  const all = emitJob({
    name: 'Build',
    needs: [],
    condition: Expr.success(),
    timeout: Timeout.minutes(5),
    permissions: Permissions.readContents(),
    environment: JobEnvironment.named('production'),
    concurrency: Concurrency.queue('x'),
    matrix: Matrix.of({ a: [1] }),
    env: { A: 1 },
    continueOnError: true,
    workingDirectory: 'sub',
  });
  expect(Object.keys(all)).toEqual(['name', 'if', 'runs-on', 'timeout-minutes', 'permissions', 'environment', 'concurrency', 'strategy', 'continue-on-error', 'env', 'defaults', 'steps']);
});

describe('runners', () => {
  test.each<[Runner, unknown]>([
    [Runner.UBUNTU_26_04_ARM, 'ubuntu-26.04-arm'],
    [Runner.selfHosted(['linux', 'kvm']), ['self-hosted', 'linux', 'kvm']],
    [Runner.scaleSet('arc-large'), 'arc-large'],
    [Runner.group('big'), { group: 'big' }],
    [Runner.group('big', ['x64', 'gpu']), { group: 'big', labels: ['x64', 'gpu'] }],
    [Runner.expression(Expr.fromJson(Expr.variable('RUNNER'))), '${{ fromJSON(vars.RUNNER) }}'],
  ])('%s', (runner, value) => {
    expect(emitJob({ runner })['runs-on']).toEqual(value);
  });
});

describe('environments', () => {
  test.each<[JobEnvironment, unknown]>([
    [JobEnvironment.named('production'), 'production'],
    [JobEnvironment.named('production', { url: 'https://example.com' }), { name: 'production', url: 'https://example.com' }],
    [JobEnvironment.named('staging', { deployment: false }), { name: 'staging', deployment: false }],
    [JobEnvironment.named(Expr.variable('WHERE'), { url: Expr.step('deploy', 'url') }), { name: '${{ vars.WHERE }}', url: '${{ steps.deploy.outputs.url }}' }],
  ])('%#', (environment, value) => {
    expect(emitJob({ environment }, Step.command('echo', { id: 'deploy' })).environment).toEqual(value);
  });
});

describe('concurrency', () => {
  test.each<[Concurrency, unknown]>([
    [Concurrency.group('deploy'), { group: 'deploy' }],
    [Concurrency.queue('deploy'), { group: 'deploy', queue: 'max' }],
    [Concurrency.group('deploy', { cancelInProgress: true }), { 'group': 'deploy', 'cancel-in-progress': true }],
    [Concurrency.cancelSuperseded(), { 'group': '${{ github.workflow }}-${{ github.ref }}', 'cancel-in-progress': "${{ github.event_name == 'pull_request' }}" }],
  ])('%#', (concurrency, value) => {
    expect(emitJob({ concurrency }).concurrency).toEqual(value);
    expect(emit(workflow({ concurrency }, job())).data.concurrency).toEqual(value);
  });
});

describe('matrices', () => {
  test('with all there is', () => {
    const axes = { node: [20, 22.1], os: ['on', '1.10', 'null', null, true], target: [{ name: 'a', list: [1, 'x'] }] };
    const matrix = Matrix.of(axes, { include: [{ node: 24, extra: 'yes' }], exclude: [{ node: 20, os: 'on' }], failFast: true, maxParallel: 2 });
    expect(emitJob({ matrix }).strategy).toEqual({
      'fail-fast': true,
      'max-parallel': 2,
      'matrix': { ...axes, include: [{ node: 24, extra: 'yes' }], exclude: [{ node: 20, os: 'on' }] },
    });
  });

  test('computed by another job', () => {
    const plan = new Job('plan', { outputs: { legs: Expr.step('plan', 'legs') } });
    plan.addStep(Step.command('echo', { id: 'plan' }));
    const build = job({ needs: [plan], matrix: Matrix.dynamic(Expr.fromJson(plan.output('legs'))) });
    expect(emit(workflow({}, plan, build)).data.jobs.build.strategy).toEqual({ 'fail-fast': false, 'matrix': '${{ fromJSON(needs.plan.outputs.legs) }}' });
  });
});

describe('containers', () => {
  const image = `postgres:17@sha256:${'0'.repeat(64)}`;

  test('a service with all there is', () => {
    const postgres = Container.image(image, {
      env: { POSTGRES_PASSWORD: 'test', PORT: 5432 },
      ports: ['5432:5432', '22:22'],
      volumes: ['/tmp/data:/var/lib'],
      options: '--health-cmd "pg_isready" --health-interval 5s',
      command: 'postgres -c fsync=off',
      username: 'bot',
      password: Expr.secret('REGISTRY'),
    });
    expect(emitJob({ services: { postgres } }).services).toEqual({
      postgres: {
        image,
        credentials: { username: 'bot', password: '${{ secrets.REGISTRY }}' },
        env: { POSTGRES_PASSWORD: 'test', PORT: 5432 },
        ports: ['5432:5432', '22:22'],
        volumes: ['/tmp/data:/var/lib'],
        options: '--health-cmd "pg_isready" --health-interval 5s',
        command: 'postgres -c fsync=off',
      },
    });
  });

  test('the container of a job', () => {
    expect(emitJob({ container: Container.image(image, { options: '--cpus 1' }) }).container).toEqual({ image, options: '--cpus 1' });
    expect(emitJob({ container: Container.unpinned(Expr.variable('IMAGE')) }).container).toEqual({ image: '${{ vars.IMAGE }}' });
  });
});

test('needs are one text or a list, and outputs reach the jobs that need them', () => {
  const a = new Job('a', { outputs: { tag: Expr.step('tag', 'name') } });
  a.addStep(Step.command('echo', { id: 'tag' }));
  const b = new Job('b', { needs: [a], env: { TAG: a.output('tag') } });
  b.addStep(Step.command('echo'));
  const c = new Job('c', { needs: [a, b], condition: Expr.eq(Expr.needsResult('b'), 'success'), env: { ALL: Expr.needsJson() } });
  c.addStep(Step.command('echo'));
  const { jobs } = emit(workflow({}, a, b, c)).data;
  expect([jobs.a.outputs, jobs.b.needs, jobs.b.env, jobs.c.needs, jobs.c.if]).toEqual([
    { tag: '${{ steps.tag.outputs.name }}' }, 'a', { TAG: '${{ needs.a.outputs.tag }}' }, ['a', 'b'], "needs.b.result == 'success'",
  ]);
});

test('cache-mode and snapshot', () => {
  for (const cacheMode of Object.values(CacheMode)) {
    const { data } = emit(workflow({ cacheMode }, job({ cacheMode, snapshot: 'my-image' })));
    expect([data['cache-mode'], data.jobs.build['cache-mode'], data.jobs.build.snapshot]).toEqual([cacheMode, cacheMode, 'my-image']);
  }
});

test('permissions carry their reasons as comments, each on its line', () => {
  const permissions = Permissions.of({ issues: Access.WRITE }, 'open\n  an issue: one').merge(Permissions.of({ contents: Access.READ, idToken: Access.WRITE }));
  const { text } = emit(workflow({ permissions }, job({ permissions })));
  expect(text).toContain(`
permissions:
  contents: read
  id-token: write # sign in with OpenID Connect, no stored token
  issues: write # open an issue: one
`);
  const scopes = parseDocument(text).getIn(['jobs', 'build', 'permissions']) as YAMLMap;
  expect(scopes.items.map(({ value }: any) => [value.value, value.comment])).toEqual([
    ['read', undefined], ['write', ' sign in with OpenID Connect, no stored token'], ['write', ' open an issue: one'],
  ]);
});

describe('calls of reusable workflows', () => {
  test('of this repository', () => {
    const calls = ReusableWorkflowCall.local('called.yml', { inputs: { 'dry-run': true, 'times': 3 }, secrets: { key: Expr.secret('KEY') } });
    expect(emitJob({ calls, name: 'Call', permissions: Permissions.readContents(), matrix: Matrix.of({ a: [1, 2] }), condition: Expr.notCancelled() })).toEqual({
      name: 'Call',
      if: '!cancelled()',
      permissions: { contents: 'read' },
      strategy: { 'fail-fast': false, 'matrix': { a: [1, 2] } },
      uses: '$/.github/workflows/called.yml',
      with: { 'dry-run': true, 'times': 3 },
      secrets: { key: '${{ secrets.KEY }}' },
    });
  });

  test('of another repository, with the version as a comment', () => {
    const calls = ReusableWorkflowCall.remote('o/r/.github/workflows/x.yml', COMMIT, 'v3.1.0');
    const made = workflow({}, job({ calls }));
    const text = workflowYaml(made, pins);
    // Files of other repositories are not known here.
    expect(validateGithubFile(made.path, text)).toEqual([]);
    expect(text).toContain(`    uses: o/r/.github/workflows/x.yml@${COMMIT} # v3.1.0\n`);
  });
});

describe('folders', () => {
  const script = () => Step.script({ path: 'scripts/ci/x.sh', source: '/x.sh', outputs: [] });
  const steps = (workflowFolder?: string, jobFolder?: string, stepFolder?: string) => {
    const options = { workingDirectory: stepFolder };
    return emit(workflow({ workingDirectory: workflowFolder }, job({ workingDirectory: jobFolder }, script().with(options), Step.command('make', options)))).data;
  };

  test.each<[string | undefined, string | undefined, string | undefined, string | undefined]>([
    ['web', undefined, undefined, 'web'],
    [undefined, 'web', undefined, 'web'],
    ['app', 'web', undefined, 'web'],
    ['app', 'web', 'docs', 'docs'],
  ])('a script is found from workflow %s, job %s, step %s', (...folders) => {
    const [scriptStep, command] = steps(...folders.slice(0, 3)).jobs.build.steps;
    expect(scriptStep.run).toBe('bash "$GITHUB_WORKSPACE/scripts/ci/x.sh"');
    expect(scriptStep['working-directory']).toBe(folders[3]);
    expect(command['working-directory']).toBe(folders[2]);
  });

  test('a script at the root is called plainly', () => {
    const data = steps();
    expect(data.jobs.build.steps[0]).toEqual({ name: 'scripts/ci/x.sh', run: 'bash scripts/ci/x.sh' });
    expect(data.defaults).toEqual({ run: { shell: 'bash' } });
    expect(steps('app', 'web')).toMatchObject({ defaults: { run: { 'shell': 'bash', 'working-directory': 'app' } }, jobs: { build: { defaults: { run: { 'working-directory': 'web' } } } } });
  });
});

test('no key is empty, whatever was given as undefined or nothing', () => {
  const nothing = emitJob({ env: {}, outputs: {}, services: {}, needs: [], continueOnError: false },
    Step.command('echo', { env: { GONE: undefined as never }, continueOnError: false }), Step.uses(ActionCall.of('a/b', { gone: undefined as never })));
  expect(nothing).toEqual({
    'name': 'build',
    'runs-on': 'ubuntu-24.04',
    'timeout-minutes': 15,
    'permissions': {},
    'steps': [{ name: 'echo', run: 'echo' }, { name: 'a/b', uses: `a/b@${COMMIT}` }],
  });
  expect(Object.keys(emit(workflow({ env: {}, triggers: [Trigger.push()] }, job({}, Step.uses(ActionCall.of('a/b'))))).data))
    .toEqual(['name', 'on', 'permissions', 'concurrency', 'jobs']);
});
