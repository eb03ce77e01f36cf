// Generated from resources/actions.json and resources/action-bindings.json by projenrc/generate-constants.ts.
import { ActionCall } from '../../model/action-call';
import { Expr } from '../../model/expr';
import { bindingCall } from '../binding-call';

/** Inputs of codecov/codecov-action v7.0.0. */
export interface CodecovInputs {
  /** Commit that a pull request is compared with. @default - not set */
  readonly baseSha?: string | Expr;
  /** Program that is used instead of a download. @default - not set */
  readonly binary?: string | Expr;
  /** The configuration file. @default - not set */
  readonly codecovYmlPath?: string | Expr;
  /** Commit before this one. @default - not set */
  readonly commitParent?: string | Expr;
  /** Folder that is searched for reports. @default - not set */
  readonly directory?: string | Expr;
  /** Whether lines that cannot be covered are left in. @default false */
  readonly disableFileFixes?: boolean | Expr;
  /** Whether only the named files are uploaded. @default false */
  readonly disableSearch?: boolean | Expr;
  /** Whether the workspace is kept out of git's safe directories. @default false */
  readonly disableSafeDirectory?: boolean | Expr;
  /** Whether nothing is reported to the vendor about the run of its program. @default false */
  readonly disableTelem?: boolean | Expr;
  /** Whether nothing is uploaded. @default false */
  readonly dryRun?: boolean | Expr;
  /** Variables that tag the upload, with commas between. @default - not set */
  readonly envVars?: string | Expr;
  /** Folders that are not searched, with commas between. @default - not set */
  readonly exclude?: string | Expr;
  /** Whether the job fails when the upload does. @default false */
  readonly failCiIfError?: boolean | Expr;
  /** Reports to upload, with commas between. @default - not set */
  readonly files?: string | Expr;
  /** Flags of the upload, with commas between. @default - not set */
  readonly flags?: string | Expr;
  /** Whether an upload of an empty report passes everything. @default - not set */
  readonly force?: boolean | Expr;
  /** The git host. @default 'github' */
  readonly gitService?: string | Expr;
  /** Arguments for gcov. @default - not set */
  readonly gcovArgs?: string | Expr;
  /** The gcov program. @default 'gcov' */
  readonly gcovExecutable?: string | Expr;
  /** Paths gcov leaves out. @default - not set */
  readonly gcovIgnore?: string | Expr;
  /** Paths gcov takes in. @default - not set */
  readonly gcovInclude?: string | Expr;
  /** Whether the job passes when no report is found. @default false */
  readonly handleNoReportsFound?: boolean | Expr;
  /** Code of the job in the CI service. @default - not set */
  readonly jobCode?: string | Expr;
  /** Name of the upload. @default - not set */
  readonly name?: string | Expr;
  /** Prefix that files must have. @default - not set */
  readonly networkFilter?: string | Expr;
  /** Prefix put before the files. @default - not set */
  readonly networkPrefix?: string | Expr;
  /** Operating system of the program, such as `linux-arm64`. @default - not set */
  readonly os?: string | Expr;
  /** Branch of the upload. @default - not set */
  readonly overrideBranch?: string | Expr;
  /** Build number of the upload. @default - not set */
  readonly overrideBuild?: string | Expr;
  /** Address of the build. @default - not set */
  readonly overrideBuildUrl?: string | Expr;
  /** Commit of the upload. @default - not set */
  readonly overrideCommit?: string | Expr;
  /** Pull request of the upload. @default - not set */
  readonly overridePr?: string | number | Expr;
  /** Plugins to run, with commas between. @default - not set */
  readonly plugins?: string | Expr;
  /** Whether submodules are searched. @default false */
  readonly recurseSubmodules?: boolean | Expr;
  /** Code of the report. @default - not set */
  readonly reportCode?: string | Expr;
  /** What is uploaded: coverage or test_results. @default - not set */
  readonly reportType?: string | Expr;
  /** Folder paths are relative to. @default - not set */
  readonly rootDir?: string | Expr;
  /** Command of the uploader. @default 'upload-coverage' */
  readonly runCommand?: string | Expr;
  /** Whether the downloaded program is run unchecked. @default false */
  readonly skipValidation?: boolean | Expr;
  /** Repository as `owner/name`. @default - not set */
  readonly slug?: string | Expr;
  /** Swift project to search. @default - not set */
  readonly swiftProject?: string | Expr;
  /** Upload token. @default - not set */
  readonly token?: string | Expr;
  /** Address of a Codecov of one's own. @default - not set */
  readonly url?: string | Expr;
  /** Whether the older upload address is used. @default false */
  readonly useLegacyUploadEndpoint?: boolean | Expr;
  /** Whether the job's identity replaces the token; needs `id-token: write`. @default false */
  readonly useOidc?: boolean | Expr;
  /** Whether the program comes from PyPI. @default false */
  readonly usePypi?: boolean | Expr;
  /** Whether more is printed. @default false */
  readonly verbose?: boolean | Expr;
  /** Version of the uploader. Required here: the action takes the newest otherwise, whatever that is. */
  readonly version: string | Expr;
  /** Folder it runs in. @default - not set */
  readonly workingDirectory?: string | Expr;
}

