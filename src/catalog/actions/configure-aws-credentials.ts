// Generated from resources/actions.json and resources/action-bindings.json by projenrc/generate-constants.ts.
import { ActionCall } from '../../model/action-call';
import { Expr } from '../../model/expr';
import { bindingCall } from '../binding-call';

/** Inputs of aws-actions/configure-aws-credentials v6.2.3. */
export interface ConfigureAwsCredentialsInputs {
  /** Region. */
  readonly awsRegion: string | Expr;
  /** Profile the credentials are written to. @default - not set */
  readonly awsProfile?: string | Expr;
  /** Whether a profile that exists is replaced. @default - not set */
  readonly overwriteAwsProfile?: boolean | Expr;
  /** Role to take on. @default - not set */
  readonly roleToAssume?: string | Expr;
  /** Access key; prefer a role. @default - not set */
  readonly awsAccessKeyId?: string | Expr;
  /** Secret of the access key; prefer a role. @default - not set */
  readonly awsSecretAccessKey?: string | Expr;
  /** Session token. @default - not set */
  readonly awsSessionToken?: string | Expr;
  /** File with an identity token. @default - not set */
  readonly webIdentityTokenFile?: string | Expr;
  /** Whether the role is taken on with credentials already there. @default - not set */
  readonly roleChaining?: boolean | Expr;
  /** Audience of the identity token. @default 'sts.amazonaws.com' */
  readonly audience?: string | Expr;
  /** Proxy to reach AWS through. @default - not set */
  readonly httpProxy?: string | Expr;
  /** Hosts that are reached without the proxy. @default - not set */
  readonly noProxy?: string | Expr;
  /** Whether the account number is masked in logs. @default - not set */
  readonly maskAwsAccountId?: boolean | Expr;
  /** Seconds the role is held. @default - not set */
  readonly roleDurationSeconds?: string | number | Expr;
  /** External id of the role. @default - not set */
  readonly roleExternalId?: string | Expr;
  /** Name of the session. @default - not set */
  readonly roleSessionName?: string | Expr;
  /** Whether the session gets no tags. @default - not set */
  readonly roleSkipSessionTagging?: boolean | Expr;
  /** Tags that are passed on to further roles. @default - not set */
  readonly transitiveTagKeys?: string | Expr;
  /** Policy that narrows the role, as JSON. @default - not set */
  readonly inlineSessionPolicy?: string | Expr;
  /** Managed policies that narrow the role, one a line. @default - not set */
  readonly managedSessionPolicies?: string | Expr;
  /** Whether the credentials are outputs of the step. @default - not set */
  readonly outputCredentials?: boolean | Expr;
  /** Whether the credentials become variables of the job. @default - not set */
  readonly outputEnvCredentials?: boolean | Expr;
  /** Whether credentials already there are removed first. @default - not set */
  readonly unsetCurrentCredentials?: boolean | Expr;
  /** Whether a failed call is not repeated. @default - not set */
  readonly disableRetry?: boolean | Expr;
  /** How often a failed call is repeated. @default - not set */
  readonly retryMaxAttempts?: string | number | Expr;
  /** Whether keys are renewed until they hold no special characters. @default - not set */
  readonly specialCharactersWorkaround?: boolean | Expr;
  /** Whether valid credentials already there are kept. @default - not set */
  readonly useExistingCredentials?: boolean | Expr;
  /** Accounts that are accepted, with commas between. @default - not set */
  readonly allowedAccountIds?: string | Expr;
  /** Whether the job's identity is not used. @default - not set */
  readonly forceSkipOidc?: boolean | Expr;
  /** Seconds after which it gives up. @default - not set */
  readonly actionTimeoutS?: string | number | Expr;
  /** Further tags of the session, as JSON. @default - not set */
  readonly customTags?: string | Expr;
  /** Address of the token service. @default - not set */
  readonly stsEndpoint?: string | Expr;
}

/**
 * Signs in to AWS, best by the job's identity.
 *
 * Described by aws-actions/configure-aws-credentials v6.2.3.
 *
 * @see https://github.com/aws-actions/configure-aws-credentials/tree/e6de054238d6b7531b4efff3b6587d9aade6a06c
 */
export class ConfigureAwsCredentials {
  /** Name of the action. */
  public static readonly ACTION = 'aws-actions/configure-aws-credentials';
  /** Output, for `step.output()`: Account number. */
  public static readonly OUTPUT_AWS_ACCOUNT_ID = 'aws-account-id';
  /** Output, for `step.output()`: Access key. */
  public static readonly OUTPUT_AWS_ACCESS_KEY_ID = 'aws-access-key-id';
  /** Output, for `step.output()`: Secret of the access key. */
  public static readonly OUTPUT_AWS_SECRET_ACCESS_KEY = 'aws-secret-access-key';
  /** Output, for `step.output()`: Session token. */
  public static readonly OUTPUT_AWS_SESSION_TOKEN = 'aws-session-token';
  /** Output, for `step.output()`: When the credentials expire. */
  public static readonly OUTPUT_AWS_EXPIRATION = 'aws-expiration';

  /** A call of the action, for `Step.uses`. */
  public static call(inputs: ConfigureAwsCredentialsInputs): ActionCall {
    return bindingCall(ConfigureAwsCredentials.ACTION, {
      'aws-region': inputs.awsRegion,
      'aws-profile': inputs.awsProfile,
      'overwrite-aws-profile': inputs.overwriteAwsProfile,
      'role-to-assume': inputs.roleToAssume,
      'aws-access-key-id': inputs.awsAccessKeyId,
      'aws-secret-access-key': inputs.awsSecretAccessKey,
      'aws-session-token': inputs.awsSessionToken,
      'web-identity-token-file': inputs.webIdentityTokenFile,
      'role-chaining': inputs.roleChaining,
      'audience': inputs.audience,
      'http-proxy': inputs.httpProxy,
      'no-proxy': inputs.noProxy,
      'mask-aws-account-id': inputs.maskAwsAccountId,
      'role-duration-seconds': inputs.roleDurationSeconds,
      'role-external-id': inputs.roleExternalId,
      'role-session-name': inputs.roleSessionName,
      'role-skip-session-tagging': inputs.roleSkipSessionTagging,
      'transitive-tag-keys': inputs.transitiveTagKeys,
      'inline-session-policy': inputs.inlineSessionPolicy,
      'managed-session-policies': inputs.managedSessionPolicies,
      'output-credentials': inputs.outputCredentials,
      'output-env-credentials': inputs.outputEnvCredentials,
      'unset-current-credentials': inputs.unsetCurrentCredentials,
      'disable-retry': inputs.disableRetry,
      'retry-max-attempts': inputs.retryMaxAttempts,
      'special-characters-workaround': inputs.specialCharactersWorkaround,
      'use-existing-credentials': inputs.useExistingCredentials,
      'allowed-account-ids': inputs.allowedAccountIds,
      'force-skip-oidc': inputs.forceSkipOidc,
      'action-timeout-s': inputs.actionTimeoutS,
      'custom-tags': inputs.customTags,
      'sts-endpoint': inputs.stsEndpoint,
    });
  }

  private constructor() {}
}
