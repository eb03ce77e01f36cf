// Generated from resources/actions.json and resources/action-bindings.json by projenrc/generate-constants.ts.
import { ActionCall } from '../../model/action-call';
import { Expr } from '../../model/expr';
import { bindingCall } from '../binding-call';

/** Inputs of github/codeql-action/analyze v4.36.2. */
export interface CodeqlAnalyzeInputs {
  /** Name of the check run. @default - not set */
  readonly checkName?: string | Expr;
  /** Folder of the results. @default '../results' */
  readonly output?: string | Expr;
  /** What is uploaded: always, failure-only or never. @default 'always' */
  readonly upload?: string | Expr;
  /**
   * How far databases are cleaned up.
   *
   * @default - not set
   * @deprecated It has no effect.
   */
  readonly cleanupLevel?: string | Expr;
  /** Megabytes of memory. @default - not set */
  readonly ram?: string | number | Expr;
  /**
   * Whether results carry code.
   *
   * @default - not set
   * @deprecated It has no effect.
   */
  readonly addSnippets?: boolean | Expr;
  /** Whether no query is run. @default false */
  readonly skipQueries?: boolean | Expr;
  /** Threads to use. @default - not set */
  readonly threads?: string | number | Expr;
  /** Folder of the checkout. @default - ${{ github.workspace }} */
  readonly checkoutPath?: string | Expr;
  /** Ref the results belong to. @default - not set */
  readonly ref?: string | Expr;
  /** Commit the results belong to. @default - not set */
  readonly sha?: string | Expr;
  /** Category that keeps analyses of one commit apart. @default - not set */
  readonly category?: string | Expr;
  /** Whether the database is uploaded. @default true */
  readonly uploadDatabase?: boolean | Expr;
  /** Folder for the results as uploaded. @default - not set */
  readonly postProcessedSarifPath?: string | Expr;
  /** Whether it waits until GitHub has read the results. @default true */
  readonly waitForProcessing?: boolean | Expr;
  /** Token that uploads the results. @default - ${{ github.token }} */
  readonly token?: string | Expr;
  /** The job's matrix, as JSON; not meant to be set. @default - ${{ toJson(matrix) }} */
  readonly matrix?: string | Expr;
  /** Whether a failure is expected; only for the action's own tests. @default false */
  readonly expectError?: boolean | Expr;
}

/**
 * Runs the CodeQL queries and uploads what they find.
 *
 * Described by github/codeql-action/analyze v4.36.2.
 *
 * @see https://github.com/github/codeql-action/tree/8aad20d150bbac5944a9f9d289da16a4b0d87c1e/analyze
 */
export class CodeqlAnalyze {
  /** Name of the action. */
  public static readonly ACTION = 'github/codeql-action/analyze';
  /** Output, for `step.output()`: Folders of the databases, as JSON. */
  public static readonly OUTPUT_DB_LOCATIONS = 'db-locations';
  /** Output, for `step.output()`: Folder of the results. */
  public static readonly OUTPUT_SARIF_OUTPUT = 'sarif-output';
  /** Output, for `step.output()`: Number of the upload. */
  public static readonly OUTPUT_SARIF_ID = 'sarif-id';

  /** A call of the action, for `Step.uses`. */
  public static call(inputs: CodeqlAnalyzeInputs = {}): ActionCall {
    return bindingCall(CodeqlAnalyze.ACTION, {
      'check_name': inputs.checkName,
      'output': inputs.output,
      'upload': inputs.upload,
      'cleanup-level': inputs.cleanupLevel,
      'ram': inputs.ram,
      'add-snippets': inputs.addSnippets,
      'skip-queries': inputs.skipQueries,
      'threads': inputs.threads,
      'checkout_path': inputs.checkoutPath,
      'ref': inputs.ref,
      'sha': inputs.sha,
      'category': inputs.category,
      'upload-database': inputs.uploadDatabase,
      'post-processed-sarif-path': inputs.postProcessedSarifPath,
      'wait-for-processing': inputs.waitForProcessing,
      'token': inputs.token,
      'matrix': inputs.matrix,
      'expect-error': inputs.expectError,
    });
  }

  private constructor() {}
}
