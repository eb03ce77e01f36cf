// Generated from resources/actions.json and resources/action-bindings.json by projenrc/generate-constants.ts.
import { ActionCall } from '../../model/action-call';
import { Expr } from '../../model/expr';
import { bindingCall } from '../binding-call';

/** Inputs of github/codeql-action/upload-sarif v4.36.2. */
export interface UploadSarifInputs {
  /** File or folder with the findings. @default '../results' */
  readonly sarifFile?: string | Expr;
  /** Folder of the checkout. @default - ${{ github.workspace }} */
  readonly checkoutPath?: string | Expr;
  /** Ref the findings belong to. @default - not set */
  readonly ref?: string | Expr;
  /** Commit the findings belong to. @default - not set */
  readonly sha?: string | Expr;
  /** Token that uploads the findings. @default - ${{ github.token }} */
  readonly token?: string | Expr;
  /** The job's matrix, as JSON; not meant to be set. @default - ${{ toJson(matrix) }} */
  readonly matrix?: string | Expr;
  /** Category that keeps scanners of one commit apart. @default - not set */
  readonly category?: string | Expr;
  /** Whether it waits until GitHub has read the findings. @default true */
  readonly waitForProcessing?: boolean | Expr;
}

/**
 * Uploads findings of any scanner to code scanning.
 *
 * Described by github/codeql-action/upload-sarif v4.36.2.
 *
 * @see https://github.com/github/codeql-action/tree/8aad20d150bbac5944a9f9d289da16a4b0d87c1e/upload-sarif
 */
export class UploadSarif {
  /** Name of the action. */
  public static readonly ACTION = 'github/codeql-action/upload-sarif';
  /** Output, for `step.output()`: Number of the upload. */
  public static readonly OUTPUT_SARIF_ID = 'sarif-id';
  /** Output, for `step.output()`: Numbers of the uploads by kind, as JSON. */
  public static readonly OUTPUT_SARIF_IDS = 'sarif-ids';

  /** A call of the action, for `Step.uses`. */
  public static call(inputs: UploadSarifInputs = {}): ActionCall {
    return bindingCall(UploadSarif.ACTION, {
      'sarif_file': inputs.sarifFile,
      'checkout_path': inputs.checkoutPath,
      'ref': inputs.ref,
      'sha': inputs.sha,
      'token': inputs.token,
      'matrix': inputs.matrix,
      'category': inputs.category,
      'wait-for-processing': inputs.waitForProcessing,
    });
  }

  private constructor() {}
}
