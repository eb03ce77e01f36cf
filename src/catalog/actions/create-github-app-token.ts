// Generated from resources/actions.json and resources/action-bindings.json by projenrc/generate-constants.ts.
import { ActionCall } from '../../model/action-call';
import { Expr } from '../../model/expr';
import { bindingCall } from '../binding-call';

/** Inputs of actions/create-github-app-token v3.1.1. */
export interface CreateGithubAppTokenInputs {
  /** Client id of the App. @default - not set */
  readonly clientId?: string | Expr;
  /**
   * Number of the App.
   *
   * @default - not set
   * @deprecated Use `clientId`.
   */
  readonly appId?: string | Expr;
  /** Private key of the App. */
  readonly privateKey: string | Expr;
  /** Account the App is installed in. @default - not set */
  readonly owner?: string | Expr;
  /** Repositories the token reaches, with commas between. @default - not set */
  readonly repositories?: string | Expr;
  /** Whether the token lives on after the job. @default false */
  readonly skipTokenRevoke?: boolean | Expr;
  /** Address of the GitHub API. @default - ${{ github.api_url }} */
  readonly githubApiUrl?: string | Expr;
  /** Level of access to actions, such as read or write. @default - not set */
  readonly permissionActions?: string | Expr;
  /** Level of access to administration, such as read or write. @default - not set */
  readonly permissionAdministration?: string | Expr;
  /** Level of access to artifact metadata, such as read or write. @default - not set */
  readonly permissionArtifactMetadata?: string | Expr;
  /** Level of access to attestations, such as read or write. @default - not set */
  readonly permissionAttestations?: string | Expr;
  /** Level of access to checks, such as read or write. @default - not set */
  readonly permissionChecks?: string | Expr;
  /** Level of access to codespaces, such as read or write. @default - not set */
  readonly permissionCodespaces?: string | Expr;
  /** Level of access to contents, such as read or write. @default - not set */
  readonly permissionContents?: string | Expr;
  /** Level of access to custom properties for organizations, such as read or write. @default - not set */
  readonly permissionCustomPropertiesForOrganizations?: string | Expr;
  /** Level of access to dependabot secrets, such as read or write. @default - not set */
  readonly permissionDependabotSecrets?: string | Expr;
  /** Level of access to deployments, such as read or write. @default - not set */
  readonly permissionDeployments?: string | Expr;
  /** Level of access to discussions, such as read or write. @default - not set */
  readonly permissionDiscussions?: string | Expr;
  /** Level of access to email addresses, such as read or write. @default - not set */
  readonly permissionEmailAddresses?: string | Expr;
  /** Level of access to enterprise custom properties for organizations, such as read or write. @default - not set */
  readonly permissionEnterpriseCustomPropertiesForOrganizations?: string | Expr;
  /** Level of access to environments, such as read or write. @default - not set */
  readonly permissionEnvironments?: string | Expr;
  /** Level of access to followers, such as read or write. @default - not set */
  readonly permissionFollowers?: string | Expr;
  /** Level of access to git ssh keys, such as read or write. @default - not set */
  readonly permissionGitSshKeys?: string | Expr;
  /** Level of access to gpg keys, such as read or write. @default - not set */
  readonly permissionGpgKeys?: string | Expr;
  /** Level of access to interaction limits, such as read or write. @default - not set */
  readonly permissionInteractionLimits?: string | Expr;
  /** Level of access to issues, such as read or write. @default - not set */
  readonly permissionIssues?: string | Expr;
  /** Level of access to members, such as read or write. @default - not set */
  readonly permissionMembers?: string | Expr;
  /** Level of access to merge queues, such as read or write. @default - not set */
  readonly permissionMergeQueues?: string | Expr;
  /** Level of access to metadata, such as read or write. @default - not set */
  readonly permissionMetadata?: string | Expr;
  /** Level of access to organization administration, such as read or write. @default - not set */
  readonly permissionOrganizationAdministration?: string | Expr;
  /** Level of access to organization announcement banners, such as read or write. @default - not set */
  readonly permissionOrganizationAnnouncementBanners?: string | Expr;
  /** Level of access to organization copilot seat management, such as read or write. @default - not set */
  readonly permissionOrganizationCopilotSeatManagement?: string | Expr;
  /** Level of access to organization custom org roles, such as read or write. @default - not set */
  readonly permissionOrganizationCustomOrgRoles?: string | Expr;
  /** Level of access to organization custom properties, such as read or write. @default - not set */
  readonly permissionOrganizationCustomProperties?: string | Expr;
  /** Level of access to organization custom roles, such as read or write. @default - not set */
  readonly permissionOrganizationCustomRoles?: string | Expr;
  /** Level of access to organization events, such as read or write. @default - not set */
  readonly permissionOrganizationEvents?: string | Expr;
  /** Level of access to organization hooks, such as read or write. @default - not set */
  readonly permissionOrganizationHooks?: string | Expr;
  /** Level of access to organization packages, such as read or write. @default - not set */
  readonly permissionOrganizationPackages?: string | Expr;
  /** Level of access to organization personal access token requests, such as read or write. @default - not set */
  readonly permissionOrganizationPersonalAccessTokenRequests?: string | Expr;
  /** Level of access to organization personal access tokens, such as read or write. @default - not set */
  readonly permissionOrganizationPersonalAccessTokens?: string | Expr;
  /** Level of access to organization plan, such as read or write. @default - not set */
  readonly permissionOrganizationPlan?: string | Expr;
  /** Level of access to organization projects, such as read or write. @default - not set */
  readonly permissionOrganizationProjects?: string | Expr;
  /** Level of access to organization secrets, such as read or write. @default - not set */
  readonly permissionOrganizationSecrets?: string | Expr;
  /** Level of access to organization self hosted runners, such as read or write. @default - not set */
  readonly permissionOrganizationSelfHostedRunners?: string | Expr;
  /** Level of access to organization user blocking, such as read or write. @default - not set */
  readonly permissionOrganizationUserBlocking?: string | Expr;
  /** Level of access to packages, such as read or write. @default - not set */
  readonly permissionPackages?: string | Expr;
  /** Level of access to pages, such as read or write. @default - not set */
  readonly permissionPages?: string | Expr;
  /** Level of access to profile, such as read or write. @default - not set */
  readonly permissionProfile?: string | Expr;
  /** Level of access to pull requests, such as read or write. @default - not set */
  readonly permissionPullRequests?: string | Expr;
  /** Level of access to repository custom properties, such as read or write. @default - not set */
  readonly permissionRepositoryCustomProperties?: string | Expr;
  /** Level of access to repository hooks, such as read or write. @default - not set */
  readonly permissionRepositoryHooks?: string | Expr;
  /** Level of access to repository projects, such as read or write. @default - not set */
  readonly permissionRepositoryProjects?: string | Expr;
  /** Level of access to secret scanning alerts, such as read or write. @default - not set */
  readonly permissionSecretScanningAlerts?: string | Expr;
  /** Level of access to secrets, such as read or write. @default - not set */
  readonly permissionSecrets?: string | Expr;
  /** Level of access to security events, such as read or write. @default - not set */
  readonly permissionSecurityEvents?: string | Expr;
  /** Level of access to single file, such as read or write. @default - not set */
  readonly permissionSingleFile?: string | Expr;
  /** Level of access to starring, such as read or write. @default - not set */
  readonly permissionStarring?: string | Expr;
  /** Level of access to statuses, such as read or write. @default - not set */
  readonly permissionStatuses?: string | Expr;
  /** Level of access to team discussions, such as read or write. @default - not set */
  readonly permissionTeamDiscussions?: string | Expr;
  /** Level of access to vulnerability alerts, such as read or write. @default - not set */
  readonly permissionVulnerabilityAlerts?: string | Expr;
  /** Level of access to workflows, such as read or write. @default - not set */
  readonly permissionWorkflows?: string | Expr;
}

