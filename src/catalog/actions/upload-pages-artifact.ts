// Generated from resources/actions.json and resources/action-bindings.json by projenrc/generate-constants.ts.
import { ActionCall } from '../../model/action-call';
import { Expr } from '../../model/expr';
import { bindingCall } from '../binding-call';

/** Inputs of actions/upload-pages-artifact v5.0.0. */
export interface UploadPagesArtifactInputs {
  /** Name of the artifact. @default 'github-pages' */
  readonly name?: string | Expr;
  /** Folder with the site. @default '_site/' */
  readonly path?: string | Expr;
  /** Days the artifact is kept. @default 1 */
  readonly retentionDays?: string | number | Expr;
  /** Whether files whose name starts with a dot are kept. @default false */
  readonly includeHiddenFiles?: boolean | Expr;
}

/**
 * Keeps a folder as the artifact that Pages deploys.
 *
 * Described by actions/upload-pages-artifact v5.0.0.
 *
 * @see https://github.com/actions/upload-pages-artifact/tree/fc324d3547104276b827a68afc52ff2a11cc49c9
 */
export class UploadPagesArtifact {
  /** Name of the action. */
  public static readonly ACTION = 'actions/upload-pages-artifact';
  /** Output, for `step.output()`: Number of the artifact. */
  public static readonly OUTPUT_ARTIFACT_ID = 'artifact_id';

  /** A call of the action, for `Step.uses`. */
  public static call(inputs: UploadPagesArtifactInputs = {}): ActionCall {
    return bindingCall(UploadPagesArtifact.ACTION, {
      'name': inputs.name,
      'path': inputs.path,
      'retention-days': inputs.retentionDays,
      'include-hidden-files': inputs.includeHiddenFiles,
    });
  }

  private constructor() {}
}
