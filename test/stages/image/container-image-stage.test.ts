/**
 * Invariants: no job that a pull request starts can push; nothing has a tag before it was scanned and signed; what a
 * branch cached stays out of a release; both sides of a delivery mean the same image.
 */
import { ContainerImageStage, ContainerImageStageOptions, DeliveryProject, Expr, Job, Permissions, Pipeline, PipelineOptions, Platform, Runner, Severity, Step } from '../../../src';
import { attempt, synthesize, Synthesized, SynthesizedWorkflow } from '../../../src/testing';
import { evaluateExpression } from '../../helpers/expressions';
import { stepNames } from '../in-pipeline';

interface Where {
  readonly id?: string;
  readonly repository?: string;
  readonly pipeline?: PipelineOptions;
}

const compose = (options: ContainerImageStageOptions, { id = 'Image', repository = 'Acme/Tool', pipeline }: Where) => (outdir: string) => {
  const project = new DeliveryProject({ name: 'tool', outdir, repository: repository || undefined });
  new ContainerImageStage(new Pipeline(project, 'Delivery', pipeline), id, options);
  return project;
};
const FILES = { files: { Dockerfile: 'FROM scratch\n' } };
const written = (options: ContainerImageStageOptions = {}, where: Where = {}): Synthesized => synthesize(compose(options, where), FILES);
const workflow = (options: ContainerImageStageOptions = {}, where: Where = {}): SynthesizedWorkflow => written(options, where).workflow('image');
const refusal = (options: ContainerImageStageOptions) => attempt(compose(options, {}), FILES).error?.message ?? '';
const inputs = (job: string, step: string, options: ContainerImageStageOptions = {}) => workflow(options).job(job).step(step).with!;

test('it brings the workflow that is named after it, and the pipeline\'s own stays away', () => {
  expect(written().workflows.map(({ path }) => path)).toEqual(['.github/workflows/image.yml']);
  expect(written({}, { id: 'SmokeTestImage' }).workflow('smoke-test-image').document.name).toBe('Smoke Test Image');
});

test('pull requests, pushes of the default branch, version tags, the merge queue and people start it', () => {
  const { on } = workflow().document;
  expect(on).toEqual({
    pull_request: { branches: ['main'] },
    push: { branches: ['main'], tags: ['v*'] },
    merge_group: { types: ['checks_requested'] },
    workflow_dispatch: null,
  });
  expect(workflow({ branches: ['main', 'release/**'], tags: 'tool-v*' }).document.on.push).toEqual({ branches: ['main', 'release/**'], tags: ['tool-v*'] });
});

describe('who may what', () => {
  const permissions = (options: ContainerImageStageOptions = {}) => Object.fromEntries(workflow(options).jobs.map((job) => [job.id, job.document.permissions]));

  test('least of all the job of a pull request', () => {
    expect(permissions()).toEqual({
      validate: { contents: 'read' },
      build: { contents: 'read', packages: 'write' },
      scan: { contents: 'read', packages: 'read' },
      publish: { 'contents': 'read', 'packages': 'write', 'id-token': 'write', 'attestations': 'write' },
      gate: { contents: 'read' },
    });
  });

  test('without attestations nothing is signed, and a registry of another kind needs no right to packages', () => {
    expect(permissions({ attest: false }).publish).toEqual({ contents: 'read', packages: 'write' });
    const elsewhere = permissions({ registry: 'registry.example.com', registryUser: 'ann', registryToken: Expr.secret('REGISTRY_TOKEN'), attest: false });
    for (const scopes of Object.values(elsewhere)) expect(scopes).toEqual({ contents: 'read' });
  });

  test.each(['pull_request', 'merge_group', 'push', 'workflow_dispatch'])('%s starts either what validates or what publishes', (event) => {
    const isPush = event === 'push' || event === 'workflow_dispatch';
    const runs = (job: string) => evaluateExpression(workflow().job(job).document.if, { github: { event_name: event } });
    expect([runs('validate'), runs('build')]).toEqual([!isPush, isPush]);
    expect(['scan', 'publish'].map((job) => workflow().job(job).document.needs)).toEqual(['build', ['build', 'scan']]);
  });

  test('a pull request builds and scans on every platform, signs in nowhere and pushes nothing', () => {
    const job = workflow().job('validate');
    expect(stepNames(job)).toEqual(['Check out', 'Set up Buildx', 'Build image', 'Scan image']);
    expect(job.step('Build image').with).toMatchObject({ load: true, tags: 'image:validate' });
    expect(job.step('Build image').with).not.toHaveProperty('push');
    expect(job.step('Scan image').with).toMatchObject({ 'image': 'docker:image:validate', 'fail-build': true });
  });
});

