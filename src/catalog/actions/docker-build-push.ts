// Generated from resources/actions.json and resources/action-bindings.json by projenrc/generate-constants.ts.
import { ActionCall } from '../../model/action-call';
import { Expr } from '../../model/expr';
import { bindingCall } from '../binding-call';

/** Inputs of docker/build-push-action v7.3.0. */
export interface DockerBuildPushInputs {
  /** Hosts known during the build, one a line. @default - not set */
  readonly addHosts?: string | Expr;
  /** Extra rights of the build, one a line. @default - not set */
  readonly allow?: string | Expr;
  /** Annotations, one a line. @default - not set */
  readonly annotations?: string | Expr;
  /** Attestations, one a line. @default - not set */
  readonly attests?: string | Expr;
  /** Build arguments as `NAME=value`, one a line. Not for secrets. @default - not set */
  readonly buildArgs?: string | Expr;
  /** Further contexts as `name=path`, one a line. @default - not set */
  readonly buildContexts?: string | Expr;
  /** The builder. @default - not set */
  readonly builder?: string | Expr;
  /** Where caches are read, one a line. @default - not set */
  readonly cacheFrom?: string | Expr;
  /** Where caches are written, one a line. @default - not set */
  readonly cacheTo?: string | Expr;
  /** What is done instead of building, such as check. @default - not set */
  readonly call?: string | Expr;
  /** Parent control group. @default - not set */
  readonly cgroupParent?: string | Expr;
  /** Build context: a folder or an address. @default - not set */
  readonly context?: string | Expr;
  /** The Dockerfile. @default - not set */
  readonly file?: string | Expr;
  /** Labels, one a line. @default - not set */
  readonly labels?: string | Expr;
  /** Whether the local Docker receives the image. @default false */
  readonly load?: boolean | Expr;
  /** Network of the build's commands. @default - not set */
  readonly network?: string | Expr;
  /** Whether no cache is used. @default false */
  readonly noCache?: boolean | Expr;
  /** Stages that use no cache. @default - not set */
  readonly noCacheFilters?: string | Expr;
  /** Where the result goes, one a line. @default - not set */
  readonly outputs?: string | Expr;
  /** Platforms to build for, with commas between. @default - not set */
  readonly platforms?: string | Expr;
  /** Whether provenance is attached, or its mode. @default - not set */
  readonly provenance?: string | boolean | Expr;
  /** Whether base images are always pulled. @default false */
  readonly pull?: boolean | Expr;
  /** Whether the image is pushed. @default false */
  readonly push?: boolean | Expr;
  /** Whether a bill of materials is attached, or its generator. @default - not set */
  readonly sbom?: string | boolean | Expr;
  /** Secrets as `name=value`, one a line. @default - not set */
  readonly secrets?: string | Expr;
  /** Secrets as `name=VARIABLE`, one a line. @default - not set */
  readonly secretEnvs?: string | Expr;
  /** Secrets as `name=file`, one a line. @default - not set */
  readonly secretFiles?: string | Expr;
  /** Size of shared memory. @default - not set */
  readonly shmSize?: string | Expr;
  /** SSH agents or keys the build may use, one a line. @default - not set */
  readonly ssh?: string | Expr;
  /** Tags, one a line. @default - not set */
  readonly tags?: string | Expr;
  /** Stage to build. @default - not set */
  readonly target?: string | Expr;
  /** Limits, one a line. @default - not set */
  readonly ulimit?: string | Expr;
  /** Token that reads a private git context. @default - ${{ github.token }} */
  readonly githubToken?: string | Expr;
}

/**
 * Builds an image and pushes it.
 *
 * Described by docker/build-push-action v7.3.0.
 *
 * @see https://github.com/docker/build-push-action/tree/53b7df96c91f9c12dcc8a07bcb9ccacbed38856a
 */
export class DockerBuildPush {
  /** Name of the action. */
  public static readonly ACTION = 'docker/build-push-action';
  /** Output, for `step.output()`: Id of the image. */
  public static readonly OUTPUT_IMAGEID = 'imageid';
  /** Output, for `step.output()`: Digest of the image. */
  public static readonly OUTPUT_DIGEST = 'digest';
  /** Output, for `step.output()`: Facts of the build, as JSON. */
  public static readonly OUTPUT_METADATA = 'metadata';

  /** A call of the action, for `Step.uses`. */
  public static call(inputs: DockerBuildPushInputs = {}): ActionCall {
    return bindingCall(DockerBuildPush.ACTION, {
      'add-hosts': inputs.addHosts,
      'allow': inputs.allow,
      'annotations': inputs.annotations,
      'attests': inputs.attests,
      'build-args': inputs.buildArgs,
      'build-contexts': inputs.buildContexts,
      'builder': inputs.builder,
      'cache-from': inputs.cacheFrom,
      'cache-to': inputs.cacheTo,
      'call': inputs.call,
      'cgroup-parent': inputs.cgroupParent,
      'context': inputs.context,
      'file': inputs.file,
      'labels': inputs.labels,
      'load': inputs.load,
      'network': inputs.network,
      'no-cache': inputs.noCache,
      'no-cache-filters': inputs.noCacheFilters,
      'outputs': inputs.outputs,
      'platforms': inputs.platforms,
      'provenance': inputs.provenance,
      'pull': inputs.pull,
      'push': inputs.push,
      'sbom': inputs.sbom,
      'secrets': inputs.secrets,
      'secret-envs': inputs.secretEnvs,
      'secret-files': inputs.secretFiles,
      'shm-size': inputs.shmSize,
      'ssh': inputs.ssh,
      'tags': inputs.tags,
      'target': inputs.target,
      'ulimit': inputs.ulimit,
      'github-token': inputs.githubToken,
    });
  }

  private constructor() {}
}