/**
 * Uploads coverage or test results to Codecov.
 *
 * Described by codecov/codecov-action v7.0.0.
 * v5.5.2, the newest tag read, fetches the key of a deleted account and fails. v7.0.0 was seen with this commit in 10 other repositories; its tag was not read. Inputs and outputs are those of v5.5.2.
 *
 * @see https://github.com/codecov/codecov-action/tree/fb8b3582c8e4def4969c97caa2f19720cb33a72f
 */
export class Codecov {
  /** Name of the action. */
  public static readonly ACTION = 'codecov/codecov-action';

  /** A call of the action, for `Step.uses`. */
  public static call(inputs: CodecovInputs): ActionCall {
    return bindingCall(Codecov.ACTION, {
      'base_sha': inputs.baseSha,
      'binary': inputs.binary,
      'codecov_yml_path': inputs.codecovYmlPath,
      'commit_parent': inputs.commitParent,
      'directory': inputs.directory,
      'disable_file_fixes': inputs.disableFileFixes,
      'disable_search': inputs.disableSearch,
      'disable_safe_directory': inputs.disableSafeDirectory,
      'disable_telem': inputs.disableTelem,
      'dry_run': inputs.dryRun,
      'env_vars': inputs.envVars,
      'exclude': inputs.exclude,
      'fail_ci_if_error': inputs.failCiIfError,
      'files': inputs.files,
      'flags': inputs.flags,
      'force': inputs.force,
      'git_service': inputs.gitService,
      'gcov_args': inputs.gcovArgs,
      'gcov_executable': inputs.gcovExecutable,
      'gcov_ignore': inputs.gcovIgnore,
      'gcov_include': inputs.gcovInclude,
      'handle_no_reports_found': inputs.handleNoReportsFound,
      'job_code': inputs.jobCode,
      'name': inputs.name,
      'network_filter': inputs.networkFilter,
      'network_prefix': inputs.networkPrefix,
      'os': inputs.os,
      'override_branch': inputs.overrideBranch,
      'override_build': inputs.overrideBuild,
      'override_build_url': inputs.overrideBuildUrl,
      'override_commit': inputs.overrideCommit,
      'override_pr': inputs.overridePr,
      'plugins': inputs.plugins,
      'recurse_submodules': inputs.recurseSubmodules,
      'report_code': inputs.reportCode,
      'report_type': inputs.reportType,
      'root_dir': inputs.rootDir,
      'run_command': inputs.runCommand,
      'skip_validation': inputs.skipValidation,
      'slug': inputs.slug,
      'swift_project': inputs.swiftProject,
      'token': inputs.token,
      'url': inputs.url,
      'use_legacy_upload_endpoint': inputs.useLegacyUploadEndpoint,
      'use_oidc': inputs.useOidc,
      'use_pypi': inputs.usePypi,
      'verbose': inputs.verbose,
      'version': inputs.version,
      'working-directory': inputs.workingDirectory,
    });
  }

  private constructor() {}
}
