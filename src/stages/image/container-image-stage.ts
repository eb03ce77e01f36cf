import { IConstruct } from 'constructs';
import { ContainerImage } from './container-image';
import { checkBuildArguments, checkNames, checkPlatforms, GHCR, imageOf, PUBLISHES, tagPrefix } from './image-options';
import { builderStep, buildStep, cacheOfBranch, digestOf, imageLabels, imageScanStep, MATERIALS, materialsOf } from './image-steps';
import { Platform } from './platform';
import { AnchoreSbom } from '../../catalog/actions/anchore-sbom';
import { Attest } from '../../catalog/actions/attest';
import { DockerBuildPush, DockerBuildPushInputs } from '../../catalog/actions/docker-build-push';
import { DockerLogin } from '../../catalog/actions/docker-login';
import { DownloadArtifact } from '../../catalog/actions/download-artifact';
import { checkoutStep } from '../../ci/checkout';
import { keepArtifact } from '../../ci/keep-artifact';
import { Pipeline } from '../../ci/pipeline';
import { Stage, StageOptions } from '../../ci/stage';
import { Expr } from '../../model/expr';
import { Job, JobOptions } from '../../model/job';
import { Matrix } from '../../model/matrix';
import { Access, Permissions } from '../../model/permissions';
import { Runner } from '../../model/runner';
import { Step } from '../../model/step';
import { Timeout } from '../../model/timeout';
import { Trigger } from '../../model/trigger';
import { Workflow } from '../../model/workflow';
import { ScriptAsset } from '../../script/script-asset';
import { Severity } from '../security/severity';
import { checkTested, testedJob } from '../tested-job';

/** What is built, and where it goes. */
export interface ContainerImageStageOptions extends StageOptions {
  /** Platforms, each built on a machine of its own kind. @default - linux/amd64 and linux/arm64 */
  readonly platforms?: Platform[];
  /** The Dockerfile, as seen from the root. @default 'Dockerfile' */
  readonly dockerfile?: string;
  /** Folder whose files the build sees. @default '.' */
  readonly context?: string;
  /** Stage of the Dockerfile that is built. @default - the last */
  readonly target?: string;
  /** Build arguments. Everybody who has the image can read them, so no secrets. @default - none */
  readonly buildArgs?: Record<string, string | Expr>;
  /** What follows the repository in the name of the image, such as `smoke-test`. @default - nothing */
  readonly name?: string;
  /** Registry it is pushed to. @default 'ghcr.io' */
  readonly registry?: string;
  /** User at a registry other than ghcr.io. @default - none: ghcr.io takes the job's own token */
  readonly registryUser?: string | Expr;
  /** Password or token at a registry other than ghcr.io. @default - none */
  readonly registryToken?: Expr;
  /** Least severity of a vulnerability with a fix that keeps an image from its tags. @default Severity.HIGH */
  readonly scan?: Severity;
  /** Pipeline whose gates must have passed for the commit before the image gets a tag. @default - none: an untested commit is published too */
  readonly tested?: Pipeline;
  /** Branches whose pushes publish an image. @default - those whose pushes run the pipeline */
  readonly branches?: string[];
  /** Git tags that publish a version, as GitHub's pattern; what stands before its first wildcard is left out of the version. @default 'v*' */
  readonly tags?: string;
  /** Whether builds of branches share a cache; those of Git tags never do. @default true */
  readonly cache?: boolean;
  /** Whether provenance and bills of materials are signed; private repositories need GitHub Enterprise Cloud for it. @default true */
  readonly attest?: boolean;
}

/**
 * An image for several platforms: each built on its own machine, all scanned, joined, signed, and only then tagged.
 *
 * It brings the workflow that is named after it. A pull request builds and scans and pushes nothing.
 *
 * @see https://docs.docker.com/build/ci/github-actions/multi-platform/
 */
