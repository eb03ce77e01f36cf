// Generated from resources/actions.json and resources/action-bindings.json by projenrc/generate-constants.ts.
import { ActionCall } from '../../model/action-call';
import { Expr } from '../../model/expr';
import { bindingCall } from '../binding-call';

/** Inputs of actions/setup-node v7.0.0. */
export interface SetupNodeInputs {
  /** Version, or a range of versions. @default - not set */
  readonly nodeVersion?: string | number | Expr;
  /** File that names the version, such as `.nvmrc` or `package.json`. @default - not set */
  readonly nodeVersionFile?: string | Expr;
  /** Processor, such as `x64`. @default - not set */
  readonly architecture?: string | Expr;
  /** Whether a newer version that fits the range is looked for online. @default false */
  readonly checkLatest?: boolean | Expr;
  /** Package registry written to `.npmrc`. @default - not set */
  readonly registryUrl?: string | Expr;
  /** Scope that the registry serves. @default - not set */
  readonly scope?: string | Expr;
  /** Token that downloads Node.js. @default - ${{ github.server_url == 'https://github.com' && github.token || '' }} */
  readonly token?: string | Expr;
  /** Package manager whose downloads are cached: npm, yarn or pnpm. @default - not set */
  readonly cache?: string | Expr;
  /** Whether the cache is on by itself when package.json names npm. Set to false where releases are made. @default true */
  readonly packageManagerCache?: boolean | Expr;
  /** Lock files that key the cache. @default - not set */
  readonly cacheDependencyPath?: string | Expr;
  /** Mirror that serves Node.js. @default - not set */
  readonly mirror?: string | Expr;
  /** Token for the mirror. @default - not set */
  readonly mirrorToken?: string | Expr;
}

/**
 * Puts Node.js on the path.
 *
 * Described by actions/setup-node v7.0.0.
 *
 * @see https://github.com/actions/setup-node/tree/820762786026740c76f36085b0efc47a31fe5020
 */
export class SetupNode {
  /** Name of the action. */
  public static readonly ACTION = 'actions/setup-node';
  /** Output, for `step.output()`: Whether the cache matched exactly. */
  public static readonly OUTPUT_CACHE_HIT = 'cache-hit';
  /** Output, for `step.output()`: Key under which the cache was looked for. */
  public static readonly OUTPUT_CACHE_PRIMARY_KEY = 'cache-primary-key';
  /** Output, for `step.output()`: Key of the cache that was restored. */
  public static readonly OUTPUT_CACHE_MATCHED_KEY = 'cache-matched-key';
  /** Output, for `step.output()`: Version that was installed. */
  public static readonly OUTPUT_NODE_VERSION = 'node-version';

  /** A call of the action, for `Step.uses`. */
  public static call(inputs: SetupNodeInputs = {}): ActionCall {
    return bindingCall(SetupNode.ACTION, {
      'node-version': inputs.nodeVersion,
      'node-version-file': inputs.nodeVersionFile,
      'architecture': inputs.architecture,
      'check-latest': inputs.checkLatest,
      'registry-url': inputs.registryUrl,
      'scope': inputs.scope,
      'token': inputs.token,
      'cache': inputs.cache,
      'package-manager-cache': inputs.packageManagerCache,
      'cache-dependency-path': inputs.cacheDependencyPath,
      'mirror': inputs.mirror,
      'mirror-token': inputs.mirrorToken,
    });
  }

  private constructor() {}
}
