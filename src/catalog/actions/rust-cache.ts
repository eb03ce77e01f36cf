// Generated from resources/actions.json and resources/action-bindings.json by projenrc/generate-constants.ts.
import { ActionCall } from '../../model/action-call';
import { Expr } from '../../model/expr';
import { bindingCall } from '../binding-call';

/** Inputs of Swatinem/rust-cache v2.9.2. */
export interface RustCacheInputs {
  /** Beginning of the key; change it to start afresh. @default 'v0-rust' */
  readonly prefixKey?: string | Expr;
  /** Key that jobs share, in place of the job's own. @default - not set */
  readonly sharedKey?: string | Expr;
  /** Text added to the job's own key. @default - not set */
  readonly key?: string | Expr;
  /** Whether the job's id is part of the key. @default true */
  readonly addJobIdKey?: boolean | Expr;
  /** Whether compiler, lock files and environment are part of the key. @default true */
  readonly addRustEnvironmentHashKey?: boolean | Expr;
  /** Further variables that are part of the key. @default - not set */
  readonly envVars?: string | Expr;
  /** Workspaces and their target folders, as `folder -> target`, one a line. @default - not set */
  readonly workspaces?: string | Expr;
  /** Further folders to cache. @default - not set */
  readonly cacheDirectories?: string | Expr;
  /** Whether target folders are cached. @default true */
  readonly cacheTargets?: boolean | Expr;
  /** Whether the cache is saved after a failure. @default - not set */
  readonly cacheOnFailure?: boolean | Expr;
  /** Whether crates that are not dependencies stay in the cache. @default false */
  readonly cacheAllCrates?: boolean | Expr;
  /** Whether the workspace's own crates stay in the cache. @default false */
  readonly cacheWorkspaceCrates?: boolean | Expr;
  /** Whether the cache is saved. @default true */
  readonly saveIf?: boolean | Expr;
  /** Where it is kept: github, buildjet or warpbuild. @default 'github' */
  readonly cacheProvider?: string | Expr;
  /** Whether installed programs are cached. @default true */
  readonly cacheBin?: boolean | Expr;
  /** Whether the cache is looked for but not downloaded. @default false */
  readonly lookupOnly?: boolean | Expr;
  /** Command that wraps each call of Cargo; `{0}` stands for the call. @default '{0}' */
  readonly cmdFormat?: string | Expr;
}

/**
 * Caches Cargo's registry and the built dependencies.
 *
 * Described by Swatinem/rust-cache v2.9.2.
 *
 * @see https://github.com/Swatinem/rust-cache/tree/6323deb102c322ba6fcbdcafc7e3dddab59af2b6
 */
export class RustCache {
  /** Name of the action. */
  public static readonly ACTION = 'Swatinem/rust-cache';
  /** Output, for `step.output()`: Whether the key matched exactly. */
  public static readonly OUTPUT_CACHE_HIT = 'cache-hit';

  /** A call of the action, for `Step.uses`. */
  public static call(inputs: RustCacheInputs = {}): ActionCall {
    return bindingCall(RustCache.ACTION, {
      'prefix-key': inputs.prefixKey,
      'shared-key': inputs.sharedKey,
      'key': inputs.key,
      'add-job-id-key': inputs.addJobIdKey,
      'add-rust-environment-hash-key': inputs.addRustEnvironmentHashKey,
      'env-vars': inputs.envVars,
      'workspaces': inputs.workspaces,
      'cache-directories': inputs.cacheDirectories,
      'cache-targets': inputs.cacheTargets,
      'cache-on-failure': inputs.cacheOnFailure,
      'cache-all-crates': inputs.cacheAllCrates,
      'cache-workspace-crates': inputs.cacheWorkspaceCrates,
      'save-if': inputs.saveIf,
      'cache-provider': inputs.cacheProvider,
      'cache-bin': inputs.cacheBin,
      'lookup-only': inputs.lookupOnly,
      'cmd-format': inputs.cmdFormat,
    });
  }

  private constructor() {}
}