test('each platform is built on a machine of its own kind, by digest and without a tag', () => {
  const job = workflow().job('build');
  expect(job.document.strategy.matrix.include).toEqual([
    { architecture: 'amd64', platform: 'linux/amd64', runner: 'ubuntu-24.04' },
    { architecture: 'arm64', platform: 'linux/arm64', runner: 'ubuntu-24.04-arm' },
  ]);
  expect(job.document['runs-on']).toBe('${{ matrix.runner }}');
  const build = job.step('Build image').with!;
  expect(build).toMatchObject({ provenance: false, sbom: false, platforms: '${{ matrix.platform }}' });
  expect(build.outputs).toContain('push-by-digest=true');
  expect(build).not.toHaveProperty('tags');
  expect(build.labels).toContain('org.opencontainers.image.revision=${{ github.sha }}');
  const outputs = job.document.outputs as Record<string, string>;
  const digest = (architecture: string) => evaluateExpression(outputs['digest-amd64'], { matrix: { architecture }, steps: { build: { outputs: { digest: 'sha256:1' } } } });
  expect([digest('amd64'), digest('arm64')]).toEqual(['sha256:1', '']);
});

test('platforms are those given, in every job', () => {
  const one = workflow({ platforms: [Platform.of('linux/amd64', Runner.scaleSet('big-machines'))] });
  expect(one.job('build').document.strategy.matrix.include).toEqual([{ architecture: 'amd64', platform: 'linux/amd64', runner: 'big-machines' }]);
  expect(one.job('publish').step('Join platforms').env!.PLATFORMS).toBe('linux/amd64@${{ needs.build.outputs.digest-amd64 }}');
  expect(stepNames(one.job('scan'))).toHaveLength(5);
});

test('every platform is scanned, also after a finding in another, and only then published', () => {
  const job = workflow({ scan: Severity.MODERATE }).job('scan');
  const scans = job.steps.filter((step) => step.name!.startsWith('Scan image'));
  expect(scans.map((step) => step.with!.image)).toEqual(['amd64', 'arm64'].map((name) => `registry:\${{ needs.build.outputs.image }}@\${{ needs.build.outputs.digest-${name} }}`));
  expect(scans.map((step) => [step.if, step.with!['severity-cutoff'], step.with!['fail-build']])).toEqual([[undefined, 'medium', true], ['!cancelled()', 'medium', true]]);
});

test('tags come last, after everything is signed', () => {
  expect(stepNames(workflow().job('publish'))).toEqual([
    'Check out', 'Sign in to registry', 'Join platforms', 'Attest provenance', 'Download lists of materials', 'Attest materials (amd64)', 'Attest materials (arm64)', 'Tag image',
  ]);
  expect(inputs('publish', 'Attest provenance')).toMatchObject({ 'subject-digest': '${{ steps.merge.outputs.digest }}', 'push-to-registry': true });
  expect(stepNames(workflow({ attest: false }).job('publish'))).toEqual(['Check out', 'Sign in to registry', 'Join platforms', 'Tag image']);
});