/**
 * Makes a token of a GitHub App for this job.
 *
 * Described by actions/create-github-app-token v3.1.1.
 *
 * @see https://github.com/actions/create-github-app-token/tree/1b10c78c7865c340bc4f6099eb2f838309f1e8c3
 */
export class CreateGithubAppToken {
  /** Name of the action. */
  public static readonly ACTION = 'actions/create-github-app-token';
  /** Output, for `step.output()`: The token. */
  public static readonly OUTPUT_TOKEN = 'token';
  /** Output, for `step.output()`: Number of the installation. */
  public static readonly OUTPUT_INSTALLATION_ID = 'installation-id';
  /** Output, for `step.output()`: Short name of the App. */
  public static readonly OUTPUT_APP_SLUG = 'app-slug';

  /** A call of the action, for `Step.uses`. */
  public static call(inputs: CreateGithubAppTokenInputs): ActionCall {
    return bindingCall(CreateGithubAppToken.ACTION, {
      'client-id': inputs.clientId,
      'app-id': inputs.appId,
      'private-key': inputs.privateKey,
      'owner': inputs.owner,
      'repositories': inputs.repositories,
      'skip-token-revoke': inputs.skipTokenRevoke,
      'github-api-url': inputs.githubApiUrl,
      'permission-actions': inputs.permissionActions,
      'permission-administration': inputs.permissionAdministration,
      'permission-artifact-metadata': inputs.permissionArtifactMetadata,
      'permission-attestations': inputs.permissionAttestations,
      'permission-checks': inputs.permissionChecks,
      'permission-codespaces': inputs.permissionCodespaces,
      'permission-contents': inputs.permissionContents,
      'permission-custom-properties-for-organizations': inputs.permissionCustomPropertiesForOrganizations,
      'permission-dependabot-secrets': inputs.permissionDependabotSecrets,
      'permission-deployments': inputs.permissionDeployments,
      'permission-discussions': inputs.permissionDiscussions,
      'permission-email-addresses': inputs.permissionEmailAddresses,
      'permission-enterprise-custom-properties-for-organizations': inputs.permissionEnterpriseCustomPropertiesForOrganizations,
      'permission-environments': inputs.permissionEnvironments,
      'permission-followers': inputs.permissionFollowers,
      'permission-git-ssh-keys': inputs.permissionGitSshKeys,
      'permission-gpg-keys': inputs.permissionGpgKeys,
      'permission-interaction-limits': inputs.permissionInteractionLimits,
      'permission-issues': inputs.permissionIssues,
      'permission-members': inputs.permissionMembers,
      'permission-merge-queues': inputs.permissionMergeQueues,
      'permission-metadata': inputs.permissionMetadata,
      'permission-organization-administration': inputs.permissionOrganizationAdministration,
      'permission-organization-announcement-banners': inputs.permissionOrganizationAnnouncementBanners,
      'permission-organization-copilot-seat-management': inputs.permissionOrganizationCopilotSeatManagement,
      'permission-organization-custom-org-roles': inputs.permissionOrganizationCustomOrgRoles,
      'permission-organization-custom-properties': inputs.permissionOrganizationCustomProperties,
      'permission-organization-custom-roles': inputs.permissionOrganizationCustomRoles,
      'permission-organization-events': inputs.permissionOrganizationEvents,
      'permission-organization-hooks': inputs.permissionOrganizationHooks,
      'permission-organization-packages': inputs.permissionOrganizationPackages,
      'permission-organization-personal-access-token-requests': inputs.permissionOrganizationPersonalAccessTokenRequests,
      'permission-organization-personal-access-tokens': inputs.permissionOrganizationPersonalAccessTokens,
      'permission-organization-plan': inputs.permissionOrganizationPlan,
      'permission-organization-projects': inputs.permissionOrganizationProjects,
      'permission-organization-secrets': inputs.permissionOrganizationSecrets,
      'permission-organization-self-hosted-runners': inputs.permissionOrganizationSelfHostedRunners,
      'permission-organization-user-blocking': inputs.permissionOrganizationUserBlocking,
      'permission-packages': inputs.permissionPackages,
      'permission-pages': inputs.permissionPages,
      'permission-profile': inputs.permissionProfile,
      'permission-pull-requests': inputs.permissionPullRequests,
      'permission-repository-custom-properties': inputs.permissionRepositoryCustomProperties,
      'permission-repository-hooks': inputs.permissionRepositoryHooks,
      'permission-repository-projects': inputs.permissionRepositoryProjects,
      'permission-secret-scanning-alerts': inputs.permissionSecretScanningAlerts,
      'permission-secrets': inputs.permissionSecrets,
      'permission-security-events': inputs.permissionSecurityEvents,
      'permission-single-file': inputs.permissionSingleFile,
      'permission-starring': inputs.permissionStarring,
      'permission-statuses': inputs.permissionStatuses,
      'permission-team-discussions': inputs.permissionTeamDiscussions,
      'permission-vulnerability-alerts': inputs.permissionVulnerabilityAlerts,
      'permission-workflows': inputs.permissionWorkflows,
    });
  }

  private constructor() {}
}
