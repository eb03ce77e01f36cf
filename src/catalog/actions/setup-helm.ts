// Generated from resources/actions.json and resources/action-bindings.json by projenrc/generate-constants.ts.
import { ActionCall } from '../../model/action-call';
import { Expr } from '../../model/expr';
import { bindingCall } from '../binding-call';

/** Inputs of Azure/setup-helm v5.0.1. */
export interface SetupHelmInputs {
  /** Version as `v4.3.1`. Without one the newest is taken. */
  readonly version: string | Expr;
  /**
   * Token; no longer used.
   *
   * @default - ${{ github.token }}
   * @deprecated Leave it out; the newest version is asked for elsewhere.
   */
  readonly token?: string | Expr;
  /** Address that it is downloaded from. @default 'https://get.helm.sh' */
  readonly downloadBaseURL?: string | Expr;
}

/**
 * Puts one version of Helm first on the path.
 *
 * Described by Azure/setup-helm v5.0.1.
 *
 * @see https://github.com/Azure/setup-helm/tree/9bc31f4ebc9c6b171d7bfbaa5d006ae7abdb4310
 */
export class SetupHelm {
  /** Name of the action. */
  public static readonly ACTION = 'Azure/setup-helm';
  /** Output, for `step.output()`: Path of the program. */
  public static readonly OUTPUT_HELM_PATH = 'helm-path';

  /** A call of the action, for `Step.uses`. */
  public static call(inputs: SetupHelmInputs): ActionCall {
    return bindingCall(SetupHelm.ACTION, {
      version: inputs.version,
      token: inputs.token,
      downloadBaseURL: inputs.downloadBaseURL,
    });
  }

  private constructor() {}
}
