// Generated from resources/actions.json and resources/action-bindings.json by projenrc/generate-constants.ts.
import { ActionCall } from '../../model/action-call';
import { Expr } from '../../model/expr';
import { bindingCall } from '../binding-call';

/** Inputs of Azure/setup-kubectl v5.1.0. */
export interface SetupKubectlInputs {
  /** Version as `v1.36.6`. Without one the newest is taken. */
  readonly version: string | Expr;
}

/**
 * Puts one version of kubectl first on the path.
 *
 * Described by Azure/setup-kubectl v5.1.0.
 *
 * @see https://github.com/Azure/setup-kubectl/tree/829323503d1be3d00ca8346e5391ca0b07a9ab0d
 */
export class SetupKubectl {
  /** Name of the action. */
  public static readonly ACTION = 'Azure/setup-kubectl';
  /** Output, for `step.output()`: Path of the program. */
  public static readonly OUTPUT_KUBECTL_PATH = 'kubectl-path';

  /** A call of the action, for `Step.uses`. */
  public static call(inputs: SetupKubectlInputs): ActionCall {
    return bindingCall(SetupKubectl.ACTION, {
      version: inputs.version,
    });
  }

  private constructor() {}
}