export class ContainerImageStage extends Stage {
  private readonly ownWorkflow?: Workflow;
  private readonly options: ContainerImageStageOptions;
  private readonly branches: string[];

  /**
   * @throws when a name has capitals, a platform is there twice, a build argument is a secret, or a registry other than ghcr.io comes without user and token
   */
  public constructor(scope: IConstruct, id: string, options: ContainerImageStageOptions = {}) {
    super(scope, id, options);
    this.options = options;
    this.branches = options.branches ?? this.pipeline.pushBranches;
    checkBuildArguments(this.path, options.buildArgs ?? {});
    checkPlatforms(this.path, this.platforms);
    checkNames(this.path, this.pipeline.ci.project, options);
    if (options.tested) checkTested(this.path, options.tested, this.branches, 'publish an image');
    if (options.workflow === undefined) this.ownWorkflow = this.addOwnWorkflow();
  }

  /** The image, for the stage that deploys it. */
  public get image(): ContainerImage {
    const workflow = this.ownWorkflow ?? this.pipeline.workflow(this.workflowRole);
    return imageOf(this.pipeline.ci.project, this.options, workflow.id);
  }

  protected defaultWorkflow(): string {
    return this.slug;
  }

  protected buildJobs(): Job[] {
    const build = this.buildJob();
    const scan = this.scanJob(build);
    const publish = this.publishJob(build, scan);
    if (!this.options.tested) return [this.validateJob(), build, scan, publish];
    const tested = testedJob(this.jobId('tested'), { place: this.path, tested: this.options.tested, condition: PUBLISHES }, (id, options) => this.newJob(id, options));
    publish.addNeed(tested);
    return [this.validateJob(), build, tested, scan, publish];
  }

  /** The job that builds and scans for a pull request. It has no token that could push, and pushes nothing. */
  protected validateJob(): Job {
    const local = `${this.slug}:validate`;
    const cacheFrom = this.usesCache ? Expr.template(`type=gha,scope=${this.slug}-{architecture}`, { architecture: Expr.matrix('architecture') }) : undefined;
    const job = this.platformJob('validate', 'Validate', {
      condition: Expr.or(Expr.eq(Expr.github('event_name'), 'pull_request'), Expr.eq(Expr.github('event_name'), 'merge_group')),
    });
    job.addStep(
      checkoutStep(),
      builderStep(),
      buildStep({ ...this.buildInputs(), load: true, tags: local, cacheFrom }),
      imageScanStep(`docker:${local}`, this.severity, { id: 'scan', name: 'Scan image' }),
    );
    return job;
  }

  /** The job that builds for each platform and pushes by digest, so that nothing has a tag yet. */
  protected buildJob(): Job {
    const job = this.platformJob('build', 'Build', {
      condition: PUBLISHES,
      permissions: this.permissionsOf(Access.WRITE, 'push the image of each platform'),
    });
    const names = this.nameStep();
    const build = buildStep({
      ...this.buildInputs(),
      labels: imageLabels(names.output('version')),
      outputs: Expr.template('type=image,name={image},push-by-digest=true,name-canonical=true,push=true,oci-mediatypes=true', { image: names.output('image') }),
      ...(this.usesCache ? cacheOfBranch(this.slug) : {}),
    });
    job.addStep(checkoutStep(), names, this.loginStep(), builderStep(), build);
    for (const output of ['image', 'version', 'tags']) job.addOutput(output, names.output(output));
    // Each leg gives its own digest alone: an empty output replaces nothing.
    for (const { architecture } of this.platforms) {
      const isOwn = Expr.eq(Expr.matrix('architecture'), architecture);
      job.addOutput(digestOf(architecture), Expr.or(Expr.and(isOwn, build.output(DockerBuildPush.OUTPUT_DIGEST)), Expr.literal('')));
    }
    return job;
  }

