// Generated from resources/actions.json and resources/action-bindings.json by projenrc/generate-constants.ts.
import { ActionCall } from '../../model/action-call';
import { Expr } from '../../model/expr';
import { bindingCall } from '../binding-call';

/** Inputs of actions/attest v4.2.2. */
export interface AttestInputs {
  /** Files it is about; patterns are allowed. @default - not set */
  readonly subjectPath?: string | Expr;
  /** Digest it is about, as `sha256:` and 64 hex digits. @default - not set */
  readonly subjectDigest?: string | Expr;
  /** Name of the subject; for an image without the tag. @default - not set */
  readonly subjectName?: string | Expr;
  /** Checksum file that lists the subjects. @default - not set */
  readonly subjectChecksums?: string | Expr;
  /** Version of the subject. @default - not set */
  readonly subjectVersion?: string | Expr;
  /** Bill of materials to attest, in SPDX or CycloneDX JSON. @default - not set */
  readonly sbomPath?: string | Expr;
  /** Type of the predicate, as an address. @default - not set */
  readonly predicateType?: string | Expr;
  /** Text of the predicate. @default - not set */
  readonly predicate?: string | Expr;
  /** File with the predicate. @default - not set */
  readonly predicatePath?: string | Expr;
  /** Whether the attestation is pushed beside the image. @default false */
  readonly pushToRegistry?: boolean | Expr;
  /** Whether the organization's record of stored artifacts is written. @default true */
  readonly createStorageRecord?: boolean | Expr;
  /** Whether the job summary lists the attestation. @default true */
  readonly showSummary?: boolean | Expr;
  /** Token that stores the attestation. @default - ${{ github.token }} */
  readonly githubToken?: string | Expr;
}

/**
 * Signs a statement about what was built: provenance, a bill of materials or any predicate.
 *
 * Described by actions/attest v4.2.2.
 *
 * @see https://github.com/actions/attest/tree/1e69f48acb82d1966a394da916b4c1698aa569d6
 */
export class Attest {
  /** Name of the action. */
  public static readonly ACTION = 'actions/attest';
  /** Output, for `step.output()`: File with the attestation. */
  public static readonly OUTPUT_BUNDLE_PATH = 'bundle-path';
  /** Output, for `step.output()`: Number of the attestation. */
  public static readonly OUTPUT_ATTESTATION_ID = 'attestation-id';
  /** Output, for `step.output()`: Page of the attestation. */
  public static readonly OUTPUT_ATTESTATION_URL = 'attestation-url';
  /** Output, for `step.output()`: Numbers of the storage records. */
  public static readonly OUTPUT_STORAGE_RECORD_IDS = 'storage-record-ids';

  /** A call of the action, for `Step.uses`. */
  public static call(inputs: AttestInputs = {}): ActionCall {
    return bindingCall(Attest.ACTION, {
      'subject-path': inputs.subjectPath,
      'subject-digest': inputs.subjectDigest,
      'subject-name': inputs.subjectName,
      'subject-checksums': inputs.subjectChecksums,
      'subject-version': inputs.subjectVersion,
      'sbom-path': inputs.sbomPath,
      'predicate-type': inputs.predicateType,
      'predicate': inputs.predicate,
      'predicate-path': inputs.predicatePath,
      'push-to-registry': inputs.pushToRegistry,
      'create-storage-record': inputs.createStorageRecord,
      'show-summary': inputs.showSummary,
      'github-token': inputs.githubToken,
    });
  }

  private constructor() {}
}
