// Generated from resources/actions.json and resources/action-bindings.json by projenrc/generate-constants.ts.
import { ActionCall } from '../../model/action-call';
import { Expr } from '../../model/expr';
import { bindingCall } from '../binding-call';

/** Inputs of google-github-actions/auth v3.0.0. */
export interface GoogleAuthInputs {
  /** Project that later steps work in. @default - not set */
  readonly projectId?: string | Expr;
  /** Provider that trusts the repository, as `projects/1234/locations/global/workloadIdentityPools/pool/providers/name`. @default - not set */
  readonly workloadIdentityProvider?: string | Expr;
  /** Service account to act as; without one the job's identity acts itself. @default - not set */
  readonly serviceAccount?: string | Expr;
  /** Audience of the identity token. @default - empty */
  readonly audience?: string | Expr;
  /** Key of a service account, as JSON; prefer the job's identity. @default - not set */
  readonly credentialsJson?: string | Expr;
  /** Whether a file with the credentials is written into the workspace. @default true */
  readonly createCredentialsFile?: boolean | Expr;
  /** Whether later steps find project and credentials in their environment. @default true */
  readonly exportEnvironmentVariables?: boolean | Expr;
  /** Kind of token among the outputs: `access_token` or `id_token`. @default - empty */
  readonly tokenFormat?: string | Expr;
  /** Service accounts in between, with commas between. @default - empty */
  readonly delegates?: string | Expr;
  /** Domain of the cloud. @default 'googleapis.com' */
  readonly universe?: string | Expr;
  /** Reason that is logged with each request. @default - not set */
  readonly requestReason?: string | Expr;
  /** Whether the file is removed when the job ends. @default true */
  readonly cleanupCredentials?: boolean | Expr;
  /** How long the access token holds, such as `3600s`. @default '3600s' */
  readonly accessTokenLifetime?: string | Expr;
  /** Scopes of the access token, with commas between. @default 'https://www.googleapis.com/auth/cloud-platform' */
  readonly accessTokenScopes?: string | Expr;
  /** Person whom the service account acts for. @default - empty */
  readonly accessTokenSubject?: string | Expr;
  /** Audience of the identity token among the outputs. @default - empty */
  readonly idTokenAudience?: string | Expr;
  /** Whether that token names the service account's address. @default false */
  readonly idTokenIncludeEmail?: boolean | Expr;
}

/**
 * Signs in to Google Cloud, best by the job's identity.
 *
 * Described by google-github-actions/auth v3.0.0.
 *
 * @see https://github.com/google-github-actions/auth/tree/7c6bc770dae815cd3e89ee6cdf493a5fab2cc093
 */
export class GoogleAuth {
  /** Name of the action. */
  public static readonly ACTION = 'google-github-actions/auth';
  /** Output, for `step.output()`: Project. */
  public static readonly OUTPUT_PROJECT_ID = 'project_id';
  /** Output, for `step.output()`: Path of the file with the credentials. */
  public static readonly OUTPUT_CREDENTIALS_FILE_PATH = 'credentials_file_path';
  /** Output, for `step.output()`: Token of the federated identity. */
  public static readonly OUTPUT_AUTH_TOKEN = 'auth_token';
  /** Output, for `step.output()`: Access token, where asked for. */
  public static readonly OUTPUT_ACCESS_TOKEN = 'access_token';
  /** Output, for `step.output()`: Identity token, where asked for. */
  public static readonly OUTPUT_ID_TOKEN = 'id_token';

  /** A call of the action, for `Step.uses`. */
  public static call(inputs: GoogleAuthInputs = {}): ActionCall {
    return bindingCall(GoogleAuth.ACTION, {
      project_id: inputs.projectId,
      workload_identity_provider: inputs.workloadIdentityProvider,
      service_account: inputs.serviceAccount,
      audience: inputs.audience,
      credentials_json: inputs.credentialsJson,
      create_credentials_file: inputs.createCredentialsFile,
      export_environment_variables: inputs.exportEnvironmentVariables,
      token_format: inputs.tokenFormat,
      delegates: inputs.delegates,
      universe: inputs.universe,
      request_reason: inputs.requestReason,
      cleanup_credentials: inputs.cleanupCredentials,
      access_token_lifetime: inputs.accessTokenLifetime,
      access_token_scopes: inputs.accessTokenScopes,
      access_token_subject: inputs.accessTokenSubject,
      id_token_audience: inputs.idTokenAudience,
      id_token_include_email: inputs.idTokenIncludeEmail,
    });
  }

  private constructor() {}
}
