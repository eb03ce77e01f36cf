// Generated from resources/actions.json and resources/action-bindings.json by projenrc/generate-constants.ts.
import { ActionCall } from '../../model/action-call';
import { Expr } from '../../model/expr';
import { bindingCall } from '../binding-call';

/** Inputs of anchore/sbom-action v0.24.0. */
export interface AnchoreSbomInputs {
  /** Folder to list. @default '.' */
  readonly path?: string | Expr;
  /** File to list. @default - not set */
  readonly file?: string | Expr;
  /** Image to list. @default - not set */
  readonly image?: string | Expr;
  /** User at the image's registry. @default - not set */
  readonly registryUsername?: string | Expr;
  /** Password at the image's registry. @default - not set */
  readonly registryPassword?: string | Expr;
  /** Form: spdx-json, spdx, cyclonedx-json or cyclonedx. @default 'spdx-json' */
  readonly format?: string | Expr;
  /** Token that uploads. @default - ${{ github.token }} */
  readonly githubToken?: string | Expr;
  /** Name of the artifact. @default - not set */
  readonly artifactName?: string | Expr;
  /** File it is written to. @default - not set */
  readonly outputFile?: string | Expr;
  /** Version of Syft; each release of the action has a fixed one of its own. @default - not set */
  readonly syftVersion?: string | Expr;
  /** Whether the dependency graph receives it. @default false */
  readonly dependencySnapshot?: boolean | Expr;
  /** Whether it becomes an artifact of the run. @default true */
  readonly uploadArtifact?: boolean | Expr;
  /** Days the artifact is kept; 0 for the repository's setting. @default 0 */
  readonly uploadArtifactRetention?: string | number | Expr;
  /** Whether it is attached to the release that started the run. @default true */
  readonly uploadReleaseAssets?: boolean | Expr;
  /** Configuration file of Syft. @default - not set */
  readonly config?: string | Expr;
}

/**
 * Makes a bill of materials of a folder, a file or an image, with Syft.
 *
 * Described by anchore/sbom-action v0.24.0.
 *
 * @see https://github.com/anchore/sbom-action/tree/e22c389904149dbc22b58101806040fa8d37a610
 */
export class AnchoreSbom {
  /** Name of the action. */
  public static readonly ACTION = 'anchore/sbom-action';

  /** A call of the action, for `Step.uses`. */
  public static call(inputs: AnchoreSbomInputs = {}): ActionCall {
    return bindingCall(AnchoreSbom.ACTION, {
      'path': inputs.path,
      'file': inputs.file,
      'image': inputs.image,
      'registry-username': inputs.registryUsername,
      'registry-password': inputs.registryPassword,
      'format': inputs.format,
      'github-token': inputs.githubToken,
      'artifact-name': inputs.artifactName,
      'output-file': inputs.outputFile,
      'syft-version': inputs.syftVersion,
      'dependency-snapshot': inputs.dependencySnapshot,
      'upload-artifact': inputs.uploadArtifact,
      'upload-artifact-retention': inputs.uploadArtifactRetention,
      'upload-release-assets': inputs.uploadReleaseAssets,
      'config': inputs.config,
    });
  }

  private constructor() {}
}
