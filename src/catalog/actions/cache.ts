// Generated from resources/actions.json and resources/action-bindings.json by projenrc/generate-constants.ts.
import { ActionCall } from '../../model/action-call';
import { Expr } from '../../model/expr';
import { bindingCall } from '../binding-call';

/** Inputs of actions/cache v5.0.5. */
export interface CacheInputs {
  /** Files, folders or patterns, one a line. */
  readonly path: string | Expr;
  /** Key of the cache. */
  readonly key: string | Expr;
  /** Beginnings of keys to fall back to, one a line. @default - not set */
  readonly restoreKeys?: string | Expr;
  /** Bytes uploaded at once. @default - not set */
  readonly uploadChunkSize?: string | number | Expr;
  /** Whether other operating systems may restore a cache of Windows and the reverse. @default false */
  readonly enableCrossOsArchive?: boolean | Expr;
  /** Whether the job fails when nothing matches. @default false */
  readonly failOnCacheMiss?: boolean | Expr;
  /** Whether the cache is looked for but not downloaded. @default false */
  readonly lookupOnly?: boolean | Expr;
  /**
   * Whether the cache is saved after a failure as well.
   *
   * @default false
   * @deprecated Use `CacheSave` in a step of its own.
   */
  readonly saveAlways?: boolean | Expr;
}

/**
 * Restores a cache now and saves it when the job succeeds.
 *
 * Described by actions/cache v5.0.5.
 *
 * @see https://github.com/actions/cache/tree/27d5ce7f107fe9357f9df03efb73ab90386fccae
 */
export class Cache {
  /** Name of the action. */
  public static readonly ACTION = 'actions/cache';
  /** Output, for `step.output()`: Whether the key matched exactly. */
  public static readonly OUTPUT_CACHE_HIT = 'cache-hit';

  /** A call of the action, for `Step.uses`. */
  public static call(inputs: CacheInputs): ActionCall {
    return bindingCall(Cache.ACTION, {
      'path': inputs.path,
      'key': inputs.key,
      'restore-keys': inputs.restoreKeys,
      'upload-chunk-size': inputs.uploadChunkSize,
      'enableCrossOsArchive': inputs.enableCrossOsArchive,
      'fail-on-cache-miss': inputs.failOnCacheMiss,
      'lookup-only': inputs.lookupOnly,
      'save-always': inputs.saveAlways,
    });
  }

  private constructor() {}
}
