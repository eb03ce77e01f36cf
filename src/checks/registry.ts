import { ActionPermissions } from './repository/action-permissions';
import { ArtifactFlow } from './repository/artifact-flow';
import { CheckoutAfterPush } from './repository/checkout-after-push';
import { DeploymentConcurrency } from './repository/deployment-concurrency';
import { DoubleTriggers } from './repository/double-triggers';
import { Environments } from './repository/environments';
import { ImageTags } from './repository/image-tags';
import { MissingFiles } from './repository/missing-files';
import { MissingTargets } from './repository/missing-targets';
import { OidcPermission } from './repository/oidc-permission';
import { PackageScope } from './repository/package-scope';
import { ProtectedPush } from './repository/protected-push';
import { RebuiltPackage } from './repository/rebuilt-package';
import { ReleaseVersion } from './repository/release-version';
import { RepositoryHygiene } from './repository/repository-hygiene';
import { RequiredChecks } from './repository/required-checks';
import { SharedBranchWriters } from './repository/shared-branch-writers';
import { SkippedAncestors } from './repository/skipped-ancestors';
import { TokenPushTriggersNothing } from './repository/token-push-triggers-nothing';
import { UncalledScripts } from './repository/uncalled-scripts';
import { UndeclaredSecrets } from './repository/undeclared-secrets';
import { UngatedDelivery } from './repository/ungated-delivery';
import { WorkflowOwnership } from './repository/workflow-ownership';
import { ArchivedActions } from './security/archived-actions';
import { BotConditions } from './security/bot-conditions';
import { CachePoisoning } from './security/cache-poisoning';
import { CodeInputInjection } from './security/code-input-injection';
import { ConcurrencyLimits } from './security/concurrency-limits';
import { DangerousTriggers } from './security/dangerous-triggers';
import { DependabotCooldown } from './security/dependabot-cooldown';
import { ExcessivePermissions } from './security/excessive-permissions';
import { ForbiddenActions } from './security/forbidden-actions';
import { GithubAppToken } from './security/github-app-token';
import { GithubEnvWrite } from './security/github-env-write';
import { HardcodedCredentials } from './security/hardcoded-credentials';
import { InsecureCommands } from './security/insecure-commands';
import { InsecureUrls } from './security/insecure-urls';
import { JobTimeout } from './security/job-timeout';
import { KnownVulnerableActions } from './security/known-vulnerable-actions';
import { OverprovisionedSecrets } from './security/overprovisioned-secrets';
import { PersistedCredentials } from './security/persisted-credentials';
import { RelativeSelfReference } from './security/relative-self-reference';
import { SecretsInJobEnv } from './security/secrets-in-job-env';
import { SecretsInherit } from './security/secrets-inherit';
import { SecretsOutsideEnvironment } from './security/secrets-outside-environment';
import { SelfHostedRunner } from './security/self-hosted-runner';
import { SuperfluousActions } from './security/superfluous-actions';
import { TemplateExpansion } from './security/template-expansion';
import { TemplateInjection } from './security/template-injection';
import { TrustedPublishing } from './security/trusted-publishing';
import { TyposquattedActions } from './security/typosquatted-actions';
import { UndocumentedPermissions } from './security/undocumented-permissions';
import { UnpinnedImages } from './security/unpinned-images';
import { UnpinnedTools } from './security/unpinned-tools';
import { UnpinnedUses } from './security/unpinned-uses';
import { UnredactedSecrets } from './security/unredacted-secrets';
import { UnsoundConditions } from './security/unsound-conditions';
import { UntrustedCheckout } from './security/untrusted-checkout';
import { VersionComment } from './security/version-comment';
import { CaseWithoutDefault } from './shell/case-without-default';
import { CurlGlobbing } from './shell/curl-globbing';
import { EmptyComparison } from './shell/empty-comparison';
import { GhToken } from './shell/gh-token';
import { IgnoredErrexit } from './shell/ignored-errexit';
import { MaskedExitCode } from './shell/masked-exit-code';
import { MissingPipefail } from './shell/missing-pipefail';
import { ShellSyntax } from './shell/shell-syntax';
import { ToolSetup } from './shell/tool-setup';
import { UndefinedFunction } from './shell/undefined-function';
import { UnquotedExpansion } from './shell/unquoted-expansion';
import { UnsetParameter } from './shell/unset-parameter';
import type { SourceCheck } from './source-check';
import { ActionInputs } from './workflow/action-inputs';
import { ActionMetadata } from './workflow/action-metadata';
import { AnonymousDefinition } from './workflow/anonymous-definition';
import { CallInputTypes } from './workflow/call-input-types';
import { ConcurrencyDeadlock } from './workflow/concurrency-deadlock';
import { ConstantCondition } from './workflow/constant-condition';
import { ContextAvailability } from './workflow/context-availability';
import { CronSchedule } from './workflow/cron-schedule';
import { DeprecatedCommands } from './workflow/deprecated-commands';
import { DeprecatedInputs } from './workflow/deprecated-inputs';
import { DispatchInputs } from './workflow/dispatch-inputs';
import { EndOfLifeVersion } from './workflow/end-of-life-version';
import { EnvironmentVariableNames } from './workflow/environment-variable-names';
import { EventFilters } from './workflow/event-filters';
import { ExpressionSyntax } from './workflow/expression-syntax';
import { ExpressionTypes } from './workflow/expression-types';
import { FilterPatterns } from './workflow/filter-patterns';
import { Identifiers } from './workflow/identifiers';
import { ImageTagSyntax } from './workflow/image-tag-syntax';
import { LocalCallInputs } from './workflow/local-call-inputs';
import { MatrixValues } from './workflow/matrix-values';
import { NeedsGraph } from './workflow/needs-graph';
import { OutdatedAction } from './workflow/outdated-action';
import { PermissionScopes } from './workflow/permission-scopes';
import { PlatformLimits } from './workflow/platform-limits';
import { RunnerArchitecture } from './workflow/runner-architecture';
import { RunnerLabels } from './workflow/runner-labels';
import { ScheduleMinute } from './workflow/schedule-minute';
import { ShellNames } from './workflow/shell-names';
import { UndeclaredStepOutput } from './workflow/undeclared-step-output';
import { UnknownProperty } from './workflow/unknown-property';
import { UsesFormat } from './workflow/uses-format';
import { WorkflowSchema } from './workflow/workflow-schema';
import { YamlAnchors } from './workflow/yaml-anchors';
import { YamlSyntax } from './workflow/yaml-syntax';

