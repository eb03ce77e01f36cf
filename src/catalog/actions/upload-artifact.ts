// Generated from resources/actions.json and resources/action-bindings.json by projenrc/generate-constants.ts.
import { ActionCall } from '../../model/action-call';
import { Expr } from '../../model/expr';
import { bindingCall } from '../binding-call';

/** Inputs of actions/upload-artifact v7.0.0. */
export interface UploadArtifactInputs {
  /** Name of the artifact. @default 'artifact' */
  readonly name?: string | Expr;
  /** Files, folders or patterns, one a line. */
  readonly path: string | Expr;
  /** What happens when nothing matches: warn, error or ignore. @default 'warn' */
  readonly ifNoFilesFound?: string | Expr;
  /** Days the artifact is kept. @default - not set */
  readonly retentionDays?: string | number | Expr;
  /** From 0 (none) to 9 (smallest). @default 6 */
  readonly compressionLevel?: string | number | Expr;
  /** Whether an artifact of this name is replaced. @default false */
  readonly overwrite?: boolean | Expr;
  /** Whether files whose name starts with a dot are kept. @default false */
  readonly includeHiddenFiles?: boolean | Expr;
  /** Whether the files are put into a zip archive. @default true */
  readonly archive?: boolean | Expr;
}

/**
 * Keeps files of the job as an artifact of the run.
 *
 * Described by actions/upload-artifact v7.0.0.
 *
 * @see https://github.com/actions/upload-artifact/tree/bbbca2ddaa5d8feaa63e36b76fdaad77386f024f
 */
export class UploadArtifact {
  /** Name of the action. */
  public static readonly ACTION = 'actions/upload-artifact';
  /** Output, for `step.output()`: Number of the artifact. */
  public static readonly OUTPUT_ARTIFACT_ID = 'artifact-id';
  /** Output, for `step.output()`: Address to download it from. */
  public static readonly OUTPUT_ARTIFACT_URL = 'artifact-url';
  /** Output, for `step.output()`: SHA-256 of the artifact. */
  public static readonly OUTPUT_ARTIFACT_DIGEST = 'artifact-digest';

  /** A call of the action, for `Step.uses`. */
  public static call(inputs: UploadArtifactInputs): ActionCall {
    return bindingCall(UploadArtifact.ACTION, {
      'name': inputs.name,
      'path': inputs.path,
      'if-no-files-found': inputs.ifNoFilesFound,
      'retention-days': inputs.retentionDays,
      'compression-level': inputs.compressionLevel,
      'overwrite': inputs.overwrite,
      'include-hidden-files': inputs.includeHiddenFiles,
      'archive': inputs.archive,
    });
  }

  private constructor() {}
}