  /** The job that lists what is in each image and looks for known vulnerabilities. It runs before anything has a tag. */
  protected scanJob(build: Job): Job {
    const job = this.newJob(this.jobId('scan'), {
      name: `Scan ${this.title}`,
      needs: [build],
      timeout: Timeout.minutes(15),
      permissions: this.permissionsOf(Access.READ),
    });
    job.addStep(checkoutStep(), this.loginStep());
    for (const [index, { architecture }] of this.platforms.entries()) {
      const image = Expr.template('registry:{image}@{digest}', { image: build.output('image'), digest: build.output(digestOf(architecture)) });
      const file = materialsOf(architecture);
      const list = AnchoreSbom.call({ image, format: 'cyclonedx-json', outputFile: file, uploadArtifact: false, uploadReleaseAssets: false });
      const artifact = { name: `${this.slug}-${MATERIALS}-${architecture}`, path: file, retentionDays: 30 };
      // What is wrong with one platform does not hide what is wrong with the next.
      const condition = index > 0 ? Expr.notCancelled() : undefined;
      job.addStep(
        Step.uses(list, { id: `list-${architecture}`, name: `List materials (${architecture})`, condition }),
        keepArtifact(artifact, { id: `keep-${architecture}`, name: `Keep list of materials (${architecture})`, condition }),
        imageScanStep(image, this.severity, { id: `scan-${architecture}`, name: `Scan image (${architecture})`, condition }),
      );
    }
    return job;
  }

  /** The job that joins the platforms, signs the result and only then gives it its tags. */
  protected publishJob(build: Job, scan: Job): Job {
    const attest = this.options.attest ?? true;
    const signing = Permissions.of({ idToken: Access.WRITE, attestations: Access.WRITE }, 'sign where the image comes from and what is in it');
    const publishing = this.permissionsOf(Access.WRITE, 'push the joined image and its tags');
    const job = this.newJob(this.jobId('publish'), {
      name: `Publish ${this.title}`,
      needs: [build, scan],
      timeout: Timeout.minutes(15),
      permissions: attest ? publishing.merge(signing) : publishing,
    });
    const image = build.output('image');
    const digests = this.platforms.map(({ name, architecture }) => [name, architecture, build.output(digestOf(architecture))] as const);
    const merge = ScriptAsset._shipped('merge-image').step({
      IMAGE: image,
      PLATFORMS: Expr.template(digests.map(([name, architecture]) => `${name}@{${architecture}}`).join(' '), Object.fromEntries(digests.map(([, architecture, digest]) => [architecture, digest]))),
      VERSION: build.output('version'),
      REVISION: Expr.github('sha'),
      SOURCE: Expr.template('{server}/{repository}', { server: Expr.github('server_url'), repository: Expr.github('repository') }),
    }, { id: 'merge', name: 'Join platforms' });
    const tag = ScriptAsset._shipped('tag-image').step({ IMAGE: image, DIGEST: merge.output('digest'), TAGS: build.output('tags') }, { id: 'tag', name: 'Tag image' });
    job.addStep(checkoutStep({ sparseCheckout: 'scripts/ci' }), this.loginStep(), merge, ...(attest ? this.attestSteps(build, merge) : []), tag);
    job.addOutput('image', image);
    job.addOutput('version', build.output('version'));
    for (const output of ['digest', 'reference']) job.addOutput(output, merge.output(output));
    return job;
  }

  /** Steps that sign: provenance of the whole, and what is in each platform. */
  protected attestSteps(build: Job, merge: Step): Step[] {
    const shared = { subjectName: build.output('image'), pushToRegistry: true, createStorageRecord: false };
    return [
      Step.uses(Attest.call({ ...shared, subjectDigest: merge.output('digest') }), { id: 'attest', name: 'Attest provenance' }),
      Step.uses(DownloadArtifact.call({ pattern: `${this.slug}-${MATERIALS}-*`, path: MATERIALS, mergeMultiple: true }), { id: 'download-materials', name: 'Download lists of materials' }),
      ...this.platforms.map(({ architecture }) => Step.uses(
        Attest.call({ ...shared, subjectDigest: build.output(digestOf(architecture)), sbomPath: `${MATERIALS}/${materialsOf(architecture)}` }),
        { id: `attest-${architecture}`, name: `Attest materials (${architecture})` },
      )),
    ];
  }