describe('cache', () => {
  const cache = (event: object) => ['cache-from', 'cache-to'].map((input) => evaluateExpression(String(inputs('build', 'Build image')[input]), { github: event, matrix: { architecture: 'arm64' } }));

  test('of branches alone, apart for each platform', () => {
    expect(cache({ ref_type: 'branch' })).toEqual(['type=gha,scope=image-arm64', 'type=gha,mode=max,scope=image-arm64']);
    expect(cache({ ref_type: 'tag' })).toEqual(['', '']);
  });

  test('pull requests read it and write none', () => {
    expect(inputs('validate', 'Build image')['cache-from']).toBe('type=gha,scope=image-${{ matrix.architecture }}');
    expect(inputs('validate', 'Build image')).not.toHaveProperty('cache-to');
  });

  test('none where it is switched off', () => {
    for (const job of ['validate', 'build']) expect(Object.keys(inputs(job, 'Build image', { cache: false })).filter((name) => name.startsWith('cache'))).toEqual([]);
  });
});

test('dockerfile, context, target and buildArgs reach both builds', () => {
  const options = { dockerfile: 'docker/Dockerfile', context: 'docker', target: 'runtime', buildArgs: { PROFILE: 'release', COMMIT: Expr.github('sha') } };
  const files = { files: { 'docker/Dockerfile': 'FROM scratch\n' } };
  for (const job of ['validate', 'build']) {
    expect(synthesize(compose(options, {}), files).workflow('image').job(job).step('Build image').with).toMatchObject({
      'file': 'docker/Dockerfile', 'context': 'docker', 'target': 'runtime', 'build-args': 'PROFILE=release\nCOMMIT=${{ github.sha }}',
    });
  }
});

describe('the name of the image', () => {
  const image = (options: ContainerImageStageOptions, repository: string) => workflow(options, { repository }).job('build').step('Name image').env!.IMAGE;

  test('is that of the repository, in lower case', () => {
    expect(image({}, 'Acme/Tool')).toBe('ghcr.io/acme/tool');
    expect(image({ name: 'smoke-test' }, 'Acme/Tool')).toBe('ghcr.io/acme/tool/smoke-test');
  });

  test('is made by the run where the repository is not known before', () => {
    expect(image({ name: 'smoke-test' }, '')).toBe('ghcr.io/${{ github.repository }}/smoke-test');
  });

  test('is the same for the stage that deploys it', () => {
    let stage: ContainerImageStage | undefined;
    synthesize((outdir) => {
      const project = new DeliveryProject({ name: 'tool', outdir, repository: 'Acme/Tool' });
      stage = new ContainerImageStage(new Pipeline(project, 'Delivery'), 'Image');
      return project;
    }, FILES);
    expect(stage!.image.reference).toBe('ghcr.io/acme/tool');
    expect(stage!.image.verifyStep('sha256:1').options.env!.SIGNER_WORKFLOW).toMatchObject({ text: '${{ github.repository }}/.github/workflows/image.yml' });
  });
});

test('tags of another form lose what stands before the version', () => {
  expect(workflow({ tags: 'tool-v[0-9]*' }).job('build').step('Name image').env!.TAG_PREFIX).toBe('tool-v');
  expect(workflow().job('build').step('Name image').env).not.toHaveProperty('TAG_PREFIX');
});

test('a registry other than ghcr.io takes the user and token given, which forks do not have', () => {
  const login = workflow({ registry: 'registry.example.com', registryUser: 'ann', registryToken: Expr.secret('REGISTRY_TOKEN') }).job('publish').step('Sign in to registry');
  expect(login.with).toEqual({ registry: 'registry.example.com', username: 'ann', password: '${{ secrets.REGISTRY_TOKEN }}' });
  expect(login.if).toContain('head.repo.full_name == github.repository');
});

