// Generated from resources/actions.json and resources/action-bindings.json by projenrc/generate-constants.ts.
import { ActionCall } from '../../model/action-call';
import { Expr } from '../../model/expr';
import { bindingCall } from '../binding-call';

/** Inputs of oven-sh/setup-bun v2.2.0. */
export interface SetupBunInputs {
  /** Version of Bun. @default - not set */
  readonly bunVersion?: string | Expr;
  /** File that names the version. @default - not set */
  readonly bunVersionFile?: string | Expr;
  /** Address to download Bun from. @default - not set */
  readonly bunDownloadUrl?: string | Expr;
  /** Package registries, one a line. @default - not set */
  readonly registries?: string | Expr;
  /**
   * Package registry.
   *
   * @default - not set
   * @deprecated Use `registries`.
   */
  readonly registryUrl?: string | Expr;
  /**
   * Scope that the registry serves.
   *
   * @default - not set
   * @deprecated Use `registries`.
   */
  readonly scope?: string | Expr;
  /** Whether Bun is downloaded anew each time. @default false */
  readonly noCache?: boolean | Expr;
  /** Token that finds the version. @default - ${{ github.server_url == 'https://github.com' && github.token || '' }} */
  readonly token?: string | Expr;
}

/**
 * Puts Bun on the path. Give a version or a version file: the newest is taken otherwise.
 *
 * Described by oven-sh/setup-bun v2.2.0.
 *
 * @see https://github.com/oven-sh/setup-bun/tree/0c5077e51419868618aeaa5fe8019c62421857d6
 */
export class SetupBun {
  /** Name of the action. */
  public static readonly ACTION = 'oven-sh/setup-bun';
  /** Output, for `step.output()`: Version that was installed. */
  public static readonly OUTPUT_BUN_VERSION = 'bun-version';
  /** Output, for `step.output()`: Revision that was installed. */
  public static readonly OUTPUT_BUN_REVISION = 'bun-revision';
  /** Output, for `step.output()`: The program. */
  public static readonly OUTPUT_BUN_PATH = 'bun-path';
  /** Output, for `step.output()`: Address it came from. */
  public static readonly OUTPUT_BUN_DOWNLOAD_URL = 'bun-download-url';
  /** Output, for `step.output()`: Whether the cache held it. */
  public static readonly OUTPUT_CACHE_HIT = 'cache-hit';

  /** A call of the action, for `Step.uses`. */
  public static call(inputs: SetupBunInputs = {}): ActionCall {
    return bindingCall(SetupBun.ACTION, {
      'bun-version': inputs.bunVersion,
      'bun-version-file': inputs.bunVersionFile,
      'bun-download-url': inputs.bunDownloadUrl,
      'registries': inputs.registries,
      'registry-url': inputs.registryUrl,
      'scope': inputs.scope,
      'no-cache': inputs.noCache,
      'token': inputs.token,
    });
  }

  private constructor() {}
}
