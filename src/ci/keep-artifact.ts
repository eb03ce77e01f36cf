import { UploadArtifact, UploadArtifactInputs } from '../catalog/actions/upload-artifact';
import { Step, StepOptions } from '../model/step';

/**
 * A step that keeps files as an artifact of the run. Nothing to keep is an error; what a job kept before it ran again is
 * replaced, since a name is taken once in a run and not once in an attempt.
 *
 * @see https://github.com/actions/upload-artifact/blob/main/docs/MIGRATION.md#overwriting-an-artifact
 * @internal
 */
export function keepArtifact(inputs: UploadArtifactInputs, options: StepOptions): Step {
  return Step.uses(UploadArtifact.call({ ifNoFilesFound: 'error', overwrite: true, ...inputs }), options);
}
