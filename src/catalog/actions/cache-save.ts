// Generated from resources/actions.json and resources/action-bindings.json by projenrc/generate-constants.ts.
import { ActionCall } from '../../model/action-call';
import { Expr } from '../../model/expr';
import { bindingCall } from '../binding-call';

/** Inputs of actions/cache/save v5.0.5. */
export interface CacheSaveInputs {
  /** Files, folders or patterns, one a line. */
  readonly path: string | Expr;
  /** Key of the cache. */
  readonly key: string | Expr;
  /** Bytes uploaded at once. @default - not set */
  readonly uploadChunkSize?: string | number | Expr;
  /** Whether other operating systems may restore it. @default false */
  readonly enableCrossOsArchive?: boolean | Expr;
}

/**
 * Saves a cache at this point of the job.
 *
 * Described by actions/cache/save v5.0.5.
 *
 * @see https://github.com/actions/cache/tree/27d5ce7f107fe9357f9df03efb73ab90386fccae/save
 */
export class CacheSave {
  /** Name of the action. */
  public static readonly ACTION = 'actions/cache/save';

  /** A call of the action, for `Step.uses`. */
  public static call(inputs: CacheSaveInputs): ActionCall {
    return bindingCall(CacheSave.ACTION, {
      'path': inputs.path,
      'key': inputs.key,
      'upload-chunk-size': inputs.uploadChunkSize,
      'enableCrossOsArchive': inputs.enableCrossOsArchive,
    });
  }

  private constructor() {}
}