/** Every check of files, by folder and name. */
export function sourceChecks(): SourceCheck[] {
  return [
    new ActionPermissions(),
    new ArtifactFlow(),
    new CheckoutAfterPush(),
    new DeploymentConcurrency(),
    new DoubleTriggers(),
    new Environments(),
    new ImageTags(),
    new MissingFiles(),
    new MissingTargets(),
    new OidcPermission(),
    new PackageScope(),
    new ProtectedPush(),
    new RebuiltPackage(),
    new ReleaseVersion(),
    new RepositoryHygiene(),
    new RequiredChecks(),
    new SharedBranchWriters(),
    new SkippedAncestors(),
    new TokenPushTriggersNothing(),
    new UncalledScripts(),
    new UndeclaredSecrets(),
    new UngatedDelivery(),
    new WorkflowOwnership(),
    new ArchivedActions(),
    new BotConditions(),
    new CachePoisoning(),
    new CodeInputInjection(),
    new ConcurrencyLimits(),
    new DangerousTriggers(),
    new DependabotCooldown(),
    new ExcessivePermissions(),
    new ForbiddenActions(),
    new GithubAppToken(),
    new GithubEnvWrite(),
    new HardcodedCredentials(),
    new InsecureCommands(),
    new InsecureUrls(),
    new JobTimeout(),
    new KnownVulnerableActions(),
    new OverprovisionedSecrets(),
    new PersistedCredentials(),
    new RelativeSelfReference(),
    new SecretsInJobEnv(),
    new SecretsInherit(),
    new SecretsOutsideEnvironment(),
    new SelfHostedRunner(),
    new SuperfluousActions(),
    new TemplateExpansion(),
    new TemplateInjection(),
    new TrustedPublishing(),
    new TyposquattedActions(),
    new UndocumentedPermissions(),
    new UnpinnedImages(),
    new UnpinnedTools(),
    new UnpinnedUses(),
    new UnredactedSecrets(),
    new UnsoundConditions(),
    new UntrustedCheckout(),
    new VersionComment(),
    new CaseWithoutDefault(),
    new CurlGlobbing(),
    new EmptyComparison(),
    new GhToken(),
    new IgnoredErrexit(),
    new MaskedExitCode(),
    new MissingPipefail(),
    new ShellSyntax(),
    new ToolSetup(),
    new UndefinedFunction(),
    new UnquotedExpansion(),
    new UnsetParameter(),
    new ActionInputs(),
    new ActionMetadata(),
    new AnonymousDefinition(),
    new CallInputTypes(),
    new ConcurrencyDeadlock(),
    new ConstantCondition(),
    new ContextAvailability(),
    new CronSchedule(),
    new DeprecatedCommands(),
    new DeprecatedInputs(),
    new DispatchInputs(),
    new EndOfLifeVersion(),
    new EnvironmentVariableNames(),
    new EventFilters(),
    new ExpressionSyntax(),
    new ExpressionTypes(),
    new FilterPatterns(),
    new Identifiers(),
    new ImageTagSyntax(),
    new LocalCallInputs(),
    new MatrixValues(),
    new NeedsGraph(),
    new OutdatedAction(),
    new PermissionScopes(),
    new PlatformLimits(),
    new RunnerArchitecture(),
    new RunnerLabels(),
    new ScheduleMinute(),
    new ShellNames(),
    new UndeclaredStepOutput(),
    new UnknownProperty(),
    new UsesFormat(),
    new WorkflowSchema(),
    new YamlAnchors(),
    new YamlSyntax(),
  ];
}