  /** Inputs of the build that pull requests and releases share. */
  protected buildInputs(): DockerBuildPushInputs {
    const { context, dockerfile, target, buildArgs } = this.options;
    const values = Object.fromEntries(Object.entries(buildArgs ?? {}).filter((pair): pair is [string, Expr] => pair[1] instanceof Expr));
    const lines = Object.entries(buildArgs ?? {}).map(([name, value]) => `${name}=${value instanceof Expr ? `{${name}}` : value}`).join('\n');
    return {
      context: context ?? '.',
      file: dockerfile ?? 'Dockerfile',
      target,
      buildArgs: Object.keys(values).length > 0 ? Expr.template(lines, values) : lines || undefined,
      platforms: Expr.matrix('platform'),
      // Statements that Buildx adds would make a list of each image; the ones that are signed come later.
      provenance: false,
      sbom: false,
    };
  }

  private platformJob(id: string, verb: string, options: JobOptions): Job {
    const legs = this.platforms.map(({ name, architecture, runner }) => ({ architecture, platform: name, runner: runner.labels[0] }));
    return this.newJob(this.jobId(id), {
      name: Expr.template(`${verb} ${this.title} ({architecture})`, { architecture: Expr.matrix('architecture') }),
      runner: Runner.expression(Expr.matrix('runner')),
      matrix: Matrix.of({}, { include: legs }),
      timeout: Timeout.minutes(45),
      ...options,
    });
  }

  private addOwnWorkflow(): Workflow {
    const role = this.workflowRole;
    return this.pipeline.addWorkflow(role, role, {
      name: this.title,
      triggers: [
        Trigger.pullRequest({ branches: this.pipeline.branches }),
        Trigger.push({ branches: this.branches, tags: [this.tagPattern] }),
        Trigger.mergeGroup(),
        Trigger.workflowDispatch(),
      ],
    });
  }

  private nameStep(): Step {
    return ScriptAsset._shipped('image-name').step({
      IMAGE: this.image.reference,
      REF_TYPE: Expr.github('ref_type'),
      REF_NAME: Expr.github('ref_name'),
      REVISION: Expr.github('sha'),
      ...(tagPrefix(this.tagPattern) === 'v' ? {} : { TAG_PREFIX: tagPrefix(this.tagPattern) }),
    }, { id: 'name', name: 'Name image' });
  }

  private loginStep(): Step {
    const { registry, registryUser, registryToken } = this.options;
    const login = DockerLogin.call({ registry: registry ?? GHCR, username: registryUser ?? Expr.github('actor'), password: registryToken ?? Expr.token() });
    // Pull requests do not get this far; said again, because forks have no secrets.
    return Step.uses(login, { id: 'login', name: 'Sign in to registry', condition: registryToken ? Expr.notFromFork() : undefined });
  }

  private permissionsOf(access: Access, reason?: string): Permissions {
    if ((this.options.registry ?? GHCR) !== GHCR) return Permissions.readContents();
    return Permissions.readContents().merge(Permissions.of({ packages: access }, reason));
  }

  private jobId(id: string): string {
    return this.options.workflow === undefined ? id : `${this.slug}-${id}`;
  }

  private get title(): string {
    return this.slug.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ');
  }

  private get platforms(): Platform[] {
    return this.options.platforms ?? [Platform.AMD64, Platform.ARM64];
  }

  private get tagPattern(): string {
    return this.options.tags ?? 'v*';
  }

  private get severity(): Severity {
    return this.options.scan ?? Severity.HIGH;
  }

  private get usesCache(): boolean {
    return this.options.cache ?? true;
  }
}
