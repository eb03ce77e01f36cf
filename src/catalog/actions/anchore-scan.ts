// Generated from resources/actions.json and resources/action-bindings.json by projenrc/generate-constants.ts.
import { ActionCall } from '../../model/action-call';
import { Expr } from '../../model/expr';
import { bindingCall } from '../binding-call';

/** Inputs of anchore/scan-action v7.4.0. */
export interface AnchoreScanInputs {
  /** Image to scan. @default - not set */
  readonly image?: string | Expr;
  /** Folder to scan. @default - not set */
  readonly path?: string | Expr;
  /** Bill of materials to scan. @default - not set */
  readonly sbom?: string | Expr;
  /** Whether the job fails at the severity cutoff. @default true */
  readonly failBuild?: boolean | Expr;
  /** Form of the findings: sarif, json, table, cyclonedx-xml or cyclonedx-json. @default 'sarif' */
  readonly outputFormat?: string | Expr;
  /** File of the findings. @default - not set */
  readonly outputFile?: string | Expr;
  /** Severity that fails the job: negligible, low, medium, high or critical. @default 'medium' */
  readonly severityCutoff?: string | Expr;
  /** Whether only vulnerabilities with a fix count. @default false */
  readonly onlyFixed?: boolean | Expr;
  /** Whether missing CPE names are guessed. @default false */
  readonly addCpesIfNone?: boolean | Expr;
  /** Whether findings are listed by CVE. @default false */
  readonly byCve?: boolean | Expr;
  /** Version of Grype; each release of the action has a fixed one of its own. @default - not set */
  readonly grypeVersion?: string | Expr;
  /** Statements about exploitability, one file a line. @default - not set */
  readonly vex?: string | Expr;
  /** Configuration file of Grype. @default - not set */
  readonly config?: string | Expr;
  /** Whether the vulnerability database is cached. @default - not set */
  readonly cacheDb?: boolean | Expr;
}

/**
 * Looks for known vulnerabilities in an image, a folder or a bill of materials, with Grype.
 *
 * Described by anchore/scan-action v7.4.0.
 *
 * @see https://github.com/anchore/scan-action/tree/e1165082ffb1fe366ebaf02d8526e7c4989ea9d2
 */
export class AnchoreScan {
  /** Name of the action. */
  public static readonly ACTION = 'anchore/scan-action';
  /** Output, for `step.output()`: File of the findings in SARIF. */
  public static readonly OUTPUT_SARIF = 'sarif';
  /** Output, for `step.output()`: File of the findings in JSON. */
  public static readonly OUTPUT_JSON = 'json';
  /** Output, for `step.output()`: File of the findings in CycloneDX XML. */
  public static readonly OUTPUT_CYCLONEDX_XML = 'cyclonedx-xml';
  /** Output, for `step.output()`: File of the findings in CycloneDX JSON. */
  public static readonly OUTPUT_CYCLONEDX_JSON = 'cyclonedx-json';

  /** A call of the action, for `Step.uses`. */
  public static call(inputs: AnchoreScanInputs = {}): ActionCall {
    return bindingCall(AnchoreScan.ACTION, {
      'image': inputs.image,
      'path': inputs.path,
      'sbom': inputs.sbom,
      'fail-build': inputs.failBuild,
      'output-format': inputs.outputFormat,
      'output-file': inputs.outputFile,
      'severity-cutoff': inputs.severityCutoff,
      'only-fixed': inputs.onlyFixed,
      'add-cpes-if-none': inputs.addCpesIfNone,
      'by-cve': inputs.byCve,
      'grype-version': inputs.grypeVersion,
      'vex': inputs.vex,
      'config': inputs.config,
      'cache-db': inputs.cacheDb,
    });
  }

  private constructor() {}
}
