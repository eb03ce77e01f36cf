// Generated from resources/actions.json and resources/action-bindings.json by projenrc/generate-constants.ts.
import { ActionCall } from '../../model/action-call';
import { Expr } from '../../model/expr';
import { bindingCall } from '../binding-call';

/** Inputs of taiki-e/install-action v2.86.5. */
export interface InstallActionInputs {
  /** Programs as `name@version`, with commas between. Without a version the newest is taken. */
  readonly tool: string | Expr;
  /** Whether checksums are verified. @default true */
  readonly checksum?: boolean | Expr;
  /** What is used for a program it does not know: cargo-binstall, cargo-install or none. @default 'cargo-binstall' */
  readonly fallback?: string | Expr;
}

/**
 * Installs prebuilt development programs.
 *
 * Described by taiki-e/install-action v2.86.5.
 *
 * @see https://github.com/taiki-e/install-action/tree/ba47c86ac325773530516bb756137ac718732518
 */
export class InstallAction {
  /** Name of the action. */
  public static readonly ACTION = 'taiki-e/install-action';

  /** A call of the action, for `Step.uses`. */
  public static call(inputs: InstallActionInputs): ActionCall {
    return bindingCall(InstallAction.ACTION, {
      tool: inputs.tool,
      checksum: inputs.checksum,
      fallback: inputs.fallback,
    });
  }

  private constructor() {}
}
