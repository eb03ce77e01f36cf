// Generated from resources/actions.json and resources/action-bindings.json by projenrc/generate-constants.ts.
import { ActionCall } from '../../model/action-call';
import { Expr } from '../../model/expr';
import { bindingCall } from '../binding-call';

/** Inputs of actions/download-artifact v8.0.1. */
export interface DownloadArtifactInputs {
  /** Name of the artifact. @default - not set */
  readonly name?: string | Expr;
  /** Numbers of the artifacts, with commas between. @default - not set */
  readonly artifactIds?: string | Expr;
  /** Folder they are put into. @default - not set */
  readonly path?: string | Expr;
  /** Pattern of names. @default - not set */
  readonly pattern?: string | Expr;
  /** Whether all go into the same folder. @default false */
  readonly mergeMultiple?: boolean | Expr;
  /** Token, for artifacts of another run or repository. @default - not set */
  readonly githubToken?: string | Expr;
  /** Repository of the run. @default - ${{ github.repository }} */
  readonly repository?: string | Expr;
  /** Number of the run. @default - ${{ github.run_id }} */
  readonly runId?: string | Expr;
  /** Whether the archive is left packed. @default false */
  readonly skipDecompress?: boolean | Expr;
  /** What happens when the digest differs: ignore, info, warn or error. @default 'error' */
  readonly digestMismatch?: string | Expr;
}

/**
 * Brings artifacts of a run into the workspace.
 *
 * Described by actions/download-artifact v8.0.1.
 *
 * @see https://github.com/actions/download-artifact/tree/3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c
 */
export class DownloadArtifact {
  /** Name of the action. */
  public static readonly ACTION = 'actions/download-artifact';
  /** Output, for `step.output()`: Folder they were put into. */
  public static readonly OUTPUT_DOWNLOAD_PATH = 'download-path';

  /** A call of the action, for `Step.uses`. */
  public static call(inputs: DownloadArtifactInputs = {}): ActionCall {
    return bindingCall(DownloadArtifact.ACTION, {
      'name': inputs.name,
      'artifact-ids': inputs.artifactIds,
      'path': inputs.path,
      'pattern': inputs.pattern,
      'merge-multiple': inputs.mergeMultiple,
      'github-token': inputs.githubToken,
      'repository': inputs.repository,
      'run-id': inputs.runId,
      'skip-decompress': inputs.skipDecompress,
      'digest-mismatch': inputs.digestMismatch,
    });
  }

  private constructor() {}
}
