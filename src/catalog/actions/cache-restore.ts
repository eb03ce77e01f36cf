// Generated from resources/actions.json and resources/action-bindings.json by projenrc/generate-constants.ts.
import { ActionCall } from '../../model/action-call';
import { Expr } from '../../model/expr';
import { bindingCall } from '../binding-call';

/** Inputs of actions/cache/restore v5.0.5. */
export interface CacheRestoreInputs {
  /** Files, folders or patterns, one a line, as they were saved. */
  readonly path: string | Expr;
  /** Key of the cache. */
  readonly key: string | Expr;
  /** Beginnings of keys to fall back to, one a line. @default - not set */
  readonly restoreKeys?: string | Expr;
  /** Whether a cache of another operating system may be restored. @default false */
  readonly enableCrossOsArchive?: boolean | Expr;
  /** Whether the job fails when nothing matches. @default false */
  readonly failOnCacheMiss?: boolean | Expr;
  /** Whether the cache is looked for but not downloaded. @default false */
  readonly lookupOnly?: boolean | Expr;
}

/**
 * Restores a cache and never saves it.
 *
 * Described by actions/cache/restore v5.0.5.
 *
 * @see https://github.com/actions/cache/tree/27d5ce7f107fe9357f9df03efb73ab90386fccae/restore
 */
export class CacheRestore {
  /** Name of the action. */
  public static readonly ACTION = 'actions/cache/restore';
  /** Output, for `step.output()`: Whether the key matched exactly. */
  public static readonly OUTPUT_CACHE_HIT = 'cache-hit';
  /** Output, for `step.output()`: Key under which the cache was looked for. */
  public static readonly OUTPUT_CACHE_PRIMARY_KEY = 'cache-primary-key';
  /** Output, for `step.output()`: Key of the cache that was restored. */
  public static readonly OUTPUT_CACHE_MATCHED_KEY = 'cache-matched-key';

  /** A call of the action, for `Step.uses`. */
  public static call(inputs: CacheRestoreInputs): ActionCall {
    return bindingCall(CacheRestore.ACTION, {
      'path': inputs.path,
      'key': inputs.key,
      'restore-keys': inputs.restoreKeys,
      'enableCrossOsArchive': inputs.enableCrossOsArchive,
      'fail-on-cache-miss': inputs.failOnCacheMiss,
      'lookup-only': inputs.lookupOnly,
    });
  }

  private constructor() {}
}