test('in a workflow of the pipeline it has names of its own', () => {
  const ci = written({ workflow: 'ci' }).workflow('delivery');
  expect(ci.jobs.map((job) => job.id)).toEqual(['image-validate', 'image-build', 'image-scan', 'image-publish', 'gate']);
});

test('buildInputs, triggers of steps and slots are open to a subclass', () => {
  class Private extends ContainerImageStage {
    private readonly secret = 'npm';
    protected buildInputs() { return { ...super.buildInputs(), secretEnvs: `${this.secret}=NPM_TOKEN` }; }
  }
  const job = synthesize((outdir) => {
    const project = new DeliveryProject({ name: 'tool', outdir });
    const stage = new Private(new Pipeline(project, 'Delivery'), 'Image');
    stage.slot('before:tag').add(Step.command('true', { name: 'Mine' }));
    return project;
  }, FILES).workflow('image');
  expect(job.job('build').step('Build image').with!['secret-envs']).toBe('npm=NPM_TOKEN');
  expect(stepNames(job.job('publish')).slice(-2)).toEqual(['Mine', 'Tag image']);
});

test.each([
  ['a name with capitals', { name: 'Smoke' }, 'Write "smoke"'],
  ['a registry with capitals', { registry: 'GHCR.io' }, 'Write "ghcr.io"'],
  ['a name that no registry takes', { name: '-smoke' }, 'Correct `registry` and `name`'],
  ['no platform', { platforms: [] }, '`platforms` is empty'],
  ['a platform twice', { platforms: [Platform.AMD64, Platform.AMD64] }, 'amd64 is there twice'],
  ['a secret among the build arguments', { buildArgs: { TOKEN: Expr.secret('NPM_TOKEN') } }, 'stays readable in the image'],
  ['a build argument that is misspelt', { buildArgs: { 'A B': '1' } }, '"A B" cannot be passed on'],
  ['a registry without a user', { registry: 'registry.example.com' }, 'nobody can sign in to registry.example.com'],
  ['a user without a registry', { registryUser: 'ann' }, 'have no effect'],
  ['one tag alone', { tags: 'v1.0.0' }, 'names one tag alone'],
])('%s is refused', (_, options: ContainerImageStageOptions, message) => {
  expect(refusal(options)).toContain(message);
  expect(refusal(options)).toContain('Delivery/Image');
});

describe('tested', () => {
  const with_ = (image: ContainerImageStageOptions, ci: PipelineOptions = {}) => (outdir: string) => {
    const project = new DeliveryProject({ name: 'tool', outdir, repository: 'acme/tool' });
    const tested = new Pipeline(project, 'Ci', ci);
    tested.workflow('ci').addJob(new Job('test', { name: 'Test', permissions: Permissions.none() })).addStep(Step.command('make test', { name: 'Test' }));
    new ContainerImageStage(new Pipeline(project, 'Delivery'), 'Image', { ...image, tested });
    return project;
  };

  test('the image gets its tags when the gate of the commit has passed; it is built meanwhile', () => {
    const image = synthesize(with_({}), FILES).workflow('image');
    expect(image.job('publish').document.needs).toEqual(['build', 'scan', 'tested']);
    expect(image.job('build').document.needs).toBeUndefined();
    expect(image.job('tested').document).toMatchObject({ name: 'Wait for Continuous Integration', permissions: { contents: 'read', checks: 'read' } });
    expect(image.job('tested').step('Wait for the tests of the commit').env).toMatchObject({ CHECKS: 'Continuous Integration Gate', REVISION: '${{ github.sha }}' });
  });

  test('what pushes do not start is not waited for', () => {
    const message = (image: ContainerImageStageOptions, ci?: PipelineOptions) => attempt(with_(image, ci), FILES).error?.message;
    expect(message({ branches: ['main', 'develop'] })).toMatch(/pushes of "develop" publish an image, and do not run Ci, which is waited for\./);
    expect(message({}, { gate: false })).toMatch(/Ci has no gate that a push starts\./);
  });
});
