// Generated from resources/actions.json and resources/action-bindings.json by projenrc/generate-constants.ts.
import { ActionCall } from '../../model/action-call';
import { Expr } from '../../model/expr';
import { bindingCall } from '../binding-call';

/** Inputs of docker/setup-buildx-action v4.3.0. */
export interface DockerSetupBuildxInputs {
  /** Version of Buildx. @default - not set */
  readonly version?: string | Expr;
  /** Driver of the builder. @default 'docker-container' */
  readonly driver?: string | Expr;
  /** Options of the driver, one a line. @default - not set */
  readonly driverOpts?: string | Expr;
  /** Flags of the BuildKit daemon. @default - not set */
  readonly buildkitdFlags?: string | Expr;
  /** Configuration file of the BuildKit daemon. @default - not set */
  readonly buildkitdConfig?: string | Expr;
  /** Configuration of the BuildKit daemon, as text. @default - not set */
  readonly buildkitdConfigInline?: string | Expr;
  /** Whether the builder becomes the current one. @default true */
  readonly use?: boolean | Expr;
  /** Name of the builder. @default - not set */
  readonly name?: string | Expr;
  /** Address or context of the builder. @default - not set */
  readonly endpoint?: string | Expr;
  /** Platforms of the builder, with commas between. @default - not set */
  readonly platforms?: string | Expr;
  /** Further nodes, as YAML. @default - not set */
  readonly append?: string | Expr;
  /** Whether the builder's state outlives the job. @default false */
  readonly keepState?: boolean | Expr;
  /** Whether the Buildx program is cached. @default true */
  readonly cacheBinary?: boolean | Expr;
  /** Whether the builder is removed after the job. @default true */
  readonly cleanup?: boolean | Expr;
}

/**
 * Prepares a builder for images.
 *
 * Described by docker/setup-buildx-action v4.3.0.
 *
 * @see https://github.com/docker/setup-buildx-action/tree/37fe631027851001ddb9b187196cc803df7f5f0e
 */
export class DockerSetupBuildx {
  /** Name of the action. */
  public static readonly ACTION = 'docker/setup-buildx-action';
  /** Output, for `step.output()`: Name of the builder. */
  public static readonly OUTPUT_NAME = 'name';
  /** Output, for `step.output()`: Driver of the builder. */
  public static readonly OUTPUT_DRIVER = 'driver';
  /** Output, for `step.output()`: Platforms it builds for. */
  public static readonly OUTPUT_PLATFORMS = 'platforms';
  /** Output, for `step.output()`: Its nodes, as JSON. */
  public static readonly OUTPUT_NODES = 'nodes';
  /** Output, for `step.output()`: Address of the first node. */
  public static readonly OUTPUT_ENDPOINT = 'endpoint';
  /** Output, for `step.output()`: State of the first node. */
  public static readonly OUTPUT_STATUS = 'status';
  /** Output, for `step.output()`: Flags of the first node. */
  public static readonly OUTPUT_FLAGS = 'flags';

  /** A call of the action, for `Step.uses`. */
  public static call(inputs: DockerSetupBuildxInputs = {}): ActionCall {
    return bindingCall(DockerSetupBuildx.ACTION, {
      'version': inputs.version,
      'driver': inputs.driver,
      'driver-opts': inputs.driverOpts,
      'buildkitd-flags': inputs.buildkitdFlags,
      'buildkitd-config': inputs.buildkitdConfig,
      'buildkitd-config-inline': inputs.buildkitdConfigInline,
      'use': inputs.use,
      'name': inputs.name,
      'endpoint': inputs.endpoint,
      'platforms': inputs.platforms,
      'append': inputs.append,
      'keep-state': inputs.keepState,
      'cache-binary': inputs.cacheBinary,
      'cleanup': inputs.cleanup,
    });
  }

  private constructor() {}
}
