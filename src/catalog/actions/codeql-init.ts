// Generated from resources/actions.json and resources/action-bindings.json by projenrc/generate-constants.ts.
import { ActionCall } from '../../model/action-call';
import { Expr } from '../../model/expr';
import { bindingCall } from '../binding-call';

/** Inputs of github/codeql-action/init v4.36.2. */
export interface CodeqlInitInputs {
  /** CodeQL bundle, or `linked` for the one that belongs to the action. @default - not set */
  readonly tools?: string | Expr;
  /** Languages to analyze, with commas between. @default - not set */
  readonly languages?: string | Expr;
  /** How compiled code is built: none, autobuild or manual. @default - not set */
  readonly buildMode?: string | Expr;
  /** Kinds of analysis, with commas between. @default 'code-scanning' */
  readonly analysisKinds?: string | Expr;
  /** Token that reads the repository. @default - ${{ github.token }} */
  readonly token?: string | Expr;
  /** Registries that hold packs, as YAML. @default - not set */
  readonly registries?: string | Expr;
  /** The job's matrix, as JSON; not meant to be set. @default - ${{ toJson(matrix) }} */
  readonly matrix?: string | Expr;
  /** Configuration file, here or in another repository. @default - not set */
  readonly configFile?: string | Expr;
  /** Folder of the databases. @default - not set */
  readonly dbLocation?: string | Expr;
  /** Configuration, as YAML. @default - not set */
  readonly config?: string | Expr;
  /** Queries or suites, with commas between. @default - not set */
  readonly queries?: string | Expr;
  /**
   * Quality queries, with commas between.
   *
   * @default - not set
   * @deprecated Use `analysisKinds`.
   */
  readonly qualityQueries?: string | Expr;
  /** Query packs, with commas between. @default - not set */
  readonly packs?: string | Expr;
  /** Token that reads queries of other repositories. @default - not set */
  readonly externalRepositoryToken?: string | Expr;
  /**
   * Whether Python dependencies are installed.
   *
   * @default - not set
   * @deprecated It has no effect.
   */
  readonly setupPythonDependencies?: boolean | Expr;
  /** Folder of the sources. @default - not set */
  readonly sourceRoot?: string | Expr;
  /** Megabytes of memory. @default - not set */
  readonly ram?: string | number | Expr;
  /** Threads to use. @default - not set */
  readonly threads?: string | number | Expr;
  /** Whether debugging artifacts are kept. @default false */
  readonly debug?: boolean | Expr;
  /** Name of the debugging artifact. @default - not set */
  readonly debugArtifactName?: string | Expr;
  /** Name of the database in the debugging artifact. @default - not set */
  readonly debugDatabaseName?: string | Expr;
  /** Whether intermediate results are cached. @default - not set */
  readonly trapCaching?: boolean | Expr;
  /** Whether dependencies are cached: restore, store, full or none. @default - not set */
  readonly dependencyCaching?: string | Expr;
  /** Number of the check run; not meant to be set. @default - ${{ job.check_run_id }} */
  readonly checkRunId?: string | Expr;
}

/**
 * Prepares a CodeQL analysis.
 *
 * Described by github/codeql-action/init v4.36.2.
 *
 * @see https://github.com/github/codeql-action/tree/8aad20d150bbac5944a9f9d289da16a4b0d87c1e/init
 */
export class CodeqlInit {
  /** Name of the action. */
  public static readonly ACTION = 'github/codeql-action/init';
  /** Output, for `step.output()`: The CodeQL program. */
  public static readonly OUTPUT_CODEQL_PATH = 'codeql-path';
  /** Output, for `step.output()`: Version of CodeQL. */
  public static readonly OUTPUT_CODEQL_VERSION = 'codeql-version';

  /** A call of the action, for `Step.uses`. */
  public static call(inputs: CodeqlInitInputs = {}): ActionCall {
    return bindingCall(CodeqlInit.ACTION, {
      'tools': inputs.tools,
      'languages': inputs.languages,
      'build-mode': inputs.buildMode,
      'analysis-kinds': inputs.analysisKinds,
      'token': inputs.token,
      'registries': inputs.registries,
      'matrix': inputs.matrix,
      'config-file': inputs.configFile,
      'db-location': inputs.dbLocation,
      'config': inputs.config,
      'queries': inputs.queries,
      'quality-queries': inputs.qualityQueries,
      'packs': inputs.packs,
      'external-repository-token': inputs.externalRepositoryToken,
      'setup-python-dependencies': inputs.setupPythonDependencies,
      'source-root': inputs.sourceRoot,
      'ram': inputs.ram,
      'threads': inputs.threads,
      'debug': inputs.debug,
      'debug-artifact-name': inputs.debugArtifactName,
      'debug-database-name': inputs.debugDatabaseName,
      'trap-caching': inputs.trapCaching,
      'dependency-caching': inputs.dependencyCaching,
      'check-run-id': inputs.checkRunId,
    });
  }

  private constructor() {}
}
